#include "core/image/resize.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/assert.h"
#include "core/base/parallel.h"

namespace orfeas::image {
namespace {

/// sRGB (IEC 61966-2-1) to linear light and back, both by table.
struct LightTables {
    static constexpr int kSteps = 4096;
    std::array<float, 256> toLinear{};
    std::array<std::uint8_t, kSteps + 1> toSrgb{};

    LightTables() {
        for (int i = 0; i < 256; ++i) {
            const double value = i / 255.0;
            toLinear[static_cast<std::size_t>(i)] =
                static_cast<float>(value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
        }
        for (int i = 0; i <= kSteps; ++i) {
            const double value = static_cast<double>(i) / kSteps;
            const double srgb =
                value <= 0.0031308 ? 12.92 * value : 1.055 * std::pow(value, 1.0 / 2.4) - 0.055;
            toSrgb[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(srgb * 255.0 + 0.5);
        }
    }

    std::uint8_t encoded(float linear) const {
        const float clamped = std::clamp(linear, 0.0f, 1.0f);
        return toSrgb[static_cast<std::size_t>(clamped * kSteps + 0.5f)];
    }
};

const LightTables& lightTables() {
    static const LightTables kTables;
    return kTables;
}

/// The source pixels under one target pixel along one axis: [first, last], the ends covered in part.
struct Span {
    int first;
    int last;
    float firstWeight;
    float lastWeight;

    float weight(int at) const { return at == first ? firstWeight : at == last ? lastWeight : 1.0f; }
};

std::vector<Span> spans(int from, int to) {
    std::vector<Span> result;
    result.reserve(static_cast<std::size_t>(to));
    const double scale = static_cast<double>(from) / to;
    for (int i = 0; i < to; ++i) {
        const double begin = i * scale;
        const double end = std::min<double>(from, (i + 1) * scale);
        const int first = std::min(static_cast<int>(begin), from - 1);
        const int last = std::clamp(static_cast<int>(std::ceil(end)) - 1, first, from - 1);
        Span span{first, last, 0.0f, 0.0f};
        span.firstWeight = static_cast<float>(std::min<double>(first + 1, end) - begin);
        span.lastWeight = last == first ? span.firstWeight : static_cast<float>(end - last);
        result.push_back(span);
    }
    return result;
}

struct Sums {
    float red = 0, green = 0, blue = 0, alpha = 0, weight = 0;
    double luma = 0;
};

class Shrinker {
public:
    Shrinker(const Picture& from, Picture& to)
        : m_from(from), m_to(to), m_columns(spans(from.width, to.width)),
          m_rows(spans(from.height, to.height)) {}

    void row(int y) const {
        std::vector<Sums> sums(m_columns.size());
        const Span& rows = m_rows[static_cast<std::size_t>(y)];
        for (int sourceY = rows.first; sourceY <= rows.last; ++sourceY)
            addRow(sourceY, rows.weight(sourceY), sums);
        for (std::size_t x = 0; x < sums.size(); ++x)
            store(sums[x], static_cast<std::size_t>(y) * sums.size() + x);
    }

private:
    void addRow(int sourceY, float rowWeight, std::vector<Sums>& sums) const {
        const LightTables& tables = lightTables();
        const std::size_t rowStart =
            static_cast<std::size_t>(sourceY) * static_cast<std::size_t>(m_from.width);
        for (std::size_t x = 0; x < sums.size(); ++x) {
            const Span& columns = m_columns[x];
            Sums& sum = sums[x];
            for (int sourceX = columns.first; sourceX <= columns.last; ++sourceX) {
                const std::size_t at = rowStart + static_cast<std::size_t>(sourceX);
                const std::uint8_t* pixel = m_from.rgba.data() + 4 * at;
                const float weight = rowWeight * columns.weight(sourceX);
                const float alpha = weight * static_cast<float>(pixel[3]);
                sum.red += alpha * tables.toLinear[pixel[0]];
                sum.green += alpha * tables.toLinear[pixel[1]];
                sum.blue += alpha * tables.toLinear[pixel[2]];
                sum.alpha += alpha;
                sum.weight += weight;
                if (!m_from.luma16.empty()) sum.luma += static_cast<double>(weight) * m_from.luma16[at];
            }
        }
    }

    void store(const Sums& sum, std::size_t at) const {
        const LightTables& tables = lightTables();
        std::uint8_t* pixel = m_to.rgba.data() + 4 * at;
        if (sum.alpha > 0.0f) {
            pixel[0] = tables.encoded(sum.red / sum.alpha);
            pixel[1] = tables.encoded(sum.green / sum.alpha);
            pixel[2] = tables.encoded(sum.blue / sum.alpha);
        }
        pixel[3] = static_cast<std::uint8_t>(std::min(255.0f, sum.alpha / sum.weight + 0.5f));
        if (!m_to.luma16.empty()) {
            m_to.luma16[at] = static_cast<std::uint16_t>(std::min(65535.0, sum.luma / sum.weight + 0.5));
        }
    }

    const Picture& m_from;
    Picture& m_to;
    std::vector<Span> m_columns;
    std::vector<Span> m_rows;
};

int scaledSide(int side, int longest, int maxSide) {
    const auto scaled = (static_cast<std::int64_t>(side) * maxSide + longest / 2) / longest;
    return std::max(1, static_cast<int>(scaled));
}

} // namespace

Picture resized(const Picture& picture, int maxSide) {
    ORFEAS_ASSERT(maxSide >= 1 && picture.rgba.size() == 4 * picture.pixelCount());
    const int longest = std::max(picture.width, picture.height);
    if (longest <= maxSide) return picture;
    Picture small;
    small.width = scaledSide(picture.width, longest, maxSide);
    small.height = scaledSide(picture.height, longest, maxSide);
    small.hasAlpha = picture.hasAlpha;
    small.rgba.resize(4 * small.pixelCount());
    if (!picture.luma16.empty()) small.luma16.resize(small.pixelCount());
    const Shrinker shrinker(picture, small);
    parallelFor(static_cast<std::size_t>(small.height), 16, [&](std::size_t begin, std::size_t end) {
        for (std::size_t y = begin; y < end; ++y)
            shrinker.row(static_cast<int>(y));
    });
    return small;
}

} // namespace orfeas::image
