#include "core/image/codec.h"

#include <charconv>
#include <iterator>

namespace orfeas::image {

bool DecodeTask::goOn(std::size_t row, std::size_t rows) const {
    constexpr std::size_t kRowsBetweenReports = 256;
    if (row % kRowsBetweenReports == 0) {
        context.report("reading the picture", static_cast<double>(row) / static_cast<double>(rows));
    }
    return !context.cancelled();
}

Result<void> checkDimensions(std::uint64_t width, std::uint64_t height, const DecodeLimits& limits) {
    if (width == 0 || height == 0) {
        return Error{ErrorCode::BadInput, "the picture has no pixels", {}};
    }
    const std::uint64_t side = limits.maxSide > 0 ? static_cast<std::uint64_t>(limits.maxSide) : 0;
    if (width > side || height > side) {
        return Error{ErrorCode::TooLarge,
                     "the picture is " + decimal(width) + " x " + decimal(height) +
                         " pixels and no side may exceed " + decimal(side) + "; make it smaller first",
                     {}};
    }
    if (width * height > limits.maxPixels) {
        return Error{ErrorCode::TooLarge,
                     "the picture is " + decimal(width) + " x " + decimal(height) +
                         " pixels, more than the limit of " + decimal(limits.maxPixels / 1'000'000) +
                         " megapixels; make it smaller first",
                     {}};
    }
    return {};
}

Picture blankPicture(std::uint64_t width, std::uint64_t height) {
    Picture picture;
    picture.width = static_cast<int>(width);
    picture.height = static_cast<int>(height);
    picture.rgba.resize(4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    return picture;
}

Error cutShort(std::string_view kind, std::string detail) {
    return {ErrorCode::BadInput,
            "the " + std::string(kind) + " picture is cut short; download or save it again",
            std::move(detail)};
}

Error damaged(std::string_view kind, std::string detail) {
    return {ErrorCode::BadInput,
            "the " + std::string(kind) + " picture is damaged; download or save it again", std::move(detail)};
}

Error unsupportedVariant(std::string_view kind, std::string_view what) {
    return {ErrorCode::Unsupported,
            "the " + std::string(kind) + " picture " + std::string(what) +
                "; save it as an ordinary PNG or JPEG",
            {}};
}

std::string decimal(std::uint64_t value) {
    char digits[24];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    return {digits, end};
}

} // namespace orfeas::image
