// Paints a version: its place in the graph, its picture, what it is called, when, and how it would print.
#pragma once

#include <QStyledItemDelegate>

namespace orfeas::ui {

/// For views on a HistoryModel.
class VersionDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

/// The colour of a line of versions: 0 is the current variant's.
QColor laneColour(int number);

} // namespace orfeas::ui
