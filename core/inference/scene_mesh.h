// From what a network saw to a mesh that prints.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/result.h"
#include "core/inference/network.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::inference {

struct SceneMeshSettings {
    int resolution = 256;    ///< samples per axis
    double threshold = 25.0; ///< density the surface is taken at
    bool keepCrumbs = false; ///< else parts below 1 % of the largest one's volume go
    bool colors = true;
    std::uint64_t maxBytes = 0; ///< for the mesh and what makes it; 0: the extractor's own limits
    std::size_t queryPoints = std::size_t{1} << 15; ///< points between two questions whether to stop
};

/// The surface of a scene: closed and manifold, in the generators' own frame (x to the right, y up, z toward the
/// viewer), in the network's unit of length. Cavities nothing can be seen of are filled. Fails with Failed when the
/// density reaches the threshold nowhere, with TooLarge when the surface needs more than `maxBytes`.
Result<mesh::Mesh> meshScene(const SceneCode& scene, const TripoSrConfig& config,
                             const SceneMeshSettings& settings, const jobs::JobContext& context);

} // namespace orfeas::inference
