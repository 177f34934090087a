// Edges and points at which a surface does not bound a solid.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/jobs/job.h"
#include "core/mesh/mesh_facts.h"
#include "core/print/surface.h"

namespace orfeas::print {

/// An edge that is not as it should be, and a triangle at it.
struct BadEdge {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t triangle = 0;
};

struct Topology {
    std::vector<BadEdge> open;
    std::vector<BadEdge> nonManifold;
    std::vector<BadEdge> flipped;
    std::vector<std::uint32_t> nonManifoldVertices; ///< ascending; those of non-manifold edges left out
    std::size_t openByIndex = 0; ///< edges open as long as equal points are not joined, and not after it
    std::vector<std::uint32_t> shellOf; ///< per triangle; kNoShell without edges. Numbered by first triangle.
    std::vector<std::uint32_t> patchOf; ///< likewise, but joined over edges of exactly two triangles only
    std::uint32_t shells = 0;
    std::uint32_t patches = 0;

    static constexpr std::uint32_t kNoShell = 0xffffffffu;
};

/// When cancelled it is worth nothing: ask before using it.
Topology findTopology(const Surface& surface, const jobs::JobContext& context = {});

/// The facts of the mesh with equal points joined.
mesh::MeshFacts factsOf(const Surface& surface, const Topology& topology);

} // namespace orfeas::print
