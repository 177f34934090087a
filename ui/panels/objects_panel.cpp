#include "ui/panels/objects_panel.h"

#include <QLabel>
#include <QListView>
#include <QVBoxLayout>

#include "ui/panels/object_delegate.h"
#include "ui/widgets/section_head.h"
#include "ui/workspace.h"

namespace orfeas::ui {

ObjectsPanel::ObjectsPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_head(new SectionHead(tr("Objects"))), m_list(new QListView(this)) {
    setObjectName("dockBody");
    setAttribute(Qt::WA_StyledBackground);
    m_list->setModel(workspace.objects());
    m_list->setSelectionModel(workspace.selection());
    m_list->setItemDelegate(new ObjectDelegate(m_list));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("Objects"));

    auto* empty = new QLabel(tr("Nothing on the bed yet."), this);
    empty->setObjectName("small");
    empty->setContentsMargins(14, 2, 14, 8);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(empty);
    column->addWidget(m_list, 1);

    const auto count = [this, empty, &workspace] {
        const int rows = workspace.objects()->rowCount();
        empty->setVisible(rows == 0);
        m_head->setNote(rows == 0 ? QString() : QString::number(rows));
    };
    connect(workspace.objects(), &QAbstractItemModel::rowsInserted, this, count);
    connect(workspace.objects(), &QAbstractItemModel::rowsRemoved, this, count);
    connect(m_list, &QListView::customContextMenuRequested, this, [this](const QPoint& position) {
        emit menuRequested(m_list->viewport()->mapToGlobal(position));
    });
}

void ObjectsPanel::renameCurrent() {
    QModelIndex index = m_list->currentIndex();
    if (!index.isValid() || !m_list->selectionModel()->isSelected(index)) {
        const QModelIndexList selected = m_list->selectionModel()->selectedIndexes();
        if (selected.isEmpty()) return;
        index = selected.first();
    }
    m_list->setFocus();
    m_list->edit(index);
}

} // namespace orfeas::ui
