// Paints a row of the queue, and acts on the buttons that show under the cursor or on the current row.
#pragma once

#include <vector>

#include <QStyledItemDelegate>

#include "core/project/core_event.h"

namespace orfeas::ui {

class JobDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum class Button { Pause, Resume, Cancel, Retry, Dismiss };

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

    /// The buttons a row offers, from left to right, and where the one at `place` of them stands.
    static std::vector<Button> buttonsOf(const QModelIndex& index);
    static QRect buttonRect(const QRect& row, int place, int count);

signals:
    void pressed(orfeas::ui::JobDelegate::Button button, const QModelIndex& index);

private:
    void paintStage(QPainter& painter, const QRectF& rect, const QModelIndex& index) const;
};

} // namespace orfeas::ui
