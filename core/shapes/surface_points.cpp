#include "core/shapes/surface_points.h"

#include <algorithm>

#include "core/shapes/look.h"

namespace orfeas::shapes {
namespace {

Vec2 onOutline(const Primitive& s, const Edges* edges, Random& random) {
    const int last = static_cast<int>(s.edgesCount) - 1;
    for (;;) {
        const Edges& e = edges[s.firstEdges + static_cast<std::uint32_t>(random.whole(0, last))];
        const int lane = random.whole(0, Edges::kWide - 1);
        if (e.inverse[lane] == 0.0f) continue;
        return Vec2{e.fromX[lane], e.fromY[lane]} + Vec2{e.alongX[lane], e.alongY[lane]} * random.unit();
    }
}

// Somewhere within a primitive, in its own frame.
Vec3 somewhereIn(const Primitive& s, const Edges* edges, Random& random) {
    const auto either = [&](float half) { return random.between(-half, half); };
    switch (s.kind) {
    case Kind::Ellipsoid:
        return random.direction() * std::cbrt(random.unit()) * s.size * 0.95f;
    case Kind::RoundCone: {
        const float t = random.unit();
        const float r = 0.8f * mix(s.size.y, s.size.z, t);
        return random.direction() * (r * random.unit()) + Vec3{0.0f, t * s.size.x, 0.0f};
    }
    case Kind::Box:
    case Kind::TaperedBox:
        return {either(s.size.x), either(s.size.y), either(s.size.z)};
    case Kind::Cone: {
        const float t = random.unit(), turn = random.between(0.0f, 6.2831853f);
        const float r = std::sqrt(random.unit()) * mix(s.size.y, s.size.z, t);
        return {r * std::cos(turn), (2.0f * t - 1.0f) * s.size.x, r * std::sin(turn)};
    }
    case Kind::Torus: {
        const float turn = either(s.size.z);
        return {s.size.x * std::sin(turn), s.size.x * std::cos(turn), either(0.5f * s.size.y)};
    }
    case Kind::Lathe: {
        const Vec2 p = onOutline(s, edges, random);
        const float turn = random.between(0.0f, 6.2831853f);
        return {p.x * std::cos(turn), p.y, p.x * std::sin(turn)};
    }
    case Kind::Extrusion: {
        const Vec2 a = onOutline(s, edges, random), b = onOutline(s, edges, random);
        const Vec2 p = a + (b - a) * (random.chance(0.5f) ? 0.02f : 0.5f * random.unit());
        return {p.x, p.y, either(s.size.z)};
    }
    }
    return {};
}

float weightOf(const Primitive& s, float ballRadius) {
    if (s.join == Join::Paint) return 0.0f;
    return s.join == Join::Carve ? 0.5f * std::min(ballRadius, 0.5f) : ballRadius;
}

} // namespace

SurfaceSampler::SurfaceSampler(const ShapeView& shape) : m_shape(shape) {
    float sum = 0.0f;
    for (int i = 0; i < shape.count; ++i) {
        sum += weightOf(shape.primitives[i], shape.balls[i].radius);
        m_until.push_back(sum);
    }
}

std::optional<Vec3> SurfaceSampler::tryPoint(Random& random) const {
    const auto found = std::upper_bound(m_until.begin(), m_until.end(), random.unit() * m_until.back());
    const auto i = std::min<std::ptrdiff_t>(found - m_until.begin(), m_shape.count - 1);
    const Primitive& s = m_shape.primitives[i];
    const Vec3 within = s.center + s.frame.outside(somewhereIn(s, m_shape.edges, random));
    const Vec3 from = m_shape.placement.toView(m_shape.deform.done(within));
    const Vec3 direction = random.direction();
    Selection among;
    alongRay(m_shape, from, direction, among);
    if (among.count == 0) return {};
    float t = 0.0f;
    for (int step = 0; step < 48 && t <= among.far; ++step) {
        const float d = std::fabs(distance(m_shape, among, from + direction * t));
        if (d < 0.0006f) return from + direction * t;
        t += d;
    }
    return {};
}

std::vector<Vec3> SurfaceSampler::points(Random& random, int count) const {
    std::vector<Vec3> points;
    points.reserve(static_cast<std::size_t>(count));
    for (int attempt = 0; attempt < 8 * count && static_cast<int>(points.size()) < count; ++attempt) {
        if (const auto point = tryPoint(random)) points.push_back(*point);
    }
    return points;
}

Vec3 ontoSurface(const ShapeView& shape, Vec3 q, int steps) {
    Selection around;
    aroundPoint(shape, q, 0.1f, around);
    if (around.count == 0) return q;
    for (int step = 0; step < steps; ++step)
        q = q - normalAt(shape, around, q, 0.003f) * distance(shape, around, q);
    return q;
}

} // namespace orfeas::shapes
