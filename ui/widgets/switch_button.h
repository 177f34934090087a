// A switch: on or off, at once.
#pragma once

#include <QAbstractButton>

namespace orfeas::ui {

/// Checkable, toggled by click and Space. On is told by the knob's place as well as by colour.
class SwitchButton : public QAbstractButton {
    Q_OBJECT
public:
    explicit SwitchButton(QWidget* parent = nullptr);
    QSize sizeHint() const override { return {36, 28}; }

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace orfeas::ui
