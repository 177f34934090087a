// Evens out the triangles of a surface without leaving the surface.
#pragma once

#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/iso_surface.h"
#include "core/mesh/mesh.h"

namespace orfeas::mesh {

/// For each vertex the vertices it shares an edge with, in one list.
struct VertexNeighbours {
    std::vector<std::uint32_t> first; ///< positions.size() + 1 offsets into `of`
    std::vector<std::uint32_t> of;

    std::span<const std::uint32_t> at(std::size_t vertex) const {
        return std::span(of).subspan(first[vertex], first[vertex + 1] - first[vertex]);
    }
};

/// For closed manifold meshes.
VertexNeighbours vertexNeighbours(const Mesh& mesh);

/// Moves every vertex toward the mean of its neighbours within the tangent plane, then by a Newton step back
/// onto field = 0; `steps` times. Steps are bounded by a share of `cell`, the lattice the mesh came from.
/// Connections stay as they are. Parallel; deterministic. Fails only when cancelled.
Result<void> relaxOntoSurface(Mesh& mesh, const SolidField& field, float cell, int steps,
                              const jobs::JobContext& context);

/// Takes vertices back to their `safe` positions, around every self-intersection and no farther than needed, until
/// there is none. With all vertices in their safe positions the mesh must be free of them. Fails only when cancelled.
Result<void> untangle(Mesh& mesh, const std::vector<glm::vec3>& safe, const jobs::JobContext& context);

} // namespace orfeas::mesh
