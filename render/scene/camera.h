// The eye of the viewport: an orbit camera around a target point, Z up.
#pragma once

#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "core/mesh/mesh.h"

namespace orfeas::render {

enum class Projection { Perspective, Orthographic };

/// Where the eye stands: Front looks along +Y at the face of an object made from a picture; Right stands at
/// +X. Home is the three-quarter view that new objects and thumbnails are shown in.
enum class StandardView { Front, Back, Left, Right, Top, Bottom, Iso, Home };

/// The drawable's size in device pixels. Sizes below one count as one.
struct Viewport {
    int width = 1;
    int height = 1;

    float aspect() const;
};

/// `direction` has length one.
struct Ray {
    glm::vec3 origin{0.0f};
    glm::vec3 direction{0.0f, 1.0f, 0.0f};
};

/// A plain value, millimetres and radians; any thread. Pixels count from the top left corner of the viewport,
/// y down. `yaw` turns counter-clockwise seen from above (0: the eye is at -Y), `pitch` lifts the eye (+90
/// degrees: straight above). The scale of things at the target is the same in both projections. Nothing here
/// fails: non-finite or absurd arguments leave the camera as it was or are clamped.
struct Camera {
    glm::vec3 target{0.0f, 0.0f, 30.0f};
    float distanceMm = 320.0f;
    float yaw = 0.52f;
    float pitch = 0.38f;
    float fieldOfViewY = 0.61f;
    Projection projection = Projection::Perspective;

    /// Turns around the target as if dragged by so many logical pixels (0.4 degrees each).
    void orbit(float dxPixels, float dyPixels);
    /// Slides the target so that the point of the target plane under the cursor follows the cursor.
    void pan(glm::vec2 deltaPixels, Viewport viewport);
    /// Moves nearer (factor < 1) or farther along the ray under the cursor: what is under it stays under it.
    void zoomAbout(glm::vec2 cursorPixels, float factor, Viewport viewport);
    /// Keeps the direction of view and moves so that the whole box is seen, with `margin` (a share of the
    /// picture) left free. An empty box changes nothing.
    void frame(const mesh::Box& box, Viewport viewport, float margin = 0.12f);
    /// Turns to a standard view; target and distance stay.
    void turnTo(StandardView view);
    /// Goes round to where a surface is seen that faces `outward` (of any length), unless it faces the eye already. Never so
    /// high or low that up and down are lost. A zero vector changes nothing.
    void turnToSee(glm::vec3 outward);

    glm::vec3 right() const;
    glm::vec3 up() const;
    glm::vec3 forward() const; ///< from the eye to the target
    glm::vec3 eye() const;

    glm::mat4 viewMatrix() const;
    /// To Vulkan clip space: x right, y down, depth reversed (1 near, 0 far; the perspective far plane is at
    /// infinity).
    glm::mat4 projectionMatrix(float aspect) const;

    Ray rayThrough(glm::vec2 pixel, Viewport viewport) const;
    /// Where a point appears, in pixels; z is depth in clip space (1 near, 0 far; negative: behind the eye).
    glm::vec3 project(glm::vec3 point, Viewport viewport) const;
    /// Millimetres that one pixel covers at the target.
    float mmPerPixel(Viewport viewport) const;

    bool operator==(const Camera&) const = default;
};

/// The camera a share `t` of the way from a to b: distances geometrically, yaw the short way round. The
/// projection is b's. mix(a, b, 0) shows what a shows, mix(a, b, 1) is b.
Camera mix(const Camera& a, const Camera& b, float t);

} // namespace orfeas::render
