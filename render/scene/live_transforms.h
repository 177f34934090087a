// Objects being dragged: where they are now, before the scene says so.
#pragma once

#include <cstdint>
#include <vector>

#include <glm/mat4x4.hpp>

namespace orfeas::render {

struct LiveTransform {
    std::uint64_t object = 0;
    glm::mat4 transform{1.0f}; ///< stands in for SceneObject::transform
};

/// Shared as shared_ptr<const>. Each sends over one record an object and nothing else.
using LiveTransforms = std::vector<LiveTransform>;

} // namespace orfeas::render
