// Not a test: shows checking, repairing and preparing, and writes pictures of the screen, to be looked at.
//   tests/support/with_display.sh build/bin/ui_print_screenshots FOLDER BROKEN_MESH [THIN_MESH]

#include "tests/ui/viewport/pictures.h"
#include "tests/ui/viewport/studio_window.h"
#include "ui/prepare/prepare_panel.h"
#include "ui/prepare/tool_form.h"
#include "ui/print/object_repair.h"
#include "ui/print/print_panel.h"

using namespace orfeas;
using namespace orfeas::ui;
using test::StudioWindow;

namespace {

QString g_folder;

void shoot(StudioWindow& studio, const char* name) {
    QTest::qWait(6000); // flights end, large shapes arrive, the picture sharpens
    test::savePicture(studio.window(), g_folder, QString("print-%1").arg(name));
}

void open(StudioWindow& studio, const QString& file) {
    studio.window().resize(1440, 900);
    test::waitUntil([&] { return studio.ready(); });
    studio.workspace().openFiles({file});
    test::waitUntil([&] {
        return studio.count() > 0 && studio.workspace().print().report(studio.object(0)->id) != nullptr;
    });
    studio.workspace().select(studio.object(0)->id);
    studio.trigger(CommandId::FrameAll);
}

void showRepair(const QString& file) {
    StudioWindow studio;
    open(studio, file);
    studio.trigger(CommandId::TabPrint);
    shoot(studio, "check");
    auto* panel = studio.window().findChild<PrintPanel*>();
    const auto report = studio.workspace().print().report(studio.object(0)->id);
    studio.workspace().print().show(studio.workspace().current(), report->findings.front());
    shoot(studio, "finding");
    studio.workspace().print().clear();
    studio.trigger(CommandId::FrameAll);
    panel->startRepair();
    test::waitUntil([&] { return panel->repair().state() == ObjectRepair::State::Shown; });
    shoot(studio, "review");
    panel->repair().showRegion(0);
    shoot(studio, "region");
    panel->repair().accept();
    test::waitUntil([&] { return studio.object(0)->facts.solid(); });
    studio.trigger(CommandId::FrameAll);
    shoot(studio, "accepted");
}

void showTools(const QString& file) {
    StudioWindow studio;
    open(studio, file);
    studio.trigger(CommandId::TabPrint);
    studio.workspace().print().show(studio.workspace().current(), PrintMap::Thickness);
    test::waitUntil([&] { return studio.workspace().print().shownField(*studio.object(0)) != nullptr; });
    shoot(studio, "thickness");
    studio.workspace().print().clear();
    studio.trigger(CommandId::TabShape);
    auto* panel = studio.window().findChild<PreparePanel*>();
    panel->form("hollow")->setOpen(true);
    shoot(studio, "tools");
    panel->form("text")->setOpen(true);
    shoot(studio, "text");
    runTool(studio.workspace(), *findPrepareTool("text"), {0, 0, 0, 6.0, 0.8, 0, 0}, "spot");
    const auto before = studio.object(0)->mesh;
    test::waitUntil(
        [&] { return studio.object(0)->mesh != before || studio.workspace().jobs()->activeCount() == 0; });
    studio.trigger(CommandId::ViewFront);
    shoot(studio, "written");
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    test::beStudio(application);
    if (argc < 3) return 2;
    g_folder = QString::fromLocal8Bit(argv[1]);
    showRepair(QString::fromLocal8Bit(argv[2]));
    showTools(QString::fromLocal8Bit(argv[argc > 3 ? 3 : 2]));
    return 0;
}
