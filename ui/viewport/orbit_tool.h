// Looking around and selecting, as in Blender: middle drag turns, with Shift slides, with Ctrl moves nearer; left drag
// turns too, right drag slides, the wheel moves nearer at the cursor; a click without a drag selects.
#pragma once

#include "ui/viewport/viewport_tool.h"

namespace orfeas::ui {

class OrbitTool final : public ViewportTool {
public:
    void press(const PointerEvent& event, ViewportHost& host) override;
    void move(const PointerEvent& event, ViewportHost& host) override;
    void release(const PointerEvent& event, ViewportHost& host) override;
    void cancel(ViewportHost& host) override;
    void wheel(const PointerEvent& event, float steps, ViewportHost& host) override;
    bool active() const override { return m_motion != Motion::None; }

private:
    enum class Motion { None, Orbit, Pan, Zoom };
    static Motion motionOf(const PointerEvent& event);

    Motion m_motion = Motion::None;
    bool m_dragged = false; ///< beyond what a shaky click moves
    Qt::MouseButton m_button = Qt::NoButton;
    glm::vec2 m_start{0.0f};
    glm::vec2 m_last{0.0f};
    render::Camera m_before;
};

} // namespace orfeas::ui
