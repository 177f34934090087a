#include "ui/panels/object_delegate.h"

#include <QMouseEvent>

#include "ui/icon.h"
#include "ui/models/object_model.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {
constexpr int kMargin = 14;
constexpr int kNameLeft = kMargin + 16 + 10;
} // namespace

QRect ObjectDelegate::eyeRect(const QRect& row) {
    return {row.right() - kMargin - 19, row.top(), 24, row.height()};
}

QSize ObjectDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {100, kRowHeight};
}

void ObjectDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    painter->save();
    const QRect row = option.rect;
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    const bool visible = index.data(ObjectModel::VisibleRole).toBool();
    if (selected || hovered) painter->fillRect(row, selected ? theme().selection : theme().hover);
    if (selected) painter->fillRect(QRect(row.left(), row.top(), 2, row.height()), theme().accent);
    const QColor ink = visible ? theme().text : theme().faint;
    paintIcon(*painter, "cube", QRectF(row.left() + kMargin, row.center().y() - 7.0, 16, 16), ink);

    const QRect eye = eyeRect(row);
    const QColor eyeInk = hovered || !visible ? theme().text : theme().dim;
    paintIcon(*painter, visible ? "eye" : "eye-off", QRectF(eye.left() + 4.0, row.center().y() - 7.0, 16, 16),
              eyeInk);

    const QRectF badge(eye.left() - 28.0, row.center().y() - 8.0, 22.0, 18.0);
    paintBadge(*painter, badge, closedBadge(index.data(ObjectModel::ClosedRole).toBool(), {}));

    const QString triangles = index.data(ObjectModel::TrianglesRole).toString();
    const qreal width = QFontMetricsF(uiFont(12)).horizontalAdvance(triangles);
    const QRectF facts(badge.left() - 8.0 - width, row.top(), width, row.height());
    paintText(*painter, facts.adjusted(-1, 0, 1, 0), triangles, uiFont(12), theme().faint,
              Qt::AlignRight | Qt::AlignVCenter);
    paintText(
        *painter,
        QRectF(row.left() + kNameLeft, row.top(), facts.left() - 8.0 - row.left() - kNameLeft, row.height()),
        index.data().toString(), uiFont(), ink);
    if (option.state & QStyle::State_HasFocus) paintFocus(*painter, QRectF(row).adjusted(3, 1, -2, -1), 4);
    painter->restore();
}

bool ObjectDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) {
    const bool press = event->type() == QEvent::MouseButtonPress;
    if (!press && event->type() != QEvent::MouseButtonDblClick) return false;
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (mouse->button() != Qt::LeftButton || !eyeRect(option.rect).contains(mouse->position().toPoint()))
        return false;
    model->setData(index, !index.data(ObjectModel::VisibleRole).toBool(), ObjectModel::VisibleRole);
    return true;
}

void ObjectDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                          const QModelIndex&) const {
    const QRect row = option.rect;
    editor->setGeometry(row.left() + kNameLeft - 6, row.top() + 2,
                        eyeRect(row).left() - row.left() - kNameLeft, row.height() - 4);
}

} // namespace orfeas::ui
