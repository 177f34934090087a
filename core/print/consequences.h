// Which faults of a surface only follow from another one: one cause is one alarm, and what follows from it is a note.
#pragma once

#include <span>
#include <string_view>

#include "core/mesh/triangle_crossings.h"
#include "core/print/report.h"
#include "core/print/surface.h"
#include "core/print/topology.h"

namespace orfeas::print {

/// Each in words that end the sentence of the finding (" because of the doubled triangles"), empty when at least one of
/// its places stands for itself.
struct Consequences {
    std::string_view openEdges;
    std::string_view nonManifoldEdges;
    std::string_view nonManifoldVertices;
    std::string_view crossings;
};

/// `sheets` are patches without thickness, ascending.
Consequences findConsequences(const Surface& surface, const Topology& topology,
                              const mesh::Crossings& crossings, std::span<const Shell> shells,
                              std::span<const std::uint32_t> sheets);

} // namespace orfeas::print
