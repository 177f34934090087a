// The families of the grammar: each writes one kind of thing, in wide variation, about one or two units large, standing
// on y = 0 or not, its front toward +z.
#pragma once

#include <span>
#include <string_view>

#include "core/shapes/builder.h"
#include "core/shapes/framing.h"

namespace orfeas::shapes {

struct Family {
    std::string_view name;
    void (*build)(Builder&);
    float weight = 1.0f; ///< how often it is drawn
    UsualViews views;
};

/// Every family, in a fixed order.
std::span<const Family> families();

// core/shapes/families
void buildQuadruped(Builder& b);
void buildCharacter(Builder& b);
void buildBird(Builder& b);
void buildFish(Builder& b);
void buildInsect(Builder& b);
void buildVessel(Builder& b);
void buildFurniture(Builder& b);
void buildBuilding(Builder& b);
void buildVehicle(Builder& b);
void buildTool(Builder& b);
void buildPlant(Builder& b);
void buildFood(Builder& b);
void buildGlyph(Builder& b);
void buildComposition(Builder& b);

} // namespace orfeas::shapes
