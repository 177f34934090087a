// Paints a mesh format: title, what it is good for, what it carries.
#pragma once

#include <QStyledItemDelegate>

namespace orfeas::ui {

/// Rows need the title as display text and the two roles below.
class FormatDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum Role { SummaryRole = Qt::UserRole + 1, CarriesRole, NameRole };
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace orfeas::ui
