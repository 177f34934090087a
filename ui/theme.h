// Colours, fonts and the style sheet. Everything that is painted asks here; no colour is named anywhere else.
#pragma once

#include <QColor>
#include <QFont>

class QApplication;
class QString;

namespace orfeas::ui {

/// The tokens of one theme, as resources/theme/<name>.tokens names them.
struct Theme {
    QColor background, panel, raised, hover, line;
    QColor text, dim, faint;
    QColor accent, accentHover, accentDown, accentInk, selection;
    QColor ok, okFill, warning, warningFill, failure, failureFill, info, infoFill;
    QColor bedTop, bedMiddle, bedEdge, pill, pillLine;
};

/// The theme in use. UI thread.
const Theme& theme();

/// Sizes shared by painted things, in logical pixels.
inline constexpr int kRadius = 6;
inline constexpr int kControlHeight = 28;
inline constexpr int kRowHeight = 28;
inline constexpr int kItemHeight = 56;

/// The program's font at a pixel size and weight.
QFont uiFont(int pixelSize = 13, QFont::Weight weight = QFont::Normal);

/// Loads tokens and style sheet and gives the application its style, palette, font and style sheet. A missing token
/// is a bug and asserts.
void applyTheme(QApplication& application, const QString& name);

} // namespace orfeas::ui
