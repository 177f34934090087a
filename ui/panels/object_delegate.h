// Paints a row of the outliner: fold, icon, name, count, verdict, lock, eye.
#pragma once

#include <QStyledItemDelegate>

class QTreeView;

namespace orfeas::ui {

/// Parts of a row that can be clicked.
enum class RowPart { None, Fold, Lock, Eye };

/// Everything is painted; rows have no widgets. The tree view must have no indentation of its own: the delegate paints
/// over the whole row.
class ObjectDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit ObjectDelegate(QTreeView* tree);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;

    static QRect eyeRect(const QRect& row);
    static QRect lockRect(const QRect& row);
    static QRect foldRect(const QRect& row);
    static RowPart partAt(const QPoint& position, const QRect& row, const QModelIndex& index);

private:
    int paintEnd(QPainter& painter, const QRect& row, const QModelIndex& index, bool hovered) const;

    QTreeView* m_tree;
};

} // namespace orfeas::ui
