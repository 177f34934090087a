// The history of a project as the desktop shows it: panel, variants, comparison, recovery, the state in the title.
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "core/project/session_folder.h"
#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"
#include "ui/history/compare_panel.h"
#include "ui/history/damage_dialog.h"
#include "ui/history/history_desk.h"
#include "ui/history/history_link.h"
#include "ui/history/history_model.h"
#include "ui/history/history_panel.h"
#include "ui/history/lane_layout.h"
#include "ui/history/merge_dialog.h"
#include "ui/history/name_dialog.h"
#include "ui/history/project_dialog.h"
#include "ui/history/project_title.h"
#include "ui/history/recovery_dialog.h"
#include "ui/history/version_actions.h"
#include "ui/theme.h"
#include "ui/viewport/viewport_pane.h"
#include "ui/widgets/segmented_control.h"
#include "ui/workspace.h"

using namespace orfeas;
using namespace orfeas::ui;
using project::SaveState;

namespace {

constexpr int kPatienceMs = 30'000;

project::ObjectPtr cube(const std::string& name, float side) {
    auto object = std::make_shared<project::Object>();
    object->name = name;
    object->mesh = std::make_shared<const mesh::Mesh>(test::cube(side));
    object->facts = mesh::measure(*object->mesh);
    return object;
}

history::ObjectId idOf(int number) {
    history::ObjectId id;
    id.bytes[0] = static_cast<std::uint8_t>(number);
    return id;
}

project::GraphVersion version(int number, std::initializer_list<int> parents) {
    project::GraphVersion made;
    made.id = idOf(number);
    for (const int parent : parents)
        made.parents.push_back(idOf(parent));
    return made;
}

/// One desktop without its window.
struct Desk {
    explicit Desk(const test::TemporaryFolder& folder, const char* data = "data") {
        link.start(QString::fromStdString((folder / data).string()), true);
    }
    ~Desk() { link.stop(); }

    void add(const std::string& name, float side = 10.0f) {
        workspace.edit(
            "Add " + QString::fromStdString(name),
            [object = cube(name, side)](const project::Document& document) -> Result<project::Document> {
                return document.withObject(object);
            });
    }
    void keep(const std::string& name) { link.session().save(name); }
    int versions() { return static_cast<int>(link.graph().versions.size()); }
    QStringList objects() {
        QStringList names;
        for (const auto& object : workspace.objects()->document()->objects)
            names << QString::fromStdString(object->name);
        return names;
    }

    Workspace workspace;
    HistoryLink link{workspace.bridge()};
    QWidget window;
    VersionActions actions{link, &window};
    HistoryPanel panel{link, actions};
};

QPushButton* buttonNamed(QWidget* parent, const QString& text) {
    for (auto* button : parent->findChildren<QPushButton*>()) {
        if (button->text() == text) return button;
    }
    return nullptr;
}

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        QCoreApplication::setOrganizationName("Orfeas");
        QCoreApplication::setApplicationName("HistoryTest");
        applyTheme(*static_cast<QApplication*>(QCoreApplication::instance()), "dark");
    }

    void aSingleLineRunsInOneLane() {
        const std::vector versions{version(3, {2}), version(2, {1}), version(1, {})};
        const LaneLayout layout = layoutLanes(versions, &versions[0]);
        QCOMPARE(layout.lanes, 1);
        QVERIFY(layout.rows[0].lines == std::vector<LaneRow::Line>({{-1, 0, 0}}));
        QVERIFY(layout.rows[1].lines == std::vector<LaneRow::Line>({{0, -1, 0}, {-1, 0, 0}}));
        QVERIFY(layout.rows[2].lines == std::vector<LaneRow::Line>({{0, -1, 0}}));
    }

    void theCurrentVariantKeepsTheFirstLane() {
        // 4 and 3 both grew from 2; 3 is the current variant's tip.
        const std::vector versions{version(4, {2}), version(3, {2}), version(2, {1}), version(1, {})};
        const LaneLayout layout = layoutLanes(versions, &versions[1]);
        QCOMPARE(layout.lanes, 2);
        QCOMPARE(layout.rows[0].lane, 1);
        QCOMPARE(layout.rows[1].lane, 0);
        QCOMPARE(layout.rows[2].lane, 0);
        QVERIFY(layout.rows[1].lines == std::vector<LaneRow::Line>({{1, 1, 1}, {-1, 0, 0}}));
        QVERIFY(layout.rows[2].lines == std::vector<LaneRow::Line>({{0, -1, 0}, {1, -1, 1}, {-1, 0, 0}}));
    }

    void aMergeJoinsTwoLanes() {
        const std::vector versions{version(4, {3, 2}), version(3, {1}), version(2, {1}), version(1, {})};
        const LaneLayout layout = layoutLanes(versions, &versions[0]);
        QCOMPARE(layout.lanes, 2);
        QVERIFY(layout.rows[0].lines == std::vector<LaneRow::Line>({{-1, 0, 0}, {-1, 1, 1}}));
        QCOMPARE(layout.rows[2].lane, 1);
    }

    void versionsAppearAndAreFound() {
        Desk desk(m_folder);
        desk.add("Owl");
        desk.keep("Flat base");
        desk.add("Cat");
        desk.keep("With a cat");
        QTRY_COMPARE_WITH_TIMEOUT(desk.panel.model()->rowCount(), 2, kPatienceMs);
        QCOMPARE(desk.panel.model()->index(0).data().toString(), "With a cat");
        QVERIFY(desk.panel.model()->row(desk.panel.model()->index(0)).isCurrent);
        desk.panel.search()->setText("flat");
        QCOMPARE(desk.panel.model()->rowCount(), 1);
        QCOMPARE(desk.panel.model()->index(0).data().toString(), "Flat base");
        desk.panel.search()->clear();
        QCOMPARE(desk.panel.model()->rowCount(), 2);
        QTRY_VERIFY(!desk.panel.model()->thumbnail(desk.panel.model()->index(0)).isNull());
    }

    void goingBackAddsAVersionAndUndoReturns() {
        Desk desk(m_folder, "restore");
        desk.add("Owl");
        desk.keep("One");
        QTRY_COMPARE_WITH_TIMEOUT(desk.versions(), 1, kPatienceMs); // "One" must not see the cat
        desk.add("Cat");
        desk.keep("Two");
        QTRY_COMPARE_WITH_TIMEOUT(desk.versions(), 2, kPatienceMs);
        desk.panel.list()->setCurrentIndex(desk.panel.model()->index(1));
        QPushButton* back = buttonNamed(&desk.panel, "Go back to this");
        QVERIFY(back->isEnabled());
        back->click();
        QTRY_COMPARE_WITH_TIMEOUT(desk.objects(), QStringList{"Owl"}, kPatienceMs);
        QTRY_COMPARE(desk.versions(), 3);
        desk.workspace.undo();
        QTRY_COMPARE_WITH_TIMEOUT(desk.objects(), (QStringList{"Owl", "Cat"}), kPatienceMs);
        // The work in hand is a row of its own now.
        QTRY_VERIFY_WITH_TIMEOUT(desk.panel.model()->row(desk.panel.model()->index(0)).isWork, kPatienceMs);
    }

    void aVariantIsMadeByNameAndSwitchedTo() {
        Desk desk(m_folder, "branch");
        desk.add("Owl");
        desk.keep("One");
        QTRY_COMPARE_WITH_TIMEOUT(desk.versions(), 1, kPatienceMs);
        desk.actions.newVariant(desk.link.tip()->id);
        auto* dialog = desk.window.findChild<NameDialog*>();
        QVERIFY(dialog);
        QVERIFY(!buttonNamed(dialog, "Make variant")->isEnabled());
        dialog->field()->setText("thicker wings");
        dialog->accept();
        QTRY_COMPARE_WITH_TIMEOUT(desk.link.status().variant, std::string("thicker-wings"), kPatienceMs);
        QTRY_COMPARE(desk.panel.model()->currentVariant(), "thicker-wings");
        desk.add("Wing");
        desk.keep("Wings");
        QTRY_COMPARE_WITH_TIMEOUT(desk.versions(), 2, kPatienceMs);
        desk.actions.switchTo("main");
        QTRY_COMPARE_WITH_TIMEOUT(desk.objects(), QStringList{"Owl"}, kPatienceMs);
    }

    void comparingSaysWhatIsDifferent() {
        Desk desk(m_folder, "compare");
        desk.add("Owl", 10.0f);
        desk.keep("Small");
        QTRY_COMPARE_WITH_TIMEOUT(desk.versions(), 1, kPatienceMs);
        desk.workspace.edit("Grow", [](const project::Document& document) -> Result<project::Document> {
            auto bigger = std::make_shared<project::Object>(*document.objects[0]);
            bigger->mesh = std::make_shared<const mesh::Mesh>(test::cube(12.0f));
            bigger->facts = mesh::measure(*bigger->mesh);
            return document.withObject(bigger);
        });
        QSignalSpy compared(&desk.link, &HistoryLink::compared);
        desk.actions.compareWithNow(desk.link.tip()->id);
        QTRY_COMPARE_WITH_TIMEOUT(compared.count(), 1, kPatienceMs);
        const auto comparison = compared[0][0].value<std::shared_ptr<const project::VersionsCompared>>();
        ComparePanel panel;
        panel.setComparison(comparison);
        QVERIFY(panel.mode() == CompareMode::HeatMap);
        QCOMPARE(panel.list()->count(), 1);
        QVERIFY(comparisonText(comparison->objects[0]).contains("max"));
        const auto scene = compareScenes(*comparison, CompareMode::HeatMap, 0.5f, {}).scene;
        QCOMPARE(scene->objects.size(), std::size_t(1));
        QVERIFY(scene->objects[0].field);
        QCOMPARE(scene->objects[0].field->values.size(), scene->objects[0].mesh->positions.size());
        QCOMPARE(scene->objects[0].field->upper, deviationLimit(comparison->objects));
        const CompareScenes two = compareScenes(*comparison, CompareMode::SideBySide, 0.5f, {});
        QCOMPARE(two.beside->objects[0].mesh, comparison->objects[0].older->mesh);
        QCOMPARE(two.scene->objects[0].mesh, comparison->objects[0].newer->mesh);
        QCOMPARE(compareScenes(*comparison, CompareMode::Blend, 0.0f, {}).scene->objects.size(),
                 std::size_t(1));
        QSignalSpy left(&panel, &ComparePanel::left);
        QTest::keyClick(&panel, Qt::Key_Escape);
        QCOMPARE(left.count(), 1);
    }

    void savingNamesTheProjectAndOpeningElsewhereReadsOnly() {
        Desk desk(m_folder, "save");
        ProjectTitle title(desk.link);
        desk.add("Owl");
        QTRY_COMPARE_WITH_TIMEOUT(desk.link.status().state, SaveState::Saved, kPatienceMs);
        QCOMPARE(projectName(desk.link.status()), "Untitled");
        const std::filesystem::path file = m_folder / "garden.orfeas";
        desk.link.session().saveAs(file);
        QTRY_COMPARE_WITH_TIMEOUT(projectName(desk.link.status()), "garden", kPatienceMs);
        QCOMPARE(saveStateText(desk.link.status()), "Saved");
        QCOMPARE(title.accessibleName(), "garden, Saved");

        Desk other(m_folder, "other");
        other.link.session().open(file);
        QTRY_COMPARE_WITH_TIMEOUT(other.objects(), QStringList{"Owl"}, kPatienceMs);
        QTRY_COMPARE(saveStateText(other.link.status()), "Read-only: open elsewhere");
        other.panel.list()->setCurrentIndex(other.panel.model()->index(0));
        QVERIFY(!buttonNamed(&other.panel, "Go back to this")->isEnabled());
        QVERIFY(buttonNamed(&other.panel, "Compare")->isEnabled());
    }

    void foundWorkIsOfferedInPlainWords() {
        project::RecoveryOffered offer;
        offer.recovery.time = 1'700'000'000;
        offer.recovery.changes.push_back({project::ObjectChange::Kind::Added, {}, "Cat"});
        for (const auto& [button, signal] : {std::pair{"Bring it back", &RecoveryDialog::restoreChosen},
                                             std::pair{"Look first", &RecoveryDialog::lookChosen},
                                             std::pair{"Leave it", &RecoveryDialog::discardChosen}}) {
            auto* dialog = new RecoveryDialog(offer);
            QSignalSpy chosen(dialog, signal);
            QSignalSpy looked(dialog, &RecoveryDialog::lookChosen);
            bool named = false;
            for (const auto* label : dialog->findChildren<QLabel*>())
                named |= label->text() == "Cat is new";
            QVERIFY(named);
            buttonNamed(dialog, button)->click();
            QCOMPARE(chosen.count(), 1);
            QCOMPARE(looked.count(), QString(button) == "Look first" ? 1 : 0);
        }
    }

    void foundWorkComesBackThroughTheDialog() {
        {
            Desk desk(m_folder, "crash");
            desk.add("Owl");
            desk.keep("One");
            QTRY_COMPARE_WITH_TIMEOUT(desk.versions(), 1, kPatienceMs);
            desk.add("Cat");
            QTRY_VERIFY_WITH_TIMEOUT(
                desk.link.status().edited && desk.link.status().state == SaveState::Saved, kPatienceMs);
            // What the disk holds now is what a crash would leave.
            std::filesystem::copy(m_folder / "crash", m_folder / "crashed",
                                  std::filesystem::copy_options::recursive);
        }
        for (const auto& entry : std::filesystem::directory_iterator(m_folder / "crashed" / "untitled")) {
            if (entry.path().extension() == ".orfeas")
                QVERIFY(project::SessionFolder(m_folder / "crashed").markOpen(entry.path()).ok());
        }
        Workspace workspace;
        HistoryLink link(workspace.bridge());
        QWidget window;
        ViewportPane viewport(workspace);
        HistoryDesk desk(&window, workspace, link, viewport);
        link.start(QString::fromStdString((m_folder / "crashed").string()), true);
        QTRY_VERIFY_WITH_TIMEOUT(window.findChild<RecoveryDialog*>(), kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(workspace.objects()->objectCount(), 1, kPatienceMs);
        int widest = 0; // the work as a picture, not just a sign
        for (const auto* label : window.findChild<RecoveryDialog*>()->findChildren<QLabel*>())
            widest = std::max(widest, label->pixmap().width());
        QVERIFY(widest > 100);
        buttonNamed(window.findChild<RecoveryDialog*>(), "Bring it back")->click();
        QTRY_COMPARE_WITH_TIMEOUT(workspace.objects()->objectCount(), 2, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(int(link.graph().versions.size()), 2, kPatienceMs);
        link.stop();
    }

    void aDamagedProjectIsOfferedToBeSaved() {
        const std::filesystem::path file = m_folder / "damaged.orfeas";
        {
            Desk desk(m_folder, "damage");
            desk.add("Owl");
            desk.link.session().saveAs(file);
            QTRY_COMPARE_WITH_TIMEOUT(projectName(desk.link.status()), "damaged", kPatienceMs);
        }
        std::filesystem::resize_file(file, std::filesystem::file_size(file) * 3 / 4);
        Workspace workspace;
        HistoryLink link(workspace.bridge());
        QWidget window;
        ViewportPane viewport(workspace);
        HistoryDesk desk(&window, workspace, link, viewport);
        link.start(QString::fromStdString((m_folder / "damage2").string()), false);
        QSignalSpy failed(&link, &HistoryLink::failed);
        QSignalSpy saved(&link, &HistoryLink::salvaged);
        link.session().open(file);
        QTRY_VERIFY_WITH_TIMEOUT(window.findChild<DamageDialog*>(), kPatienceMs);
        buttonNamed(window.findChild<DamageDialog*>(), "Save what is sound")->click();
        QTRY_VERIFY_WITH_TIMEOUT(saved.count() + failed.count() > 0, kPatienceMs);
        link.stop();
    }

    void theProjectDialogSharesChecksAndBacksUp() {
        Desk desk(m_folder, "care");
        desk.add("Owl");
        desk.keep("One");
        QTRY_COMPARE_WITH_TIMEOUT(desk.versions(), 1, kPatienceMs);
        auto* dialog = new ProjectDialog(desk.link, desk.actions, &desk.window);
        QPushButton* send = buttonNamed(dialog, "Send");
        QVERIFY(!send->isEnabled());
        dialog->place()->setText(QString::fromStdString((m_folder / "shared folder").string()));
        QVERIFY(send->isEnabled());
        send->click();
        QTRY_VERIFY_WITH_TIMEOUT(dialog->message().startsWith("Everything is there now"), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(buttonNamed(dialog, "Take in")->isEnabled(), kPatienceMs);
        buttonNamed(dialog, "Take in")->click();
        QTRY_VERIFY_WITH_TIMEOUT(dialog->message().startsWith("Nothing new there"), kPatienceMs);
        buttonNamed(dialog, "Check every part")->click();
        QTRY_VERIFY_WITH_TIMEOUT(dialog->health().startsWith("Sound"), kPatienceMs);
        QVERIFY(!buttonNamed(dialog, "Save what is sound…")->isVisibleTo(dialog));
        buttonNamed(dialog, "Back up now")->click();
        QTRY_VERIFY2_WITH_TIMEOUT(dialog->message().startsWith("Backup made"), qPrintable(dialog->message()),
                                  kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->backups()->count() >= 1 &&
                                     dialog->backups()->item(0)->flags() != Qt::NoItemFlags,
                                 kPatienceMs);
        dialog->backups()->setCurrentRow(0);
        buttonNamed(dialog, "Open a copy")->click();
        QTRY_VERIFY_WITH_TIMEOUT(QString::fromStdString(desk.link.status().file.string()).contains("20"),
                                 kPatienceMs);
    }

    void searchFindsNamesOfObjectsToo() {
        Desk desk(m_folder, "names");
        desk.add("Owl");
        desk.keep("One");
        QTRY_COMPARE_WITH_TIMEOUT(desk.versions(), 1, kPatienceMs);
        desk.add("Cat");
        desk.keep("Two");
        QTRY_COMPARE_WITH_TIMEOUT(desk.versions(), 2, kPatienceMs);
        desk.panel.search()->setText("cat");
        QTRY_COMPARE_WITH_TIMEOUT(desk.panel.model()->rowCount(), 1, kPatienceMs);
        QCOMPARE(desk.panel.model()->index(0).data().toString(), "Two");
    }

    void conflictsAreChosenObjectByObject() {
        project::MergeAsked question{"round", {}};
        question.conflicts.resize(2);
        question.conflicts[0].object = project::ObjectId{1};
        question.conflicts[1].object = project::ObjectId{2};
        MergeDialog dialog(question, "main", nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.choiceAt(1)->setCurrentIndex(2);
        const project::MergeChoices choices = dialog.choices();
        QVERIFY(choices.of(project::ObjectId{1}) == project::MergeChoice::Ours);
        QVERIFY(choices.of(project::ObjectId{2}) == project::MergeChoice::Both);
    }

private:
    test::TemporaryFolder m_folder;
};

QTEST_MAIN(HistoryTest)
#include "history_test.moc"
