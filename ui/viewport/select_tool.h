// Takes hold of handles, draws bands around objects, and otherwise navigates.
#pragma once

#include "ui/viewport/orbit_tool.h"

namespace orfeas::ui {

/// The left button on a handle drags it; with Shift it draws a band that adds to the selection, with Ctrl one that takes away
/// from it; a click without a drag selects. Everything else is the orbit tool's.
class SelectTool : public ViewportTool {
public:
    /// `handles` outlives the tool or is taken away before; null: none.
    void setHandles(ViewportHandles* handles) { m_handles = handles; }

    void press(const PointerEvent& event, ViewportHost& host) override;
    void move(const PointerEvent& event, ViewportHost& host) override;
    void release(const PointerEvent& event, ViewportHost& host) override;
    void cancel(ViewportHost& host) override;
    void wheel(const PointerEvent& event, float steps, ViewportHost& host) override;
    bool active() const override { return m_doing != Doing::Nothing || m_orbit.active(); }

private:
    enum class Doing { Nothing, Handle, Band };

    ViewportHandles* m_handles = nullptr;
    OrbitTool m_orbit;
    Doing m_doing = Doing::Nothing;
    bool m_dragged = false;
    Band m_band;
};

} // namespace orfeas::ui
