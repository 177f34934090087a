// Graphics that fail under the running program: the document survives, the viewport comes back or says why it cannot.
#include "tests/ui/viewport/studio_window.h"

#include <QAction>
#include <QLabel>

using namespace orfeas;
using namespace orfeas::ui;
using test::kPatienceMs;
using test::StudioWindow;

class FaultTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        QCoreApplication::setOrganizationName("Orfeas");
        QCoreApplication::setApplicationName("StudioTest");
        applyTheme(*static_cast<QApplication*>(QCoreApplication::instance()), "dark");
    }

    void aLostDeviceComesBack() {
        StudioWindow studio;
        begin(studio);
        const project::DocumentPtr before = studio.workspace().objects()->document();
        faults(studio).loseDevice();
        const qsizetype frames = studio.frames();
        studio.trigger(CommandId::ViewTop);
        QTRY_VERIFY_WITH_TIMEOUT(!studio.window().message().isEmpty(), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(studio.frames() > frames, kPatienceMs);
        QVERIFY(studio.view().isVisible());
        QCOMPARE(studio.workspace().objects()->document(), before);
        QVERIFY(picks(studio));
    }

    void aDeviceThatKeepsBeingLostIsExplained() {
        StudioWindow studio;
        begin(studio);
        QSignalSpy unavailable(&studio.pane(), &ViewportPane::unavailable);
        faults(studio).loseDevice(2);
        studio.trigger(CommandId::ViewTop);
        QTRY_COMPARE_WITH_TIMEOUT(unavailable.size(), 1, kPatienceMs);
        QTRY_VERIFY(!sentence(studio).isEmpty());
        QVERIFY2(sentence(studio).contains("driver"), qPrintable(sentence(studio)));
        QCOMPARE(studio.count(), 3);
        studio.workspace().select(studio.object(0)->id);
        studio.trigger(CommandId::Remove); // everything else works
        QTRY_COMPARE(studio.count(), 2);
    }

    void aLostSurfaceIsMadeAnew() {
        StudioWindow studio;
        begin(studio);
        faults(studio).loseSurface();
        const qsizetype frames = studio.frames();
        studio.trigger(CommandId::ViewTop);
        QTRY_VERIFY_WITH_TIMEOUT(!studio.window().message().isEmpty(), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(studio.frames() > frames, kPatienceMs);
        QVERIFY(picks(studio));
    }

    void memoryThatRunsOutIsSaidAndTheNextFrameIsDrawn() {
        StudioWindow studio;
        begin(studio);
        faults(studio).failAllocations(1);
        studio.window().resize(1500, 900); // larger pictures to draw into
        QTRY_VERIFY_WITH_TIMEOUT(!studio.window().message().isEmpty(), kPatienceMs);
        const qsizetype frames = studio.frames();
        studio.trigger(CommandId::ViewTop);
        QTRY_VERIFY_WITH_TIMEOUT(studio.frames() > frames, kPatienceMs);
        QCOMPARE(studio.count(), 3);
    }

    void aWindowWithoutAreaWaits() {
        StudioWindow studio;
        begin(studio);
        studio.view().render().resize(0, 0);
        QTest::qWait(800); // what was drawn before is told a little later
        const qsizetype frames = studio.frames();
        studio.trigger(CommandId::ViewTop);
        QTest::qWait(300);
        QCOMPARE(studio.frames(), frames);
        const QSize size = studio.view().size() * studio.view().devicePixelRatio();
        studio.view().render().resize(size.width(), size.height());
        QTRY_VERIFY_WITH_TIMEOUT(studio.frames() > frames, kPatienceMs);
        QVERIFY(studio.window().message().isEmpty());
    }

    void withoutADriverTheWindowSaysSoAndWorks() {
        qputenv("VK_ICD_FILENAMES", "/nonexistent.json");
        qputenv("VK_DRIVER_FILES", "/nonexistent.json");
        {
            StudioWindow studio;
            QTRY_VERIFY_WITH_TIMEOUT(!sentence(studio).isEmpty(), kPatienceMs);
            QVERIFY2(sentence(studio).contains("mesa-vulkan-drivers"), qPrintable(sentence(studio)));
            QVERIFY(!studio.pane().window3d());
            studio.fill(3);
            QTRY_COMPARE(studio.count(), 3);
            studio.trigger(CommandId::SelectAll);
            studio.trigger(CommandId::ShadeWire); // nothing to show it in: no harm
            studio.trigger(CommandId::SplitView);
            studio.trigger(CommandId::Duplicate);
            QTRY_COMPARE(studio.count(), 6);
        }
        qunsetenv("VK_ICD_FILENAMES");
        qunsetenv("VK_DRIVER_FILES");
    }

private:
    static void begin(StudioWindow& studio) {
        QTRY_VERIFY_WITH_TIMEOUT(studio.ready(), kPatienceMs);
        studio.fill(3);
        QTRY_COMPARE(studio.count(), 3);
        studio.trigger(CommandId::FrameAll);
        QTRY_COMPARE(studio.view().sceneCamera(), studio.view().goal());
        QTest::qWait(100);
    }
    static render::gpu::Faults& faults(StudioWindow& studio) {
        return studio.pane().graphics().instance()->faults();
    }
    static QString sentence(StudioWindow& studio) {
        for (const auto* label : studio.pane().findChildren<QLabel*>())
            if (label->isVisible() && !label->text().isEmpty()) return label->text();
        return {};
    }
    static bool picks(StudioWindow& studio) {
        studio.workspace().select(std::nullopt);
        QTest::qWait(400);
        QTest::mouseClick(&studio.view(), Qt::LeftButton, {}, studio.at(studio.middleOf(1)));
        return QTest::qWaitFor([&] { return studio.workspace().selectedIds().size() == 1; }, kPatienceMs);
    }
};

QTEST_MAIN(FaultTest)
#include "fault_test.moc"
