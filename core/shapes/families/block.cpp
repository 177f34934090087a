// Solids as they are cut, turned, milled and cast, of no particular use: flat faces that meet at edges, round ones beside
// them, holes, bosses, halves of things. How a face lies is told by its light alone.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

constexpr float kFar = 4.0f; // beyond everything

float share(int i, int count) {
    return (static_cast<float>(i) + 0.5f) / static_cast<float>(count);
}

// Which way an outline is drawn out: toward the viewer, up, or to the side.
Frame anyAxis(Random& r) {
    const float kind = r.unit();
    if (kind < 0.35f) return {};
    if (kind < 0.7f) return turned(0.0f, -0.5f * kPi);
    return turned(0.5f * kPi);
}

// A closed outline about the middle, straight and round by turns, at times the same on both sides.
Outline anyOutline(Random& r, float size) {
    const bool even = r.chance(0.6f);
    const int corners = r.whole(3, 8);
    const float wide = size * r.between(0.5f, 1.0f), tall = size * r.between(0.5f, 1.0f);
    Outline out;
    if (even) { // from the lowest point up the right side, and the same back down the left
        for (int i = 0; i < corners; ++i) {
            const float a = kPi * (share(i, corners) - 0.5f), reach = r.between(0.6f, 1.25f);
            out.push_back({wide * reach * std::cos(a), tall * reach * std::sin(a)});
        }
        for (int i = corners; i-- > 0;) {
            const Vec2 p = out[static_cast<std::size_t>(i)];
            out.push_back({-p.x, p.y});
        }
    } else {
        for (int i = 0; i < corners; ++i) {
            const float a = 2.0f * kPi * (share(i, corners) + 0.3f * (r.unit() - 0.5f) / float(corners));
            const float reach = r.between(0.55f, 1.25f);
            out.push_back({wide * reach * std::cos(a), tall * reach * std::sin(a)});
        }
    }
    return r.chance(0.35f) ? smoothed(out, 3, true) : out;
}

void profile(Builder& b) {
    Random& r = b.random;
    const int layers = r.whole(1, 3);
    const Frame axis = anyAxis(r);
    const float round = r.chance(0.4f) ? r.between(0.01f, 0.08f) : 0.0f;
    float at = 0.0f, size = 0.8f;
    for (int i = 0; i < layers; ++i) {
        const Outline outline = anyOutline(r, size);
        const float half = r.between(0.12f, layers == 1 ? 0.9f : 0.5f);
        at += i == 0 ? 0.0f : half;
        b.extrusion(axis.z * at, {&outline, 1}, half, round, axis);
        at += half - 0.02f;
        size *= r.between(0.5f, 0.95f);
    }
}

// Boxes side by side and upon each other: L, T, U, stairs.
void steps(Builder& b) {
    Random& r = b.random;
    const int count = r.whole(1, 4);
    const bool even = r.chance(0.5f);
    const float round = r.chance(0.4f) ? r.between(0.01f, 0.12f) : 0.0f;
    Vec3 half{r.between(0.35f, 0.9f), r.between(0.15f, 0.7f), r.between(0.3f, 0.9f)}, at;
    for (int i = 0; i < count; ++i) {
        if (r.chance(0.25f))
            b.taperedBox(at, half, r.between(0.3f, 1.0f), 0.5f * round);
        else
            b.box(at, half, round);
        const Vec3 next{half.x * r.between(0.25f, 1.0f), r.between(0.12f, 0.5f),
                        half.z * r.between(0.25f, 1.0f)};
        const float free = half.x - next.x;
        at = at + Vec3{even ? 0.0f : r.sign() * free, half.y + next.y - 0.02f,
                       r.between(-1.0f, 1.0f) * (half.z - next.z)};
        if (even && r.chance(0.4f) && b.room(2)) { // towers left and right
            const float thin = half.x * r.between(0.1f, 0.3f);
            for (const float side : {-1.0f, 1.0f})
                b.box({side * (half.x - thin), at.y, at.z}, {thin, next.y, next.z}, round);
            return;
        }
        half = next;
    }
}

// Turned on a lathe, upright or lying.
void turnedPart(Builder& b) {
    Random& r = b.random;
    const int rings = r.whole(2, 5);
    Outline side{{0.0f, 0.0f}};
    float y = 0.0f;
    for (int i = 0; i < rings; ++i) {
        const float radius = r.between(0.2f, 0.8f);
        side.push_back({radius, y});
        y += r.between(0.12f, 0.6f);
        side.push_back({r.chance(0.6f) ? radius : r.between(0.2f, 0.8f), y});
    }
    side.push_back({0.0f, y});
    const Frame lie = r.chance(0.6f) ? Frame{} : turned(r.between(0.0f, kPi), 0.0f, 0.5f * kPi);
    b.lathe(lie.y * (-0.5f * y), side, 0.01f, lie);
}

// A round body and the flat faces where it was cut.
void cutLump(Builder& b) {
    Random& r = b.random;
    const Vec3 radii{r.between(0.5f, 1.0f), r.between(0.5f, 1.0f), r.between(0.5f, 1.0f)};
    if (r.chance(0.6f))
        b.ellipsoid({}, radii);
    else if (r.chance(0.5f))
        b.cone({0.0f, -radii.y, 0.0f}, {0.0f, radii.y, 0.0f}, radii.x, radii.x * r.between(0.2f, 1.0f),
               0.05f);
    else
        b.limb({0.0f, -0.5f * radii.y, 0.0f}, {0.0f, 0.6f * radii.y, 0.0f}, radii.x,
               radii.x * r.between(0.4f, 0.9f));
    const int cuts = r.whole(1, 6);
    const bool even = r.chance(0.5f);
    const std::uint8_t skin = b.material();
    const std::uint8_t flesh = r.chance(0.5f) ? b.add(plain(anyColor(r), 0.2f * r.unit())) : skin;
    for (int i = 0; i < cuts && b.room(2); ++i) {
        const Vec3 way = r.direction();
        const float reach = length(Vec3{way.x * radii.x, way.y * radii.y, way.z * radii.z});
        const float distance = reach * (i == 0 ? r.between(0.0f, 0.6f) : r.between(0.35f, 0.9f));
        b.use(i == 0 ? flesh : skin);
        b.cutOff({}, way, distance);
        if (even) b.cutOff({}, {-way.x, way.y, way.z}, distance);
    }
    b.use(skin);
}

// A thing halved, its flat side toward the viewer, with what is seen inside: rind, pit, hollow.
void half(Builder& b) {
    Random& r = b.random;
    const Vec3 radii{r.between(0.45f, 0.9f), r.between(0.6f, 1.0f), r.between(0.35f, 0.9f)};
    const float pear = r.chance(0.5f) ? r.between(0.3f, 0.7f) : 0.0f;
    const std::uint8_t skin = b.material(), flesh = b.add(patterned(r, anyColor(r), 0.3f));
    b.blend(pear > 0.0f ? 0.35f : 0.0f);
    b.ellipsoid({0.0f, -0.25f * pear, 0.0f}, radii);
    if (pear > 0.0f) b.ellipsoid({0.0f, radii.y * pear, 0.0f}, radii * r.between(0.45f, 0.7f));
    b.blend(0.0f);
    const Vec3 way{0.25f * r.normal(), 0.25f * r.normal(), 1.0f};
    const float at = radii.z * r.between(-0.3f, 0.3f);
    b.use(flesh);
    b.cutOff({}, way, at);
    const Vec3 face = normalized(way) * at + Vec3{0.0f, -0.2f * pear, 0.0f};
    if (r.chance(0.6f)) { // another colour within the rind
        b.use(b.add(plain(anyColor(r))));
        Builder::paint(b.ellipsoid(face, radii * r.between(0.75f, 0.93f)));
    }
    const float pit = std::min(radii.x, radii.y) * r.between(0.2f, 0.5f);
    const float kind = r.unit();
    if (kind > 0.7f) return;
    b.use(b.add(plain(coatColor(r), 0.3f)));
    if (kind < 0.4f)
        Builder::carve(b.ball(face, pit));
    else
        b.ball(face, pit);
    b.use(skin);
}

void bosses(Builder& b) {
    Random& r = b.random;
    const int count = r.whole(0, 3);
    for (int i = 0; i < count && b.room(4); ++i) {
        const Vec3 way = r.chance(0.7f) ? anyAxis(r).z * r.sign() : r.direction();
        const Vec3 root{r.between(0.0f, 0.5f), r.between(-0.4f, 0.6f), r.between(-0.4f, 0.4f)};
        const float radius = r.between(0.08f, 0.3f), reach = r.between(0.4f, 0.95f);
        const bool square = r.chance(0.35f), both = r.chance(0.6f);
        if (r.chance(0.3f)) b.add(anyMaterial(r, 0.5f));
        for (const float side : {1.0f, -1.0f}) {
            const Vec3 from{side * root.x, root.y, root.z}, along{side * way.x, way.y, way.z};
            if (square)
                b.box(from + along * (0.5f * reach), {radius, 0.5f * reach, radius}, 0.02f,
                      frameAlong(along));
            else
                b.cone(from, from + along * reach, radius, radius * (r.chance(0.7f) ? 1.0f : 0.6f), 0.02f);
            if (!both) break;
        }
    }
}

void holes(Builder& b) {
    Random& r = b.random;
    const int count = r.whole(0, 3);
    for (int i = 0; i < count && b.room(4); ++i) {
        const Frame axis = anyAxis(r);
        const Vec3 at{r.between(0.0f, 0.55f), r.between(-0.5f, 0.7f), r.between(-0.5f, 0.5f)};
        const float size = r.between(0.06f, 0.28f), deep = r.chance(0.5f) ? kFar : r.between(0.3f, 0.7f);
        const bool slot = r.chance(0.4f), both = r.chance(0.6f);
        for (const float side : {1.0f, -1.0f}) {
            const Vec3 from = Vec3{side * at.x, at.y, at.z} + axis.z * (deep == kFar ? -kFar : 0.0f);
            if (slot)
                Builder::carve(
                    b.box(from + axis.z * kFar, {size, size * r.between(0.6f, 3.0f), kFar}, 0.0f, axis));
            else
                Builder::carve(b.cone(from, from + axis.z * (2.0f * kFar), size, size));
            if (!both) break;
        }
    }
    if (!r.chance(0.5f)) return;
    const int bevels = r.whole(1, 3); // edges taken off
    for (int i = 0; i < bevels && b.room(2); ++i) {
        const Vec3 way{r.between(0.0f, 1.0f), r.between(-0.5f, 1.0f), r.between(-0.5f, 1.0f)};
        const float distance = r.between(0.5f, 0.95f);
        const bool both = r.chance(0.6f);
        b.cutOff({}, way, distance);
        if (both) b.cutOff({}, {-way.x, way.y, way.z}, distance);
    }
}

} // namespace

void buildBlock(Builder& b) {
    Random& r = b.random;
    b.add(r.chance(0.45f)   ? plain(anyColor(r), r.between(0.0f, 0.4f))
          : r.chance(0.35f) ? metal(r)
                            : anyMaterial(r, 1.0f));
    b.part();
    b.blend(r.chance(0.3f) ? r.between(0.02f, 0.15f) : 0.0f);
    const float kind = r.unit();
    if (kind < 0.3f)
        profile(b);
    else if (kind < 0.55f)
        steps(b);
    else if (kind < 0.67f)
        turnedPart(b);
    else if (kind < 0.87f)
        cutLump(b);
    else
        half(b);
    if (kind < 0.74f) {
        bosses(b);
        holes(b);
    }
    if (r.chance(0.08f)) b.deform.twist = 0.5f * r.normal();
    if (r.chance(0.08f)) b.deform.curveX = 0.2f * r.normal();
}

} // namespace orfeas::shapes
