// Not a test: shows versions, comparing and recovering, and writes pictures of the screen, to be looked at. With `crash` it
// leaves work behind as a killed program does; the next run without it is offered that work.
//   tests/support/with_display.sh build/bin/ui_history_screenshots FOLDER DATA_FOLDER crash|recover
#include <QListView>
#include <QSlider>

#include <unistd.h>

#include "core/project/scene_edit.h"
#include "tests/ui/viewport/pictures.h"
#include "tests/ui/viewport/studio_window.h"
#include "ui/history/compare_panel.h"
#include "ui/history/history_desk.h"
#include "ui/history/history_panel.h"
#include "ui/history/recovery_dialog.h"
#include "ui/history/version_actions.h"

using namespace orfeas;
using namespace orfeas::ui;

namespace {

QString g_folder;

/// The window on a data folder that stays.
class Studio {
public:
    explicit Studio(const char* data) {
        qputenv("XDG_DATA_HOME", data);
        m_window.resize(1440, 900);
        m_window.show();
        m_window.start({});
        test::waitUntil([this] { return m_window.viewport().window3d() != nullptr; });
        connectFrames();
    }
    MainWindow& window() { return m_window; }
    Workspace& workspace() { return m_window.workspace(); }
    HistoryLink& link() { return m_window.history(); }
    VersionActions& versions() { return m_window.historyDesk().versions(); }
    std::size_t kept() { return link().graph().versions.size(); }
    void trigger(CommandId id) { m_window.commands().action(id)->trigger(); }

    void shoot(const char* name) {
        // Flights end, meshes arrive, the picture sharpens: nothing is drawn any more.
        int drawn = -1;
        for (int quiet = 0; quiet < 2;) {
            QTest::qWait(1500);
            quiet = drawn == m_frames ? quiet + 1 : 0;
            drawn = m_frames;
        }
        test::savePicture(m_window, g_folder, QString("history-%1").arg(name));
    }
    void keep(const char* name) {
        const std::size_t before = kept();
        link().session().save(name);
        test::waitUntil([&] { return kept() == before + 1; });
    }
    void edit(const char* what, const std::function<void(project::Object&)>& change) {
        const auto before = workspace().objects()->document();
        workspace().edit(what, [change](const project::Document& document) -> Result<project::Document> {
            auto next = std::make_shared<project::Object>(*document.objects[0]);
            change(*next);
            return document.withObject(next);
        });
        test::waitUntil([&] { return workspace().objects()->document() != before; });
    }

private:
    void connectFrames() {
        QObject::connect(&m_window.viewport(), &ViewportPane::frameDrawn, &m_window, [this] { ++m_frames; });
    }
    MainWindow m_window;
    int m_frames = 0;
};

/// Thicker towards the head: every point above the middle goes outwards.
std::shared_ptr<const mesh::Mesh> thickened(const mesh::Mesh& mesh) {
    auto next = std::make_shared<mesh::Mesh>(mesh);
    const mesh::Box box = mesh::boundingBox(mesh);
    for (glm::vec3& p : next->positions) {
        const float up = (p.z - box.center().z) / box.size().z;
        if (up > 0.0f) p.x *= 1.0f + 0.6f * up;
    }
    return next;
}

void compareAndLook(Studio& studio) {
    ComparePanel& panel = *studio.window().historyDesk().comparison();
    const auto& versions = studio.link().graph().versions;
    const history::ObjectId first = versions.back().id;
    QSignalSpy compared(&studio.link(), &HistoryLink::compared);
    studio.versions().compareWithNow(first);
    test::waitUntil([&] { return compared.count() == 1; });
    studio.shoot("compare-heat");
    panel.setMode(CompareMode::SideBySide);
    studio.shoot("compare-side");
    panel.sliderWidget()->setValue(panel.sliderWidget()->maximum() * 3 / 10);
    studio.shoot("compare-side-moved");
    panel.setMode(CompareMode::Blend);
    studio.shoot("compare-blend");
    emit panel.left();
    studio.versions().look(first);
    test::waitUntil([&] { return studio.window().viewport().shownInstead() != nullptr; });
    studio.trigger(CommandId::FrameAll);
    studio.shoot("look");
    QTest::keyClick(studio.window().viewport().window3d(), Qt::Key_Escape);
}

[[noreturn]] void makeVersions(const char* data) {
    Studio studio(data);
    emit studio.window().viewport().sampleRequested(0);
    test::waitUntil([&] {
        return studio.workspace().objects()->objectCount() == 1 &&
               studio.workspace().jobs()->activeCount() == 0 && studio.kept() >= 1;
    });
    studio.keep("As drawn");
    const history::ObjectId first = studio.link().tip()->id;
    studio.edit("Turn", [](project::Object& object) { object.transform[3].x += 8.0f; });
    studio.keep("A little aside");
    studio.link().session().createVariant("thick-wings", first);
    test::waitUntil([&] { return studio.link().status().variant == "thick-wings"; });
    studio.edit("Thicken", [](project::Object& object) {
        object.mesh = thickened(*object.mesh);
        object.facts = mesh::measure(*object.mesh);
    });
    studio.keep("Thicker wings");
    studio.trigger(CommandId::TabHistory);
    studio.trigger(CommandId::FrameAll);
    studio.window().historyDesk().panel()->list()->setCurrentIndex(
        studio.window().historyDesk().panel()->list()->model()->index(1, 0));
    studio.shoot("panel");
    compareAndLook(studio);
    studio.edit("Move", [](project::Object& object) { object.transform[3].y += 5.0f; });
    test::waitUntil([&] {
        return studio.link().status().edited && studio.link().status().state == project::SaveState::Saved;
    });
    ::_exit(0); // as a crash would
}

void recover(const char* data) {
    Studio studio(data);
    test::waitUntil([&] { return studio.window().findChild<RecoveryDialog*>() != nullptr; });
    studio.shoot("recovery");
    if (auto* dialog = studio.window().findChild<RecoveryDialog*>()) dialog->reject(); // look first
    test::waitUntil([&] { return studio.window().viewport().shownInstead() != nullptr; });
    studio.trigger(CommandId::FrameAll);
    studio.shoot("recovery-look");
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    test::beStudio(application);
    if (argc < 4) return 2;
    g_folder = QString::fromLocal8Bit(argv[1]);
    if (QString(argv[3]) == "crash") makeVersions(argv[2]);
    recover(argv[2]);
    return 0;
}
