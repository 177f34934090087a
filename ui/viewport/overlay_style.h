// Sizes and helpers shared by the files that paint the overlay.
#pragma once

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QString>

namespace orfeas::ui {

inline constexpr qreal kEdge = 14.0; ///< from the viewport's edge
inline constexpr qreal kButton = 24.0;
inline constexpr qreal kCardWidth = 132.0;
inline constexpr qreal kCardHeight = 138.0;
inline constexpr qreal kPillRadius = 8.0;

inline QString translated(const char* text) {
    return QCoreApplication::translate("Viewport", text);
}

inline qreal widthOf(const QString& text, const QFont& font) {
    return QFontMetricsF(font).horizontalAdvance(text);
}

} // namespace orfeas::ui
