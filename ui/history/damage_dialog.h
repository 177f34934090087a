// A project that cannot be read: what can be done about it, and what came of it.
#pragma once

#include <QDialog>

#include "core/project/session_event.h"

namespace orfeas::ui {

/// Deletes itself when closed. Closing it decides nothing: the file stays as it is.
class DamageDialog : public QDialog {
    Q_OBJECT
public:
    explicit DamageDialog(const project::DamageFound& damage, QWidget* parent = nullptr);

signals:
    void salvageChosen();
    void backupChosen(const QString& file); ///< the newest one
};

/// "12 of 13 parts were sound …", and what is not what it was, line by line.
QString salvageText(const project::Salvaged& salvaged);

} // namespace orfeas::ui
