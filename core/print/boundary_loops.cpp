#include "core/print/boundary_loops.h"

#include <algorithm>
#include <array>
#include <utility>

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

using Walk = std::vector<std::uint32_t>; // open edges

std::vector<Walk> walksOf(const std::vector<OpenEdge>& open) {
    std::vector<Walk> walks;
    std::vector<std::uint8_t> seen(open.size(), 0);
    for (std::uint32_t start = 0; start < open.size(); ++start) {
        if (seen[start]) continue;
        Walk walk;
        for (std::uint32_t at = start; at != kNone && !seen[at]; at = open[at].next) {
            seen[at] = 1;
            walk.push_back(at);
        }
        walks.push_back(std::move(walk));
    }
    return walks;
}

// A ring of holes that touch cuts the surface in two, and each side of it is one walk. Where two walks meet in many
// vertices they change over there, and go round each of the holes instead. Returns whether there was such a ring.
bool changeOver(const mesh::Mesh& mesh, const std::vector<Walk>& walks, std::vector<OpenEdge>& open) {
    constexpr std::size_t kMany = 3;
    struct Arrival {
        std::uint32_t edge = kNone;
        std::uint32_t walk = kNone;
    };
    std::vector<std::array<Arrival, 2>> arrivals(mesh.positions.size());
    std::vector<std::uint8_t> count(mesh.positions.size(), 0);
    for (std::uint32_t w = 0; w < walks.size(); ++w) {
        for (const std::uint32_t e : walks[w]) {
            const std::uint32_t v = mesh.triangles[open[e].face][open[e].corner];
            if (count[v] < 2 && open[e].next != kNone) arrivals[v][count[v]] = {e, w};
            count[v] = static_cast<std::uint8_t>(std::min(count[v] + 1, 3));
        }
    }
    using Pair = std::pair<std::uint32_t, std::uint32_t>;
    std::vector<std::pair<Pair, std::uint32_t>> meetings; // of two walks, in a vertex
    for (std::uint32_t v = 0; v < count.size(); ++v) {
        const auto& [a, b] = arrivals[v];
        if (count[v] == 2 && a.edge != kNone && b.edge != kNone && a.walk != b.walk)
            meetings.push_back({{a.walk, b.walk}, v});
    }
    std::sort(meetings.begin(), meetings.end());
    bool found = false;
    for (std::size_t i = 0, j = 0; i < meetings.size(); i = j) {
        while (j < meetings.size() && meetings[j].first == meetings[i].first)
            ++j;
        if (j - i < kMany) continue;
        found = true;
        for (std::size_t k = i; k < j; ++k) {
            const auto& [a, b] = arrivals[meetings[k].second];
            std::swap(open[a.edge].next, open[b.edge].next);
        }
    }
    return found;
}

} // namespace

std::vector<BoundaryLoop> boundaryLoops(const mesh::Mesh& mesh, const jobs::JobContext& context) {
    const EdgeTable edges(mesh.triangles, context);
    std::vector<OpenEdge> open;
    std::vector<std::uint32_t> openAt(mesh.triangles.size() * 3, kNone);
    for (std::uint32_t f = 0; f < mesh.triangles.size(); ++f) {
        for (int k = 0; k < 3; ++k) {
            if (edges.uses(f, k) != 1) continue;
            openAt[f * 3 + static_cast<std::uint32_t>(k)] = static_cast<std::uint32_t>(open.size());
            open.push_back({f, k});
        }
    }
    if (context.cancelled()) return {};
    // A hole is walked against the faces' sense: after edge (a -> b) of a face comes the open edge that ends in a.
    for (OpenEdge& edge : open)
        edge.next = followingOpenEdge(mesh, edges, edge.face, edge.corner, openAt);
    std::vector<Walk> walks = walksOf(open);
    if (changeOver(mesh, walks, open)) walks = walksOf(open);
    std::vector<BoundaryLoop> loops;
    std::vector<std::uint32_t> placeOf(mesh.positions.size(), kNone);
    for (const Walk& walk : walks) {
        BoundaryLoop loop;
        for (const std::uint32_t e : walk) {
            const glm::uvec3& t = mesh.triangles[open[e].face];
            loop.vertices.push_back(t[(open[e].corner + 1) % 3]);
            loop.opposite.push_back(t[(open[e].corner + 2) % 3]);
        }
        loop.closed = open[walk.back()].next == walk.front();
        if (loop.closed)
            splitWhereItMeetsItself(loop, placeOf, loops);
        else
            loops.push_back(std::move(loop));
    }
    return loops;
}

} // namespace orfeas::print
