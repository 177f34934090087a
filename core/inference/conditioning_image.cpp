#include "core/inference/conditioning_image.h"

#include <algorithm>
#include <cstring>

#include "core/base/assert.h"

namespace orfeas::inference {
namespace {

constexpr int kMaxSide = 65'536;

// Smallest and largest row and column that hold any alpha.
struct Bounds {
    int left = 0;
    int top = 0;
    int right = -1;
    int bottom = -1;
};

Bounds visibleBounds(const image::Picture& picture) {
    Bounds bounds{picture.width, picture.height, -1, -1};
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            if (picture.pixel(x, y)[3] == 0) continue;
            bounds.left = std::min(bounds.left, x);
            bounds.right = std::max(bounds.right, x);
            bounds.top = std::min(bounds.top, y);
            bounds.bottom = y;
        }
    }
    return bounds;
}

} // namespace

Result<image::Picture> frameForeground(const image::Picture& picture, double foregroundRatio) {
    ORFEAS_ASSERT(foregroundRatio > 0.0 && foregroundRatio <= 1.0);
    const Bounds bounds = visibleBounds(picture);
    const int width = bounds.right - bounds.left;
    const int height = bounds.bottom - bounds.top;
    if (width < 1 || height < 1)
        return Error{ErrorCode::BadInput, "Nothing of the picture is visible to reconstruct", {}};
    const int square = std::max(width, height);
    const double wanted = static_cast<double>(square) / foregroundRatio;
    if (wanted > kMaxSide) return Error{ErrorCode::TooLarge, "The picture is too large to be framed", {}};
    const int side = static_cast<int>(wanted);
    // Two paddings, each halved on its own: rounding down twice is not rounding down once.
    const int left = (side - square) / 2 + (square - width) / 2;
    const int top = (side - square) / 2 + (square - height) / 2;
    image::Picture framed;
    framed.width = side;
    framed.height = side;
    framed.hasAlpha = true;
    framed.rgba.assign(4 * framed.pixelCount(), 0);
    for (int y = 0; y < height; ++y) {
        const std::size_t to = 4 * (static_cast<std::size_t>(top + y) * static_cast<std::size_t>(side) +
                                    static_cast<std::size_t>(left));
        std::memcpy(framed.rgba.data() + to, picture.pixel(bounds.left, bounds.top + y),
                    4 * static_cast<std::size_t>(width));
    }
    return framed;
}

ConditioningImage compositeOnGrey(const image::Picture& picture) {
    ConditioningImage image{picture.width, picture.height, {}};
    image.rgb.resize(3 * picture.pixelCount());
    for (std::size_t i = 0; i < picture.pixelCount(); ++i) {
        const float alpha = static_cast<float>(picture.rgba[4 * i + 3]) / 255.0f;
        const float grey = (1.0f - alpha) * 0.5f;
        for (std::size_t c = 0; c < 3; ++c) {
            const float color = static_cast<float>(picture.rgba[4 * i + c]) / 255.0f * alpha;
            const float value = color + grey;
            image.rgb[3 * i + c] = static_cast<std::uint8_t>(value * 255.0f);
        }
    }
    return image;
}

Result<ConditioningImage> makeConditioningImage(const image::Picture& picture, const image::Cutout& cutout,
                                                double foregroundRatio) {
    ORFEAS_ASSERT(cutout.mask.width == picture.width && cutout.mask.height == picture.height);
    if (cutout.method == image::CutoutMethod::Whole) return compositeOnGrey(picture);
    image::Picture masked = picture;
    for (std::size_t i = 0; i < masked.pixelCount(); ++i)
        masked.rgba[4 * i + 3] = cutout.mask.coverage[i];
    ORFEAS_TRY(framed, frameForeground(masked, foregroundRatio));
    return compositeOnGrey(framed);
}

} // namespace orfeas::inference
