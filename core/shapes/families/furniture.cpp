// Chairs, stools, tables, shelves, cupboards, beds, sofas, lamps.
#include <algorithm>
#include <array>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

struct Stuff {
    std::uint8_t frame, soft;
    float round;
};

Stuff chooseStuff(Builder& b) {
    Random& r = b.random;
    const float kind = r.unit();
    const Material frame = kind < 0.55f   ? wood(r)
                           : kind < 0.75f ? metal(r)
                                          : plain(anyColor(r), r.between(0.0f, 0.4f));
    const std::uint8_t first = b.add(frame);
    const std::uint8_t second = r.chance(0.4f) ? first : b.add(patterned(r, anyColor(r), 1.0f));
    return {first, second, r.between(0.0f, 0.04f)};
}

// Four legs under a plate that reaches to ±half at height top.
void addLegs(Builder& b, Vec3 half, float top, float thick, bool bars) {
    Random& r = b.random;
    const float splay = r.chance(0.4f) ? r.between(0.0f, 0.25f) : 0.0f, taper = r.between(0.5f, 1.0f);
    const bool square = r.chance(0.5f);
    const float inset = thick * 1.2f;
    for (const float x : {-1.0f, 1.0f}) {
        for (const float z : {-1.0f, 1.0f}) {
            const Vec3 high{x * (half.x - inset), top, z * (half.z - inset)};
            const Vec3 low{high.x + x * splay * top * 0.5f, 0.0f, high.z + z * splay * top * 0.5f};
            if (square && splay == 0.0f)
                b.taperedBox((high + low) * 0.5f, {thick * taper, 0.5f * top, thick * taper}, 1.0f / taper,
                             0.0f);
            else
                b.cone(low, high, thick * taper, thick, 0.01f);
        }
    }
    if (!bars) return;
    const float y = top * r.between(0.25f, 0.55f);
    const float wide = half.x - inset + splay * (top - y) * 0.5f,
                deep = half.z - inset + splay * (top - y) * 0.5f;
    for (const float side : {-1.0f, 1.0f}) {
        b.limb({side * wide, y, -deep}, {side * wide, y, deep}, 0.6f * thick, 0.6f * thick);
        if (r.chance(0.7f))
            b.limb({-wide, y, side * deep}, {wide, y, side * deep}, 0.6f * thick, 0.6f * thick);
    }
}

void addBack(Builder& b, const Stuff& s, Vec3 half, float seat, float tall, float thick) {
    Random& r = b.random;
    const float lean = r.between(0.0f, 0.25f), z = -half.z + thick;
    const auto at = [&](float x, float up) { return Vec3{x, seat + up, z - lean * up}; };
    const float kind = r.unit();
    if (kind < 0.3f) { // a panel
        b.use(s.soft);
        b.box(at(0.0f, 0.5f * tall), {half.x, 0.5f * tall, thick}, std::max(s.round, 0.5f * thick),
              turned(0.0f, -lean));
        return;
    }
    b.use(s.frame);
    const float x = half.x - thick;
    for (const float side : {-1.0f, 1.0f})
        b.limb(at(side * x, -0.02f), at(side * x, tall), thick, thick);
    b.limb(at(-x, tall), at(x, tall), thick * r.between(1.0f, 1.6f), thick * r.between(1.0f, 1.6f));
    const int bars = r.whole(1, 5);
    for (int i = 0; i < bars; ++i) {
        const float t = (static_cast<float>(i) + 0.5f) / static_cast<float>(bars);
        if (kind < 0.6f)
            b.limb(at(mix(-x, x, t), 0.0f), at(mix(-x, x, t), tall), 0.6f * thick, 0.6f * thick);
        else
            b.box(at(0.0f, tall * mix(0.2f, 0.95f, t)),
                  {x, tall * 0.3f / static_cast<float>(bars), 0.5f * thick}, 0.01f, turned(0.0f, -lean));
    }
}

void chair(Builder& b) {
    Random& r = b.random;
    const Stuff s = chooseStuff(b);
    const bool stool = r.chance(0.15f);
    const Vec3 half{r.between(0.38f, 0.55f), r.between(0.03f, 0.1f), r.between(0.36f, 0.52f)};
    const float seat = r.between(0.6f, stool ? 1.4f : 0.95f), thick = r.between(0.03f, 0.075f);
    b.use(s.frame);
    if (r.chance(0.15f)) { // on a foot
        b.limb({0.0f, 0.1f, 0.0f}, {0.0f, seat, 0.0f}, 0.06f, 0.06f);
        const int feet = r.whole(3, 5);
        for (int i = 0; i < feet; ++i) {
            const float turn = 6.2832f * static_cast<float>(i) / static_cast<float>(feet);
            b.limb({0.0f, 0.12f, 0.0f}, {half.x * std::sin(turn), 0.04f, half.x * std::cos(turn)}, 0.045f,
                   0.035f);
        }
    } else {
        addLegs(b, half, seat, thick, r.chance(0.45f));
    }
    b.use(s.soft);
    if (stool && r.chance(0.6f))
        b.cone({0.0f, seat, 0.0f}, {0.0f, seat + 2.0f * half.y, 0.0f}, half.x, half.x, 0.6f * half.y);
    else
        b.box({0.0f, seat + half.y, 0.0f}, half, std::max(s.round, 0.5f * half.y));
    if (stool) return;
    const float tall = r.between(0.5f, 1.15f);
    addBack(b, s, half, seat + 1.5f * half.y, tall, thick);
    if (!r.chance(0.3f)) return;
    b.use(s.frame);
    const float arm = seat + tall * r.between(0.35f, 0.5f);
    for (const float side : {-1.0f, 1.0f}) {
        const float x = side * (half.x - 0.5f * thick);
        b.limb({x, arm, -half.z}, {x, arm, half.z * 0.8f}, thick, thick);
        b.limb({x, seat, half.z * 0.75f}, {x, arm, half.z * 0.75f}, 0.8f * thick, 0.8f * thick);
    }
}

void table(Builder& b) {
    Random& r = b.random;
    const Stuff s = chooseStuff(b);
    const float top = r.between(0.5f, 1.1f), thick = r.between(0.03f, 0.08f);
    const Vec3 half{r.between(0.6f, 1.2f), r.between(0.03f, 0.07f), r.between(0.45f, 0.8f)};
    b.use(s.frame);
    const bool round = r.chance(0.35f);
    if (round && r.chance(0.6f)) {
        b.cone({0.0f, 0.0f, 0.0f}, {0.0f, 0.08f, 0.0f}, 0.5f * half.z, 0.45f * half.z, 0.02f);
        b.cone({0.0f, 0.05f, 0.0f}, {0.0f, top, 0.0f}, 0.09f, 0.07f, 0.01f);
    } else {
        addLegs(b, round ? Vec3{0.72f * half.x, half.y, 0.72f * half.x} : half, top, thick, r.chance(0.25f));
    }
    b.use(s.soft);
    if (round)
        b.cone({0.0f, top - 0.01f, 0.0f}, {0.0f, top + 2.0f * half.y, 0.0f}, half.x, half.x, 0.4f * half.y);
    else
        b.box({0.0f, top + half.y, 0.0f}, half, s.round);
    if (!round && r.chance(0.4f)) { // an apron, drawers
        b.use(s.frame);
        const float deep = r.between(0.06f, 0.2f);
        b.box({0.0f, top - deep, 0.0f}, {half.x - 2.0f * thick, deep, half.z - 2.0f * thick}, 0.01f);
    }
}

void cabinet(Builder& b) {
    Random& r = b.random;
    const Stuff s = chooseStuff(b);
    const Vec3 half{r.between(0.4f, 0.9f), r.between(0.4f, 1.1f), r.between(0.25f, 0.5f)};
    const float foot = r.chance(0.5f) ? r.between(0.08f, 0.3f) : 0.0f, y = foot + half.y;
    const bool open = r.chance(0.5f);
    b.use(s.frame);
    b.box({0.0f, y, 0.0f}, half, s.round);
    const int rows = r.whole(1, 4), columns = r.whole(1, 3);
    const float wallSize = 0.05f;
    for (int i = 0; i < rows; ++i) {
        for (int k = 0; k < columns; ++k) {
            const Vec3 cell{half.x / static_cast<float>(columns), half.y / static_cast<float>(rows), half.z};
            const Vec3 at{-half.x + cell.x * static_cast<float>(2 * k + 1),
                          y - half.y + cell.y * static_cast<float>(2 * i + 1), half.z};
            if (open) {
                Builder::carve(
                    b.box(at, {cell.x - wallSize, cell.y - wallSize, 2.0f * half.z - 0.08f}, 0.01f));
                continue;
            }
            b.use(s.soft);
            b.box(at, {cell.x - 0.03f, cell.y - 0.03f, 0.025f}, 0.01f);
            b.use(s.frame);
            if (r.chance(0.9f)) b.ball(at + Vec3{rows > 1 ? 0.0f : 0.6f * cell.x, 0.0f, 0.05f}, 0.035f);
        }
    }
    if (foot == 0.0f) return;
    b.part();
    b.use(s.frame);
    addLegs(b, half, foot + 0.02f, r.between(0.04f, 0.08f), false);
}

void sofa(Builder& b) {
    Random& r = b.random;
    const Stuff s = chooseStuff(b);
    const bool bed = r.chance(0.35f);
    const float wide = r.between(0.5f, 1.2f), deep = bed ? r.between(1.0f, 1.4f) : r.between(0.42f, 0.6f),
                round = r.between(0.05f, 0.14f);
    const float seat = r.between(0.32f, 0.48f), foot = r.between(0.06f, 0.2f);
    b.use(s.frame);
    addLegs(b, {wide, 0.1f, deep}, foot + 0.05f, r.between(0.03f, 0.06f), false);
    b.use(s.soft);
    b.box({0.0f, 0.5f * (seat + foot), 0.0f}, {wide, 0.5f * (seat - foot), deep}, 0.4f * round);
    const int cushions = r.whole(1, 3);
    for (int i = 0; i < cushions; ++i) {
        const float half = wide * 0.94f / static_cast<float>(cushions);
        b.box({-wide * 0.94f + half * static_cast<float>(2 * i + 1), seat + 0.06f, 0.05f},
              {half * 0.98f, 0.1f, deep * 0.94f}, round);
    }
    const float back = r.between(0.3f, 0.65f), thick = r.between(0.08f, 0.16f);
    b.box({0.0f, seat + 0.5f * back - 0.1f, -deep + thick}, {wide, 0.5f * back + 0.15f, thick}, round,
          turned(0.0f, -0.1f));
    if (bed) {
        b.use(b.add(plain(hsv(r.unit(), 0.1f, 0.9f))));
        for (const float x : {-0.45f, 0.45f})
            b.ellipsoid({x * wide, seat + 0.2f, -0.65f * deep}, {0.38f * wide, 0.1f, 0.22f * deep});
        return;
    }
    const float arm = r.between(0.12f, 0.3f), side = r.between(0.07f, 0.16f);
    for (const float x : {-1.0f, 1.0f})
        b.box({x * (wide + side * 0.8f), 0.5f * (seat + arm + foot), 0.0f},
              {side, 0.5f * (seat + arm - foot), deep}, std::min(round, side));
}

void lamp(Builder& b) {
    Random& r = b.random;
    const Stuff s = chooseStuff(b);
    const float tall = r.between(0.7f, 1.9f), foot = r.between(0.2f, 0.4f);
    b.use(s.frame);
    b.cone({0.0f, 0.0f, 0.0f}, {0.0f, 0.08f, 0.0f}, foot, foot * r.between(0.7f, 1.0f), 0.03f);
    if (r.chance(0.4f)) {
        b.blend(0.05f);
        for (int i = 0; i < 3; ++i)
            b.ball({0.0f, 0.15f + tall * 0.28f * static_cast<float>(i), 0.0f}, r.between(0.08f, 0.22f));
        b.blend(0.0f);
    }
    b.limb({0.0f, 0.05f, 0.0f}, {0.0f, tall, 0.0f}, 0.035f, 0.03f);
    b.use(s.soft);
    const float low = r.between(0.35f, 0.6f), high = low * r.between(0.4f, 1.0f),
                shade = r.between(0.3f, 0.6f);
    const float t = 0.03f;
    const Outline section{{low - t, 0.0f}, {low, 0.0f},       {high, shade},
                          {0.0f, shade},   {0.0f, shade - t}, {high - t, shade - t}};
    b.lathe({0.0f, tall - 0.8f * shade, 0.0f}, section, 0.005f);
    b.use(s.frame);
    b.limb({0.0f, tall - 0.1f, 0.0f}, {0.0f, tall + 0.22f * shade, 0.0f}, 0.03f, 0.03f);
}

} // namespace

void buildFurniture(Builder& b) {
    b.part();
    const float kind = b.random.unit();
    if (kind < 0.4f)
        chair(b);
    else if (kind < 0.6f)
        table(b);
    else if (kind < 0.75f)
        cabinet(b);
    else if (kind < 0.9f)
        sofa(b);
    else
        lamp(b);
}

} // namespace orfeas::shapes
