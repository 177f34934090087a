// The viewport in the real window: picking, handles, looks, two views, and ten thousand objects.
#include <QAction>
#include <QElapsedTimer>
#include <QTreeView>

#include "tests/ui/viewport/studio_window.h"
#include "ui/panels/objects_panel.h"
#include "ui/panels/pose_fields.h"
#include "ui/viewport/gizmo_shape.h"
#include "ui/widgets/number_field.h"

using namespace orfeas;
using namespace orfeas::ui;
using test::kPatienceMs;
using test::StudioWindow;

namespace {

/// Times what the UI thread does, from event to event; told, never asserted: other programs run beside a test.
class TimedApplication : public QApplication {
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override {
        if (m_depth++ > 0) {
            const bool done = QApplication::notify(receiver, event);
            --m_depth;
            return done;
        }
        QElapsedTimer timer;
        timer.start();
        const bool done = QApplication::notify(receiver, event);
        --m_depth;
        const double ms = static_cast<double>(timer.nsecsElapsed()) * 1e-6;
        m_longest = std::max(m_longest, ms);
        m_sum += ms;
        return done;
    }
    void begin() { m_longest = m_sum = 0.0; }
    void tell(const char* step) const {
        qInfo("%-28s longest event %6.1f ms, together %7.1f ms", step, m_longest, m_sum);
    }

private:
    int m_depth = 0;
    double m_longest = 0.0, m_sum = 0.0;
};

TimedApplication& application() {
    return *static_cast<TimedApplication*>(QCoreApplication::instance());
}

void hoverAt(StudioWindow& studio, QPoint at) {
    QMouseEvent move(QEvent::MouseMove, at, studio.view().mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(&studio.view(), &move);
}

void dragInView(StudioWindow& studio, QPoint from, QPoint to, Qt::KeyboardModifiers keys = {}) {
    QTest::mousePress(&studio.view(), Qt::LeftButton, keys, from);
    for (int step = 1; step <= 4; ++step) {
        const QPoint at = from + (to - from) * step / 4;
        QMouseEvent move(QEvent::MouseMove, at, studio.view().mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                         keys);
        QApplication::sendEvent(&studio.view(), &move);
    }
    QTest::mouseRelease(&studio.view(), Qt::LeftButton, keys, to);
}

} // namespace

class ViewportTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        QCoreApplication::setOrganizationName("Orfeas");
        QCoreApplication::setApplicationName("StudioTest");
        applyTheme(*static_cast<QApplication*>(QCoreApplication::instance()), "dark");
    }
    void init() {
        m_studio = std::make_unique<StudioWindow>();
        QTRY_VERIFY_WITH_TIMEOUT(m_studio->ready(), kPatienceMs);
    }
    void cleanup() { m_studio.reset(); }

    void clicksAndBoxesSelect() {
        show(4);
        QTest::mouseClick(&studio().view(), Qt::LeftButton, {}, studio().at(studio().middleOf(0)));
        QTRY_COMPARE(selected(), 1u);
        QCOMPARE(studio().workspace().selectedIds().front(), studio().object(0)->id);
        QTest::mouseClick(&studio().view(), Qt::LeftButton, Qt::ShiftModifier,
                          studio().at(studio().middleOf(1)));
        QTRY_COMPARE(selected(), 2u);
        const QSize size = studio().view().size();
        dragInView(studio(), {20, 60}, {size.width() - 20, size.height() - 60}, Qt::ShiftModifier);
        QTRY_COMPARE(selected(), 4u);
        dragInView(studio(), studio().at(studio().middleOf(3)) - QPoint(3, 3),
                   studio().at(studio().middleOf(3)) + QPoint(3, 3), Qt::ControlModifier);
        QTRY_COMPARE(selected(), 3u);
        QTest::mouseClick(&studio().view(), Qt::LeftButton, {}, {size.width() / 2, size.height() - 50});
        QTRY_COMPARE(selected(), 0u);
        studio().trigger(CommandId::SelectAll);
        QTRY_COMPARE(selected(), 4u);
        studio().trigger(CommandId::SelectInverse);
        QTRY_COMPARE(selected(), 0u);
    }

    void whatIsLockedIsNotPicked() {
        show(2);
        studio().workspace().select(studio().object(0)->id);
        studio().trigger(CommandId::ToggleLocked);
        QTRY_VERIFY(studio().object(0)->locked);
        studio().workspace().select(std::nullopt);
        QTest::mouseClick(&studio().view(), Qt::LeftButton, {}, studio().at(studio().middleOf(0)));
        QTest::mouseClick(&studio().view(), Qt::LeftButton, Qt::ShiftModifier,
                          studio().at(studio().middleOf(1)));
        QTRY_COMPARE(selected(), 1u);
        QCOMPARE(studio().workspace().selectedIds().front(), studio().object(1)->id);
    }

    void whatTheCursorRestsOnIsOutlined() {
        show(2);
        hoverAt(studio(), studio().at(studio().middleOf(1)));
        const auto hovered = [&] {
            const auto& objects = studio().view().scene()->objects;
            return std::count_if(objects.begin(), objects.end(), [](const auto& it) { return it.hovered; });
        };
        QTRY_COMPARE(hovered(), 1);
        QVERIFY(studio().view().scene()->objects[1].hovered);
        hoverAt(studio(), QPoint(30, studio().view().height() - 60));
        QTRY_COMPARE(hovered(), 0);
    }

    void aHandleMovesWhatIsSelected() {
        show(2);
        studio().workspace().select(studio().object(0)->id);
        studio().trigger(CommandId::ToolMove);
        QVERIFY(studio().pane().manipulator().place());
        const GizmoPlace place = *studio().pane().manipulator().place();
        const GizmoView view{studio().view().sceneCamera(), studio().view().sceneViewport(),
                             studio().view().pixelRatio()};
        const auto shaft = GizmoShape(ToolMode::Move, place, view).shaft(0);
        const glm::vec3 grip = glm::mix(shaft[0], shaft[1], 0.7f), before = studio().middleOf(0);
        const qsizetype frames = studio().frames();
        dragInView(studio(), studio().at(grip), studio().at(grip + glm::vec3(20.0f, 0.0f, 0.0f)));
        QTRY_VERIFY(std::abs(studio().middleOf(0).x - before.x - 20.0f) < 1.0f);
        QCOMPARE(studio().middleOf(0).y, before.y);
        QTRY_VERIFY(studio().frames() > frames);
        studio().trigger(CommandId::Undo);
        QTRY_VERIFY(glm::distance(studio().middleOf(0), before) < 1e-4f);
        studio().trigger(CommandId::Redo);
        QTRY_VERIFY(std::abs(studio().middleOf(0).x - before.x - 20.0f) < 1.0f);
        studio().trigger(CommandId::ToolMove); // once more puts it away
        QCOMPARE(studio().pane().manipulator().mode(), ToolMode::Select);
    }

    void escapeGivesADragUp() {
        show(1);
        studio().workspace().select(studio().object(0)->id);
        studio().trigger(CommandId::ToolMove);
        const glm::vec3 before = studio().middleOf(0);
        Manipulator& handles = studio().pane().manipulator();
        const glm::vec3 pixel =
            studio().view().sceneCamera().project(handles.place()->centre, studio().view().sceneViewport());
        QVERIFY(handles.take(glm::vec2(pixel)));
        handles.drag(glm::vec2(pixel) + 80.0f, false);
        handles.giveUp();
        QTest::qWait(50);
        QCOMPARE(studio().middleOf(0), before);
        QVERIFY(!studio().window().commands().action(CommandId::Undo)->toolTip().contains("Move"));
    }

    void aFaceCanBeLaidOnTheBed() {
        show(1);
        studio().trigger(CommandId::ToolLayFlat);
        const glm::mat4 before = studio().object(0)->transform;
        // The cube's front: it looks along -Y.
        const glm::vec3 front = studio().middleOf(0) - glm::vec3(0.0f, 3.99f, 0.0f);
        QTest::mouseClick(&studio().view(), Qt::LeftButton, {}, studio().at(front));
        QTRY_VERIFY(studio().object(0)->transform != before);
        const glm::vec3 turned(studio().object(0)->transform * glm::vec4(0.0f, -1.0f, 0.0f, 0.0f));
        QVERIFY(turned.z < -0.99f);
        studio().trigger(CommandId::Undo);
        QTRY_COMPARE(studio().object(0)->transform, before);
    }

    void objectsAreArranged() {
        show(2);
        studio().trigger(CommandId::SelectAll);
        studio().trigger(CommandId::Duplicate);
        QTRY_COMPARE(studio().count(), 4);
        QCOMPARE(studio().object(2)->mesh, studio().object(0)->mesh); // shared
        studio().workspace().select(studio().object(2)->id);
        studio().trigger(CommandId::MakeUnique);
        QTRY_VERIFY(studio().object(2)->mesh != studio().object(0)->mesh);
        studio().trigger(CommandId::MirrorX);
        QTRY_VERIFY(studio().window().commands().action(CommandId::Undo)->toolTip().contains("Mirror"));
        studio().trigger(CommandId::PackOnBed);
        QTRY_VERIFY(studio().window().commands().action(CommandId::Undo)->toolTip().contains("Arrange"));
        for (int step = 0; step < 4; ++step)
            studio().trigger(CommandId::Undo);
        QTRY_COMPARE(studio().count(), 2);
    }

    void placesCanBeTyped() {
        show(1);
        studio().workspace().select(studio().object(0)->id);
        studio().trigger(CommandId::TabShape);
        auto* fields = studio().window().findChild<PoseFields*>();
        QVERIFY(fields && fields->isVisible());
        fields->position(0)->setValue(33.0);
        QTRY_VERIFY(std::abs(studio().middleOf(0).x - 33.0f) < 1e-3f);
        fields->sizeField(2)->setValue(16.0); // twice, in proportion
        QTRY_COMPARE(fields->sizeField(0)->value(), 16.0);
        fields->degrees(2)->setValue(90.0);
        QTRY_VERIFY(std::abs(studio().object(0)->transform[0][1] - 2.0f) < 1e-3f);
        QTRY_COMPARE(fields->degrees(2)->value(), 90.0);
    }

    void looksCanBeChosen() {
        show(2);
        const auto shown = [&]() -> const render::ViewOptions& { return studio().view().scene()->view; };
        studio().trigger(CommandId::ShadeXray);
        QVERIFY(shown().xray);
        studio().trigger(CommandId::ShadeOverhang);
        QCOMPARE(shown().surface, render::SurfaceMode::Overhang);
        QVERIFY(!shown().xray);
        studio().trigger(CommandId::BackdropLight);
        QCOMPARE(shown().background, render::Background::Light);
        studio().trigger(CommandId::Section);
        QVERIFY(shown().section);
        const float before = shown().section->offsetMm;
        studio().trigger(CommandId::SectionUp);
        QCOMPARE(shown().section->offsetMm, before + 1.0f);
        studio().trigger(CommandId::Section);
        QVERIFY(!shown().section);
        const float yaw = studio().view().sceneCamera().yaw;
        studio().trigger(CommandId::Turntable);
        QTRY_VERIFY(studio().view().sceneCamera().yaw != yaw);
        studio().trigger(CommandId::Turntable);
    }

    void twoViewsShareTheirCamera() {
        show(2);
        studio().trigger(CommandId::SplitView);
        QVERIFY(studio().view().isSplit());
        QTRY_COMPARE(studio().view().overlay().content.captions.size(), 2);
        const qsizetype frames = studio().frames();
        const QPoint left(studio().view().width() / 4, studio().view().height() / 2);
        const render::Camera before = studio().view().sceneCamera();
        dragInView(studio(), left, left + QPoint(60, 0));
        QVERIFY(studio().view().sceneCamera().yaw != before.yaw);
        QTRY_VERIFY(studio().frames() > frames);
        studio().trigger(CommandId::LinkCameras);
        const render::Camera alone = studio().view().sceneCamera();
        dragInView(studio(), left, left + QPoint(60, 0));
        QCOMPARE(studio().view().sceneCamera(), alone);
        studio().trigger(CommandId::LinkCameras);
        const int half = studio().view().sceneViewport().width;
        studio().view().setDivider(0.25);
        QVERIFY(std::abs(studio().view().sceneViewport().width - half * 3 / 2) <= 1);
        studio().view().setDivider(2.0); // neither view may vanish
        QVERIFY(studio().view().sceneViewport().width > 0);
        studio().view().setDivider(0.5);
        QCOMPARE(studio().view().sceneViewport().width, half);
        studio().trigger(CommandId::SplitView);
        QVERIFY(!studio().view().isSplit());
    }

    void measurementsShowAndGo() {
        show(3);
        const qsizetype frames = studio().frames();
        studio().trigger(CommandId::DebugOverlay);
        QTRY_VERIFY(studio().frames() > frames);
        studio().trigger(CommandId::Turntable);
        QTRY_VERIFY_WITH_TIMEOUT(studio().frames() > frames + 5, kPatienceMs);
        studio().trigger(CommandId::Turntable);
        studio().trigger(CommandId::DebugOverlay);
        QTRY_VERIFY(studio().frames() > frames + 6);
    }

    /// Each preview takes the place of the one before, and none of them keeps the window waiting.
    void aGrowingMeshReplacesItsPredecessor() {
        show(1);
        std::vector<std::shared_ptr<const mesh::Mesh>> growing;
        // By more than the golden ratio: two of them, one fading out, have fewer triangles than the next.
        for (int rings = 12; rings < 240; rings = rings * 4 / 3)
            growing.push_back(std::make_shared<const mesh::Mesh>(test::sphere(10.0f, rings)));
        const project::ObjectId place{900'000};
        double slowest = 0.0;
        application().begin();
        QElapsedTimer timer;
        timer.start();
        for (const auto& mesh : growing) {
            const qsizetype frames = studio().frames();
            CoreBridge& bridge = studio().workspace().bridge();
            QMetaObject::invokeMethod(
                &bridge,
                [&bridge, mesh, place] {
                    emit bridge.previewReady(
                        {project::JobId{900'000}, place, "Growing", {mesh, "64³"}, glm::mat4(1.0f)});
                },
                Qt::QueuedConnection);
            // QTRY_ looks every 50 ms only, and that would be measured, too.
            QVERIFY(QTest::qWaitFor(
                [&] {
                    return studio().frames() > frames && !studio().lastFrame().meshesPending &&
                           studio().lastFrame().triangles >= mesh->triangles.size();
                },
                kPatienceMs));
            slowest = std::max(slowest, studio().lastFrame().frameMs);
            const auto& objects = studio().view().scene()->objects;
            const auto shown = [&](const auto& it) {
                return it.id == static_cast<std::uint64_t>(place) && it.mesh == mesh;
            };
            QVERIFY(std::any_of(objects.begin(), objects.end(), shown));
        }
        application().tell("previews, the last of them large");
        qInfo("%d x %d pixels, slowest frame %.1f ms", studio().lastFrame().width,
              studio().lastFrame().height, slowest);
        qInfo("%d previews, up to %d triangles, %.1f shown a second", static_cast<int>(growing.size()),
              static_cast<int>(growing.back()->triangles.size()),
              1000.0 * static_cast<double>(growing.size()) / static_cast<double>(timer.elapsed()));
        emit studio().workspace().bridge().previewDropped({project::JobId{900'000}, place});
        QTRY_COMPARE(studio().view().scene()->objects.size(), 1u);
    }

    /// No frame shows the end of a job under a strip that offers to keep or cancel it.
    void theStripGoesWithTheJob() {
        show(1);
        CoreBridge& bridge = studio().workspace().bridge();
        const auto strip = [&] { return studio().view().overlay().content.running; };
        project::JobStatus job = beginJob(project::JobId{900'000}, project::ObjectId{900'000});
        QTRY_COMPARE(strip(), QString("Colouring"));
        QVERIFY(studio().view().overlay().content.canKeep);

        auto document = std::make_shared<project::Document>(*studio().workspace().objects()->document());
        auto made = std::make_shared<project::Object>(*document->objects.front());
        made->id = *job.object;
        made->mesh = std::make_shared<const mesh::Mesh>(test::sphere(10.0f, 20));
        document->objects.push_back(made);
        emit bridge.documentChanged({document, "", ""}); // comes before the row's news
        QCOMPARE(strip(), QString());
        job.state = project::JobState::Done;
        emit bridge.jobChanged(job);
        QCOMPARE(strip(), QString());

        job = beginJob(project::JobId{900'001}, project::ObjectId{900'001});
        QTRY_COMPARE(strip(), QString("Colouring"));
        emit bridge.previewDropped({job.id, *job.object});
        QCOMPARE(strip(), QString());
        job.state = project::JobState::Waiting; // it is tried again
        emit bridge.jobChanged(job);
        job.state = project::JobState::Running;
        emit bridge.jobChanged(job);
        QTRY_COMPARE(strip(), QString("Colouring"));
        job.state = project::JobState::Failed; // without a shape to drop
        emit bridge.jobChanged(job);
        QCOMPARE(strip(), QString());
    }

    void tenThousandObjects() {
        application().begin();
        studio().fill(10'000, 100);
        QTRY_COMPARE_WITH_TIMEOUT(studio().count(), 10'000, kPatienceMs);
        application().tell("10 000 objects come");
        studio().trigger(CommandId::ViewTop);
        studio().trigger(CommandId::FrameAll);
        QTest::qWait(400);
        const qsizetype frames = studio().frames();
        QTRY_VERIFY_WITH_TIMEOUT(studio().frames() > frames || studio().lastFrame().triangles > 100'000,
                                 kPatienceMs);
        auto* tree = studio().window().findChild<QTreeView*>();
        QCOMPARE(tree->model()->rowCount(), 10'000);

        application().begin();
        const QSize size = studio().view().size();
        dragInView(studio(), {4, 52}, {size.width() - 4, size.height() - 4}, Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(selected() > 5'000u, kPatienceMs);
        application().tell("select by box");

        studio().trigger(CommandId::SelectAll);
        QTRY_COMPARE(selected(), 10'000u);
        studio().trigger(CommandId::ToolMove);
        Manipulator& handles = studio().pane().manipulator();
        const glm::vec2 grip(
            studio().view().sceneCamera().project(handles.place()->centre, studio().view().sceneViewport()));
        const glm::vec3 before = studio().middleOf(9'999);
        application().begin();
        dragInView(studio(), (QPointF(grip.x, grip.y) / studio().view().devicePixelRatio()).toPoint(),
                   (QPointF(grip.x, grip.y) / studio().view().devicePixelRatio()).toPoint() + QPoint(60, 0));
        QTRY_VERIFY_WITH_TIMEOUT(studio().middleOf(9'999).x != before.x, kPatienceMs);
        application().tell("move all");
        application().begin();
        studio().trigger(CommandId::Undo);
        QTRY_VERIFY_WITH_TIMEOUT(studio().middleOf(9'999) == before, kPatienceMs);
        application().tell("undo");
        application().begin();
        studio().trigger(CommandId::Redo);
        QTRY_VERIFY_WITH_TIMEOUT(studio().middleOf(9'999) != before, kPatienceMs);
        application().tell("redo");

        studio().workspace().select(studio().object(5'000)->id);
        application().begin();
        studio().trigger(CommandId::ToggleVisible);
        QTRY_VERIFY_WITH_TIMEOUT(!studio().object(5'000)->visible, kPatienceMs);
        application().tell("hide one");
        application().begin();
        studio().workspace().objects()->setData(
            studio().workspace().objects()->indexOf(studio().object(7'000)->id), "The one", Qt::EditRole);
        QTRY_COMPARE_WITH_TIMEOUT(studio().object(7'000)->name, std::string("The one"), kPatienceMs);
        application().tell("rename one");
        application().begin();
        tree->scrollToBottom();
        QTest::qWait(50);
        application().tell("scroll the list to its end");
    }

private:
    StudioWindow& studio() { return *m_studio; }
    /// A running job that has shown a shape.
    project::JobStatus beginJob(project::JobId id, project::ObjectId object) {
        project::JobStatus job;
        job.id = id;
        job.state = project::JobState::Running;
        job.name = "owl.png";
        job.stage = "colouring";
        job.object = object;
        CoreBridge& bridge = studio().workspace().bridge();
        emit bridge.jobChanged(job);
        auto shape = std::make_shared<const mesh::Mesh>(test::sphere(10.0f, 10));
        emit bridge.previewReady({job.id, object, "Owl", {shape, "64³"}, glm::mat4(1.0f)});
        return job;
    }
    std::size_t selected() { return studio().workspace().selectedIds().size(); }
    void show(int count) {
        studio().fill(count);
        QTRY_COMPARE(studio().count(), count);
        studio().workspace().select(std::nullopt);
        studio().trigger(CommandId::FrameAll);
        QTRY_COMPARE(studio().view().sceneCamera(), studio().view().goal()); // the flight has ended
    }

    std::unique_ptr<StudioWindow> m_studio;
};

int main(int argc, char** argv) {
    TimedApplication application(argc, argv);
    ViewportTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "viewport_test.moc"
