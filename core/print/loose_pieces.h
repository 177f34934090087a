// Which pieces of a broken surface belong together although no edge joins them.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/surface.h"
#include "core/print/topology.h"

namespace orfeas::print {

/// Per shell (Topology::shellOf) the group that it belongs to, named by its lowest shell: a piece whose rim lies against
/// another one is held by it, so that a cracked surface is one thing and not thousands that hang in the air. Closed
/// shells hold what touches them but join nothing. Parallel; fails only when cancelled.
Result<std::vector<std::uint32_t>> groupLoosePieces(const Surface& surface, const Topology& topology,
                                                    const mesh::TriangleTree& tree,
                                                    const jobs::JobContext& context);

} // namespace orfeas::print
