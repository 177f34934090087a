// Not a test: shows the viewport in what it can do and writes pictures of the screen, to be looked at.
//   tests/support/with_display.sh build/bin/ui_screenshots FOLDER [main|owl|many]

#include "tests/ui/viewport/pictures.h"
#include "tests/ui/viewport/studio_window.h"

using namespace orfeas;
using namespace orfeas::ui;
using test::StudioWindow;

namespace {

constexpr int kMostRounds = 8;
QString g_folder;

void shoot(StudioWindow& studio, const char* name) {
    // Flights end, the picture sharpens: nothing is drawn any more. With measurements shown something always is.
    qsizetype drawn = -1;
    for (int quiet = 0, round = 0; quiet < 2 && round < kMostRounds; ++round, drawn = studio.frames()) {
        QTest::qWait(3000);
        quiet = drawn == studio.frames() ? quiet + 1 : 0;
    }
    test::savePicture(studio.window(), g_folder, QString("viewport-%1").arg(name));
}

void showOwl() {
    StudioWindow studio;
    studio.window().resize(1440, 900);
    test::waitUntil([&] { return studio.ready(); });
    emit studio.pane().sampleRequested(0);
    test::waitUntil([&] { return studio.count() == 1 && studio.workspace().jobs()->activeCount() == 0; });
    studio.workspace().select(studio.object(0)->id);
    studio.trigger(CommandId::TabShape);
    studio.trigger(CommandId::FrameAll);
    studio.trigger(CommandId::ToolMove);
    shoot(studio, "move");
    studio.trigger(CommandId::ToolRotate);
    shoot(studio, "rotate");
    studio.trigger(CommandId::ToolScale);
    shoot(studio, "scale");
    studio.trigger(CommandId::ToolSelect);
    studio.trigger(CommandId::MapThickness);
    test::waitUntil([&] { return studio.workspace().print().map() == PrintMap::Thickness; });
    shoot(studio, "thickness");
    studio.trigger(CommandId::MapThickness);
    studio.trigger(CommandId::ShadeOverhang);
    shoot(studio, "overhang");
    studio.trigger(CommandId::ShadeXray);
    shoot(studio, "xray");
    studio.trigger(CommandId::ShadeSmooth);
    studio.trigger(CommandId::Section);
    shoot(studio, "section");
    studio.trigger(CommandId::Section);
    studio.trigger(CommandId::SplitView);
    studio.trigger(CommandId::Duplicate);
    test::waitUntil([&] { return studio.count() == 2; });
    studio.trigger(CommandId::FrameAll);
    shoot(studio, "split");
    studio.trigger(CommandId::SplitView);
    studio.trigger(CommandId::BackdropLight);
    shoot(studio, "light");
}

/// The window as people see it after their first two pictures.
void showMain() {
    StudioWindow studio;
    studio.window().resize(1440, 900);
    test::waitUntil([&] { return studio.ready(); });
    for (const int sample : {1, 0}) {
        const int before = studio.count();
        emit studio.pane().sampleRequested(sample);
        test::waitUntil(
            [&] { return studio.count() == before + 1 && studio.workspace().jobs()->activeCount() == 0; });
    }
    studio.workspace().select(studio.object(1)->id);
    studio.trigger(CommandId::FrameAll);
    shoot(studio, "main");
}

void showMany() {
    StudioWindow studio;
    studio.window().resize(1440, 900);
    test::waitUntil([&] { return studio.ready(); });
    studio.fill(10'000, 100);
    test::waitUntil([&] { return studio.count() == 10'000; });
    studio.trigger(CommandId::FrameAll);
    std::vector<project::ObjectId> some;
    for (int i = 0; i < 10'000; i += 7)
        some.push_back(studio.object(i)->id);
    studio.workspace().selection().set(some);
    studio.trigger(CommandId::ToolMove);
    shoot(studio, "10000");
    studio.trigger(CommandId::DebugOverlay);
    studio.trigger(CommandId::Turntable);
    QTest::qWait(6000);
    studio.trigger(CommandId::Turntable);
    shoot(studio, "debug");
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    test::beStudio(application);
    g_folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QDir::currentPath();
    const QString only = argc > 2 ? QString::fromLocal8Bit(argv[2]) : QString();
    if (only.isEmpty() || only == "main") showMain();
    if (only.isEmpty() || only == "owl") showOwl();
    if (only.isEmpty() || only == "many") showMany();
    return 0;
}
