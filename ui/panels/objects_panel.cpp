#include "ui/panels/objects_panel.h"

#include <QLabel>
#include <QMouseEvent>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/panels/object_delegate.h"
#include "ui/text_format.h"
#include "ui/widgets/section_head.h"
#include "ui/workspace.h"

namespace orfeas::ui {

namespace {

/// Presses on the eye, the lock and the fold act, and do not change what is selected.
class OutlinerTree final : public QTreeView {
public:
    using QTreeView::QTreeView;

protected:
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex& index,
                                                         const QEvent* event) const override {
        if (event && (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseMove)) {
            const QPoint at = static_cast<const QMouseEvent*>(event)->position().toPoint();
            if (index.isValid() && ObjectDelegate::partAt(at, visualRect(index), index) != RowPart::None)
                return QItemSelectionModel::NoUpdate;
        }
        return QTreeView::selectionCommand(index, event);
    }
};

} // namespace

ObjectsPanel::ObjectsPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_head(new SectionHead(tr("Objects"))), m_tree(new OutlinerTree(this)) {
    setObjectName("dockBody");
    setAttribute(Qt::WA_StyledBackground);
    m_tree->setModel(workspace.objects());
    m_tree->setSelectionModel(workspace.selection().rows());
    m_tree->setItemDelegate(new ObjectDelegate(m_tree));
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_tree->setHeaderHidden(true);
    m_tree->setRootIsDecorated(false);
    m_tree->setIndentation(0);
    m_tree->setUniformRowHeights(true);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setMouseTracking(true);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setAccessibleName(tr("Objects"));

    auto* empty = new QLabel(tr("Nothing on the bed yet."), this);
    empty->setObjectName("small");
    empty->setContentsMargins(14, 2, 14, 8);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(empty);
    column->addWidget(m_tree, 1);

    const auto count = [this, empty, &workspace] {
        const int objects = workspace.objects()->objectCount();
        empty->setVisible(objects == 0);
        m_head->setNote(objects == 0 ? QString() : countText(static_cast<qulonglong>(objects)));
    };
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(workspace.objects(), signal, this, count);
    connect(workspace.objects(), &QAbstractItemModel::layoutChanged, this, count);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, [this](const QPoint& position) {
        emit menuRequested(m_tree->viewport()->mapToGlobal(position));
    });
}

void ObjectsPanel::renameCurrent() {
    QModelIndex index = m_tree->currentIndex();
    if (!index.isValid() || !m_tree->selectionModel()->isSelected(index)) {
        const QItemSelection selected = m_tree->selectionModel()->selection();
        if (selected.isEmpty()) return;
        index = selected.first().topLeft();
    }
    m_tree->setFocus();
    m_tree->scrollTo(index);
    m_tree->edit(index);
}

} // namespace orfeas::ui
