#include "ui/history/project_title.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>

#include "ui/history/history_link.h"
#include "ui/theme.h"

namespace orfeas::ui {

using project::SaveState;

QString projectName(const project::SessionStatus& status) {
    return status.untitled() ? ProjectTitle::tr("Untitled") : QString::fromStdString(status.name);
}

QString saveStateText(const project::SessionStatus& status) {
    switch (status.state) {
    case SaveState::Empty:
        return {};
    case SaveState::Saved:
        return ProjectTitle::tr("Saved");
    case SaveState::Unsaved:
        return ProjectTitle::tr("Unsaved changes");
    case SaveState::ReadOnly:
        return status.reason == "another program has it open" ? ProjectTitle::tr("Read-only: open elsewhere")
                                                              : ProjectTitle::tr("Read-only");
    case SaveState::Failed:
        return ProjectTitle::tr("Not saved");
    }
    return {};
}

ProjectTitle::ProjectTitle(HistoryLink& link, QWidget* parent)
    : QWidget(parent), m_link(link), m_name(new QLabel(this)), m_state(new QLabel(this)) {
    m_name->setObjectName("projectName");
    m_state->setObjectName("small");
    // Buttons stand to the right of this: they must not move whenever something is saved.
    m_state->setMinimumWidth(QFontMetrics(uiFont(12)).horizontalAdvance(tr("Unsaved changes")) + 4);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_name);
    row->addWidget(m_state);
    connect(&link, &HistoryLink::statusChanged, this, &ProjectTitle::refresh);
    refresh();
}

void ProjectTitle::refresh() {
    const project::SessionStatus& status = m_link.status();
    const QString state = saveStateText(status);
    const bool trouble = status.state == SaveState::Failed || status.state == SaveState::ReadOnly;
    m_name->setText(m_name->fontMetrics().elidedText(projectName(status), Qt::ElideMiddle, 240));
    m_state->setText(state);
    QPalette palette = m_state->palette();
    palette.setColor(QPalette::WindowText, status.state == SaveState::Failed ? theme().failure
                                           : trouble                         ? theme().warning
                                                                             : theme().faint);
    m_state->setPalette(palette);
    QString tip = status.untitled()
                      ? tr("Not named yet: kept in your data folder, and there again after quitting")
                      : QString::fromStdString(status.file.string());
    if (!status.reason.empty()) tip += "\n" + QString::fromStdString(status.reason);
    if (status.state != SaveState::Empty)
        tip += "\n" + tr("Variant: %1").arg(QString::fromStdString(status.variant));
    setToolTip(tip);
    setAccessibleName(projectName(status) + (state.isEmpty() ? QString() : ", " + state));
}

} // namespace orfeas::ui
