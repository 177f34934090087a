// Animals on four legs: dogs, cats, cows, horses, bears, pigs, lizards and what lies between them.
#include <algorithm>

#include "core/shapes/families/anatomy.h"
#include "core/shapes/family.h"

namespace orfeas::shapes {
namespace {

// Lengths in units of the trunk's, unless said otherwise.
struct Build {
    float trunk = 1.0f;       // chest to hip
    float chest, belly, hip;  // radii
    float narrow;             // width of the trunk over its height
    float legs, thigh, ankle; // length and radii
    float neck, neckRise, neckRadius;
    float head, snout, snoutRadius;
    float tail, tailRadius;
    float ears;
    bool hooves = false, sprawls = false;
};

Build chooseBuild(Random& r) {
    const float heavy = r.unit(), tall = r.unit(), toy = r.chance(0.35f) ? r.between(0.3f, 1.0f) : 0.0f;
    Build b;
    b.sprawls = r.chance(0.1f);
    b.chest = mix(0.2f, 0.36f, heavy) + 0.08f * toy;
    b.belly = b.chest * r.between(0.75f, 1.1f);
    b.hip = b.chest * r.between(0.8f, 1.05f);
    b.narrow = r.between(0.72f, 1.0f);
    b.legs = mix(0.4f, 1.0f, tall * (1.0f - 0.4f * heavy)) * (1.0f - 0.45f * toy);
    b.thigh = mix(0.08f, 0.14f, heavy) + 0.05f * toy;
    b.ankle = b.thigh * r.between(0.4f, 0.75f) + 0.03f * toy;
    b.neck = r.between(0.12f, 0.5f) * (1.0f - 0.6f * toy) + (r.chance(0.12f) ? 0.5f * tall : 0.0f);
    b.neckRise = r.between(0.2f, 1.25f);
    b.neckRadius = b.chest * r.between(0.42f, 0.68f);
    b.head = mix(0.16f, 0.25f, r.unit()) + 0.22f * toy;
    b.snout = b.head * r.between(0.5f, 1.5f) * (1.0f - 0.4f * toy);
    b.snoutRadius = b.head * r.between(0.4f, 0.72f);
    b.tail = r.chance(0.15f) ? 0.1f : r.between(0.3f, 1.0f);
    b.tailRadius = r.between(0.025f, 0.08f);
    b.ears = b.head * r.between(0.5f, 1.3f);
    b.hooves = r.chance(0.4f);
    if (b.sprawls) {
        b.legs = r.between(0.25f, 0.4f);
        b.neckRise = r.between(-0.1f, 0.4f);
        b.tail = r.between(0.8f, 1.6f);
        b.tailRadius = b.hip * r.between(0.3f, 0.6f);
    }
    return b;
}

void trunk(Builder& b, const Build& s, float y) {
    b.blend(0.5f * s.belly);
    const Frame level;
    const float half = 0.5f * s.trunk;
    b.ellipsoid({0.0f, y, half * 0.72f}, {s.chest * s.narrow, s.chest, s.chest * 1.15f}, level);
    b.ellipsoid({0.0f, y - 0.1f * s.belly, 0.0f}, {s.belly * s.narrow, s.belly, half * 0.95f}, level);
    b.ellipsoid({0.0f, y + 0.02f, -half * 0.72f}, {s.hip * s.narrow, s.hip, s.hip * 1.15f}, level);
}

void legs(Builder& b, const Build& s, float y, std::uint8_t hoof) {
    const std::uint8_t skin = b.material();
    const float stride = b.random.between(0.0f, 0.35f);
    for (const float end : {1.0f, -1.0f}) {
        const float radius = end > 0.0f ? s.chest : s.hip;
        const float swing = b.random.normal() * stride;
        for (const float side : {-1.0f, 1.0f}) {
            const float out = s.sprawls ? radius * 1.6f : radius * s.narrow * 0.62f;
            const float step = swing * side * end * s.legs * 0.6f;
            const Vec3 top{side * radius * s.narrow * 0.55f, y - 0.25f * radius,
                           end * 0.5f * s.trunk * 0.78f};
            const Vec3 foot{side * out, s.ankle, top.z + step};
            const float bow = (end > 0.0f ? 0.05f : -0.1f) * s.legs;
            const Vec3 knee = mix(top, foot, 0.52f) + Vec3{s.sprawls ? side * radius * 0.9f : 0.0f,
                                                           s.sprawls ? 0.3f * s.legs : 0.0f, -bow};
            b.use(skin);
            b.blend(0.45f * s.thigh);
            b.limb(top, knee, s.thigh * (end > 0.0f ? 1.0f : 1.25f), mix(s.ankle, s.thigh, 0.35f));
            b.limb(knee, foot, mix(s.ankle, s.thigh, 0.3f), s.ankle);
            b.use(hoof);
            b.blend(0.3f * s.ankle);
            b.ellipsoid(foot + Vec3{0.0f, -0.2f * s.ankle, 0.45f * s.ankle},
                        {s.ankle * 1.15f, s.ankle * 0.8f, s.ankle * (s.hooves ? 1.25f : 1.7f)});
        }
    }
    b.use(skin);
}

} // namespace

void buildQuadruped(Builder& b) {
    Random& r = b.random;
    const Build s = chooseBuild(r);
    const float y = s.legs + 0.5f * s.chest;
    const std::uint8_t skin = b.add(coat(r, 1.0f));
    const std::uint8_t dark = b.add(plain(darker(coatColor(r), 0.7f), 0.2f));
    const std::uint8_t hoof = s.hooves ? dark : r.chance(0.3f) ? b.add(plain(coatColor(r))) : skin;
    b.use(skin);
    b.part();
    trunk(b, s, y);
    legs(b, s, y, hoof);

    const Vec3 shoulder{0.0f, y + 0.35f * s.chest, 0.5f * s.trunk * 0.85f};
    const Vec3 rise = normalized({0.0f, s.neckRise, 0.8f});
    const float reach = s.neck + s.chest * 0.55f + 0.4f * s.head;
    const Vec3 nape = shoulder + rise * reach;
    b.blend(0.5f * s.neckRadius);
    b.limb(shoulder - rise * (0.3f * s.chest), nape, s.neckRadius * 1.25f, s.neckRadius * 0.85f);
    HeadBuild head;
    head.radius = s.head;
    head.snout = s.snout;
    head.snoutRadius = s.snoutRadius;
    head.ears = s.ears;
    head.turn = r.chance(0.5f) ? 0.35f * r.normal() : 0.0f;
    head.nod = r.between(-0.1f, 0.5f);
    addAnimalHead(b, nape, head, skin, dark);

    b.use(skin);
    b.blend(0.5f * s.tailRadius);
    addTail(b, {0.0f, y + 0.3f * s.hip, -0.5f * s.trunk * 0.72f - 0.75f * s.hip}, s.tail, s.tailRadius,
            s.sprawls ? -0.25f : r.between(-1.0f, 1.0f));
    if (r.chance(0.35f)) { // a lighter belly, a saddle, socks
        b.use(b.add(plain(coatColor(r))));
        if (r.chance(0.5f))
            Builder::paint(
                b.ellipsoid({0.0f, y - s.belly, 0.1f}, {s.belly, 0.55f * s.belly, 0.7f * s.trunk}));
        else
            Builder::paint(b.box({0.0f, 0.0f, 0.0f}, {2.0f, s.legs * r.between(0.2f, 0.6f), 2.0f}));
    }
}

} // namespace orfeas::shapes
