#include "ui/viewport/gizmo.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>
#include <glm/gtc/matrix_transform.hpp>

#include "ui/viewport/gizmo_shape.h"

namespace orfeas::ui {
namespace {

constexpr float kReachPx = 9.0f; ///< logical, around a line
constexpr float kFreePx = 11.0f; ///< of the knob in the middle
constexpr float kSmallestFactor = 0.01f;
constexpr GizmoPart kLines[] = {GizmoPart::X, GizmoPart::Y, GizmoPart::Z};
constexpr GizmoPart kPlanes[] = {GizmoPart::YZ, GizmoPart::ZX, GizmoPart::XY};

glm::vec2 onScreen(const GizmoView& view, const glm::vec3& point) {
    return glm::vec2(view.camera.project(point, view.viewport));
}

float distanceTo(glm::vec2 pixel, glm::vec2 a, glm::vec2 b) {
    const glm::vec2 along = b - a;
    const float length2 = glm::dot(along, along);
    const float t = length2 > 0.0f ? std::clamp(glm::dot(pixel - a, along) / length2, 0.0f, 1.0f) : 0.0f;
    return glm::distance(pixel, a + t * along);
}

float distanceToRing(const GizmoView& view, const std::vector<glm::vec3>& points, glm::vec2 pixel) {
    float nearest = 1e9f;
    for (std::size_t i = 1; i < points.size(); ++i)
        nearest =
            std::min(nearest, distanceTo(pixel, onScreen(view, points[i - 1]), onScreen(view, points[i])));
    return nearest;
}

bool insideQuad(const GizmoView& view, const std::array<glm::vec3, 4>& corners, glm::vec2 pixel) {
    int left = 0, right = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const glm::vec2 a = onScreen(view, corners[i]), b = onScreen(view, corners[(i + 1) % 4]);
        const float side = (b.x - a.x) * (pixel.y - a.y) - (b.y - a.y) * (pixel.x - a.x);
        side < 0.0f ? ++left : ++right;
    }
    return left == 0 || right == 0;
}

float snapped(float value, float step, bool on) {
    return on && step > 0.0f ? std::round(value / step) * step : value;
}

glm::mat4 about(const glm::vec3& centre, const glm::mat4& change) {
    return glm::translate(glm::mat4(1.0f), centre) * change * glm::translate(glm::mat4(1.0f), -centre);
}

/// The angle from a to b about the axis, -180 to 180 degrees.
float degreesBetween(const glm::vec3& a, const glm::vec3& b, const glm::vec3& axis) {
    return glm::degrees(std::atan2(glm::dot(glm::cross(a, b), axis), glm::dot(a, b)));
}

} // namespace

GizmoPart gizmoPartAt(ToolMode mode, const GizmoPlace& place, const GizmoView& view, glm::vec2 pixel) {
    if (mode == ToolMode::Select || mode == ToolMode::LayFlat) return GizmoPart::None;
    const GizmoShape shape(mode, place, view);
    if (mode != ToolMode::Rotate &&
        glm::distance(pixel, onScreen(view, place.centre)) < kFreePx * view.pixelRatio)
        return GizmoPart::Free;
    GizmoPart found = GizmoPart::None;
    float nearest = kReachPx * view.pixelRatio;
    const auto consider = [&](GizmoPart part, float distance) {
        if (distance >= nearest) return;
        nearest = distance;
        found = part;
    };
    for (const GizmoPart part : kLines) {
        if (!shape.usable(part)) continue;
        if (mode == ToolMode::Rotate) {
            consider(part, distanceToRing(view, shape.ring(part), pixel));
            continue;
        }
        const auto shaft = shape.shaft(axisOf(part));
        consider(part, distanceTo(pixel, onScreen(view, shaft[0]), onScreen(view, shaft[1])));
    }
    if (mode == ToolMode::Rotate)
        consider(GizmoPart::Free, distanceToRing(view, shape.ring(GizmoPart::Free), pixel));
    if (found != GizmoPart::None || mode != ToolMode::Move) return found;
    for (const GizmoPart part : kPlanes)
        if (shape.usable(part) && insideQuad(view, shape.quad(axisOf(part)), pixel)) return part;
    return GizmoPart::None;
}

GizmoDrag::GizmoDrag(ToolMode mode, const GizmoPlace& place, const GizmoView& view, GizmoPart part,
                     glm::vec2 pixel)
    : m_mode(mode), m_place(place), m_view(view), m_part(part), m_start(pixel) {}

GizmoChange GizmoDrag::to(glm::vec2 pixel, const GizmoSnap& snap) const {
    switch (m_mode) {
    case ToolMode::Move:
        return moved(pixel, snap);
    case ToolMode::Rotate:
        return turned(pixel, snap);
    case ToolMode::Scale:
        return scaled(pixel, snap);
    default:
        return {};
    }
}

/// Where the ray through a pixel meets the plane through the centre; the centre's own side of the horizon.
glm::vec3 GizmoDrag::onPlane(glm::vec2 pixel, const glm::vec3& normal) const {
    const render::Ray ray = m_view.camera.rayThrough(pixel, m_view.viewport);
    const float slope = glm::dot(ray.direction, normal);
    const float away = glm::dot(m_place.centre - ray.origin, normal);
    const float farthest = 50.0f * (m_view.camera.distanceMm + glm::distance(ray.origin, m_place.centre));
    const float t = std::abs(slope) > 1e-6f ? away / slope : farthest;
    return ray.origin + ray.direction * (t > 0.0f ? std::min(t, farthest) : farthest);
}

/// The place on the axis that is nearest to the ray through a pixel, mm from the centre.
float GizmoDrag::onAxis(glm::vec2 pixel, const glm::vec3& axis) const {
    const render::Ray ray = m_view.camera.rayThrough(pixel, m_view.viewport);
    const glm::vec3 between = m_place.centre - ray.origin;
    const float b = glm::dot(axis, ray.direction);
    const float across = 1.0f - b * b;
    if (across < 1e-5f) return 0.0f;
    return (b * glm::dot(ray.direction, between) - glm::dot(axis, between)) / across;
}

GizmoChange GizmoDrag::moved(glm::vec2 pixel, const GizmoSnap& snap) const {
    const int i = axisOf(m_part);
    glm::vec3 along(0.0f); // in the handles' axes
    if (i >= 0 && !isPlane(m_part)) {
        const glm::vec3 axis = m_place.axes[i];
        along[i] = onAxis(pixel, axis) - onAxis(m_start, axis);
    } else {
        const glm::vec3 normal = i >= 0 ? glm::vec3(m_place.axes[i]) : m_view.camera.forward();
        along = glm::transpose(m_place.axes) * (onPlane(pixel, normal) - onPlane(m_start, normal));
        if (i >= 0) along[i] = 0.0f;
    }
    for (int axis = 0; axis < 3; ++axis)
        along[axis] = snapped(along[axis], snap.mm, snap.on);
    return {glm::translate(glm::mat4(1.0f), m_place.axes * along), along};
}

GizmoChange GizmoDrag::turned(glm::vec2 pixel, const GizmoSnap& snap) const {
    const int i = axisOf(m_part);
    const glm::vec3 sight = -m_view.camera.forward();
    const glm::vec3 axis = i >= 0 ? glm::vec3(m_place.axes[i]) : sight;
    float degrees = 0.0f;
    if (std::abs(glm::dot(axis, sight)) > 0.2f) {
        degrees = degreesBetween(onPlane(m_start, axis) - m_place.centre,
                                 onPlane(pixel, axis) - m_place.centre, axis);
    } else {
        // The ring is seen nearly edge on: what counts is the way along it on the screen.
        const glm::vec3 along = glm::cross(axis, sight);
        const float radius = GizmoShape(m_mode, m_place, m_view).lengthMm();
        const glm::vec2 way =
            onScreen(m_view, m_place.centre + radius * along) - onScreen(m_view, m_place.centre);
        const float length = glm::length(way);
        if (length > 1.0f) degrees = glm::degrees(glm::dot(pixel - m_start, way) / (length * length));
    }
    degrees = snapped(degrees, snap.degrees, snap.on);
    GizmoChange change{about(m_place.centre, glm::rotate(glm::mat4(1.0f), glm::radians(degrees), axis)), {}};
    change.amount[std::max(i, 0)] = degrees;
    return change;
}

GizmoChange GizmoDrag::scaled(glm::vec2 pixel, const GizmoSnap& snap) const {
    const int i = axisOf(m_part);
    glm::vec3 factors(1.0f);
    if (i >= 0) {
        const glm::vec3 axis = m_place.axes[i];
        const float from = onAxis(m_start, axis);
        if (std::abs(from) > 1e-6f) factors[i] = onAxis(pixel, axis) / from;
    } else {
        // To the right and up is larger; a hundred logical pixels double.
        const glm::vec2 way = (pixel - m_start) / (100.0f * m_view.pixelRatio);
        factors = glm::vec3(std::exp2(way.x - way.y));
    }
    for (int axis = 0; axis < 3; ++axis)
        factors[axis] = std::max(snapped(factors[axis], snap.share, snap.on), kSmallestFactor);
    const glm::mat4 axes(m_place.axes);
    return {about(m_place.centre, axes * glm::scale(glm::mat4(1.0f), factors) * glm::transpose(axes)),
            factors};
}

} // namespace orfeas::ui
