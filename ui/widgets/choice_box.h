// One of several choices, from a list that opens.
#pragma once

#include <QComboBox>

namespace orfeas::ui {

class ChoiceBox : public QComboBox {
    Q_OBJECT
public:
    explicit ChoiceBox(QWidget* parent = nullptr);
    QSize sizeHint() const override { return {120, 28}; }
    QSize minimumSizeHint() const override { return {72, 28}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
};

} // namespace orfeas::ui
