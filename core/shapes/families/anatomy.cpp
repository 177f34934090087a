#include "core/shapes/families/anatomy.h"

#include <algorithm>
#include <array>

namespace orfeas::shapes {
namespace {

enum class Ears { Pointed, Round, Hanging, Long };

void addEar(Builder& b, Vec3 skull, const Frame& frame, float radius, float size, float side, Ears kind,
            float tilt) {
    const auto at = [&](float x, float y, float z) {
        return skull + frame.outside(Vec3{side * x, y, z} * radius);
    };
    const float thick = std::max(0.22f * size, 0.02f);
    switch (kind) {
    case Ears::Pointed: {
        const Vec3 root = at(0.55f, 0.72f, -0.1f);
        const Vec3 way = frame.outside({side * (0.3f + tilt), 1.0f, -0.1f});
        b.limb(root, root + normalized(way) * size * 0.8f, 0.32f * size, 0.06f * size);
        break;
    }
    case Ears::Round:
        b.ellipsoid(at(0.78f, 0.78f, -0.1f), {0.42f * size, 0.42f * size, thick}, frame);
        break;
    case Ears::Hanging: {
        const Frame turnedOut = frameAlong(frame.outside({side * (0.35f + tilt), -1.0f, 0.1f}));
        const Vec3 root = at(0.85f, 0.45f, -0.1f);
        b.ellipsoid(root + turnedOut.y * (0.45f * size), {0.28f * size, 0.55f * size, thick}, turnedOut);
        break;
    }
    case Ears::Long: {
        const Vec3 root = at(0.4f, 0.85f, -0.15f);
        const Vec3 way = normalized(frame.outside({side * (0.2f + tilt), 1.0f, -0.25f}));
        b.ellipsoid(root + way * (0.75f * size), {0.22f * size, 0.85f * size, thick}, frameAlong(way));
        break;
    }
    }
}

void addHorns(Builder& b, Vec3 skull, const Frame& frame, float radius) {
    Random& r = b.random;
    const float size = radius * r.between(0.6f, 1.8f), curl = r.between(-0.6f, 1.0f),
                out = r.between(0.2f, 1.0f);
    b.use(b.add(plain(hsv(0.1f, 0.25f, r.between(0.3f, 0.9f)), 0.2f)));
    for (const float side : {-1.0f, 1.0f}) {
        const auto at = [&](Vec3 p) { return skull + frame.outside({side * p.x, p.y, p.z}); };
        const std::array<Vec3, 3> curve{
            at({0.4f * radius, 0.75f * radius, 0.0f}),
            at({0.4f * radius + out * 0.5f * size, 0.8f * radius + 0.45f * size, -0.1f * size}),
            at({0.4f * radius + (out - 0.3f * curl) * size * 0.6f, 0.8f * radius + 0.95f * size,
                -0.4f * curl * size})};
        b.tube(curve, 0.16f * size + 0.02f, 0.03f * size, 2);
    }
}

} // namespace

void addEyes(Builder& b, Vec3 skull, const Frame& frame, Vec3 center, float radius) {
    Random& r = b.random;
    const std::uint8_t before = b.material();
    const bool white = r.chance(0.45f), painted = r.chance(0.3f);
    const std::uint8_t black =
        b.add(plain(hsv(r.unit(), r.between(0.0f, 0.6f), r.between(0.02f, 0.2f)), 0.6f));
    const std::uint8_t bright = white ? b.add(plain({0.85f, 0.85f, 0.83f}, 0.5f)) : black;
    b.blend(0.0f);
    for (const float side : {-1.0f, 1.0f}) {
        const Vec3 place = skull + frame.outside({side * center.x, center.y, center.z});
        const Vec3 outward = normalized(place - skull);
        b.use(bright);
        Primitive& ball = b.ball(place - outward * (0.35f * radius), radius);
        if (painted) Builder::paint(ball);
        if (!white) continue;
        b.use(black);
        Builder::paint(b.ball(place + normalized(outward + frame.z) * (0.62f * radius), 0.58f * radius));
    }
    b.use(before);
}

void addAnimalHead(Builder& b, Vec3 nape, const HeadBuild& head, std::uint8_t skin, std::uint8_t dark) {
    Random& r = b.random;
    const Frame frame = turned(head.turn, head.nod);
    const float s = head.radius;
    const Vec3 skull = nape + frame.outside({0.0f, 0.15f * s, 0.35f * s});
    b.use(skin);
    b.blend(0.45f * s);
    b.ellipsoid(skull, {s * r.between(0.82f, 1.0f), s * r.between(0.85f, 1.0f), s * r.between(0.95f, 1.1f)},
                frame);
    const Vec3 tip = skull + frame.outside({0.0f, -0.3f * s, 0.55f * s + head.snout});
    b.limb(skull + frame.outside({0.0f, -0.2f * s, 0.45f * s}), tip, head.snoutRadius * 1.15f,
           head.snoutRadius * r.between(0.65f, 1.0f));
    b.use(dark);
    b.blend(0.02f);
    if (r.chance(0.8f))
        b.ellipsoid(tip + frame.outside({0.0f, 0.35f * head.snoutRadius, 0.75f * head.snoutRadius}),
                    Vec3{0.42f, 0.3f, 0.3f} * head.snoutRadius, frame);
    if (r.chance(0.3f)) { // a muzzle of another colour
        b.use(b.add(plain(coatColor(r))));
        Builder::paint(b.ball(tip, head.snoutRadius * 1.35f));
    }
    b.use(r.chance(0.3f) ? dark : skin);
    b.blend(0.12f * s);
    const Ears kind = static_cast<Ears>(r.whole(0, 3));
    const float tilt = r.between(-0.1f, 0.6f);
    for (const float side : {-1.0f, 1.0f})
        addEar(b, skull, frame, s, head.ears, side, kind, tilt + 0.1f * r.normal());
    if (r.chance(0.22f)) addHorns(b, skull, frame, s);
    addEyes(b, skull, frame, Vec3{0.52f, 0.25f, 0.78f} * s, s * r.between(0.1f, 0.24f));
    b.use(skin);
}

void addTail(Builder& b, Vec3 root, float length, float radius, float rise) {
    Random& r = b.random;
    const float side = 0.3f * r.normal();
    const float tip = r.chance(0.3f) ? radius * r.between(1.2f, 2.2f) : radius * r.between(0.25f, 0.9f);
    std::array<Vec3, 4> curve;
    float angle = rise < 0.0f ? -0.6f : 0.2f;
    curve[0] = root + Vec3{0.0f, 0.0f, 0.6f * radius + 0.05f};
    for (std::size_t i = 1; i < curve.size(); ++i) {
        curve[i] = curve[i - 1] + Vec3{side * 0.3f, std::sin(angle), -std::cos(angle)} * (length / 3.0f);
        curve[i].y = std::max(curve[i].y, 1.2f * std::max(radius, tip));
        angle += 0.6f * rise;
    }
    b.tube(curve, radius, tip, 2);
}

} // namespace orfeas::shapes
