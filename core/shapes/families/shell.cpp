// Things that are thin everywhere: bent sheets, seats, bowls, helmets, open boxes, on legs or without.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

// A sheet along a line in the (z, y) plane, `thick` to both sides.
Outline sheetAlong(const Outline& line, float thick) {
    const int n = static_cast<int>(line.size());
    Outline out;
    const auto at = [&](int i) { return line[static_cast<std::size_t>(std::clamp(i, 0, n - 1))]; };
    const auto beside = [&](int i, float side) {
        const Vec2 along = at(i + 1) - at(i - 1);
        const float far = std::max(length(along), 1e-4f);
        return Vec2{at(i).x - side * along.y / far, at(i).y + side * along.x / far};
    };
    for (int i = 0; i < n; ++i)
        out.push_back(beside(i, thick));
    for (int i = n; i-- > 0;)
        out.push_back(beside(i, -thick));
    return out;
}

// Where what carries a sheet may hold it.
struct Seat {
    float low = 0.0f; ///< its underside, about
    float halfWide = 0.5f, halfDeep = 0.4f;
    float root = 0.5f;   ///< where at the most legs begin, of the half widths
    float middle = 0.0f; ///< z between the legs
    bool hollow = false; ///< holds what lies in it
    bool stands = true;
};

// Bent in one direction: a seat with its back, a slide, a bench, a wave, an arch.
Seat bentSheet(Builder& b, float thick) {
    Random& r = b.random;
    Outline line;
    const float wide = r.between(0.3f, 0.8f), deep = r.between(0.3f, 0.55f);
    const bool seat = r.chance(0.6f);
    if (seat) { // from the front edge back, then up
        const float tall = r.between(0.3f, 1.0f), lean = r.between(0.0f, 0.35f);
        const float dip = r.between(0.0f, 0.12f);
        line = {{deep, r.between(-0.15f, 0.08f)},
                {0.5f * deep, -0.3f * dip},
                {-0.1f * deep, -dip},
                {-0.85f * deep, 0.1f * tall},
                {-deep - 0.4f * lean, 0.5f * tall},
                {-deep - lean + r.between(-0.15f, 0.15f), tall}};
    } else {
        float angle = r.between(-0.5f, 1.5f);
        Vec2 p{0.6f, 0.0f};
        for (int i = 0, count = r.whole(4, 7); i < count; ++i) {
            line.push_back(p);
            const float step = 1.8f / static_cast<float>(count);
            p = p + Vec2{-std::cos(angle) * step, std::sin(angle) * step};
            angle += r.between(-0.9f, 0.9f);
        }
    }
    const Outline outline = sheetAlong(smoothed(line, 3, false), thick);
    b.extrusion({}, {&outline, 1}, wide, 0.6f * thick, turned(-0.5f * kPi));
    if (r.chance(0.5f)) { // rounded above
        const float top = line.back().y, radius = wide * r.between(1.0f, 1.5f);
        for (const float side : {-1.0f, 1.0f})
            b.cutOff({side * 0.75f * radius, top, 0.0f}, {side * 1.0f, r.between(0.5f, 1.5f), 0.0f});
    }
    if (seat && r.chance(0.4f)) { // arms
        const float at = r.between(0.15f, 0.35f);
        for (const float side : {-1.0f, 1.0f})
            b.box({side * wide, at, -0.5f * deep},
                  {r.between(0.03f, 0.07f), r.chance(0.5f) ? 0.04f : at, deep}, 0.02f);
    }
    return {-0.1f, wide, 0.8f * deep, 0.5f, 0.0f, false, seat};
}

// Bent in two: a bowl, a hood, a seat like half an egg, a helmet.
Seat cap(Builder& b, float thick) {
    Random& r = b.random;
    const Vec3 radii{r.between(0.45f, 0.9f), r.between(0.4f, 0.95f), r.between(0.4f, 0.9f)};
    const Vec3 within{radii.x - 2.0f * thick, radii.y - 2.0f * thick, radii.z - 2.0f * thick};
    if (r.chance(0.7f)) {
        b.ellipsoid({}, radii);
        Builder::carve(b.ellipsoid({}, within));
    } else {
        const float round = 0.6f * std::min({radii.x, radii.y, radii.z});
        b.box({}, radii, round);
        Builder::carve(b.box({}, within, 0.9f * round));
    }
    // Open toward the viewer and upward, as seats and hoods are; bowls upward, helmets downward.
    const float kind = r.unit();
    const Vec3 way = kind < 0.5f   ? Vec3{0.3f * r.normal(), r.between(0.0f, 1.0f), 1.0f}
                     : kind < 0.8f ? Vec3{0.2f * r.normal(), 1.0f, 0.2f * r.normal()}
                                   : Vec3{0.2f * r.normal(), -1.0f, 0.4f * r.normal()};
    const Vec3 n = normalized(way);
    const float reach = length(Vec3{n.x * radii.x, n.y * radii.y, n.z * radii.z});
    b.cutOff(n * (reach * r.between(kind < 0.5f ? 0.05f : -0.45f, 0.45f)), n);
    if (r.chance(0.35f))
        b.cutOff({0.0f, radii.y * r.between(0.2f, 0.7f), 0.0f}, {0.0f, 1.0f, r.between(-0.5f, 0.8f)});
    if (r.chance(0.2f))
        for (const float side : {-1.0f, 1.0f})
            b.cutOff({side * radii.x * r.between(0.6f, 0.9f), 0.0f, 0.0f},
                     {side, 0.0f, r.between(0.0f, 0.8f)});
    return {-0.95f * radii.y, 0.8f * radii.x, 0.7f * radii.z, 0.3f,
            -0.25f * radii.z, kind < 0.8f,    kind < 0.8f};
}

// A box without a lid, a tray, a shelf seen from its open side.
Seat openBox(Builder& b, float thick) {
    Random& r = b.random;
    const Vec3 half{r.between(0.35f, 0.85f), r.between(0.2f, 0.8f), r.between(0.25f, 0.6f)};
    const Vec3 within{half.x - thick * 2.0f, half.y - thick * 2.0f, half.z - thick * 2.0f};
    const Vec3 open = r.chance(0.5f) ? Vec3{0.0f, 0.0f, 1.0f} : Vec3{0.0f, 1.0f, 0.0f};
    b.box({}, half, 0.5f * thick);
    Builder::carve(b.box(open * 0.5f, {within.x, within.y + 0.5f * open.y, within.z + 0.5f * open.z}));
    for (int i = r.whole(0, 3); i > 0 && open.z > 0.5f; --i)
        b.box({0.0f, r.between(-0.8f, 0.8f) * half.y, -0.5f * thick},
              {half.x - thick, 0.7f * thick, half.z - thick});
    return {-half.y, half.x, half.z, 0.9f, 0.0f, true, true};
}

// Wires or sticks down to the floor, a pedestal, skids.
void support(Builder& b, const Seat& seat, float thick) {
    Random& r = b.random;
    const float tall = r.between(0.25f, 0.8f), floor = seat.low - tall, high = seat.low + 0.12f;
    const float wire = std::max(thick, 0.02f) * r.between(0.7f, 1.3f), kind = r.unit();
    b.part();
    const float root = r.between(0.1f, seat.root), foot = r.between(0.6f, 1.1f);
    const auto at = [&](float x, float share, float y, float z) {
        return Vec3{x * share * seat.halfWide, y, seat.middle + z * share * seat.halfDeep};
    };
    if (kind < 0.45f) { // legs from the middle or from the corners, at times with braces across
        const bool braced = r.chance(0.5f);
        for (const float x : {-1.0f, 1.0f}) {
            for (const float z : {-1.0f, 1.0f}) {
                b.limb(at(x, root, high, z), at(x, foot, floor, z), wire, 0.7f * wire);
                if (braced) b.limb(at(x, root, high, z), at(-x, foot, floor, z), 0.7f * wire, 0.7f * wire);
            }
        }
    } else if (kind < 0.7f) { // skids
        for (const float x : {-1.0f, 1.0f}) {
            const std::array<Vec3, 4> bow{at(x, root, high, 1.0f), at(x, foot, floor, 1.0f),
                                          at(x, foot, floor, -1.0f), at(x, root, high, -1.0f)};
            for (std::size_t i = 0; i + 1 < bow.size(); ++i)
                b.limb(bow[i], bow[i + 1], wire, wire);
        }
    } else { // a pedestal and its foot
        b.cone({0.0f, floor, seat.middle}, {0.0f, high, seat.middle}, 2.0f * wire, 1.5f * wire);
        const float disc = seat.halfWide * r.between(0.5f, 0.9f);
        b.cone({0.0f, floor, seat.middle}, {0.0f, floor + 0.05f, seat.middle}, disc, 0.8f * disc, 0.02f);
    }
}

} // namespace

void buildShell(Builder& b) {
    Random& r = b.random;
    const std::uint8_t sheet =
        b.add(r.chance(0.5f) ? plain(anyColor(r), r.between(0.0f, 0.4f)) : anyMaterial(r, 1.0f));
    const std::uint8_t wire = b.add(r.chance(0.5f)   ? metal(r)
                                    : r.chance(0.5f) ? wood(r)
                                                     : plain(anyColor(r)));
    const float thick = r.between(0.02f, 0.07f), kind = r.unit();
    b.part();
    b.use(sheet);
    const Seat seat = kind < 0.4f ? bentSheet(b, thick) : kind < 0.8f ? cap(b, thick) : openBox(b, thick);
    if (seat.hollow && r.chance(0.4f)) { // a cushion, something lying in it
        b.part();
        b.add(anyMaterial(r, 0.5f));
        const float high = r.between(0.06f, 0.3f);
        b.ellipsoid({0.0f, seat.low + 0.02f + 0.7f * high, seat.middle},
                    {seat.halfWide * r.between(0.3f, 0.8f), high, seat.halfDeep * r.between(0.3f, 0.8f)});
    }
    b.use(wire);
    if (seat.stands && r.chance(0.75f)) support(b, seat, thick);
}

} // namespace orfeas::shapes
