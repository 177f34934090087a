#include "app/report.h"

#include <cstdio>

#include "core/base/log.h"

#include "core/base/error_name.h"

namespace orfeas::app {
namespace {

// File names may hold bytes that are no UTF-8; JSON may not.
std::string dumped(const Json& object) {
    return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

bool printResult(const std::string& text) {
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

} // namespace

int exitCodeFor(ErrorCode code) {
    switch (code) {
    case ErrorCode::BadInput:
    case ErrorCode::NotFound:
    case ErrorCode::Unsupported:
    case ErrorCode::TooLarge:
        return kExitBadUsage;
    case ErrorCode::Cancelled:
        return kExitInterrupted;
    case ErrorCode::PermissionDenied:
    case ErrorCode::DiskFull:
    case ErrorCode::IoFailed:
    case ErrorCode::OutOfMemory:
    case ErrorCode::Unavailable:
    case ErrorCode::Failed:
        return kExitFailed;
    }
    return kExitFailed;
}

std::string_view nameOf(ErrorCode code) {
    return errorName(code);
}

int Report::succeed(const std::string& text, const Json& object) const {
    if (printResult(m_json ? dumped(object) : text)) return kExitDone;
    printError({ErrorCode::IoFailed, "The result could not be printed", {}});
    return kExitFailed;
}

int Report::fail(const Error& error, Json object) const {
    printError(error);
    if (m_json) {
        object["error"] = toJson(error);
        printResult(dumped(object));
    }
    return exitCodeFor(error.code);
}

void Report::printError(const Error& error) const {
    const std::string text = error.code == ErrorCode::Cancelled ? "Interrupted" : error.userText;
    std::string line = "orfeas: error: " + text;
    for (char& c : line) {
        if (c == '\n' || c == '\r') c = ' '; // one line, whatever a file name holds
    }
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), stderr);
    if (!error.detail.empty()) log(LogLevel::Info, "orfeas", error.detail);
}

Json toJson(const Error& error) {
    return {{"code", nameOf(error.code)}, {"message", error.userText}};
}

Error about(const std::string& file, Error error) {
    if (error.code != ErrorCode::Cancelled) error.userText = file + ": " + error.userText;
    return error;
}

} // namespace orfeas::app
