// Not a test: makes an object with a network that was added, and writes pictures of the screen, to be looked at.
//   tests/support/with_display.sh build/bin/ui_network_screenshots FOLDER PICTURE   (ORFEAS_MODELS: where models are)
#include <QComboBox>

#include "core/generate/generator.h"
#include "core/inference/triposr_generator.h"
#include "tests/ui/viewport/pictures.h"
#include "tests/ui/viewport/studio_window.h"
#include "ui/panels/generate_panel.h"

using namespace orfeas;
using namespace orfeas::ui;
using test::StudioWindow;

namespace {

QString g_folder;

void shoot(StudioWindow& studio, const char* name, int settleMs) {
    QTest::qWait(settleMs);
    test::savePicture(studio.window(), g_folder, QString("network-%1").arg(name));
}

void chooseNetwork(StudioWindow& studio) {
    auto* panel = studio.window().findChild<GeneratePanel*>();
    for (auto* box : panel->findChildren<QComboBox*>()) {
        const int row = box->findData("triposr");
        if (row < 0) continue;
        box->setCurrentIndex(row);
        Q_EMIT box->activated(row);
        return;
    }
    qWarning("no network is offered");
}

void show(const QString& picture) {
    StudioWindow studio;
    studio.window().resize(1440, 900);
    test::waitUntil([&] { return studio.ready(); });
    chooseNetwork(studio);
    shoot(studio, "chosen", 500);
    studio.workspace().openFiles({picture});
    shoot(studio, "begun", 1500);
    shoot(studio, "imagining", 6000);
    test::waitUntil([&] { return studio.workspace().jobs()->activeCount() == 0; });
    if (studio.count() == 0) return qWarning("untrained weights see no object"); // what was wanted is on disk
    studio.workspace().select(studio.object(0)->id);
    studio.trigger(CommandId::FrameAll);
    shoot(studio, "finished", 6000);
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    if (argc < 3) return 2;
    const inference::TripoSrGenerator network;
    generate::addGenerator(network);
    test::beStudio(application);
    g_folder = QString::fromLocal8Bit(argv[1]);
    show(QString::fromLocal8Bit(argv[2]));
    return 0;
}
