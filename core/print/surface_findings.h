// The first group of findings: why a surface does not bound a solid.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "core/mesh/triangle_crossings.h"
#include "core/print/check.h"
#include "core/print/finding_list.h"
#include "core/print/surface.h"
#include "core/print/topology.h"

namespace orfeas::print {

/// What has been found out about the surface, on which the words rest.
struct SurfaceFigures {
    const Surface& surface;
    const Topology& topology;
    const mesh::Crossings& crossings;
    std::span<const Shell> shells;
    std::span<const std::uint32_t> sheets; ///< patches without thickness
    const mesh::MeshFacts& facts;
};

/// Neither a volume nor one that is inside out.
bool enclosesNothing(const SurfaceFigures& figures);

void addSurfaceFindings(FindingList& list, const SurfaceFigures& figures, const CheckOptions& options);

} // namespace orfeas::print
