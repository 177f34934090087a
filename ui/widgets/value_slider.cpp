#include "ui/widgets/value_slider.h"

#include <cmath>

#include <QMouseEvent>

#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {
constexpr qreal kKnob = 14.0;
}

ValueSlider::ValueSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

qreal ValueSlider::knobCenter() const {
    const qreal share =
        maximum() > minimum() ? qreal(sliderPosition() - minimum()) / (maximum() - minimum()) : 0.0;
    return kKnob / 2.0 + 1.0 + share * (width() - kKnob - 2.0);
}

void ValueSlider::moveTo(qreal x) {
    const qreal share = std::clamp((x - kKnob / 2.0 - 1.0) / std::max(width() - kKnob - 2.0, 1.0), 0.0, 1.0);
    setSliderPosition(minimum() + static_cast<int>(std::lround(share * (maximum() - minimum()))));
}

void ValueSlider::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const qreal middle = height() / 2.0;
    const qreal knob = knobCenter();
    paintPanel(painter, QRectF(1.0, middle - 2.0, width() - 2.0, 4.0), theme().line, {}, 2.0);
    paintPanel(painter, QRectF(1.0, middle - 2.0, knob, 4.0), isEnabled() ? theme().accent : theme().faint,
               {}, 2.0);
    const QRectF circle(knob - kKnob / 2.0, middle - kKnob / 2.0, kKnob, kKnob);
    paintPanel(painter, circle, isEnabled() ? QColor(Qt::white) : theme().dim, {}, kKnob / 2.0);
    if (hasFocus()) paintFocus(painter, circle.adjusted(-3.0, -3.0, 3.0, 3.0), kKnob / 2.0 + 3.0);
}

void ValueSlider::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    setSliderDown(true);
    moveTo(event->position().x());
}

void ValueSlider::mouseMoveEvent(QMouseEvent* event) {
    if (isSliderDown()) moveTo(event->position().x());
}

void ValueSlider::mouseReleaseEvent(QMouseEvent*) {
    setSliderDown(false);
}

// A wheel over an unfocused slider scrolls the panel: values must not change in passing.
void ValueSlider::wheelEvent(QWheelEvent* event) {
    if (hasFocus()) return QSlider::wheelEvent(event);
    event->ignore();
}

} // namespace orfeas::ui
