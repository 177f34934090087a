#include "core/inference/reconstruction/view_frame.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/generate/distance_field.h"
#include "core/generate/outline_parts.h"
#include "core/generate/poisson.h"

namespace orfeas::inference {
namespace {

///< of the square, by the subject's longer side: the middle of what was trained on
constexpr int kInside = 128; ///< coverage

generate::ResampleArea areaOf(const ViewFrame& frame, int side) {
    const double step = 2.0 * frame.half / side;
    return {frame.centerX - frame.half, frame.centerY - frame.half, step, side, side};
}

generate::Field coverage(const image::Mask& mask, const generate::ResampleArea& area) {
    return generate::resampled(mask.width, mask.height, area, 0.0f, [&](int y, std::span<float> row) {
        for (std::size_t x = 0; x < row.size(); ++x)
            row[x] = mask.at(static_cast<int>(x), y);
    });
}

} // namespace

Result<ViewFrame> frameSubject(const image::Mask& mask) {
    int x0 = mask.width, x1 = -1, y0 = mask.height, y1 = -1;
    for (int y = 0; y < mask.height; ++y) {
        for (int x = 0; x < mask.width; ++x) {
            if (mask.at(x, y) < kInside) continue;
            x0 = std::min(x0, x);
            x1 = std::max(x1, x);
            y0 = std::min(y0, y);
            y1 = y;
        }
    }
    if (x1 < 0) return Error{ErrorCode::BadInput, "The cut-out covers nothing", {}};
    const double longest = std::max(x1 - x0, y1 - y0) + 1;
    return ViewFrame{0.5 * (x0 + x1 + 1), 0.5 * (y0 + y1 + 1), 0.5 * longest / kFrameFill};
}

Result<ViewPicture> framedPicture(const image::Picture& picture, const image::Mask& mask,
                                  const ViewFrame& frame, int side, const jobs::JobContext& context) {
    const generate::ResampleArea area = areaOf(frame, side);
    const generate::Field alpha = coverage(mask, area);
    std::array<generate::Field, 3> rgb;
    for (std::size_t c = 0; c < 3; ++c) {
        rgb[c] =
            generate::resampled(picture.width, picture.height, area, 0.0f, [&](int y, std::span<float> row) {
                for (std::size_t x = 0; x < row.size(); ++x) {
                    const int column = static_cast<int>(x);
                    row[x] = float(picture.pixel(column, y)[c]) * float(mask.at(column, y)) / 255.0f;
                }
            });
    }
    std::vector<std::uint8_t> rgba(4 * alpha.values.size());
    for (std::size_t i = 0; i < alpha.values.size(); ++i) {
        const float a = std::clamp(alpha.values[i], 0.0f, 255.0f);
        for (std::size_t c = 0; c < 3; ++c) {
            const float straight = a > 0.0f ? rgb[c].values[i] * 255.0f / a : 0.0f;
            rgba[4 * i + c] = static_cast<std::uint8_t>(std::lround(std::clamp(straight, 0.0f, 255.0f)));
        }
        rgba[4 * i + 3] = static_cast<std::uint8_t>(std::lround(a));
    }
    return makeViewPicture(side, rgba, context);
}

generate::Field framedOutline(const image::Mask& mask, const ViewFrame& frame, int cells) {
    generate::Field outline = generate::signedDistance(coverage(mask, areaOf(frame, cells)), 127.5f);
    for (float& value : outline.values)
        value *= 2.0f / static_cast<float>(cells);
    return outline;
}

Result<generate::Field> printableOutline(const generate::Field& outline, double minWidth,
                                         const jobs::JobContext& context) {
    const float unit = 2.0f / static_cast<float>(outline.width);
    generate::Field cells = outline;
    generate::OutlineRules rules;
    for (float& value : cells.values)
        value /= unit;
    rules.minWidth = static_cast<float>(minWidth) / unit;
    ORFEAS_TRY(printable, generate::makePrintable(std::move(cells), rules, context));
    for (float& value : printable.distance.values)
        value *= unit;
    return std::move(printable.distance);
}

Result<generate::Field> framedInflation(const generate::Field& outline, const jobs::JobContext& context) {
    const float unit = 2.0f / static_cast<float>(outline.width);
    generate::Field cells = outline;
    for (float& value : cells.values)
        value /= unit;
    ORFEAS_TRY(square, generate::solveInflation(cells, context));
    for (float& value : square.values)
        value *= unit * unit;
    return std::move(square);
}

} // namespace orfeas::inference
