// Fruit, vegetables, burgers, cakes, ice cream, bread, sweets.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

Material ripe(Random& r) {
    Material m = plain(hsv(r.between(-0.04f, 0.36f), r.between(0.55f, 0.92f), r.between(0.45f, 0.95f)),
                       r.between(0.1f, 0.5f));
    if (r.chance(0.5f)) {
        m.pattern = r.chance(0.5f) ? Pattern::Gradient : Pattern::Noise;
        m.second = r.chance(0.5f) ? darker(m.color, 0.45f) : hsv(r.between(0.0f, 0.3f), 0.8f, 0.8f);
        m.scale = m.pattern == Pattern::Noise ? r.between(2.0f, 6.0f) : 0.6f;
        m.phase = m.pattern == Pattern::Noise ? r.between(0.0f, 9.0f) : 0.5f;
    }
    return m;
}

void stalk(Builder& b, Vec3 top) {
    Random& r = b.random;
    b.use(b.add(plain(hsv(r.between(0.07f, 0.3f), 0.55f, 0.35f))));
    b.blend(0.03f);
    b.limb(top - Vec3{0.0f, 0.12f, 0.0f},
           top + Vec3{0.08f * r.normal(), r.between(0.08f, 0.25f), 0.04f * r.normal()}, 0.035f, 0.045f);
    if (!r.chance(0.5f)) return;
    b.use(b.add(plain(hsv(0.3f, 0.7f, 0.55f))));
    const Vec3 way = normalized({r.sign(), 0.5f, 0.4f * r.normal()});
    b.ellipsoid(top + Vec3{0.0f, 0.08f, 0.0f} + way * 0.16f, {0.09f, 0.18f, 0.025f}, frameAlong(way));
}

void fruit(Builder& b) {
    Random& r = b.random;
    b.use(b.add(ripe(r)));
    const float kind = r.unit();
    if (kind < 0.3f) { // apple, tomato, pumpkin: dimpled
        const float flat = r.between(0.65f, 1.0f), dimple = r.between(0.12f, 0.3f);
        const Outline half = smoothed({{0.0f, flat * (1.0f - dimple)},
                                       {0.35f, flat},
                                       {0.85f, 0.55f * flat},
                                       {1.0f, 0.05f},
                                       {0.8f, -0.6f * flat},
                                       {0.35f, -0.92f * flat},
                                       {0.0f, -0.85f * flat}},
                                      8, false);
        b.lathe({}, half, 0.01f);
        stalk(b, {0.0f, flat * (1.0f - dimple), 0.0f});
    } else if (kind < 0.55f) { // pear, avocado, aubergine
        const float neck = r.between(0.3f, 0.6f), rise = r.between(0.8f, 1.3f);
        b.blend(0.35f);
        b.ellipsoid({0.0f, 0.0f, 0.0f}, {0.68f, r.between(0.65f, 0.8f), 0.68f});
        b.limb({0.0f, 0.2f, 0.0f}, {0.1f * r.normal(), rise, 0.0f}, 0.5f, 0.5f * neck);
        if (r.chance(0.7f)) stalk(b, {0.0f, rise + 0.4f * neck, 0.0f});
        b.deform.curveX = 0.1f * r.normal();
    } else if (kind < 0.75f) { // banana, cucumber, chilli, carrot
        const float bend = r.between(0.0f, 0.5f), thick = r.between(0.12f, 0.26f);
        const std::array<Vec3, 4> curve{Vec3{-0.9f, bend, 0.0f},
                                        {-0.35f, 0.08f * bend, 0.0f},
                                        {0.35f, 0.08f * bend, 0.0f},
                                        {0.9f, bend, 0.0f}};
        b.tube(curve, thick, thick * r.between(0.15f, 1.0f), 3);
        b.use(b.add(plain(hsv(r.between(0.1f, 0.33f), 0.6f, 0.35f))));
        b.blend(0.04f);
        b.limb(curve[0], curve[0] + Vec3{-0.2f - thick, 0.12f + 0.3f * bend, 0.0f}, 0.5f * thick, 0.05f);
    } else if (kind < 0.88f) { // grapes, berries
        const int rows = r.whole(3, 5);
        const float size = r.between(0.16f, 0.22f);
        for (int row = 0; row < rows; ++row) {
            const int around = std::max(1, 2 * (row + 1) - 1);
            for (int i = 0; i < around && b.room(6); ++i) {
                const float a = 2.0f * kPi * static_cast<float>(i) / static_cast<float>(around) +
                                0.4f * static_cast<float>(row);
                const float out = row == 0 ? 0.0f : size * (0.55f + 0.5f * static_cast<float>(row));
                b.ball({out * std::cos(a), 1.4f * size * static_cast<float>(row), out * std::sin(a)}, size);
            }
        }
        b.ball({0.0f, 0.7f * size * static_cast<float>(rows), 0.0f},
               size * 0.6f * static_cast<float>(rows) * 0.7f);
        stalk(b, {0.0f, 1.4f * size * static_cast<float>(rows) - 0.1f, 0.0f});
    } else { // pineapple, strawberry: a knobbly body and a crown of leaves
        Builder::bump(b.ellipsoid({}, {0.55f, r.between(0.6f, 0.8f), 0.55f}), 0.02f, r.between(16.0f, 26.0f));
        b.use(b.add(plain(hsv(0.3f, 0.7f, 0.5f))));
        const int count = r.whole(6, 9);
        const float rise = r.between(0.2f, 1.5f);
        for (int i = 0; i < count; ++i) {
            const float a = 2.0f * kPi * static_cast<float>(i) / static_cast<float>(count);
            const Vec3 way = normalized({std::sin(a), rise, std::cos(a)});
            b.limb({0.0f, 0.55f, 0.0f}, Vec3{0.0f, 0.6f, 0.0f} + way * r.between(0.35f, 0.55f), 0.09f, 0.02f);
        }
    }
}

void burger(Builder& b) {
    Random& r = b.random;
    const Vec3 bread = hsv(r.between(0.07f, 0.1f), r.between(0.5f, 0.7f), r.between(0.7f, 0.9f));
    const std::uint8_t bun = b.add(plain(bread, 0.25f));
    b.use(bun);
    b.cone({0.0f, 0.0f, 0.0f}, {0.0f, 0.25f, 0.0f}, 0.85f, 0.95f, 0.1f);
    float y = 0.22f;
    const int layers = r.whole(2, 5);
    for (int i = 0; i < layers; ++i) {
        const float thick = r.between(0.06f, 0.2f), radius = r.between(0.9f, 1.08f);
        const float kind = r.unit();
        if (kind < 0.4f) {
            b.use(b.add(plain(hsv(0.05f, 0.6f, r.between(0.2f, 0.4f)))));
            Builder::bump(
                b.cone({0.0f, y - 0.02f, 0.0f}, {0.0f, y + thick, 0.0f}, radius, radius, 0.4f * thick),
                0.012f, 22.0f);
        } else if (kind < 0.6f) {
            b.use(b.add(plain(hsv(0.13f, 0.75f, 0.95f), 0.2f)));
            b.box({0.0f, y + 0.03f, 0.0f}, {0.82f, 0.035f, 0.82f}, 0.02f, turned(r.between(0.0f, 1.5f)));
            y += 0.05f - thick;
        } else {
            b.use(b.add(plain(r.chance(0.6f) ? hsv(0.28f, 0.7f, 0.65f) : hsv(0.01f, 0.85f, 0.75f), 0.2f)));
            Builder::bump(b.cone({0.0f, y - 0.03f, 0.0f}, {0.0f, y + thick * 0.6f, 0.0f}, radius * 1.03f,
                                 radius * 1.05f, 0.02f),
                          0.03f, 11.0f);
            y -= 0.4f * thick;
        }
        y += thick;
    }
    b.part();
    b.use(bun);
    const float dome = r.between(0.4f, 0.75f);
    b.ellipsoid({0.0f, y, 0.0f}, {0.98f, dome, 0.98f});
    Builder::carve(b.box({0.0f, y - 1.0f, 0.0f}, {2.0f, 0.98f, 2.0f}), 0.05f);
    if (!r.chance(0.7f)) return;
    b.part();
    b.use(b.add(plain({0.8f, 0.72f, 0.5f})));
    for (int i = 0; i < 16; ++i) { // seeds
        const Vec3 way = normalized(r.direction() + Vec3{0.0f, 1.3f, 0.0f});
        b.ellipsoid(Vec3{0.0f, y, 0.0f} + way * Vec3{0.98f, dome, 0.98f} * (1.0f / length(way)),
                    {0.05f, 0.03f, 0.035f}, turned(r.between(0.0f, 3.0f)));
    }
}

void cake(Builder& b) {
    Random& r = b.random;
    const int tiers = r.whole(1, 3);
    float y = 0.0f, radius = 0.95f;
    const std::uint8_t sponge = b.add(patterned(r, r.chance(0.5f) ? woodColor(r) : anyColor(r), 1.0f)),
                       icing = b.add(plain(r.chance(0.5f) ? hsv(r.unit(), 0.2f, 0.95f) : anyColor(r), 0.3f));
    for (int i = 0; i < tiers; ++i) {
        const float high = r.between(0.3f, 0.55f);
        b.use(sponge);
        b.cone({0.0f, y, 0.0f}, {0.0f, y + high, 0.0f}, radius, radius, 0.04f);
        b.use(icing);
        b.cone({0.0f, y + high - 0.1f, 0.0f}, {0.0f, y + high + 0.03f, 0.0f}, radius * 1.02f, radius * 1.02f,
               0.05f);
        if (r.chance(0.6f)) {
            for (int k = 0; k < 10 && b.room(8); ++k) {
                const float a = 2.0f * kPi * static_cast<float>(k) / 10.0f;
                const Vec3 rim{0.98f * radius * std::cos(a), y + high - 0.05f, 0.98f * radius * std::sin(a)};
                b.limb(rim, rim - Vec3{0.0f, r.between(0.05f, 0.2f), 0.0f}, 0.06f, 0.06f);
            }
        }
        y += high;
        radius *= r.between(0.6f, 0.8f);
    }
    b.use(b.add(plain(hsv(0.99f, 0.85f, 0.8f), 0.6f)));
    if (r.chance(0.7f)) b.ball({0.0f, y + 0.1f, 0.0f}, 0.13f);
    if (r.chance(0.3f)) { // a piece is gone
        for (const float turn : {0.0f, 0.6f})
            Builder::carve(
                b.box(turned(turn).outside({1.0f, 0.7f, 1.0f}), {1.0f, 2.0f, 1.0f}, 0.0f, turned(turn)));
    }
}

void iceCream(Builder& b) {
    Random& r = b.random;
    Material waffle = plain(hsv(0.09f, 0.55f, 0.8f));
    waffle.pattern = r.chance(0.6f) ? Pattern::Checks : Pattern::Solid;
    waffle.second = darker(waffle.color, 0.25f);
    waffle.scale = 9.0f;
    b.use(b.add(waffle));
    const float tall = r.between(0.9f, 1.4f);
    b.cone({0.0f, -tall, 0.0f}, {0.0f, 0.0f, 0.0f}, r.chance(0.6f) ? 0.03f : 0.25f, 0.45f, 0.02f);
    b.part(0.04f);
    const int scoops = r.whole(1, 3);
    for (int i = 0; i < scoops; ++i) {
        b.use(b.add(plain(hsv(r.unit(), r.between(0.1f, 0.55f), r.between(0.5f, 0.97f)), 0.15f)));
        b.blend(0.05f);
        const float size = 0.48f - 0.06f * static_cast<float>(i);
        Builder::bump(
            b.ball({0.05f * r.normal(), 0.18f + 0.52f * static_cast<float>(i), 0.05f * r.normal()}, size),
            0.012f, 18.0f);
    }
    if (r.chance(0.4f)) {
        b.use(b.add(plain(hsv(0.08f, 0.5f, 0.5f))));
        b.cone({0.1f, 0.4f * static_cast<float>(scoops), 0.0f},
               {0.35f, 0.52f * static_cast<float>(scoops) + 0.45f, 0.0f}, 0.07f, 0.07f);
    }
}

void bakery(Builder& b) {
    Random& r = b.random;
    b.use(b.add(plain(hsv(r.between(0.06f, 0.1f), r.between(0.45f, 0.7f), r.between(0.55f, 0.9f)), 0.2f)));
    const float kind = r.unit();
    if (kind < 0.4f) { // doughnut
        const float tube = r.between(0.28f, 0.42f);
        const Frame lying = turned(0.0f, -0.5f * kPi + 0.15f * r.normal());
        b.torus({}, 0.68f, tube, lying);
        b.use(b.add(patterned(r, anyColor(r), 0.3f)));
        b.part();
        const Primitive& icing = b.torus(lying.z * 0.06f, 0.68f, tube, lying);
        (void)icing;
    } else if (kind < 0.7f) { // loaf
        const float long_ = r.between(0.7f, 1.2f);
        b.blend(0.1f);
        b.limb({-long_, 0.0f, 0.0f}, {long_, 0.0f, 0.0f}, 0.42f, 0.42f);
        for (int i = -1; i <= 1; ++i)
            Builder::carve(b.limb({0.5f * long_ * static_cast<float>(i) - 0.15f, 0.45f, -0.3f},
                                  {0.5f * long_ * static_cast<float>(i) + 0.15f, 0.45f, 0.3f}, 0.06f, 0.06f),
                           0.06f);
        Builder::carve(b.box({0.0f, -0.55f, 0.0f}, {3.0f, 0.3f, 3.0f}), 0.1f);
    } else { // pretzel-like knot, or a croissant
        const std::array<Vec3, 5> curve{Vec3{-0.9f, 0.0f, 0.45f},
                                        {-0.6f, 0.05f, -0.1f},
                                        {0.0f, 0.1f, -0.3f},
                                        {0.6f, 0.05f, -0.1f},
                                        {0.9f, 0.0f, 0.45f}};
        b.blend(0.03f);
        b.tube(std::span(curve).first(3), 0.08f, 0.34f, 3);
        b.tube(std::span(curve).last(3), 0.34f, 0.08f, 3);
    }
}

} // namespace

void buildFood(Builder& b) {
    b.part();
    const float kind = b.random.unit();
    if (kind < 0.5f)
        fruit(b);
    else if (kind < 0.63f)
        burger(b);
    else if (kind < 0.76f)
        cake(b);
    else if (kind < 0.87f)
        iceCream(b);
    else
        bakery(b);
}

} // namespace orfeas::shapes
