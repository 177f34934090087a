// The solids every shape is made of, as signed distances: lower bounds of the true distance with its exact sign. Most
// are from Inigo Quilez, "Distance functions", https://iquilezles.org/articles/distfunctions/.
#pragma once

#include <cstdint>

#include "core/shapes/vector.h"

namespace orfeas::shapes {

enum class Kind : std::uint8_t {
    Ellipsoid,  ///< half axes size
    RoundCone,  ///< from the centre to (0, size.x, 0), radii size.y there and size.z at the far end
    Box,        ///< half edges size, edges rounded by `round` within them
    Cone,       ///< along y: half height size.x, radius size.y below and size.z above; rounded
    TaperedBox, ///< half height size.y, half edges (size.x, size.z) below and times `extra` above; rounded
    Torus,      ///< ring of radius size.x about z, tube size.y; an arc of ± size.z radians about +y
    Lathe,      ///< edges (radius, y) turned about y
    Extrusion,  ///< edges (x, y) to z = ± size.z; rounded
};

enum class Join : std::uint8_t {
    Unite,
    Carve,
    Paint, ///< changes only the colour of what it covers of its part
};

/// The material of what a primitive carves when that keeps the colour around it.
constexpr std::uint8_t kKeptMaterial = 255;

/// An edge of an outline; outlines are closed, holes are outlines inside others.
struct Edge {
    Vec2 from, along;
    float inverse = 0.0f; ///< 1 / squared length
};

struct Primitive {
    Kind kind = Kind::Ellipsoid;
    Join join = Join::Unite;
    std::uint8_t part = 0;     ///< rising; parts are joined after what they are made of was
    std::uint8_t material = 0; ///< of Shape::materials
    float blend = 0.0f;        ///< how far the smooth join with the rest of the part reaches
    float partBlend = 0.0f;    ///< of the whole part with those before
    Vec3 center;
    Frame frame;
    Vec3 size;
    float round = 0.0f;
    float extra = 1.0f;
    float twist = 0.0f; ///< radians per length along y
    float bump = 0.0f;  ///< height of waves on the surface
    float bumpFrequency = 0.0f;
    float slack = 1.0f; ///< what the distance is multiplied by so that it stays a lower bound
    std::uint32_t firstEdge = 0, edgeCount = 0;
};

namespace detail {

ORFEAS_HOST_DEVICE inline float ellipsoid(Vec3 p, Vec3 r) {
    const Vec3 inverse{1.0f / r.x, 1.0f / r.y, 1.0f / r.z};
    const Vec3 scaled = p * inverse;
    const Vec3 gradient = scaled * inverse;
    const float k2 = dot(scaled, scaled), slope = length(gradient);
    if (k2 >= 1.0f) { // |p / r| is convex: its tangent bounds the distance outside
        const float k = std::sqrt(k2);
        return k * (k - 1.0f) / slope;
    }
    // Inside, from |x / r|² <= k2 + 2 t slope + t² / min(r)².
    const float steepest = larger(inverse.x, larger(inverse.y, inverse.z));
    const float rest = 1.0f - k2;
    return -rest / (slope + std::sqrt(slope * slope + rest * steepest * steepest));
}

ORFEAS_HOST_DEVICE inline float roundCone(Vec3 p, float h, float below, float above) {
    const float b = (below - above) / h;
    const float a = std::sqrt(larger(0.0f, 1.0f - b * b));
    const float q = std::sqrt(p.x * p.x + p.z * p.z);
    const float k = a * p.y - b * q;
    if (k < 0.0f) return std::sqrt(q * q + p.y * p.y) - below;
    if (k > a * h) return std::sqrt(q * q + (p.y - h) * (p.y - h)) - above;
    return q * a + p.y * b - below;
}

ORFEAS_HOST_DEVICE inline float box(Vec3 p, Vec3 half, float round) {
    const Vec3 q{std::fabs(p.x) - half.x + round, std::fabs(p.y) - half.y + round,
                 std::fabs(p.z) - half.z + round};
    const Vec3 out{larger(q.x, 0.0f), larger(q.y, 0.0f), larger(q.z, 0.0f)};
    return length(out) + smaller(larger(q.x, larger(q.y, q.z)), 0.0f) - round;
}

ORFEAS_HOST_DEVICE inline float cone(Vec3 p, float h, float below, float above, float round) {
    h -= round;
    below = larger(below - round, 0.0f);
    above = larger(above - round, 0.0f);
    const float q = std::sqrt(p.x * p.x + p.z * p.z);
    const float capX = q - smaller(q, p.y < 0.0f ? below : above), capY = std::fabs(p.y) - h;
    const float ex = above - below, ey = 2.0f * h;
    const float t = clamped(((above - q) * ex + (h - p.y) * ey) / (ex * ex + ey * ey), 0.0f, 1.0f);
    const float sideX = q - above + ex * t, sideY = p.y - h + ey * t;
    const float sign = sideX < 0.0f && capY < 0.0f ? -1.0f : 1.0f;
    return sign * std::sqrt(smaller(capX * capX + capY * capY, sideX * sideX + sideY * sideY)) - round;
}

ORFEAS_HOST_DEVICE inline float taperedBox(Vec3 p, Vec3 half, float taper, float round) {
    // The sides are planes: half.x at the bottom, half.x * taper at the top.
    const float level = (p.y + half.y) / (2.0f * half.y);
    const float share = 1.0f + (taper - 1.0f) * level;
    const float slopeX = half.x * (1.0f - taper) / (2.0f * half.y);
    const float slopeZ = half.z * (1.0f - taper) / (2.0f * half.y);
    const float dx = (std::fabs(p.x) - half.x * share) / std::sqrt(1.0f + slopeX * slopeX) + round;
    const float dz = (std::fabs(p.z) - half.z * share) / std::sqrt(1.0f + slopeZ * slopeZ) + round;
    const float dy = std::fabs(p.y) - half.y + round;
    const float most = larger(dx, larger(dy, dz));
    if (round <= 0.0f) return most;
    // Rounded corners as if the planes met at right angles, kept a lower bound.
    const Vec3 out{larger(dx, 0.0f), larger(dy, 0.0f), larger(dz, 0.0f)};
    return 0.75f * (length(out) + smaller(most, 0.0f) - round);
}

ORFEAS_HOST_DEVICE inline float torus(Vec3 p, float ring, float tube, float arc) {
    const float x = std::fabs(p.x);
    const float s = std::sin(arc), c = std::cos(arc);
    if (arc >= 3.1415f || c * x < s * p.y) {
        const float q = std::sqrt(x * x + p.y * p.y) - ring;
        return std::sqrt(q * q + p.z * p.z) - tube;
    }
    const float dx = x - s * ring, dy = p.y - c * ring;
    return std::sqrt(dx * dx + dy * dy + p.z * p.z) - tube;
}

ORFEAS_HOST_DEVICE inline float outline(float x, float y, const Edge* edges, std::uint32_t count) {
    float nearest = 1e12f;
    bool inside = false;
    for (std::uint32_t i = 0; i < count; ++i) {
        const Edge& e = edges[i];
        const float wx = x - e.from.x, wy = y - e.from.y;
        const float t = clamped((wx * e.along.x + wy * e.along.y) * e.inverse, 0.0f, 1.0f);
        const float bx = wx - e.along.x * t, by = wy - e.along.y * t;
        nearest = smaller(nearest, bx * bx + by * by);
        const bool crosses = (wy < 0.0f) != (wy - e.along.y < 0.0f);
        const bool left = (wx * e.along.y < wy * e.along.x) == (e.along.y > 0.0f);
        inside ^= crosses && left;
    }
    const float d = std::sqrt(nearest);
    return inside ? -d : d;
}

ORFEAS_HOST_DEVICE inline float extrusion(Vec3 p, float flat, float half, float round) {
    const float a = flat + round, b = std::fabs(p.z) - half + round;
    const float ax = larger(a, 0.0f), bx = larger(b, 0.0f);
    return smaller(larger(a, b), 0.0f) + std::sqrt(ax * ax + bx * bx) - round;
}

} // namespace detail

/// Of a point in the frame of the shape before it is deformed.
ORFEAS_HOST_DEVICE inline float distance(const Primitive& s, const Edge* edges, Vec3 point) {
    Vec3 p = s.frame.inside(point - s.center);
    if (s.twist != 0.0f) {
        const float c = std::cos(s.twist * p.y), i = std::sin(s.twist * p.y);
        p = {c * p.x - i * p.z, p.y, i * p.x + c * p.z};
    }
    float d = 0.0f;
    switch (s.kind) {
    case Kind::Ellipsoid:
        d = detail::ellipsoid(p, s.size);
        break;
    case Kind::RoundCone:
        d = detail::roundCone(p, s.size.x, s.size.y, s.size.z);
        break;
    case Kind::Box:
        d = detail::box(p, s.size, s.round);
        break;
    case Kind::Cone:
        d = detail::cone(p, s.size.x, s.size.y, s.size.z, s.round);
        break;
    case Kind::TaperedBox:
        d = detail::taperedBox(p, s.size, s.extra, s.round);
        break;
    case Kind::Torus:
        d = detail::torus(p, s.size.x, s.size.y, s.size.z);
        break;
    case Kind::Lathe:
        d = detail::outline(std::sqrt(p.x * p.x + p.z * p.z), p.y, edges + s.firstEdge, s.edgeCount) -
            s.round;
        break;
    case Kind::Extrusion:
        d = detail::extrusion(p, detail::outline(p.x, p.y, edges + s.firstEdge, s.edgeCount), s.size.z,
                              s.round);
        break;
    }
    if (s.bump > 0.0f) {
        const float f = s.bumpFrequency;
        d += s.bump * std::sin(f * p.x + 0.7f) * std::sin(f * p.y + 1.9f) * std::sin(f * p.z + 0.3f);
    }
    return d * s.slack;
}

} // namespace orfeas::shapes
