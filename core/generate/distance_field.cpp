#include "core/generate/distance_field.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"

namespace orfeas::generate {
namespace {

constexpr double kFar = 1e18;

// Lower envelope of the parabolas cost[q] + (p - q)^2: the q that is lowest at every p.
class Envelope {
public:
    explicit Envelope(int size)
        : m_apex(static_cast<std::size_t>(size)), m_from(static_cast<std::size_t>(size) + 1) {}

    void run(const std::vector<double>& cost, std::vector<int>& best) {
        const int n = static_cast<int>(cost.size());
        int count = 0;
        for (int q = 0; q < n; ++q) {
            if (cost[static_cast<std::size_t>(q)] >= kFar) continue;
            double from = -kFar;
            while (count > 0) {
                from = crossing(cost, m_apex[static_cast<std::size_t>(count - 1)], q);
                if (from > m_from[static_cast<std::size_t>(count - 1)]) break;
                --count;
                from = -kFar;
            }
            m_apex[static_cast<std::size_t>(count)] = q;
            m_from[static_cast<std::size_t>(count)] = from;
            ++count;
        }
        for (int p = 0, k = 0; p < n; ++p) {
            while (k + 1 < count && m_from[static_cast<std::size_t>(k + 1)] <= p)
                ++k;
            best[static_cast<std::size_t>(p)] = count == 0 ? -1 : m_apex[static_cast<std::size_t>(k)];
        }
    }

private:
    static double crossing(const std::vector<double>& cost, int a, int b) {
        const double ca = cost[static_cast<std::size_t>(a)] + static_cast<double>(a) * a;
        const double cb = cost[static_cast<std::size_t>(b)] + static_cast<double>(b) * b;
        return (cb - ca) / (2.0 * (b - a));
    }

    std::vector<int> m_apex;
    std::vector<double> m_from;
};

// Row of the nearest site within each column.
std::vector<int> nearestInColumns(int width, int height, const std::vector<std::uint8_t>& site) {
    std::vector<int> row(site.size(), -1);
    parallelFor(static_cast<std::size_t>(width), 64, [&](std::size_t begin, std::size_t end) {
        const auto w = static_cast<std::size_t>(width);
        for (std::size_t x = begin; x < end; ++x) {
            int last = -1;
            for (int y = 0; y < height; ++y) {
                const std::size_t i = static_cast<std::size_t>(y) * w + x;
                if (site[i]) last = y;
                row[i] = last;
            }
            last = -1;
            for (int y = height - 1; y >= 0; --y) {
                const std::size_t i = static_cast<std::size_t>(y) * w + x;
                if (site[i]) last = y;
                if (last >= 0 && (row[i] < 0 || last - y < y - row[i])) row[i] = last;
            }
        }
    });
    return row;
}

// How far along an axis the field crosses the level between a cell and its neighbours: 0 to 1, or 2 when it does not.
float crossingAlong(const Field& field, int x, int y, int dx, int dy, float level) {
    const float here = field.at(x, y) - level;
    float nearest = 2.0f;
    for (const int side : {-1, 1}) {
        const float there = field.clamped(x + side * dx, y + side * dy) - level;
        if ((here > 0.0f) != (there > 0.0f)) nearest = std::min(nearest, here / (here - there));
    }
    return nearest;
}

// A short straight piece of the contour.
struct ContourPoint {
    glm::vec2 place{0.0f};
    glm::vec2 normal{1.0f, 0.0f};

    float distanceTo(glm::vec2 p) const {
        constexpr float kHalfLength = 0.7f; // pieces of neighbouring cells meet
        const glm::vec2 v = p - place;
        const float beside = std::abs(v.x * normal.y - v.y * normal.x);
        return std::hypot(glm::dot(v, normal), std::max(0.0f, beside - kHalfLength));
    }
};

// The point of the contour nearest to a cell beside it: its direction from the slope around (Sobel), its distance from
// where the field crosses the level between cells, which saturated coverage does not disturb.
ContourPoint contourNear(const Field& field, int x, int y, float level) {
    const auto f = [&](int dx, int dy) { return field.clamped(x + dx, y + dy); };
    const glm::vec2 slope(f(1, -1) + 2.0f * f(1, 0) + f(1, 1) - f(-1, -1) - 2.0f * f(-1, 0) - f(-1, 1),
                          f(-1, 1) + 2.0f * f(0, 1) + f(1, 1) - f(-1, -1) - 2.0f * f(0, -1) - f(1, -1));
    const float length = glm::length(slope);
    const glm::vec2 normal = length > 1e-6f ? slope / length : glm::vec2(1.0f, 0.0f);
    float sum = 0.0f;
    float weights = 0.0f;
    for (const int axis : {0, 1}) {
        const float crossing = crossingAlong(field, x, y, axis == 0, axis == 1, level);
        if (crossing > 1.0f) continue;
        const float weight = std::abs(normal[axis]) + 1e-3f;
        sum += weight * crossing * std::abs(normal[axis]);
        weights += weight;
    }
    const float distance = weights > 0.0f ? sum / weights : 0.0f;
    return {glm::vec2(x, y) - normal * (field.at(x, y) > level ? distance : -distance), normal};
}

} // namespace

std::vector<std::uint32_t> nearestSites(int width, int height, const std::vector<std::uint8_t>& site) {
    const std::vector<int> row = nearestInColumns(width, height, site);
    std::vector<std::uint32_t> nearest(site.size(), kNoSite);
    parallelFor(static_cast<std::size_t>(height), 16, [&](std::size_t begin, std::size_t end) {
        Envelope envelope(width);
        std::vector<double> cost(static_cast<std::size_t>(width));
        std::vector<int> best(static_cast<std::size_t>(width));
        for (std::size_t y = begin; y < end; ++y) {
            const std::size_t base = y * static_cast<std::size_t>(width);
            for (std::size_t x = 0; x < cost.size(); ++x) {
                const double d = row[base + x] - static_cast<double>(y);
                cost[x] = row[base + x] < 0 ? kFar : d * d;
            }
            envelope.run(cost, best);
            for (std::size_t x = 0; x < cost.size(); ++x) {
                if (best[x] < 0) continue;
                const auto column = static_cast<std::size_t>(best[x]);
                nearest[base + x] =
                    static_cast<std::uint32_t>(row[base + column]) * static_cast<std::uint32_t>(width) +
                    static_cast<std::uint32_t>(column);
            }
        }
    });
    return nearest;
}

Field distanceToSites(int width, int height, const std::vector<std::uint8_t>& site) {
    const std::vector<std::uint32_t> nearest = nearestSites(width, height, site);
    Field out(width, height, static_cast<float>(width + height));
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const std::uint32_t q = nearest[out.index(x, y)];
            if (q == kNoSite) continue;
            const auto w = static_cast<std::uint32_t>(width);
            out.at(x, y) = std::hypot(static_cast<float>(static_cast<int>(q % w) - x),
                                      static_cast<float>(static_cast<int>(q / w) - y));
        }
    }
    return out;
}

Field signedDistance(const Field& field, float level) {
    const int w = field.width;
    const int h = field.height;
    std::vector<std::uint8_t> border(field.values.size(), 0);
    std::vector<ContourPoint> contour(field.values.size());
    const auto above = [&](int x, int y) { return field.clamped(x, y) > level; };
    for (int y = 0; y < h; ++y) {
        for (int x = 0; x < w; ++x) {
            const bool here = above(x, y);
            if (here == above(x - 1, y) && here == above(x + 1, y) && here == above(x, y - 1) &&
                here == above(x, y + 1))
                continue;
            border[field.index(x, y)] = 1;
            contour[field.index(x, y)] = contourNear(field, x, y, level);
        }
    }
    const std::vector<std::uint32_t> nearest = nearestSites(w, h, border);
    Field out(w, h);
    parallelFor(static_cast<std::size_t>(h), 32, [&](std::size_t begin, std::size_t end) {
        for (int y = static_cast<int>(begin); y < static_cast<int>(end); ++y) {
            for (int x = 0; x < w; ++x) {
                const std::uint32_t q = nearest[out.index(x, y)];
                const float distance =
                    q == kNoSite ? static_cast<float>(w + h) : contour[q].distanceTo(glm::vec2(x, y));
                out.at(x, y) = above(x, y) ? distance : -distance;
            }
        }
    });
    return out;
}

} // namespace orfeas::generate
