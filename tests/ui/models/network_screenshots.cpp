// Not a test: makes an object with a network that was added, and writes pictures of the screen, to be looked at.
//   tests/support/with_display.sh build/bin/ui_network_screenshots FOLDER PICTURE   (ORFEAS_MODELS: where models are)
#include <QComboBox>
#include <QDir>
#include <QScreen>

#include "core/generate/generator.h"
#include "core/inference/triposr_generator.h"
#include "tests/ui/viewport/studio_window.h"
#include "ui/panels/generate_panel.h"

using namespace orfeas;
using namespace orfeas::ui;
using test::kPatienceMs;
using test::StudioWindow;

namespace {

QString g_folder;

void wait(const std::function<bool()>& until) {
    if (!QTest::qWaitFor(until, kPatienceMs)) qWarning("gave up waiting");
}

void shoot(StudioWindow& studio, const char* name, int settleMs) {
    QTest::qWait(settleMs);
    const QRect frame = studio.window().frameGeometry();
    studio.window()
        .screen()
        ->grabWindow(0, frame.x(), frame.y(), frame.width(), frame.height())
        .save(QDir(g_folder).filePath(
            QString("network-%1-%2x.png").arg(name).arg(qRound(studio.window().devicePixelRatio()))));
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
    wait([&] { return studio.ready(); });
    chooseNetwork(studio);
    shoot(studio, "chosen", 500);
    studio.workspace().openFiles({picture});
    shoot(studio, "begun", 1500);
    shoot(studio, "imagining", 6000);
    wait([&] { return studio.workspace().jobs()->activeCount() == 0; });
    if (studio.count() == 0) return qWarning("untrained weights see no object"); // what was wanted is on disk
    studio.workspace().select(studio.object(0)->id);
    studio.trigger(CommandId::FrameAll);
    shoot(studio, "finished", 6000);
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName("Orfeas");
    QCoreApplication::setApplicationName("StudioTest");
    if (argc < 3) return 2;
    const inference::TripoSrGenerator network;
    generate::addGenerator(network);
    applyTheme(application, "dark");
    g_folder = QString::fromLocal8Bit(argv[1]);
    show(QString::fromLocal8Bit(argv[2]));
    return 0;
}
