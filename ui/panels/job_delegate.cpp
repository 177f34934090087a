#include "ui/panels/job_delegate.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainterPath>
#include <QTextLayout>
#include <QToolTip>

#include "ui/icon.h"
#include "ui/models/job_model.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {

using project::JobState;

namespace {

constexpr int kMargin = 14;
constexpr int kThumbnail = 44;
constexpr int kButton = 24;
constexpr int kTextLeft = kMargin + kThumbnail + 10;
constexpr int kMaxErrorLines = 4;
constexpr int kSmallLine = 16;

JobState stateOf(const QModelIndex& index) {
    return static_cast<JobState>(index.data(JobModel::StateRole).toInt());
}

int errorLines(const QString& text, int width) {
    const QRect bounds =
        QFontMetrics(uiFont(12)).boundingRect(QRect(0, 0, std::max(width, 40), 1000), Qt::TextWordWrap, text);
    return std::clamp((bounds.height() + 4) / kSmallLine, 1, kMaxErrorLines);
}

void paintThumbnail(QPainter& painter, const QRectF& where, const QModelIndex& index) {
    paintPanel(painter, where, theme().raised, {}, 5);
    const QImage image = index.data(JobModel::ThumbnailRole).value<QImage>();
    if (image.isNull()) {
        const bool failed = stateOf(index) == JobState::Failed;
        const auto kind = static_cast<project::JobKind>(index.data(JobModel::KindRole).toInt());
        const char* name = kind != project::JobKind::Generate ? "cube" : "picture";
        paintIcon(painter, failed ? "alert" : name, QRectF(where.center() - QPointF(8, 8), QSizeF(16, 16)),
                  failed ? theme().failure : theme().faint);
        return;
    }
    painter.save();
    QPainterPath clip;
    clip.addRoundedRect(where, 5, 5);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setClipPath(clip);
    const QSizeF size = QSizeF(image.size()).scaled(where.size(), Qt::KeepAspectRatio);
    painter.drawImage(QRectF(where.center() - QPointF(size.width() / 2, size.height() / 2), size), image);
    painter.restore();
}

QString iconOf(JobDelegate::Button button) {
    switch (button) {
    case JobDelegate::Button::Pause:
        return "pause";
    case JobDelegate::Button::Resume:
        return "play";
    case JobDelegate::Button::Retry:
        return "retry";
    default:
        return "cross";
    }
}

QString nameOf(JobDelegate::Button button) {
    switch (button) {
    case JobDelegate::Button::Pause:
        return JobDelegate::tr("Pause (P)");
    case JobDelegate::Button::Resume:
        return JobDelegate::tr("Go on (P)");
    case JobDelegate::Button::Cancel:
        return JobDelegate::tr("Cancel (Del)");
    case JobDelegate::Button::Retry:
        return JobDelegate::tr("Try again");
    case JobDelegate::Button::Dismiss:
        return JobDelegate::tr("Put away");
    }
    return {};
}

} // namespace

std::vector<JobDelegate::Button> JobDelegate::buttonsOf(const QModelIndex& index) {
    switch (stateOf(index)) {
    case JobState::Waiting:
    case JobState::Running:
        return {index.data(JobModel::PausedRole).toBool() ? Button::Resume : Button::Pause, Button::Cancel};
    case JobState::Done:
        return {Button::Dismiss};
    case JobState::Failed:
    case JobState::Cancelled:
        return {Button::Retry, Button::Dismiss};
    }
    return {};
}

QRect JobDelegate::buttonRect(const QRect& row, int place, int count) {
    return {row.right() - kMargin + 5 - (count - place) * kButton, row.top() + 6, kButton, kButton};
}

QSize JobDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    if (stateOf(index) != JobState::Failed) return {100, kItemHeight};
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const int width = (view ? view->viewport()->width() : option.rect.width()) - kTextLeft - kMargin;
    const int lines = errorLines(index.data(JobModel::StageRole).toString(), width);
    return {100, std::max(kItemHeight, 8 + 18 + lines * kSmallLine + 12)};
}

void JobDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    if (selected || hovered) painter->fillRect(option.rect, selected ? theme().raised : theme().hover);
    paintThumbnail(
        *painter, QRectF(option.rect.left() + kMargin, option.rect.top() + 6, kThumbnail, kThumbnail), index);

    const bool focused = selected && (option.state & QStyle::State_HasFocus);
    const std::vector<Button> buttons = hovered || focused ? buttonsOf(index) : std::vector<Button>();
    const int count = static_cast<int>(buttons.size());
    for (int place = 0; place < count; ++place) {
        const QRect where = buttonRect(option.rect, place, count);
        const QPoint cursor = option.widget ? option.widget->mapFromGlobal(QCursor::pos()) : QPoint();
        const bool under = where.contains(cursor);
        if (under) paintPanel(*painter, where, theme().line, {}, 5);
        paintIcon(*painter, iconOf(buttons[static_cast<std::size_t>(place)]),
                  QRectF(where).adjusted(5, 5, -5, -5), under ? theme().text : theme().dim);
    }

    const QString time = count > 0 ? QString() : index.data(JobModel::TimeRole).toString();
    const qreal right =
        count > 0 ? buttonRect(option.rect, 0, count).left() - 4.0 : option.rect.right() - kMargin + 1.0;
    const qreal timeWidth = time.isEmpty() ? 0.0 : QFontMetricsF(uiFont(12)).horizontalAdvance(time) + 10.0;
    const QRectF first(option.rect.left() + kTextLeft, option.rect.top() + 8.0,
                       right - option.rect.left() - kTextLeft - timeWidth, 18.0);
    paintText(*painter, first, index.data().toString(), uiFont(13, QFont::Medium), theme().text);
    paintText(*painter, QRectF(right - timeWidth, first.top(), timeWidth, 18.0), time, uiFont(12),
              theme().dim, Qt::AlignRight | Qt::AlignVCenter);
    const QRectF rest(first.left(), first.bottom(), option.rect.right() - kMargin + 1.0 - first.left(),
                      option.rect.bottom() - first.bottom());
    paintStage(*painter, rest, index);
    if (focused)
        painter->fillRect(QRectF(option.rect.left(), option.rect.top(), 2, option.rect.height()),
                          theme().accent);
    painter->restore();
}

void JobDelegate::paintStage(QPainter& painter, const QRectF& rect, const QModelIndex& index) const {
    const QString stage = index.data(JobModel::StageRole).toString();
    if (stateOf(index) == JobState::Failed) {
        painter.setFont(uiFont(12));
        painter.setPen(theme().failure);
        painter.drawText(rect.adjusted(0, 1, 0, -4), Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop, stage);
        return;
    }
    const bool done = stateOf(index) == JobState::Done;
    if (done) paintIcon(painter, "check", QRectF(rect.left(), rect.top() + 3.0, 12.0, 12.0), theme().ok);
    const QRectF line(rect.left() + (done ? 17.0 : 0.0), rect.top(), rect.width() - (done ? 17.0 : 0.0),
                      18.0);
    paintText(painter, line, stage, uiFont(12), theme().dim);
    const double fraction = index.data(JobModel::FractionRole).toDouble();
    if (fraction < 0.0) return;
    const QRectF bar(rect.left(), rect.top() + 20.0, rect.width(), 3.0);
    paintPanel(painter, bar, theme().line, {}, 1.5);
    if (fraction > 0.0)
        paintPanel(painter, QRectF(bar.topLeft(), QSizeF(bar.width() * fraction, 3.0)), theme().accent, {},
                   1.5);
}

bool JobDelegate::editorEvent(QEvent* event, QAbstractItemModel*, const QStyleOptionViewItem& option,
                              const QModelIndex& index) {
    if (event->type() != QEvent::MouseButtonRelease) return false;
    const auto* mouse = static_cast<QMouseEvent*>(event);
    const std::vector<Button> buttons = buttonsOf(index);
    for (std::size_t place = 0; place < buttons.size(); ++place) {
        const QRect where =
            buttonRect(option.rect, static_cast<int>(place), static_cast<int>(buttons.size()));
        if (mouse->button() == Qt::LeftButton && where.contains(mouse->position().toPoint())) {
            emit pressed(buttons[place], index);
            return true;
        }
    }
    return false;
}

bool JobDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                            const QModelIndex& index) {
    const std::vector<Button> buttons = index.isValid() ? buttonsOf(index) : std::vector<Button>();
    for (std::size_t place = 0; place < buttons.size(); ++place) {
        const QRect where =
            buttonRect(option.rect, static_cast<int>(place), static_cast<int>(buttons.size()));
        if (!where.contains(event->pos())) continue;
        QToolTip::showText(event->globalPos(), nameOf(buttons[place]), view);
        return true;
    }
    return QStyledItemDelegate::helpEvent(event, view, option, index);
}

} // namespace orfeas::ui
