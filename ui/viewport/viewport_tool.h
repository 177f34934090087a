// What the mouse does in the viewport. Tools are switched, never written into the window.
#pragma once

#include <optional>

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

/// Two opposite corners in device pixels.
struct Band {
    glm::vec2 from{0.0f};
    glm::vec2 to{0.0f};
};

/// What a click or a band does to the selection.
enum class Pick { Replace, Toggle, Add, Remove };

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
    /// Selects what is under the cursor; nothing there selects nothing.
    virtual void selectAt(glm::vec2 pixels, Pick pick) = 0;
    virtual void showBand(const std::optional<Band>& band) = 0;
    virtual void selectIn(const Band& band, Pick pick) = 0;
};

/// What stands at the selection and can be taken hold of. UI thread.
class ViewportHandles {
public:
    virtual ~ViewportHandles() = default;
    /// Lights the handle under the cursor; whether there is one.
    virtual bool hover(glm::vec2 pixels) = 0;
    /// True: there is a handle; it follows `drag` until `drop` or `giveUp`.
    virtual bool take(glm::vec2 pixels) = 0;
    /// `otherwise`: snapping the other way round.
    virtual void drag(glm::vec2 pixels, bool otherwise) = 0;
    virtual void drop() = 0;
    virtual void giveUp() = 0;
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
