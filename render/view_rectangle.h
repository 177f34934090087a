// A part of the window with a scene and an eye of its own: two of them side by side compare two versions.
#pragma once

#include <memory>

#include <glm/vec2.hpp>

#include "render/scene/camera.h"
#include "render/scene/overlay_geometry.h"
#include "render/scene/render_scene.h"

namespace orfeas::render {

/// Shares of the window, so that they fit every size of it; edges are rounded to whole pixels.
struct ViewRectangle {
    glm::vec2 lower{0.0f}; ///< top left corner
    glm::vec2 upper{1.0f};

    bool operator==(const ViewRectangle&) const = default;
};

/// Views may share a scene or have each its own. What no view covers is black.
struct View {
    std::shared_ptr<const RenderScene> scene;
    Camera camera;
    ViewRectangle rectangle;
    std::shared_ptr<const OverlayGeometry> handles; ///< or none
};

/// The pixels of a rectangle in a window of `width` by `height`: x, y, width, height; never outside, perhaps without area.
/// What to hand to Camera and PickRequest as the viewport, and to take off from cursor positions.
struct ViewPixels {
    int x = 0;
    int y = 0;
    Viewport viewport{0, 0};
};
ViewPixels pixelsOf(const ViewRectangle& rectangle, int width, int height);

} // namespace orfeas::render
