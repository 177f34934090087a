// How ViewportPane shows things, and what is pressed over the picture.
#include <QTime>

#include "ui/viewport/scene_builder.h"
#include "ui/viewport/viewport_pane.h"
#include "ui/viewport/viewport_window.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

constexpr float kTurntablePixels = 0.9f; ///< a step: all the way round in about sixteen seconds

} // namespace

void ViewportPane::setLooks(const ViewLooks& looks) {
    if (looks == m_overlay.looks) return;
    m_overlay.looks = looks;
    updateScene();
    emit looksChanged(looks);
}

void ViewportPane::setShading(ShadingMode mode) {
    ViewLooks looks = m_overlay.looks;
    looks.shading = mode;
    setLooks(looks);
}

void ViewportPane::setSectioned(bool on) {
    ViewLooks looks = m_overlay.looks;
    if (on == looks.section.has_value()) return;
    looks.section = on ? std::optional(middleCut(render::worldBox(*m_scene), 0)) : std::nullopt;
    setLooks(looks);
}

void ViewportPane::moveSection(float millimetres) {
    ViewLooks looks = m_overlay.looks;
    if (!looks.section) return;
    looks.section->offsetMm += millimetres;
    setLooks(looks);
}

/// What is there now stays at the left, to compare with.
void ViewportPane::setSplit(bool on) {
    if (on == (m_pinned != nullptr)) return;
    m_pinned = on ? withView(*m_scene, m_view) : nullptr;
    if (on) m_pinnedCaptions = {tr("As it was at %1").arg(QTime::currentTime().toString("HH:mm")), tr("Now")};
    updateScene();
}

void ViewportPane::setCamerasLinked(bool linked) {
    if (m_window) m_window->setCamerasLinked(linked);
}

void ViewportPane::setMeasured(bool on) {
    m_measured = on;
    m_notes.setWatched(on);
    updateMeasurements();
}

/// What only this side knows goes along as lines of text.
void ViewportPane::updateMeasurements() {
    if (!m_window) return;
    m_window->render().setMeasurements(
        m_measured ? m_notes.lines(*m_workspace.jobs(), static_cast<float>(devicePixelRatioF())) : nullptr);
}

void ViewportPane::setTurntable(bool on) {
    on ? m_turntable.start() : m_turntable.stop();
}

void ViewportPane::turn() {
    if (!m_window || !m_window->isExposed()) return;
    render::Camera camera = m_window->goal();
    camera.orbit(kTurntablePixels, 0.0f);
    m_window->setCamera(camera);
}

void ViewportPane::toggleThickness() {
    const project::ObjectPtr object = m_workspace.current();
    if (m_overlay.thickness) return m_workspace.print().clear();
    if (!object) return m_workspace.say(tr("Select an object to see how thick its walls are."));
    setShading(ShadingMode::Smooth);
    m_workspace.print().show(object, PrintMap::Thickness);
}

void ViewportPane::takeOverlaySlide(const OverlayHit& hit, double share) {
    ViewLooks looks = m_overlay.looks;
    if (hit.action != OverlayAction::SectionSlide || !looks.section) return;
    looks.section->offsetMm = m_overlay.sectionRange.at(static_cast<float>(share));
    setLooks(looks);
}

void ViewportPane::takeOverlayPress(const OverlayHit& hit) {
    ViewLooks looks = m_overlay.looks;
    switch (hit.action) {
    case OverlayAction::Shade: {
        const auto mode = static_cast<ShadingMode>(hit.index);
        return setShading(mode == looks.shading ? ShadingMode::Smooth : mode);
    }
    case OverlayAction::Thickness:
        return toggleThickness();
    case OverlayAction::SectionAxis:
        looks.section = middleCut(render::worldBox(*m_scene), hit.index);
        return setLooks(looks);
    case OverlayAction::SectionFlip:
        if (looks.section) looks.section->flipped = !looks.section->flipped;
        return setLooks(looks);
    case OverlayAction::SectionDone:
        return setSectioned(false);
    case OverlayAction::SectionSlide:
        return;
    case OverlayAction::Open:
        return emit openRequested();
    case OverlayAction::Sample:
        return emit sampleRequested(hit.index);
    case OverlayAction::Keep:
        return emit keepRequested();
    case OverlayAction::Cancel:
        return emit cancelRequested();
    case OverlayAction::Answer:
        return emit answered(hit.index);
    }
}

} // namespace orfeas::ui
