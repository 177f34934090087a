#include "ui/viewport/manipulator.h"

#include <cmath>

#include <QTimer>

#include <glm/geometric.hpp>

#include "core/mesh/placed_box.h"
#include "core/project/scene_transform.h"
#include "ui/viewport/viewport_window.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

/// An edit that changed nothing is answered by no document.
constexpr int kLongestWaitMs = 3000;

/// The object's own directions.
glm::mat3 axesOf(const glm::mat4& transform) {
    glm::mat3 axes(1.0f);
    for (int i = 0; i < 3; ++i) {
        const glm::vec3 column(transform[i]);
        if (glm::length(column) > 1e-9f) axes[i] = glm::normalize(column);
    }
    return axes;
}

QString signedText(float value, int decimals) {
    const QString number = QString::number(static_cast<double>(std::abs(value)), 'f', decimals);
    return (value < 0.0f ? QString(QChar(0x2212)) : QString("+")) + number;
}

} // namespace

Manipulator::Manipulator(Workspace& workspace, QObject* parent) : QObject(parent), m_workspace(workspace) {
    connect(&workspace, &Workspace::sceneChanged, this, [this] {
        if (m_settling && m_settling != m_workspace.objects()->document()) return settle();
        if (!m_drag && !m_settling) takePlace();
    });
    // An edit that was refused: back to where everything was.
    connect(&workspace, &Workspace::message, this, [this] {
        if (m_settling) settle();
    });
}

void Manipulator::setWindow(ViewportWindow* window) {
    m_window = window;
    if (!window) return;
    window->setHandles(this);
    connect(window, &ViewportWindow::looked, this, &Manipulator::refresh);
    refresh();
}

void Manipulator::setMode(ToolMode mode) {
    if (mode == m_mode) return;
    if (m_drag) giveUp();
    m_mode = mode;
    m_lit = GizmoPart::None;
    takePlace();
    emit modeChanged(mode);
}

void Manipulator::setEnabled(bool enabled) {
    if (enabled == m_enabled) return;
    if (m_drag) giveUp();
    m_enabled = enabled;
    takePlace();
}

void Manipulator::takePlace() {
    m_held.clear();
    m_place.reset();
    const bool handles =
        m_enabled && (m_mode == ToolMode::Move || m_mode == ToolMode::Rotate || m_mode == ToolMode::Scale);
    mesh::Box box;
    if (handles) {
        for (const project::ObjectId id : m_workspace.selectedIds()) {
            const project::ObjectPtr object = m_workspace.objects()->object(id);
            if (!object || object->locked || !object->visible) continue;
            m_held.push_back({id, object->transform});
            box = mesh::joined(box, mesh::transformed(object->facts.box, object->transform));
        }
    }
    if (!box.empty()) {
        GizmoPlace place;
        place.centre = box.center();
        place.scalesAxes = m_held.size() == 1;
        if (place.scalesAxes && m_mode == ToolMode::Scale) place.axes = axesOf(m_held.front().transform);
        m_place = place;
    }
    refresh();
}

GizmoView Manipulator::view() const {
    return {m_window->sceneCamera(), m_window->sceneViewport(), m_window->pixelRatio()};
}

void Manipulator::refresh() {
    if (!m_window) return;
    if (!m_place) return m_window->setHandleGeometry(nullptr);
    GizmoPlace shown = *m_place;
    if (m_drag && m_mode == ToolMode::Move) shown.centre += glm::vec3(m_change.matrix[3]);
    m_window->setHandleGeometry(gizmoGeometry(m_mode, shown, view(), m_drag ? m_drag->part() : m_lit));
}

bool Manipulator::hover(glm::vec2 pixels) {
    const GizmoPart part = m_place ? gizmoPartAt(m_mode, *m_place, view(), pixels) : GizmoPart::None;
    if (std::exchange(m_lit, part) != part) refresh();
    return part != GizmoPart::None;
}

bool Manipulator::take(glm::vec2 pixels) {
    if (!hover(pixels) || m_settling) return false;
    m_drag.emplace(m_mode, *m_place, view(), m_lit, pixels);
    m_change = {};
    return true;
}

void Manipulator::drag(glm::vec2 pixels, bool otherwise) {
    if (!m_drag) return;
    GizmoSnap snap = m_snap;
    snap.on = snap.on != otherwise;
    const GizmoChange change = m_drag->to(pixels, snap);
    if (change == m_change) return;
    m_change = change;
    showLive();
    refresh();
    emit measured(amountText());
}

void Manipulator::showLive() {
    auto live = std::make_shared<render::LiveTransforms>();
    live->reserve(m_held.size());
    for (const Held& held : m_held)
        live->push_back({static_cast<std::uint64_t>(held.id), m_change.matrix * held.transform});
    m_window->render().setLiveTransforms(std::move(live));
}

void Manipulator::drop() {
    if (!m_drag) return;
    if (m_change.matrix == glm::mat4(1.0f)) return giveUp();
    std::vector<project::ObjectId> objects;
    for (const Held& held : m_held)
        objects.push_back(held.id);
    m_settling = m_workspace.objects()->document();
    QTimer::singleShot(kLongestWaitMs, this, [this, waited = m_settling] {
        if (m_settling == waited && waited) settle();
    });
    m_workspace.edit(undoText(), [objects, change = m_change.matrix](const project::Document& document) {
        return project::transformedBy(document, objects, change);
    });
    if (m_mode == ToolMode::Move) m_place->centre += glm::vec3(m_change.matrix[3]);
    m_drag.reset();
    emit measured({});
    refresh();
}

void Manipulator::giveUp() {
    m_drag.reset();
    settle();
    emit measured({});
}

/// The scene says again where everything is.
void Manipulator::settle() {
    m_settling.reset();
    m_change = {};
    if (m_window) m_window->render().setLiveTransforms(nullptr);
    takePlace();
}

QString Manipulator::undoText() const {
    const QString name = m_workspace.nameOf(m_workspace.selectedIds());
    if (m_mode == ToolMode::Move) return tr("Move %1").arg(name);
    return (m_mode == ToolMode::Rotate ? tr("Turn %1") : tr("Scale %1")).arg(name);
}

QString Manipulator::amountText() const {
    static constexpr const char* kAxes[] = {"X", "Y", "Z"};
    const glm::vec3& amount = m_change.amount;
    const GizmoPart part = m_drag->part();
    const int axis = part == GizmoPart::X ? 0 : part == GizmoPart::Y ? 1 : part == GizmoPart::Z ? 2 : -1;
    if (m_mode == ToolMode::Rotate) {
        const QString text = signedText(amount[std::max(axis, 0)], 1) + QChar(0x00B0);
        return axis < 0 ? text : QString("%1 %2").arg(kAxes[axis], text);
    }
    if (m_mode == ToolMode::Scale) {
        const QString text =
            QString::number(100.0 * static_cast<double>(amount[std::max(axis, 0)]), 'f', 1) + " %";
        return axis < 0 ? text : QString("%1 %2").arg(kAxes[axis], text);
    }
    QStringList parts;
    for (int i = 0; i < 3; ++i) {
        const bool said = axis >= 0 ? i == axis : std::abs(amount[i]) > 0.005f;
        if (said) parts << QString("%1 %2 mm").arg(kAxes[i], signedText(amount[i], 2));
    }
    return parts.join("   ");
}

} // namespace orfeas::ui
