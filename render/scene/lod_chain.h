// Coarser copies of a mesh, for when it is small on the screen.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <glm/vec3.hpp>

namespace orfeas::render {

/// A mesh is drawn from at most so many levels, the full one counted.
constexpr std::size_t kMostLods = 8;

struct LodLevel {
    std::vector<std::uint32_t> indices; ///< of the same vertices
    float errorMm = 0.0f; ///< no point of the surface moved farther, as far as quadrics can tell
};

/// Each level about a third of the one before, finest first, the full mesh not among them: by meshoptimizer (Garland and
/// Heckbert's quadrics, 1997; clusters of vertices once those get stuck). All levels together have at most half as many
/// indices as the mesh. Only for the screen: meshes that leave the program are never made here. About half a second per
/// million triangles; any thread; deterministic. `stopped` is asked before each level and ends it with
/// what is there.
std::vector<LodLevel> makeLodChain(std::span<const glm::vec3> positions,
                                   std::span<const std::uint32_t> indices,
                                   const std::function<bool()>& stopped);

} // namespace orfeas::render
