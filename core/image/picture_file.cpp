#include "core/image/picture_file.h"

#include <array>
#include <fstream>
#include <new>
#include <system_error>

#include "core/image/codec.h"
#include "core/image/picture_kind.h"

namespace orfeas::image {
namespace {

Result<Picture> decodeKind(const DecodeTask& task) {
    switch (pictureKind(task.bytes)) {
    case PictureKind::Png:
        return decodePng(task);
    case PictureKind::Jpeg:
        return decodeJpeg(task);
    case PictureKind::WebP:
        return decodeWebp(task);
    case PictureKind::Tiff:
        return decodeTiff(task);
    case PictureKind::Bmp:
        return decodeBmp(task);
    case PictureKind::Unknown:
        break;
    }
    if (const std::string_view foreign = foreignKind(task.bytes); !foreign.empty()) {
        return Error{ErrorCode::Unsupported,
                     "this is a file of the kind " + std::string(foreign) +
                         "; Orfeas reads PNG, JPEG, WebP, TIFF and BMP pictures",
                     {}};
    }
    return Error{ErrorCode::BadInput,
                 "this is not a picture; Orfeas reads PNG, JPEG, WebP, TIFF and BMP pictures",
                 {}};
}

Result<std::uintmax_t> pictureFileSize(const std::filesystem::path& file, const DecodeLimits& limits) {
    std::error_code trouble;
    const auto status = std::filesystem::status(file, trouble);
    if (status.type() == std::filesystem::file_type::not_found) {
        return Error{ErrorCode::NotFound, "the file does not exist", trouble.message()};
    }
    if (trouble) {
        const bool denied = trouble == std::errc::permission_denied;
        return Error{denied ? ErrorCode::PermissionDenied : ErrorCode::IoFailed,
                     denied ? "reading the file is not permitted" : "the file could not be looked at",
                     trouble.message()};
    }
    if (std::filesystem::is_directory(status)) {
        return Error{ErrorCode::BadInput, "this is a folder, not a picture", {}};
    }
    if (!std::filesystem::is_regular_file(status)) {
        return Error{ErrorCode::BadInput, "this is not an ordinary file", {}};
    }
    const std::uintmax_t size = std::filesystem::file_size(file, trouble);
    if (trouble)
        return Error{ErrorCode::IoFailed, "the size of the file could not be read", trouble.message()};
    if (size == 0) return Error{ErrorCode::BadInput, "the file is empty", {}};
    if (size > limits.maxFileBytes) {
        return Error{ErrorCode::TooLarge,
                     "the file is larger than the limit of " + decimal(limits.maxFileBytes >> 20) + " MiB",
                     {}};
    }
    return size;
}

Result<std::vector<std::byte>> readWholeFile(const std::filesystem::path& file, std::uintmax_t size,
                                             const jobs::JobContext& context) {
    constexpr std::size_t kPiece = 4u << 20;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return Error{ErrorCode::PermissionDenied, "the file could not be opened for reading", {}};
    std::vector<std::byte> bytes(static_cast<std::size_t>(size));
    for (std::size_t done = 0; done < bytes.size();) {
        if (context.cancelled()) return jobs::cancelledError();
        const std::size_t piece = std::min(kPiece, bytes.size() - done);
        stream.read(reinterpret_cast<char*>(bytes.data()) + done, static_cast<std::streamsize>(piece));
        if (static_cast<std::size_t>(stream.gcount()) != piece) {
            return Error{ErrorCode::IoFailed, "the file could not be read to its end", {}};
        }
        done += piece;
    }
    return bytes;
}

Error outOfMemory() {
    return {ErrorCode::OutOfMemory,
            "there is not enough memory for this picture; close other programs or make it smaller",
            {}};
}

} // namespace

Result<Picture> loadPicture(const std::filesystem::path& file, const jobs::JobContext& context,
                            const DecodeLimits& limits) {
    if (context.cancelled()) return jobs::cancelledError();
    ORFEAS_TRY(size, pictureFileSize(file, limits));
    try {
        ORFEAS_TRY(bytes, readWholeFile(file, size, context));
        return decodePicture(bytes, context, limits);
    } catch (const std::bad_alloc&) {
        return outOfMemory();
    }
}

Result<Picture> decodePicture(std::span<const std::byte> bytes, const jobs::JobContext& context,
                              const DecodeLimits& limits) {
    if (context.cancelled()) return jobs::cancelledError();
    if (bytes.empty()) return Error{ErrorCode::BadInput, "the file is empty", {}};
    if (bytes.size() > limits.maxFileBytes) {
        return Error{ErrorCode::TooLarge,
                     "the picture is larger than the limit of " + decimal(limits.maxFileBytes >> 20) + " MiB",
                     {}};
    }
    try {
        Result<Picture> picture = decodeKind({bytes, context, limits});
        if (picture.ok() && context.cancelled()) return jobs::cancelledError();
        return picture;
    } catch (const std::bad_alloc&) {
        return outOfMemory();
    }
}

bool looksLikePicture(std::span<const std::byte> head) {
    return pictureKind(head) != PictureKind::Unknown;
}

std::span<const std::string_view> pictureExtensions() {
    static constexpr std::array<std::string_view, 8> kExtensions = {"png",  "jpg",  "jpeg", "jfif",
                                                                    "webp", "tiff", "tif",  "bmp"};
    return kExtensions;
}

} // namespace orfeas::image
