// A scene sorted for drawing: what can be drawn together lies together. Changes only when objects come, go, or change their
// kind; moving things leaves it as it is.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <glm/vec3.hpp>

#include "render/scene/gpu_mesh.h"

namespace orfeas::render {

/// Where a drawn surface takes its colour from; counted as the shaders do.
enum class SurfaceKind : std::uint8_t { Texture, VertexColour, OwnColour, Field, Normals, Overhang };

/// One object with the mesh to draw for it. No mesh: nothing is drawn.
struct DrawObject {
    std::shared_ptr<const GpuMesh> mesh;
    SurfaceKind kind = SurfaceKind::OwnColour;
    bool mirrored = false; ///< the transform turns triangles over
    bool translucent = false;
    glm::vec3 centre{0.0f}; ///< world
    float radius = 0.0f;

    bool drawn() const { return mesh != nullptr && !mesh->empty(); }
    /// Whether the same layout does for the other.
    bool sortsLike(const DrawObject& o) const {
        return mesh == o.mesh && kind == o.kind && mirrored == o.mirrored && translucent == o.translucent;
    }
};

/// What a pipeline and its bindings are chosen by.
struct Material {
    SurfaceKind kind = SurfaceKind::OwnColour;
    bool closed = false;
    bool mirrored = false;
    VkDescriptorSet texture = VK_NULL_HANDLE;
    const GeometryBlock* block = nullptr;

    bool operator==(const Material&) const = default;
};
Material materialOf(const DrawObject& object);

/// How many of a mesh's levels may be drawn. What is measured is drawn where it was measured: the full mesh, since a coarser
/// level lacks most of the vertices that a map's values stand at, and has other slopes.
std::size_t drawnLevels(SurfaceKind kind, const GpuMesh& mesh);

/// Solid objects of one mesh: a stretch of the order.
struct MeshGroup {
    std::shared_ptr<const GpuMesh> mesh;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

/// Groups that differ in nothing but their mesh.
struct DrawRun {
    Material material;
    std::uint32_t firstGroup = 0;
    std::uint32_t groupCount = 0;
};

struct SceneLayout {
    std::vector<std::uint32_t>
        order; ///< places in the scene: solid objects by run and group, then see-through ones
    std::vector<MeshGroup> groups;
    std::vector<DrawRun> runs;
    std::uint32_t solidCount = 0; ///< of the order
};

/// In the order of first use throughout, so that the same scene is always drawn in the same order.
SceneLayout makeSceneLayout(const std::vector<DrawObject>& objects);

} // namespace orfeas::render
