// Heads, eyes, ears, tails: what several kinds of creatures share.
#pragma once

#include "core/shapes/builder.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {

struct HeadBuild {
    float radius = 0.2f;
    float snout = 0.2f; ///< length beyond the skull
    float snoutRadius = 0.1f;
    float ears = 0.2f; ///< length
    float turn = 0.0f; ///< to the side, radians
    float nod = 0.0f;  ///< downward, radians
};

/// A skull at the end of a neck, with snout, nose, eyes, ears and at times horns; looks along +z before it turns.
void addAnimalHead(Builder& b, Vec3 nape, const HeadBuild& head, std::uint8_t skin, std::uint8_t dark);

/// A tail from its root, rising by `rise` radians per length, backwards (-z).
void addTail(Builder& b, Vec3 root, float length, float radius, float rise);

/// Two eyes on a skull, mirrored about its x: `center` from the middle of the skull.
void addEyes(Builder& b, Vec3 skull, const Frame& frame, Vec3 center, float radius);

} // namespace orfeas::shapes
