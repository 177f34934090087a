#include "ui/widgets/painting.h"

#include <QFontMetricsF>

#include "ui/icon.h"

namespace orfeas::ui {

void paintPanel(QPainter& painter, const QRectF& rect, const QColor& fill, const QColor& edge, qreal radius) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(edge.isValid() ? QPen(edge, 1.0) : QPen(Qt::NoPen));
    painter.setBrush(fill);
    painter.drawRoundedRect(edge.isValid() ? rect.adjusted(0.5, 0.5, -0.5, -0.5) : rect, radius, radius);
    painter.restore();
}

void paintFocus(QPainter& painter, const QRectF& rect, qreal radius) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().accent, 1.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    painter.restore();
}

void paintText(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font,
               const QColor& color, Qt::Alignment alignment) {
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(rect, static_cast<int>(alignment) | Qt::TextSingleLine,
                     QFontMetricsF(font).elidedText(text, Qt::ElideRight, rect.width() + 0.5));
}

qreal badgeWidth(const BadgeLook& look) {
    const qreal words = QFontMetricsF(uiFont(12, QFont::Medium)).horizontalAdvance(look.text);
    return (look.text.isEmpty() ? 10.0 : words + 24.0) + 12.0;
}

void paintBadge(QPainter& painter, const QRectF& rect, const BadgeLook& look) {
    paintPanel(painter, rect, look.fill, {}, rect.height() / 2.0);
    const bool alone = look.text.isEmpty();
    const qreal left = alone ? rect.center().x() - 6.0 : rect.left() + 9.0;
    paintIcon(painter, look.icon, QRectF(left, rect.center().y() - 6.0, 12.0, 12.0), look.ink);
    if (alone) return;
    paintText(painter, rect.adjusted(26.0, 0.0, -6.0, 0.0), look.text, uiFont(12, QFont::Medium), look.ink);
}

BadgeLook closedBadge(bool closed, const QString& text) {
    if (closed) return {"check", text, theme().ok, theme().okFill};
    return {"alert", text, theme().warning, theme().warningFill};
}

} // namespace orfeas::ui
