// The native window that the renderer draws into.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <QVariantAnimation>
#include <QWindow>

#include "render/render_thread.h"
#include "ui/viewport/overlay_layer.h"
#include "ui/viewport/viewport_tool.h"

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

    render::Camera camera() const override { return m_camera; }
    void setCamera(const render::Camera& camera) override;
    /// Where the camera is going: the same as `camera` except during a flight. What commands start from.
    const render::Camera& goal() const { return m_goal; }
    render::Viewport viewport() const override;
    /// Moves there in a moment; at once when the window cannot be seen.
    void flyTo(const render::Camera& camera);

    /// Change what floats above, then call `refreshOverlay`; painting waits for the next turn of the event loop.
    OverlayLayer& overlay() { return m_overlay; }
    void refreshOverlay();

signals:
    void attached(); ///< has a surface and its real size
    void overlayPressed(const orfeas::ui::OverlayHit& hit);
    void picked(std::optional<std::uint64_t> object, bool extend);
    void framed();        ///< double click: look at what was clicked
    void panelsToggled(); ///< Tab
    void escaped();       ///< Escape with nothing to cancel

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
    void beginMove() override;
    void endMove() override;
    void selectAt(glm::vec2 pixels, bool extend) override;

    void applyCamera(const render::Camera& camera);
    void attach();
    void detach();
    void applySize();
    void paintOverlay();
    void hoverOverlay(QPointF position);
    void fadeOverlay(float opacity);
    bool turnByKey(int key);
    PointerEvent pointer(const QSinglePointEvent& event) const;

    render::RenderThread* m_render;
    std::shared_ptr<const render::RenderScene> m_scene;
    render::Camera m_camera;
    render::Camera m_goal;
    OverlayLayer m_overlay;
    std::unique_ptr<ViewportTool> m_tool;
    QVariantAnimation m_flight;
    QVariantAnimation m_fade;
    bool m_attached = false;
    bool m_overlayWaiting = false;
    quint64 m_pick = 0; ///< only the answer to the newest click counts
};

} // namespace orfeas::ui
