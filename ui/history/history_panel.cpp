#include "ui/history/history_panel.h"

#include <QLabel>
#include <QVBoxLayout>

#include "ui/widgets/fact_list.h"
#include "ui/widgets/section_head.h"
#include "ui/workspace.h"

namespace orfeas::ui {

HistoryPanel::HistoryPanel(Workspace& workspace, QWidget* parent) : QWidget(parent) {
    auto* head = new SectionHead(tr("Steps"), this);
    auto* facts = new FactList(this);
    m_undo = facts->add(tr("Last step"));
    m_redo = facts->add(tr("Taken back"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head);
    column->addWidget(facts);
    column->addStretch(1);
    connect(&workspace, &Workspace::undoChanged, this, &HistoryPanel::refresh);
    refresh({}, {});
}

void HistoryPanel::refresh(const QString& undo, const QString& redo) {
    m_undo->setText(undo.isEmpty() ? tr("nothing yet") : undo);
    m_redo->setText(redo.isEmpty() ? tr("nothing") : redo);
}

} // namespace orfeas::ui
