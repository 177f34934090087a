// Settings declared as data, so that the inspector, the command line and the project file are built from one
// list.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace orfeas::generate {

enum class SettingType { Real, Integer, Boolean, Choice };

struct SettingChoice {
    std::string name;  ///< what is stored and typed: "mirror"
    std::string label; ///< what is shown: "Mirror the front"
};

/// One declared setting.
struct SettingSpec {
    std::string name;  ///< stored and typed: "back"; lower case with dashes
    std::string label; ///< shown: "Back"
    std::string help;  ///< one sentence: what it does to the object
    SettingType type = SettingType::Real;
    double minimum = 0.0; ///< Real, Integer
    double maximum = 1.0;
    double step = 0.0;                                ///< what an arrow key adds
    std::string unit;                                 ///< "mm", "%", "" …
    std::vector<SettingChoice> choices;               ///< Choice
    std::variant<bool, double, std::string> standard; ///< default: bool, number (Real, Integer), choice name
    std::string shownWhen; ///< "frame=true", "mode=lithophane", or empty: only then it matters
};

using SettingValue = std::variant<bool, double, std::string>;

/// Values by name. Complete and within range once it came from `completeSettings`.
class Settings {
public:
    void set(const std::string& name, SettingValue value) { m_values[name] = std::move(value); }
    bool has(std::string_view name) const { return m_values.find(name) != m_values.end(); }

    /// Reading a setting that is not there, or of another type, is a bug and asserts.
    double number(std::string_view name) const;
    bool flag(std::string_view name) const;
    const std::string& choice(std::string_view name) const;

    const std::map<std::string, SettingValue, std::less<>>& values() const { return m_values; }
    bool operator==(const Settings&) const = default;

private:
    std::map<std::string, SettingValue, std::less<>> m_values;
};

/// Defaults for everything `given` lacks; an Error that names the setting and its range when a name is
/// unknown, a type is wrong, or a value is out of range or not a number.
Result<Settings> completeSettings(std::span<const SettingSpec> specs, const Settings& given);

/// Reads "name=value" texts (the command line) against the declarations. Numbers use a dot whatever the
/// locale.
Result<Settings> parseSettings(std::span<const SettingSpec> specs, std::span<const std::string> assignments);

/// Whether `spec.shownWhen` holds under these values.
bool isShown(const SettingSpec& spec, const Settings& values);

/// "12.5", "true", "mirror": the same whatever the locale.
std::string formatValue(const SettingValue& value);

} // namespace orfeas::generate
