// Which vertices stand in the same place.
#pragma once

#include <cstdint>
#include <vector>

#include "core/mesh/mesh.h"

namespace orfeas::mesh {

/// For every vertex the first one with bit-equal coordinates (-0 equals +0): its own number when it is the first. O(n).
std::vector<std::uint32_t> firstAtSamePlace(const Mesh& mesh);

} // namespace orfeas::mesh
