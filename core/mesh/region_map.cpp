#include "core/mesh/region_map.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <glm/geometric.hpp>

namespace orfeas::mesh {
namespace {

constexpr float kCutMargin = 0.06f; ///< share of an edge kept free at both ends

class Cutter {
public:
    Cutter(const std::vector<glm::vec2>& points, const std::vector<RegionLabel>& labels,
           const BorderPosition& border)
        : m_labels(labels), m_border(border), m_gridPoints(points) {
        m_map.points.reserve(points.size() / 2);
    }

    void triangle(const glm::uvec3& t) {
        const RegionLabel a = m_labels[t.x], b = m_labels[t.y], c = m_labels[t.z];
        if (a == b && b == c) {
            emit(a, grid(t.x), grid(t.y), grid(t.z));
        } else if (a == b) {
            corner(t.z, t.x, t.y);
        } else if (b == c) {
            corner(t.x, t.y, t.z);
        } else if (c == a) {
            corner(t.y, t.z, t.x);
        } else {
            star(t);
        }
    }

    RegionMap take() { return std::move(m_map); }

private:
    // `apex` differs from p and q, which agree; apex, p, q counter-clockwise.
    void corner(std::uint32_t apex, std::uint32_t p, std::uint32_t q) {
        const std::uint32_t ap = cut(apex, p);
        const std::uint32_t aq = cut(apex, q);
        emit(m_labels[apex], grid(apex), ap, aq);
        quad(m_labels[p], ap, grid(p), grid(q), aq);
    }
    void star(const glm::uvec3& t) {
        const std::array<std::uint32_t, 3> cuts{cut(t.x, t.y), cut(t.y, t.z), cut(t.z, t.x)};
        const glm::vec2 middle =
            (m_map.points[cuts[0]] + m_map.points[cuts[1]] + m_map.points[cuts[2]]) / 3.0f;
        const auto center = static_cast<std::uint32_t>(m_map.points.size());
        m_map.points.push_back(middle);
        m_map.lowest.push_back(std::min({m_labels[t.x], m_labels[t.y], m_labels[t.z]}));
        m_map.highest.push_back(std::max({m_labels[t.x], m_labels[t.y], m_labels[t.z]}));
        for (int k = 0; k < 3; ++k) {
            const RegionLabel label = m_labels[t[k]];
            quad(label, grid(t[k]), cuts[static_cast<std::size_t>(k)], center,
                 cuts[static_cast<std::size_t>((k + 2) % 3)]);
        }
    }
    void quad(RegionLabel label, std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
        const auto& p = m_map.points;
        if (glm::distance(p[a], p[c]) <= glm::distance(p[b], p[d])) {
            emit(label, a, b, c);
            emit(label, a, c, d);
        } else {
            emit(label, a, b, d);
            emit(label, b, c, d);
        }
    }
    void emit(RegionLabel label, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        m_map.triangles.emplace_back(a, b, c);
        m_map.labels.push_back(label);
    }
    std::uint32_t grid(std::uint32_t v) {
        const auto [it, fresh] = m_grid.try_emplace(v, static_cast<std::uint32_t>(m_map.points.size()));
        if (fresh) {
            m_map.points.push_back(m_gridPoints[v]);
            m_map.lowest.push_back(m_labels[v]);
            m_map.highest.push_back(m_labels[v]);
        }
        return it->second;
    }
    std::uint32_t cut(std::uint32_t a, std::uint32_t b) {
        if (a > b) std::swap(a, b);
        const auto [it, fresh] =
            m_cuts.try_emplace((std::uint64_t(a) << 32) | b, static_cast<std::uint32_t>(m_map.points.size()));
        if (fresh) {
            const float t = std::clamp(m_border(a, b), kCutMargin, 1.0f - kCutMargin);
            m_map.points.push_back(m_gridPoints[a] * (1.0f - t) + m_gridPoints[b] * t);
            m_map.lowest.push_back(std::min(m_labels[a], m_labels[b]));
            m_map.highest.push_back(std::max(m_labels[a], m_labels[b]));
        }
        return it->second;
    }

    const std::vector<RegionLabel>& m_labels;
    const BorderPosition& m_border;
    const std::vector<glm::vec2>& m_gridPoints;
    RegionMap m_map;
    std::unordered_map<std::uint32_t, std::uint32_t> m_grid; // looked up only, never walked
    std::unordered_map<std::uint64_t, std::uint32_t> m_cuts;
};

float doubleArea(glm::vec2 a, glm::vec2 b, glm::vec2 c) {
    return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
}

// Who is next to whom, and which points lie on borders.
struct Surroundings {
    std::vector<std::vector<std::uint32_t>> trianglesAt;
    std::vector<std::vector<std::uint32_t>> bordersAt; ///< other ends of border edges

    explicit Surroundings(const RegionMap& map)
        : trianglesAt(map.points.size()), bordersAt(map.points.size()) {
        struct Side {
            std::uint64_t edge;
            RegionLabel label;
        };
        std::vector<Side> sides;
        sides.reserve(map.triangles.size() * 3);
        for (std::uint32_t t = 0; t < map.triangles.size(); ++t) {
            for (int k = 0; k < 3; ++k) {
                const std::uint32_t a = map.triangles[t][k], b = map.triangles[t][(k + 1) % 3];
                trianglesAt[a].push_back(t);
                sides.push_back({(std::uint64_t(std::min(a, b)) << 32) | std::max(a, b), map.labels[t]});
            }
        }
        std::stable_sort(sides.begin(), sides.end(),
                         [](const Side& p, const Side& q) { return p.edge < q.edge; });
        for (std::size_t i = 0; i < sides.size();) {
            const bool pair = i + 1 < sides.size() && sides[i + 1].edge == sides[i].edge;
            if (!pair || sides[i].label != sides[i + 1].label) {
                const auto a = static_cast<std::uint32_t>(sides[i].edge >> 32);
                const auto b = static_cast<std::uint32_t>(sides[i].edge);
                bordersAt[a].push_back(b);
                bordersAt[b].push_back(a);
            }
            i += pair ? 2 : 1;
        }
    }
};

glm::vec2 wantedPlace(const RegionMap& map, const Surroundings& around, std::uint32_t v) {
    const glm::vec2 here = map.points[v];
    const auto& borders = around.bordersAt[v];
    if (borders.size() == 2) {
        const glm::vec2 a = map.points[borders[0]], b = map.points[borders[1]];
        const glm::vec2 along = b - a;
        const float length2 = glm::dot(along, along);
        if (length2 <= 0.0f || glm::dot(here - a, b - here) <= 0.0f) return here;
        return here + along * (0.5f * glm::dot(0.5f * (a + b) - here, along) / length2);
    }
    if (!borders.empty()) return here; // where three regions meet
    glm::vec2 sum(0.0f);
    float count = 0.0f;
    bool nearBorder = false;
    for (const std::uint32_t t : around.trianglesAt[v]) {
        for (int k = 0; k < 3; ++k) {
            const std::uint32_t n = map.triangles[t][k];
            if (n == v) continue;
            sum += map.points[n];
            count += 1.0f;
            nearBorder = nearBorder || !around.bordersAt[n].empty();
        }
    }
    return nearBorder ? 0.5f * (here + sum / count) : here;
}

} // namespace

RegionMap cutRegions(const std::vector<glm::vec2>& points, const std::vector<glm::uvec3>& triangles,
                     const std::vector<RegionLabel>& labels, const BorderPosition& border) {
    Cutter cutter(points, labels, border);
    for (const glm::uvec3& t : triangles)
        cutter.triangle(t);
    return cutter.take();
}

void relaxRegions(RegionMap& map, int steps, const std::function<bool(glm::vec2)>& fixedPoint) {
    const Surroundings around(map);
    const auto smallestArea = [&](std::uint32_t v) {
        float smallest = 3.4e38f;
        for (const std::uint32_t t : around.trianglesAt[v]) {
            const glm::uvec3& tri = map.triangles[t];
            smallest =
                std::min(smallest, doubleArea(map.points[tri.x], map.points[tri.y], map.points[tri.z]));
        }
        return smallest;
    };
    for (int step = 0; step < steps; ++step) {
        for (std::uint32_t v = 0; v < map.points.size(); ++v) {
            const glm::vec2 before = map.points[v];
            const glm::vec2 wanted = wantedPlace(map, around, v);
            if (wanted == before || fixedPoint(before)) continue;
            const float least = smallestArea(v);
            map.points[v] = wanted;
            // Never worse than before where it was bad, never much worse where it was good.
            if (smallestArea(v) < 0.5f * least) map.points[v] = before;
        }
    }
}

} // namespace orfeas::mesh
