#include "core/generate/subject_colors.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/parallel.h"
#include "core/generate/distance_field.h"

namespace orfeas::generate {
namespace {

constexpr float kFringe =
    1e-4f; ///< weight per coverage of pixels that are not: only where nothing better is near
constexpr std::uint8_t kSafe = 250; ///< coverage from which a pixel is free of background

ResampleArea wholePicture(int width, int height, int longestSide) {
    ResampleArea area;
    area.step = std::max(1.0, static_cast<double>(std::max(width, height)) / longestSide);
    area.outWidth = std::max(1, static_cast<int>(std::lround(width / area.step)));
    area.outHeight = std::max(1, static_cast<int>(std::lround(height / area.step)));
    return area;
}

// One channel times coverage, 0..1, row by row.
auto weightedRows(const image::Picture& picture, const image::Mask& mask, std::size_t channel) {
    return [&picture, &mask, channel](int y, std::span<float> row) {
        const std::uint8_t* pixel = picture.pixel(0, y);
        const std::uint8_t* cover = mask.coverage.data() + static_cast<std::size_t>(y) * row.size();
        for (std::size_t x = 0; x < row.size(); ++x) {
            const float weight = cover[x] >= kSafe ? 1.0f : kFringe * static_cast<float>(cover[x]);
            row[x] = channel == 3 ? weight : weight * static_cast<float>(pixel[4 * x + channel]) / 255.0f;
        }
    };
}

std::uint8_t toByte(float value) {
    return static_cast<std::uint8_t>(std::clamp(value * 255.0f + 0.5f, 0.0f, 255.0f));
}

} // namespace

ColorFields subjectColors(const image::Picture& picture, const image::Mask& mask, const ResampleArea& area) {
    const Field weight = resampled(picture.width, picture.height, area, 0.0f, weightedRows(picture, mask, 3));
    std::vector<std::uint8_t> known(weight.values.size());
    float highest = 0.0f;
    for (const float w : weight.values)
        highest = std::max(highest, w);
    for (std::size_t i = 0; i < known.size(); ++i)
        known[i] = weight.values[i] > std::min(0.3f, 0.5f * highest);
    const std::vector<std::uint32_t> nearest = nearestSites(weight.width, weight.height, known);
    ColorFields fields;
    for (std::size_t c = 0; c < 3; ++c) {
        const Field sums =
            resampled(picture.width, picture.height, area, 0.0f, weightedRows(picture, mask, c));
        fields.rgb[c] = Field(sums.width, sums.height, 0.5f);
        for (std::size_t i = 0; i < known.size(); ++i) {
            const std::uint32_t q = nearest[i];
            if (q != kNoSite) fields.rgb[c].values[i] = sums.values[q] / weight.values[q];
        }
    }
    return fields;
}

Result<std::shared_ptr<const image::Picture>> subjectTexture(const image::Picture& picture,
                                                             const image::Mask& mask, int longestSide,
                                                             const jobs::JobContext& context) {
    const ResampleArea area = wholePicture(picture.width, picture.height, longestSide);
    const ColorFields grid = subjectColors(picture, mask, area);
    if (context.cancelled()) return jobs::cancelledError();
    auto texture = std::make_shared<image::Picture>();
    texture->width = area.outWidth;
    texture->height = area.outHeight;
    texture->rgba.resize(4 * texture->pixelCount());
    parallelFor(texture->pixelCount(), 1 << 15, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            for (std::size_t c = 0; c < 3; ++c)
                texture->rgba[4 * i + c] = toByte(grid.rgb[c].values[i]);
            texture->rgba[4 * i + 3] = 255;
        }
    });
    return std::shared_ptr<const image::Picture>(std::move(texture));
}

const image::Mask& colorMask(const Request& request, bool subjectOnly, image::Mask& everything) {
    const image::Cutout& cutout = *request.cutout;
    if (subjectOnly || cutout.method == image::CutoutMethod::Alpha ||
        cutout.method == image::CutoutMethod::User)
        return cutout.mask;
    everything = {request.picture->width, request.picture->height,
                  std::vector<std::uint8_t>(request.picture->pixelCount(), 255)};
    return everything;
}

void paintVertices(mesh::Mesh& mesh, const std::vector<glm::vec2>& pictureAt, const image::Picture& picture,
                   const image::Mask& mask, double radius) {
    const double longest = std::max(picture.width, picture.height);
    const int side = static_cast<int>(std::clamp(longest / std::max(radius, 0.5), 1.0, 2048.0));
    const ResampleArea area = wholePicture(picture.width, picture.height, side);
    const ColorFields grid = subjectColors(picture, mask, area);
    mesh.colors.resize(mesh.positions.size());
    parallelFor(mesh.positions.size(), 4096, [&](std::size_t begin, std::size_t end) {
        const auto scale = static_cast<float>(1.0 / area.step);
        for (std::size_t v = begin; v < end; ++v) {
            const float x = pictureAt[v].x * scale - 0.5f;
            const float y = pictureAt[v].y * scale - 0.5f;
            mesh.colors[v] =
                mesh::Rgba8(toByte(sampleLinear(grid.rgb[0], x, y)), toByte(sampleLinear(grid.rgb[1], x, y)),
                            toByte(sampleLinear(grid.rgb[2], x, y)), 255);
        }
    });
}

float lumaOf(const image::Picture& picture, const std::uint8_t* pixel, std::size_t index) {
    if (!picture.luma16.empty()) return static_cast<float>(picture.luma16[index]) / 65535.0f;
    return (0.2126f * static_cast<float>(pixel[0]) + 0.7152f * static_cast<float>(pixel[1]) +
            0.0722f * static_cast<float>(pixel[2])) /
           255.0f;
}

Field subjectLuma(const image::Picture& picture, const image::Mask& mask, const PicturePlacement& placement,
                  int width, int height, float sigma) {
    const ResampleArea area{placement.x0, placement.y0, placement.step, width, height};
    const auto weight = [](std::uint8_t cover) {
        return cover >= kSafe ? 1.0f : kFringe * static_cast<float>(cover);
    };
    const auto maskRow = [&](int y) {
        return mask.coverage.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width);
    };
    Field weights = resampled(picture.width, picture.height, area, 0.0f, [&](int y, std::span<float> row) {
        for (std::size_t x = 0; x < row.size(); ++x)
            row[x] = weight(maskRow(y)[x]);
    });
    Field luma = resampled(picture.width, picture.height, area, 0.0f, [&](int y, std::span<float> row) {
        const std::uint8_t* pixel = picture.pixel(0, y);
        const std::size_t base = static_cast<std::size_t>(y) * row.size();
        for (std::size_t x = 0; x < row.size(); ++x) {
            const float value = lumaOf(picture, pixel + 4 * x, base + x);
            row[x] = weight(maskRow(y)[x]) * value;
        }
    });
    weights = blurred(weights, sigma);
    luma = blurred(luma, sigma);
    for (std::size_t i = 0; i < luma.values.size(); ++i) {
        luma.values[i] = weights.values[i] > 1e-5f ? luma.values[i] / weights.values[i] : 0.5f;
    }
    return luma;
}

} // namespace orfeas::generate
