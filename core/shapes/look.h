// How a picture is lit and drawn, and the light of one ray through it: host and CUDA alike.
#pragma once

#include <cstdint>

#include "core/shapes/shape.h"

namespace orfeas::shapes {

enum class Style : std::uint8_t {
    Photo,  ///< lights, shadow, occlusion, highlights, mirrored surroundings
    Toon,   ///< light in few steps, outlines
    Flat,   ///< colours without light, outlines
    Sketch, ///< grey shading and outlines
};

struct Light {
    Vec3 direction{0.0f, 1.0f, 0.0f}; ///< toward the light
    Vec3 color{1.0f, 1.0f, 1.0f};
    bool shadow = false;
};

constexpr int kMostLights = 3;

struct Look {
    Style style = Style::Photo;
    Light lights[kMostLights];
    int lightCount = 1;
    Vec3 sky{0.5f, 0.5f, 0.5f};    ///< from above
    Vec3 ground{0.3f, 0.3f, 0.3f}; ///< from below
    Vec3 up{0.0f, 1.0f, 0.0f};     ///< in the cube
    float occlusion = 0.8f;        ///< strength
    float shadowHardness = 16.0f;
    float exposure = 1.0f;
    float outline = 0.0f; ///< width in pixels of a picture of 128; 0 is none
    Vec3 ink{0.02f, 0.02f, 0.02f};
};

/// What one ray saw.
struct Fragment {
    Vec3 color; ///< linear
    float depth = 1e9f;
    Vec3 normal;
    int material = -1; ///< -1: nothing
};

constexpr float kHitDistance = 0.0012f;

/// Walks along a ray until it meets the surface; the way, or a negative number.
ORFEAS_HOST_DEVICE inline float trace(const ShapeView& shape, const Selection& among, Vec3 origin,
                                      Vec3 direction) {
    float t = among.near;
    for (int step = 0; step < 160 && t < among.far; ++step) {
        const float d = distance(shape, among, origin + direction * t);
        if (d < kHitDistance) return t;
        // Along a plate the steps become short: then rather a corner of six thousandths missed than the plate.
        t += step < 24 ? d : larger(d, 0.006f);
    }
    return -1.0f;
}

namespace detail {

ORFEAS_HOST_DEVICE inline float lightReaching(const ShapeView& shape, const Look& look, Vec3 from,
                                              Vec3 toward) {
    Selection among;
    alongRay(shape, from, toward, among);
    float lit = 1.0f, t = larger(among.near, 0.015f);
    for (int step = 0; step < 14 && t < among.far; ++step) {
        const float d = distance(shape, among, from + toward * t);
        if (d < 0.001f) return 0.0f;
        lit = smaller(lit, look.shadowHardness * d / t);
        t += clamped(d, 0.02f, 0.3f);
    }
    return lit;
}

ORFEAS_HOST_DEVICE inline float openness(const ShapeView& shape, const Selection& around, Vec3 at,
                                         Vec3 normal) {
    const float near = 0.05f - distance(shape, around, at + normal * 0.05f);
    const float far = 0.16f - distance(shape, around, at + normal * 0.16f);
    return clamped(1.0f - 5.0f * larger(near, 0.0f) - 3.0f * larger(far, 0.0f), 0.0f, 1.0f);
}

ORFEAS_HOST_DEVICE inline float power(float base, float exponent) {
    return std::exp(exponent * std::log(larger(base, 1e-6f)));
}

ORFEAS_HOST_DEVICE inline Vec3 surroundings(const Look& look, Vec3 direction) {
    const float height = dot(direction, look.up);
    const float t = clamped(height * 3.0f + 0.5f, 0.0f, 1.0f);
    return mix(look.ground, look.sky, t);
}

struct Lit {
    Vec3 at, normal, toEye;
    Vec3 base;
};

ORFEAS_HOST_DEVICE inline Vec3 photo(const ShapeView& shape, const Look& look, const Material& m,
                                     const Lit& s, const Selection& around) {
    const float open = mix(1.0f, openness(shape, around, s.at, s.normal), look.occlusion);
    const float facing = 0.5f + 0.5f * dot(s.normal, look.up);
    Vec3 diffuse = mix(look.ground, look.sky, facing) * open;
    Vec3 shine;
    for (int i = 0; i < look.lightCount; ++i) {
        const Light& light = look.lights[i];
        const float lambert = dot(s.normal, light.direction);
        if (lambert <= 0.0f) continue;
        float reach = mix(1.0f, open, 0.35f);
        if (light.shadow) reach *= lightReaching(shape, look, s.at + s.normal * 0.012f, light.direction);
        diffuse += light.color * (lambert * reach);
        const Vec3 half = normalized(light.direction + s.toEye);
        shine += light.color * (power(dot(s.normal, half), m.sharpness) * reach);
    }
    const float grazing = 1.0f - clamped(dot(s.normal, s.toEye), 0.0f, 1.0f);
    const float mirror = m.gloss * (0.25f + 0.75f * grazing * grazing * grazing) * mix(0.5f, 2.2f, m.metal);
    const Vec3 reflected = s.normal * (2.0f * dot(s.normal, s.toEye)) - s.toEye;
    const Vec3 tint = mix(Vec3{1.0f, 1.0f, 1.0f}, s.base, m.metal);
    const Vec3 mirrored = surroundings(look, reflected) * (mirror * open);
    return s.base * diffuse * (1.0f - 0.6f * m.metal) + tint * (shine * m.gloss + mirrored);
}

ORFEAS_HOST_DEVICE inline Vec3 toon(const ShapeView& shape, const Look& look, const Lit& s) {
    const Light& light = look.lights[0];
    float lit = dot(s.normal, light.direction);
    if (lit > 0.0f && light.shadow)
        lit *= smaller(1.0f, 2.0f * lightReaching(shape, look, s.at + s.normal * 0.012f, light.direction));
    const float level = lit > 0.55f ? 1.0f : lit > 0.1f ? 0.8f : 0.52f;
    return s.base * level;
}

} // namespace detail

/// Rays of the picture, and which primitives they may meet.
struct Camera {
    const ShapeView& shape;
    const Selection& candidates;
    float distance;

    ORFEAS_HOST_DEVICE Vec3 eye() const { return {0.0f, 0.0f, distance}; }
    /// Through (x, y) of the picture, -1 … 1, y up.
    ORFEAS_HOST_DEVICE Vec3 direction(float x, float y) const { return normalized({x, y, -distance}); }
};

/// What lies on the ray without its light: depth and material.
ORFEAS_HOST_DEVICE inline Fragment probeRay(const Camera& camera, float x, float y) {
    Fragment out;
    const Vec3 direction = camera.direction(x, y);
    Selection among;
    alongRay(camera.shape, camera.candidates, camera.eye(), direction, among);
    if (among.far <= among.near) return out;
    const float t = trace(camera.shape, among, camera.eye(), direction);
    if (t < 0.0f) return out;
    out.depth = t;
    out.material = materialAt(camera.shape, among, camera.eye() + direction * t);
    return out;
}

/// Lights what a probe found.
ORFEAS_HOST_DEVICE inline void shade(const Camera& camera, const Look& look, float x, float y,
                                     Fragment& out) {
    const ShapeView& shape = camera.shape;
    const Vec3 direction = camera.direction(x, y);
    detail::Lit s;
    s.at = camera.eye() + direction * out.depth;
    s.toEye = -direction;
    Selection around;
    aroundPoint(shape, s.at, 0.004f, around);
    out.normal = s.normal = normalAt(shape, around, s.at, 0.0025f);
    const Material& m = shape.materials[out.material];
    s.base = colorAt(m, shape.canonical(s.at));
    switch (look.style) {
    case Style::Photo:
        aroundPoint(shape, s.at, 0.17f, around);
        out.color = detail::photo(shape, look, m, s, around) * look.exposure;
        break;
    case Style::Toon:
        out.color = detail::toon(shape, look, s);
        break;
    case Style::Flat:
        out.color = s.base;
        break;
    case Style::Sketch: {
        const float lit = 0.5f + 0.5f * dot(s.normal, look.lights[0].direction);
        const float grey = 0.45f + 0.5f * lit;
        out.color = mix(Vec3{grey, grey, grey}, s.base, 0.12f);
        break;
    }
    }
}

ORFEAS_HOST_DEVICE inline Fragment castRay(const Camera& camera, const Look& look, float x, float y) {
    Fragment out = probeRay(camera, x, y);
    if (out.material >= 0) shade(camera, look, x, y, out);
    return out;
}

} // namespace orfeas::shapes
