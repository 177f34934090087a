#include "core/print/edges.h"

#include <algorithm>

namespace orfeas::print {

EdgeTable::EdgeTable(const std::vector<glm::uvec3>& triangles) {
    struct Key {
        std::uint64_t edge;
        Side side;
    };
    std::vector<Key> keys;
    keys.reserve(triangles.size() * 3);
    for (std::uint32_t f = 0; f < triangles.size(); ++f) {
        for (int k = 0; k < 3; ++k) {
            const std::uint32_t a = triangles[f][k];
            const std::uint32_t b = triangles[f][(k + 1) % 3];
            keys.push_back({std::uint64_t(std::min(a, b)) << 32 | std::max(a, b),
                            {f, static_cast<std::uint8_t>(k), a < b}});
        }
    }
    std::sort(keys.begin(), keys.end(), [](const Key& p, const Key& q) {
        return p.edge != q.edge ? p.edge < q.edge : p.side.face < q.side.face;
    });
    m_edge.resize(keys.size());
    m_sides.reserve(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (i == 0 || keys[i].edge != keys[i - 1].edge) m_first.push_back(static_cast<std::uint32_t>(i));
        m_edge[keys[i].side.face * 3 + keys[i].side.corner] = static_cast<std::uint32_t>(m_first.size() - 1);
        m_sides.push_back(keys[i].side);
    }
    m_first.push_back(static_cast<std::uint32_t>(keys.size()));
}

std::uint32_t EdgeTable::across(std::uint32_t face, int corner) const {
    const auto both = sides(edgeOf(face, corner));
    if (both.size() != 2) return kNoFace;
    return both[0].face == face ? both[1].face : both[0].face;
}

} // namespace orfeas::print
