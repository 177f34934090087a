// A shape: a flat list of primitives, bent as a whole and placed in the view cube, and what it costs to ask it little.
//
// Primitives carry a bounding ball in the cube. Whoever walks along a ray first takes the few whose balls the ray meets
// (`alongRay`), whoever stays near a point the few near it (`aroundPoint`); on those the shape's own surface is unchanged,
// because a smooth join reaches no further than its radius, which the balls include.
#pragma once

#include <cstdint>
#include <vector>

#include "core/shapes/material.h"
#include "core/shapes/primitive.h"
#include "core/shapes/vector.h"

namespace orfeas::shapes {

constexpr int kMostPrimitives = 160;

struct Ball {
    Vec3 center;
    float radius = 0.0f;
};

/// Applied to the whole shape. Both have closed inverses: the shape is asked at the point before it was bent.
struct Deform {
    float twist = 0.0f;  ///< radians per length about y
    float curveX = 0.0f; ///< x moves by curveX · y²
    float curveZ = 0.0f;

    ORFEAS_HOST_DEVICE Vec3 undone(Vec3 p) const {
        p.x -= curveX * p.y * p.y;
        p.z -= curveZ * p.y * p.y;
        if (twist == 0.0f) return p;
        const float c = std::cos(twist * p.y), s = std::sin(twist * p.y);
        return {c * p.x - s * p.z, p.y, s * p.x + c * p.z};
    }
    ORFEAS_HOST_DEVICE Vec3 done(Vec3 p) const {
        const float c = std::cos(twist * p.y), s = std::sin(twist * p.y);
        const Vec3 q{c * p.x + s * p.z, p.y, c * p.z - s * p.x};
        return {q.x + curveX * p.y * p.y, q.y, q.z + curveZ * p.y * p.y};
    }
};

/// From the object's frame to the view cube: turned, scaled, moved.
struct Placement {
    Frame turn; ///< the object's axes in the cube
    float scale = 1.0f;
    Vec3 shift;

    ORFEAS_HOST_DEVICE Vec3 toView(Vec3 p) const { return turn.outside(p) * scale + shift; }
    ORFEAS_HOST_DEVICE Vec3 toObject(Vec3 q) const { return turn.inside(q - shift) * (1.0f / scale); }
};

/// What is asked: plain pointers, so that a device can hold it. Borrowed from a Shape.
struct ShapeView {
    const Primitive* primitives = nullptr;
    const Ball* balls = nullptr; ///< in the cube, joins included
    const Edges* edges = nullptr;
    const Material* materials = nullptr;
    int count = 0;
    Placement placement;
    Deform deform;
    float scale = 1.0f; ///< of distances: the placement's times the deformation's slack

    ORFEAS_HOST_DEVICE Vec3 canonical(Vec3 q) const { return deform.undone(placement.toObject(q)); }
};

/// As the grammar makes it, in the object's frame: y up, z the front, x to the right of who looks at the front.
struct Shape {
    std::vector<Primitive> primitives;
    std::vector<Edges> edges;
    std::vector<Material> materials;
    Deform deform;
    std::vector<Ball> balls; ///< of the deformed primitives, in the object's frame, without joins
    float slack = 1.0f;      ///< of the deformation
};

/// A shape in the cube.
class PlacedShape {
public:
    PlacedShape(Shape shape, const Placement& placement);
    PlacedShape(PlacedShape&&) = default; // what the view points at stays where it is
    PlacedShape(const PlacedShape&) = delete;

    void place(const Placement& placement);
    const ShapeView& view() const { return m_view; }
    const Shape& shape() const { return m_shape; }

private:
    Shape m_shape;
    std::vector<Ball> m_balls;
    ShapeView m_view;
};

/// Some of a shape's primitives, in order.
struct Selection {
    std::uint8_t index[kMostPrimitives];
    int count = 0;
    float near = 1e9f, far = -1e9f; ///< along the ray

    ORFEAS_HOST_DEVICE void clear() {
        count = 0;
        near = 1e9f;
        far = -1e9f;
    }
};

ORFEAS_HOST_DEVICE inline float smoothMin(float a, float b, float k) {
    const float h = larger(k - std::fabs(a - b), 0.0f);
    return smaller(a, b) - (h > 0.0f ? h * h / (4.0f * k) : 0.0f);
}

/// Whether the ray meets primitive i's ball, and then what that means for the selection.
ORFEAS_HOST_DEVICE inline void selectAlong(const ShapeView& shape, int i, Vec3 origin, Vec3 direction,
                                           Selection& out) {
    const Vec3 to = shape.balls[i].center - origin;
    const float middle = dot(to, direction), r = shape.balls[i].radius;
    const float inside = r * r - dot(to, to) + middle * middle;
    if (inside <= 0.0f) return;
    const float half = std::sqrt(inside);
    if (middle + half <= 0.0f) return;
    out.index[out.count++] = static_cast<std::uint8_t>(i);
    if (shape.primitives[i].join != Join::Unite) return;
    out.near = smaller(out.near, larger(middle - half, 0.0f));
    out.far = larger(out.far, middle + half);
}

ORFEAS_HOST_DEVICE inline void alongRay(const ShapeView& shape, Vec3 origin, Vec3 direction, Selection& out) {
    out.clear();
    for (int i = 0; i < shape.count; ++i)
        selectAlong(shape, i, origin, direction, out);
}

/// The same of some primitives only.
ORFEAS_HOST_DEVICE inline void alongRay(const ShapeView& shape, const Selection& among, Vec3 origin,
                                        Vec3 direction, Selection& out) {
    out.clear();
    for (int k = 0; k < among.count; ++k)
        selectAlong(shape, among.index[k], origin, direction, out);
}

/// Those that rays from `origin` within the angle of that tangent around `direction` may meet.
ORFEAS_HOST_DEVICE inline void inCone(const ShapeView& shape, Vec3 origin, Vec3 direction, float tangent,
                                      Selection& out) {
    out.clear();
    for (int i = 0; i < shape.count; ++i) {
        const Vec3 to = shape.balls[i].center - origin;
        const float middle = dot(to, direction), r = shape.balls[i].radius;
        const float away = std::sqrt(larger(dot(to, to) - middle * middle, 0.0f));
        if (away - tangent * larger(middle, 0.0f) < r * std::sqrt(1.0f + tangent * tangent) && middle > -r)
            out.index[out.count++] = static_cast<std::uint8_t>(i);
    }
}

/// Those within `reach` of the point.
ORFEAS_HOST_DEVICE inline void aroundPoint(const ShapeView& shape, Vec3 q, float reach, Selection& out) {
    out.count = 0;
    for (int i = 0; i < shape.count; ++i) {
        const Vec3 to = q - shape.balls[i].center;
        const float r = shape.balls[i].radius + reach;
        if (dot(to, to) < r * r) out.index[out.count++] = static_cast<std::uint8_t>(i);
    }
}

namespace detail {

struct Joined {
    float whole = 1e9f, part = 1e9f, partBlend = 0.0f;

    ORFEAS_HOST_DEVICE void close() {
        whole = partBlend > 0.0f ? smoothMin(whole, part, partBlend) : smaller(whole, part);
        part = 1e9f;
    }
    ORFEAS_HOST_DEVICE void begin(const Primitive& s) {
        close();
        partBlend = s.partBlend;
    }
    ORFEAS_HOST_DEVICE void add(const Primitive& s, float d) {
        if (s.join == Join::Unite)
            part = s.blend > 0.0f ? smoothMin(part, d, s.blend) : smaller(part, d);
        else if (s.join == Join::Carve)
            part = s.blend > 0.0f ? -smoothMin(-part, d, s.blend) : larger(part, -d);
    }
};

} // namespace detail

/// The distance to a selection's surface, in the cube.
ORFEAS_HOST_DEVICE inline float distance(const ShapeView& shape, const Selection& among, Vec3 q) {
    const Vec3 p = shape.canonical(q);
    detail::Joined joined;
    int part = -1;
    for (int k = 0; k < among.count; ++k) {
        const Primitive& s = shape.primitives[among.index[k]];
        if (s.join == Join::Paint) continue;
        if (s.part != part) {
            joined.begin(s);
            part = s.part;
        }
        joined.add(s, distance(s, shape.edges, p));
    }
    joined.close();
    return joined.whole * shape.scale;
}

/// The same of the whole shape, leaving out what is too far off to matter.
ORFEAS_HOST_DEVICE inline float distance(const ShapeView& shape, Vec3 q) {
    const Vec3 p = shape.canonical(q);
    detail::Joined joined;
    int part = -1;
    for (int i = 0; i < shape.count; ++i) {
        const Primitive& s = shape.primitives[i];
        if (s.join == Join::Paint) continue;
        if (s.part != part) {
            joined.begin(s);
            part = s.part;
        }
        const Vec3 to = q - shape.balls[i].center;
        const float least = length(to) - shape.balls[i].radius; // the ball includes the joins' reach
        const float best = smaller(joined.part, joined.whole) * shape.scale;
        if (s.join == Join::Unite ? least > best && least > 0.0f
                                  : least > 0.0f && least > -joined.part * shape.scale)
            continue;
        joined.add(s, distance(s, shape.edges, p));
    }
    joined.close();
    return joined.whole * shape.scale;
}

/// The way out of a selection's surface at a point on it: four samples at the corners of a tetrahedron.
ORFEAS_HOST_DEVICE inline Vec3 normalAt(const ShapeView& shape, const Selection& among, Vec3 q, float step) {
    const float a = distance(shape, among, q + Vec3{step, -step, -step});
    const float b = distance(shape, among, q + Vec3{-step, -step, step});
    const float c = distance(shape, among, q + Vec3{-step, step, -step});
    const float d = distance(shape, among, q + Vec3{step, step, step});
    return normalized({a - b - c + d, c + d - a - b, b + d - a - c});
}

/// Which material covers a point of the surface.
ORFEAS_HOST_DEVICE inline int materialAt(const ShapeView& shape, const Selection& among, Vec3 q) {
    const Vec3 p = shape.canonical(q);
    float best = 1e9f, partBest = 1e9f;
    int material = 0, partMaterial = 0, part = -1;
    for (int k = 0; k < among.count; ++k) {
        const Primitive& s = shape.primitives[among.index[k]];
        if (s.part != part) {
            if (partBest < best) {
                best = partBest;
                material = partMaterial;
            }
            part = s.part;
            partBest = 1e9f;
        }
        const float d = distance(s, shape.edges, p);
        if (s.join == Join::Unite) {
            if (d < partBest) {
                partBest = d;
                partMaterial = s.material;
            }
        } else if (s.join == Join::Carve) {
            if (-d > partBest) {
                partBest = -d;
                if (s.material != kKeptMaterial) partMaterial = s.material;
            }
        } else if (d < 0.0f) {
            partMaterial = s.material;
        }
    }
    return partBest < best ? partMaterial : material;
}

} // namespace orfeas::shapes
