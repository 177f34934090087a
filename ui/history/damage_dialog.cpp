#include "ui/history/damage_dialog.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/error_text.h"
#include "ui/history/version_time.h"
#include "ui/text_format.h"

namespace orfeas::ui {
namespace {

QLabel* paragraph(const QString& text, const char* name, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    return label;
}

QString shown(const std::filesystem::path& file) {
    return QString::fromStdString(file.filename().string());
}

} // namespace

DamageDialog::DamageDialog(const project::DamageFound& damage, QWidget* parent) : QDialog(parent) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Damaged project"));
    setModal(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(22, 20, 22, 18);
    column->setSpacing(12);
    column->addWidget(paragraph(tr("%1 cannot be read").arg(shown(damage.file)), "title", this));
    column->addWidget(paragraph(errorText(damage.error), "dim", this));
    column->addWidget(
        paragraph(tr("What is sound can be saved into a new project beside it: every part whose "
                     "content still matches its fingerprint, and every version that can be put "
                     "together from them. The damaged file stays as it is."),
                  "dim", this));
    auto* cancel = new QPushButton(tr("Leave it"), this);
    auto* salvage = new QPushButton(tr("Save what is sound"), this);
    salvage->setObjectName("primary");
    salvage->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(cancel);
    buttons->addStretch(1);
    if (!damage.backups.empty()) {
        const history::Backup& newest = damage.backups.front();
        const QDateTime time = QDateTime::fromSecsSinceEpoch(newest.time);
        column->addWidget(
            paragraph(tr("There is a backup of %1 (%2).").arg(fullTime(time), bytesText(newest.bytes)),
                      "strong", this));
        auto* backup = new QPushButton(tr("Open a copy of the backup"), this);
        buttons->addWidget(backup);
        connect(backup, &QPushButton::clicked, this,
                [this, file = QString::fromStdString(newest.file.string())] {
                    emit backupChosen(file);
                    accept();
                });
    }
    buttons->addWidget(salvage);
    column->addSpacing(4);
    column->addLayout(buttons);
    setFixedWidth(540);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(salvage, &QPushButton::clicked, this, [this] {
        emit salvageChosen();
        accept();
    });
}

QString salvageText(const project::Salvaged& salvaged) {
    const project::SalvageReport& report = salvaged.report;
    QStringList lines;
    lines << DamageDialog::tr("%1 of %2 parts were sound, in %3 versions. They are in %4 now.")
                 .arg(countText(report.parts), countText(report.parts + report.damaged),
                      countText(report.versions), shown(salvaged.to));
    for (const std::string& name : report.mended)
        lines << DamageDialog::tr("Goes on from what is left: %1").arg(QString::fromStdString(name));
    for (const std::string& name : report.found)
        lines << DamageDialog::tr("Found again: %1").arg(QString::fromStdString(name));
    for (const std::string& what : report.lost)
        lines << DamageDialog::tr("Lost: %1").arg(QString::fromStdString(what));
    return lines.join("\n");
}

} // namespace orfeas::ui
