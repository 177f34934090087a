#include "core/mesh/stepped_solid.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/base/assert.h"

namespace orfeas::mesh {
namespace {

constexpr std::uint32_t kNone = 0xffffffffu;
constexpr RegionLabel kFloor = kOutside; ///< the underside takes the label that no region has

// One height at one point, and the vertex there.
struct Level {
    float height;
    std::uint32_t vertex;
};

struct Corner {
    std::uint32_t point;
    RegionLabel label;
    float height;
};

class Builder {
public:
    Builder(const RegionMap& top, const std::function<float(std::uint32_t, RegionLabel)>& height,
            const SteppedSolidOptions& options)
        : m_top(top), m_options(options) {
        collectCorners(height);
        collectLevels();
    }

    Mesh build(std::vector<std::uint32_t>* pointOf) {
        for (std::size_t t = 0; t < m_top.triangles.size(); ++t) {
            const glm::uvec3& tri = m_top.triangles[t];
            const RegionLabel label = m_top.labels[t];
            if (label == kOutside) continue;
            m_mesh.triangles.emplace_back(at(tri.x, label), at(tri.y, label), at(tri.z, label));
        }
        addUnderside();
        addWalls();
        dropUnused(pointOf);
        return std::move(m_mesh);
    }

private:
    void collectCorners(const std::function<float(std::uint32_t, RegionLabel)>& height) {
        std::vector<std::pair<std::uint32_t, RegionLabel>> pairs;
        for (std::size_t t = 0; t < m_top.triangles.size(); ++t) {
            for (int k = 0; k < 3 && m_top.labels[t] != kOutside; ++k) {
                pairs.emplace_back(m_top.triangles[t][k], m_top.labels[t]);
                pairs.emplace_back(m_top.triangles[t][k], kFloor);
            }
        }
        std::sort(pairs.begin(), pairs.end());
        pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
        for (const auto& [point, label] : pairs) {
            m_corners.push_back({point, label, label == kFloor ? 0.0f : height(point, label)});
        }
        m_firstCorner.assign(m_top.points.size() + 1, 0);
        for (const Corner& c : m_corners)
            ++m_firstCorner[c.point + 1];
        for (std::size_t i = 1; i < m_firstCorner.size(); ++i)
            m_firstCorner[i] += m_firstCorner[i - 1];
    }

    // The distinct heights at each point, ascending, with rows in between for tall walls.
    void collectLevels() {
        m_levels.resize(m_top.points.size());
        const float row = m_options.longestWallStep;
        for (std::uint32_t p = 0; p < m_top.points.size(); ++p) {
            std::vector<float> heights;
            for (std::uint32_t c = m_firstCorner[p]; c < m_firstCorner[p + 1]; ++c)
                heights.push_back(m_corners[c].height);
            std::sort(heights.begin(), heights.end());
            heights.erase(std::unique(heights.begin(), heights.end()), heights.end());
            std::vector<float> rows;
            for (std::size_t i = 0; i + 1 < heights.size(); ++i) {
                const int parts = static_cast<int>(std::ceil((heights[i + 1] - heights[i]) / row));
                for (int k = 1; k < parts; ++k) {
                    rows.push_back(heights[i] + (heights[i + 1] - heights[i]) * static_cast<float>(k) /
                                                    static_cast<float>(parts));
                }
            }
            heights.insert(heights.end(), rows.begin(), rows.end());
            std::sort(heights.begin(), heights.end());
            for (const float h : heights) {
                m_levels[p].push_back({h, static_cast<std::uint32_t>(m_mesh.positions.size())});
                m_mesh.positions.emplace_back(m_top.points[p].x, m_top.points[p].y, h);
                m_pointOf.push_back(p);
            }
        }
    }

    float heightAt(std::uint32_t point, RegionLabel label) const {
        for (std::uint32_t c = m_firstCorner[point]; c < m_firstCorner[point + 1]; ++c) {
            if (m_corners[c].label == label) return m_corners[c].height;
        }
        ORFEAS_ASSERT(!"a region without a height at one of its points");
        return 0.0f;
    }
    std::uint32_t at(std::uint32_t point, RegionLabel label) const {
        const float height = heightAt(point, label);
        for (const Level& level : m_levels[point]) {
            if (level.height == height) return level.vertex;
        }
        ORFEAS_ASSERT(!"every height has a vertex");
        return kNone;
    }

    struct Side {
        std::uint32_t from, to;
        RegionLabel label;
        std::uint64_t key() const { return (std::uint64_t(std::min(from, to)) << 32) | std::max(from, to); }
    };
    static std::vector<Side> sortedSides(const RegionMap& map) {
        std::vector<Side> sides;
        sides.reserve(map.triangles.size() * 3);
        for (std::size_t t = 0; t < map.triangles.size(); ++t) {
            for (int k = 0; k < 3 && map.labels[t] != kOutside; ++k) {
                sides.push_back({map.triangles[t][k], map.triangles[t][(k + 1) % 3], map.labels[t]});
            }
        }
        std::stable_sort(sides.begin(), sides.end(),
                         [](const Side& p, const Side& q) { return p.key() < q.key(); });
        return sides;
    }

    void addWalls() {
        const std::vector<Side> sides = sortedSides(m_top);
        for (std::size_t i = 0; i < sides.size();) {
            const bool pair = i + 1 < sides.size() && sides[i + 1].key() == sides[i].key();
            ORFEAS_ASSERT(!(pair && i + 2 < sides.size() && sides[i + 2].key() == sides[i].key()));
            if (!pair) {
                wall(sides[i].from, sides[i].to, sides[i].label, kFloor);
            } else if (sides[i].label > sides[i + 1].label) {
                wall(sides[i].from, sides[i].to, sides[i].label, sides[i + 1].label);
            } else if (sides[i].label < sides[i + 1].label) {
                wall(sides[i + 1].from, sides[i + 1].to, sides[i + 1].label, sides[i].label);
            }
            i += pair ? 2 : 1;
        }
    }

    std::span<const Level> chain(std::uint32_t point, float low, float high) const {
        const auto& levels = m_levels[point];
        auto first = levels.begin();
        while (first->height < low)
            ++first;
        auto last = first;
        while (last != levels.end() && last->height <= high)
            ++last;
        return {first, last};
    }

    // The wall under the edge from -> to of the higher region, which lies to its left.
    void wall(std::uint32_t from, std::uint32_t to, RegionLabel high, RegionLabel low) {
        const auto left = chain(from, heightAt(from, low), heightAt(from, high));
        const auto right = chain(to, heightAt(to, low), heightAt(to, high));
        std::size_t i = 0;
        std::size_t j = 0;
        while (i + 1 < left.size() || j + 1 < right.size()) {
            const bool goRight =
                i + 1 >= left.size() || (j + 1 < right.size() && right[j + 1].height <= left[i + 1].height);
            if (goRight) {
                m_mesh.triangles.emplace_back(left[i].vertex, right[j].vertex, right[j + 1].vertex);
                ++j;
            } else {
                m_mesh.triangles.emplace_back(left[i].vertex, right[j].vertex, left[i + 1].vertex);
                ++i;
            }
        }
    }

    // Turned over. Another triangulation is used only if it has exactly the same outline.
    void addUnderside() {
        const RegionMap* under = m_options.underside;
        std::vector<std::uint32_t> vertexOf;
        if (under == nullptr || !matchOutlines(*under, vertexOf)) {
            for (std::size_t i = 0; i < m_top.triangles.size(); ++i) {
                const glm::uvec3& t = m_top.triangles[i];
                if (m_top.labels[i] == kOutside) continue;
                m_mesh.triangles.emplace_back(at(t.x, kFloor), at(t.z, kFloor), at(t.y, kFloor));
            }
            return;
        }
        auto extra = static_cast<std::uint32_t>(m_top.points.size());
        for (std::size_t p = 0; p < under->points.size(); ++p) {
            if (vertexOf[p] != kNone) continue;
            vertexOf[p] = static_cast<std::uint32_t>(m_mesh.positions.size());
            m_mesh.positions.emplace_back(under->points[p].x, under->points[p].y, 0.0f);
            m_pointOf.push_back(extra++);
        }
        for (std::size_t i = 0; i < under->triangles.size(); ++i) {
            const glm::uvec3& t = under->triangles[i];
            if (under->labels[i] == kOutside) continue;
            m_mesh.triangles.emplace_back(vertexOf[t.x], vertexOf[t.z], vertexOf[t.y]);
        }
    }

    // Pairs the outline points of both triangulations by their exact position.
    bool matchOutlines(const RegionMap& under, std::vector<std::uint32_t>& vertexOf) const {
        const auto outline = [](const RegionMap& map) {
            std::vector<Side> border;
            const std::vector<Side> sides = sortedSides(map);
            for (std::size_t i = 0; i < sides.size();) {
                const bool pair = i + 1 < sides.size() && sides[i + 1].key() == sides[i].key();
                if (!pair) border.push_back(sides[i]);
                i += pair ? 2 : 1;
            }
            return border;
        };
        const auto less = [](const RegionMap& map) {
            return [&map](const Side& p, const Side& q) {
                const glm::vec2 a = map.points[p.from], b = map.points[q.from], c = map.points[p.to],
                                d = map.points[q.to];
                if (a.x != b.x) return a.x < b.x;
                if (a.y != b.y) return a.y < b.y;
                if (c.x != d.x) return c.x < d.x;
                return c.y < d.y;
            };
        };
        std::vector<Side> mine = outline(m_top);
        std::vector<Side> theirs = outline(under);
        if (mine.size() != theirs.size()) return false;
        std::sort(mine.begin(), mine.end(), less(m_top));
        std::sort(theirs.begin(), theirs.end(), less(under));
        vertexOf.assign(under.points.size(), kNone);
        for (std::size_t i = 0; i < mine.size(); ++i) {
            if (m_top.points[mine[i].from] != under.points[theirs[i].from] ||
                m_top.points[mine[i].to] != under.points[theirs[i].to])
                return false;
            vertexOf[theirs[i].from] = at(mine[i].from, kFloor);
        }
        return true;
    }

    void dropUnused(std::vector<std::uint32_t>* pointOf) {
        std::vector<std::uint32_t> number(m_mesh.positions.size(), kNone);
        std::vector<glm::vec3> kept;
        std::vector<std::uint32_t> keptPoint;
        for (glm::uvec3& t : m_mesh.triangles) {
            for (int k = 0; k < 3; ++k) {
                std::uint32_t& n = number[t[k]];
                if (n == kNone) {
                    n = static_cast<std::uint32_t>(kept.size());
                    kept.push_back(m_mesh.positions[t[k]]);
                    keptPoint.push_back(m_pointOf[t[k]]);
                }
                t[k] = n;
            }
        }
        m_mesh.positions = std::move(kept);
        if (pointOf != nullptr) *pointOf = std::move(keptPoint);
    }

    const RegionMap& m_top;
    const SteppedSolidOptions& m_options;
    Mesh m_mesh;
    std::vector<Corner> m_corners;
    std::vector<std::uint32_t> m_firstCorner;
    std::vector<std::vector<Level>> m_levels;
    std::vector<std::uint32_t> m_pointOf;
};

} // namespace

Mesh makeSteppedSolid(const RegionMap& top, const std::function<float(std::uint32_t, RegionLabel)>& height,
                      const SteppedSolidOptions& options, std::vector<std::uint32_t>* pointOf) {
    ORFEAS_ASSERT(top.triangles.size() == top.labels.size());
    return Builder(top, height, options).build(pointOf);
}

} // namespace orfeas::mesh
