// What ViewportWindow makes of mouse and keys.
#include <algorithm>
#include <cmath>

#include <QGuiApplication>
#include <QMouseEvent>
#include <QPointer>
#include <QWheelEvent>

#include "ui/viewport/viewport_window.h"

namespace orfeas::ui {
namespace {

constexpr float kKeyTurnPixels = 37.5f; ///< 15 degrees at 0.4 degrees a pixel
constexpr int kReachPx = 2;             ///< logical: thin things need not be met to the pixel

/// A thin frame with a breath of fill, half way to what is looked at: it stands before everything.
std::shared_ptr<const render::OverlayGeometry> bandGeometry(const Band& band, const render::Camera& camera,
                                                            render::Viewport viewport) {
    auto out = std::make_shared<render::OverlayGeometry>();
    out->hiddenOpacity = 1.0f;
    const mesh::Rgba8 line{255, 127, 74, 255}, fill{255, 127, 74, 28};
    const glm::vec2 corners[] = {band.from, {band.to.x, band.from.y}, band.to, {band.from.x, band.to.y}};
    glm::vec3 points[4];
    for (int i = 0; i < 4; ++i) {
        const render::Ray ray = camera.rayThrough(corners[i], viewport);
        points[i] = ray.origin + ray.direction * (0.5f * camera.distanceMm);
    }
    for (const int i : {0, 1, 2, 0, 2, 3})
        out->triangles.push_back({points[i], fill});
    for (int i = 0; i < 4; ++i)
        out->lines.push_back({{points[i], line}, {points[(i + 1) % 4], line}, 1.0f});
    return out;
}

/// Runs on the window's thread, unless the window has gone.
template <typename Function>
void deliver(const QPointer<ViewportWindow>& window, Function function) {
    QMetaObject::invokeMethod(
        qApp,
        [window, function = std::move(function)] {
            if (window) function();
        },
        Qt::QueuedConnection);
}

} // namespace

PointerEvent ViewportWindow::pointer(const QSinglePointEvent& event) const {
    const QPointF at = event.position() * devicePixelRatio();
    const render::ViewPixels view = pixelsOfView(m_active);
    return {{at.x() - view.x, at.y() - view.y},
            static_cast<float>(devicePixelRatio()),
            event.button(),
            event.buttons(),
            event.modifiers()};
}

void ViewportWindow::enterView(QPointF position) {
    if (m_tool.active()) return;
    const int view =
        isSplit() && position.x() * devicePixelRatio() < pixelsOfView(kScene).x ? kBeside : kScene;
    if (view == m_active) return;
    m_flight.stop();
    m_active = view;
    m_goal = camera();
    m_tool.setHandles(view == kScene ? m_handles : nullptr);
}

void ViewportWindow::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        if (const auto hit = m_overlay.hitAt(event->position())) {
            if (hit->slides) {
                m_sliding = hit;
                return slide(event->position());
            }
            emit overlayPressed(*hit);
            return;
        }
    }
    if (m_overlay.covers(event->position())) return;
    enterView(event->position());
    m_tool.press(pointer(*event), *this);
}

void ViewportWindow::mouseMoveEvent(QMouseEvent* event) {
    if (m_sliding) return slide(event->position());
    if (m_tool.active()) return m_tool.move(pointer(*event), *this);
    hoverOverlay(event->position());
    enterView(event->position());
    if (m_overlay.covers(event->position())) return hoverScene({-1.0f, -1.0f});
    const PointerEvent at = pointer(*event);
    const bool onHandle = m_handles && m_active == kScene && m_handles->hover(at.pixels);
    hoverScene(onHandle || m_active != kScene ? glm::vec2(-1.0f) : at.pixels);
}

void ViewportWindow::mouseReleaseEvent(QMouseEvent* event) {
    if (m_sliding) return m_sliding.reset();
    m_tool.release(pointer(*event), *this);
}

void ViewportWindow::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !m_overlay.covers(event->position())) emit framed();
}

void ViewportWindow::wheelEvent(QWheelEvent* event) {
    const float steps = static_cast<float>(event->angleDelta().y()) / 120.0f;
    enterView(event->position());
    if (steps != 0.0f) m_tool.wheel(pointer(*event), steps, *this);
}

void ViewportWindow::slide(QPointF position) {
    const QRectF& rect = m_sliding->rect;
    emit overlaySlid(*m_sliding, std::clamp((position.x() - rect.left()) / rect.width(), 0.0, 1.0));
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
        if (m_tool.active()) return m_tool.cancel(*this);
        emit escaped();
    } else {
        QWindow::keyPressEvent(event);
    }
}

// --- picking

render::PickRequest ViewportWindow::pickRequest(const render::PixelRectangle& rectangle) const {
    render::PickRequest request;
    request.scene = m_active == kBeside ? m_beside : m_scene;
    request.camera = camera();
    request.viewport = viewport();
    request.rectangle = rectangle;
    return request;
}

void ViewportWindow::selectAt(glm::vec2 pixels, Pick pick) {
    if (!m_scene || m_active == kBeside) return;
    const quint64 number = ++m_pick;
    const int reach = static_cast<int>(kReachPx * devicePixelRatio());
    const render::PixelRectangle around{static_cast<int>(pixels.x) - reach,
                                        static_cast<int>(pixels.y) - reach, 2 * reach + 1, 2 * reach + 1};
    m_render->pick(pickRequest(around),
                   [self = QPointer(this), this, pick, number](const Result<render::PickResult>& result) {
                       if (!result.ok()) return; // no renderer: what is wrong has been said
                       deliver(self, [this, hit = result.value().hit, pick, number] {
                           if (m_pick == number) emit picked(hit, pick);
                       });
                   });
}

void ViewportWindow::showBand(const std::optional<Band>& band) {
    m_bandGeometry = band && m_active == kScene ? bandGeometry(*band, m_camera, viewport()) : nullptr;
    sendViews();
}

void ViewportWindow::selectIn(const Band& band, Pick pick) {
    if (!m_scene || m_active == kBeside) return;
    const quint64 number = ++m_pick;
    const glm::ivec2 lower(glm::floor(glm::min(band.from, band.to)));
    const glm::ivec2 upper(glm::ceil(glm::max(band.from, band.to)));
    render::PickRequest request = pickRequest({lower.x, lower.y, upper.x - lower.x, upper.y - lower.y});
    request.through = m_scene->view.xray; // what can be seen can be selected
    m_render->pick(std::move(request),
                   [self = QPointer(this), this, pick, number](const Result<render::PickResult>& result) {
                       if (!result.ok()) {
                           if (result.error().code == ErrorCode::Cancelled) return;
                           return deliver(self, [this, error = result.error()] { emit pickFailed(error); });
                       }
                       deliver(self, [this, objects = result.value().objects, pick, number] {
                           if (m_pick == number) emit pickedMany(objects, pick);
                       });
                   });
}

/// One question at a time; of those that came meanwhile only the last is asked. Outside the window: nothing is hovered.
void ViewportWindow::hoverScene(glm::vec2 pixels) {
    m_hoverWanted = pixels;
    if (!m_hoverAsked) askHover();
}

void ViewportWindow::askHover() {
    const glm::vec2 pixels = *std::exchange(m_hoverWanted, std::nullopt);
    const auto take = [this](std::optional<std::uint64_t> object) {
        if (std::exchange(m_hovered, object) != object) emit hovered(object);
    };
    if (pixels.x < 0.0f || !m_scene || m_scene->objects.empty()) return take(std::nullopt);
    m_hoverAsked = true;
    m_render->pick(pickRequest({static_cast<int>(pixels.x), static_cast<int>(pixels.y), 1, 1}),
                   [self = QPointer(this), this, take](const Result<render::PickResult>& result) {
                       std::optional<std::uint64_t> object;
                       if (result.ok() && !result.value().objects.empty())
                           object = result.value().objects.front();
                       deliver(self, [this, take, object] {
                           m_hoverAsked = false;
                           take(object);
                           if (m_hoverWanted) askHover();
                       });
                   });
}

} // namespace orfeas::ui
