#include "core/generate/silhouette.h"

#include <algorithm>
#include <cmath>

#include "core/base/parallel.h"
#include "core/generate/distance_field.h"
#include "core/generate/outline_parts.h"

namespace orfeas::generate {
namespace {

constexpr int kMargin = 6; ///< outside cells around the subject

struct Bounds {
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0; ///< half open
    bool empty() const { return x1 <= x0 || y1 <= y0; }
};

Bounds boundsAbove(const image::Mask& mask, std::uint8_t threshold) {
    Bounds b{mask.width, mask.height, 0, 0};
    for (int y = 0; y < mask.height; ++y) {
        const std::uint8_t* row =
            mask.coverage.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width);
        const std::uint8_t* end = row + mask.width;
        const auto covered = [threshold](std::uint8_t c) { return c >= threshold; };
        const std::uint8_t* first = std::find_if(row, end, covered);
        if (first == end) continue;
        const std::uint8_t* last = end;
        while (!covered(last[-1]))
            --last;
        b.x0 = std::min(b.x0, static_cast<int>(first - row));
        b.x1 = std::max(b.x1, static_cast<int>(last - row));
        b.y0 = std::min(b.y0, y);
        b.y1 = y + 1;
    }
    return b;
}

// Share of border pixels that are neither clear nor full: none in a mask without anti-aliasing.
bool isAntiAliased(const image::Mask& mask, const Bounds& b) {
    std::size_t border = 0;
    std::size_t between = 0;
    for (int y = b.y0; y < b.y1; ++y) {
        for (int x = b.x0 + 1; x < b.x1; ++x) {
            const int here = mask.at(x, y);
            const int before = mask.at(x - 1, y);
            border += (here >= 128) != (before >= 128);
            between += here > 24 && here < 232;
        }
    }
    return between * 2 > border;
}

Field coverageField(const image::Mask& mask, const ResampleArea& area) {
    return resampled(mask.width, mask.height, area, 0.0f, [&](int y, std::span<float> row) {
        const std::uint8_t* from =
            mask.coverage.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width);
        for (std::size_t x = 0; x < row.size(); ++x)
            row[x] = static_cast<float>(from[x]) / 255.0f;
    });
}

// Removes the stair-steps of a mask without anti-aliasing: repeated smoothing that may move the contour only
// within half a pixel of where the mask puts it (R. Whitaker, "Reducing aliasing artifacts in iso-surfaces of
// binary volumes", 2000).
Field withoutStairs(const Field& coverage, double cellsPerPixel, const jobs::JobContext& context) {
    Field band = signedDistance(blurred(coverage, static_cast<float>(0.5 * cellsPerPixel)), 0.5f);
    const Field original = band;
    const auto allowed = static_cast<float>(0.5 * cellsPerPixel);
    const auto sigma = static_cast<float>(std::clamp(0.9 * cellsPerPixel, 0.7, 6.0));
    for (int round = 0; round < 12 && !context.cancelled(); ++round) {
        band = blurred(band, sigma);
        for (std::size_t i = 0; i < band.values.size(); ++i) {
            band.values[i] =
                std::clamp(band.values[i], original.values[i] - allowed, original.values[i] + allowed);
        }
    }
    return blurred(band, 0.7f);
}

// Positive inside, in cells, zero on the smoothed outline.
Field smoothOutline(const image::Mask& mask, const Bounds& bounds, const ResampleArea& area,
                    const jobs::JobContext& context) {
    const Field coverage = coverageField(mask, area);
    const double cellsPerPixel = 1.0 / area.step;
    if (cellsPerPixel > 0.6 && !isAntiAliased(mask, bounds)) {
        return signedDistance(withoutStairs(coverage, cellsPerPixel, context), 0.0f);
    }
    return signedDistance(blurred(coverage, static_cast<float>(std::max(0.7, 0.6 * cellsPerPixel))), 0.5f);
}

// Cells with at least one covered pixel. Where pixels are larger than cells no line can get lost between them.
std::vector<std::uint8_t> coveredCells(const image::Mask& mask, const Bounds& b, const ResampleArea& area) {
    std::vector<std::uint8_t> covered;
    if (area.step < 0.6) return covered;
    covered.assign(static_cast<std::size_t>(area.outWidth) * static_cast<std::size_t>(area.outHeight), 0);
    for (int y = b.y0; y < b.y1; ++y) {
        const auto row = static_cast<std::size_t>((y + 0.5 - area.y0) / area.step) *
                         static_cast<std::size_t>(area.outWidth);
        for (int x = b.x0; x < b.x1; ++x) {
            if (mask.at(x, y) >= 128)
                covered[row + static_cast<std::size_t>((x + 0.5 - area.x0) / area.step)] = 1;
        }
    }
    return covered;
}

} // namespace

Result<Silhouette> makeSilhouette(const image::Mask& mask, const SilhouetteOptions& options,
                                  const jobs::JobContext& context) {
    Bounds bounds = boundsAbove(mask, 128);
    if (bounds.empty()) bounds = boundsAbove(mask, 1);
    if (bounds.empty()) {
        return Error{ErrorCode::BadInput, "The picture has no subject: everything is background", {}};
    }
    const int longest = std::max(bounds.x1 - bounds.x0, bounds.y1 - bounds.y0);
    Silhouette s;
    s.placement.step = static_cast<double>(longest) / options.cells;
    s.cellMm = options.sizeMm / options.cells;
    const int margin =
        kMargin + static_cast<int>(std::ceil((0.6 * options.minWidthMm + options.marginMm) / s.cellMm));
    ResampleArea area;
    area.step = s.placement.step;
    area.outWidth = static_cast<int>(std::ceil((bounds.x1 - bounds.x0) / area.step)) + 2 * margin;
    area.outHeight = static_cast<int>(std::ceil((bounds.y1 - bounds.y0) / area.step)) + 2 * margin;
    area.x0 = s.placement.x0 = bounds.x0 - margin * area.step;
    area.y0 = s.placement.y0 = bounds.y0 - margin * area.step;

    Field distance = smoothOutline(mask, bounds, area, context);
    if (context.cancelled()) return jobs::cancelledError();
    OutlineRules rules;
    rules.minWidth = static_cast<float>(options.minWidthMm / s.cellMm);
    rules.smallestArea = static_cast<float>(options.smallestMm2 / (s.cellMm * s.cellMm));
    rules.joinParts = options.joinParts;
    rules.covered = coveredCells(mask, bounds, area);
    ORFEAS_TRY(printable, makePrintable(std::move(distance), rules, context));
    s.parts = printable.parts;
    s.bridges = printable.bridges;
    s.widened = printable.widened;
    s.distance = std::move(printable.distance);
    for (float& d : s.distance.values)
        d *= static_cast<float>(s.cellMm);
    return s;
}

void cutFoot(Silhouette& silhouette, double cutMm) {
    Field& field = silhouette.distance;
    int bottom = 0;
    for (int y = 0; y < field.height; ++y) {
        for (int x = 0; x < field.width; ++x)
            bottom = field.at(x, y) > 0.0f ? y : bottom;
    }
    const double line = bottom + 0.5 - cutMm / silhouette.cellMm;
    for (int y = 0; y < field.height; ++y) {
        const auto above = static_cast<float>((line - y) * silhouette.cellMm);
        for (int x = 0; x < field.width; ++x)
            field.at(x, y) = std::min(field.at(x, y), above);
    }
}

} // namespace orfeas::generate
