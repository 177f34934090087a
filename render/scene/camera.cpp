#include "render/scene/camera.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>
#include <glm/vec4.hpp>

namespace orfeas::render {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;
constexpr float kHalfPi = 0.5f * kPi;
constexpr float kRadiansPerPixel = 0.4f * kPi / 180.0f;
constexpr float kNearestMm = 0.01f;
constexpr float kFarthestMm = 1.0e7f;
/// Near plane as a share of the distance: with a reversed float depth buffer there is precision to spare.
constexpr float kNearShare = 0.01f;

float wrapAngle(float angle) {
    return std::remainder(angle, 2.0f * kPi);
}

float clampDistance(float mm) {
    return std::clamp(mm, kNearestMm, kFarthestMm);
}

bool finite(glm::vec2 v) {
    return std::isfinite(v.x) && std::isfinite(v.y);
}

/// Half of the depth that an orthographic picture covers before and behind the target.
float orthographicReach(float distanceMm) {
    return std::max(4000.0f, 100.0f * distanceMm);
}

/// -1..1, y up.
glm::vec2 deviceCoordinates(glm::vec2 pixel, Viewport viewport) {
    const float w = static_cast<float>(std::max(viewport.width, 1));
    const float h = static_cast<float>(std::max(viewport.height, 1));
    return {2.0f * pixel.x / w - 1.0f, 1.0f - 2.0f * pixel.y / h};
}

} // namespace

float Viewport::aspect() const {
    return static_cast<float>(std::max(width, 1)) / static_cast<float>(std::max(height, 1));
}

// The basis comes from the angles, not from a look-at with an up vector: straight above and below are
// ordinary views.
glm::vec3 Camera::right() const {
    return {std::cos(yaw), std::sin(yaw), 0.0f};
}

glm::vec3 Camera::forward() const {
    return {-std::sin(yaw) * std::cos(pitch), std::cos(yaw) * std::cos(pitch), -std::sin(pitch)};
}

glm::vec3 Camera::up() const {
    return glm::cross(right(), forward());
}

glm::vec3 Camera::eye() const {
    return target - distanceMm * forward();
}

void Camera::orbit(float dxPixels, float dyPixels) {
    if (!finite({dxPixels, dyPixels})) return;
    yaw = wrapAngle(yaw - dxPixels * kRadiansPerPixel);
    pitch = std::clamp(pitch + dyPixels * kRadiansPerPixel, -kHalfPi, kHalfPi);
}

float Camera::mmPerPixel(Viewport viewport) const {
    return 2.0f * distanceMm * std::tan(0.5f * fieldOfViewY) /
           static_cast<float>(std::max(viewport.height, 1));
}

void Camera::pan(glm::vec2 deltaPixels, Viewport viewport) {
    if (!finite(deltaPixels)) return;
    const float scale = mmPerPixel(viewport);
    target += (-deltaPixels.x * right() + deltaPixels.y * up()) * scale;
}

// Scaling eye and target about the point P of the target plane moves the eye along its ray through P, so all
// of that ray keeps its pixel.
void Camera::zoomAbout(glm::vec2 cursorPixels, float factor, Viewport viewport) {
    if (!finite(cursorPixels) || !std::isfinite(factor) || factor <= 0.0f) return;
    const float newDistance = clampDistance(distanceMm * factor);
    const float applied = newDistance / distanceMm;
    const float halfHeight = distanceMm * std::tan(0.5f * fieldOfViewY);
    const glm::vec2 at = deviceCoordinates(cursorPixels, viewport);
    const glm::vec3 offset = at.x * halfHeight * viewport.aspect() * right() + at.y * halfHeight * up();
    target += (1.0f - applied) * offset;
    distanceMm = newDistance;
}

void Camera::frame(const mesh::Box& box, Viewport viewport, float margin) {
    if (box.empty()) return;
    const glm::vec3 half = 0.5f * box.size();
    if (!std::isfinite(half.x + half.y + half.z + box.center().x + box.center().y + box.center().z)) return;
    const float keep = 1.0f - std::clamp(margin, 0.0f, 0.9f);
    const float tanY = std::tan(0.5f * fieldOfViewY) * keep;
    const float tanX = tanY * viewport.aspect();
    float needed = 0.0f;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec3 p{corner & 1 ? half.x : -half.x, corner & 2 ? half.y : -half.y,
                          corner & 4 ? half.z : -half.z};
        const float nearer = projection == Projection::Perspective ? -glm::dot(p, forward()) : 0.0f;
        needed = std::max({needed, std::abs(glm::dot(p, right())) / tanX + nearer,
                           std::abs(glm::dot(p, up())) / tanY + nearer});
    }
    target = box.center();
    distanceMm = clampDistance(std::max(needed, 1.0e-3f * std::max({half.x, half.y, half.z, 1.0f})));
}

void Camera::turnToSee(glm::vec3 outward) {
    constexpr float kSeenWell = 0.5f; // cosine: within 60 degrees of facing the eye
    constexpr float kUpright =
        0.35f; // of the direction's horizontal part: with less, there is no side to choose
    constexpr float kSteepest = 1.1f;
    const float length = glm::length(outward);
    if (!(length > 1e-6f) || !std::isfinite(length)) return;
    const glm::vec3 n = outward / length;
    if (glm::dot(n, -forward()) >= kSeenWell) return;
    if (std::hypot(n.x, n.y) > kUpright) yaw = std::atan2(n.x, -n.y);
    pitch = std::clamp(std::asin(std::clamp(n.z, -1.0f, 1.0f)), -kSteepest, kSteepest);
}

void Camera::turnTo(StandardView view) {
    const auto set = [this](float yawDegrees, float pitchDegrees) {
        yaw = yawDegrees * kPi / 180.0f;
        pitch = pitchDegrees * kPi / 180.0f;
    };
    switch (view) {
    case StandardView::Front:
        return set(0.0f, 0.0f);
    case StandardView::Back:
        return set(180.0f, 0.0f);
    case StandardView::Left:
        return set(-90.0f, 0.0f);
    case StandardView::Right:
        return set(90.0f, 0.0f);
    case StandardView::Top:
        return set(0.0f, 90.0f);
    case StandardView::Bottom:
        return set(0.0f, -90.0f);
    case StandardView::Iso:
        return set(45.0f, 35.264390f);
    case StandardView::Home:
        return set(30.0f, 22.0f);
    }
}

glm::mat4 Camera::viewMatrix() const {
    const glm::vec3 r = right(), u = up(), f = forward(), e = eye();
    return {glm::vec4(r.x, u.x, -f.x, 0.0f), glm::vec4(r.y, u.y, -f.y, 0.0f), glm::vec4(r.z, u.z, -f.z, 0.0f),
            glm::vec4(-glm::dot(r, e), -glm::dot(u, e), glm::dot(f, e), 1.0f)};
}

glm::mat4 Camera::projectionMatrix(float aspect) const {
    const float tanY = std::tan(0.5f * fieldOfViewY);
    glm::mat4 m(0.0f);
    if (projection == Projection::Perspective) {
        m[0][0] = 1.0f / (tanY * aspect);
        m[1][1] = -1.0f / tanY;
        m[2][3] = -1.0f;
        m[3][2] = kNearShare * distanceMm;
        return m;
    }
    const float halfHeight = distanceMm * tanY;
    const float reach = orthographicReach(distanceMm);
    m[0][0] = 1.0f / (halfHeight * aspect);
    m[1][1] = -1.0f / halfHeight;
    // View depth z runs from -distance + reach (near, 1) to -distance - reach (far, 0).
    m[2][2] = 0.5f / reach;
    m[3][2] = 0.5f + 0.5f * distanceMm / reach;
    m[3][3] = 1.0f;
    return m;
}

Ray Camera::rayThrough(glm::vec2 pixel, Viewport viewport) const {
    const glm::vec2 at = deviceCoordinates(pixel, viewport);
    const float tanY = std::tan(0.5f * fieldOfViewY);
    const glm::vec3 sideways = at.x * tanY * viewport.aspect() * right() + at.y * tanY * up();
    if (projection == Projection::Perspective) return {eye(), glm::normalize(forward() + sideways)};
    return {target + distanceMm * sideways - orthographicReach(distanceMm) * forward(), forward()};
}

glm::vec3 Camera::project(glm::vec3 point, Viewport viewport) const {
    const glm::vec4 clip = projectionMatrix(viewport.aspect()) * viewMatrix() * glm::vec4(point, 1.0f);
    const float w = std::abs(clip.w) < 1.0e-12f ? 1.0e-12f : clip.w;
    return {(clip.x / w * 0.5f + 0.5f) * static_cast<float>(std::max(viewport.width, 1)),
            (clip.y / w * 0.5f + 0.5f) * static_cast<float>(std::max(viewport.height, 1)), clip.z / w};
}

Camera mix(const Camera& a, const Camera& b, float t) {
    const float share = std::clamp(t, 0.0f, 1.0f);
    if (share >= 1.0f) return b;
    Camera m = b;
    m.target = a.target + share * (b.target - a.target);
    m.distanceMm = a.distanceMm * std::pow(b.distanceMm / a.distanceMm, share);
    m.yaw = wrapAngle(a.yaw + share * wrapAngle(b.yaw - a.yaw));
    m.pitch = a.pitch + share * (b.pitch - a.pitch);
    m.fieldOfViewY = a.fieldOfViewY + share * (b.fieldOfViewY - a.fieldOfViewY);
    return m;
}

} // namespace orfeas::render
