#include "core/mesh/bisected_grid.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include <glm/vec2.hpp>

#include "core/base/assert.h"

namespace orfeas::mesh {

BisectedGrid::BisectedGrid(int tilesX, int tilesY, int level)
    : m_tilesX(tilesX), m_tilesY(tilesY), m_level(level), m_width(tilesX * (1 << level) + 1),
      m_height(tilesY * (1 << level) + 1) {
    ORFEAS_ASSERT(tilesX > 0 && tilesY > 0 && level > 0 && level < 13);
}

std::vector<BisectedGrid::Right> BisectedGrid::roots() const {
    std::vector<Right> list;
    const int side = 1 << m_level;
    for (int ty = 0; ty < m_tilesY; ++ty) {
        for (int tx = 0; tx < m_tilesX; ++tx) {
            const int x0 = tx * side, y0 = ty * side, x1 = x0 + side, y1 = y0 + side;
            list.push_back({x0, y0, x1, y1, x1, y0});
            list.push_back({x1, y1, x0, y0, x0, y1});
        }
    }
    return list;
}

// Triangles of every level, the smallest first. Levels are walked across all tiles together, so that what one tile
// needs at its border is known to its neighbour before the next level.
template <typename Visit>
void BisectedGrid::forEachLevelUp(const Visit& visit) const {
    std::vector<std::vector<Right>> levels{roots()};
    for (int depth = 1; depth < 2 * m_level; ++depth) {
        std::vector<Right> next;
        next.reserve(levels.back().size() * 2);
        for (const Right& t : levels.back()) {
            const std::int32_t mx = (t.ax + t.bx) / 2, my = (t.ay + t.by) / 2;
            next.push_back({t.cx, t.cy, t.ax, t.ay, mx, my});
            next.push_back({t.bx, t.by, t.cx, t.cy, mx, my});
        }
        levels.push_back(std::move(next));
    }
    for (std::size_t depth = levels.size(); depth-- > 0;) {
        for (const Right& t : levels[depth])
            visit(t);
    }
}

std::vector<float> BisectedGrid::bisectionErrors(const std::vector<float>& heights) const {
    ORFEAS_ASSERT(heights.size() == vertexCount());
    std::vector<float> errors(vertexCount(), 0.0f);
    forEachLevelUp([&](const Right& t) {
        const std::uint32_t m = middle(t);
        const float mean = 0.5f * (heights[vertex(t.ax, t.ay)] + heights[vertex(t.bx, t.by)]);
        errors[m] = std::abs(heights[m] - mean);
    });
    return errors;
}

void BisectedGrid::propagate(std::vector<float>& errors) const {
    ORFEAS_ASSERT(errors.size() == vertexCount());
    forEachLevelUp([&](const Right& t) {
        float& error = errors[middle(t)];
        const Right left{t.cx, t.cy, t.ax, t.ay, (t.ax + t.bx) / 2, (t.ay + t.by) / 2};
        const Right right{t.bx, t.by, t.cx, t.cy, left.cx, left.cy};
        if (splits(left)) error = std::max({error, errors[middle(left)], errors[middle(right)]});
    });
}

std::vector<glm::uvec3> BisectedGrid::triangles(const std::vector<float>& errors, float tolerance) const {
    std::vector<glm::uvec3> out;
    std::vector<Right> stack = roots();
    std::reverse(stack.begin(), stack.end());
    while (!stack.empty()) {
        const Right t = stack.back();
        stack.pop_back();
        if (splits(t) && errors[middle(t)] > tolerance) {
            const std::int32_t mx = (t.ax + t.bx) / 2, my = (t.ay + t.by) / 2;
            stack.push_back({t.bx, t.by, t.cx, t.cy, mx, my});
            stack.push_back({t.cx, t.cy, t.ax, t.ay, mx, my});
        } else {
            out.emplace_back(vertex(t.ax, t.ay), vertex(t.cx, t.cy), vertex(t.bx, t.by));
        }
    }
    // Rows run downward: a, c, b is counter-clockwise with y down for the roots; turn it for y up.
    const auto place = [&](std::uint32_t v) {
        return glm::ivec2(static_cast<int>(v) % m_width, -(static_cast<int>(v) / m_width));
    };
    for (glm::uvec3& t : out) {
        const glm::ivec2 a = place(t.x), b = place(t.y), c = place(t.z);
        if ((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y) < 0) std::swap(t.y, t.z);
    }
    return out;
}

} // namespace orfeas::mesh
