// Carries colours and texture from a mesh to the one made of it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/mesh/mesh.h"
#include "core/mesh/triangle_tree.h"

namespace orfeas::print {

/// Gives `to` the colours and texture coordinates of `from`: of the face each triangle came from (`source`, or
/// kNoSource: of the nearest one).
void carryAppearance(const mesh::Mesh& from, const mesh::TriangleTree& fromTree,
                     const std::vector<std::uint32_t>& source, mesh::Mesh& to);

} // namespace orfeas::print
