#include "core/generate/setting.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace orfeas::generate {
namespace {

std::string formatNumber(double number) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
    return {buffer, end};
}

std::string withUnit(const SettingSpec& spec, double number) {
    return spec.unit.empty() ? formatNumber(number) : formatNumber(number) + " " + spec.unit;
}

Error badValue(const SettingSpec& spec, const std::string& must) {
    return {ErrorCode::BadInput, "Setting '" + spec.name + "' must be " + must, {}};
}

// "mirror, flat or shallow"
std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
        text += words[i];
    }
    return text;
}

std::string allowedText(const SettingSpec& spec) {
    switch (spec.type) {
    case SettingType::Boolean:
        return "true or false";
    case SettingType::Choice: {
        std::vector<std::string> names;
        for (const SettingChoice& choice : spec.choices)
            names.push_back(choice.name);
        return listed(names);
    }
    case SettingType::Integer:
        return "a whole number from " + formatNumber(spec.minimum) + " to " + withUnit(spec, spec.maximum);
    case SettingType::Real:
        break;
    }
    return "a number from " + formatNumber(spec.minimum) + " to " + withUnit(spec, spec.maximum);
}

bool allowed(const SettingSpec& spec, const SettingValue& value) {
    switch (spec.type) {
    case SettingType::Boolean:
        return std::holds_alternative<bool>(value);
    case SettingType::Choice: {
        const auto* name = std::get_if<std::string>(&value);
        return name && std::any_of(spec.choices.begin(), spec.choices.end(),
                                   [&](const SettingChoice& choice) { return choice.name == *name; });
    }
    case SettingType::Real:
    case SettingType::Integer:
        break;
    }
    const auto* number = std::get_if<double>(&value);
    // Written so that NaN fails.
    return number && *number >= spec.minimum && *number <= spec.maximum &&
           (spec.type == SettingType::Real || std::floor(*number) == *number);
}

const SettingSpec* find(std::span<const SettingSpec> specs, std::string_view name) {
    const auto it =
        std::find_if(specs.begin(), specs.end(), [&](const SettingSpec& spec) { return spec.name == name; });
    return it == specs.end() ? nullptr : &*it;
}

Error unknownSetting(std::span<const SettingSpec> specs, std::string_view name) {
    std::string names;
    for (const SettingSpec& spec : specs)
        names += (names.empty() ? "" : ", ") + spec.name;
    return {ErrorCode::BadInput, "There is no setting '" + std::string(name) + "'; there are: " + names, {}};
}

std::optional<SettingValue> parseValue(const SettingSpec& spec, std::string_view text) {
    switch (spec.type) {
    case SettingType::Boolean:
        if (text == "true" || text == "on" || text == "yes" || text == "1") return true;
        if (text == "false" || text == "off" || text == "no" || text == "0") return false;
        return std::nullopt;
    case SettingType::Choice:
        return std::string(text);
    case SettingType::Real:
    case SettingType::Integer:
        break;
    }
    double number = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

const SettingValue& valueOf(const Settings& settings, std::string_view name) {
    const auto it = settings.values().find(name);
    ORFEAS_ASSERT(it != settings.values().end());
    return it->second;
}

} // namespace

double Settings::number(std::string_view name) const {
    const auto* number = std::get_if<double>(&valueOf(*this, name));
    ORFEAS_ASSERT(number);
    return *number;
}

bool Settings::flag(std::string_view name) const {
    const auto* flag = std::get_if<bool>(&valueOf(*this, name));
    ORFEAS_ASSERT(flag);
    return *flag;
}

const std::string& Settings::choice(std::string_view name) const {
    const auto* choice = std::get_if<std::string>(&valueOf(*this, name));
    ORFEAS_ASSERT(choice);
    return *choice;
}

Result<Settings> completeSettings(std::span<const SettingSpec> specs, const Settings& given) {
    Settings complete;
    for (const SettingSpec& spec : specs)
        complete.set(spec.name, spec.standard);
    for (const auto& [name, value] : given.values()) {
        const SettingSpec* spec = find(specs, name);
        if (!spec) return unknownSetting(specs, name);
        if (!allowed(*spec, value)) return badValue(*spec, allowedText(*spec));
        complete.set(name, value);
    }
    return complete;
}

Result<Settings> parseSettings(std::span<const SettingSpec> specs, std::span<const std::string> assignments) {
    Settings settings;
    for (const std::string& assignment : assignments) {
        const std::size_t equals = assignment.find('=');
        if (equals == std::string::npos || equals == 0) {
            return Error{ErrorCode::BadInput, "Write settings as name=value, not '" + assignment + "'", {}};
        }
        const std::string name = assignment.substr(0, equals);
        const SettingSpec* spec = find(specs, name);
        if (!spec) return unknownSetting(specs, name);
        const auto value = parseValue(*spec, std::string_view(assignment).substr(equals + 1));
        if (!value || !allowed(*spec, *value)) return badValue(*spec, allowedText(*spec));
        settings.set(name, *value);
    }
    return settings;
}

bool isShown(const SettingSpec& spec, const Settings& values) {
    if (spec.shownWhen.empty()) return true;
    const std::size_t equals = spec.shownWhen.find('=');
    ORFEAS_ASSERT(equals != std::string::npos);
    const auto it = values.values().find(std::string_view(spec.shownWhen).substr(0, equals));
    return it != values.values().end() && formatValue(it->second) == spec.shownWhen.substr(equals + 1);
}

std::string formatValue(const SettingValue& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* number = std::get_if<double>(&value)) return formatNumber(*number);
    return std::get<std::string>(value);
}

} // namespace orfeas::generate
