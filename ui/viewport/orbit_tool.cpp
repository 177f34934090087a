#include "ui/viewport/orbit_tool.h"

#include <cmath>

#include <glm/geometric.hpp>

namespace orfeas::ui {
namespace {
constexpr float kClickSlop = 4.0f;      ///< logical pixels
constexpr float kZoomPerNotch = 0.88f;  ///< of the distance
constexpr float kZoomPerPixel = 0.993f; ///< of the distance, for drags
} // namespace

OrbitTool::Motion OrbitTool::motionOf(const PointerEvent& event) {
    if (event.button == Qt::RightButton) return Motion::Pan;
    if (event.button == Qt::MiddleButton && event.modifiers.testFlag(Qt::ShiftModifier)) return Motion::Pan;
    if (event.button == Qt::MiddleButton && event.modifiers.testFlag(Qt::ControlModifier))
        return Motion::Zoom;
    const bool turns = event.button == Qt::MiddleButton || event.button == Qt::LeftButton;
    return turns ? Motion::Orbit : Motion::None;
}

void OrbitTool::press(const PointerEvent& event, ViewportHost& host) {
    if (active()) return;
    m_motion = motionOf(event);
    m_button = event.button;
    m_dragged = false;
    m_start = m_last = event.pixels;
    m_before = host.camera();
}

void OrbitTool::move(const PointerEvent& event, ViewportHost& host) {
    if (!active()) return;
    if (!m_dragged) {
        if (glm::distance(event.pixels, m_start) < kClickSlop * event.pixelRatio) return;
        m_dragged = true;
        host.beginMove();
    }
    const glm::vec2 delta = event.pixels - m_last;
    m_last = event.pixels;
    render::Camera camera = host.camera();
    if (m_motion == Motion::Orbit) camera.orbit(delta.x / event.pixelRatio, delta.y / event.pixelRatio);
    if (m_motion == Motion::Pan) camera.pan(delta, host.viewport());
    if (m_motion == Motion::Zoom) {
        camera.zoomAbout(m_start, std::pow(kZoomPerPixel, -delta.y / event.pixelRatio), host.viewport());
    }
    host.setCamera(camera);
}

void OrbitTool::release(const PointerEvent& event, ViewportHost& host) {
    if (!active() || event.button != m_button) return;
    m_motion = Motion::None;
    if (m_dragged) {
        host.endMove();
    } else if (m_button == Qt::LeftButton) {
        host.selectAt(event.pixels, Pick::Replace);
    }
}

void OrbitTool::cancel(ViewportHost& host) {
    if (!active()) return;
    m_motion = Motion::None;
    host.setCamera(m_before);
    if (m_dragged) host.endMove();
}

void OrbitTool::wheel(const PointerEvent& event, float steps, ViewportHost& host) {
    render::Camera camera = host.camera();
    camera.zoomAbout(event.pixels, std::pow(kZoomPerNotch, steps), host.viewport());
    host.setCamera(camera);
}

} // namespace orfeas::ui
