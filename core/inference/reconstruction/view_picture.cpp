#include "core/inference/reconstruction/view_picture.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/generate/distance_field.h"
#include "core/generate/poisson.h"

namespace orfeas::inference {
namespace {

constexpr float kHalf = 127.5f; ///< coverage at which the outline runs

// Height over the outline's plane, in cells, one cell of clear border added all round.
Result<generate::Field> inflatedHeight(int side, std::span<const std::uint8_t> coverage,
                                       const jobs::JobContext& context) {
    generate::Field mask(side + 2, side + 2, 0.0f);
    bool any = false;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const float value = coverage[std::size_t(y) * std::size_t(side) + std::size_t(x)];
            mask.at(x + 1, y + 1) = value;
            any = any || value > kHalf;
        }
    }
    if (!any) return generate::Field(side + 2, side + 2, 0.0f);
    ORFEAS_TRY(height, generate::solveInflation(generate::signedDistance(mask, kHalf), context));
    for (float& value : height.values)
        value = std::sqrt(std::max(0.0f, value));
    return height;
}

} // namespace

Result<ViewPicture> makeViewPicture(int side, std::span<const std::uint8_t> rgba,
                                    const jobs::JobContext& context) {
    const auto count = std::size_t(side) * std::size_t(side);
    ORFEAS_ASSERT(side > 0 && rgba.size() == 4 * count);
    ViewPicture picture{side, std::vector<std::uint8_t>(kPicturePlanes * count)};
    for (std::size_t i = 0; i < count; ++i) {
        const unsigned alpha = rgba[4 * i + 3];
        for (std::size_t c = 0; c < 3; ++c)
            picture.planes[c * count + i] = static_cast<std::uint8_t>((rgba[4 * i + c] * alpha + 127) / 255);
        picture.planes[3 * count + i] = static_cast<std::uint8_t>(alpha);
    }
    ORFEAS_TRY(height, inflatedHeight(side, picture.plane(3), context));
    const float unit = 255.0f * 2.0f / static_cast<float>(side);
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const float value = std::min(255.0f, std::round(height.at(x + 1, y + 1) * unit));
            picture.planes[4 * count + std::size_t(y) * std::size_t(side) + std::size_t(x)] =
                static_cast<std::uint8_t>(value);
        }
    }
    return picture;
}

ViewPicture mirrored(const ViewPicture& picture) {
    ViewPicture out = picture;
    const auto side = std::size_t(picture.side);
    for (std::size_t row = 0; row + side <= out.planes.size(); row += side)
        std::reverse(out.planes.begin() + std::ptrdiff_t(row),
                     out.planes.begin() + std::ptrdiff_t(row + side));
    return out;
}

} // namespace orfeas::inference
