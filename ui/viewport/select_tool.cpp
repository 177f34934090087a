#include "ui/viewport/select_tool.h"

#include <glm/geometric.hpp>

namespace orfeas::ui {
namespace {
constexpr float kSlop = 4.0f; ///< logical pixels

bool takesAway(const PointerEvent& event) {
    return event.modifiers.testFlag(Qt::ControlModifier);
}
} // namespace

void SelectTool::press(const PointerEvent& event, ViewportHost& host) {
    if (active()) return;
    m_dragged = false;
    const bool left = event.button == Qt::LeftButton;
    if (left && m_handles && m_handles->take(event.pixels)) {
        m_doing = Doing::Handle;
    } else if (left && event.modifiers & (Qt::ShiftModifier | Qt::ControlModifier)) {
        m_doing = Doing::Band;
        m_band = {event.pixels, event.pixels};
    } else {
        m_orbit.press(event, host);
    }
}

void SelectTool::move(const PointerEvent& event, ViewportHost& host) {
    if (m_doing == Doing::Handle) return m_handles->drag(event.pixels, takesAway(event));
    if (m_doing == Doing::Nothing) return m_orbit.move(event, host);
    m_band.to = event.pixels;
    if (!m_dragged && glm::distance(m_band.from, m_band.to) < kSlop * event.pixelRatio) return;
    m_dragged = true;
    host.showBand(m_band);
}

void SelectTool::release(const PointerEvent& event, ViewportHost& host) {
    if (m_doing == Doing::Nothing) return m_orbit.release(event, host);
    if (event.button != Qt::LeftButton) return;
    const Doing done = std::exchange(m_doing, Doing::Nothing);
    if (done == Doing::Handle) return m_handles->drop();
    host.showBand(std::nullopt);
    if (m_dragged)
        host.selectIn(m_band, takesAway(event) ? Pick::Remove : Pick::Add);
    else
        host.selectAt(event.pixels, Pick::Toggle);
}

void SelectTool::cancel(ViewportHost& host) {
    if (m_doing == Doing::Nothing) return m_orbit.cancel(host);
    const Doing done = std::exchange(m_doing, Doing::Nothing);
    if (done == Doing::Handle) return m_handles->giveUp();
    host.showBand(std::nullopt);
}

void SelectTool::wheel(const PointerEvent& event, float steps, ViewportHost& host) {
    if (m_doing == Doing::Nothing) m_orbit.wheel(event, steps, host);
}

} // namespace orfeas::ui
