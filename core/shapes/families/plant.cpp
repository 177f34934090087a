// Trees, bushes, cactuses, flowers, mushrooms and plants in pots.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

Material leafy(Random& r) {
    Material m =
        plain(r.chance(0.8f) ? hsv(r.between(0.18f, 0.42f), r.between(0.35f, 0.85f), r.between(0.25f, 0.8f))
                             : anyColor(r),
              r.between(0.0f, 0.25f));
    if (r.chance(0.5f)) {
        m.pattern = Pattern::Noise;
        m.second = darker(m.color, r.between(0.2f, 0.5f));
        m.scale = r.between(3.0f, 9.0f);
    }
    return m;
}

void pot(Builder& b, float radius, float height) {
    Random& r = b.random;
    b.use(b.add(r.chance(0.6f) ? plain(hsv(r.between(0.03f, 0.07f), 0.6f, r.between(0.5f, 0.85f)), 0.1f)
                               : glazed(r, anyColor(r))));
    b.cone({0.0f, -height, 0.0f}, {0.0f, 0.0f, 0.0f}, radius * r.between(0.6f, 0.9f), radius, 0.02f);
    b.cone({0.0f, -0.22f * height, 0.0f}, {0.0f, 0.03f, 0.0f}, radius * 1.08f, radius * 1.1f, 0.02f);
    b.use(b.add(plain(hsv(0.07f, 0.5f, 0.25f))));
    Builder::carve(b.cone({0.0f, -0.06f, 0.0f}, {0.0f, 0.2f, 0.0f}, 0.92f * radius, 0.92f * radius))
        .material = b.material();
}

void tree(Builder& b) {
    Random& r = b.random;
    const float trunk = r.between(0.5f, 1.2f), thick = r.between(0.07f, 0.16f),
                crown = r.between(0.4f, 0.75f);
    b.use(b.add(wood(r)));
    b.blend(0.05f);
    b.limb({0.0f, 0.0f, 0.0f}, {0.0f, trunk + 0.3f * crown, 0.0f}, thick * 1.2f, thick * 0.7f);
    for (int i = r.whole(0, 4); i > 0; --i)
        b.limb({0.0f, 0.6f * trunk, 0.0f}, Vec3{0.0f, trunk, 0.0f} + r.direction() * (0.5f * crown),
               0.5f * thick, 0.3f * thick);
    b.part();
    b.use(b.add(leafy(r)));
    const float kind = r.unit();
    if (kind < 0.35f) { // conifer
        const int tiers = r.whole(2, 5);
        const float rise = r.between(0.9f, 1.6f);
        for (int i = 0; i < tiers; ++i) {
            const float t = static_cast<float>(i) / static_cast<float>(tiers), y = 0.6f * trunk + rise * t;
            b.cone({0.0f, y, 0.0f}, {0.0f, y + rise * 0.55f, 0.0f}, crown * (1.0f - 0.75f * t), 0.02f, 0.02f);
        }
        return;
    }
    if (kind < 0.5f) { // palm
        const Vec3 top{0.0f, trunk + 0.3f * crown, 0.0f};
        for (int i = 0; i < 8; ++i) {
            const float a = 2.0f * kPi * static_cast<float>(i) / 8.0f + 0.2f * r.normal(),
                        droop = r.between(0.2f, 0.6f);
            const Vec3 out{std::sin(a), 0.35f, std::cos(a)},
                over{1.5f * std::sin(a), 0.35f - 1.4f * droop, 1.5f * std::cos(a)};
            b.limb(top, top + out * crown, 0.05f, 0.09f);
            b.limb(top + out * crown, top + over * crown, 0.09f, 0.03f);
        }
        return;
    }
    b.blend(0.12f * crown);
    const Vec3 middle{0.0f, trunk + 0.6f * crown, 0.0f};
    const float bump = r.chance(0.6f) ? r.between(0.01f, 0.035f) : 0.0f, frequency = r.between(12.0f, 28.0f);
    const Vec3 radii = Vec3{1.0f, r.between(0.75f, 1.2f), 1.0f} * (0.75f * crown);
    Builder::bump(b.ellipsoid(middle, radii), bump, frequency);
    for (int i = r.whole(0, 7); i > 0; --i)
        Builder::bump(b.ball(middle + r.direction() * (0.6f * crown), crown * r.between(0.3f, 0.5f)), bump,
                      frequency);
    if (r.chance(0.3f)) { // fruit
        b.use(b.add(plain(anyColor(r), 0.4f)));
        b.blend(0.0f);
        for (int i = r.whole(3, 8); i > 0; --i)
            b.ball(middle + r.direction() * radii, 0.06f);
    }
}

void flower(Builder& b) {
    Random& r = b.random;
    const float tall = r.between(0.7f, 1.4f), petal = r.between(0.2f, 0.42f), heart = r.between(0.1f, 0.22f),
                open = r.between(-0.2f, 0.9f);
    const std::uint8_t stem = b.add(leafy(r)), petals = b.add(plain(anyColor(r), 0.1f)),
                       middle = b.add(plain(hsv(r.between(0.08f, 0.16f), 0.8f, 0.8f)));
    if (r.chance(0.6f)) pot(b, r.between(0.3f, 0.45f), r.between(0.3f, 0.6f));
    const int heads = r.chance(0.7f) ? 1 : r.whole(2, 3);
    for (int h = 0; h < heads && b.room(20); ++h) {
        const Vec3 sway = heads == 1
                              ? Vec3{0.15f * r.normal(), 0.0f, 0.1f}
                              : Vec3{0.5f * (static_cast<float>(h) - 0.5f * static_cast<float>(heads - 1)),
                                     0.0f, 0.1f * r.normal()};
        const Vec3 top = Vec3{0.0f, tall * (1.0f - 0.2f * static_cast<float>(h)), 0.0f} + sway;
        b.part(0.01f);
        b.use(stem);
        const std::array<Vec3, 3> curve{Vec3{0.0f, -0.1f, 0.0f},
                                        mix(Vec3{0.0f, 0.0f, 0.0f}, top, 0.5f) - sway * 0.25f, top};
        b.tube(curve, 0.045f, 0.035f, 3);
        for (int i = r.whole(0, 2); i > 0; --i) {
            const float a = r.between(0.0f, 6.28f);
            const Vec3 way = normalized({std::sin(a), 0.8f, std::cos(a)});
            b.ellipsoid(curve[1] * 0.6f + way * 0.2f, {0.09f, 0.24f, 0.025f}, frameAlong(way));
        }
        const Vec3 face = normalized({0.3f * r.normal(), r.between(0.2f, 1.0f), 0.8f});
        const Frame frame = frameAlong(face);
        b.use(petals);
        const int count = r.whole(5, 10);
        for (int i = 0; i < count; ++i) {
            const float a = 2.0f * kPi * static_cast<float>(i) / static_cast<float>(count);
            const Vec3 way = normalized(frame.x * std::cos(a) + frame.z * std::sin(a) + frame.y * open);
            Frame leaf;
            leaf.y = way;
            leaf.x = normalized(cross(way, frame.y));
            leaf.z = cross(leaf.x, leaf.y);
            b.ellipsoid(top + way * (0.6f * heart + 0.5f * petal),
                        {petal * 1.7f / std::sqrt(static_cast<float>(count)) * 0.7f, 0.62f * petal, 0.03f},
                        leaf);
        }
        b.use(middle);
        b.ellipsoid(top, {heart, 0.6f * heart, heart}, frame);
    }
}

void cactus(Builder& b) {
    Random& r = b.random;
    const float tall = r.between(0.6f, 1.3f), thick = r.between(0.16f, 0.32f);
    pot(b, thick * r.between(1.4f, 2.0f), r.between(0.3f, 0.5f));
    b.part();
    b.use(b.add(leafy(r)));
    b.blend(0.06f);
    const float bump = r.chance(0.5f) ? 0.01f : 0.0f;
    Builder::bump(b.limb({0.0f, -0.1f, 0.0f}, {0.0f, tall, 0.0f}, thick, thick * r.between(0.7f, 1.0f)), bump,
                  40.0f);
    for (int i = r.whole(0, 3); i > 0; --i) {
        const float a = r.between(0.0f, 6.28f), y = tall * r.between(0.3f, 0.65f),
                    out = thick * r.between(1.5f, 2.2f), up = tall * r.between(0.2f, 0.5f);
        const Vec3 bend{out * std::sin(a), y + 0.1f, out * std::cos(a)};
        b.limb({0.0f, y, 0.0f}, bend, 0.5f * thick, 0.5f * thick);
        b.limb(bend, bend + Vec3{0.0f, up, 0.0f}, 0.5f * thick, 0.45f * thick);
    }
    if (r.chance(0.4f)) {
        b.use(b.add(plain(anyColor(r))));
        b.ball({0.0f, tall + thick * 0.8f, 0.0f}, 0.12f);
    }
}

void mushroom(Builder& b) {
    Random& r = b.random;
    const int count = r.chance(0.6f) ? 1 : r.whole(2, 3);
    const std::uint8_t stem =
        b.add(plain(hsv(r.between(0.08f, 0.14f), r.between(0.05f, 0.25f), r.between(0.75f, 0.95f))));
    Material capMaterial =
        plain(r.chance(0.5f) ? hsv(r.between(0.97f, 1.08f), r.between(0.5f, 0.9f), r.between(0.4f, 0.85f))
                             : anyColor(r),
              0.3f);
    if (r.chance(0.5f)) {
        capMaterial.pattern = Pattern::Spots;
        capMaterial.second = {0.85f, 0.85f, 0.8f};
        capMaterial.scale = r.between(3.0f, 6.0f);
        capMaterial.share = r.between(0.4f, 0.6f);
    }
    const std::uint8_t cap = b.add(capMaterial);
    if (count > 1) {
        b.use(b.add(leafy(r)));
        b.ellipsoid({0.0f, -0.02f, 0.0f}, {0.7f, 0.12f, 0.6f});
    }
    for (int i = 0; i < count; ++i) {
        const float size = i == 0 ? 1.0f : r.between(0.45f, 0.7f), a = r.between(0.0f, 6.28f);
        const Vec3 foot = i == 0 ? Vec3{} : Vec3{0.5f * std::sin(a), 0.0f, 0.5f * std::cos(a)};
        const float tall = size * r.between(0.5f, 1.0f), wide = size * r.between(0.35f, 0.6f),
                    rise = wide * r.between(0.5f, 1.2f);
        b.part(0.03f);
        b.use(stem);
        b.limb(foot, foot + Vec3{0.0f, tall, 0.0f}, 0.36f * wide, 0.28f * wide);
        b.use(cap);
        const Outline dome = smoothed({{0.0f, rise},
                                       {0.6f * wide, 0.8f * rise},
                                       {wide, 0.1f * rise},
                                       {0.96f * wide, -0.08f * rise},
                                       {0.4f * wide, 0.12f * rise},
                                       {0.0f, 0.14f * rise}},
                                      6, false);
        b.lathe(foot + Vec3{0.0f, tall, 0.0f}, dome, 0.02f);
    }
}

void leaves(Builder& b) { // a plant of long leaves, in a pot
    Random& r = b.random;
    pot(b, r.between(0.3f, 0.45f), r.between(0.35f, 0.6f));
    b.part();
    b.use(b.add(leafy(r)));
    const int count = r.whole(5, 12);
    const float length = r.between(0.7f, 1.3f), wide = r.between(0.06f, 0.16f), lean = r.between(0.2f, 0.9f);
    for (int i = 0; i < count; ++i) {
        const float a = 2.0f * kPi * (static_cast<float>(i) + 0.3f * r.unit()) / static_cast<float>(count),
                    size = length * r.between(0.7f, 1.0f);
        const Vec3 way = normalized({lean * std::sin(a), 1.0f, lean * std::cos(a)});
        const Vec3 over = normalized({1.8f * lean * std::sin(a), 0.6f, 1.8f * lean * std::cos(a)});
        b.blend(0.03f);
        b.ellipsoid(way * (0.35f * size), {wide, 0.42f * size, 0.03f}, frameAlong(way));
        b.ellipsoid(way * (0.68f * size) + over * (0.25f * size), {0.8f * wide, 0.34f * size, 0.025f},
                    frameAlong(over));
    }
    b.ball({0.0f, 0.0f, 0.0f}, 0.14f);
}

} // namespace

void buildPlant(Builder& b) {
    b.part();
    const float kind = b.random.unit();
    if (kind < 0.4f)
        tree(b);
    else if (kind < 0.6f)
        flower(b);
    else if (kind < 0.74f)
        cactus(b);
    else if (kind < 0.88f)
        mushroom(b);
    else
        leaves(b);
    if (b.random.chance(0.2f)) b.deform.curveX = 0.08f * b.random.normal();
}

} // namespace orfeas::shapes
