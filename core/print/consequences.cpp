#include "core/print/consequences.h"

#include <algorithm>
#include <vector>

namespace orfeas::print {
namespace {

class Causes {
public:
    Causes(const Surface& surface, const Topology& topology, std::span<const Shell> shells,
           std::span<const std::uint32_t> sheets)
        : m_surface(surface), m_topology(topology), m_sheets(sheets), m_shellAt(topology.shells, nullptr) {
        for (const Shell& shell : shells)
            m_shellAt[topology.shellOf[shell.firstTriangle]] = &shell;
    }

    // The rim of a fin.
    bool rimsOfSheets() const {
        return !m_sheets.empty() && std::all_of(m_topology.open.begin(), m_topology.open.end(),
                                                [&](const BadEdge& edge) { return isSheet(edge.triangle); });
    }

    // With doubled triangles left out no edge has more than two.
    bool doubledEdges() const {
        bool all = !m_topology.nonManifold.empty();
        for (std::size_t i = 0; i < m_topology.nonManifold.size() && all; ++i) {
            const BadEdge& bad = m_topology.nonManifold[i];
            m_surface.eachEdgeFrom(bad.a, [&](const EdgeUse& edge) {
                if (edge.b != bad.b) return;
                const auto own = std::count_if(edge.halfEdges.begin(), edge.halfEdges.end(), [&](HalfEdge h) {
                    return m_surface.state(h / 3) != FaceState::Duplicate;
                });
                all = all && own <= 2;
            });
        }
        return all;
    }

    // Where two holes meet, what is between them touches in a point.
    bool pointsOnRims() const {
        std::vector<std::uint8_t> isOnRim(m_surface.mesh().positions.size(), 0);
        for (const BadEdge& edge : m_topology.open)
            isOnRim[edge.a] = isOnRim[edge.b] = 1;
        return std::all_of(m_topology.nonManifoldVertices.begin(), m_topology.nonManifoldVertices.end(),
                           [&](std::uint32_t v) { return isOnRim[v] != 0; });
    }

    // Bodies within others, crumbs and sheets are told as such, with what they run through.
    bool crossingsOfOthers(const mesh::Crossings& crossings) const {
        return std::all_of(crossings.pairs.begin(), crossings.pairs.end(),
                           [&](const auto& pair) { return isTold(pair.first) || isTold(pair.second); });
    }

private:
    bool isSheet(std::uint32_t triangle) const {
        return std::binary_search(m_sheets.begin(), m_sheets.end(), m_topology.patchOf[triangle]);
    }
    bool isTold(std::uint32_t triangle) const {
        const Shell* shell = m_shellAt[m_topology.shellOf[triangle]];
        return (shell && (shell->nested || shell->crumb)) || isSheet(triangle);
    }

    const Surface& m_surface;
    const Topology& m_topology;
    std::span<const std::uint32_t> m_sheets;
    std::vector<const Shell*> m_shellAt;
};

} // namespace

Consequences findConsequences(const Surface& surface, const Topology& topology,
                              const mesh::Crossings& crossings, std::span<const Shell> shells,
                              std::span<const std::uint32_t> sheets) {
    const Causes causes(surface, topology, shells, sheets);
    Consequences out;
    if (causes.rimsOfSheets()) out.openEdges = ", the rims of sheets without thickness";
    if (causes.doubledEdges()) out.nonManifoldEdges = ", because some are doubled";
    if (causes.pointsOnRims()) out.nonManifoldVertices = ", at the rims of holes";
    if (causes.crossingsOfOthers(crossings))
        out.crossings = ", where crumbs, fins or bodies within others run through it";
    return out;
}

} // namespace orfeas::print
