#include "render/scene/lod_chain.h"

#include <algorithm>

#include <meshoptimizer.h>

namespace orfeas::render {
namespace {

constexpr std::size_t kFewestTriangles = 12;
constexpr float kMostError = 0.25f; ///< of the mesh's size: coarser says nothing of it any more

} // namespace

std::vector<LodLevel> makeLodChain(std::span<const glm::vec3> positions,
                                   std::span<const std::uint32_t> indices,
                                   const std::function<bool()>& stopped) {
    std::vector<LodLevel> chain;
    if (indices.size() < 6 * kFewestTriangles) return chain;
    const float* points = &positions.front().x;
    const float scale = meshopt_simplifyScale(points, positions.size(), sizeof(glm::vec3));
    std::vector<std::uint32_t> from(indices.begin(), indices.end());
    float error = 0.0f;
    while (chain.size() + 1 < kMostLods && from.size() >= 6 * kFewestTriangles && !stopped()) {
        const std::size_t wanted = from.size() / 9 * 3;
        std::vector<std::uint32_t> to(from.size());
        float added = 0.0f;
        std::size_t count = meshopt_simplify(to.data(), from.data(), from.size(), points, positions.size(),
                                             sizeof(glm::vec3), wanted, kMostError, 0u, &added);
        if (count > from.size() / 2) {
            count = meshopt_simplifySloppy(to.data(), from.data(), from.size(), points, positions.size(),
                                           sizeof(glm::vec3), wanted, kMostError, &added);
        }
        // Seen from afar a few triangles may be missing, but not the whole.
        if (count < 3 * kFewestTriangles || count > from.size() / 2) break;
        to.resize(count);
        meshopt_optimizeVertexCache(to.data(), to.data(), count, positions.size());
        error += added * scale;
        chain.push_back({to, error});
        from = std::move(to);
    }
    // The levels halve at least, so that together they stay below the full mesh; half of it is what has been set aside.
    std::size_t room = indices.size() / 2;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        if (chain[i].indices.size() > room) {
            chain.erase(chain.begin() + static_cast<std::ptrdiff_t>(i));
            --i;
            continue;
        }
        room -= chain[i].indices.size();
    }
    return chain;
}

} // namespace orfeas::render
