// What "draft", "normal" and "fine" mean in numbers, and the settings every generator declares.
#pragma once

#include "core/generate/setting.h"

namespace orfeas::generate {

struct DetailLevel {
    int gridCells = 384;       ///< working grid along the longer side
    double triangles = 80'000; ///< aimed at
    int relaxSteps = 4;
    bool untangle = true; ///< self-intersections are looked for and undone; previews have no time for it
    int textureSide = 2048;
    int plateCells = 480; ///< cells of reliefs and extrusions along the longer side
};

/// Coarser than draft: what is seen first.
DetailLevel firstShapeDetail();
/// Between the first shape and the result.
DetailLevel previewDetail();
/// "draft", "normal" or "fine".
DetailLevel detailLevel(const Settings& settings);

SettingSpec sizeSetting();
SettingSpec detailSetting();

/// Short ways to declare a setting.
SettingSpec realSetting(std::string name, std::string label, std::string help, double minimum, double maximum,
                        double step, double standard, std::string unit, std::string shownWhen = {});
SettingSpec flagSetting(std::string name, std::string label, std::string help, bool standard,
                        std::string shownWhen = {});
SettingSpec choiceSetting(std::string name, std::string label, std::string help,
                          std::vector<SettingChoice> choices, std::string standard,
                          std::string shownWhen = {});

} // namespace orfeas::generate
