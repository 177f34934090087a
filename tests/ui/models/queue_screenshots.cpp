// Not a test: fills the queue and the account of jobs with real pictures, and writes pictures of the screen, to be looked at.
//   tests/support/with_display.sh build/bin/ui_queue_screenshots FOLDER PICTURE_FOLDER   (QT_SCALE_FACTOR=2: at 2x)
#include <algorithm>

#include <QListView>

#include "core/generate/generator.h"
#include "core/inference/reconstruction/reconstruct_generator.h"
#include "tests/ui/viewport/pictures.h"
#include "tests/ui/viewport/studio_window.h"
#include "ui/activity/activity_dialog.h"

using namespace orfeas;
using namespace orfeas::ui;
using test::StudioWindow;

namespace {

QString g_folder, g_pictures;

QStringList pictures(const QStringList& names) {
    QStringList files;
    for (const QString& name : names)
        files << QDir(g_pictures).filePath(name);
    return files;
}

void choose(StudioWindow& studio, const generate::Generator& generator, const char* detail) {
    generate::Settings given;
    const auto specs = generator.settings();
    if (std::any_of(specs.begin(), specs.end(), [](const auto& spec) { return spec.name == "detail"; }))
        given.set("detail", std::string(detail));
    auto settings = generate::completeSettings(specs, given);
    if (!settings.ok()) return qWarning("%s", settings.error().userText.c_str());
    studio.workspace().select(std::nullopt);
    studio.workspace().setMakeOptions({std::string(generator.name()), *settings});
}

void open(StudioWindow& studio, const QStringList& names) {
    const int before = studio.workspace().jobs()->rowCount();
    studio.workspace().openFiles(pictures(names));
    test::waitUntil([&] { return studio.workspace().jobs()->rowCount() == before + names.size(); });
}

void finish(StudioWindow& studio) {
    test::waitUntil([&] { return studio.workspace().jobs()->activeCount() == 0; });
}

void putAllAway(StudioWindow& studio) {
    for (const project::JobStatus& job : std::vector(studio.workspace().jobs()->jobs()))
        studio.workspace().dismiss(job.id);
    test::waitUntil([&] { return studio.workspace().jobs()->rowCount() == 0; });
    studio.trigger(CommandId::SelectAll);
    studio.workspace().removeSelected();
    test::waitUntil([&] { return studio.count() == 0; });
}

/// A month would be better, but is not to be had in a minute.
void work(StudioWindow& studio) {
    for (const generate::Generator* generator : generate::generators()) {
        choose(studio, *generator, "draft");
        open(studio, {"trellis_typical_vehicle_helicopter.png", "sharp_swiss.png", "skimage_logo.png"});
        finish(studio);
    }
    choose(studio, *generate::findGenerator("inflate"), "normal");
    open(studio, {"triposr_robot.png", "made_not_an_image.png"});
    finish(studio);
    putAllAway(studio);
}

void fillQueue(StudioWindow& studio) {
    choose(studio, *generate::findGenerator("inflate"), "normal");
    open(studio, {"triposr_robot.png", "sharp_truncated.png", "made_empty.jpg"});
    finish(studio);
    choose(studio, *generate::findGenerator("inflate"), "fine");
    open(studio, {"triposr_hamburger.png", "trellis_typical_creature_dragon.png", "triposr_chair.png",
                  "trellis_typical_misc_lantern.png", "made näme with späces и кириллица.png",
                  "triposr_iso_house.png"});
    const std::vector<project::JobStatus> rows = studio.workspace().jobs()->jobs();
    studio.workspace().setPaused(rows[rows.size() - 2].id, true);
    studio.workspace().cancel(rows[rows.size() - 3].id);
}

void show() {
    StudioWindow studio;
    studio.window().resize(1440, 900);
    test::waitUntil([&] { return studio.ready(); });
    work(studio);
    fillQueue(studio);
    const auto grows = [&] { return !studio.workspace().previews().empty(); };
    test::waitUntil(grows);
    QTest::qWait(300);
    test::savePicture(studio.window(), g_folder, "queue-running");
    studio.workspace().setQueuePaused(true);
    QTest::qWait(1500);
    for (auto* list : studio.window().findChildren<QListView*>())
        if (list->model() == studio.workspace().jobs()) list->scrollToBottom();
    QTest::qWait(500);
    test::savePicture(studio.window(), g_folder, "queue-paused");
    studio.workspace().setQueuePaused(false);
    studio.trigger(CommandId::Activity);
    auto* dialog = studio.window().findChild<ActivityDialog*>();
    QSignalSpy(dialog, &ActivityDialog::shown).wait(test::kPatienceMs);
    QTest::qWait(800);
    test::savePicture(studio.window(), g_folder, "queue-activity");
    dialog->grab().save(QDir(g_folder).filePath("activity-dialog.png"));
    dialog->close();
    for (const project::JobStatus& job : std::vector(studio.workspace().jobs()->jobs()))
        if (job.paused) studio.workspace().setPaused(job.id, false);
    finish(studio);
    QTest::qWait(3000);
    test::savePicture(studio.window(), g_folder, "queue-finished");
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    if (argc < 3) return 2;
    inference::addReconstruct();
    test::beStudio(application);
    g_folder = QString::fromLocal8Bit(argv[1]);
    g_pictures = QString::fromLocal8Bit(argv[2]);
    show();
    return 0;
}
