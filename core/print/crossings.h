// Where a surface that is being repaired runs through itself: mesh::findCrossings, as check asks it, without giving up.
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/mesh/triangle_crossings.h"
#include "core/mesh/triangle_tree.h"

namespace orfeas::print {

using FacePair = mesh::TrianglePair;

/// All of them; of a surface that is crossed all over, as many as are worth knowing.
Result<std::vector<FacePair>> crossingPairs(const mesh::Mesh& mesh, const mesh::TriangleTree& tree,
                                            const jobs::JobContext& context);

/// Whether there are `count` or more: up to that many of them, by chance which.
Result<std::vector<FacePair>> crossingPairsUpTo(std::size_t count, const mesh::Mesh& mesh,
                                                const mesh::TriangleTree& tree,
                                                const jobs::JobContext& context);

} // namespace orfeas::print
