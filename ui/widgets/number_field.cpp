#include "ui/widgets/number_field.h"

#include <optional>

#include <QFontMetrics>
#include <QLineEdit>
#include <QRegularExpression>
#include <QWheelEvent>

#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {

double millimetresPer(const QString& unit) {
    if (unit == "cm") return 10.0;
    if (unit == "m") return 1000.0;
    if (unit == "in" || unit == "inch" || unit == "\"" || unit == QString(QChar(0x2033))) return 25.4;
    return 1.0;
}

/// "2.5 cm" in the field's unit; nothing when it is not a number with a unit that can be converted.
std::optional<double> parse(const QString& text, const QString& fieldUnit) {
    static const QRegularExpression pattern(
        R"(^\s*([-+]?[0-9]*[.,]?[0-9]+|[-+]?[0-9]+[.,])\s*([^0-9\s]*)\s*$)");
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch()) return std::nullopt;
    const double number = match.captured(1).replace(',', '.').toDouble();
    const QString unit = match.captured(2).toLower();
    if (unit.isEmpty() || unit == fieldUnit) return number;
    if (fieldUnit != "mm" || (millimetresPer(unit) == 1.0 && unit != "mm")) return std::nullopt;
    return number * millimetresPer(unit);
}

} // namespace

NumberField::NumberField(double minimum, double maximum, double step, int decimals, const QString& unit,
                         QWidget* parent)
    : QDoubleSpinBox(parent), m_unit(unit) {
    setButtonSymbols(QAbstractSpinBox::NoButtons);
    setDecimals(decimals);
    setRange(minimum, maximum);
    setSingleStep(step);
    setKeyboardTracking(false);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    const int unitWidth = m_unit.isEmpty() ? 0 : QFontMetrics(uiFont()).horizontalAdvance(m_unit) + 4;
    lineEdit()->setTextMargins(0, 0, unitWidth, 0);
    lineEdit()->setAcceptDrops(false); // pictures may be dropped anywhere
}

QSize NumberField::sizeHint() const {
    const QFontMetrics metrics(uiFont());
    const int digits = std::max(metrics.horizontalAdvance(textFromValue(maximum())),
                                metrics.horizontalAdvance(textFromValue(minimum())));
    const int unit = m_unit.isEmpty() ? 0 : metrics.horizontalAdvance(m_unit) + 4;
    return {std::max(64, digits + unit + 24), kControlHeight};
}

double NumberField::valueFromText(const QString& text) const {
    return std::clamp(parse(text, m_unit).value_or(value()), minimum(), maximum());
}

QString NumberField::textFromValue(double value) const {
    QLocale plain = locale();
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    return plain.toString(value, 'f', decimals());
}

QValidator::State NumberField::validate(QString& text, int&) const {
    static const QRegularExpression wrong(R"([^0-9.,\s\-+a-zA-Z"″%°]|[.,].*[.,])");
    if (wrong.match(text).hasMatch()) return QValidator::Invalid;
    return parse(text, m_unit) ? QValidator::Acceptable : QValidator::Intermediate;
}

void NumberField::paintEvent(QPaintEvent* event) {
    QDoubleSpinBox::paintEvent(event);
    if (m_unit.isEmpty()) return;
    QPainter painter(this);
    paintText(painter, QRectF(rect()).adjusted(0, 0, -9, 0), m_unit, uiFont(), theme().faint,
              Qt::AlignRight | Qt::AlignVCenter);
}

void NumberField::wheelEvent(QWheelEvent* event) {
    if (hasFocus()) return QDoubleSpinBox::wheelEvent(event);
    event->ignore();
}

} // namespace orfeas::ui
