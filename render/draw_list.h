// A scene sorted for drawing: objects with the same mesh are drawn together.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <glm/mat4x4.hpp>
#include <glm/vec4.hpp>

#include "render/scene/camera.h"
#include "render/scene/render_scene.h"

namespace orfeas::render {

struct GpuMesh;

/// Per object, as the vertex shaders read it.
struct DrawInstance {
    glm::mat4 transform{1.0f};
    glm::vec4 parameters{0.0f}; ///< opacity, handedness, mask (1 selected, 0.5 hovered), free

    bool operator==(const DrawInstance&) const = default;
};

struct DrawBatch {
    std::shared_ptr<const GpuMesh> mesh;
    std::uint32_t firstInstance = 0;
    std::uint32_t instanceCount = 0;
    bool mirrored = false; ///< one of the transforms turns triangles over
};

struct DrawList {
    std::vector<DrawInstance> instances;
    std::vector<DrawBatch> opaque;      ///< by mesh, in the order of first use
    std::vector<DrawBatch> translucent; ///< one each, far to near
};

/// One object with the mesh to draw for it.
struct DrawObject {
    const SceneObject* object = nullptr;
    std::shared_ptr<const GpuMesh> mesh;
};

DrawList makeDrawList(const std::vector<DrawObject>& objects, const Camera& camera);

} // namespace orfeas::render
