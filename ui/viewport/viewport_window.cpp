#include "ui/viewport/viewport_window.h"

#include <algorithm>
#include <cstring>

#include <QExposeEvent>
#include <QNativeGestureEvent>
#include <QPlatformSurfaceEvent>
#include <QToolTip>
#include <QVulkanInstance>

namespace orfeas::ui {
namespace {

constexpr int kFlightMs = 180;
constexpr int kFadeMs = 140;
constexpr float kFadedOpacity = 0.25f;
constexpr double kLeastShare = 0.05; ///< that either of two views keeps

std::uint64_t surfaceOf(QVulkanInstance* vulkan, QWindow* window) {
    const VkSurfaceKHR surface = QVulkanInstance::surfaceForWindow(window);
    Q_UNUSED(vulkan);
    std::uint64_t value = 0;
    static_assert(sizeof(surface) <= sizeof(value));
    std::memcpy(&value, &surface, sizeof(surface));
    return value;
}

} // namespace

ViewportWindow::ViewportWindow(QVulkanInstance* vulkan, render::RenderThread* render) : m_render(render) {
    setSurfaceType(QSurface::VulkanSurface);
    setVulkanInstance(vulkan);
    setTitle(tr("Viewport"));
    m_flight.setDuration(kFlightMs);
    m_flight.setEasingCurve(QEasingCurve::OutCubic);
    m_fade.setDuration(kFadeMs);
    m_fade.setStartValue(1.0f);
    m_fade.setEndValue(1.0f);
    connect(&m_fade, &QVariantAnimation::valueChanged, this,
            [this](const QVariant& value) { m_render->setOverlayOpacity(value.toFloat()); });
    connect(this, &QWindow::screenChanged, this, [this] {
        applySize();
        refreshOverlay();
    });
    m_goal = m_camera;
    sendViews();
}

ViewportWindow::~ViewportWindow() {
    detach();
}

// --- views

void ViewportWindow::setScene(std::shared_ptr<const render::RenderScene> scene) {
    m_scene = std::move(scene);
    sendViews();
}

void ViewportWindow::showBeside(std::shared_ptr<const render::RenderScene> scene) {
    const bool split = (scene != nullptr) != isSplit();
    m_beside = std::move(scene);
    if (split) {
        m_active = kScene;
        m_besideCamera = m_camera;
    }
    sendViews();
    if (split) emit looked();
}

void ViewportWindow::setDivider(double share) {
    const double kept = std::clamp(share, kLeastShare, 1.0 - kLeastShare);
    if (!(kept != m_divider)) return;
    m_divider = m_overlay.divider = kept;
    refreshOverlay();
    if (!isSplit()) return;
    sendViews();
    emit looked(); // the scene's view has another size
}

void ViewportWindow::setCamerasLinked(bool linked) {
    m_linked = linked;
    if (linked) m_besideCamera = m_camera;
    sendViews();
}

render::ViewRectangle ViewportWindow::rectangleOf(int view) const {
    if (!isSplit()) return {};
    const auto divider = static_cast<float>(m_divider);
    return view == kScene ? render::ViewRectangle{{divider, 0.0f}, {1.0f, 1.0f}}
                          : render::ViewRectangle{{0.0f, 0.0f}, {divider, 1.0f}};
}

render::ViewPixels ViewportWindow::pixelsOfView(int view) const {
    const QSizeF pixels = QSizeF(size()) * devicePixelRatio();
    return render::pixelsOf(rectangleOf(view), static_cast<int>(pixels.width() + 0.5),
                            static_cast<int>(pixels.height() + 0.5));
}

render::Viewport ViewportWindow::viewportOf(int view) const {
    return pixelsOfView(view).viewport;
}

/// The scene's own view comes first.
void ViewportWindow::sendViews() {
    std::vector<render::View> views{
        {m_scene, m_camera, rectangleOf(kScene), m_bandGeometry ? m_bandGeometry : m_handleGeometry}};
    if (m_beside) views.push_back({m_beside, m_besideCamera, rectangleOf(kBeside), nullptr});
    m_render->setViews(std::move(views));
}

void ViewportWindow::setHandles(ViewportHandles* handles) {
    m_handles = handles;
    m_tool.setHandles(handles);
}

void ViewportWindow::setHandleGeometry(std::shared_ptr<const render::OverlayGeometry> geometry) {
    if (!geometry && !m_handleGeometry) return;
    m_handleGeometry = std::move(geometry);
    sendViews();
}

void ViewportWindow::setCamera(const render::Camera& camera) {
    m_flight.stop();
    m_goal = camera;
    applyCamera(camera);
}

void ViewportWindow::applyCamera(const render::Camera& camera) {
    if (m_linked || m_active == kBeside) m_besideCamera = camera;
    if (!m_linked && m_active == kBeside) return sendViews();
    m_camera = camera;
    sendViews();
    emit looked();
}

void ViewportWindow::flyTo(const render::Camera& camera) {
    if (!isExposed()) return setCamera(camera);
    m_flight.stop();
    m_goal = camera;
    m_flight.disconnect(this);
    connect(&m_flight, &QVariantAnimation::valueChanged, this,
            [this, from = this->camera(), camera](const QVariant& share) {
                applyCamera(render::mix(from, camera, share.toFloat()));
            });
    m_flight.setStartValue(0.0f);
    m_flight.setEndValue(1.0f);
    m_flight.start();
}

// --- surface

void ViewportWindow::attach() {
    if (m_attached) return;
    const std::uint64_t surface = surfaceOf(vulkanInstance(), this);
    if (surface == 0) return; // no presentation on this display: the pane says so when no frame comes
    const QSize pixels = (QSizeF(size()) * devicePixelRatio()).toSize();
    m_render->attachSurface(surface, pixels.width(), pixels.height());
    m_attached = true;
}

void ViewportWindow::detach() {
    if (m_attached) m_render->detachSurface();
    m_attached = false;
}

void ViewportWindow::applySize() {
    if (!m_attached) return;
    const QSize pixels = (QSizeF(size()) * devicePixelRatio()).toSize();
    m_render->resize(pixels.width(), pixels.height());
    emit looked();
}

void ViewportWindow::renewSurface() {
    detach();
    destroy(); // and with it the surface that Qt keeps for the window
    show();
}

void ViewportWindow::exposeEvent(QExposeEvent*) {
    if (!isExposed()) return;
    const bool fresh = !m_attached;
    attach();
    if (fresh) {
        refreshOverlay();
        emit attached();
    } else {
        applySize();
        m_render->redraw();
    }
}

void ViewportWindow::resizeEvent(QResizeEvent*) {
    applySize();
    refreshOverlay();
}

bool ViewportWindow::event(QEvent* event) {
    switch (event->type()) {
    case QEvent::PlatformSurface:
        if (static_cast<QPlatformSurfaceEvent*>(event)->surfaceEventType() ==
            QPlatformSurfaceEvent::SurfaceAboutToBeDestroyed) {
            detach();
        }
        break;
    case QEvent::Leave:
        hoverOverlay({-1.0, -1.0});
        hoverScene({-1.0f, -1.0f});
        break;
    case QEvent::NativeGesture: {
        const auto* gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() != Qt::ZoomNativeGesture) break;
        enterView(gesture->position());
        render::Camera camera = this->camera();
        camera.zoomAbout(pointer(*gesture).pixels,
                         static_cast<float>(1.0 - std::clamp(gesture->value(), -0.5, 0.5)), viewport());
        setCamera(camera);
        return true;
    }
    default:
        break;
    }
    return QWindow::event(event);
}

// --- overlay

void ViewportWindow::refreshOverlay() {
    if (m_overlayWaiting) return;
    m_overlayWaiting = true;
    QMetaObject::invokeMethod(this, &ViewportWindow::paintOverlay, Qt::QueuedConnection);
}

void ViewportWindow::paintOverlay() {
    m_overlayWaiting = false;
    m_render->setOverlay(m_overlay.paint(size(), devicePixelRatio()));
}

void ViewportWindow::hoverOverlay(QPointF position) {
    const std::optional<OverlayHit> hit = m_overlay.hitAt(position);
    if (!m_overlay.hover(hit)) return;
    setCursor(hit ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (hit) {
        QToolTip::showText(mapToGlobal(hit->rect.bottomLeft().toPoint() + QPoint(0, 4)), hit->toolTip);
    } else {
        QToolTip::hideText();
    }
    refreshOverlay();
}

void ViewportWindow::fadeOverlay(float opacity) {
    const QVariant now =
        m_fade.state() == QAbstractAnimation::Running ? m_fade.currentValue() : m_fade.endValue();
    m_fade.stop();
    m_fade.setStartValue(now.toFloat());
    m_fade.setEndValue(opacity);
    m_fade.start();
}

void ViewportWindow::beginMove() {
    fadeOverlay(kFadedOpacity);
}

void ViewportWindow::endMove() {
    fadeOverlay(1.0f);
}

} // namespace orfeas::ui
