#include "core/shapes/family.h"

namespace orfeas::shapes {
namespace {

constexpr UsualViews kCreature{0.3f, 0.2f, 0.08f, -0.1f, 0.6f};
constexpr UsualViews kFrontal{0.1f, 0.5f, 0.05f, -0.12f, 0.5f};
constexpr UsualViews kRound{0.2f, 0.35f, 0.15f, -0.05f, 0.8f};
constexpr UsualViews kBoxy{0.12f, 0.15f, 0.08f, 0.0f, 0.8f};

constexpr UsualViews kSideways{0.55f, 0.04f, 0.08f, -0.15f, 0.5f};
constexpr UsualViews kFaced{0.02f, 0.5f, 0.04f, -0.15f, 0.6f};
constexpr UsualViews kTurned{0.08f, 0.25f, 0.25f, -0.1f, 0.7f};

constexpr Family kFamilies[] = {
    {"quadruped", buildQuadruped, 2.2f, kCreature},
    {"character", buildCharacter, 2.2f, kFrontal},
    {"bird", buildBird, 1.2f, kCreature},
    {"fish", buildFish, 0.8f, kSideways},
    {"insect", buildInsect, 0.6f, kCreature},
    {"vessel", buildVessel, 1.2f, kRound},
    {"furniture", buildFurniture, 1.3f, kBoxy},
    {"building", buildBuilding, 1.0f, kBoxy},
    {"vehicle", buildVehicle, 1.5f, kCreature},
    {"tool", buildTool, 1.2f, UsualViews{}},
    {"plant", buildPlant, 0.9f, kRound},
    {"food", buildFood, 0.9f, kRound},
    {"glyph", buildGlyph, 0.8f, kFaced},
    {"composition", buildComposition, 1.2f, UsualViews{}},
    {"figurine", buildFigurine, 0.0f, kCreature},
    {"block", buildBlock, 0.0f, kTurned},
    {"shell", buildShell, 0.0f, kBoxy},
    {"statue", buildStatue, 0.0f, kTurned},
    {"dish", buildDish, 0.0f, kBoxy},
    {"device", buildDevice, 0.0f, kTurned},
    {"bust", buildBust, 0.0f, kFrontal},
};

} // namespace

std::span<const Family> families() {
    return kFamilies;
}

const Family& anyFamily(Random& random, float (*weight)(const Family& family)) {
    float sum = 0.0f;
    for (const Family& family : families())
        sum += weight(family);
    float left = random.unit() * sum;
    const Family* last = nullptr; // rounding may leave a crumb
    for (const Family& family : families()) {
        if (weight(family) <= 0.0f) continue;
        last = &family;
        left -= weight(family);
        if (left < 0.0f) break;
    }
    return *last;
}

} // namespace orfeas::shapes
