// Carries colours and texture from a mesh to the one made of it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/mesh/triangle_tree.h"

namespace orfeas::print {

/// Gives `to` the colours and texture coordinates of `from`: of the face each triangle came from (`source`, or
/// kNoSource: of the nearest one). Incomplete when cancelled.
void carryAppearance(const mesh::Mesh& from, const mesh::TriangleTree& fromTree,
                     const std::vector<std::uint32_t>& source, mesh::Mesh& to,
                     const jobs::JobContext& context = {});

} // namespace orfeas::print
