// A repair is shown change by change before it is taken; tools say what they do and in which unit.
#include "ui/print/repair_review.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

#include "core/mesh/mesh_facts.h"
#include "tests/support/shapes.h"
#include "ui/panels/prepare_panel.h"
#include "ui/theme.h"
#include "ui/workspace.h"

using namespace orfeas;
using namespace orfeas::ui;

namespace {

std::shared_ptr<print::Repair> filledCube() {
    auto repair = std::make_shared<print::Repair>();
    repair->mesh = std::make_shared<const mesh::Mesh>(test::cube());
    repair->changed = true;
    repair->steps = {"joined 3 points that lay on another", "filled 1 hole"};
    print::RepairRegion hole;
    hole.kind = print::RegionKind::Filled;
    hole.text = "hole of 3 edges, 14.1 mm across";
    hole.faces = {11};
    hole.key = "filled@1,2,3";
    print::RepairRegion turned;
    turned.kind = print::RegionKind::Turned;
    turned.text = "2 faces turned over";
    turned.faces = {0, 1};
    repair->regions = {hole, turned};
    repair->volumeBeforeMm3 = 900.0;
    repair->volumeAfterMm3 = 1000.0;
    return repair;
}

} // namespace

class RepairReviewTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*static_cast<QApplication*>(QCoreApplication::instance()), "dark"); }

    void listsEveryChangeAndSaysHowFarItMoved() {
        RepairReview review("Owl", filledCube());
        const auto* list = review.findChild<QTreeWidget*>("repairRegions");
        QCOMPARE(list->topLevelItemCount(), 2);
        QCOMPARE(list->topLevelItem(0)->text(1), QString("hole of 3 edges, 14.1 mm across"));
        QVERIFY(list->topLevelItem(0)->flags() & Qt::ItemIsUserCheckable);
        QCOMPARE(list->topLevelItem(0)->checkState(0), Qt::Checked);
        QVERIFY(!list->topLevelItem(1)->data(0, Qt::CheckStateRole).isValid());
        const QString summary = review.findChild<QLabel*>("repairSummary")->text();
        QVERIFY(summary.contains("filled 1 hole"));
        QVERIFY(summary.contains("mm"));
    }

    void acceptsWhatIsShown() {
        const auto repair = filledCube();
        RepairReview review("Owl", repair);
        std::shared_ptr<const print::Repair> got;
        connect(&review, &RepairReview::taken, this,
                [&](std::shared_ptr<const print::Repair> r) { got = r; });
        auto* accept = review.findChild<QPushButton*>("acceptRepair");
        QVERIFY(accept->isEnabled());
        accept->click();
        QCOMPARE(got.get(), static_cast<const print::Repair*>(repair.get()));
        QCOMPARE(review.result(), int(QDialog::Accepted));
    }

    void worksOutAgainWithoutWhatWasUnticked() {
        RepairReview review("Owl", filledCube());
        std::vector<std::string> keys;
        connect(&review, &RepairReview::againWanted, this,
                [&](const std::vector<std::string>& k) { keys = k; });
        auto* again = review.findChild<QPushButton*>("repairAgain");
        QVERIFY(!again->isEnabled());
        review.findChild<QTreeWidget*>("repairRegions")->topLevelItem(0)->setCheckState(0, Qt::Unchecked);
        QVERIFY(again->isEnabled());
        QVERIFY(!review.findChild<QPushButton*>("acceptRepair")->isEnabled());
        again->click();
        QCOMPARE(keys, std::vector<std::string>{"filled@1,2,3"});
        auto less = filledCube();
        less->regions.erase(less->regions.begin());
        less->solid = false;
        review.present(less);
        QCOMPARE(review.rejected(), keys);
        QVERIFY(review.findChild<QPushButton*>("acceptRepair")->isEnabled());
        QVERIFY(review.findChild<QLabel*>("repairSummary")->text().contains("no solid"));
    }

    void toolsSayWhatTheyDoAndInWhichUnit() {
        Workspace workspace;
        PreparePanel panel(workspace);
        QVERIFY(!panel.findChild<QPushButton*>("prepareRepair")->isEnabled());
        for (const PrepareTool& tool : prepareTools()) {
            const auto* button = panel.findChild<QPushButton*>(tool.objectName);
            QVERIFY(button);
            QVERIFY(!button->toolTip().isEmpty());
            QVERIFY(!button->isEnabled());
        }
        for (const auto* field : panel.findChildren<QDoubleSpinBox*>()) {
            QVERIFY(!field->toolTip().isEmpty());
            QVERIFY(!field->accessibleName().isEmpty());
            QVERIFY(field->decimals() == 0 || field->suffix() == " mm");
        }
    }

    void toolsMakeSolidsOfACube() {
        for (const PrepareTool& tool : prepareTools()) {
            if (tool.objectName == "prepareThicken") continue; // a cube has no thin walls
            std::vector<double> values;
            for (const PrepareTool::Setting& setting : tool.settings)
                values.push_back(setting.usual);
            const auto made = tool.work(test::cube(20.0f), values, {});
            QVERIFY2(made.ok(), qPrintable(tool.name +
                                           (made.ok() ? "" : QString::fromStdString(made.error().userText))));
            QVERIFY2(mesh::measure(*made).solid(), qPrintable(tool.name));
        }
    }
};

QTEST_MAIN(RepairReviewTest)
#include "repair_review_test.moc"
