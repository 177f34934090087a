#include "ui/widgets/fact_list.h"

#include <QGridLayout>
#include <QLabel>

namespace orfeas::ui {

FactList::FactList(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this)) {
    m_grid->setContentsMargins(14, 4, 14, 4);
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnMinimumWidth(0, 96);
    m_grid->setColumnStretch(1, 1);
}

QLabel* FactList::add(const QString& name) {
    const int row = m_grid->rowCount();
    auto* label = new QLabel(name, this);
    label->setObjectName("dim");
    auto* value = new QLabel(this);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    value->setAccessibleName(name);
    m_grid->addWidget(label, row, 0, Qt::AlignTop);
    m_grid->addWidget(value, row, 1, Qt::AlignTop);
    return value;
}

void FactList::setShown(QLabel* value, bool shown) {
    int row = 0, column = 0, rows = 0, columns = 0;
    m_grid->getItemPosition(m_grid->indexOf(value), &row, &column, &rows, &columns);
    m_grid->itemAtPosition(row, 0)->widget()->setVisible(shown);
    value->setVisible(shown);
}

} // namespace orfeas::ui
