// What is drawn in one frame, as chosen by the processor: everywhere where the graphics card cannot choose itself.
#pragma once

#include <cstdint>
#include <vector>

#include "render/culling.h"
#include "render/instance_table.h"
#include "render/scene_layout.h"

namespace orfeas::render {

/// Some instances of one level of a mesh.
struct Draw {
    const GpuMesh* mesh = nullptr;
    MeshLod lod;
    std::uint32_t firstInstance = 0; ///< in the list of what is visible
    std::uint32_t count = 0;
};

struct TranslucentDraw {
    Draw draw;
    Material material;
};

struct DrawList {
    std::vector<std::uint32_t> visible;       ///< places in the scene; what goes behind the layout's order
    std::vector<Draw> draws;                  ///< solid ones
    std::vector<std::uint32_t> runEnds;       ///< per run of the layout: one past its last draw
    std::vector<TranslucentDraw> translucent; ///< far to near
    std::uint64_t triangles = 0;

    void clear();
};

/// Culls and chooses levels of the solid objects. `one`: a draw for every object, as programs do that know no better (the
/// benchmark's other side).
void cullSolids(DrawList& list, const SceneLayout& layout, const std::vector<DrawObject>& objects,
                const InstanceTable& instances, const CullView& view, bool one);
/// The see-through ones, sorted by distance.
void sortTranslucent(DrawList& list, const SceneLayout& layout, const std::vector<DrawObject>& objects,
                     const Camera& camera, const CullView& view);

} // namespace orfeas::render
