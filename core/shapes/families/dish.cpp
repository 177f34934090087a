// Thin things that are round about an axis: dishes, funnels, shades, hats, umbrellas, horns, basket chairs. Most lean, most
// stand on something.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

// The sheet's line (radius, height) from its middle to its rim.
Outline lineOf(Random& r) {
    const float hole = r.chance(0.4f) ? r.between(0.05f, 0.35f) : 0.0f, rim = r.between(0.6f, 0.95f);
    const float deep = r.between(0.1f, 0.9f), kind = r.unit();
    Outline line;
    const int pieces = 7;
    for (int i = 0; i <= pieces; ++i) {
        const float t = static_cast<float>(i) / pieces, radius = mix(hole, rim, t);
        float height = t; // a funnel
        if (kind < 0.35f)
            height = t * t; // a dish
        else if (kind < 0.55f)
            height = 1.0f - std::sqrt(std::max(0.0f, 1.0f - t * t)); // half a ball
        else if (kind < 0.7f)
            height = std::sqrt(t); // a trumpet's mouth
        line.push_back({radius, deep * height});
    }
    if (r.chance(0.25f)) line.push_back({rim + r.between(0.02f, 0.25f), line.back().y}); // a brim
    return line;
}

// The line as a closed outline of that thickness.
Outline sheetAlong(const Outline& line, float thick) {
    Outline out = line;
    for (std::size_t i = line.size(); i-- > 0;) {
        const Vec2 before = line[i == 0 ? 0 : i - 1], after = line[std::min(i + 1, line.size() - 1)];
        const Vec2 along = after - before;
        const float far = std::max(length(along), 1e-4f);
        out.push_back({std::max(0.0f, line[i].x + thick * along.y / far), line[i].y - thick * along.x / far});
    }
    return out;
}

// Three or four thin legs from the sheet down to the floor, at times with a ring that joins them.
void wires(Builder& b, const Frame& frame, const Outline& line, float floor, float wire) {
    Random& r = b.random;
    const int count = r.whole(3, 5);
    const Vec2 root = line[line.size() / 2];
    const float reach = root.x * r.between(0.8f, 1.5f), turn = r.between(0.0f, 2.0f * kPi);
    Vec3 first, last;
    const bool joined = r.chance(0.5f), straight = r.chance(0.5f);
    for (int i = 0; i < count; ++i) {
        const float a = turn + 2.0f * kPi * static_cast<float>(i) / static_cast<float>(count);
        const Vec3 top = frame.outside({root.x * std::cos(a), root.y, root.x * std::sin(a)});
        const Vec3 foot =
            straight ? Vec3{top.x, floor, top.z} : Vec3{reach * std::cos(a), floor, reach * std::sin(a)};
        b.limb(top, foot, wire, wire);
        if (joined && i > 0) b.limb(last, foot, wire, wire);
        if (i == 0) first = foot;
        last = foot;
    }
    if (joined) b.limb(last, first, wire, wire);
}

void stand(Builder& b, const Frame& frame, const Outline& line, float floor) {
    Random& r = b.random;
    const Vec3 root = frame.outside({line.front().x, line.front().y, 0.0f});
    const float pole = r.between(0.025f, 0.07f), foot = r.between(0.25f, 0.6f);
    const Vec3 base{root.x, floor, root.z};
    b.cone(base, root, pole, pole);
    if (r.chance(0.7f))
        b.cone(base, base + Vec3{0.0f, r.between(0.03f, 0.1f), 0.0f}, foot, foot * r.between(0.5f, 0.95f),
               0.02f);
    else
        for (int i = 0; i < 3; ++i) {
            const float a = 2.0f * kPi * static_cast<float>(i) / 3.0f + 0.4f;
            b.limb(base + Vec3{0.0f, 0.15f, 0.0f}, base + Vec3{foot * std::cos(a), 0.0f, foot * std::sin(a)},
                   pole, 0.7f * pole);
        }
}

} // namespace

void buildDish(Builder& b) {
    Random& r = b.random;
    const std::uint8_t sheet = b.add(r.chance(0.4f)   ? plain(anyColor(r), r.between(0.0f, 0.4f))
                                     : r.chance(0.4f) ? wood(r)
                                                      : anyMaterial(r, 1.0f));
    const std::uint8_t other = b.add(r.chance(0.5f) ? metal(r) : anyMaterial(r, 0.5f));
    const float thick = r.between(0.02f, 0.07f), kind = r.unit();
    // Open upward, leaning toward the viewer or aside; or downward, as shades and hats are.
    const bool down = kind < 0.25f;
    const float lean = kind < 0.45f ? 0.15f * r.normal() : r.between(0.3f, 1.4f);
    const Frame frame =
        down ? turned(0.0f, kPi, 0.2f * r.normal()) : turned(0.6f * r.normal(), lean, 0.15f * r.normal());
    const Outline line = lineOf(r);
    b.part();
    b.use(sheet);
    b.lathe({}, sheetAlong(line, thick), 0.005f, frame);
    if (r.chance(0.12f)) { // a part of the rim is missing
        const Vec3 at = frame.outside({r.sign() * 0.6f, 0.6f, 0.0f});
        Builder::carve(b.box(at, {0.35f, 0.6f, 2.0f}, 0.05f, frame));
    }
    const float lowest = -std::fabs(std::sin(lean)) * line.back().x;
    const float floor = lowest - r.between(0.15f, 0.8f);
    b.part();
    b.use(other);
    if (down && r.chance(0.4f)) { // a hat's crown, a shade's cap
        b.use(sheet);
        const Vec3 top = frame.outside({0.0f, line.front().y, 0.0f});
        const float wide = std::max(line.front().x + thick, 0.15f);
        b.cone(top - Vec3{0.0f, 0.05f, 0.0f}, top + Vec3{0.0f, r.between(0.1f, 0.7f), 0.0f}, wide,
               wide * r.between(0.5f, 1.1f), 0.03f);
    } else if (r.chance(0.45f)) {
        wires(b, frame, line, floor, r.between(0.012f, 0.035f));
    } else if (line.front().x < 0.02f && r.chance(0.7f)) {
        stand(b, frame, line, floor);
    }
    if (!down && line.front().x < 0.02f && r.chance(0.25f)) { // what lies in it, a feed, a pistil
        b.part();
        b.add(anyMaterial(r, 0.5f));
        const Vec3 up = frame.y;
        if (r.chance(0.5f))
            b.ball(up * 0.12f, r.between(0.14f, 0.35f));
        else
            b.limb({}, up * r.between(0.3f, 0.8f), 0.04f, r.between(0.03f, 0.1f));
    }
}

} // namespace orfeas::shapes
