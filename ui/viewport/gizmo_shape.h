// The points of the handles, shared by what draws them and what finds them under the cursor.
#pragma once

#include <array>
#include <vector>

#include "ui/viewport/gizmo.h"

namespace orfeas::ui {

constexpr int axisOf(GizmoPart part) {
    return part == GizmoPart::X || part == GizmoPart::YZ   ? 0
           : part == GizmoPart::Y || part == GizmoPart::ZX ? 1
           : part == GizmoPart::Z || part == GizmoPart::XY ? 2
                                                           : -1;
}
constexpr bool isPlane(GizmoPart part) {
    return part == GizmoPart::YZ || part == GizmoPart::ZX || part == GizmoPart::XY;
}

/// The handles in the world at their size on the screen.
class GizmoShape {
public:
    GizmoShape(ToolMode mode, const GizmoPlace& place, const GizmoView& view);

    float lengthMm() const { return m_length; }
    glm::vec3 axis(int i) const { return m_place.axes[i]; }
    glm::vec3 at(const glm::vec3& shares) const {
        return m_place.centre + m_length * (m_place.axes * shares);
    }
    /// Not drawn, not found: seen edge on or head on it could not be used.
    bool usable(GizmoPart part) const;
    /// From the middle of the handles outwards.
    std::array<glm::vec3, 2> shaft(int axis) const;
    std::array<glm::vec3, 4> quad(int axis) const;
    /// The half of a ring that faces the eye; the line of sight's ring is whole.
    std::vector<glm::vec3> ring(GizmoPart part) const;

private:
    float facing(int axis) const; ///< 0: across the view, 1: along it

    ToolMode m_mode;
    GizmoPlace m_place;
    GizmoView m_view;
    float m_length;
    glm::vec3 m_toEye{0.0f};
};

/// Millimetres that a device pixel covers at a point.
float mmPerPixelAt(const GizmoView& view, const glm::vec3& point);

} // namespace orfeas::ui
