// What the grammar's families write shapes with: primitives by their usual handles, joined into parts.
#pragma once

#include <span>
#include <vector>

#include "core/shapes/random.h"
#include "core/shapes/shape.h"

namespace orfeas::shapes {

constexpr float kPi = 3.14159265f;

/// The turned frame whose y runs along `up`; x stays as level as it can.
Frame frameAlong(Vec3 up);
/// Turned about y by `yaw`, then about x by `pitch`, then about z by `roll` (radians, in the frame around).
Frame turned(float yaw, float pitch = 0.0f, float roll = 0.0f);

using Outline = std::vector<Vec2>;

/// Builds one shape. Primitives go to the open part and take the material, the join and its radius that were set last.
/// Not thread-safe; one builder a shape.
class Builder {
public:
    explicit Builder(Random& source) : random(source) {}

    Random& random;

    /// Starts a part: what comes now is joined with what was before only as a whole, over `blend`.
    void part(float blend = 0.0f);
    void blend(float radius) { m_blend = radius; }
    void use(std::uint8_t material) { m_material = material; }
    std::uint8_t add(const Material& material);
    std::uint8_t material() const { return m_material; }

    Primitive& ball(Vec3 center, float radius);
    Primitive& ellipsoid(Vec3 center, Vec3 radii, const Frame& frame = {});
    /// From `a` to `b`, round at both ends.
    Primitive& limb(Vec3 a, Vec3 b, float radiusA, float radiusB);
    /// Limbs along a curve through the points (Catmull-Rom), `pieces` between two of them.
    void tube(std::span<const Vec3> points, float radiusA, float radiusB, int pieces = 3);
    Primitive& box(Vec3 center, Vec3 half, float round = 0.0f, const Frame& frame = {});
    Primitive& taperedBox(Vec3 center, Vec3 half, float taper, float round = 0.0f, const Frame& frame = {});
    /// A cylinder or cone between the centres of its two flat ends.
    Primitive& cone(Vec3 a, Vec3 b, float radiusA, float radiusB, float round = 0.0f);
    /// About the frame's z; `arc` is the half angle about its y.
    Primitive& torus(Vec3 center, float ring, float tube, const Frame& frame = {}, float arc = kPi);
    /// The closed outline (radius, height) turned about the frame's y.
    Primitive& lathe(Vec3 center, const Outline& outline, float round = 0.0f, const Frame& frame = {});
    /// Closed outlines (holes are outlines inside others) from -half to half along the frame's z.
    Primitive& extrusion(Vec3 center, std::span<const Outline> outlines, float half, float round = 0.0f,
                         const Frame& frame = {});

    /// The same primitive with another join: carve(b.box(…)).
    static Primitive& carve(Primitive& s, float blend = 0.0f);
    /// Takes from the open part what lies beyond the plane `distance` from `at` along `way`.
    Primitive& cutOff(Vec3 at, Vec3 way, float distance = 0.0f);
    static Primitive& paint(Primitive& s);
    static Primitive& twist(Primitive& s, float radiansPerLength);
    static Primitive& bump(Primitive& s, float height, float frequency);

    /// Everything that is there becomes of one material.
    void repaint(const Material& material);
    /// Joins between the primitives of a part, and between parts, reach at least that far.
    void melt(float radius);
    /// Every round primitive gets waves on its surface.
    void roughen(float height, float frequency);

    Deform deform;

    /// Whether there is room for `count` more primitives; what is added beyond it is left out.
    bool room(int count) const;

    /// Ends the shape.
    Shape finish();

private:
    Primitive& add(Kind kind, Vec3 center, const Frame& frame, Vec3 size);
    void addEdges(Primitive& s, std::span<const Outline> outlines);

    Shape m_shape;
    std::uint8_t m_material = 0;
    std::uint8_t m_part = 0;
    float m_blend = 0.0f, m_partBlend = 0.0f;
    Primitive m_beyond; // where primitives beyond the limit go
};

/// A smooth curve through the points, closed or not.
Outline smoothed(const Outline& points, int pieces, bool closed);

} // namespace orfeas::shapes
