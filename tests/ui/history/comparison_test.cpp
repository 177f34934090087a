// A comparison in the real window: two views with one camera and a border that moves, colours, and back.
#include <QSlider>

#include "tests/ui/viewport/studio_window.h"
#include "ui/history/compare_panel.h"
#include "ui/history/history_desk.h"
#include "ui/history/version_actions.h"

using namespace orfeas;
using namespace orfeas::ui;
using test::kPatienceMs;
using test::StudioWindow;

namespace {

/// Two objects, kept as "Before"; then the second one grows and stands elsewhere.
void makeTwoVersions(StudioWindow& studio) {
    studio.fill(2);
    QTRY_COMPARE_WITH_TIMEOUT(studio.count(), 2, kPatienceMs);
    studio.window().history().session().save("Before");
    QTRY_COMPARE_WITH_TIMEOUT(studio.window().history().graph().versions.size(), std::size_t(1), kPatienceMs);
    const auto before = studio.object(1)->mesh;
    studio.workspace().edit("Grow", [](const project::Document& document) -> Result<project::Document> {
        auto grown = std::make_shared<project::Object>(*document.objects[1]);
        grown->mesh = std::make_shared<const mesh::Mesh>(test::sphere(5.0f, 11));
        grown->facts = mesh::measure(*grown->mesh);
        grown->transform[3].x += 3.0f;
        return document.withObject(grown);
    });
    QTRY_VERIFY_WITH_TIMEOUT(studio.object(1)->mesh != before, kPatienceMs);
}

void compareWithNow(StudioWindow& studio) {
    HistoryLink& link = studio.window().history();
    QSignalSpy compared(&link, &HistoryLink::compared);
    studio.window().historyDesk().versions().compareWithNow(link.tip()->id);
    QTRY_COMPARE_WITH_TIMEOUT(compared.count(), 1, kPatienceMs);
}

} // namespace

class ComparisonTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        QCoreApplication::setOrganizationName("Orfeas");
        QCoreApplication::setApplicationName("StudioTest");
        applyTheme(*static_cast<QApplication*>(QCoreApplication::instance()), "dark");
    }

    void twoViewsShowBothVersionsAndTheSliderMovesTheBorder() {
        StudioWindow studio;
        QTRY_VERIFY_WITH_TIMEOUT(studio.ready(), kPatienceMs);
        makeTwoVersions(studio);
        const auto newer = studio.object(1)->mesh;
        compareWithNow(studio);
        ComparePanel& panel = *studio.window().historyDesk().comparison();
        panel.setMode(CompareMode::SideBySide);
        ViewportWindow& view = studio.view();
        QVERIFY(view.isSplit());
        const auto older = panel.comparison()->objects[1].older->mesh;
        QVERIFY(older != newer);
        QCOMPARE(view.sceneBeside()->objects[1].mesh, older);
        QCOMPARE(view.scene()->objects[1].mesh, newer);
        QVERIFY(view.camerasLinked());
        const qsizetype drawn = studio.frames();
        QTRY_VERIFY_WITH_TIMEOUT(studio.frames() > drawn, kPatienceMs);

        const float width = view.sceneViewport().width;
        panel.sliderWidget()->setValue(panel.sliderWidget()->maximum() / 4);
        QCOMPARE(view.divider(), 0.25);
        QCOMPARE(view.overlay().divider, 0.25); // the line and the captions go along
        QCOMPARE(view.overlay().content.captions, (QStringList{"Before", "Now"}));
        QVERIFY(view.sceneViewport().width > 1.4f * width); // from half of the window to three quarters
        panel.sliderWidget()->setFocus();
        QTest::keyClick(panel.sliderWidget(), Qt::Key_Left);
        QVERIFY(view.divider() < 0.25);
    }

    void theHeatMapHasOneViewAndEscapeEndsIt() {
        StudioWindow studio;
        QTRY_VERIFY_WITH_TIMEOUT(studio.ready(), kPatienceMs);
        makeTwoVersions(studio);
        compareWithNow(studio);
        ComparePanel& panel = *studio.window().historyDesk().comparison();
        panel.setMode(CompareMode::SideBySide);
        panel.setMode(CompareMode::HeatMap);
        ViewportWindow& view = studio.view();
        QVERIFY(!view.isSplit());
        QVERIFY(view.scene()->objects[1].field);
        QTest::keyClick(&view, Qt::Key_Escape);
        QTRY_VERIFY(!panel.isVisible());
        QVERIFY(!view.scene()->objects[1].field);
        QCOMPARE(view.divider(), 0.5);
    }
};

QTEST_MAIN(ComparisonTest)
#include "comparison_test.moc"
