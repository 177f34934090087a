// The prepare tools: every control says what it does and in which unit, every tool makes solids, each is one step.
#include "ui/prepare/prepare_panel.h"

#include <cmath>

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>

#include <glm/gtc/matrix_transform.hpp>

#include "core/mesh/mesh_facts.h"
#include "core/project/scene_transform.h"
#include "tests/support/shapes.h"
#include "ui/prepare/orient_picker.h"
#include "ui/prepare/tool_form.h"
#include "ui/print/unit_question.h"
#include "ui/theme.h"
#include "ui/workspace.h"

namespace orfeas::ui {

class PreparePanelTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void saysWhatEachToolDoesAndInWhichUnit();
    void opensOneToolAtATime();
    void scrollsToTheToolThatIsOpened();
    void makesSolidsAndOneStepEach_data();
    void makesSolidsAndOneStepEach();
    void measuresWhatIsPrintedWhenTheObjectIsScaled();
    void cutsInTwoObjectsOfTheWholeVolume();
    void combinesTheSelected();
    void scalesToALength();
    void laysTheBestWayAndOffersOthers();
    void failsWithASentenceAndChangesNothing();
    void asksForTheUnitOfSuspiciousFilesOnly();

private:
    void add(std::uint64_t id, mesh::Mesh mesh, const glm::mat4& transform = glm::mat4(1.0f));
    void run(const QString& id, std::vector<std::pair<std::size_t, double>> values = {},
             const QString& text = {});
    const project::Document& document() const { return *m_workspace->objects()->document(); }

    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<PreparePanel> m_panel;
};

void PreparePanelTest::init() {
    m_workspace = std::make_unique<Workspace>();
    m_panel = std::make_unique<PreparePanel>(*m_workspace);
    m_panel->resize(320, 1200);
    m_panel->show();
}

void PreparePanelTest::cleanup() {
    m_panel.reset();
    m_workspace.reset();
}

void PreparePanelTest::add(std::uint64_t id, mesh::Mesh mesh, const glm::mat4& transform) {
    auto object = std::make_shared<project::Object>();
    object->id = project::ObjectId{id};
    object->name = "Thing " + std::to_string(id);
    object->facts = mesh::measure(mesh);
    object->mesh = std::make_shared<const mesh::Mesh>(std::move(mesh));
    object->transform = transform;
    m_workspace->edit("Add", [object](const project::Document& now) -> Result<project::Document> {
        return now.withObject(object);
    });
    QTRY_VERIFY_WITH_TIMEOUT(document().find(object->id) != nullptr, 20'000);
    m_workspace->select(object->id);
}

void PreparePanelTest::run(const QString& id, std::vector<std::pair<std::size_t, double>> values,
                           const QString& text) {
    ToolForm* form = m_panel->form(id);
    QVERIFY2(form, qPrintable(id));
    form->setOpen(true);
    for (const auto& [setting, value] : values)
        form->setValue(setting, value);
    if (!text.isEmpty()) form->findChild<QLineEdit*>()->setText(text);
    QSignalSpy ended(m_workspace.get(), &Workspace::operationEnded);
    form->findChild<QPushButton*>(id)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!ended.isEmpty(), 120'000);
}

void PreparePanelTest::saysWhatEachToolDoesAndInWhichUnit() {
    for (const PrepareTool& tool : prepareTools()) {
        ToolForm* form = m_panel->form(tool.id);
        QVERIFY(form);
        auto* button = form->findChild<QPushButton*>(tool.id);
        QVERIFY(button && !button->isEnabled() && !button->toolTip().isEmpty());
        const auto* head = form->findChild<ToolHead*>();
        QVERIFY(!head->accessibleName().isEmpty() && !head->toolTip().isEmpty());
        QCOMPARE(head->focusPolicy(), Qt::StrongFocus);
        for (const auto* field : form->findChildren<QDoubleSpinBox*>()) {
            QVERIFY(!field->toolTip().isEmpty());
            QVERIFY(field->accessibleName().startsWith(tool.name));
            QVERIFY(field->decimals() == 0 || field->toolTip().contains("mm"));
        }
        for (const auto* field : form->findChildren<QComboBox*>())
            QVERIFY(!field->toolTip().isEmpty() && !field->accessibleName().isEmpty());
    }
}

void PreparePanelTest::opensOneToolAtATime() {
    QTest::keyClick(m_panel->form("hollow")->findChild<ToolHead*>(), Qt::Key_Space);
    QVERIFY(m_panel->form("hollow")->isOpen());
    m_panel->form("cut")->setOpen(true);
    QVERIFY(!m_panel->form("hollow")->isOpen());
}

void PreparePanelTest::scrollsToTheToolThatIsOpened() {
    QScrollArea area;
    area.setWidgetResizable(true);
    area.setWidget(m_panel.release());
    area.resize(320, 300);
    area.show();
    auto* panel = qobject_cast<PreparePanel*>(area.widget());
    for (const PrepareTool& tool : prepareTools()) {
        ToolForm* form = panel->form(tool.id);
        form->setOpen(true);
        const auto isInSight = [&] {
            const QRect seen(form->mapTo(area.viewport(), QPoint()), form->size());
            return form->height() <= area.viewport()->height() ? area.viewport()->rect().contains(seen)
                                                               : seen.top() == 0;
        };
        QTRY_VERIFY2(isInSight(), qPrintable(tool.id));
    }
}

void PreparePanelTest::makesSolidsAndOneStepEach_data() {
    QTest::addColumn<QString>("tool");
    for (const char* tool : {"flatBase", "cut", "hollow", "simplify", "smooth", "remesh", "text"})
        QTest::newRow(tool) << tool;
}

void PreparePanelTest::makesSolidsAndOneStepEach() {
    QFETCH(QString, tool);
    add(1, test::sphere(20.0f, 48), glm::translate(glm::mat4(1.0f), {3, 4, 20}));
    const auto before = m_workspace->current();
    run(tool,
        tool == "text"       ? std::vector<std::pair<std::size_t, double>>{{3, 5.0}}
        : tool == "simplify" ? std::vector<std::pair<std::size_t, double>>{{0, 1000.0}}
                             : std::vector<std::pair<std::size_t, double>>{},
        tool == "text" ? QString("ok") : QString());
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->current().get() != before.get(), 20'000);
    for (const project::ObjectPtr& object : document().objects)
        QVERIFY2(mesh::measure(*object->mesh).solid(), qPrintable(tool));
    m_workspace->undo();
    QTRY_COMPARE_WITH_TIMEOUT(document().objects.size(), std::size_t(1), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(document().objects.front()->mesh.get(), before->mesh.get(), 20'000);
}

void PreparePanelTest::measuresWhatIsPrintedWhenTheObjectIsScaled() {
    add(1, test::cube(10.0f), glm::scale(glm::mat4(1.0f), glm::vec3(4.0f)));
    run("hollow", {{0, 5.0}});
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->current()->mesh->triangles.size() > 12, 20'000);
    // A cube of 40 mm with walls of 5 mm, whatever the mesh's own size was.
    const double wanted = 64'000.0 - 27'000.0;
    QVERIFY(std::abs(m_workspace->current()->facts.volumeMm3 - wanted) < 0.05 * wanted);
}

void PreparePanelTest::cutsInTwoObjectsOfTheWholeVolume() {
    add(1, test::cube(20.0f));
    run("cut", {{0, 2.0}, {1, 25.0}});
    QTRY_COMPARE_WITH_TIMEOUT(document().objects.size(), std::size_t(2), 20'000);
    std::vector<double> volumes;
    for (const project::ObjectPtr& object : document().objects)
        volumes.push_back(object->facts.volumeMm3);
    std::sort(volumes.begin(), volumes.end());
    QVERIFY(std::abs(volumes[0] - 2000.0) < 0.5);
    QVERIFY(std::abs(volumes[1] - 6000.0) < 0.5);
    QVERIFY(document().objects[0]->name != document().objects[1]->name);
}

void PreparePanelTest::combinesTheSelected() {
    add(1, test::cube(20.0f));
    QVERIFY(!m_panel->form("combine")->findChild<QPushButton*>("combine")->isEnabled());
    add(2, test::cube(20.0f), glm::translate(glm::mat4(1.0f), {10, 0, 0}));
    m_workspace->select(project::ObjectId{1});
    m_workspace->select(project::ObjectId{2}, true);
    run("combine", {{0, 2.0}}); // what they share
    QTRY_COMPARE_WITH_TIMEOUT(document().objects.size(), std::size_t(1), 20'000);
    QVERIFY(std::abs(document().objects.front()->facts.volumeMm3 - 4000.0) < 0.5);
}

void PreparePanelTest::scalesToALength() {
    add(1, test::cube(10.0f));
    run("size", {{0, 55.0}});
    const project::ObjectId one[] = {project::ObjectId{1}};
    QTRY_VERIFY_WITH_TIMEOUT(std::abs(project::boxOf(document(), one).size().x - 55.0f) < 0.01f, 20'000);
    QVERIFY(std::abs(project::boxOf(document(), one).lower.z) < 1e-4f);
}

void PreparePanelTest::laysTheBestWayAndOffersOthers() {
    // A slab on its edge, a little above the bed.
    mesh::Mesh slab = test::cube(20.0f);
    for (glm::vec3& p : slab.positions)
        p = {p.x, p.y * 0.1f, p.z + 3.0f};
    add(1, slab);
    run("layBest");
    const project::ObjectId one[] = {project::ObjectId{1}};
    QTRY_VERIFY_WITH_TIMEOUT(std::abs(project::boxOf(document(), one).size().z - 2.0f) < 0.01f, 20'000);
    QVERIFY(std::abs(project::boxOf(document(), one).lower.z) < 1e-3f);
    m_panel->orient().find();
    auto* list = m_panel->findChild<QListWidget*>("ways");
    QTRY_VERIFY_WITH_TIMEOUT(list->count() > 1, 20'000);
    QVERIFY(list->item(0)->text().contains("mm"));
}

void PreparePanelTest::failsWithASentenceAndChangesNothing() {
    add(1, test::cube(20.0f));
    const auto before = m_workspace->current();
    QSignalSpy ended(m_workspace.get(), &Workspace::operationEnded);
    run("split");
    QCOMPARE(m_workspace->current().get(), before.get());
    const QModelIndex row = m_workspace->jobs()->index(0);
    QVERIFY(m_workspace->jobs()->status(row).error->userText.find("nothing to split") != std::string::npos);
}

void PreparePanelTest::asksForTheUnitOfSuspiciousFilesOnly() {
    const auto from = [](const char* file, float size) {
        auto object = std::make_shared<project::Object>();
        object->id = project::ObjectId{1};
        object->name = "Thing";
        object->mesh = std::make_shared<const mesh::Mesh>(test::cube(size));
        object->facts = mesh::measure(*object->mesh);
        auto provenance = std::make_shared<project::Provenance>();
        provenance->sourcePath = provenance->sourceName = file;
        object->provenance = provenance;
        return project::ObjectPtr(object);
    };
    QVERIFY(unitChoices({from("a.stl", 80.0f)}).empty());
    QVERIFY(unitChoices({from("a.3mf", 0.08f)}).empty());
    const auto metres = unitChoices({from("a.obj", 0.08f)});
    QCOMPARE(metres.size(), std::size_t(4));
    QCOMPARE(metres[likelyUnit(metres)].name, QString("Metres"));
    const auto inches = unitChoices({from("a.stl", 3.0f)});
    QVERIFY(inches[likelyUnit(inches)].longestMm >= 20.0);

    add(1, test::cube(0.08f));
    auto* question = new UnitQuestion(*m_workspace, {from("a.obj", 0.08f)});
    question->show();
    QCOMPARE(question->findChildren<QRadioButton*>().size(), 5);
    question->choose(3);
    question->findChild<QPushButton*>("primary")->click();
    const project::ObjectId one[] = {project::ObjectId{1}};
    QTRY_VERIFY_WITH_TIMEOUT(std::abs(project::boxOf(document(), one).size().x - 80.0f) < 0.01f, 20'000);
}

} // namespace orfeas::ui

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    orfeas::ui::applyTheme(application, "dark");
    orfeas::ui::PreparePanelTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "prepare_panel_test.moc"
