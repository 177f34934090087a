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

/// Four edges of outlines side by side, for the processor's wide registers; what is left over lies far away. Outlines
/// are closed, holes are outlines inside others.
struct Edges {
    static constexpr int kWide = 4;
    float fromX[kWide], fromY[kWide], alongX[kWide], alongY[kWide];
    float inverse[kWide]; ///< 1 / squared length
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
    std::uint32_t firstEdges = 0, edgesCount = 0;
    Vec2 middle, half; ///< the outline's box
    Vec3 derived;      ///< what the distance would work out anew each time; set by prepare()

    void prepare();
};

inline void Primitive::prepare() {
    switch (kind) {
    case Kind::Ellipsoid:
        derived = {1.0f / size.x, 1.0f / size.y, 1.0f / size.z};
        break;
    case Kind::RoundCone:
        derived.y = (size.y - size.z) / size.x;
        derived.x = std::sqrt(larger(0.0f, 1.0f - derived.y * derived.y));
        break;
    case Kind::Cone: {
        const float h = 2.0f * (size.x - round);
        const float lean = larger(size.z - round, 0.0f) - larger(size.y - round, 0.0f);
        derived.x = 1.0f / (h * h + lean * lean);
        break;
    }
    case Kind::TaperedBox: {
        const float lean = (1.0f - extra) / (2.0f * size.y);
        derived = {0.5f / size.y, 1.0f / std::sqrt(1.0f + size.x * size.x * lean * lean),
                   1.0f / std::sqrt(1.0f + size.z * size.z * lean * lean)};
        break;
    }
    case Kind::Torus:
        derived = {std::sin(size.z), std::cos(size.z), 0.0f};
        break;
    case Kind::Box:
    case Kind::Lathe:
    case Kind::Extrusion:
        break;
    }
}

namespace detail {

ORFEAS_HOST_DEVICE inline float ellipsoid(Vec3 p, Vec3 inverse) {
    const Vec3 scaled = p * inverse;
    const Vec3 gradient = scaled * inverse;
    const float k2 = dot(scaled, scaled), slope2 = dot(gradient, gradient);
    if (k2 >= 1.0f) // |p / r| is convex: its tangent bounds the distance outside
        return (k2 - std::sqrt(k2)) / std::sqrt(slope2);
    // Inside, from |x / r|² <= k2 + 2 t slope + t² / min(r)².
    const float steepest = larger(inverse.x, larger(inverse.y, inverse.z));
    const float rest = 1.0f - k2;
    return -rest / (std::sqrt(slope2) + std::sqrt(slope2 + rest * steepest * steepest));
}

/// `derived` is the slope's cosine and sine.
ORFEAS_HOST_DEVICE inline float roundCone(Vec3 p, float h, float below, float above, Vec3 derived) {
    const float q2 = p.x * p.x + p.z * p.z, q = std::sqrt(q2);
    const float a = derived.x, b = derived.y;
    const float k = a * p.y - b * q;
    if (k < 0.0f) return std::sqrt(q2 + p.y * p.y) - below;
    if (k > a * h) return std::sqrt(q2 + (p.y - h) * (p.y - h)) - above;
    return q * a + p.y * b - below;
}

ORFEAS_HOST_DEVICE inline float box(Vec3 p, Vec3 half, float round) {
    const Vec3 q{std::fabs(p.x) - half.x + round, std::fabs(p.y) - half.y + round,
                 std::fabs(p.z) - half.z + round};
    const Vec3 out{larger(q.x, 0.0f), larger(q.y, 0.0f), larger(q.z, 0.0f)};
    return length(out) + smaller(larger(q.x, larger(q.y, q.z)), 0.0f) - round;
}

/// `derived.x` is the inverse square of the side's length.
ORFEAS_HOST_DEVICE inline float cone(Vec3 p, float h, float below, float above, float round, Vec3 derived) {
    h -= round;
    below = larger(below - round, 0.0f);
    above = larger(above - round, 0.0f);
    const float q = std::sqrt(p.x * p.x + p.z * p.z);
    const float capX = q - smaller(q, p.y < 0.0f ? below : above), capY = std::fabs(p.y) - h;
    const float ex = above - below, ey = 2.0f * h;
    const float t = clamped(((above - q) * ex + (h - p.y) * ey) * derived.x, 0.0f, 1.0f);
    const float sideX = q - above + ex * t, sideY = p.y - h + ey * t;
    const float sign = sideX < 0.0f && capY < 0.0f ? -1.0f : 1.0f;
    return sign * std::sqrt(smaller(capX * capX + capY * capY, sideX * sideX + sideY * sideY)) - round;
}

/// `derived` is 1 / height, and what the sides' distances are multiplied by because they lean.
ORFEAS_HOST_DEVICE inline float taperedBox(Vec3 p, Vec3 half, float taper, float round, Vec3 derived) {
    const float share = 1.0f + (taper - 1.0f) * (p.y + half.y) * derived.x;
    const float dx = (std::fabs(p.x) - half.x * share) * derived.y + round;
    const float dz = (std::fabs(p.z) - half.z * share) * derived.z + round;
    const float dy = std::fabs(p.y) - half.y + round;
    const float most = larger(dx, larger(dy, dz));
    if (round <= 0.0f) return most;
    // Rounded corners as if the planes met at right angles, kept a lower bound.
    const Vec3 out{larger(dx, 0.0f), larger(dy, 0.0f), larger(dz, 0.0f)};
    return 0.75f * (length(out) + smaller(most, 0.0f) - round);
}

ORFEAS_HOST_DEVICE inline float torus(Vec3 p, float ring, float tube, float arc, Vec3 derived) {
    const float x = std::fabs(p.x);
    const float s = derived.x, c = derived.y;
    if (arc >= 3.1415f || c * x < s * p.y) {
        const float q = std::sqrt(x * x + p.y * p.y) - ring;
        return std::sqrt(q * q + p.z * p.z) - tube;
    }
    const float dx = x - s * ring, dy = p.y - c * ring;
    return std::sqrt(dx * dx + dy * dy + p.z * p.z) - tube;
}

ORFEAS_HOST_DEVICE inline float outline(float x, float y, const Edges* edges, std::uint32_t count) {
    float nearest[Edges::kWide];
    std::uint32_t crossed[Edges::kWide];
    for (int i = 0; i < Edges::kWide; ++i) {
        nearest[i] = 1e12f;
        crossed[i] = 0;
    }
    for (std::uint32_t k = 0; k < count; ++k) {
        const Edges& e = edges[k];
        for (int i = 0; i < Edges::kWide; ++i) {
            const float wx = x - e.fromX[i], wy = y - e.fromY[i];
            float t = (wx * e.alongX[i] + wy * e.alongY[i]) * e.inverse[i];
            t = t > 0.0f ? t : 0.0f;
            t = t < 1.0f ? t : 1.0f;
            const float bx = wx - e.alongX[i] * t, by = wy - e.alongY[i] * t;
            const float squared = bx * bx + by * by;
            nearest[i] = squared < nearest[i] ? squared : nearest[i];
            const float turn = wx * e.alongY[i] - wy * e.alongX[i];
            const std::uint32_t from = wy < 0.0f ? 1u : 0u, to = wy < e.alongY[i] ? 1u : 0u;
            const std::uint32_t left = turn < 0.0f ? 1u : 0u, rising = e.alongY[i] > 0.0f ? 1u : 0u;
            crossed[i] ^= (from ^ to) & (1u ^ left ^ rising);
        }
    }
    const float least = smaller(smaller(nearest[0], nearest[1]), smaller(nearest[2], nearest[3]));
    const float d = std::sqrt(least);
    return (crossed[0] ^ crossed[1] ^ crossed[2] ^ crossed[3]) != 0 ? -d : d;
}

/// The same, but only how far the outline's box is where that is far.
ORFEAS_HOST_DEVICE inline float boundedOutline(const Primitive& s, const Edges* edges, float x, float y) {
    const float outX = larger(std::fabs(x - s.middle.x) - s.half.x, 0.0f);
    const float outY = larger(std::fabs(y - s.middle.y) - s.half.y, 0.0f);
    const float out = outX * outX + outY * outY, far = 0.15f * larger(s.half.x, s.half.y) + 2.0f * s.blend;
    if (out > far * far) return std::sqrt(out);
    return outline(x, y, edges + s.firstEdges, s.edgesCount);
}

ORFEAS_HOST_DEVICE inline float extrusion(Vec3 p, float flat, float half, float round) {
    const float a = flat + round, b = std::fabs(p.z) - half + round;
    const float ax = larger(a, 0.0f), bx = larger(b, 0.0f);
    return smaller(larger(a, b), 0.0f) + std::sqrt(ax * ax + bx * bx) - round;
}

} // namespace detail

/// Of a point in the frame of the shape before it is deformed.
ORFEAS_HOST_DEVICE inline float distance(const Primitive& s, const Edges* edges, Vec3 point) {
    Vec3 p = s.frame.inside(point - s.center);
    if (s.twist != 0.0f) {
        const float c = std::cos(s.twist * p.y), i = std::sin(s.twist * p.y);
        p = {c * p.x - i * p.z, p.y, i * p.x + c * p.z};
    }
    float d = 0.0f;
    switch (s.kind) {
    case Kind::Ellipsoid:
        d = detail::ellipsoid(p, s.derived);
        break;
    case Kind::RoundCone:
        d = detail::roundCone(p, s.size.x, s.size.y, s.size.z, s.derived);
        break;
    case Kind::Box:
        d = detail::box(p, s.size, s.round);
        break;
    case Kind::Cone:
        d = detail::cone(p, s.size.x, s.size.y, s.size.z, s.round, s.derived);
        break;
    case Kind::TaperedBox:
        d = detail::taperedBox(p, s.size, s.extra, s.round, s.derived);
        break;
    case Kind::Torus:
        d = detail::torus(p, s.size.x, s.size.y, s.size.z, s.derived);
        break;
    case Kind::Lathe:
        d = detail::boundedOutline(s, edges, std::sqrt(p.x * p.x + p.z * p.z), p.y) - s.round;
        break;
    case Kind::Extrusion:
        d = detail::extrusion(p, detail::boundedOutline(s, edges, p.x, p.y), s.size.z, s.round);
        break;
    }
    if (s.bump > 0.0f) {
        const float f = s.bumpFrequency;
        d += s.bump * std::sin(f * p.x + 0.7f) * std::sin(f * p.y + 1.9f) * std::sin(f * p.z + 0.3f);
    }
    return d * s.slack;
}

} // namespace orfeas::shapes
