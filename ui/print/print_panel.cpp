#include "ui/print/print_panel.h"

#include <QLabel>
#include <QVBoxLayout>

#include "ui/verdict.h"
#include "ui/widgets/section_head.h"
#include "ui/workspace.h"

namespace orfeas::ui {

PrintPanel::PrintPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_head(new SectionHead(tr("Will it print?"), this)),
      m_verdict(new QLabel(this)) {
    m_verdict->setWordWrap(true);
    m_verdict->setContentsMargins(14, 4, 14, 4);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_verdict);
    column->addStretch(1);
    connect(&workspace, &Workspace::currentChanged, this, &PrintPanel::refresh);
    refresh();
}

void PrintPanel::refresh() {
    const project::ObjectPtr object = m_workspace.current();
    if (!object) {
        m_verdict->setText(tr("Select an object to see whether it can be printed."));
    } else if (object->facts.solid()) {
        m_verdict->setText(
            tr("%1 bounds a solid: slicers can fill it.").arg(QString::fromStdString(object->name)));
    } else {
        m_verdict->setText(tr("%1 does not bound a solid: %2.")
                               .arg(QString::fromStdString(object->name), verdictSentence(object->facts)));
    }
}

} // namespace orfeas::ui
