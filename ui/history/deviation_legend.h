// The colours of a deviation heat map with their millimetres.
#pragma once

#include <QWidget>

namespace orfeas::ui {

class DeviationLegend : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    void setLimit(float limitMm); ///< zero: nothing was measured
    QSize sizeHint() const override { return {200, 54}; }
    QSize minimumSizeHint() const override { return {120, 54}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    float m_limit = 0.0f;
};

/// "+0.25 mm", "−1.2 mm".
QString deviationText(double millimetres);

} // namespace orfeas::ui
