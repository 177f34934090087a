#include "core/print/edges.h"

#include <algorithm>

#include "core/jobs/long_loop.h"

namespace orfeas::print {

EdgeTable::EdgeTable(const std::vector<glm::uvec3>& triangles, const jobs::JobContext& context) {
    struct Key {
        std::uint32_t other; ///< the larger vertex
        Side side;
    };
    std::uint32_t vertices = 0;
    for (const glm::uvec3& t : triangles)
        vertices = std::max({vertices, t.x + 1, t.y + 1, t.z + 1});
    // Sorted into the smaller vertices by counting; at each of them only a few are left to sort.
    std::vector<std::uint32_t> first(std::size_t(vertices) + 1, 0);
    const auto eachSide = [&](auto&& visit) {
        for (std::uint32_t f = 0; f < triangles.size(); ++f) {
            for (int k = 0; k < 3; ++k)
                visit(f, k, triangles[f][k], triangles[f][(k + 1) % 3]);
        }
    };
    eachSide([&](std::uint32_t, int, std::uint32_t a, std::uint32_t b) { ++first[std::min(a, b) + 1]; });
    for (std::uint32_t v = 0; v < vertices; ++v)
        first[v + 1] += first[v];
    std::vector<Key> keys(triangles.size() * 3);
    eachSide([&](std::uint32_t f, int k, std::uint32_t a, std::uint32_t b) {
        keys[first[std::min(a, b)]++] = {std::max(a, b), {f, static_cast<std::uint8_t>(k), a < b}};
    });
    m_edge.resize(keys.size());
    m_sides.reserve(keys.size());
    std::uint32_t begin = 0;
    // By now first[v] is where the sides of v end.
    for (std::uint32_t v = 0; v < vertices; ++v) {
        if (jobs::stopsAt(v, context)) {
            m_sides.clear();
            m_first.assign(2, 0);
            std::fill(m_edge.begin(), m_edge.end(), 0u);
            return;
        }
        const std::uint32_t end = first[v];
        std::sort(keys.begin() + begin, keys.begin() + end, [](const Key& p, const Key& q) {
            return p.other != q.other ? p.other < q.other : p.side.face < q.side.face;
        });
        for (std::uint32_t i = begin; i < end; ++i) {
            if (i == begin || keys[i].other != keys[i - 1].other) m_first.push_back(i);
            m_edge[keys[i].side.face * 3 + keys[i].side.corner] =
                static_cast<std::uint32_t>(m_first.size() - 1);
            m_sides.push_back(keys[i].side);
        }
        begin = end;
    }
    m_first.push_back(static_cast<std::uint32_t>(keys.size()));
}

std::uint32_t EdgeTable::across(std::uint32_t face, int corner) const {
    const auto both = sides(edgeOf(face, corner));
    if (both.size() != 2) return kNoFace;
    return both[0].face == face ? both[1].face : both[0].face;
}

} // namespace orfeas::print
