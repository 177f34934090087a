#include "ui/print/print_panel.h"

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/shapes.h"
#include "ui/print/finding_row.h"
#include "ui/print/slicer_link.h"
#include "ui/theme.h"
#include "ui/workspace.h"

namespace orfeas::ui {

class PrintPanelTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void saysNothingOfNothing();
    void tellsFindingsAndShowsTheirPlace();
    void checksAgainForAnotherProfile();
    void mapsTheThickness();
    void handsOverToASlicerThatIsThere();
    void saysWhenThereIsNoSlicer();

private:
    void add(mesh::Mesh mesh);
    QList<FindingRow*> rows() const { return m_panel->findChildren<FindingRow*>("finding"); }

    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<PrintPanel> m_panel;
    QByteArray m_path;
};

void PrintPanelTest::init() {
    m_path = qgetenv("PATH");
    m_workspace = std::make_unique<Workspace>();
    m_panel = std::make_unique<PrintPanel>(*m_workspace);
    m_panel->resize(320, 700);
    m_panel->show();
}

void PrintPanelTest::cleanup() {
    qputenv("PATH", m_path);
    m_panel.reset();
    m_workspace.reset();
}

void PrintPanelTest::add(mesh::Mesh mesh) {
    auto object = std::make_shared<project::Object>();
    object->id = project::ObjectId{1};
    object->name = "Thing";
    object->facts = mesh::measure(mesh);
    object->mesh = std::make_shared<const mesh::Mesh>(std::move(mesh));
    m_workspace->edit("Add", [object](const project::Document& document) -> Result<project::Document> {
        return document.withObject(object);
    });
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->current() != nullptr, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->print().report(object->id) != nullptr, 20'000);
}

void PrintPanelTest::saysNothingOfNothing() {
    QVERIFY(m_panel->findChild<QLabel*>("verdict")->text().startsWith("Select"));
    QVERIFY(rows().isEmpty());
}

void PrintPanelTest::tellsFindingsAndShowsTheirPlace() {
    add(test::cubeWithHole(20.0f));
    QCOMPARE(m_panel->findChild<QLabel*>("verdict")->text(), QString("Does not print: Open edges"));
    QTRY_VERIFY(!rows().isEmpty());
    FindingRow* row = rows().first();
    QVERIFY(row->accessibleName().contains("3 edges belong to one triangle only"));
    QVERIFY(row->heightForWidth(200) >= row->heightForWidth(600));
    QSignalSpy look(&m_workspace->print(), &PrintLink::lookAt);
    QTest::mouseClick(row, Qt::LeftButton);
    QCOMPARE(look.size(), 1);
    const auto object = m_workspace->current();
    const auto field = m_workspace->print().field(object->id, object->mesh);
    QVERIFY(field != nullptr);
    QCOMPARE(field->values.size(), object->mesh->positions.size());
    QCOMPARE(QString::fromStdString(field->title), QString("Open edges"));
    // The outliner and everything else learn of it too.
    const QModelIndex index = m_workspace->objects()->indexOf(object->id);
    QCOMPARE(index.data(ObjectModel::VerdictRole).toInt(), static_cast<int>(print::Verdict::DoesNotPrint));
}

void PrintPanelTest::checksAgainForAnotherProfile() {
    add(test::cube(20.0f));
    QCOMPARE(m_panel->findChild<QLabel*>("verdict")->text(), QString("Prints"));
    m_workspace->print().setProfile("sla");
    QCOMPARE(m_panel->findChild<QComboBox*>("profile")->currentData().toString(), QString("sla"));
    QTRY_COMPARE_WITH_TIMEOUT(m_workspace->print().report(project::ObjectId{1})->profile, std::string("sla"),
                              20'000);
    m_workspace->print().setPrinter("bambu-a1");
    QTRY_COMPARE_WITH_TIMEOUT(m_workspace->print().report(project::ObjectId{1})->printer,
                              std::string("bambu-a1"), 20'000);
}

void PrintPanelTest::mapsTheThickness() {
    add(test::cube(20.0f));
    const auto object = m_workspace->current();
    m_workspace->print().show(object, PrintMap::Thickness);
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->print().field(object->id, object->mesh) != nullptr, 20'000);
    const auto field = m_workspace->print().field(object->id, object->mesh);
    QCOMPARE(field->values.size(), std::size_t(8));
    QCOMPARE(qRound(field->values[0]), 20);
    QCOMPARE(m_workspace->print().map(), PrintMap::Thickness);
    m_workspace->print().clear();
    QVERIFY(m_workspace->print().field(object->id, object->mesh) == nullptr);
}

void PrintPanelTest::handsOverToASlicerThatIsThere() {
    QTemporaryDir folder;
    QFile program(folder.filePath("prusa-slicer"));
    QVERIFY(program.open(QIODevice::WriteOnly));
    program.write("#!/bin/sh\ncp \"$1\" \"$(dirname \"$0\")/given.3mf\"\n");
    program.close();
    QVERIFY(program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    qputenv("PATH", (folder.path() + ":" + QString::fromLocal8Bit(m_path)).toLocal8Bit());
    QCOMPARE(installedSlicers().front().title, QString("PrusaSlicer"));
    add(test::cube(20.0f));
    m_panel->findChild<QPushButton*>("openInSlicer")->click();
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(folder.filePath("given.3mf")).size() > 200, 20'000);
}

void PrintPanelTest::saysWhenThereIsNoSlicer() {
    QTemporaryDir empty;
    qputenv("PATH", empty.path().toLocal8Bit());
    qputenv("XDG_DATA_HOME", empty.path().toLocal8Bit());
    if (!installedSlicers().empty()) return; // one from a Flatpak of the whole machine
    add(test::cube(20.0f));
    QSignalSpy said(m_workspace.get(), &Workspace::message);
    m_panel->findChild<QPushButton*>("openInSlicer")->click();
    QCOMPARE(said.size(), 1);
    QVERIFY(said[0][0].toString().startsWith("No slicer was found"));
}

} // namespace orfeas::ui

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    orfeas::ui::applyTheme(application, "dark");
    orfeas::ui::PrintPanelTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "print_panel_test.moc"
