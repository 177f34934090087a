#include "core/shapes/framing.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/shapes/builder.h"
#include "core/shapes/surface_points.h"

namespace orfeas::shapes {
namespace {

constexpr float kDegree = 0.017453293f;
constexpr float kCubeHalf = 0.985f;

struct Extent {
    float low = 1e9f, high = -1e9f;

    void add(float v) {
        low = std::min(low, v);
        high = std::max(high, v);
    }
    float middle() const { return 0.5f * (low + high); }
    float half() const { return 0.5f * (high - low); }
};

Ball ballAround(const Shape& shape) {
    Extent x, y, z;
    for (std::size_t i = 0; i < shape.balls.size(); ++i) {
        if (shape.primitives[i].join != Join::Unite) continue;
        const Ball& b = shape.balls[i];
        for (const float r : {-b.radius, b.radius}) {
            x.add(b.center.x + r);
            y.add(b.center.y + r);
            z.add(b.center.z + r);
        }
    }
    return {{x.middle(), y.middle(), z.middle()}, length(Vec3{x.half(), y.half(), z.half()})};
}

float screen(const Placement& placement, float distance, Vec3 object, int axis) {
    const Vec3 q = placement.toView(object);
    return (axis == 0 ? q.x : q.y) * distance / (distance - q.z);
}

// Moves a point of the surface as far as it goes along `way`.
Vec3 climbed(const ShapeView& shape, Vec3 q, Vec3 way) {
    float step = 0.08f;
    for (int i = 0; i < 14 && step > 0.001f; ++i) {
        Selection around;
        aroundPoint(shape, q, 0.01f, around);
        const Vec3 normal = normalAt(shape, around, q, 0.003f);
        const Vec3 along = way - normal * dot(way, normal);
        const Vec3 next = ontoSurface(shape, q + along * step, 3);
        if (dot(next - q, way) > 0.0005f && std::fabs(distance(shape, next)) < 0.01f)
            q = next;
        else
            step *= 0.5f;
    }
    return q;
}

// One round: the placement from what is known of the object's extent, in its own frame.
void fit(Placement& placement, const std::vector<Vec3>& cloud, float distance, float fill) {
    for (int round = 0; round < 12; ++round) {
        Extent x, y, z, boxX, boxY;
        for (const Vec3& p : cloud) {
            x.add(screen(placement, distance, p, 0));
            y.add(screen(placement, distance, p, 1));
            const Vec3 q = placement.toView(p);
            z.add(q.z);
            boxX.add(q.x);
            boxY.add(q.y);
        }
        const float most =
            std::max({std::fabs(boxX.low), boxX.high, std::fabs(boxY.low), boxY.high, z.half()});
        const float by = std::min(fill / std::max(x.half(), y.half()), kCubeHalf / most);
        placement.shift = placement.shift - Vec3{x.middle(), y.middle(), z.middle()};
        placement.shift = placement.shift * by;
        placement.scale *= by;
    }
}

// Corners and rims, which a search along the surface comes near but does not reach: those that are on the surface.
void addCorners(const ShapeView& shape, std::vector<Vec3>& cloud) {
    const auto consider = [&](const Primitive& s, Vec3 local) {
        const Vec3 object = shape.deform.done(s.center + s.frame.outside(local));
        if (std::fabs(distance(shape, shape.placement.toView(object))) < 0.012f) cloud.push_back(object);
    };
    for (int i = 0; i < shape.count; ++i) {
        const Primitive& s = shape.primitives[i];
        if (s.join != Join::Unite) continue;
        const Vec3 half = s.size;
        for (int k = 0; k < 16; ++k) {
            const float a = k & 1 ? 1.0f : -1.0f, b = k & 2 ? 1.0f : -1.0f, c = k & 4 ? 1.0f : -1.0f;
            const float turn = 0.392699f * static_cast<float>(k);
            if (s.kind == Kind::Box && k < 8) consider(s, {a * half.x, b * half.y, c * half.z});
            if (s.kind == Kind::TaperedBox && k < 8) {
                const float share = b > 0.0f ? s.extra : 1.0f;
                consider(s, {a * half.x * share, b * half.y, c * half.z * share});
            }
            if (s.kind == Kind::Cone) {
                consider(s, {half.y * std::cos(turn), -half.x, half.y * std::sin(turn)});
                consider(s, {half.z * std::cos(turn), half.x, half.z * std::sin(turn)});
            }
        }
        for (std::uint32_t e = 0; s.kind == Kind::Extrusion && e < s.edgesCount * Edges::kWide; ++e) {
            const Edges& edges = shape.edges[s.firstEdges + e / Edges::kWide];
            const std::uint32_t lane = e % Edges::kWide;
            if (edges.inverse[lane] == 0.0f) continue;
            for (const float side : {-half.z, half.z})
                consider(s, {edges.fromX[lane], edges.fromY[lane], side});
        }
    }
}

void addExtremes(const ShapeView& shape, float distance, std::vector<Vec3>& cloud) {
    const Placement& placement = shape.placement;
    const std::size_t known = cloud.size();
    for (int axis = 0; axis < 3; ++axis) {
        for (const float sign : {-1.0f, 1.0f}) {
            const auto far = [&](const Vec3& p) {
                return sign * (axis < 2 ? screen(placement, distance, p, axis) : placement.toView(p).z);
            };
            std::array<std::size_t, 3> best{};
            std::vector<std::pair<float, std::size_t>> order;
            for (std::size_t i = 0; i < known; ++i)
                order.push_back({-far(cloud[i]), i});
            std::partial_sort(order.begin(), order.begin() + 3, order.end());
            for (std::size_t k = 0; k < best.size(); ++k) {
                const Vec3 start = placement.toView(cloud[order[k].second]);
                // The silhouette's tangent plane passes through the eye.
                const float at = std::fabs(order[k].first) / distance;
                const Vec3 way = axis == 0   ? Vec3{sign, 0.0f, at}
                                 : axis == 1 ? Vec3{0.0f, sign, at}
                                             : Vec3{0.0f, 0.0f, sign};
                cloud.push_back(placement.toObject(climbed(shape, start, normalized(way))));
            }
        }
    }
}

} // namespace

Frame turnOf(const View& view) {
    const float ca = std::cos(view.azimuth), sa = std::sin(view.azimuth);
    const float ce = std::cos(view.elevation), se = std::sin(view.elevation);
    // The camera's axes in the object's frame …
    const Vec3 z{sa * ce, se, ca * ce}, x{ca, 0.0f, -sa};
    const Vec3 y = cross(z, x);
    // … and the other way round.
    return {{x.x, y.x, z.x}, {x.y, y.y, z.y}, {x.z, y.z, z.z}};
}

View randomView(Random& random, const UsualViews& usual) {
    View view;
    const float degrees = random.chance(0.4f) ? 40.0f + 3.0f * random.normal() : random.between(25.0f, 55.0f);
    view.cameraDistance = 1.0f / std::tan(0.5f * kDegree * std::clamp(degrees, 25.0f, 55.0f));
    const float kind = random.unit();
    if (kind < usual.any)
        view.azimuth = random.between(-kPi, kPi);
    else if (kind < usual.any + usual.front)
        view.azimuth = 8.0f * kDegree * random.normal();
    else if (kind < usual.any + usual.front + usual.side)
        view.azimuth = random.sign() * (90.0f + 9.0f * random.normal()) * kDegree;
    else
        view.azimuth = random.sign() * random.between(18.0f, 68.0f) * kDegree;
    const float common = (12.0f + 9.0f * random.normal()) * kDegree;
    view.elevation = std::clamp(random.chance(0.7f) ? common : random.between(-15.0f, 50.0f) * kDegree,
                                usual.lowest, usual.highest);
    return view;
}

Placement frameObject(const Shape& shape, const View& view, float fill, Random& random) {
    const Ball around = ballAround(shape);
    Placement placement;
    placement.turn = turnOf(view);
    placement.scale = 0.95f / around.radius;
    placement.shift = placement.turn.outside(around.center) * -placement.scale;
    PlacedShape placed(shape, placement);
    std::vector<Vec3> cloud = SurfaceSampler(placed.view()).points(random, 320);
    for (Vec3& p : cloud)
        p = placement.toObject(p);
    addCorners(placed.view(), cloud);
    if (cloud.size() < 3) return placement; // nothing to frame
    for (int round = 0; round < 2; ++round) {
        fit(placement, cloud, view.cameraDistance, fill);
        placed.place(placement);
        addExtremes(placed.view(), view.cameraDistance, cloud);
    }
    fit(placement, cloud, view.cameraDistance, fill);
    return placement;
}

Placement framePoints(const std::vector<Vec3>& object, const View& view, float fill) {
    Extent x, y, z;
    for (const Vec3& p : object) {
        x.add(p.x);
        y.add(p.y);
        z.add(p.z);
    }
    Placement placement;
    placement.turn = turnOf(view);
    placement.scale = 0.95f / std::max(1e-6f, length(Vec3{x.half(), y.half(), z.half()}));
    placement.shift = placement.turn.outside({x.middle(), y.middle(), z.middle()}) * -placement.scale;
    fit(placement, object, view.cameraDistance, fill);
    return placement;
}

float depthRatio(const Shape& shape, const View& view) {
    const Frame turn = turnOf(view);
    Extent x, y, z;
    for (std::size_t i = 0; i < shape.balls.size(); ++i) {
        if (shape.primitives[i].join != Join::Unite) continue;
        const Vec3 q = turn.outside(shape.balls[i].center);
        for (const float r : {-0.6f * shape.balls[i].radius, 0.6f * shape.balls[i].radius}) {
            x.add(q.x + r);
            y.add(q.y + r);
            z.add(q.z + r);
        }
    }
    return z.half() / std::max({x.half(), y.half(), 1e-6f});
}

} // namespace orfeas::shapes
