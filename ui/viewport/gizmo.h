// The handles at what is selected: what they look like, what of them is under the cursor, what a drag of them does. Pure
// functions of values; no widgets, no Qt.
#pragma once

#include <cstdint>
#include <memory>

#include <glm/mat3x3.hpp>
#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "render/scene/camera.h"
#include "render/scene/overlay_geometry.h"

namespace orfeas::ui {

/// What the left button does to objects. Navigation works in all of them.
enum class ToolMode : std::uint8_t { Select, Move, Rotate, Scale, LayFlat };

/// An axis, a plane, or Free: the plane of the screen, the line of sight, all directions alike.
enum class GizmoPart : std::uint8_t { None, X, Y, Z, YZ, ZX, XY, Free };

/// Where the handles stand.
struct GizmoPlace {
    glm::vec3 centre{0.0f};
    glm::mat3 axes{1.0f};   ///< columns of length one
    bool scalesAxes = true; ///< false: only all directions alike, since several objects would be sheared

    bool operator==(const GizmoPlace&) const = default;
};

/// What they are looked at by. Pixels are device pixels.
struct GizmoView {
    render::Camera camera;
    render::Viewport viewport;
    float pixelRatio = 1.0f; ///< device pixels per logical pixel
};

/// `lit` is drawn as being held. Null for modes without handles.
std::shared_ptr<const render::OverlayGeometry> gizmoGeometry(ToolMode mode, const GizmoPlace& place,
                                                             const GizmoView& view, GizmoPart lit);
/// The handle within reach of a pixel; None where there is none.
GizmoPart gizmoPartAt(ToolMode mode, const GizmoPlace& place, const GizmoView& view, glm::vec2 pixel);

/// Steps that a drag keeps to.
struct GizmoSnap {
    bool on = false;
    float mm = 1.0f;
    float degrees = 15.0f;
    float share = 0.05f; ///< of the size
};

struct GizmoChange {
    glm::mat4 matrix{1.0f}; ///< world to world: what to multiply transforms by
    /// Millimetres along the axes, degrees about them, or factors along them; a turn about the line of sight stands in x.
    glm::vec3 amount{0.0f};

    bool operator==(const GizmoChange&) const = default;
};

/// A handle that was taken at a pixel. Every position of the cursor gives the change since then, not since the last one:
/// nothing adds up.
class GizmoDrag {
public:
    GizmoDrag(ToolMode mode, const GizmoPlace& place, const GizmoView& view, GizmoPart part, glm::vec2 pixel);

    GizmoPart part() const { return m_part; }
    GizmoChange to(glm::vec2 pixel, const GizmoSnap& snap) const;

private:
    GizmoChange moved(glm::vec2 pixel, const GizmoSnap& snap) const;
    GizmoChange turned(glm::vec2 pixel, const GizmoSnap& snap) const;
    GizmoChange scaled(glm::vec2 pixel, const GizmoSnap& snap) const;
    glm::vec3 onPlane(glm::vec2 pixel, const glm::vec3& normal) const;
    float onAxis(glm::vec2 pixel, const glm::vec3& axis) const;

    ToolMode m_mode;
    GizmoPlace m_place;
    GizmoView m_view;
    GizmoPart m_part;
    glm::vec2 m_start;
};

} // namespace orfeas::ui
