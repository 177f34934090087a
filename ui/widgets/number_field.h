// A typed number with its unit.
#pragma once

#include <QDoubleSpinBox>

namespace orfeas::ui {

/// Takes arrow keys, Page keys, the wheel while focused, and typed values; lengths may be typed in mm, cm, m or
/// inches ("2.5 cm", "3 in", 3"), and a point or a comma is understood whatever the locale. The unit stands dim at the right edge.
class NumberField : public QDoubleSpinBox {
    Q_OBJECT
public:
    NumberField(double minimum, double maximum, double step, int decimals, const QString& unit,
                QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    double valueFromText(const QString& text) const override;
    QString textFromValue(double value) const override;
    QValidator::State validate(QString& text, int& position) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    QString m_unit;
};

} // namespace orfeas::ui
