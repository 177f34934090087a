#include "core/generate/detail.h"

#include <utility>

namespace orfeas::generate {

DetailLevel firstShapeDetail() {
    return {.gridCells = 112,
            .triangles = 7'000,
            .relaxSteps = 1,
            .untangle = false,
            .textureSide = 256,
            .plateCells = 120};
}

DetailLevel previewDetail() {
    return {.gridCells = 192,
            .triangles = 20'000,
            .relaxSteps = 2,
            .untangle = false,
            .textureSide = 512,
            .plateCells = 240};
}

DetailLevel detailLevel(const Settings& settings) {
    const std::string& name = settings.choice("detail");
    if (name == "draft")
        return {
            .gridCells = 192, .triangles = 20'000, .relaxSteps = 3, .textureSide = 1024, .plateCells = 240};
    if (name == "fine")
        return {
            .gridCells = 720, .triangles = 300'000, .relaxSteps = 4, .textureSide = 4096, .plateCells = 960};
    return {};
}

SettingSpec realSetting(std::string name, std::string label, std::string help, double minimum, double maximum,
                        double step, double standard, std::string unit, std::string shownWhen) {
    SettingSpec spec;
    spec.name = std::move(name);
    spec.label = std::move(label);
    spec.help = std::move(help);
    spec.type = SettingType::Real;
    spec.minimum = minimum;
    spec.maximum = maximum;
    spec.step = step;
    spec.unit = std::move(unit);
    spec.standard = standard;
    spec.shownWhen = std::move(shownWhen);
    return spec;
}

SettingSpec flagSetting(std::string name, std::string label, std::string help, bool standard,
                        std::string shownWhen) {
    SettingSpec spec;
    spec.name = std::move(name);
    spec.label = std::move(label);
    spec.help = std::move(help);
    spec.type = SettingType::Boolean;
    spec.standard = standard;
    spec.shownWhen = std::move(shownWhen);
    return spec;
}

SettingSpec choiceSetting(std::string name, std::string label, std::string help,
                          std::vector<SettingChoice> choices, std::string standard, std::string shownWhen) {
    SettingSpec spec;
    spec.name = std::move(name);
    spec.label = std::move(label);
    spec.help = std::move(help);
    spec.type = SettingType::Choice;
    spec.choices = std::move(choices);
    spec.standard = std::move(standard);
    spec.shownWhen = std::move(shownWhen);
    return spec;
}

SettingSpec sizeSetting() {
    return realSetting("size", "Size", "The longest side of the finished object", 10, 1000, 1, 80, "mm");
}

SettingSpec detailSetting() {
    return choiceSetting("detail", "Detail",
                         "How fine the triangles are; draft is quickest, fine shows the most",
                         {{"draft", "Draft"}, {"normal", "Normal"}, {"fine", "Fine"}}, "normal");
}

} // namespace orfeas::generate
