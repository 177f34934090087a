#include "ui/viewport/gizmo_shape.h"

#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

namespace orfeas::ui {
namespace {

constexpr float kLengthPx = 92.0f; ///< logical
constexpr float kFreeRing = 1.14f; ///< of the length
constexpr int kRingSteps = 96;
constexpr float kHeadOn = 0.985f; ///< an axis that points at the eye
constexpr float kEdgeOn = 0.12f;  ///< a plane whose normal lies across the view

} // namespace

float mmPerPixelAt(const GizmoView& view, const glm::vec3& point) {
    const render::Camera& camera = view.camera;
    const float atTarget = camera.mmPerPixel(view.viewport);
    if (camera.projection == render::Projection::Orthographic) return atTarget;
    const float depth = glm::dot(point - camera.eye(), camera.forward());
    return atTarget * std::max(depth, 0.01f * camera.distanceMm) / camera.distanceMm;
}

GizmoShape::GizmoShape(ToolMode mode, const GizmoPlace& place, const GizmoView& view)
    : m_mode(mode), m_place(place), m_view(view),
      m_length(kLengthPx * view.pixelRatio * mmPerPixelAt(view, place.centre)) {
    const bool parallel = view.camera.projection == render::Projection::Orthographic;
    m_toEye = parallel ? -view.camera.forward() : glm::normalize(view.camera.eye() - place.centre);
}

float GizmoShape::facing(int i) const {
    return std::abs(glm::dot(axis(i), m_toEye));
}

bool GizmoShape::usable(GizmoPart part) const {
    if (part == GizmoPart::Free) return true;
    const int i = axisOf(part);
    if (m_mode == ToolMode::Rotate) return i >= 0 && !isPlane(part);
    if (m_mode == ToolMode::Scale)
        return i >= 0 && !isPlane(part) && m_place.scalesAxes && facing(i) < kHeadOn;
    if (m_mode != ToolMode::Move || i < 0) return false;
    return isPlane(part) ? facing(i) > kEdgeOn : facing(i) < kHeadOn;
}

std::array<glm::vec3, 2> GizmoShape::shaft(int i) const {
    glm::vec3 from(0.0f), to(0.0f);
    from[i] = 0.16f;
    to[i] = 1.0f;
    return {at(from), at(to)};
}

std::array<glm::vec3, 4> GizmoShape::quad(int i) const {
    constexpr float kNear = 0.34f, kFar = 0.54f;
    const int a = (i + 1) % 3, b = (i + 2) % 3;
    std::array<glm::vec3, 4> corners{};
    for (std::size_t c = 0; c < 4; ++c) {
        glm::vec3 p(0.0f);
        p[a] = c == 1 || c == 2 ? kFar : kNear;
        p[b] = c >= 2 ? kFar : kNear;
        corners[c] = at(p);
    }
    return corners;
}

std::vector<glm::vec3> GizmoShape::ring(GizmoPart part) const {
    const bool whole = part == GizmoPart::Free;
    const glm::vec3 normal = whole ? m_toEye : axis(axisOf(part));
    const glm::vec3 helper = std::abs(normal.z) < 0.9f ? glm::vec3(0, 0, 1) : glm::vec3(1, 0, 0);
    const glm::vec3 across = glm::normalize(glm::cross(helper, normal));
    const glm::vec3 up = glm::cross(normal, across);
    // A half ring begins where it turns away from the eye, so that it comes in one piece.
    const float towards = std::atan2(glm::dot(m_toEye, up), glm::dot(m_toEye, across));
    const bool flat = whole || std::abs(glm::dot(normal, m_toEye)) > kHeadOn;
    const float arc = (flat ? 2.0f : 1.04f) * std::numbers::pi_v<float>;
    const float radius = m_length * (whole ? kFreeRing : 1.0f);
    std::vector<glm::vec3> points;
    for (int step = 0; step <= kRingSteps; ++step) {
        const float angle = towards + arc * (static_cast<float>(step) / kRingSteps - 0.5f);
        points.push_back(m_place.centre + radius * (std::cos(angle) * across + std::sin(angle) * up));
    }
    return points;
}

} // namespace orfeas::ui
