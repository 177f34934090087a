// Moves, turns and scales what is selected with handles in the viewport.
#pragma once

#include <optional>
#include <vector>

#include <QObject>
#include <QPointer>

#include "core/project/document.h"
#include "ui/viewport/gizmo.h"
#include "ui/viewport/viewport_tool.h"

namespace orfeas::ui {

class ViewportWindow;
class Workspace;

/// Stands between the handles, the workspace and the window. While a handle is dragged only the render thread knows where
/// the objects are, a record an object; letting go makes one undo step. Locked objects stay where they are. UI thread.
class Manipulator : public QObject, public ViewportHandles {
    Q_OBJECT
public:
    explicit Manipulator(Workspace& workspace, QObject* parent = nullptr);

    /// The window to draw in; null: none yet.
    void setWindow(ViewportWindow* window);

    ToolMode mode() const { return m_mode; }
    void setMode(ToolMode mode);
    bool snapping() const { return m_snap.on; }
    void setSnapping(bool on) { m_snap.on = on; }
    /// Handles are not shown while something else than the workspace is.
    void setEnabled(bool enabled);

    bool hover(glm::vec2 pixels) override;
    bool take(glm::vec2 pixels) override;
    void drag(glm::vec2 pixels, bool otherwise) override;
    void drop() override;
    void giveUp() override;

    /// Where the handles stand; nothing when nothing can be moved.
    const std::optional<GizmoPlace>& place() const { return m_place; }

signals:
    void modeChanged(orfeas::ui::ToolMode mode);
    void measured(const QString& text); ///< "X +12.0 mm" during a drag; empty: it ended

private:
    struct Held {
        project::ObjectId id;
        glm::mat4 transform;
    };
    void takePlace();
    void refresh();
    void settle();
    void showLive();
    GizmoView view() const;
    QString amountText() const;
    QString undoText() const;

    Workspace& m_workspace;
    QPointer<ViewportWindow> m_window;
    ToolMode m_mode = ToolMode::Select;
    GizmoSnap m_snap;
    bool m_enabled = true;
    std::optional<GizmoPlace> m_place;
    GizmoPart m_lit = GizmoPart::None;
    std::optional<GizmoDrag> m_drag;
    std::vector<Held> m_held; ///< what the handles move
    GizmoChange m_change;
    /// The document that a finished drag was made in: until another one comes the objects stay where they were let go.
    project::DocumentPtr m_settling;
};

} // namespace orfeas::ui
