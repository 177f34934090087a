#include "ui/widgets/switch_button.h"

#include "ui/widgets/painting.h"

namespace orfeas::ui {

SwitchButton::SwitchButton(QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void SwitchButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRectF track(1.0, height() / 2.0 - 9.0, 32.0, 18.0);
    const QColor on = isEnabled() ? theme().accent : theme().faint;
    paintPanel(painter, track, isChecked() ? on : theme().line, {}, 9.0);
    const qreal x = isChecked() ? track.right() - 16.0 : track.left() + 2.0;
    paintPanel(painter, QRectF(x, track.top() + 2.0, 14.0, 14.0), isChecked() ? Qt::white : theme().dim, {},
               7.0);
    if (hasFocus()) paintFocus(painter, track.adjusted(-1, -3, 1, 3).intersected(rect()), 10.0);
}

} // namespace orfeas::ui
