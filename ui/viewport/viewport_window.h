// The native window that the renderer draws into.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <QVariantAnimation>
#include <QWindow>

#include "render/render_thread.h"
#include "ui/viewport/overlay_layer.h"
#include "ui/viewport/select_tool.h"

class QSinglePointEvent;

namespace orfeas::ui {

/// Holds the surface, the camera and the overlay; turns input into what the tool makes of it. Knows nothing of the
/// project: ViewportPane hands in scenes and takes the signals. Lives on the UI thread; drawing is the render thread's.
/// The surface is given back before the system destroys it (hiding, re-docking, closing).
class ViewportWindow : public QWindow, private ViewportHost {
    Q_OBJECT
public:
    /// `render` must outlive the window; `vulkan` too.
    ViewportWindow(QVulkanInstance* vulkan, render::RenderThread* render);
    ~ViewportWindow() override;

    void setScene(std::shared_ptr<const render::RenderScene> scene);
    const std::shared_ptr<const render::RenderScene>& scene() const { return m_scene; }

    /// Of the view that the cursor was in last; there is one unless `showBeside` made it two.
    render::Camera camera() const override { return m_active == kBeside ? m_besideCamera : m_camera; }
    void setCamera(const render::Camera& camera) override;
    /// Where the camera is going: the same as `camera` except during a flight. What commands start from.
    const render::Camera& goal() const { return m_goal; }
    render::Viewport viewport() const override { return viewportOf(m_active); }
    /// Moves there in a moment; at once when the window cannot be seen.
    void flyTo(const render::Camera& camera);

    /// A second view at the left, to be looked at only; null: none. The scene of `setScene` is then at the right.
    void showBeside(std::shared_ptr<const render::RenderScene> scene);
    bool isSplit() const { return m_beside != nullptr; }
    const std::shared_ptr<const render::RenderScene>& sceneBeside() const { return m_beside; }
    /// Where the two views meet, as a share of the width from the left; kept for the next time, within 0.05 to 0.95.
    void setDivider(double share);
    double divider() const { return m_divider; }
    /// Both views look from the same place; moving one moves the other.
    void setCamerasLinked(bool linked);
    bool camerasLinked() const { return m_linked; }

    /// Of the scene's own view, not of the one beside it.
    render::Camera sceneCamera() const { return m_camera; }
    render::Viewport sceneViewport() const { return viewportOf(kScene); }
    float pixelRatio() const { return static_cast<float>(devicePixelRatio()); }

    /// What can be taken hold of; null: nothing. Told of every move of the scene's camera by `looked`.
    void setHandles(ViewportHandles* handles);
    void setHandleGeometry(std::shared_ptr<const render::OverlayGeometry> geometry);
    render::RenderThread& render() { return *m_render; }

    /// The system took the surface away for good: makes another.
    void renewSurface();

    /// Change what floats above, then call `refreshOverlay`; painting waits for the next turn of the event loop.
    OverlayLayer& overlay() { return m_overlay; }
    void refreshOverlay();

signals:
    void attached(); ///< has a surface and its real size
    void overlayPressed(const orfeas::ui::OverlayHit& hit);
    void overlaySlid(const orfeas::ui::OverlayHit& hit, double share); ///< 0 to 1, along what was pressed
    void picked(const std::optional<orfeas::render::PickHit>& hit, orfeas::ui::Pick pick);
    void pickedMany(const std::vector<std::uint64_t>& objects, orfeas::ui::Pick pick);
    void pickFailed(const orfeas::Error& error);
    void hovered(std::optional<std::uint64_t> object); ///< what the cursor rests on
    void looked();                                     ///< the scene's camera or the size of its view changed
    void framed();                                     ///< double click: look at what was clicked
    void panelsToggled();                              ///< Tab
    void escaped();                                    ///< Escape with nothing to cancel

protected:
    bool event(QEvent* event) override;
    void exposeEvent(QExposeEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    static constexpr int kScene = 0, kBeside = 1;

    void beginMove() override;
    void endMove() override;
    void selectAt(glm::vec2 pixels, Pick pick) override;
    void showBand(const std::optional<Band>& band) override;
    void selectIn(const Band& band, Pick pick) override;

    void applyCamera(const render::Camera& camera);
    void sendViews();
    render::ViewRectangle rectangleOf(int view) const;
    render::Viewport viewportOf(int view) const;
    render::ViewPixels pixelsOfView(int view) const;
    void attach();
    void detach();
    void applySize();
    void paintOverlay();
    void hoverOverlay(QPointF position);
    void fadeOverlay(float opacity);
    bool turnByKey(int key);
    PointerEvent pointer(const QSinglePointEvent& event) const;
    /// The view under the cursor becomes the active one.
    void enterView(QPointF position);
    void slide(QPointF position);
    render::PickRequest pickRequest(const render::PixelRectangle& rectangle) const;
    void hoverScene(glm::vec2 pixels);
    void askHover();

    render::RenderThread* m_render;
    std::shared_ptr<const render::RenderScene> m_scene;
    std::shared_ptr<const render::RenderScene> m_beside;
    render::Camera m_camera;
    render::Camera m_besideCamera;
    render::Camera m_goal;
    int m_active = kScene;
    bool m_linked = true;
    double m_divider = 0.5;
    OverlayLayer m_overlay;
    SelectTool m_tool;
    ViewportHandles* m_handles = nullptr;
    std::shared_ptr<const render::OverlayGeometry> m_handleGeometry;
    std::shared_ptr<const render::OverlayGeometry> m_bandGeometry; ///< instead of the handles
    std::optional<OverlayHit> m_sliding;
    QVariantAnimation m_flight;
    QVariantAnimation m_fade;
    bool m_attached = false;
    bool m_overlayWaiting = false;
    quint64 m_pick = 0;                     ///< only the answer to the newest click counts
    std::optional<glm::vec2> m_hoverWanted; ///< asked for when the last answer is there
    bool m_hoverAsked = false;
    std::optional<std::uint64_t> m_hovered;
};

} // namespace orfeas::ui
