#include "core/print/profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/print/names.h"

namespace orfeas::print {
namespace {

using Json = nlohmann::json;

constexpr std::uintmax_t kMaxFileBytes = 1u << 20;

struct NumberField {
    const char* key;
    double Profile::*member;
    double lowest;
    double highest;
};

constexpr std::array kNumbers{
    NumberField{"good_wall_mm", &Profile::goodWallMm, 0.0, 100.0},
    NumberField{"warn_wall_mm", &Profile::warnWallMm, 0.0, 100.0},
    NumberField{"fail_wall_mm", &Profile::failWallMm, 0.0, 100.0},
    NumberField{"wall_share", &Profile::wallShare, 0.0, 1.0},
    NumberField{"line_mm", &Profile::lineMm, 0.001, 10.0},
    NumberField{"layer_mm", &Profile::layerMm, 0.001, 10.0},
    NumberField{"feature_mm", &Profile::featureMm, 0.0, 100.0},
    NumberField{"overhang_degrees", &Profile::overhangDegrees, 0.0, 90.0},
    NumberField{"bridge_mm", &Profile::bridgeMm, 0.0, 1000.0},
};

const std::vector<Profile>& builtIn() {
    static const std::vector<Profile> profiles{
        Profile{"fdm-0.4", "FDM, 0.4 mm nozzle", Process::Filament, 1.2, 1.2, 0.8, 0.05, 0.4, 0.2, 0.8, 45.0,
                10.0},
        Profile{"sla", "SLA resin", Process::Resin, 1.0, 0.6, 0.4, 0.05, 0.1, 0.05, 0.3, 60.0, 2.0}};
    return profiles;
}

Error wrong(const std::filesystem::path& file, std::size_t number, const std::string& what) {
    return {ErrorCode::BadInput, file.string() + ": profile " + std::to_string(number + 1) + " " + what, {}};
}

std::optional<std::string> textOf(const Json& entry, const char* key) {
    const auto found = entry.find(key);
    if (found == entry.end() || !found->is_string()) return {};
    return found->get<std::string>();
}

Result<Profile> profileFrom(const Json& entry, const std::vector<Profile>& before,
                            const std::filesystem::path& file, std::size_t number) {
    if (!entry.is_object()) return wrong(file, number, "is not an object");
    const auto name = textOf(entry, "name");
    if (!name || name->empty() || name->size() > 100) return wrong(file, number, "has no \"name\"");
    for (const Profile& profile : before) {
        if (equalNames(profile.name, *name))
            return wrong(file, number, "has the name of another, \"" + *name + '"');
    }
    Profile profile = before.front();
    if (const auto base = textOf(entry, "based_on")) {
        Result<Profile> found = profileNamed(*base, before);
        if (!found.ok()) return wrong(file, number, "is based on \"" + *base + "\", which is not there");
        profile = *found;
    }
    profile.name = *name;
    profile.title = textOf(entry, "title").value_or(*name);
    if (const auto process = textOf(entry, "process")) {
        if (*process != "filament" && *process != "resin")
            return wrong(file, number, "has a \"process\" other than \"filament\" and \"resin\"");
        profile.process = *process == "resin" ? Process::Resin : Process::Filament;
    }
    for (const NumberField& field : kNumbers) {
        const auto found = entry.find(field.key);
        if (found == entry.end()) continue;
        const double value = found->is_number() ? found->get<double>() : NAN;
        if (!(value >= field.lowest && value <= field.highest))
            return wrong(file, number,
                         std::string("has a \"") + field.key + "\" that is not a usable number");
        profile.*field.member = value;
    }
    if (profile.failWallMm > profile.warnWallMm || profile.warnWallMm > profile.goodWallMm)
        return wrong(file, number, "must have fail_wall_mm <= warn_wall_mm <= good_wall_mm");
    return profile;
}

} // namespace

std::span<const Profile> builtInProfiles() {
    return builtIn();
}

std::filesystem::path profileFile() {
    const auto variable = [](const char* name) -> std::optional<std::filesystem::path> {
        const char* value = std::getenv(name);
        if (!value || !*value) return {};
        return std::filesystem::path(value);
    };
    std::filesystem::path folder = ".config/orfeas";
    if (const auto own = variable("ORFEAS_CONFIG")) {
        folder = *own;
    } else if (const auto config = variable("XDG_CONFIG_HOME")) {
        folder = *config / "orfeas";
    } else if (const auto home = variable("HOME")) {
        folder = *home / ".config" / "orfeas";
    }
    return folder / "profiles.json";
}

Result<std::vector<Profile>> readProfiles(const std::filesystem::path& file) {
    std::vector<Profile> profiles = builtIn();
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return profiles;
    if (!std::filesystem::is_regular_file(file, error) ||
        std::filesystem::file_size(file, error) > kMaxFileBytes)
        return Error{ErrorCode::BadInput, file.string() + " is not a list of print profiles", {}};
    std::ifstream stream(file, std::ios::binary);
    const Json json = Json::parse(stream, nullptr, false);
    if (!stream.good() && !stream.eof())
        return Error{ErrorCode::IoFailed, file.string() + " could not be read", {}};
    if (!json.is_array())
        return Error{ErrorCode::BadInput, file.string() + " is not a JSON list of print profiles", {}};
    for (std::size_t i = 0; i < json.size(); ++i) {
        ORFEAS_TRY(profile, profileFrom(json[i], profiles, file, i));
        profiles.push_back(profile);
    }
    return profiles;
}

Result<Profile> profileNamed(std::string_view name, std::span<const Profile> profiles) {
    return findNamed<Profile>(name, profiles, "profile");
}

} // namespace orfeas::print
