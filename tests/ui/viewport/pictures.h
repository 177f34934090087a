// What the programs that write pictures of the screen have in common.
#pragma once

#include <functional>

#include <QApplication>
#include <QDir>
#include <QScreen>
#include <QTest>
#include <QWidget>

#include "ui/theme.h"

namespace orfeas::test {

/// Settings of its own, and the theme that most people see.
inline void beStudio(QApplication& application) {
    QCoreApplication::setOrganizationName("Orfeas");
    QCoreApplication::setApplicationName("StudioTest");
    ui::applyTheme(application, "dark");
}

inline void waitUntil(const std::function<bool()>& until) {
    constexpr int kMostMs = 120'000;
    if (!QTest::qWaitFor(until, kMostMs)) qWarning("gave up waiting");
}

/// The window as it stands on the screen, viewport included, to FOLDER/NAME-1x.png (-2x at two pixels a logical one). The
/// screen must be larger than the window: what lies beyond it is black.
inline void savePicture(const QWidget& window, const QString& folder, const QString& name) {
    const QRect frame = window.frameGeometry();
    if (!window.screen()->geometry().contains(frame)) qWarning("the window is larger than the screen");
    const QString file = QString("%1-%2x.png").arg(name).arg(qRound(window.devicePixelRatio()));
    window.screen()
        ->grabWindow(0, frame.x(), frame.y(), frame.width(), frame.height())
        .save(QDir(folder).filePath(file));
}

} // namespace orfeas::test
