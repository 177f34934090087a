#include "core/generate/shrink_picture.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/assert.h"
#include "core/base/parallel.h"

namespace orfeas::generate {
namespace {

// The source samples one target sample covers along one axis, with the share of each. Shares add up to 1.
struct Span {
    int begin = 0;
    std::vector<float> shares;
};

std::vector<Span> spans(int from, int to) {
    std::vector<Span> out(static_cast<std::size_t>(to));
    const double scale = static_cast<double>(from) / to;
    for (int i = 0; i < to; ++i) {
        const double lower = i * scale;
        const double upper = std::min<double>((i + 1) * scale, from);
        Span& span = out[static_cast<std::size_t>(i)];
        span.begin = std::min(static_cast<int>(lower), from - 1);
        const int end = std::clamp(static_cast<int>(std::ceil(upper)), span.begin + 1, from);
        for (int s = span.begin; s < end; ++s) {
            const double share = std::min<double>(s + 1, upper) - std::max<double>(s, lower);
            span.shares.push_back(static_cast<float>(std::max(share, 0.0) / (upper - lower)));
        }
    }
    return out;
}

std::uint8_t rounded8(float value) {
    return static_cast<std::uint8_t>(std::clamp(value + 0.5f, 0.0f, 255.0f));
}

struct Sum {
    float red = 0, green = 0, blue = 0, alpha = 0, luma = 0;
};

Sum average(const image::Picture& picture, const Span& columns, const Span& rows) {
    Sum sum;
    for (std::size_t j = 0; j < rows.shares.size(); ++j) {
        const int y = rows.begin + static_cast<int>(j);
        const std::uint8_t* pixel = picture.pixel(columns.begin, y);
        const std::size_t first = static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                                  static_cast<std::size_t>(columns.begin);
        for (std::size_t i = 0; i < columns.shares.size(); ++i, pixel += 4) {
            const float share = columns.shares[i] * rows.shares[j];
            const float cover = share * pixel[3];
            sum.red += cover * pixel[0];
            sum.green += cover * pixel[1];
            sum.blue += cover * pixel[2];
            sum.alpha += cover;
            if (!picture.luma16.empty()) sum.luma += share * picture.luma16[first + i];
        }
    }
    return sum;
}

} // namespace

image::Picture shrinkPicture(const image::Picture& picture, int maxSide) {
    ORFEAS_ASSERT(maxSide >= 1 && !picture.empty());
    const int longer = std::max(picture.width, picture.height);
    if (longer <= maxSide) return picture;
    const double scale = static_cast<double>(maxSide) / longer;
    image::Picture out;
    out.width = std::clamp(static_cast<int>(std::lround(picture.width * scale)), 1, maxSide);
    out.height = std::clamp(static_cast<int>(std::lround(picture.height * scale)), 1, maxSide);
    out.hasAlpha = picture.hasAlpha;
    out.rgba.resize(4 * out.pixelCount());
    if (!picture.luma16.empty()) out.luma16.resize(out.pixelCount());
    const std::vector<Span> columns = spans(picture.width, out.width);
    const std::vector<Span> rows = spans(picture.height, out.height);
    parallelFor(static_cast<std::size_t>(out.height), 8, [&](std::size_t begin, std::size_t end) {
        for (std::size_t y = begin; y < end; ++y) {
            for (std::size_t x = 0; x < columns.size(); ++x) {
                const Sum sum = average(picture, columns[x], rows[y]);
                const std::size_t at = y * columns.size() + x;
                const float inverse = sum.alpha > 0.0f ? 1.0f / sum.alpha : 0.0f;
                out.rgba[4 * at + 0] = rounded8(sum.red * inverse);
                out.rgba[4 * at + 1] = rounded8(sum.green * inverse);
                out.rgba[4 * at + 2] = rounded8(sum.blue * inverse);
                out.rgba[4 * at + 3] = rounded8(sum.alpha);
                if (!out.luma16.empty()) {
                    out.luma16[at] = static_cast<std::uint16_t>(std::clamp(sum.luma + 0.5f, 0.0f, 65535.0f));
                }
            }
        }
    });
    return out;
}

} // namespace orfeas::generate
