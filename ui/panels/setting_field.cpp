#include "ui/panels/setting_field.h"

#include <algorithm>
#include <cmath>

#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>

#include "ui/widgets/choice_box.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/switch_button.h"
#include "ui/widgets/value_slider.h"

namespace orfeas::ui {

using generate::SettingSpec;
using generate::SettingType;
using generate::SettingValue;

namespace {

constexpr int kMaxSegments = 3;
constexpr int kSegmentsWidth = 200;       ///< of the panel at its usual width
constexpr double kMaxSliderSteps = 400.0; ///< more cannot be aimed at with a mouse

double stepOf(const SettingSpec& spec) {
    if (spec.type == SettingType::Integer) return std::max(spec.step, 1.0);
    return spec.step > 0.0 ? spec.step : (spec.maximum - spec.minimum) / 100.0;
}

int decimalsOf(const SettingSpec& spec) {
    if (spec.type == SettingType::Integer) return 0;
    double step = stepOf(spec);
    for (int decimals = 0; decimals < 3; ++decimals, step *= 10.0) {
        if (std::abs(step - std::round(step)) < 1e-6)
            return spec.unit == "mm" ? std::max(decimals, 1) : decimals;
    }
    return 3;
}

class NumberSettingField final : public SettingField {
public:
    NumberSettingField(const SettingSpec& spec, QWidget* parent)
        : SettingField(spec, parent),
          m_field(new NumberField(spec.minimum, spec.maximum, stepOf(spec), decimalsOf(spec),
                                  QString::fromStdString(spec.unit), this)) {
        const double steps = (spec.maximum - spec.minimum) / stepOf(spec);
        if (steps <= kMaxSliderSteps) {
            m_slider = new ValueSlider(this);
            m_slider->setRange(0, static_cast<int>(std::lround(steps)));
            m_slider->setPageStep(std::max(1, m_slider->maximum() / 10));
            adopt(m_slider, 1);
            connect(m_slider, &QSlider::valueChanged, this,
                    [this](int position) { m_field->setValue(m_spec.minimum + position * stepOf(m_spec)); });
        } else {
            m_field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        }
        adopt(m_field, m_slider ? 0 : 1);
        connect(m_field, &QDoubleSpinBox::valueChanged, this, [this] {
            moveSlider();
            emit edited();
        });
    }

    SettingValue value() const override { return m_field->value(); }

    void setValue(const SettingValue& value) override {
        const QSignalBlocker quiet(m_field);
        m_field->setValue(std::get<double>(value));
        moveSlider();
    }

    bool busy() const override {
        const auto* line = m_field->findChild<QLineEdit*>();
        return (m_slider && m_slider->isSliderDown()) || (m_field->hasFocus() && line->isModified());
    }

private:
    void moveSlider() {
        if (!m_slider) return;
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(
            static_cast<int>(std::lround((m_field->value() - m_spec.minimum) / stepOf(m_spec))));
    }

    NumberField* m_field;
    ValueSlider* m_slider = nullptr;
};

class SwitchSettingField final : public SettingField {
public:
    SwitchSettingField(const SettingSpec& spec, QWidget* parent)
        : SettingField(spec, parent), m_switch(new SwitchButton(this)) {
        adopt(m_switch, 0);
        static_cast<QHBoxLayout*>(layout())->addStretch(1);
        connect(m_switch, &QAbstractButton::clicked, this, &SettingField::edited);
    }
    SettingValue value() const override { return m_switch->isChecked(); }
    void setValue(const SettingValue& value) override { m_switch->setChecked(std::get<bool>(value)); }

private:
    SwitchButton* m_switch;
};

QStringList labelsOf(const SettingSpec& spec) {
    QStringList labels;
    for (const auto& choice : spec.choices)
        labels << QString::fromStdString(choice.label);
    return labels;
}

int choiceIndex(const SettingSpec& spec, const SettingValue& value) {
    const auto& wanted = std::get<std::string>(value);
    const auto found = std::find_if(spec.choices.begin(), spec.choices.end(),
                                    [&](const generate::SettingChoice& it) { return it.name == wanted; });
    return static_cast<int>(found - spec.choices.begin());
}

class SegmentSettingField final : public SettingField {
public:
    SegmentSettingField(const SettingSpec& spec, QWidget* parent)
        : SettingField(spec, parent), m_segments(new SegmentedControl(labelsOf(spec), this)) {
        adopt(m_segments, 1);
        connect(m_segments, &SegmentedControl::chosen, this, &SettingField::edited);
    }
    SettingValue value() const override {
        return m_spec.choices[static_cast<std::size_t>(m_segments->currentIndex())].name;
    }
    void setValue(const SettingValue& value) override {
        m_segments->setCurrentIndex(choiceIndex(m_spec, value));
    }

private:
    SegmentedControl* m_segments;
};

class ListSettingField final : public SettingField {
public:
    ListSettingField(const SettingSpec& spec, QWidget* parent)
        : SettingField(spec, parent), m_list(new ChoiceBox(this)) {
        m_list->addItems(labelsOf(spec));
        adopt(m_list, 1);
        connect(m_list, &QComboBox::activated, this, &SettingField::edited);
    }
    SettingValue value() const override {
        return m_spec.choices[static_cast<std::size_t>(m_list->currentIndex())].name;
    }
    void setValue(const SettingValue& value) override { m_list->setCurrentIndex(choiceIndex(m_spec, value)); }

private:
    ChoiceBox* m_list;
};

QString standardText(const SettingSpec& spec) {
    if (const bool* flag = std::get_if<bool>(&spec.standard))
        return *flag ? SettingField::tr("on") : SettingField::tr("off");
    if (const double* number = std::get_if<double>(&spec.standard)) {
        return QLocale().toString(*number, 'f', decimalsOf(spec)) + " " + QString::fromStdString(spec.unit);
    }
    return QString::fromStdString(
        spec.choices[static_cast<std::size_t>(choiceIndex(spec, spec.standard))].label);
}

} // namespace

SettingField::SettingField(const SettingSpec& spec, QWidget* parent) : QWidget(parent), m_spec(spec) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
}

void SettingField::adopt(QWidget* control, int stretch) {
    control->setAccessibleName(QString::fromStdString(m_spec.label));
    control->setToolTip(explain(m_spec));
    setFocusProxy(control);
    static_cast<QHBoxLayout*>(layout())->addWidget(control, stretch);
}

QString SettingField::explain(const SettingSpec& spec) {
    QString range;
    if (spec.type == SettingType::Real || spec.type == SettingType::Integer) {
        const QString unit = QString::fromStdString(spec.unit);
        const int decimals = decimalsOf(spec);
        range = tr("%1 to %2 %3. ")
                    .arg(QLocale().toString(spec.minimum, 'f', decimals),
                         QLocale().toString(spec.maximum, 'f', decimals), unit);
        range.replace(" .", ".");
    }
    return QString::fromStdString(spec.label) + "\n" + QString::fromStdString(spec.help) + "\n" + range +
           tr("Normally %1").arg(standardText(spec).trimmed());
}

SettingField* SettingField::make(const SettingSpec& spec, QWidget* parent) {
    switch (spec.type) {
    case SettingType::Real:
    case SettingType::Integer:
        return new NumberSettingField(spec, parent);
    case SettingType::Boolean:
        return new SwitchSettingField(spec, parent);
    case SettingType::Choice:
        break;
    }
    const bool few =
        spec.choices.size() <= kMaxSegments && SegmentedControl::fits(labelsOf(spec), kSegmentsWidth);
    if (few) return new SegmentSettingField(spec, parent);
    return new ListSettingField(spec, parent);
}

} // namespace orfeas::ui
