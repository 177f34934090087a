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
    std::vector<glm::vec2> foot(field.values.size());
    const auto above = [&](int x, int y) { return field.clamped(x, y) > level; };
    for (int y = 0; y < h; ++y) {
        for (int x = 0; x < w; ++x) {
            const bool here = above(x, y);
            if (here == above(x - 1, y) && here == above(x + 1, y) && here == above(x, y - 1) &&
                here == above(x, y + 1))
                continue;
            const glm::vec2 gradient(0.5f * (field.clamped(x + 1, y) - field.clamped(x - 1, y)),
                                     0.5f * (field.clamped(x, y + 1) - field.clamped(x, y - 1)));
            const float steepness = std::max(glm::length(gradient), 1e-6f);
            const float offset = std::clamp((field.at(x, y) - level) / steepness, -1.0f, 1.0f);
            border[field.index(x, y)] = 1;
            foot[field.index(x, y)] = glm::vec2(x, y) - gradient * (offset / steepness);
        }
    }
    const std::vector<std::uint32_t> nearest = nearestSites(w, h, border);
    Field out(w, h);
    parallelFor(static_cast<std::size_t>(h), 32, [&](std::size_t begin, std::size_t end) {
        for (int y = static_cast<int>(begin); y < static_cast<int>(end); ++y) {
            for (int x = 0; x < w; ++x) {
                const std::uint32_t q = nearest[out.index(x, y)];
                const float distance =
                    q == kNoSite ? static_cast<float>(w + h) : glm::distance(foot[q], glm::vec2(x, y));
                out.at(x, y) = above(x, y) ? distance : -distance;
            }
        }
    });
    return out;
}

} // namespace orfeas::generate
