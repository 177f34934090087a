#include "ui/history/version_delegate.h"

#include <algorithm>
#include <array>

#include <QPainterPath>

#include "ui/history/history_model.h"
#include "ui/icon.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {

constexpr int kRow = 54;
constexpr int kMargin = 14;
constexpr qreal kLaneWidth = 15.0;
constexpr int kMaxLanes = 6; ///< wider graphs are squeezed into this many
constexpr qreal kPicture = 40.0;
constexpr qreal kPillHeight = 16.0;

qreal lanesWidth(int lanes) {
    return lanes == 0 ? 0.0 : std::min(lanes, kMaxLanes) * kLaneWidth;
}

qreal laneX(const QRectF& row, int lane, int lanes) {
    const qreal step = lanes > kMaxLanes ? (kMaxLanes - 1) * kLaneWidth / (lanes - 1) : kLaneWidth;
    return row.left() + kMargin + 4.0 + lane * step;
}

void paintLanes(QPainter& painter, const QRectF& rect, const HistoryModel::Row& row, int lanes,
                bool selected) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF dot(laneX(rect, row.lanes.lane, lanes), rect.center().y() + 0.5);
    for (const LaneRow::Line& line : row.lanes.lines) {
        const QPointF from = line.from < 0 ? dot : QPointF(laneX(rect, line.from, lanes), rect.top());
        const QPointF to = line.to < 0 ? dot : QPointF(laneX(rect, line.to, lanes), rect.bottom() + 1.0);
        QPainterPath path(from);
        const qreal bend = (to.y() - from.y()) * 0.6;
        from.x() == to.x() ? path.lineTo(to)
                           : path.cubicTo(from + QPointF(0, bend), to - QPointF(0, bend), to);
        painter.setPen(QPen(laneColour(line.colour), 1.6, Qt::SolidLine, Qt::RoundCap));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(path);
    }
    const QColor colour = laneColour(row.lanes.colour);
    const QColor ground = selected ? theme().raised : theme().panel;
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawEllipse(dot, 7.0, 7.0);
    const bool here = row.isWork || row.isCurrent;
    const qreal radius = here ? 5.0 : row.version.named ? 4.5 : 3.5;
    painter.setBrush(row.isWork ? ground : here ? theme().accent : colour);
    painter.setPen(row.isWork ? QPen(theme().accent, 1.8) : QPen(Qt::NoPen));
    painter.drawEllipse(dot, radius, radius);
    painter.restore();
}

void paintPicture(QPainter& painter, const QRectF& where, const QImage& image, bool isWork) {
    paintPanel(painter, where, theme().raised, {}, 5);
    if (image.isNull()) {
        paintIcon(painter, isWork ? "rename" : "cube", QRectF(where.center() - QPointF(8, 8), QSizeF(16, 16)),
                  theme().faint);
        return;
    }
    painter.save();
    QPainterPath clip;
    clip.addRoundedRect(where, 5, 5);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setClipPath(clip);
    painter.drawImage(where, image);
    painter.restore();
}

/// Returns where the next one may start.
qreal paintPill(QPainter& painter, qreal left, qreal top, qreal right, const QString& text,
                const char* iconName, const QColor& ink) {
    const QFont font = uiFont(11, QFont::Medium);
    const qreal wanted = QFontMetricsF(font).horizontalAdvance(text) + 24.0;
    const qreal width = std::min(wanted, right - left);
    if (width < 34.0) return left;
    const QRectF pill(left, top, width, kPillHeight);
    QColor edge = ink;
    edge.setAlphaF(0.55f);
    paintPanel(painter, pill, Qt::transparent, edge, kPillHeight / 2);
    paintIcon(painter, iconName, QRectF(pill.left() + 5.0, pill.top() + 3.0, 10.0, 10.0), ink);
    paintText(painter, pill.adjusted(18.0, 0.0, -5.0, 0.0), text, font, ink);
    return left + width + 5.0;
}

} // namespace

QColor laneColour(int number) {
    const std::array colours{theme().dim, theme().info, theme().warning, theme().ok, theme().failure};
    return number == 0 ? colours[0]
                       : colours[1 + static_cast<std::size_t>(number - 1) % (colours.size() - 1)];
}

QSize VersionDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {200, kRow};
}

void VersionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const auto* model = static_cast<const HistoryModel*>(index.model());
    const HistoryModel::Row& row = model->row(index);
    const bool selected = option.state & QStyle::State_Selected;
    const QRectF rect(option.rect);
    painter->save();
    if (selected || (option.state & QStyle::State_MouseOver))
        painter->fillRect(option.rect, selected ? theme().raised : theme().hover);
    if (!model->searching()) paintLanes(*painter, rect, row, model->laneCount(), selected);

    const qreal left =
        rect.left() + kMargin + lanesWidth(model->laneCount()) + (model->searching() ? 0.0 : 4.0);
    const QRectF picture(left, rect.center().y() - kPicture / 2, kPicture, kPicture);
    paintPicture(*painter, picture, model->thumbnail(index), row.isWork);

    const qreal textLeft = picture.right() + 10.0;
    const qreal right = rect.right() - kMargin + 1.0;
    const QString time = index.data(HistoryModel::TimeRole).toString();
    const qreal timeWidth = QFontMetricsF(uiFont(12)).horizontalAdvance(time) + 8.0;
    const QRectF title(textLeft, rect.top() + 8.0, right - textLeft - timeWidth, 18.0);
    const bool strong = row.version.named || row.isWork || !row.version.tags.empty();
    paintText(*painter, title, index.data().toString(), uiFont(13, strong ? QFont::Medium : QFont::Normal),
              strong || row.isCurrent ? theme().text : theme().dim);
    paintText(*painter, QRectF(right - timeWidth, title.top(), timeWidth, 18.0), time, uiFont(12),
              theme().faint, Qt::AlignRight | Qt::AlignVCenter);

    qreal noteRight = right;
    const qreal top = title.bottom() + 3.0;
    if (const auto verdict = verdictBadge(row.version); verdict && !row.isWork) {
        paintIcon(*painter, verdict->icon, QRectF(right - 13.0, top + 2.0, 12.0, 12.0), verdict->ink);
        noteRight -= 20.0;
    }
    qreal at = textLeft;
    for (const std::string& variant : row.version.variants) {
        const QString name = QString::fromStdString(variant);
        at = paintPill(*painter, at, top, noteRight, name, "branch",
                       name == model->currentVariant() ? theme().accent : theme().dim);
    }
    for (const std::string& tag : row.version.tags)
        at = paintPill(*painter, at, top, noteRight, QString::fromStdString(tag), "tag", theme().info);
    if (noteRight - at > 40.0)
        paintText(*painter, QRectF(at, top, noteRight - at, kPillHeight),
                  index.data(HistoryModel::NoteRole).toString(), uiFont(12), theme().faint);
    if (selected && (option.state & QStyle::State_HasFocus))
        painter->fillRect(QRectF(rect.left(), rect.top(), 2.0, rect.height()), theme().accent);
    painter->restore();
}

} // namespace orfeas::ui
