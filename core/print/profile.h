// What a way of printing needs: limits that decide how grave a finding is.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace orfeas::print {

enum class Process { Filament, Resin };

/// One way of printing. Lengths are millimetres, angles degrees. Walls: `goodWallMm` and more needs no word; on more
/// than `wallShare` of the surface thinner than `warnWallMm` is a warning, thinner than `failWallMm` a failure.
struct Profile {
    std::string name;  ///< "fdm-0.4"
    std::string title; ///< "FDM, 0.4 mm nozzle"
    Process process = Process::Filament;
    double goodWallMm = 1.2;
    double warnWallMm = 1.2;
    double failWallMm = 0.8;
    double wallShare = 0.05;
    double lineMm = 0.4;           ///< what the first layer must have room for: nozzle, or a pixel or two
    double layerMm = 0.2;          ///< also what counts as standing on the bed is half of this
    double featureMm = 0.8;        ///< smaller details blur or vanish
    double overhangDegrees = 45.0; ///< from the vertical; steeper hangs need supports
    double bridgeMm = 10.0;        ///< longest span that prints between two supports; 0: none

    friend bool operator==(const Profile&, const Profile&) = default;
};

/// "fdm-0.4" (the default, first) and "sla".
std::span<const Profile> builtInProfiles();

/// $XDG_CONFIG_HOME/orfeas/profiles.json, else ~/.config/orfeas/profiles.json; ORFEAS_CONFIG names another folder.
std::filesystem::path profileFile();

/// The built-in profiles followed by the user's own. The file is a JSON list of objects with the members of Profile
/// ("name", "title", "process": "filament" or "resin", "good_wall_mm", …); one that is left out is taken from the
/// profile that "based_on" names, else from the first. No file is no error. Fails with a sentence that names the
/// place in the file when a value makes no sense.
Result<std::vector<Profile>> readProfiles(const std::filesystem::path& file);

/// By name, any case, or an Error that names those there are.
Result<Profile> profileNamed(std::string_view name, std::span<const Profile> profiles);

} // namespace orfeas::print
