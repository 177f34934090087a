// The middle of the window: the viewport once the renderer runs, a sentence where it cannot.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <QTimer>
#include <QWidget>

#include "core/project/document.h"
#include "ui/viewport/cross_fade.h"
#include "ui/viewport/graphics.h"
#include "ui/viewport/overlay_layer.h"
#include "ui/viewport/session_notes.h"

class QLabel;
class QStackedLayout;

namespace orfeas::render {
struct PickHit;
}

namespace orfeas::ui {

class Manipulator;
class ViewportWindow;
enum class Pick;
class Workspace;

/// Binds the workspace to the viewport window: scene, overlay, clicks. Starts empty, so that the main window can be
/// painted before any driver is opened. UI thread.
class ViewportPane : public QWidget {
    Q_OBJECT
public:
    explicit ViewportPane(Workspace& workspace, QWidget* parent = nullptr);
    ~ViewportPane() override;

    /// Opens the drivers; returns at once. `adapter`: the card asked for; empty: the one of the settings, or the best.
    void start(const QString& adapter = {});
    const Graphics& graphics() const { return m_graphics; }
    ViewportWindow* window3d() const { return m_window; } ///< null before and without a driver
    QWidget* focusTarget() const;

    void frameSelection();
    void frameAll();
    void turnTo(render::StandardView view);
    void setOrthographic(bool on);
    const ViewLooks& looks() const { return m_overlay.looks; }
    void setLooks(const ViewLooks& looks);
    void setShading(ShadingMode mode);
    ShadingMode shading() const { return m_overlay.looks.shading; }
    void toggleThickness(); ///< the map of wall thickness over the current object
    void setSectioned(bool on);
    void moveSection(float millimetres);
    void setTurntable(bool on);
    /// Two views with linked cameras: what is there now stays at the left, to compare with what comes.
    void setSplit(bool on);
    void setCamerasLinked(bool linked);
    /// Frame and pass times, draws, memory and jobs over the picture.
    void setMeasured(bool on);
    Manipulator& manipulator() { return *m_manipulator; }
    void announceDrop(const QString& text);

    /// Shows another document instead of the workspace's, with a sentence and answers at the bottom, the camera where it
    /// is; null: the workspace again.
    void showInstead(project::DocumentPtr document, const QString& sentence = {},
                     const QStringList& answers = {});
    /// Shows a scene made elsewhere: a comparison. Null: the workspace again. With `beside` two views with one camera, that
    /// one at the left, `captions` under them.
    void showScene(std::shared_ptr<const render::RenderScene> scene,
                   std::shared_ptr<const render::RenderScene> beside = nullptr,
                   const QStringList& captions = {});
    /// Where two views meet, a share of the width; until the scene of `showScene` goes.
    void setDivider(double share);
    const render::ViewOptions& viewOptions() const { return m_view; }
    void frameObject(project::ObjectId object); ///< flies there; of what is shown

    const project::DocumentPtr& shownInstead() const { return m_instead; }

    /// A small picture of some objects for the file's thumbnail; null without a renderer. `done` on the UI thread.
    void grabThumbnail(std::vector<project::ObjectPtr> objects,
                       std::function<void(std::shared_ptr<const image::Picture>)> done);

signals:
    void windowCreated(orfeas::ui::ViewportWindow* window);
    void openRequested();
    void sampleRequested(int index);
    void cancelRequested();
    void keepRequested();
    void answered(int answer); ///< to the question of showInstead; -1: Esc
    void looksChanged(const orfeas::ui::ViewLooks& looks);
    void panelsToggled();
    void frameDrawn(const orfeas::render::FrameStatistics& statistics);
    void unavailable(const QString& reason);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void createWindow();
    void showFailure(const Error& error);
    void loadCards();
    void updateScene();
    void updateOverlay();
    void takeJobs();
    void setLegend(const std::shared_ptr<const render::ScalarField>& field);
    void takeOverlayPress(const OverlayHit& hit);
    void takeOverlaySlide(const OverlayHit& hit, double share);
    void takePick(const std::optional<render::PickHit>& hit, Pick pick);
    void takeBand(const std::vector<std::uint64_t>& objects, Pick pick);
    void takeHover(std::optional<std::uint64_t> id);
    void turn();
    void sendScene();
    void updateMeasurements();
    void appear(project::ObjectId object);
    void frame(const mesh::Box& box, bool fly);
    void look(const mesh::Box& box, const glm::vec3& outward); ///< flies there, round to that side
    void giveScene(std::shared_ptr<const render::RenderScene> scene,
                   std::shared_ptr<const render::RenderScene> beside, const QStringList& captions);
    /// What the view at the left shows; null: there is one view.
    const std::shared_ptr<const render::RenderScene>& beside() const;

    Workspace& m_workspace;
    Graphics m_graphics;
    QStackedLayout* m_pages;
    QLabel* m_sentence;
    QWidget* m_container = nullptr;
    ViewportWindow* m_window = nullptr; ///< owned by m_container
    render::ViewOptions m_view;
    std::shared_ptr<const render::RenderScene> m_scene;
    OverlayContent m_overlay;
    project::DocumentPtr m_instead;
    std::shared_ptr<const render::RenderScene> m_given;       ///< of showScene
    std::shared_ptr<const render::RenderScene> m_givenBeside; ///< of showScene, at the left
    QStringList m_givenCaptions;
    std::shared_ptr<const render::RenderScene> m_pinned; ///< of setSplit, at the left
    QStringList m_pinnedCaptions;
    Manipulator* m_manipulator = nullptr;
    std::optional<std::uint64_t> m_hovered;
    CrossFade m_fade;
    QTimer m_fadeTimer; ///< while something fades
    QTimer m_turntable;
    SessionNotes m_notes; ///< for the debug overlay
    bool m_measured = false;
    bool m_bedHighlighted = false;
    bool m_framed = false; ///< the first view has been chosen
    int m_activeJobs = 0;
    QTimer m_overlayTimer; ///< progress comes often; the overlay is painted at most 30 times a second
};

} // namespace orfeas::ui
