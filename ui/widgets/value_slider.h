// A slim slider: filled up to a white knob, clicked or dragged anywhere on its track.
#pragma once

#include <QSlider>

namespace orfeas::ui {

class ValueSlider : public QSlider {
    Q_OBJECT
public:
    explicit ValueSlider(QWidget* parent = nullptr);
    QSize sizeHint() const override { return {96, 28}; }
    QSize minimumSizeHint() const override { return {48, 28}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    qreal knobCenter() const;
    void moveTo(qreal x);
};

} // namespace orfeas::ui
