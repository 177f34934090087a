#include "render/scene/scalar_field.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

#include <glm/common.hpp>
#include <glm/trigonometric.hpp>

namespace orfeas::render {
namespace {

/// Lightness 0 to 1, chroma, hue in degrees.
struct Lch {
    float lightness, chroma, hue;
};

/// Hues run without wrapping, so that the way between two stops is the one meant.
constexpr Lch kSequential[] = {{0.28f, 0.110f, 285.0f},
                               {0.42f, 0.110f, 255.0f},
                               {0.57f, 0.105f, 205.0f},
                               {0.73f, 0.150f, 150.0f},
                               {0.93f, 0.150f, 105.0f}};
constexpr Lch kDivergingLow[] = {{0.95f, 0.010f, 250.0f}, {0.72f, 0.110f, 250.0f}, {0.45f, 0.150f, 262.0f}};
constexpr Lch kDivergingHigh[] = {{0.95f, 0.010f, 45.0f}, {0.72f, 0.130f, 38.0f}, {0.45f, 0.165f, 27.0f}};
constexpr Lch kHeat[] = {{0.22f, 0.060f, -30.0f},
                         {0.40f, 0.140f, 5.0f},
                         {0.60f, 0.190f, 32.0f},
                         {0.78f, 0.160f, 65.0f},
                         {0.95f, 0.110f, 100.0f}};
constexpr Lch kVerdict[] = {{0.60f, 0.205f, 27.0f}, {0.80f, 0.160f, 80.0f}, {0.70f, 0.150f, 152.0f}};

float encoded(float linear) {
    const float c = std::clamp(linear, 0.0f, 1.0f);
    return c <= 0.0031308f ? 12.92f * c : 1.055f * std::pow(c, 1.0f / 2.4f) - 0.055f;
}

glm::vec3 srgb(glm::vec3 lab) {
    const float l = lab.x + 0.3963377774f * lab.y + 0.2158037573f * lab.z;
    const float m = lab.x - 0.1055613458f * lab.y - 0.0638541728f * lab.z;
    const float s = lab.x - 0.0894841775f * lab.y - 1.2914855480f * lab.z;
    const float l3 = l * l * l, m3 = m * m * m, s3 = s * s * s;
    return {encoded(4.0767416621f * l3 - 3.3077115913f * m3 + 0.2309699292f * s3),
            encoded(-1.2684380046f * l3 + 2.6097574011f * m3 - 0.3413193965f * s3),
            encoded(-0.0041960863f * l3 - 0.7034186147f * m3 + 1.7076147010f * s3)};
}

glm::vec3 labOf(const Lch& c) {
    const float hue = glm::radians(c.hue);
    return {c.lightness, c.chroma * std::cos(hue), c.chroma * std::sin(hue)};
}

glm::vec3 along(std::span<const Lch> stops, float t) {
    const float at = t * static_cast<float>(stops.size() - 1);
    const auto i = std::min(static_cast<std::size_t>(at), stops.size() - 2);
    const float share = at - static_cast<float>(i);
    const Lch a = stops[i], b = stops[i + 1];
    return labOf({glm::mix(a.lightness, b.lightness, share), glm::mix(a.chroma, b.chroma, share),
                  glm::mix(a.hue, b.hue, share)});
}

} // namespace

glm::vec3 colourAt(ColourMap map, float t) {
    t = t >= 0.0f ? std::min(t, 1.0f) : 0.0f; // not a number counts as nothing
    switch (map) {
    case ColourMap::Sequential:
        return srgb(along(kSequential, t));
    case ColourMap::Diverging:
        return t < 0.5f ? srgb(along(kDivergingLow, 1.0f - 2.0f * t))
                        : srgb(along(kDivergingHigh, 2.0f * t - 1.0f));
    case ColourMap::Heat:
        return srgb(along(kHeat, t));
    case ColourMap::Verdict:
        return srgb(labOf(kVerdict[std::min(static_cast<int>(3.0f * t), 2)]));
    }
    return glm::vec3(0.5f);
}

float mapPosition(const ScalarField& field, float value) {
    if (field.map == ColourMap::Verdict) {
        const int step = field.reversed ? (value > field.upper   ? 0
                                           : value > field.lower ? 1
                                                                 : 2)
                                        : (value < field.lower   ? 0
                                           : value < field.upper ? 1
                                                                 : 2);
        return (2.0f * static_cast<float>(step) + 1.0f) / 6.0f;
    }
    const float width = field.upper - field.lower;
    if (!(width > 0.0f)) return 0.5f;
    const float t = std::clamp((value - field.lower) / width, 0.0f, 1.0f);
    return field.reversed ? 1.0f - t : t;
}

} // namespace orfeas::render
