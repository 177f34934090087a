#include "core/image/border_refinement.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/parallel.h"

namespace orfeas::image {
namespace {

/// What is known at the small size: the smoothed outline, and the colours on both of its sides.
struct Surroundings {
    float inside = 0.0f; ///< 0..1, one half on the outline
    float subjectWeight = 0.0f;
    float backgroundWeight = 0.0f;
    std::array<float, 3> subject{}; ///< sRGB, times the weight
    std::array<float, 3> background{};
};

constexpr std::size_t kFields = sizeof(Surroundings) / sizeof(float);
static_assert(kFields == 9);

class Plane {
public:
    Plane(int width, int height)
        : m_width(width), m_height(height),
          m_values(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {}

    Surroundings& at(int x, int y) {
        return m_values[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) +
                        static_cast<std::size_t>(x)];
    }
    const Surroundings& at(int x, int y) const {
        return m_values[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) +
                        static_cast<std::size_t>(x)];
    }

    /// Bilinear; outside, the nearest.
    Surroundings sample(float x, float y) const {
        const float u = std::clamp(x, 0.0f, static_cast<float>(m_width - 1));
        const float v = std::clamp(y, 0.0f, static_cast<float>(m_height - 1));
        const int left = std::min(static_cast<int>(u), std::max(m_width - 2, 0));
        const int top = std::min(static_cast<int>(v), std::max(m_height - 2, 0));
        const int right = std::min(left + 1, m_width - 1);
        const int bottom = std::min(top + 1, m_height - 1);
        const float s = u - static_cast<float>(left);
        const float t = v - static_cast<float>(top);
        Surroundings result;
        blend(result, at(left, top), (1 - s) * (1 - t));
        blend(result, at(right, top), s * (1 - t));
        blend(result, at(left, bottom), (1 - s) * t);
        blend(result, at(right, bottom), s * t);
        return result;
    }

    /// `inside` alone, bilinear: what most pixels need.
    float sampleInside(float x, float y) const {
        const float u = std::clamp(x, 0.0f, static_cast<float>(m_width - 1));
        const float v = std::clamp(y, 0.0f, static_cast<float>(m_height - 1));
        const int left = static_cast<int>(u);
        const int top = static_cast<int>(v);
        const int right = std::min(left + 1, m_width - 1);
        const int bottom = std::min(top + 1, m_height - 1);
        const float s = u - static_cast<float>(left);
        const float t = v - static_cast<float>(top);
        const float upper = at(left, top).inside * (1 - s) + at(right, top).inside * s;
        const float lower = at(left, bottom).inside * (1 - s) + at(right, bottom).inside * s;
        return upper * (1 - t) + lower * t;
    }

    /// A box mean of 2 * radius + 1 along one axis of the fields chosen.
    template <typename Accept>
    void boxMean(int radius, bool horizontal, Accept fields) {
        const int length = horizontal ? m_width : m_height;
        const int lines = horizontal ? m_height : m_width;
        std::vector<Surroundings> line(static_cast<std::size_t>(length));
        for (int i = 0; i < lines; ++i) {
            for (int j = 0; j < length; ++j)
                line[static_cast<std::size_t>(j)] = horizontal ? at(j, i) : at(i, j);
            Surroundings sum;
            for (int j = -radius; j <= radius; ++j)
                blend(sum, line[clamped(j, length)], 1.0f);
            for (int j = 0; j < length; ++j) {
                Surroundings mean;
                blend(mean, sum, 1.0f / static_cast<float>(2 * radius + 1));
                fields(horizontal ? at(j, i) : at(i, j), mean);
                blend(sum, line[clamped(j + radius + 1, length)], 1.0f);
                blend(sum, line[clamped(j - radius, length)], -1.0f);
            }
        }
    }

private:
    static std::size_t clamped(int at, int length) {
        return static_cast<std::size_t>(std::clamp(at, 0, length - 1));
    }

    static void blend(Surroundings& to, const Surroundings& from, float weight) {
        to.inside += from.inside * weight;
        to.subjectWeight += from.subjectWeight * weight;
        to.backgroundWeight += from.backgroundWeight * weight;
        for (std::size_t c = 0; c < 3; ++c) {
            to.subject[c] += from.subject[c] * weight;
            to.background[c] += from.background[c] * weight;
        }
    }

    int m_width;
    int m_height;
    std::vector<Surroundings> m_values;
};

/// Pixels whose neighbours are all on their side are sure; only they lend their colour.
Plane surroundingsOf(const Picture& small, const Foreground& foreground) {
    constexpr int kColourRadius = 4;
    const int width = small.width;
    const int height = small.height;
    Plane plane(width, height);
    const auto in = [&](int x, int y) {
        x = std::clamp(x, 0, width - 1);
        y = std::clamp(y, 0, height - 1);
        return foreground[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                          static_cast<std::size_t>(x)] != 0;
    };
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            int count = 0;
            for (int v = -1; v <= 1; ++v) {
                for (int u = -1; u <= 1; ++u)
                    count += in(x + u, y + v);
            }
            Surroundings& here = plane.at(x, y);
            here.inside = in(x, y) ? 1.0f : 0.0f;
            here.subjectWeight = count == 9 ? 1.0f : 0.0f;
            here.backgroundWeight = count == 0 ? 1.0f : 0.0f;
            const std::uint8_t* pixel = small.pixel(x, y);
            for (std::size_t c = 0; c < 3; ++c) {
                here.subject[c] = static_cast<float>(pixel[c]) * here.subjectWeight;
                here.background[c] = static_cast<float>(pixel[c]) * here.backgroundWeight;
            }
        }
    }
    const auto colours = [](Surroundings& to, const Surroundings& mean) {
        const float inside = to.inside;
        to = mean;
        to.inside = inside;
    };
    const auto outline = [](Surroundings& to, const Surroundings& mean) { to.inside = mean.inside; };
    for (const bool horizontal : {true, false}) {
        plane.boxMean(kColourRadius, horizontal, colours);
        plane.boxMean(1, horizontal, outline);
        plane.boxMean(1, horizontal, outline);
    }
    return plane;
}

/// 0..1 from the colour alone, and in `trust` how far to believe it.
float placeBetween(const std::uint8_t* pixel, const Surroundings& around, float& trust) {
    constexpr float kFewest = 0.01f;
    constexpr float kLeastDifference = 14.0f; // sRGB codes
    constexpr float kFullDifference = 50.0f;
    trust = 0.0f;
    if (around.subjectWeight < kFewest || around.backgroundWeight < kFewest) return 0.0f;
    float along = 0.0f;
    float square = 0.0f;
    for (std::size_t c = 0; c < 3; ++c) {
        const float background = around.background[c] / around.backgroundWeight;
        const float difference = around.subject[c] / around.subjectWeight - background;
        along += (static_cast<float>(pixel[c]) - background) * difference;
        square += difference * difference;
    }
    trust =
        std::clamp((std::sqrt(square) - kLeastDifference) / (kFullDifference - kLeastDifference), 0.0f, 1.0f);
    return square > 0.0f ? std::clamp(along / square, 0.0f, 1.0f) : 0.0f;
}

/// One row of coverage.
class RowRefiner {
public:
    RowRefiner(const Picture& picture, const Picture& small, const Plane& plane, CutoutEffort effort)
        : m_picture(picture), m_plane(plane), m_effort(effort),
          m_scaleX(static_cast<float>(small.width) / static_cast<float>(picture.width)),
          m_scaleY(static_cast<float>(small.height) / static_cast<float>(picture.height)),
          m_slope(2.5f / std::max(m_scaleX, m_scaleY)) {}

    void run(int y, std::uint8_t* coverage) const {
        constexpr float kBand = 0.03f;
        const float v = (static_cast<float>(y) + 0.5f) * m_scaleY - 0.5f;
        for (int x = 0; x < m_picture.width; ++x) {
            const float u = (static_cast<float>(x) + 0.5f) * m_scaleX - 0.5f;
            const float inside = m_plane.sampleInside(u, v);
            float value = std::clamp((inside - 0.5f) * m_slope + 0.5f, 0.0f, 1.0f);
            if (m_effort == CutoutEffort::Full && inside > kBand && inside < 1.0f - kBand) {
                value = refined(x, y, u, v, inside, value);
            }
            coverage[x] = static_cast<std::uint8_t>(value * 255.0f + 0.5f);
        }
    }

private:
    float refined(int x, int y, float u, float v, float inside, float smooth) const {
        float trust = 0.0f;
        const float place = placeBetween(m_picture.pixel(x, y), m_plane.sample(u, v), trust);
        // Far from the outline the colour may say little against it: texture is not a border.
        const float least = std::clamp((inside - 0.60f) / 0.35f, 0.0f, 1.0f);
        const float most = std::clamp((inside - 0.05f) / 0.35f, 0.0f, 1.0f);
        return trust * std::clamp(place, least, most) + (1.0f - trust) * smooth;
    }

    const Picture& m_picture;
    const Plane& m_plane;
    CutoutEffort m_effort;
    float m_scaleX;
    float m_scaleY;
    float m_slope; ///< from the smoothed outline's slope to one pixel's width
};

/// A 3 x 3 binomial mean where coverage varies: takes the noise out of the border and leaves its middle in place.
void smoothBorder(const Mask& from, Mask& to, int y) {
    const std::size_t width = static_cast<std::size_t>(from.width);
    const std::uint8_t* row = from.coverage.data() + static_cast<std::size_t>(y) * width;
    const std::uint8_t* above = y > 0 ? row - width : row;
    const std::uint8_t* below = y + 1 < from.height ? row + width : row;
    std::uint8_t* target = to.coverage.data() + static_cast<std::size_t>(y) * width;
    for (std::size_t x = 0; x < width; ++x) {
        const std::size_t left = x > 0 ? x - 1 : x;
        const std::size_t right = x + 1 < width ? x + 1 : x;
        const int sum = above[left] + 2 * above[x] + above[right] +
                        2 * (row[left] + 2 * row[x] + row[right]) + below[left] + 2 * below[x] + below[right];
        target[x] = static_cast<std::uint8_t>((sum + 8) / 16);
    }
}

} // namespace

Result<Mask> refinedMask(const Picture& picture, const Picture& small, const Foreground& foreground,
                         CutoutEffort effort, const jobs::JobContext& context) {
    ORFEAS_ASSERT(foreground.size() == small.pixelCount());
    const Plane plane = surroundingsOf(small, foreground);
    const RowRefiner refiner(picture, small, plane, effort);
    Mask mask;
    mask.width = picture.width;
    mask.height = picture.height;
    mask.coverage.resize(picture.pixelCount());
    const std::size_t rows = static_cast<std::size_t>(picture.height);
    const std::size_t width = static_cast<std::size_t>(picture.width);
    parallelFor(rows, 16, [&](std::size_t begin, std::size_t end) {
        for (std::size_t y = begin; y < end && !context.cancelled(); ++y) {
            refiner.run(static_cast<int>(y), mask.coverage.data() + y * width);
        }
    });
    if (context.cancelled()) return jobs::cancelledError();
    if (effort == CutoutEffort::Quick) return mask;
    Mask smooth = mask;
    parallelFor(rows, 16, [&](std::size_t begin, std::size_t end) {
        for (std::size_t y = begin; y < end && !context.cancelled(); ++y)
            smoothBorder(mask, smooth, static_cast<int>(y));
    });
    if (context.cancelled()) return jobs::cancelledError();
    return smooth;
}

} // namespace orfeas::image
