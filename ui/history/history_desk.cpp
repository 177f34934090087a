#include "ui/history/history_desk.h"

#include <utility>

#include <QMessageBox>
#include <QStandardPaths>

#include "ui/error_text.h"
#include "ui/history/compare_panel.h"
#include "ui/history/damage_dialog.h"
#include "ui/history/history_link.h"
#include "ui/history/history_panel.h"
#include "ui/history/project_actions.h"
#include "ui/history/project_dialog.h"
#include "ui/history/recovery_dialog.h"
#include "ui/history/timeline_bar.h"
#include "ui/history/version_actions.h"
#include "ui/history/version_time.h"
#include "ui/viewport/viewport_pane.h"
#include "ui/workspace.h"

namespace orfeas::ui {

HistoryDesk::HistoryDesk(QWidget* window, Workspace& workspace, HistoryLink& link, ViewportPane& viewport)
    : QObject(window), m_window(window), m_workspace(workspace), m_link(link), m_viewport(viewport),
      m_projects(new ProjectActions(window, workspace, link)), m_versions(new VersionActions(link, window)),
      m_panel(new HistoryPanel(link, *m_versions)), m_compare(new ComparePanel(m_panel)) {
    m_compare->hide();
    connect(&link, &HistoryLink::compared, this, &HistoryDesk::compare);
    connect(m_compare, &ComparePanel::left, this, &HistoryDesk::leave);
    connect(m_compare, &ComparePanel::changed, this, &HistoryDesk::showComparison);
    connect(&viewport, &ViewportPane::looksChanged, this, &HistoryDesk::showComparison);
    connect(m_compare, &ComparePanel::objectChosen, &viewport, &ViewportPane::frameObject);
    connect(&link, &HistoryLink::recoveryOffered, this, &HistoryDesk::askRecovery);
    connect(&link, &HistoryLink::damageFound, this, &HistoryDesk::askSalvage);
    connect(&link, &HistoryLink::salvaged, this, &HistoryDesk::showSalvaged);
    connect(&link, &HistoryLink::versionRead, this, &HistoryDesk::show);
    connect(&link, &HistoryLink::told, this, &HistoryDesk::told);
    connect(&link, &HistoryLink::failed, this,
            [this](const Error& error) { m_workspace.say(errorText(error)); });
    connect(&viewport, &ViewportPane::answered, this, &HistoryDesk::takeAnswer);
    connect(m_panel, &HistoryPanel::lookAtNow, this, &HistoryDesk::leave);
    connect(m_panel, &HistoryPanel::saveRequested, m_projects, &ProjectActions::saveVersion);
    connect(m_versions, &VersionActions::switching, this, [this] {
        m_workspace.cancelAll();
        leave();
    });
    connect(m_versions, &VersionActions::replacing, this, &HistoryDesk::leave);
    connect(&workspace, &Workspace::projectRequested, this, [this](const QString& file) {
        leave();
        m_projects->open(file);
    });
}

void HistoryDesk::start(const QStringList& files) {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
    connect(&m_link, &HistoryLink::statusChanged, this, &HistoryDesk::began, Qt::SingleShotConnection);
    m_link.start(folder, files.isEmpty());
}

void HistoryDesk::askRecovery(const project::RecoveryOffered& offer) {
    m_foundWork = offer.recovery.version;
    auto* dialog = new RecoveryDialog(offer, m_window);
    connect(dialog, &RecoveryDialog::restoreChosen, this, [this] { takeAnswer(0); });
    connect(dialog, &RecoveryDialog::discardChosen, this, [this] { takeAnswer(1); });
    connect(dialog, &RecoveryDialog::lookChosen, this,
            [this, version = offer.recovery.version] { m_link.session().readVersion(version); });
    m_looking = Looking::AtFoundWork;
    dialog->open();
}

void HistoryDesk::askSalvage(const project::DamageFound& damage) {
    auto* dialog = new DamageDialog(damage, m_window);
    connect(dialog, &DamageDialog::salvageChosen, this,
            [this, file = damage.file] { m_link.session().salvage(file); });
    connect(dialog, &DamageDialog::backupChosen, this,
            [this](const QString& file) { m_link.session().openBackup(file.toStdString()); });
    dialog->open();
}

void HistoryDesk::showSalvaged(const project::Salvaged& salvaged) {
    auto* box = new QMessageBox(m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("Saved"));
    box->setText(salvaged.report.lost.empty() ? tr("What was sound is saved")
                                              : tr("Not everything could be saved"));
    box->setInformativeText(salvageText(salvaged));
    box->open();
}

void HistoryDesk::showProject() {
    if (!m_link.started()) return;
    auto* dialog = new ProjectDialog(m_link, *m_versions, m_window);
    connect(dialog, &ProjectDialog::replacing, this, [this] {
        m_workspace.cancelAll();
        leave();
    });
    dialog->open();
}

void HistoryDesk::show(const project::VersionRead& read) {
    m_shown = read.version;
    if (m_foundWork == read.version) {
        m_looking = Looking::AtFoundWork;
        m_viewport.showInstead(read.document, tr("The work that was found"),
                               {tr("Bring it back"), tr("Leave it")});
        return;
    }
    m_looking = Looking::AtVersion;
    const project::GraphVersion* version = m_link.find(read.version);
    QString sentence = tr("Looking at “%1”").arg(QString::fromStdString(read.title));
    if (version)
        sentence +=
            " · " + timeAgo(QDateTime::fromSecsSinceEpoch(version->time), QDateTime::currentDateTime());
    const bool writable = m_link.status().state != project::SaveState::ReadOnly;
    m_viewport.showInstead(read.document, sentence,
                           writable ? QStringList{tr("Go back to this"), tr("Now")} : QStringList{tr("Now")});
    m_panel->timeline()->showAt(read.version);
}

void HistoryDesk::compare(const std::shared_ptr<const project::VersionsCompared>& comparison) {
    leave();
    m_looking = Looking::AtComparison;
    m_comparedAs.reset();
    m_panel->showPage(m_compare);
    m_compare->setComparison(comparison);
    emit compared();
}

void HistoryDesk::showComparison() {
    if (m_looking != Looking::AtComparison || !m_compare->comparison()) return;
    const project::VersionsCompared& comparison = *m_compare->comparison();
    const CompareMode mode = m_compare->mode();
    const CompareScenes scenes =
        compareScenes(comparison, mode, m_compare->slider(), m_viewport.viewOptions());
    m_viewport.showScene(
        scenes.scene, scenes.beside,
        {QString::fromStdString(comparison.older.title), QString::fromStdString(comparison.newer.title)});
    if (mode == CompareMode::SideBySide) m_viewport.setDivider(static_cast<double>(m_compare->slider()));
    // One view or two: what is compared has another room now.
    if (std::exchange(m_comparedAs, mode) != mode) m_viewport.frameAll();
}

void HistoryDesk::leave() {
    if (m_looking == Looking::No) return;
    if (m_looking == Looking::AtComparison) m_panel->showPage(nullptr);
    m_looking = Looking::No;
    m_viewport.showInstead(nullptr);
    m_panel->timeline()->setPlaying(false);
    m_panel->timeline()->showAt(std::nullopt);
}

void HistoryDesk::takeAnswer(int answer) {
    const Looking looking = m_looking;
    if (looking == Looking::AtFoundWork) {
        if (answer < 0) return; // Esc decides nothing
        m_foundWork.reset();
        answer == 0 ? m_link.session().recover() : m_link.session().discardRecovery();
    } else if (looking == Looking::AtVersion && answer == 0 &&
               m_link.status().state != project::SaveState::ReadOnly) {
        m_versions->restore(m_shown);
    }
    leave();
}

} // namespace orfeas::ui
