#include "core/base/error_name.h"

namespace orfeas {

std::string_view errorName(ErrorCode code) {
    switch (code) {
    case ErrorCode::BadInput:
        return "bad-input";
    case ErrorCode::NotFound:
        return "not-found";
    case ErrorCode::Unsupported:
        return "unsupported";
    case ErrorCode::TooLarge:
        return "too-large";
    case ErrorCode::PermissionDenied:
        return "permission-denied";
    case ErrorCode::DiskFull:
        return "disk-full";
    case ErrorCode::IoFailed:
        return "io-failed";
    case ErrorCode::OutOfMemory:
        return "out-of-memory";
    case ErrorCode::Unavailable:
        return "unavailable";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::Failed:
        return "failed";
    }
    return "failed";
}

} // namespace orfeas
