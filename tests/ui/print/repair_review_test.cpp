// A repair is shown change by change before it is taken: list, ticks, before and after, one step of the history.
#include "ui/print/repair_review.h"

#include <algorithm>
#include <cmath>

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

#include "core/mesh/mesh_facts.h"
#include "core/project/object_shape.h"
#include "tests/support/shapes.h"
#include "ui/print/object_repair.h"
#include "ui/print/print_panel.h"
#include "ui/theme.h"
#include "ui/viewport/scene_builder.h"
#include "ui/workspace.h"

namespace orfeas::ui {

class RepairReviewTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void showsEveryChangeAndTheShapeThatWouldCome();
    void takesItAsOneStep();
    void discardsItWithoutATrace();
    void worksOutAgainWithoutWhatWasTurnedDown();
    void showsBeforeAndAfterAndThePlaceOfAChange();
    void saysWhenThereIsNothingToRepair();
    void endsWhenTheObjectChanges();

private:
    void add(mesh::Mesh mesh);
    void startAndWait();
    QTreeWidget* list() const { return m_panel->findChild<QTreeWidget*>("repairRegions"); }
    bool shown() const { return m_panel->repair().state() == ObjectRepair::State::Shown; }

    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<PrintPanel> m_panel;
};

void RepairReviewTest::init() {
    m_workspace = std::make_unique<Workspace>();
    m_panel = std::make_unique<PrintPanel>(*m_workspace);
    m_panel->resize(320, 900);
    m_panel->show();
}

void RepairReviewTest::cleanup() {
    m_panel.reset();
    m_workspace.reset();
}

void RepairReviewTest::add(mesh::Mesh mesh) {
    auto object = std::make_shared<project::Object>();
    object->id = project::ObjectId{1};
    object->name = "Thing";
    object->facts = mesh::measure(mesh);
    object->mesh = std::make_shared<const mesh::Mesh>(std::move(mesh));
    m_workspace->edit("Add", [object](const project::Document& document) -> Result<project::Document> {
        return document.withObject(object);
    });
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->current() != nullptr, 30'000);
}

void RepairReviewTest::startAndWait() {
    m_panel->findChild<QPushButton*>("repair")->click();
    QTRY_VERIFY_WITH_TIMEOUT(shown(), 60'000);
}

void RepairReviewTest::showsEveryChangeAndTheShapeThatWouldCome() {
    add(test::cubeWithHole(20.0f));
    startAndWait();
    QVERIFY(list()->isVisible());
    QVERIFY(list()->topLevelItemCount() >= 1);
    QVERIFY(list()->topLevelItem(0)->text(0).startsWith("Filled\nhole of 3 edges"));
    QCOMPARE(list()->topLevelItem(0)->checkState(0), Qt::Checked);
    QVERIFY(m_panel->findChild<QLabel*>("repairSteps")->text().contains("filled 1 hole"));
    const project::ObjectPtr object = m_workspace->current();
    const Proposal* proposal = m_workspace->print().proposal(object->id);
    QVERIFY(proposal != nullptr);
    QVERIFY(mesh::measure(*proposal->mesh).solid());
    const auto scene = buildScene(*m_workspace, {}, false, std::nullopt);
    QCOMPARE(scene->objects.front().mesh.get(), proposal->mesh.get());
    QVERIFY(scene->objects.front().field != nullptr);
    // A flat hole filled flat: nothing moved, which is told, and shown in the colour of the object.
    const auto field = m_workspace->print().shownField(*object);
    QCOMPARE(QString::fromStdString(field->title), QString("Moved by: nothing moved"));
    QVERIFY(std::all_of(field->values.begin(), field->values.end(), [](float mm) { return std::isnan(mm); }));
    QVERIFY(!mesh::measure(*object->mesh).solid()); // the object itself waits
}

void RepairReviewTest::takesItAsOneStep() {
    add(test::cubeWithHole(20.0f));
    startAndWait();
    QSignalSpy undo(m_workspace.get(), &Workspace::undoChanged);
    for (QPushButton* button : m_panel->findChildren<QPushButton*>("primary"))
        if (button->isVisible()) button->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->current()->facts.solid(), 20'000);
    QCOMPARE(undo.last()[0].toString(), QString("Repair Thing"));
    QVERIFY(m_workspace->print().proposal(project::ObjectId{1}) == nullptr);
    QVERIFY(m_panel->findChild<QPushButton*>("repair")->isVisible());
    m_workspace->undo();
    QTRY_VERIFY_WITH_TIMEOUT(!m_workspace->current()->facts.solid(), 20'000);
}

void RepairReviewTest::discardsItWithoutATrace() {
    add(test::cubeWithHole(20.0f));
    const auto before = m_workspace->current();
    startAndWait();
    m_panel->findChild<QPushButton*>("discardRepair")->click();
    QCOMPARE(m_panel->repair().state(), ObjectRepair::State::Off);
    QCOMPARE(m_workspace->current().get(), before.get());
    QVERIFY(m_workspace->print().proposal(before->id) == nullptr);
}

void RepairReviewTest::worksOutAgainWithoutWhatWasTurnedDown() {
    add(test::cubeWithHole(20.0f));
    startAndWait();
    list()->topLevelItem(0)->setCheckState(0, Qt::Unchecked);
    QTRY_VERIFY_WITH_TIMEOUT(shown() && !m_panel->repair().repair()->solid, 60'000);
    QCOMPARE(m_panel->repair().rejected().size(), std::size_t(1));
    QTreeWidgetItem* left = list()->topLevelItem(list()->topLevelItemCount() - 1);
    QCOMPARE(left->checkState(0), Qt::Unchecked);
    left->setCheckState(0, Qt::Checked); // and back
    QTRY_VERIFY_WITH_TIMEOUT(shown() && m_panel->repair().repair()->solid, 60'000);
}

void RepairReviewTest::showsBeforeAndAfterAndThePlaceOfAChange() {
    add(test::cubeWithHole(20.0f));
    startAndWait();
    ObjectRepair& repair = m_panel->repair();
    const auto id = m_workspace->current()->id;
    repair.setView(ObjectRepair::View::Before);
    QCOMPARE(m_workspace->print().proposal(id)->mesh.get(), m_workspace->current()->mesh.get());
    QSignalSpy look(&m_workspace->print(), &PrintLink::lookAt);
    repair.showRegion(0);
    QCOMPARE(look.size(), 1);
    // From the side the filled hole is on.
    const mesh::Mesh& mended = *repair.repair()->mesh;
    const glm::uvec3 filled = mended.triangles[repair.repair()->regions[0].faces[0]];
    const glm::vec3 normal = glm::cross(mended.positions[filled.y] - mended.positions[filled.x],
                                        mended.positions[filled.z] - mended.positions[filled.x]);
    QVERIFY(glm::dot(glm::normalize(look[0][1].value<glm::vec3>()), glm::normalize(normal)) > 0.99f);
    QCOMPARE(m_workspace->print().proposal(id)->mesh.get(), repair.repair()->mesh.get());
    QVERIFY(m_workspace->print().shownField(*m_workspace->current())->title.find("hole") !=
            std::string::npos);
}

void RepairReviewTest::saysWhenThereIsNothingToRepair() {
    add(test::cube(20.0f));
    QSignalSpy told(m_workspace.get(), &Workspace::told);
    m_panel->findChild<QPushButton*>("repair")->click();
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), 1, 60'000);
    QVERIFY(told[0][0].toString().contains("nothing to repair"));
    QCOMPARE(m_panel->repair().state(), ObjectRepair::State::Off);
}

void RepairReviewTest::endsWhenTheObjectChanges() {
    add(test::cubeWithHole(20.0f));
    startAndWait();
    m_workspace->edit("Other shape", [](const project::Document& document) -> Result<project::Document> {
        return document.withObject(project::withStandingShape(
            *document.objects.front(), std::make_shared<mesh::Mesh>(test::cube(5.0f))));
    });
    QTRY_COMPARE_WITH_TIMEOUT(m_panel->repair().state(), ObjectRepair::State::Off, 20'000);
}

} // namespace orfeas::ui

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    orfeas::ui::applyTheme(application, "dark");
    orfeas::ui::RepairReviewTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "repair_review_test.moc"
