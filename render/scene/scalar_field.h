// A number at every vertex of an object, shown as colours: thickness, overhang, deviation, where a check failed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <glm/vec3.hpp>

namespace orfeas::render {

/// How numbers become colours. The first three are made in OKLab (Ottosson, "A perceptual color space for image
/// processing", 2020) so that equal steps look equally far apart, also without colour vision.
enum class ColourMap : std::uint8_t {
    Sequential, ///< from dark blue over green to light yellow: how much
    Diverging,  ///< from blue over near white to red: which side of the middle
    Heat,       ///< from near black over red to light yellow: where it is worst
    Verdict,    ///< three steps, below `lower` bad, below `upper` poor, else good
};
constexpr int kColourMapCount = 4;

/// A plain value, shared as shared_ptr<const>; the renderer uploads each value once.
struct ScalarField {
    std::vector<float>
        values; ///< parallel to the mesh's positions; not finite: unknown, shown in the object's own colour
    float lower = 0.0f; ///< the first colour of the map, and below
    float upper = 1.0f; ///< the last one, and above; for Verdict the two thresholds
    ColourMap map = ColourMap::Sequential;
    bool reversed = false; ///< the map the other way round; for Verdict: more is worse
    std::string title;     ///< for the legend: "Wall thickness"
    std::string unit;      ///< for the legend: "mm"
};

/// The colour at `t` in 0 to 1 (clamped): sRGB, 0 to 1 each. The shaders draw from a table of this very function, so
/// that a legend painted with it fits. Any thread.
glm::vec3 colourAt(ColourMap map, float t);

/// Where a value of the field lies on its map: 0 to 1, `reversed` taken in. Verdict gives 1/6, 1/2 or 5/6. A range
/// without width puts everything in the middle.
float mapPosition(const ScalarField& field, float value);

} // namespace orfeas::render
