#include "ui/panels/format_delegate.h"

#include "ui/widgets/painting.h"

namespace orfeas::ui {

QSize FormatDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {240, 72};
}

void FormatDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    painter->save();
    const QRectF row = QRectF(option.rect).adjusted(0, 2, 0, -2);
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    if (selected)
        paintPanel(*painter, row, theme().selection, theme().accent);
    else
        paintPanel(*painter, row, hovered ? theme().raised : theme().hover);
    const QString carries = index.data(CarriesRole).toString();
    const qreal width = QFontMetricsF(uiFont(12)).horizontalAdvance(carries);
    const QRectF inner = row.adjusted(12, 6, -12, -6);
    paintText(*painter, {inner.left(), inner.top(), inner.width() - width - 10, 20}, index.data().toString(),
              uiFont(13, QFont::DemiBold), theme().text);
    paintText(*painter, {inner.right() - width - 1, inner.top(), width + 2, 20}, carries, uiFont(12),
              theme().dim, Qt::AlignRight | Qt::AlignVCenter);
    painter->setFont(uiFont(12));
    painter->setPen(theme().dim);
    painter->drawText(inner.adjusted(0, 21, 0, 0), Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop,
                      index.data(SummaryRole).toString());
    painter->restore();
}

} // namespace orfeas::ui
