#include "ui/viewport/viewport_window.h"

#include <algorithm>
#include <cstring>

#include <QExposeEvent>
#include <QGuiApplication>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPlatformSurfaceEvent>
#include <QPointer>
#include <QStyleHints>
#include <QThreadPool>
#include <QToolTip>
#include <QVulkanInstance>
#include <QWheelEvent>

#include "ui/viewport/orbit_tool.h"
#include "ui/viewport/picker.h"

namespace orfeas::ui {
namespace {

constexpr int kFlightMs = 180;
constexpr int kFadeMs = 140;
constexpr float kFadedOpacity = 0.25f;
constexpr float kKeyTurnPixels = 37.5f; ///< 15 degrees at 0.4 degrees a pixel

std::uint64_t surfaceOf(QVulkanInstance* vulkan, QWindow* window) {
    const VkSurfaceKHR surface = QVulkanInstance::surfaceForWindow(window);
    Q_UNUSED(vulkan);
    std::uint64_t value = 0;
    static_assert(sizeof(surface) <= sizeof(value));
    std::memcpy(&value, &surface, sizeof(surface));
    return value;
}

} // namespace

ViewportWindow::ViewportWindow(QVulkanInstance* vulkan, render::RenderThread* render)
    : m_render(render), m_tool(std::make_unique<OrbitTool>()) {
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
    m_render->setCamera(m_camera);
}

ViewportWindow::~ViewportWindow() {
    detach();
}

void ViewportWindow::setScene(std::shared_ptr<const render::RenderScene> scene) {
    m_scene = std::move(scene);
    m_render->setScene(m_scene);
}

void ViewportWindow::setCamera(const render::Camera& camera) {
    m_flight.stop();
    m_goal = camera;
    applyCamera(camera);
}

void ViewportWindow::applyCamera(const render::Camera& camera) {
    m_camera = camera;
    m_render->setCamera(camera);
}

render::Viewport ViewportWindow::viewport() const {
    const QSizeF pixels = QSizeF(size()) * devicePixelRatio();
    return {static_cast<int>(pixels.width() + 0.5), static_cast<int>(pixels.height() + 0.5)};
}

void ViewportWindow::flyTo(const render::Camera& camera) {
    if (!isExposed()) return setCamera(camera);
    m_flight.stop();
    m_goal = camera;
    m_flight.disconnect(this);
    connect(&m_flight, &QVariantAnimation::valueChanged, this,
            [this, from = m_camera, camera](const QVariant& share) {
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
    const render::Viewport pixels = viewport();
    m_render->attachSurface(surface, pixels.width, pixels.height);
    m_attached = true;
}

void ViewportWindow::detach() {
    if (m_attached) m_render->detachSurface();
    m_attached = false;
}

void ViewportWindow::applySize() {
    if (!m_attached) return;
    const render::Viewport pixels = viewport();
    m_render->resize(pixels.width, pixels.height);
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
        break;
    case QEvent::NativeGesture: {
        const auto* gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() != Qt::ZoomNativeGesture) break;
        render::Camera camera = m_camera;
        const QPointF at = gesture->position() * devicePixelRatio();
        camera.zoomAbout({at.x(), at.y()}, static_cast<float>(1.0 - std::clamp(gesture->value(), -0.5, 0.5)),
                         viewport());
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

// --- input

PointerEvent ViewportWindow::pointer(const QSinglePointEvent& event) const {
    const QPointF at = event.position() * devicePixelRatio();
    return {{at.x(), at.y()},
            static_cast<float>(devicePixelRatio()),
            event.button(),
            event.buttons(),
            event.modifiers()};
}

void ViewportWindow::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        if (const auto hit = m_overlay.hitAt(event->position())) {
            emit overlayPressed(*hit);
            return;
        }
    }
    if (m_overlay.covers(event->position())) return;
    m_tool->press(pointer(*event), *this);
}

void ViewportWindow::mouseMoveEvent(QMouseEvent* event) {
    if (m_tool->active()) return m_tool->move(pointer(*event), *this);
    hoverOverlay(event->position());
}

void ViewportWindow::mouseReleaseEvent(QMouseEvent* event) {
    m_tool->release(pointer(*event), *this);
}

void ViewportWindow::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !m_overlay.covers(event->position())) emit framed();
}

void ViewportWindow::wheelEvent(QWheelEvent* event) {
    const float steps = static_cast<float>(event->angleDelta().y()) / 120.0f;
    if (steps != 0.0f) m_tool->wheel(pointer(*event), steps, *this);
}

bool ViewportWindow::turnByKey(int key) {
    render::Camera camera = m_goal;
    const render::Viewport pixels = viewport();
    const glm::vec2 middle(0.5f * static_cast<float>(pixels.width), 0.5f * static_cast<float>(pixels.height));
    switch (key) {
    case Qt::Key_Left:
        camera.orbit(kKeyTurnPixels, 0.0f);
        break;
    case Qt::Key_Right:
        camera.orbit(-kKeyTurnPixels, 0.0f);
        break;
    case Qt::Key_Up:
        camera.orbit(0.0f, kKeyTurnPixels);
        break;
    case Qt::Key_Down:
        camera.orbit(0.0f, -kKeyTurnPixels);
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        camera.zoomAbout(middle, 0.85f, pixels);
        break;
    case Qt::Key_Minus:
        camera.zoomAbout(middle, 1.0f / 0.85f, pixels);
        break;
    default:
        return false;
    }
    flyTo(camera);
    return true;
}

void ViewportWindow::keyPressEvent(QKeyEvent* event) {
    if (turnByKey(event->key())) return;
    if (event->key() == Qt::Key_Tab) {
        emit panelsToggled();
    } else if (event->key() == Qt::Key_Escape) {
        if (m_tool->active()) return m_tool->cancel(*this);
        emit escaped();
    } else {
        QWindow::keyPressEvent(event);
    }
}

void ViewportWindow::selectAt(glm::vec2 pixels, bool extend) {
    if (!m_scene) return;
    const quint64 pick = ++m_pick;
    const render::Ray ray = m_camera.rayThrough(pixels, viewport());
    QThreadPool::globalInstance()->start([self = QPointer(this), scene = m_scene, ray, extend, pick] {
        const auto object = pickObject(ray, *scene);
        QMetaObject::invokeMethod(
            qApp,
            [self, object, extend, pick] {
                if (self && self->m_pick == pick) emit self->picked(object, extend);
            },
            Qt::QueuedConnection);
    });
}

} // namespace orfeas::ui
