// The control for one declared setting.
#pragma once

#include <QWidget>

#include "core/generate/setting.h"

namespace orfeas::ui {

/// Built from the declaration alone: Real and Integer become a slider with a typed field (the field alone where a
/// slider could not be aimed), Boolean a switch, Choice a segmented control for up to three short choices and a list
/// beyond. Named and explained for screen readers; keyboard, wheel (while focused) and typed values everywhere.
class SettingField : public QWidget {
    Q_OBJECT
public:
    static SettingField* make(const generate::SettingSpec& spec, QWidget* parent);

    const generate::SettingSpec& spec() const { return m_spec; }
    virtual generate::SettingValue value() const = 0;
    virtual void setValue(const generate::SettingValue& value) = 0; ///< silent
    /// The user is in the middle of a change: do not set it from outside.
    virtual bool busy() const { return false; }

    /// "Fullness\nHow round the body gets\n0 to 100 %, normally 25; double-click the label to go back to it"
    static QString explain(const generate::SettingSpec& spec);

signals:
    void edited(); ///< by the user; also at every step of a drag

protected:
    SettingField(const generate::SettingSpec& spec, QWidget* parent);
    /// Gives a control its name, explanation and place in the row.
    void adopt(QWidget* control, int stretch);

    const generate::SettingSpec m_spec;
};

} // namespace orfeas::ui
