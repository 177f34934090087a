#include "core/print/boundary_loops.h"

#include <algorithm>

#include "core/print/edges.h"

namespace orfeas::print {
namespace {

constexpr std::uint32_t kNone = 0xffffffffu;

// A corner of a face where an open edge of that face begins or ends.
struct OpenEdge {
    std::uint32_t face;
    int corner; ///< the edge runs from this corner to the next
    std::uint32_t next = kNone;
};

// Turns round the vertex that the open edge of `face` leaves (against the face's sense), from face to face, to the
// open edge that ends there.
std::uint32_t followingOpenEdge(const mesh::Mesh& mesh, const EdgeTable& edges, std::uint32_t face,
                                int corner, const std::vector<std::uint32_t>& openAt) {
    const std::uint32_t pivot = mesh.triangles[face][corner];
    int side = (corner + 2) % 3; // the other edge of the face at the pivot
    for (std::size_t guard = 0; guard <= mesh.triangles.size(); ++guard) {
        const std::uint32_t found = openAt[face * 3 + static_cast<std::uint32_t>(side)];
        // It must end in the pivot: else the faces disagree about outside.
        if (found != kNone) return mesh.triangles[face][(side + 1) % 3] == pivot ? found : kNone;
        const std::uint32_t across = edges.across(face, side);
        if (across == kNone) return kNone;
        int at = 0;
        while (at < 3 && mesh.triangles[across][at] != pivot)
            ++at;
        if (at == 3) return kNone;
        // The edge shared with `face` is one of the two at the pivot; go on with the other.
        const int before = (at + 2) % 3;
        side = edges.edgeOf(across, at) == edges.edgeOf(face, side) ? before : at;
        face = across;
    }
    return kNone;
}

// Cuts a walk where it comes to a vertex again: holes that touch there are walked round in one, and are several.
void splitWhereItMeetsItself(const BoundaryLoop& loop, std::vector<std::uint32_t>& placeOf,
                             std::vector<BoundaryLoop>& out) {
    BoundaryLoop walk;
    for (std::size_t i = 0; i < loop.vertices.size(); ++i) {
        const std::uint32_t v = loop.vertices[i];
        if (const std::uint32_t from = placeOf[v]; from != kNone) {
            BoundaryLoop hole;
            const auto first = static_cast<std::ptrdiff_t>(from);
            hole.vertices.assign(walk.vertices.begin() + first, walk.vertices.end());
            hole.opposite.assign(walk.opposite.begin() + first, walk.opposite.end());
            for (const std::uint32_t cut : hole.vertices)
                placeOf[cut] = kNone;
            walk.vertices.resize(from);
            walk.opposite.resize(from);
            out.push_back(std::move(hole));
        }
        placeOf[v] = static_cast<std::uint32_t>(walk.vertices.size());
        walk.vertices.push_back(v);
        walk.opposite.push_back(loop.opposite[i]);
    }
    for (const std::uint32_t v : walk.vertices)
        placeOf[v] = kNone;
    out.push_back(std::move(walk));
}

} // namespace

std::vector<BoundaryLoop> boundaryLoops(const mesh::Mesh& mesh) {
    const EdgeTable edges(mesh.triangles);
    std::vector<OpenEdge> open;
    std::vector<std::uint32_t> openAt(mesh.triangles.size() * 3, kNone);
    for (std::uint32_t f = 0; f < mesh.triangles.size(); ++f) {
        for (int k = 0; k < 3; ++k) {
            if (edges.uses(f, k) != 1) continue;
            openAt[f * 3 + static_cast<std::uint32_t>(k)] = static_cast<std::uint32_t>(open.size());
            open.push_back({f, k});
        }
    }
    // A hole is walked against the faces' sense: after edge (a -> b) of a face comes the open edge that ends in a.
    for (OpenEdge& edge : open)
        edge.next = followingOpenEdge(mesh, edges, edge.face, edge.corner, openAt);
    std::vector<BoundaryLoop> loops;
    std::vector<std::uint32_t> placeOf(mesh.positions.size(), kNone);
    std::vector<std::uint8_t> seen(open.size(), 0);
    for (std::uint32_t start = 0; start < open.size(); ++start) {
        if (seen[start]) continue;
        BoundaryLoop loop;
        std::uint32_t at = start;
        while (at != kNone && !seen[at]) {
            seen[at] = 1;
            const glm::uvec3& t = mesh.triangles[open[at].face];
            loop.vertices.push_back(t[(open[at].corner + 1) % 3]);
            loop.opposite.push_back(t[(open[at].corner + 2) % 3]);
            at = open[at].next;
        }
        loop.closed = at == start;
        if (loop.closed)
            splitWhereItMeetsItself(loop, placeOf, loops);
        else
            loops.push_back(std::move(loop));
    }
    return loops;
}

} // namespace orfeas::print
