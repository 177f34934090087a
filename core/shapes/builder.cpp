#include "core/shapes/builder.h"

#include <algorithm>

namespace orfeas::shapes {
namespace {

Frame times(const Frame& a, const Frame& b) {
    return {a.outside(b.x), a.outside(b.y), a.outside(b.z)};
}

template <typename Point>
Point catmullRom(Point a, Point b, Point c, Point d, float t) {
    const float t2 = t * t, t3 = t2 * t;
    return (b * 2.0f + (c - a) * t + (a * 2.0f - b * 5.0f + c * 4.0f - d) * t2 +
            (b * 3.0f - a - c * 3.0f + d) * t3) *
           0.5f;
}

// The least ball we care to find around a primitive, in the frame of the canonical shape.
Ball ballOf(const Primitive& s) {
    Ball ball{s.center, 0.0f};
    switch (s.kind) {
    case Kind::Ellipsoid:
        ball.radius = std::max({s.size.x, s.size.y, s.size.z});
        break;
    case Kind::RoundCone: {
        // One of the two balls may lie within the other.
        const float h = s.size.x;
        const float low = std::min(-s.size.y, h - s.size.z), high = std::max(s.size.y, h + s.size.z);
        const float radius = 0.5f * (high - low), middle = 0.5f * (low + high);
        ball = {s.center + s.frame.outside({0.0f, middle, 0.0f}), radius};
        break;
    }
    case Kind::Box:
        ball.radius = length(s.size);
        break;
    case Kind::Cone:
        ball.radius = length(Vec2{s.size.x, std::max(s.size.y, s.size.z)});
        break;
    case Kind::TaperedBox:
        ball.radius =
            length(Vec3{s.size.x * std::max(1.0f, s.extra), s.size.y, s.size.z * std::max(1.0f, s.extra)});
        break;
    case Kind::Torus:
        ball.radius = s.size.x + s.size.y;
        break;
    case Kind::Lathe:
        ball = {s.center + s.frame.outside({0.0f, s.middle.y, 0.0f}),
                length(Vec2{s.middle.x + s.half.x, s.half.y}) + s.round};
        break;
    case Kind::Extrusion:
        ball = {s.center + s.frame.outside({s.middle.x, s.middle.y, 0.0f}),
                length(Vec3{s.half.x, s.half.y, s.size.z})};
        if (s.twist != 0.0f) ball.radius += std::fabs(s.middle.x);
        break;
    }
    ball.radius += s.bump;
    return ball;
}

// The greatest stretch of a shear by s.
float stretch(float s) {
    return 0.5f * (s + std::sqrt(s * s + 4.0f));
}

} // namespace

Frame frameAlong(Vec3 up) {
    Frame frame;
    frame.y = normalized(up);
    const Vec3 level = std::fabs(frame.y.z) < 0.9f ? Vec3{0.0f, 0.0f, 1.0f} : Vec3{0.0f, -1.0f, 0.0f};
    frame.x = normalized(cross(frame.y, level));
    frame.z = cross(frame.x, frame.y);
    return frame;
}

Frame turned(float yaw, float pitch, float roll) {
    const float cy = std::cos(yaw), sy = std::sin(yaw), cp = std::cos(pitch), sp = std::sin(pitch);
    const float cr = std::cos(roll), sr = std::sin(roll);
    const Frame aboutY{{cy, 0.0f, -sy}, {0.0f, 1.0f, 0.0f}, {sy, 0.0f, cy}};
    const Frame aboutX{{1.0f, 0.0f, 0.0f}, {0.0f, cp, sp}, {0.0f, -sp, cp}};
    const Frame aboutZ{{cr, sr, 0.0f}, {-sr, cr, 0.0f}, {0.0f, 0.0f, 1.0f}};
    return times(aboutZ, times(aboutX, aboutY));
}

Outline smoothed(const Outline& points, int pieces, bool closed) {
    const int n = static_cast<int>(points.size());
    Outline out;
    const auto at = [&](int i) {
        return points[static_cast<std::size_t>(closed ? (i + n) % n : std::clamp(i, 0, n - 1))];
    };
    for (int i = 0; i < (closed ? n : n - 1); ++i) {
        for (int k = 0; k < pieces; ++k)
            out.push_back(catmullRom(at(i - 1), at(i), at(i + 1), at(i + 2),
                                     static_cast<float>(k) / static_cast<float>(pieces)));
    }
    if (!closed) out.push_back(points.back());
    return out;
}

void Builder::part(float blend) {
    if (!m_shape.primitives.empty()) ++m_part;
    m_partBlend = blend;
    m_blend = 0.0f;
}

std::uint8_t Builder::add(const Material& material) {
    m_shape.materials.push_back(material);
    m_material = static_cast<std::uint8_t>(m_shape.materials.size() - 1);
    return m_material;
}

void Builder::repaint(const Material& material) {
    std::fill(m_shape.materials.begin(), m_shape.materials.end(), material);
}

void Builder::melt(float radius) {
    for (Primitive& s : m_shape.primitives) {
        if (s.join != Join::Unite) continue;
        s.blend = std::max(s.blend, radius);
        s.partBlend = std::max(s.partBlend, radius);
    }
}

void Builder::roughen(float height, float frequency) {
    for (Primitive& s : m_shape.primitives) {
        const bool round = s.kind == Kind::Ellipsoid || s.kind == Kind::RoundCone;
        if (s.join == Join::Unite && round && s.bump == 0.0f) bump(s, height, frequency);
    }
}

bool Builder::room(int count) const {
    return static_cast<int>(m_shape.primitives.size()) + count <= kMostPrimitives;
}

Primitive& Builder::add(Kind kind, Vec3 center, const Frame& frame, Vec3 size) {
    Primitive s;
    s.kind = kind;
    s.part = m_part;
    s.material = m_material;
    s.blend = m_blend;
    s.partBlend = m_partBlend;
    s.center = center;
    s.frame = frame;
    s.size = size;
    if (!room(1)) return m_beyond = s;
    // Families keep references only until the next primitive.
    m_shape.primitives.push_back(s);
    return m_shape.primitives.back();
}

Primitive& Builder::ball(Vec3 center, float radius) {
    return ellipsoid(center, {radius, radius, radius});
}

Primitive& Builder::ellipsoid(Vec3 center, Vec3 radii, const Frame& frame) {
    return add(Kind::Ellipsoid, center, frame, radii);
}

Primitive& Builder::limb(Vec3 a, Vec3 b, float radiusA, float radiusB) {
    const float h = length(b - a);
    // A cone between balls of which one holds the other is that ball.
    if (h <= std::fabs(radiusA - radiusB) * 1.02f + 1e-4f)
        return ball(radiusA > radiusB ? a : b, std::max(radiusA, radiusB));
    return add(Kind::RoundCone, a, frameAlong(b - a), {h, radiusA, radiusB});
}

void Builder::tube(std::span<const Vec3> points, float radiusA, float radiusB, int pieces) {
    const int n = static_cast<int>(points.size());
    const auto at = [&](int i) { return points[static_cast<std::size_t>(std::clamp(i, 0, n - 1))]; };
    const int count = (n - 1) * pieces;
    Vec3 last = points.front();
    for (int k = 1; k <= count; ++k) {
        const int i = std::min((k - 1) / pieces, n - 2);
        const float t = static_cast<float>(k - i * pieces) / static_cast<float>(pieces);
        const Vec3 next = catmullRom(at(i - 1), at(i), at(i + 1), at(i + 2), t);
        const float from = static_cast<float>(k - 1) / static_cast<float>(count);
        const float to = static_cast<float>(k) / static_cast<float>(count);
        limb(last, next, mix(radiusA, radiusB, from), mix(radiusA, radiusB, to));
        last = next;
    }
}

Primitive& Builder::box(Vec3 center, Vec3 half, float round, const Frame& frame) {
    Primitive& s = add(Kind::Box, center, frame, half);
    s.round = std::min({round, half.x, half.y, half.z});
    return s;
}

Primitive& Builder::taperedBox(Vec3 center, Vec3 half, float taper, float round, const Frame& frame) {
    Primitive& s = add(Kind::TaperedBox, center, frame, half);
    s.extra = taper;
    s.round = std::min({round, half.y, half.x * std::min(1.0f, taper), half.z * std::min(1.0f, taper)});
    return s;
}

Primitive& Builder::cone(Vec3 a, Vec3 b, float radiusA, float radiusB, float round) {
    const Vec3 along = b - a;
    Primitive& s =
        add(Kind::Cone, (a + b) * 0.5f, frameAlong(along), {0.5f * length(along), radiusA, radiusB});
    s.round = std::min({round, s.size.x * 0.98f, std::max(radiusA, radiusB)});
    return s;
}

Primitive& Builder::torus(Vec3 center, float ring, float tubeRadius, const Frame& frame, float arc) {
    return add(Kind::Torus, center, frame, {ring, tubeRadius, std::min(arc, kPi)});
}

Primitive& Builder::lathe(Vec3 center, const Outline& outline, float round, const Frame& frame) {
    Primitive& s = add(Kind::Lathe, center, frame, {});
    s.round = round;
    addEdges(s, {&outline, 1});
    return s;
}

Primitive& Builder::extrusion(Vec3 center, std::span<const Outline> outlines, float half, float round,
                              const Frame& frame) {
    Primitive& s = add(Kind::Extrusion, center, frame, {0.0f, 0.0f, half});
    s.round = std::min(round, half);
    addEdges(s, outlines);
    return s;
}

void Builder::addEdges(Primitive& s, std::span<const Outline> outlines) {
    std::vector<Edges>& all = m_shape.edges;
    s.firstEdges = static_cast<std::uint32_t>(all.size());
    int lane = Edges::kWide;
    Vec2 low{1e9f, 1e9f}, high{-1e9f, -1e9f};
    for (const Outline& outline : outlines) {
        for (std::size_t i = 0; i < outline.size(); ++i) {
            const Vec2 from = outline[i], along = outline[(i + 1) % outline.size()] - from;
            const float squared = along.x * along.x + along.y * along.y;
            if (squared < 1e-12f) continue;
            if (lane == Edges::kWide) {
                all.push_back({{1e5f, 1e5f, 1e5f, 1e5f}, {1e5f, 1e5f, 1e5f, 1e5f}, {}, {}, {}});
                lane = 0;
            }
            Edges& e = all.back();
            e.fromX[lane] = from.x;
            e.fromY[lane] = from.y;
            e.alongX[lane] = along.x;
            e.alongY[lane] = along.y;
            e.inverse[lane++] = 1.0f / squared;
            low = {std::min(low.x, from.x), std::min(low.y, from.y)};
            high = {std::max(high.x, from.x), std::max(high.y, from.y)};
        }
    }
    s.edgesCount = static_cast<std::uint32_t>(all.size()) - s.firstEdges;
    s.middle = (low + high) * 0.5f;
    s.half = (high - low) * 0.5f;
}

Primitive& Builder::carve(Primitive& s, float blend) {
    s.join = Join::Carve;
    s.blend = blend;
    s.material = kKeptMaterial;
    return s;
}

Primitive& Builder::cutOff(Vec3 at, Vec3 way, float distance) {
    constexpr float far = 4.0f; // half edge of a box beyond which nothing is
    const Vec3 n = normalized(way);
    return carve(box(at + n * (distance + far), {far, far, far}, 0.0f, frameAlong(n)));
}

Primitive& Builder::paint(Primitive& s) {
    s.join = Join::Paint;
    s.blend = 0.0f;
    return s;
}

Primitive& Builder::twist(Primitive& s, float radiansPerLength) {
    s.twist = radiansPerLength;
    return s;
}

Primitive& Builder::bump(Primitive& s, float height, float frequency) {
    s.bump = height;
    s.bumpFrequency = frequency;
    s.slack /= 1.0f + height * frequency;
    return s;
}

Shape Builder::finish() {
    float tall = 0.0f, wide = 0.0f;
    for (Primitive& s : m_shape.primitives) {
        const Ball ball = ballOf(s);
        s.prepare();
        if (s.twist != 0.0f) s.slack /= stretch(std::fabs(s.twist) * ball.radius);
        m_shape.balls.push_back(ball);
        if (s.join != Join::Unite) continue;
        tall = std::max(tall, std::fabs(ball.center.y) + ball.radius);
        wide = std::max(wide, length(Vec2{ball.center.x, ball.center.z}) + ball.radius);
    }
    const float curve = length(Vec2{deform.curveX, deform.curveZ});
    const float most = stretch(2.0f * curve * tall) * stretch(std::fabs(deform.twist) * wide);
    m_shape.deform = deform;
    m_shape.slack = 1.0f / most;
    if (most > 1.0f) {
        for (Ball& ball : m_shape.balls)
            ball = {deform.done(ball.center), ball.radius * most};
    }
    if (m_shape.materials.empty()) m_shape.materials.push_back({});
    return std::move(m_shape);
}

} // namespace orfeas::shapes
