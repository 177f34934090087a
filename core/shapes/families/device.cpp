// Things put together from many parts along an axis, the same to both sides or from end to end: motors, cameras, ships for
// space, instruments, dumb-bells, toys with wheels and knobs.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

struct Stuff {
    std::array<std::uint8_t, 3> colors;
    std::uint8_t any(Random& r) const { return colors[std::size_t(r.whole(0, 2))]; }
};

// One piece of the axis, from `at` on along `way`; its length.
float segment(Builder& b, Vec3 at, Vec3 way, float size, float length, int kind, bool square) {
    const Vec3 end = at + way * length;
    const Frame frame = frameAlong(way);
    const Vec3 middle = (at + end) * 0.5f;
    switch (kind) {
    case 0: // a block
        b.box(middle, {size, 0.5f * length + 0.01f, size * (square ? 1.0f : 0.7f)}, 0.12f * size, frame);
        break;
    case 1: // a pipe
        b.cone(at, end, size, size, 0.04f * size);
        break;
    case 2: { // ribs on a core
        b.cone(at, end, 0.7f * size, 0.7f * size);
        const int ribs = std::clamp(static_cast<int>(length / (0.22f * size)), 2, 7);
        for (int i = 0; i < ribs && b.room(1); ++i) {
            const Vec3 rib = mix(at, end, (static_cast<float>(i) + 0.5f) / static_cast<float>(ribs));
            if (square)
                b.box(rib, {size, 0.05f * size, size}, 0.0f, frame);
            else
                b.cone(rib - way * (0.05f * size), rib + way * (0.05f * size), size, size);
        }
        break;
    }
    case 3: // narrowing
        b.cone(at, end, size, 0.5f * size, 0.03f);
        break;
    case 4: // a dome
        b.limb(at, at + way * (0.6f * length), size, 0.7f * size);
        break;
    default: // narrowing, square
        b.taperedBox(middle, {size, 0.5f * length + 0.01f, 0.8f * size}, 0.55f, 0.04f, frame);
        break;
    }
    return length;
}

// What sits on a face of the middle: a wheel, a knob, a lens, a plate with holes.
void fitting(Builder& b, Vec3 at, Vec3 way, float size, const Stuff& stuff) {
    Random& r = b.random;
    b.use(stuff.any(r));
    const float high = size * r.between(0.2f, 1.2f);
    switch (r.whole(0, 4)) {
    case 0:
        b.cone(at - way * 0.05f, at + way * high, size, size, 0.02f);
        break;
    case 1: // a lens
        b.cone(at - way * 0.05f, at + way * high, size, 0.85f * size, 0.02f);
        b.use(stuff.any(r));
        Builder::carve(b.cone(at + way * (0.6f * high), at + way * (2.0f * high), 0.65f * size, 0.7f * size));
        break;
    case 2: { // a wheel with teeth
        const Frame frame = frameAlong(way);
        const int teeth = r.whole(6, 12);
        b.cone(at - way * 0.03f, at + way * (0.3f * size), 0.85f * size, 0.85f * size);
        for (int i = 0; i < teeth && b.room(1); ++i) {
            const float a = 2.0f * kPi * static_cast<float>(i) / static_cast<float>(teeth);
            b.box(at + frame.outside({0.9f * size * std::cos(a), 0.1f * size, 0.9f * size * std::sin(a)}),
                  {0.12f * size, 0.15f * size, 0.12f * size}, 0.0f, frame);
        }
        break;
    }
    case 3:
        b.box(at, {size, 0.6f * high, 0.7f * size}, 0.1f * size, frameAlong(way));
        break;
    default:
        b.limb(at, at + way * (2.0f * high), 0.4f * size, 0.25f * size);
        break;
    }
}

} // namespace

void buildDevice(Builder& b) {
    Random& r = b.random;
    Stuff stuff;
    for (std::uint8_t& color : stuff.colors)
        color = b.add(r.chance(0.25f)  ? metal(r)
                      : r.chance(0.8f) ? plain(anyColor(r), r.between(0.0f, 0.5f))
                                       : anyMaterial(r, 0.6f));
    const float kind = r.unit();
    const Vec3 way = kind < 0.5f    ? Vec3{1.0f, 0.0f, 0.0f}
                     : kind < 0.75f ? Vec3{0.0f, 0.0f, 1.0f}
                                    : Vec3{0.0f, 1.0f, 0.0f};
    const bool both = r.chance(0.6f), square = r.chance(0.5f);
    b.part();
    // The middle.
    const Vec3 half{r.between(0.18f, 0.45f), r.between(0.18f, 0.5f), r.between(0.18f, 0.45f)};
    b.use(stuff.any(r));
    if (r.chance(0.6f))
        b.box({}, half, r.between(0.0f, 0.1f));
    else
        b.ellipsoid({}, half * 1.15f);
    // What goes on from there, to both sides or to one.
    const int count = r.whole(1, 4);
    float reach = 0.8f * (std::fabs(way.x) * half.x + std::fabs(way.y) * half.y + std::fabs(way.z) * half.z);
    float size = r.between(0.15f, 0.45f);
    for (int i = 0; i < count && b.room(18); ++i) {
        const float length = r.between(0.08f, 0.5f);
        const int piece = r.whole(0, 5);
        b.use(stuff.any(r));
        segment(b, way * reach, way, size, length, piece, square);
        if (both) segment(b, way * -reach, way * -1.0f, size, length, piece, square);
        reach += length - 0.02f;
        size = std::clamp(size * r.between(0.5f, 1.5f), 0.06f, 0.5f);
    }
    for (int i = r.whole(1, 5); i > 0 && b.room(30); --i) {
        const float face = r.unit();
        const Vec3 toward = face < 0.45f   ? Vec3{0.0f, 0.0f, 1.0f}
                            : face < 0.75f ? Vec3{0.0f, 1.0f, 0.0f}
                                           : Vec3{1.0f, 0.0f, 0.0f};
        const Vec3 side{1.0f - toward.x, 1.0f - toward.y, 1.0f - toward.z};
        const Vec3 at =
            toward * half * 0.95f +
            side * half * Vec3{r.between(-0.7f, 0.7f), r.between(-0.7f, 0.7f), r.between(-0.7f, 0.7f)};
        const float large = r.between(0.06f, 0.22f);
        fitting(b, at, toward, large, stuff);
        if (toward.x > 0.5f) fitting(b, {-at.x, at.y, at.z}, {-1.0f, 0.0f, 0.0f}, large, stuff);
    }
    if (r.chance(0.4f) && way.y < 0.5f) { // feet, wheels
        b.use(stuff.any(r));
        const float radius = r.between(0.08f, 0.25f);
        const bool wheels = r.chance(0.5f);
        for (const float x : {-1.0f, 1.0f}) {
            for (const float z : {-1.0f, 1.0f}) {
                const Vec3 at{x * half.x * 0.8f, -half.y, z * half.z * 0.8f};
                if (wheels)
                    b.cone(at - Vec3{0.5f * radius, 0.0f, 0.0f}, at + Vec3{0.5f * radius, 0.0f, 0.0f}, radius,
                           radius, 0.02f);
                else
                    b.limb(at + Vec3{0.0f, 0.1f, 0.0f}, at - Vec3{0.0f, 2.0f * radius, 0.0f}, 0.4f * radius,
                           0.3f * radius);
            }
        }
    }
    if (r.chance(0.35f)) { // wings, fins
        b.use(stuff.any(r));
        const float wide = r.between(0.3f, 0.9f), deep = r.between(0.08f, 0.3f),
                    lift = r.between(-0.5f, 0.5f);
        for (const float x : {-1.0f, 1.0f})
            b.taperedBox(Vec3{x * 0.5f * wide, 0.5f * wide * lift, 0.0f}, {0.03f, 0.55f * wide, deep},
                         r.between(0.3f, 1.0f), 0.0f, frameAlong({x, lift, 0.0f}));
    }
}

} // namespace orfeas::shapes
