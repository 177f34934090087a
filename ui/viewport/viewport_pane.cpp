#include "ui/viewport/viewport_pane.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QCoreApplication>
#include <QLabel>
#include <QPainter>
#include <QPointer>
#include <QStackedLayout>

#include "ui/error_text.h"
#include "ui/picture_convert.h"
#include "ui/preferences.h"
#include "ui/samples.h"
#include "ui/theme.h"
#include "ui/viewport/manipulator.h"
#include "ui/viewport/overlay_filler.h"
#include "ui/viewport/scene_builder.h"
#include "ui/viewport/viewport_window.h"
#include "ui/workspace.h"

#include "core/project/scene_transform.h"

namespace orfeas::ui {
namespace {

constexpr int kOverlayIntervalMs = 33;
constexpr int kCardPixels = 256;
constexpr int kThumbnailPixels = 256;
constexpr int kStepMs = 16; ///< of what moves by itself

/// What an empty bed is looked at by.
mesh::Box bedBox() {
    const glm::vec2 half = 0.5f * render::RenderScene{}.bedSizeMm;
    return {{-half.x, -half.y, 0.0f}, {half.x, half.y, 30.0f}};
}

} // namespace

ViewportPane::ViewportPane(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_pages(new QStackedLayout(this)),
      m_sentence(new QLabel(this)) {
    setObjectName("centre");
    setMinimumSize(320, 240);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    m_sentence->setContentsMargins(60, 0, 60, 0);
    m_pages->setContentsMargins(0, 0, 0, 0);
    m_pages->addWidget(m_sentence);
    m_view.axesInsetPx = {18.0f, 18.0f};
    m_overlay.hint =
        tr("Drag turns · right drag slides · wheel zooms · F looks at the object · ? shows all keys");
    m_overlay.inviting = true;
    m_overlayTimer.setSingleShot(true);
    m_overlayTimer.setInterval(kOverlayIntervalMs);
    connect(&m_overlayTimer, &QTimer::timeout, this, &ViewportPane::updateOverlay);
    connect(&m_graphics, &Graphics::ready, this, &ViewportPane::createWindow);
    connect(&m_graphics, &Graphics::failed, this, &ViewportPane::showFailure);
    connect(&m_graphics, &Graphics::stumbled, this,
            [this](const Error& error) { m_workspace.say(errorText(error)); });
    connect(&m_graphics, &Graphics::surfaceLost, this, [this] {
        if (m_window) m_window->renewSurface();
    });
    connect(&m_graphics, &Graphics::frameDrawn, this, &ViewportPane::frameDrawn);
    connect(&workspace, &Workspace::sceneChanged, this, &ViewportPane::updateScene);
    connect(&workspace, &Workspace::jobsChanged, this, &ViewportPane::takeJobs);
    connect(&workspace, &Workspace::appeared, this, &ViewportPane::appear);
    connect(&workspace.print(), &PrintLink::lookAt, this,
            [this](const mesh::Box& box, const glm::vec3& outward) { look(box, outward); });
    m_manipulator = new Manipulator(workspace, this);
    connect(m_manipulator, &Manipulator::measured, this, [this](const QString& text) {
        m_overlay.measured = text;
        updateOverlay();
    });
    m_fadeTimer.setInterval(kStepMs);
    connect(&m_fadeTimer, &QTimer::timeout, this, &ViewportPane::sendScene);
    connect(&m_notes, &SessionNotes::changed, this, &ViewportPane::updateMeasurements);
    m_turntable.setInterval(kStepMs);
    connect(&m_turntable, &QTimer::timeout, this, &ViewportPane::turn);
    updateScene();
}

ViewportPane::~ViewportPane() {
    delete m_container; // gives its surface back while the renderer still runs
}

void ViewportPane::start(const QString& adapter) {
    m_graphics.start(adapter, preferences::graphicsCard());
    loadCards();
}

QWidget* ViewportPane::focusTarget() const {
    return m_container ? m_container : m_sentence;
}

void ViewportPane::createWindow() {
    m_window = new ViewportWindow(m_graphics.vulkan(), m_graphics.render());
    connect(m_window, &ViewportWindow::overlayPressed, this, &ViewportPane::takeOverlayPress);
    connect(m_window, &ViewportWindow::overlaySlid, this, &ViewportPane::takeOverlaySlide);
    connect(m_window, &ViewportWindow::picked, this, &ViewportPane::takePick);
    connect(m_window, &ViewportWindow::pickedMany, this, &ViewportPane::takeBand);
    connect(m_window, &ViewportWindow::hovered, this, &ViewportPane::takeHover);
    connect(m_window, &ViewportWindow::pickFailed, this,
            [this](const Error& error) { m_workspace.say(errorText(error)); });
    connect(m_window, &ViewportWindow::framed, this, &ViewportPane::frameSelection);
    connect(m_window, &ViewportWindow::panelsToggled, this, &ViewportPane::panelsToggled);
    connect(m_window, &ViewportWindow::escaped, this, [this] {
        if (m_instead || m_given) return emit answered(-1);
        if (m_manipulator->mode() != ToolMode::Select) return m_manipulator->setMode(ToolMode::Select);
        m_workspace.select(std::nullopt);
    });
    connect(m_window, &ViewportWindow::attached, this, [this] {
        updateScene();
        if (m_framed) return; // shown again or docked elsewhere: the view stays
        m_framed = true;
        frame(m_scene->objects.empty() ? bedBox() : render::worldBox(*m_scene), false);
    });
    m_container = QWidget::createWindowContainer(m_window, this);
    m_container->setFocusPolicy(Qt::StrongFocus);
    m_container->setAccessibleName(tr("Viewport"));
    m_container->setAccessibleDescription(
        tr("Arrow keys turn, plus and minus zoom, F looks at the selected object"));
    m_pages->addWidget(m_container);
    m_pages->setCurrentWidget(m_container);
    m_container->setFocus();
    m_manipulator->setWindow(m_window);
    updateScene();
    emit windowCreated(m_window);
}

void ViewportPane::showFailure(const Error& error) {
    const QString reason = errorText(error);
    m_sentence->setText(
        tr("The 3D view cannot be shown. %1\nEverything else works: drop pictures, change settings, export.")
            .arg(reason));
    m_pages->setCurrentWidget(m_sentence);
    emit unavailable(reason);
}

void ViewportPane::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    QRadialGradient gradient(rect().center().x(), height() * 0.35, std::max(width(), height()) * 0.75);
    gradient.setColorAt(0.0, theme().bedTop);
    gradient.setColorAt(0.62, theme().bedMiddle);
    gradient.setColorAt(1.0, theme().bedEdge);
    painter.fillRect(rect(), gradient);
}

void ViewportPane::loadCards() {
    for (const Sample& sample : samples())
        m_overlay.cards.push_back({sample.title, {}});
    for (std::size_t index = 0; index < samples().size(); ++index) {
        loadSample(index, this, [this, index](const Result<std::shared_ptr<const image::Picture>>& picture) {
            if (!picture.ok()) return m_workspace.say(errorText(picture.error()));
            const image::Picture& it = *picture.value();
            QImage image =
                toImage(it).scaled(kCardPixels, kCardPixels, Qt::KeepAspectRatio, Qt::SmoothTransformation);
            if (!it.hasAlpha) image.convertTo(QImage::Format_RGB32);
            m_overlay.cards[index].picture = image;
            updateOverlay();
        });
    }
}

// --- scene

void ViewportPane::updateScene() {
    m_view.pixelRatio = static_cast<float>(devicePixelRatioF());
    applyLooks(m_overlay.looks, m_view);
    m_manipulator->setEnabled(!m_given && !m_instead);
    const std::shared_ptr<const render::RenderScene> before = std::move(m_scene);
    m_scene = m_given     ? m_given
              : m_instead ? buildScene(*m_instead, m_view)
                          : buildScene(m_workspace, m_view, m_bedHighlighted, m_hovered);
    // Another version or a comparison is not a refinement of what was there.
    const bool refines = before && !m_given && !m_instead && m_window && m_window->isExposed();
    refines ? m_fade.change(*before, *m_scene, std::chrono::steady_clock::now()) : m_fade.clear();
    if (m_window) {
        sendScene();
        if (m_pinned && !(m_pinned->view == m_view)) m_pinned = withView(*m_pinned, m_view);
        m_window->showBeside(beside());
    }
    m_overlay.captions = !beside() ? QStringList() : m_given ? m_givenCaptions : m_pinnedCaptions;
    updateOverlay();
}

/// With what is fading away, for as long as something is.
void ViewportPane::sendScene() {
    const auto now = std::chrono::steady_clock::now();
    m_window->setScene(m_fade.applied(m_scene, now));
    if (!m_fade.active(now))
        m_fadeTimer.stop();
    else if (!m_fadeTimer.isActive())
        m_fadeTimer.start();
}

void ViewportPane::takePick(const std::optional<render::PickHit>& hit, Pick pick) {
    if (m_instead || m_given) return;
    const project::ObjectPtr object =
        hit ? m_workspace.objects()->object(project::ObjectId{hit->object & ~CrossFade::kLeaving}) : nullptr;
    const bool free = object && !object->locked;
    m_workspace.select(free ? std::optional(object->id) : std::nullopt, pick == Pick::Toggle);
    if (!free || m_manipulator->mode() != ToolMode::LayFlat) return;
    m_workspace.edit(tr("Lay %1 flat").arg(QString::fromStdString(object->name)),
                     [id = object->id, normal = hit->normal](const project::Document& document) {
                         return project::placedOnFace(document, id, normal);
                     });
}

void ViewportPane::takeBand(const std::vector<std::uint64_t>& objects, Pick pick) {
    if (m_instead || m_given) return;
    std::vector<project::ObjectId> free;
    for (const std::uint64_t id : objects) {
        const project::ObjectPtr object = m_workspace.objects()->object(project::ObjectId{id});
        if (object && !object->locked) free.push_back(object->id);
    }
    pick == Pick::Remove ? m_workspace.selection().remove(free) : m_workspace.selection().add(free);
}

/// Only the flags change; the overlay stays as it is.
void ViewportPane::takeHover(std::optional<std::uint64_t> id) {
    const project::ObjectPtr object = id ? m_workspace.objects()->object(project::ObjectId{*id}) : nullptr;
    if (!object || object->locked || m_instead || m_given) id.reset();
    if (m_hovered == id) return;
    m_hovered = id;
    m_scene = withHovered(*m_scene, id);
    sendScene();
}

void ViewportPane::showInstead(project::DocumentPtr document, const QString& sentence,
                               const QStringList& answers) {
    giveScene(nullptr, nullptr, {});
    m_instead = std::move(document);
    m_overlay.question = m_instead ? sentence : QString();
    m_overlay.answers = m_instead ? answers : QStringList();
    updateScene();
}

void ViewportPane::showScene(std::shared_ptr<const render::RenderScene> scene,
                             std::shared_ptr<const render::RenderScene> beside, const QStringList& captions) {
    m_instead.reset();
    m_overlay.question.clear();
    m_overlay.answers.clear();
    giveScene(std::move(scene), std::move(beside), captions);
    updateScene();
}

void ViewportPane::giveScene(std::shared_ptr<const render::RenderScene> scene,
                             std::shared_ptr<const render::RenderScene> beside, const QStringList& captions) {
    if (m_givenBeside && !beside) setDivider(0.5);
    m_given = std::move(scene);
    m_givenBeside = std::move(beside);
    m_givenCaptions = captions;
}

const std::shared_ptr<const render::RenderScene>& ViewportPane::beside() const {
    return m_given ? m_givenBeside : m_pinned;
}

void ViewportPane::setDivider(double share) {
    if (m_window) m_window->setDivider(share);
}

void ViewportPane::frameObject(project::ObjectId object) {
    const mesh::Box box = objectBox(*m_scene, object);
    frame(box.empty() && beside() ? objectBox(*beside(), object) : box, true);
}

void ViewportPane::appear(project::ObjectId object) {
    const bool alone = m_scene->objects.size() == 1;
    frame(alone ? objectBox(*m_scene, object) : render::worldBox(*m_scene), !alone);
}

void ViewportPane::frame(const mesh::Box& box, bool fly) {
    if (!m_window || box.empty()) return;
    render::Camera camera = m_window->goal();
    camera.frame(box, m_window->viewport());
    fly ? m_window->flyTo(camera) : m_window->setCamera(camera);
}

void ViewportPane::look(const mesh::Box& box, const glm::vec3& outward) {
    if (!m_window || box.empty()) return;
    render::Camera camera = m_window->goal();
    camera.turnToSee(outward);
    camera.frame(box, m_window->viewport());
    m_window->flyTo(camera);
}

void ViewportPane::frameSelection() {
    frame(selectionBox(*m_scene), true);
}

void ViewportPane::frameAll() {
    if (!m_window) return;
    mesh::Box box = render::worldBox(*m_scene);
    if (m_givenBeside) {
        const mesh::Box other = render::worldBox(*m_givenBeside);
        box.lower = glm::min(box.lower, other.lower);
        box.upper = glm::max(box.upper, other.upper);
    }
    frame(box.empty() ? bedBox() : box, true);
}

void ViewportPane::turnTo(render::StandardView view) {
    if (!m_window) return;
    render::Camera camera = m_window->goal();
    camera.turnTo(view);
    m_window->flyTo(camera);
}

void ViewportPane::setOrthographic(bool on) {
    if (!m_window) return;
    render::Camera camera = m_window->goal();
    camera.projection = on ? render::Projection::Orthographic : render::Projection::Perspective;
    m_window->setCamera(camera);
}

void ViewportPane::announceDrop(const QString& text) {
    m_overlay.drop = text;
    m_bedHighlighted = !text.isEmpty();
    updateScene();
}

void ViewportPane::grabThumbnail(std::vector<project::ObjectPtr> objects,
                                 std::function<void(std::shared_ptr<const image::Picture>)> done) {
    if (!m_window || objects.empty()) return done(nullptr);
    render::PictureRequest request = render::thumbnailRequest(objects.front()->mesh, kThumbnailPixels);
    auto scene = std::make_shared<render::RenderScene>(*request.scene);
    scene->objects.clear();
    for (const project::ObjectPtr& object : objects) {
        render::SceneObject it;
        it.id = static_cast<std::uint64_t>(object->id);
        it.mesh = object->mesh;
        it.transform = object->transform;
        scene->objects.push_back(std::move(it));
    }
    request.scene = scene;
    request.camera.frame(render::worldBox(*scene), {kThumbnailPixels, kThumbnailPixels});
    m_graphics.render()->grabPicture(request, [self = QPointer(this), done](Result<image::Picture> picture) {
        std::shared_ptr<const image::Picture> shared;
        if (picture.ok()) shared = std::make_shared<const image::Picture>(std::move(picture).value());
        QMetaObject::invokeMethod(
            qApp,
            [self, done, shared] {
                if (self) done(shared);
            },
            Qt::QueuedConnection);
    });
}

// --- overlay

/// The end of a job shows at once.
void ViewportPane::takeJobs() {
    const int active = m_workspace.jobs()->activeCount();
    if (std::exchange(m_activeJobs, active) > active) {
        m_overlayTimer.stop();
        updateOverlay();
    } else if (!m_overlayTimer.isActive()) {
        m_overlayTimer.start();
    }
}

void ViewportPane::setLegend(const std::shared_ptr<const render::ScalarField>& field) {
    if (m_overlay.legend == field) return;
    m_overlay.legend = field;
    m_overlay.legendRest.clear();
    const PrintMap map = m_workspace.print().map();
    const bool gaps = field && std::any_of(field->values.begin(), field->values.end(),
                                           [](float value) { return !std::isfinite(value); });
    if (gaps && map == PrintMap::Thickness) m_overlay.legendRest = tr("not measured");
    if (gaps && map == PrintMap::Overhang) m_overlay.legendRest = tr("stands by itself");
}

void ViewportPane::updateOverlay() {
    m_overlay.inviting = m_scene->objects.empty() && m_workspace.jobs()->activeCount() == 0;
    const project::ObjectPtr mapped = m_workspace.current();
    setLegend(mapped ? m_workspace.print().shownField(*mapped) : nullptr);
    m_overlay.thickness = m_overlay.legend && m_workspace.print().map() == PrintMap::Thickness;
    if (m_overlay.looks.section)
        m_overlay.sectionRange = sectionRange(render::worldBox(*m_scene), m_overlay.looks.section->axis);
    describeObject(m_workspace, m_instead || m_given, m_overlay);
    describeJob(m_workspace, m_overlay);
    describeColours(m_overlay);
    if (m_measured) updateMeasurements();
    if (!m_window) return;
    m_window->overlay().content = m_overlay;
    m_window->refreshOverlay();
}

} // namespace orfeas::ui
