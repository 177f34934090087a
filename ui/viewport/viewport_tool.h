// What the mouse does in the viewport. Tools are switched, never written into the window.
#pragma once

#include <Qt>

#include <glm/vec2.hpp>

#include "render/scene/camera.h"

namespace orfeas::ui {

/// The cursor in device pixels (for the camera) and the buttons that matter.
struct PointerEvent {
    glm::vec2 pixels{0.0f};
    float pixelRatio = 1.0f;               ///< device pixels per logical pixel
    Qt::MouseButton button = Qt::NoButton; ///< the one pressed or released
    Qt::MouseButtons buttons;
    Qt::KeyboardModifiers modifiers;
};

/// What a tool may do to the viewport.
class ViewportHost {
public:
    virtual ~ViewportHost() = default;
    virtual render::Camera camera() const = 0;
    virtual render::Viewport viewport() const = 0;
    virtual void setCamera(const render::Camera& camera) = 0;
    /// The user moves the view: what floats over it steps back until `endMove`.
    virtual void beginMove() = 0;
    virtual void endMove() = 0;
    /// Selects what is under the cursor; nothing there selects nothing. `extend`: adds or takes away.
    virtual void selectAt(glm::vec2 pixels, bool extend) = 0;
};

/// UI thread. A press is followed by moves and one release or cancel.
class ViewportTool {
public:
    virtual ~ViewportTool() = default;
    virtual void press(const PointerEvent& event, ViewportHost& host) = 0;
    virtual void move(const PointerEvent& event, ViewportHost& host) = 0;
    virtual void release(const PointerEvent& event, ViewportHost& host) = 0;
    virtual void cancel(ViewportHost& host) = 0; ///< Escape: as before the press
    /// `steps`: notches of the wheel, positive away from the user.
    virtual void wheel(const PointerEvent& event, float steps, ViewportHost& host) = 0;
    virtual bool active() const = 0; ///< between press and release
};

} // namespace orfeas::ui
