// The parts of OverlayLayer that speak to the user: stages, questions, the invitation, the announcement of a drop.
#include <algorithm>

#include <QPainterPath>

#include "ui/icon.h"
#include "ui/viewport/overlay_layer.h"
#include "ui/viewport/overlay_style.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {

void OverlayLayer::paintStages(QPainter& painter) {
    if (content.running.isEmpty()) return;
    const QFont name = uiFont();
    const QFont small = uiFont(12);
    const QString cancel = translated("Cancel"), keep = translated("Keep this");
    const QString percent = QString::number(static_cast<int>(content.fraction * 100.0)) + " %";
    const qreal cancelWidth = widthOf(cancel, name) + 20.0;
    const qreal keepWidth = content.canKeep ? widthOf(keep, name) + 24.0 : 0.0;
    const qreal runningWidth = 16.0 + widthOf(content.running, name) + 8.0 + widthOf("100 %", small);
    std::vector<qreal> widths;
    qreal total = 28.0 + runningWidth + 16.0 + keepWidth + cancelWidth;
    for (const OverlayContent::Stage& stage : content.done) {
        widths.push_back(16.0 + widthOf(stage.name, name) + 8.0 + widthOf(stage.time, small) + 16.0);
    }
    std::size_t first = 0; // the oldest stages go when it gets narrow
    const auto sum = [&] {
        qreal wide = total;
        for (std::size_t at = first; at < widths.size(); ++at)
            wide += widths[at];
        return wide;
    };
    while (first < widths.size() && sum() > m_size.width() - 2.0 * kEdge)
        ++first;
    total = sum();
    const QRectF box =
        pill(painter, {(m_size.width() - total) / 2.0, m_size.height() - 16.0 - 42.0, total, 42.0});
    qreal x = box.left() + 14.0;
    const qreal middle = box.center().y();
    for (std::size_t at = first; at < content.done.size(); ++at) {
        const OverlayContent::Stage& stage = content.done[at];
        paintIcon(painter, "check", {x - 2.0, middle - 6.0, 12.0, 12.0}, theme().ok);
        const qreal wide = widthOf(stage.name, name);
        paintText(painter, {x + 16.0, box.top(), wide + 1.0, box.height()}, stage.name, name, theme().dim);
        paintText(painter, {x + 24.0 + wide, box.top(), widths[at] - wide - 38.0, box.height()}, stage.time,
                  small, theme().faint);
        x += widths[at];
    }
    QColor halo = theme().accent;
    halo.setAlphaF(0.2f);
    paintPanel(painter, {x - 4.0, middle - 8.0, 16.0, 16.0}, halo, {}, 8.0);
    paintPanel(painter, {x, middle - 4.0, 8.0, 8.0}, theme().accent, {}, 4.0);
    const qreal wide = widthOf(content.running, name);
    paintText(painter, {x + 18.0, box.top(), wide + 1.0, box.height()}, content.running, name, theme().text);
    paintText(painter, {x + 26.0 + wide, box.top(), 44.0, box.height()}, percent, small, theme().dim);
    if (content.canKeep) {
        button(
            painter,
            {box.right() - 12.0 - cancelWidth - keepWidth, middle - kButton / 2.0, keepWidth - 4.0, kButton},
            keep, {OverlayAction::Keep, 0, {}, translated("Stop here: the shape as it stands is the result")},
            true);
    }
    button(painter, {box.right() - 12.0 - cancelWidth, middle - kButton / 2.0, cancelWidth, kButton}, cancel,
           {OverlayAction::Cancel, 0, {}, translated("Stop making this and go back to what was")}, false);
}

void OverlayLayer::paintQuestion(QPainter& painter) {
    const QFont name = uiFont();
    std::vector<qreal> widths;
    qreal answers = 0.0;
    for (const QString& answer : content.answers) {
        widths.push_back(widthOf(answer, uiFont(13, QFont::DemiBold)) + 24.0);
        answers += widths.back() + 6.0;
    }
    const qreal wanted = 42.0 + widthOf(content.question, name) + 14.0 + answers + 8.0;
    const qreal total = std::min(wanted, m_size.width() - 2.0 * kEdge);
    const QRectF box =
        pill(painter, {(m_size.width() - total) / 2.0, m_size.height() - 16.0 - 42.0, total, 42.0});
    const qreal middle = box.center().y();
    paintIcon(painter, "clock", {box.left() + 14.0, middle - 8.0, 16.0, 16.0}, theme().info);
    paintText(painter, {box.left() + 38.0, box.top(), total - 38.0 - 14.0 - answers - 2.0, box.height()},
              content.question, name, theme().text);
    qreal x = box.right() - 4.0 - answers;
    for (std::size_t index = 0; index < widths.size(); ++index) {
        const int at = static_cast<int>(index);
        const bool first = at == 0 && content.answers.size() > 1;
        button(painter, {x, middle - 14.0, widths[index], 28.0}, content.answers[at],
               {OverlayAction::Answer, at, {}, {}}, true, first);
        x += widths[index] + 6.0;
    }
}

void OverlayLayer::paintInvitation(QPainter& painter) {
    const QString line = translated("Drop a picture here");
    const QString more = translated("It becomes a printable solid, made on this computer alone");
    const int cards = static_cast<int>(content.cards.size());
    const qreal room = (m_size.width() - 2.0 * kEdge - 14.0 * (cards - 1)) / std::max(cards, 1);
    const qreal cardWidth = std::min(kCardWidth, room);
    const qreal cardsWidth = cards * cardWidth + std::max(cards - 1, 0) * 14.0;
    const qreal height = 34.0 + 30.0 + (cards > 0 ? 26.0 + kCardHeight : 0.0) + 24.0 + 36.0;
    qreal y = std::max(kEdge + 48.0, (m_size.height() - height) * 0.46);
    paintText(painter, {0, y, m_size.width(), 34.0}, line, uiFont(24, QFont::DemiBold), theme().text,
              Qt::AlignCenter);
    y += 36.0;
    paintText(painter, {kEdge, y, m_size.width() - 2 * kEdge, 22.0}, more, uiFont(13), theme().dim,
              Qt::AlignCenter);
    y += 48.0;
    qreal x = (m_size.width() - cardsWidth) / 2.0;
    for (int index = 0; index < cards; ++index) {
        paintCard(painter, {x, y, cardWidth, kCardHeight}, index);
        x += cardWidth + 14.0;
    }
    if (cards > 0) y += kCardHeight + 20.0;
    const QString open = translated("Open…");
    const QString paste = translated("or paste one with Ctrl+V");
    const qreal openWidth = widthOf(open, uiFont(13, QFont::DemiBold)) + 32.0;
    const qreal pasteWidth = widthOf(paste, uiFont(13));
    x = (m_size.width() - openWidth - 12.0 - pasteWidth) / 2.0;
    button(painter, {x, y, openWidth, 32.0}, open,
           {OverlayAction::Open, 0, {}, translated("Choose pictures or meshes (Ctrl+O)")}, false, true);
    paintText(painter, {x + openWidth + 12.0, y, pasteWidth + 2.0, 32.0}, paste, uiFont(13), theme().dim);
}

void OverlayLayer::paintCard(QPainter& painter, const QRectF& rect, int index) {
    const OverlayContent::Card& card = content.cards[static_cast<std::size_t>(index)];
    OverlayHit hit{OverlayAction::Sample, index, rect, translated("Make an object from this sample picture")};
    const bool under = hovered(hit);
    m_hits.push_back(hit);
    m_covers.push_back(rect);
    paintPanel(painter, rect, under ? theme().raised : theme().pill,
               under ? theme().accent : theme().pillLine, kPillRadius);
    const QRectF frame = rect.adjusted(8.0, 8.0, -8.0, -32.0);
    painter.save();
    QPainterPath clip;
    clip.addRoundedRect(frame, 5.0, 5.0);
    painter.setClipPath(clip);
    painter.fillRect(frame, theme().bedTop);
    if (!card.picture.isNull()) {
        const bool cutout = card.picture.hasAlphaChannel();
        const QSizeF size =
            QSizeF(card.picture.size())
                .scaled(frame.size(), cutout ? Qt::KeepAspectRatio : Qt::KeepAspectRatioByExpanding);
        painter.drawImage(QRectF(frame.center() - QPointF(size.width() / 2.0, size.height() / 2.0), size),
                          card.picture);
    }
    painter.restore();
    paintText(painter, {rect.left() + 10.0, rect.bottom() - 28.0, rect.width() - 20.0, 22.0}, card.title,
              uiFont(13, QFont::Medium), theme().text);
}

void OverlayLayer::paintHint(QPainter& painter) {
    // Across two views it would be cut by the border.
    if (content.hint.isEmpty() || !content.captions.isEmpty() || !content.running.isEmpty() ||
        !content.question.isEmpty() || content.inviting)
        return;
    const qreal width = m_size.width() - 2.0 * kEdge - 110.0; // the axes stand at the right
    paintText(painter, {kEdge + 2.0, m_size.height() - 34.0, width, 20.0}, content.hint, uiFont(12),
              theme().faint);
}

void OverlayLayer::paintDrop(QPainter& painter) {
    const QRectF frame = QRectF(QPointF(), m_size).adjusted(8.0, 8.0, -8.0, -8.0);
    QColor wash = theme().accent;
    wash.setAlphaF(0.06f);
    painter.setPen(QPen(theme().accent, 2.0));
    painter.setBrush(wash);
    painter.drawRoundedRect(frame, 10.0, 10.0);
    const QFont font = uiFont(20, QFont::DemiBold);
    const qreal width = widthOf(content.drop, font) + 76.0;
    const QRectF box((m_size.width() - width) / 2.0, (m_size.height() - 60.0) * 0.46, width, 60.0);
    paintPanel(painter, box, theme().accent, {}, 12.0);
    paintIcon(painter, "cube", {box.left() + 20.0, box.center().y() - 11.0, 22.0, 22.0}, theme().accentInk);
    paintText(painter, box.adjusted(54.0, 0, -16.0, 0), content.drop, font, theme().accentInk);
}

} // namespace orfeas::ui
