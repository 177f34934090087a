// Paints one object of a comparison: its name and what became of it.
#pragma once

#include <QStyledItemDelegate>

namespace orfeas::ui {

class ComparisonDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum Role {
        TextRole = Qt::UserRole + 1, ///< QString
        KindRole,                    ///< int(project::ObjectComparison::Kind)
        ObjectRole,                  ///< qulonglong
    };
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace orfeas::ui
