// Takes what is dropped anywhere on the window.
#pragma once

#include <QImage>
#include <QObject>
#include <QTimer>

#include "ui/drop_content.h"

namespace orfeas::ui {

/// Watches windows and widgets for drags and says what would happen while something hovers. UI thread.
class DropTarget : public QObject {
    Q_OBJECT
public:
    explicit DropTarget(QObject* parent = nullptr);
    void watch(QObject* windowOrWidget);

signals:
    void hovering(const QString& announcement); ///< empty: nothing hovers any more
    void filesDropped(const QStringList& files);
    void imageDropped(const QImage& image);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QTimer m_left; ///< a drag that leaves one child for another enters again within this time
};

} // namespace orfeas::ui
