// Shapes that several painted widgets share.
#pragma once

#include <QPainter>
#include <QString>

#include "ui/theme.h"

namespace orfeas::ui {

/// A filled rounded rectangle with an optional one-pixel line inside its edge.
void paintPanel(QPainter& painter, const QRectF& rect, const QColor& fill, const QColor& edge = {},
                qreal radius = kRadius);
/// The ring that shows where the keyboard is.
void paintFocus(QPainter& painter, const QRectF& rect, qreal radius = kRadius);
/// One line, cut with an ellipsis where it does not fit.
void paintText(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font,
               const QColor& color, Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter);

/// A pill with icon and word; icon and word say it, the colour underlines it.
struct BadgeLook {
    QString icon;
    QString text;
    QColor ink;
    QColor fill;
};
qreal badgeWidth(const BadgeLook& look);
void paintBadge(QPainter& painter, const QRectF& rect, const BadgeLook& look);
/// The two verdicts about a mesh.
BadgeLook closedBadge(bool closed, const QString& text);

} // namespace orfeas::ui
