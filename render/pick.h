// What is under the cursor, or in a rectangle: asked of the graphics card, exact to the pixel at any number of objects.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <glm/vec3.hpp>

#include "render/scene/camera.h"
#include "render/scene/render_scene.h"

namespace orfeas::render {

/// Device pixels from the top left corner; what lies outside the view is cut off.
struct PixelRectangle {
    int x = 0;
    int y = 0;
    int width = 1;
    int height = 1;
};

/// The scene and the camera stand in it, so that the answer is about what the asker saw, not what came since.
struct PickRequest {
    std::shared_ptr<const RenderScene> scene;
    Camera camera;
    Viewport viewport; ///< of the view, device pixels
    PixelRectangle rectangle;
    /// Also objects that are hidden behind others: everything that has a pixel in the rectangle.
    bool through = false;
};

/// The surface at one pixel.
struct PickHit {
    std::uint64_t object = 0;
    glm::vec3 position{
        0.0f}; ///< world, millimetres; as exact as the depth (about a ten-thousandth of the distance)
    glm::vec3 normal{0.0f};     ///< world, of the triangle, towards its outside
    std::uint32_t triangle = 0; ///< of the object's mesh
};

struct PickResult {
    /// The nearest surface at the middle of the rectangle, or, when nothing is there, at the hit pixel nearest to it.
    /// Nothing with `through`.
    std::optional<PickHit> hit;
    /// Every object with a pixel in the rectangle, once each, in the order of the scene.
    std::vector<std::uint64_t> objects;
};

} // namespace orfeas::render
