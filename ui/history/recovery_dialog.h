// After a crash: work that had not become a version yet. Bring it back, look first, or leave it.
#pragma once

#include <QDialog>

#include "core/project/session_event.h"

namespace orfeas::ui {

/// Deletes itself when closed. Closing it by Esc decides nothing: `look` is what happens then, since that loses nothing.
class RecoveryDialog : public QDialog {
    Q_OBJECT
public:
    explicit RecoveryDialog(const project::RecoveryOffered& offer, QWidget* parent = nullptr);

signals:
    void restoreChosen();
    void lookChosen();
    void discardChosen();

private:
    QWidget* buildOffer(const project::RecoveryOffered& offer);
};

} // namespace orfeas::ui
