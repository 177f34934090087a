// orfeas-studio: the desktop program.
#include <chrono>
#include <cstdio>

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>

#include <unistd.h>

#include "core/base/version.h"
#include "core/inference/inference_module.h"
#include "core/inference/reconstruction/reconstruct_generator.h"
#include "core/inference/triposr_generator.h"
#include "ui/main_window.h"
#include "ui/theme.h"

namespace {

/// Milliseconds since the system made this process; negative where it does not tell.
double msSinceProcessStart() {
    QFile stat("/proc/self/stat");
    QFile uptime("/proc/uptime");
    if (!stat.open(QIODevice::ReadOnly) || !uptime.open(QIODevice::ReadOnly)) return -1.0;
    const QByteArray text = stat.readAll();
    // Field 22 counts from behind the program's name, which may hold spaces.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    const double started = fields.value(19).toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
    return (uptime.readAll().split(' ').value(0).toDouble() - started) * 1000.0;
}

} // namespace

int main(int argc, char** argv) {
    orfeas::inference::prepareForNetworks();
    QCoreApplication::setOrganizationName("Orfeas");
    QCoreApplication::setApplicationName("Studio");
    const auto version = orfeas::version();
    QCoreApplication::setApplicationVersion(
        QString::fromUtf8(version.data(), static_cast<qsizetype>(version.size())));
    QGuiApplication::setDesktopFileName("orfeas-studio");
    QApplication application(argc, argv);

    QCommandLineParser options;
    options.setApplicationDescription(
        QApplication::translate("main", "Turns pictures into printable objects."));
    options.addHelpOption();
    options.addVersionOption();
    QCommandLineOption measureStart("measure-start");
    measureStart.setFlags(QCommandLineOption::HiddenFromHelp);
    options.addOption(measureStart);
    QCommandLineOption gpu("gpu",
                           QApplication::translate("main", "Graphics card: part of its name, or its number."),
                           QApplication::translate("main", "name"));
    options.addOption(gpu);
    options.addPositionalArgument("files", QApplication::translate("main", "Pictures and meshes to open."),
                                  "[FILE…]");
    options.process(application);

    orfeas::inference::NetworkOptions anyDevice;
    anyDevice.device = "auto";
    static const orfeas::inference::TripoSrGenerator network({}, anyDevice);
    orfeas::generate::addGenerator(network);
    orfeas::inference::addReconstruct();
    orfeas::ui::applyTheme(application, "dark");
    orfeas::ui::MainWindow window;
    QObject::connect(&window, &orfeas::ui::MainWindow::firstPainted, &application, [&] {
        if (options.isSet(measureStart)) {
            std::printf("first paint after %.0f ms\n", msSinceProcessStart());
            QApplication::exit(0);
            return;
        }
        window.start(options.positionalArguments(), options.value(gpu));
    });
    window.show();
    return QApplication::exec();
}
