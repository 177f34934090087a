// Creatures on six legs and more: ants, beetles, bees, spiders, crabs, caterpillars.
#include <algorithm>
#include <array>

#include "core/shapes/families/anatomy.h"
#include "core/shapes/family.h"

namespace orfeas::shapes {
namespace {

void addLegs(Builder& b, int pairs, Vec3 middle, float wide, float reach, float thick) {
    Random& r = b.random;
    const float knee = r.between(0.1f, 0.55f);
    for (int i = 0; i < pairs; ++i) {
        const float along =
            pairs > 1 ? 1.0f - 2.0f * static_cast<float>(i) / static_cast<float>(pairs - 1) : 0.0f;
        for (const float side : {-1.0f, 1.0f}) {
            const float jitter = 0.08f * r.normal();
            const Vec3 hip = middle + Vec3{side * 0.6f * wide, -0.1f * wide, 0.35f * along * wide * 1.6f};
            const Vec3 bent =
                hip + Vec3{side * 0.45f * reach, knee * reach, (0.35f * along + jitter) * reach};
            const Vec3 foot{bent.x + side * 0.4f * reach, thick, bent.z + (0.3f * along + jitter) * reach};
            b.blend(0.6f * thick);
            b.limb(hip, bent, thick * 1.2f, thick);
            b.limb(bent, foot, thick, 0.6f * thick);
        }
    }
}

void addWings(Builder& b, Vec3 root, float size) {
    Random& r = b.random;
    b.use(b.add(plain(r.chance(0.6f) ? hsv(r.unit(), 0.12f, 0.92f) : anyColor(r), 0.4f)));
    const int pairs = r.whole(1, 2);
    const float raise = r.between(0.1f, 0.9f);
    for (int i = 0; i < pairs; ++i) {
        for (const float side : {-1.0f, 1.0f}) {
            const Vec3 out = normalized({side, raise, -0.35f - 0.7f * static_cast<float>(i)});
            b.ellipsoid(root + out * (0.62f * size), {0.32f * size, 0.66f * size, 0.025f}, frameAlong(out));
        }
    }
}

} // namespace

void buildInsect(Builder& b) {
    Random& r = b.random;
    const float kind = r.unit();
    const std::uint8_t main = b.add(patterned(r, r.chance(0.5f) ? coatColor(r) : anyColor(r), 0.6f));
    const std::uint8_t second = r.chance(0.5f) ? main : b.add(plain(anyColor(r), r.between(0.05f, 0.5f)));
    const std::uint8_t dark = b.add(plain(hsv(r.unit(), 0.3f, r.between(0.08f, 0.4f)), 0.3f));
    const float head = r.between(0.16f, 0.3f), chest = r.between(0.2f, 0.34f), belly = r.between(0.28f, 0.5f);
    const float high = r.between(0.22f, 0.5f);
    const bool spider = kind<0.2f, crawler = kind> 0.88f;
    b.part();
    b.blend(0.06f);
    Vec3 front{0.0f, high + 0.05f, chest + 0.7f * head};
    if (crawler) {
        const int rings = r.whole(5, 8);
        const float ring = r.between(0.16f, 0.22f);
        for (int i = 0; i < rings; ++i) {
            const float t = static_cast<float>(i);
            b.use(i % 2 == 0 ? main : second);
            b.ball({0.12f * std::sin(1.1f * t), ring + 0.12f * (1.0f + std::sin(1.7f * t)) * 0.5f,
                    -1.25f * ring * t},
                   ring);
            b.use(dark);
            for (const float side : {-1.0f, 1.0f})
                b.limb({0.12f * std::sin(1.1f * t) + side * 0.6f * ring, ring * 0.6f, -1.25f * ring * t},
                       {side * ring * 0.9f, 0.03f, -1.25f * ring * t}, 0.05f, 0.04f);
        }
        front = {0.0f, 1.25f * ring, 0.9f * ring};
    } else {
        b.use(main);
        b.ellipsoid({0.0f, high, 0.0f},
                    {chest, chest * r.between(0.7f, 1.0f), chest * r.between(0.9f, 1.3f)});
        b.use(second);
        b.ellipsoid({0.0f, high + 0.1f * belly, -0.75f * chest - 0.7f * belly},
                    Vec3{r.between(0.75f, 1.0f), r.between(0.6f, 0.95f), r.between(1.0f, 1.5f)} * belly,
                    turned(0.0f, r.between(-0.1f, 0.3f)));
        b.use(r.chance(0.5f) ? dark : main);
        addLegs(b, spider ? 4 : 3, {0.0f, high, 0.0f}, chest, r.between(0.55f, 1.0f),
                r.between(0.03f, 0.06f));
    }
    b.use(r.chance(0.5f) ? main : dark);
    b.blend(0.08f);
    b.ellipsoid(front, Vec3{1.0f, r.between(0.8f, 1.0f), 0.95f} * head);
    b.use(dark);
    if (r.chance(0.8f)) { // feelers
        const float length = head * r.between(1.0f, 2.2f);
        for (const float side : {-1.0f, 1.0f}) {
            const std::array<Vec3, 3> curve{
                front + Vec3{side * 0.35f, 0.75f, 0.3f} * head,
                front + Vec3{side * 0.6f * length, 0.7f * head + 0.6f * length, 0.4f * length},
                front + Vec3{side * 0.8f * length, 0.7f * head + 0.7f * length, 0.9f * length}};
            b.tube(curve, 0.035f, 0.03f, 2);
        }
    }
    addEyes(b, front, {}, Vec3{0.6f, 0.35f, 0.7f} * head, head * r.between(0.18f, 0.36f));
    if (!spider && !crawler && r.chance(0.55f)) {
        b.part(0.02f);
        addWings(b, {0.0f, high + 0.6f * chest, 0.0f}, r.between(0.6f, 1.1f));
    }
}

} // namespace orfeas::shapes
