// What a surface looks like without light: a colour or a pattern of two, and how it shines.
#pragma once

#include <cstdint>

#include "core/shapes/vector.h"

namespace orfeas::shapes {

enum class Pattern : std::uint8_t { Solid, Stripes, Checks, Noise, Spots, Gradient, Bricks, Wood };

struct Material {
    Pattern pattern = Pattern::Solid;
    Vec3 color{0.5f, 0.5f, 0.5f};  ///< linear
    Vec3 second{0.5f, 0.5f, 0.5f}; ///< the pattern's other colour
    Vec3 axis{0.0f, 1.0f, 0.0f};   ///< across stripes, along gradients and grain
    float scale = 10.0f;           ///< repetitions per length
    float phase = 0.0f;
    float share = 0.5f;      ///< of the first colour
    float gloss = 0.1f;      ///< strength of highlights
    float sharpness = 20.0f; ///< exponent of highlights
    float metal = 0.0f;      ///< how much highlights and mirrored surroundings take the colour
};

namespace detail {

ORFEAS_HOST_DEVICE inline float hashed(int x, int y, int z) {
    std::uint32_t h = static_cast<std::uint32_t>(x) * 0x8da6b343u ^
                      static_cast<std::uint32_t>(y) * 0xd8163841u ^
                      static_cast<std::uint32_t>(z) * 0xcb1ab31fu;
    h = (h ^ (h >> 15)) * 0x2c1b3c6du;
    h = (h ^ (h >> 12)) * 0x297a2d39u;
    return static_cast<float>((h ^ (h >> 15)) >> 8) * 0x1p-24f;
}

/// Value noise, 0 … 1.
ORFEAS_HOST_DEVICE inline float noise(Vec3 p) {
    const float fx = std::floor(p.x), fy = std::floor(p.y), fz = std::floor(p.z);
    const int x = static_cast<int>(fx), y = static_cast<int>(fy), z = static_cast<int>(fz);
    float u = p.x - fx, v = p.y - fy, w = p.z - fz;
    u *= u * (3.0f - 2.0f * u);
    v *= v * (3.0f - 2.0f * v);
    w *= w * (3.0f - 2.0f * w);
    const float a = mix(mix(hashed(x, y, z), hashed(x + 1, y, z), u),
                        mix(hashed(x, y + 1, z), hashed(x + 1, y + 1, z), u), v);
    const float b = mix(mix(hashed(x, y, z + 1), hashed(x + 1, y, z + 1), u),
                        mix(hashed(x, y + 1, z + 1), hashed(x + 1, y + 1, z + 1), u), v);
    return mix(a, b, w);
}

/// One spot somewhere in each cell of a lattice: 1 in spots.
ORFEAS_HOST_DEVICE inline float spots(Vec3 p, float radius) {
    const int x = static_cast<int>(std::floor(p.x)), y = static_cast<int>(std::floor(p.y)),
              z = static_cast<int>(std::floor(p.z));
    const Vec3 at{static_cast<float>(x) + 0.3f + 0.4f * hashed(x, y, z),
                  static_cast<float>(y) + 0.3f + 0.4f * hashed(x, y, z + 57),
                  static_cast<float>(z) + 0.3f + 0.4f * hashed(x, y + 91, z)};
    return length(p - at) < radius ? 1.0f : 0.0f;
}

ORFEAS_HOST_DEVICE inline float fraction(float v) {
    return v - std::floor(v);
}

ORFEAS_HOST_DEVICE inline bool mortar(Vec3 p, float scale) {
    const float row = p.y * scale * 2.0f;
    const float along = (p.x + p.z) * scale + (static_cast<int>(std::floor(row)) & 1 ? 0.5f : 0.0f);
    return fraction(row) < 0.12f || fraction(along) < 0.07f;
}

} // namespace detail

/// At a point in the frame of the shape before it is deformed: patterns bend along.
ORFEAS_HOST_DEVICE inline Vec3 colorAt(const Material& m, Vec3 p) {
    switch (m.pattern) {
    case Pattern::Solid:
        break;
    case Pattern::Stripes:
        return detail::fraction(dot(m.axis, p) * m.scale + m.phase) < m.share ? m.color : m.second;
    case Pattern::Checks: {
        const Vec3 q = p * m.scale + Vec3{m.phase, m.phase, m.phase};
        const int cell = static_cast<int>(std::floor(q.x)) + static_cast<int>(std::floor(q.y)) +
                         static_cast<int>(std::floor(q.z));
        return cell & 1 ? m.color : m.second;
    }
    case Pattern::Noise: {
        const Vec3 q = p * m.scale + Vec3{m.phase, m.phase, m.phase};
        const float n = 0.65f * detail::noise(q) + 0.35f * detail::noise(q * 2.1f);
        return mix(m.second, m.color, clamped((n - 1.0f + m.share) * 4.0f + 0.5f, 0.0f, 1.0f));
    }
    case Pattern::Spots:
        return mix(m.color, m.second,
                   detail::spots(p * m.scale + Vec3{m.phase, 0.0f, m.phase}, m.share * 0.6f));
    case Pattern::Gradient:
        return mix(m.color, m.second, clamped(dot(m.axis, p) * m.scale + m.phase, 0.0f, 1.0f));
    case Pattern::Bricks:
        return detail::mortar(p, m.scale) ? m.second : m.color;
    case Pattern::Wood: {
        const Vec3 across = p - m.axis * dot(m.axis, p) * 0.9f;
        const float ring = length(across) * m.scale + 1.5f * detail::noise(p * 3.0f) + m.phase;
        return mix(m.color, m.second, 0.5f + 0.5f * std::sin(ring * 6.2831853f));
    }
    }
    return m.color;
}

} // namespace orfeas::shapes
