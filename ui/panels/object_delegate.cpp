#include "ui/panels/object_delegate.h"

#include <QMouseEvent>
#include <QTreeView>

#include "ui/icon.h"
#include "ui/models/object_model.h"
#include "ui/print/verdict_badge.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {

constexpr int kMargin = 14;
constexpr int kIcon = 16;
constexpr int kGap = 10;
constexpr int kInset = 20; ///< of a group's members
constexpr int kPart = 24;  ///< width of what can be clicked

bool isGroup(const QModelIndex& index) {
    return index.data(ObjectModel::MembersRole).toInt() > 0;
}

int nameLeft(const QRect& row, const QModelIndex& index) {
    return row.left() + kMargin + (index.parent().isValid() ? kInset : 0) + kIcon + kGap;
}

QRectF iconIn(const QRect& rect) {
    return {rect.center().x() - 7.0, rect.center().y() - 7.0, kIcon, kIcon};
}

} // namespace

ObjectDelegate::ObjectDelegate(QTreeView* tree) : QStyledItemDelegate(tree), m_tree(tree) {}

QRect ObjectDelegate::eyeRect(const QRect& row) {
    return {row.right() - kMargin - 19, row.top(), kPart, row.height()};
}

QRect ObjectDelegate::lockRect(const QRect& row) {
    return eyeRect(row).translated(-kPart, 0);
}

QRect ObjectDelegate::foldRect(const QRect& row) {
    return {row.left(), row.top(), kMargin + 1, row.height()};
}

RowPart ObjectDelegate::partAt(const QPoint& position, const QRect& row, const QModelIndex& index) {
    if (eyeRect(row).contains(position)) return RowPart::Eye;
    if (lockRect(row).contains(position)) return RowPart::Lock;
    if (isGroup(index) && foldRect(row).contains(position)) return RowPart::Fold;
    return RowPart::None;
}

QSize ObjectDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {100, kRowHeight};
}

/// Eye, lock and verdict. Returns where they begin.
int ObjectDelegate::paintEnd(QPainter& painter, const QRect& row, const QModelIndex& index,
                             bool hovered) const {
    const bool visible = index.data(ObjectModel::VisibleRole).toBool();
    paintIcon(painter, visible ? "eye" : "eye-off", iconIn(eyeRect(row)),
              hovered || !visible ? theme().text : theme().dim);
    const bool locked = index.data(ObjectModel::LockedRole).toBool();
    const QRect lock = lockRect(row);
    if (locked || hovered) {
        paintIcon(painter, locked ? "lock" : "unlock", iconIn(lock), locked ? theme().text : theme().faint);
    }
    const QRectF badge(lock.left() - 22.0, row.center().y() - 8.0, 22.0, 18.0);
    // Until the first check has come: whether it is closed.
    const QVariant verdict = index.data(ObjectModel::VerdictRole);
    paintBadge(painter, badge,
               verdict.isValid() ? verdictBadge(static_cast<print::Verdict>(verdict.toInt()), {})
                                 : closedBadge(index.data(ObjectModel::ClosedRole).toBool(), {}));
    return static_cast<int>(badge.left()) - 8;
}

void ObjectDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    painter->save();
    const QRect row = option.rect;
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    painter->fillRect(row, theme().panel); // the style has painted a selection of its own
    if (selected || hovered) painter->fillRect(row, selected ? theme().selection : theme().hover);
    if (selected) painter->fillRect(QRect(row.left(), row.top(), 2, row.height()), theme().accent);
    const bool group = isGroup(index);
    const QColor ink = index.data(ObjectModel::VisibleRole).toBool() ? theme().text : theme().faint;
    const int left = nameLeft(row, index);
    if (group) {
        const QRect fold = foldRect(row);
        paintIcon(*painter, m_tree->isExpanded(index) ? "chevron-down" : "chevron-right",
                  QRectF(fold.left() + 1.0, row.center().y() - 5.0, 12, 12), theme().dim);
    }
    paintIcon(*painter, group ? "group" : "cube",
              QRectF(left - kGap - kIcon, row.center().y() - 7.0, kIcon, kIcon), ink);
    const int end = paintEnd(*painter, row, index, hovered);

    const QString note = group ? QString("× %1").arg(index.data(ObjectModel::MembersRole).toInt())
                               : index.data(ObjectModel::TrianglesRole).toString();
    const qreal width = QFontMetricsF(uiFont(12)).horizontalAdvance(note);
    const QRectF facts(end - width, row.top(), width, row.height());
    paintText(*painter, facts.adjusted(-1, 0, 1, 0), note, uiFont(12), theme().faint,
              Qt::AlignRight | Qt::AlignVCenter);
    paintText(*painter, QRectF(left, row.top(), facts.left() - 8.0 - left, row.height()),
              index.data().toString(), group ? uiFont(13, QFont::Medium) : uiFont(), ink);
    if (option.state & QStyle::State_HasFocus) paintFocus(*painter, QRectF(row).adjusted(3, 1, -2, -1), 4);
    painter->restore();
}

bool ObjectDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) {
    const bool press = event->type() == QEvent::MouseButtonPress;
    if (!press && event->type() != QEvent::MouseButtonDblClick) return false;
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (mouse->button() != Qt::LeftButton) return false;
    switch (partAt(mouse->position().toPoint(), option.rect, index)) {
    case RowPart::Eye:
        model->setData(index, !index.data(ObjectModel::VisibleRole).toBool(), ObjectModel::VisibleRole);
        return true;
    case RowPart::Lock:
        model->setData(index, !index.data(ObjectModel::LockedRole).toBool(), ObjectModel::LockedRole);
        return true;
    case RowPart::Fold:
        m_tree->setExpanded(index, !m_tree->isExpanded(index));
        return true;
    case RowPart::None:
        return false;
    }
    return false;
}

void ObjectDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                          const QModelIndex& index) const {
    const QRect row = option.rect;
    const int left = nameLeft(row, index) - 6;
    editor->setGeometry(left, row.top() + 2, lockRect(row).left() - left, row.height() - 4);
}

} // namespace orfeas::ui
