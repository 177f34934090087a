#include "core/shapes/family.h"

namespace orfeas::shapes {
namespace {

constexpr UsualViews kCreature{0.3f, 0.2f, 0.08f, -0.1f, 0.6f};
constexpr UsualViews kFrontal{0.1f, 0.5f, 0.05f, -0.12f, 0.5f};
constexpr UsualViews kRound{0.2f, 0.35f, 0.15f, -0.05f, 0.8f};
constexpr UsualViews kBoxy{0.12f, 0.15f, 0.08f, 0.0f, 0.8f};

constexpr Family kFamilies[] = {
    {"quadruped", buildQuadruped, 2.0f, kCreature},
    {"character", buildCharacter, 2.0f, kFrontal},
    {"vessel", buildVessel, 1.3f, kRound},
    {"furniture", buildFurniture, 1.2f, kBoxy},
    {"composition", buildComposition, 0.8f, UsualViews{}},
};

} // namespace

std::span<const Family> families() {
    return kFamilies;
}

} // namespace orfeas::shapes
