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
    /// How often it is drawn where none is asked for. 0: only when asked for, so that what a seed gives stays what it was
    /// when the shipped weights were trained.
    float weight = 1.0f;
    UsualViews views;
};

/// Every family, in a fixed order.
std::span<const Family> families();

/// One of them, as often as `weight` says; never one of weight 0.
const Family& anyFamily(Random& random, float (*weight)(const Family& family));

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
void buildFigurine(Builder& b);
void buildBlock(Builder& b);
void buildShell(Builder& b);
void buildStatue(Builder& b);
void buildDish(Builder& b);
void buildDevice(Builder& b);
void buildBust(Builder& b);

} // namespace orfeas::shapes
