// The program's own icons: line drawings in resources/icons, tinted from the theme and drawn at device pixels.
#pragma once

#include <QColor>
#include <QIcon>
#include <QRectF>
#include <QString>

class QPainter;

namespace orfeas::ui {

/// An icon for actions and buttons; faint when disabled. `name` is the file's name without ending. UI thread.
QIcon icon(const QString& name);
QIcon icon(const QString& name, const QColor& color);

/// Draws an icon in a rectangle: for delegates and painted layers.
void paintIcon(QPainter& painter, const QString& name, const QRectF& where, const QColor& color);

} // namespace orfeas::ui
