// The "?" page: every key and mouse move.
#pragma once

#include <QDialog>

namespace orfeas::ui {

/// Built from the command list, so that it cannot be out of date. Any key or click closes it.
class ShortcutSheet : public QDialog {
    Q_OBJECT
public:
    explicit ShortcutSheet(QWidget* parent);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace orfeas::ui
