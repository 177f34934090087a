// Birds, standing, swimming or on the wing: ducks, hens, owls, penguins, herons, songbirds.
#include <algorithm>
#include <array>

#include "core/shapes/families/anatomy.h"
#include "core/shapes/family.h"

namespace orfeas::shapes {
namespace {

struct BirdBuild {
    float body, plump, upright; // half length, radius, pitch of the body in radians
    float neck, head, beak, beakHeight;
    float legs, tail;
    bool flies = false;
};

BirdBuild chooseBuild(Random& r) {
    BirdBuild s;
    s.body = r.between(0.45f, 0.7f);
    s.plump = s.body * r.between(0.5f, 0.85f);
    s.upright = r.chance(0.3f) ? r.between(0.7f, 1.4f) : r.between(0.05f, 0.6f);
    s.neck = r.chance(0.3f) ? r.between(0.25f, 0.8f) : r.between(0.0f, 0.2f);
    s.head = r.between(0.18f, 0.34f);
    s.beak = s.head * r.between(0.5f, 1.7f);
    s.beakHeight = s.head * r.between(0.22f, 0.42f);
    s.legs = r.chance(0.3f) ? 0.0f : r.between(0.1f, 0.7f);
    s.tail = r.between(0.2f, 0.7f);
    s.flies = r.chance(0.15f);
    return s;
}

void addWing(Builder& b, const BirdBuild& s, Vec3 middle, const Frame& frame, float side, float lift) {
    const auto at = [&](float x, float y, float z) { return middle + frame.outside({side * x, y, z}); };
    if (!s.flies) { // folded against the body
        const Frame along = frameAlong(frame.outside({side * 0.12f, 0.25f, 1.0f}));
        b.ellipsoid(at(0.86f * s.plump, 0.1f * s.plump, -0.15f * s.body),
                    {0.14f * s.plump, 0.8f * s.body, 0.55f * s.plump}, {along.x, along.y, along.z});
        return;
    }
    // Two plates, the outer one swept back and less raised. Their x runs outward, y forward.
    const float span = s.body * b.random.between(1.5f, 2.3f), width = s.body * b.random.between(0.4f, 0.6f);
    const Outline inner = smoothed({{-0.1f, 0.4f * width},
                                    {0.5f * span, 0.45f * width},
                                    {0.55f * span, -0.7f * width},
                                    {0.25f * span, -width},
                                    {-0.1f, -0.8f * width}},
                                   3, true);
    const Outline outer = smoothed({{0.0f, 0.45f * width},
                                    {0.3f * span, 0.2f * width},
                                    {0.55f * span, -0.5f * width},
                                    {0.3f * span, -0.75f * width},
                                    {0.0f, -0.7f * width}},
                                   3, true);
    const float thick = 0.05f * s.body;
    Frame plate;
    plate.x = normalized(frame.outside({side, std::sin(lift), 0.0f}));
    plate.y = frame.z;
    plate.z = cross(plate.x, plate.y);
    const Vec3 root = at(0.55f * s.plump, 0.3f * s.plump, 0.1f * s.body);
    b.extrusion(root, {&inner, 1}, thick, 0.9f * thick, plate);
    const Vec3 elbow = root + plate.x * (0.48f * span);
    plate.x = normalized(frame.outside({side, std::sin(0.3f * lift), 0.0f}));
    plate.z = cross(plate.x, plate.y);
    b.extrusion(elbow, {&outer, 1}, thick, 0.9f * thick, plate);
}

void addHead(Builder& b, const BirdBuild& s, Vec3 at, std::uint8_t coatMaterial, std::uint8_t beakMaterial) {
    Random& r = b.random;
    const Frame frame = turned(r.chance(0.5f) ? 0.5f * r.normal() : 0.0f, r.between(-0.1f, 0.2f));
    b.use(coatMaterial);
    b.blend(0.3f * s.head);
    b.ellipsoid(at, Vec3{0.92f, 0.95f, 1.02f} * s.head, frame);
    b.use(beakMaterial);
    b.blend(0.03f);
    const Vec3 root = at + frame.outside({0.0f, -0.1f * s.head, 0.72f * s.head});
    if (r.chance(0.3f)) { // broad, as ducks have
        const Vec3 tip = root + frame.outside({0.0f, -0.1f * s.beak, 0.7f * s.beak});
        b.ellipsoid(mix(root, tip, 0.6f), {0.42f * s.head, 0.16f * s.head, 0.75f * s.beak}, frame);
    } else {
        b.limb(root, root + frame.outside({0.0f, -r.between(0.0f, 0.4f) * s.beak, s.beak + 0.25f * s.head}),
               s.beakHeight, 0.015f);
    }
    if (r.chance(0.25f)) { // a comb or crest
        b.use(b.add(plain(r.chance(0.6f) ? Vec3{0.6f, 0.03f, 0.03f} : anyColor(r))));
        for (int i = 0; i < 3; ++i)
            b.limb(at + frame.outside({0.0f, 0.8f * s.head, (0.4f - 0.35f * static_cast<float>(i)) * s.head}),
                   at + frame.outside({0.0f, 1.35f * s.head, (0.4f - 0.5f * static_cast<float>(i)) * s.head}),
                   0.16f * s.head, 0.09f * s.head);
    }
    addEyes(b, at, frame, Vec3{0.62f, 0.22f, 0.6f} * s.head, s.head * r.between(0.12f, 0.26f));
}

void addLegs(Builder& b, const BirdBuild& s, Vec3 middle, std::uint8_t material) {
    Random& r = b.random;
    const float thick = r.between(0.03f, 0.06f), foot = r.between(0.16f, 0.3f);
    b.use(material);
    for (const float side : {-1.0f, 1.0f}) {
        const Vec3 hip = middle + Vec3{side * 0.45f * s.plump, -0.3f * s.plump, 0.0f};
        const Vec3 ankle{hip.x * 1.05f, 0.04f, hip.z + 0.06f * r.normal()};
        b.blend(0.06f);
        b.limb(hip, ankle, 1.7f * thick, thick);
        b.blend(0.02f);
        for (const float out : {-0.5f, 0.0f, 0.5f})
            b.limb(ankle, ankle + Vec3{std::sin(out) * foot, -0.01f, std::cos(out) * foot}, 0.8f * thick,
                   0.6f * thick);
    }
}

} // namespace

void buildBird(Builder& b) {
    Random& r = b.random;
    const BirdBuild s = chooseBuild(r);
    const std::uint8_t main = b.add(coat(r, 0.7f));
    const std::uint8_t wing = r.chance(0.5f) ? main : b.add(coat(r, 0.5f));
    const std::uint8_t horn = b.add(plain(
        r.chance(0.7f) ? hsv(r.between(0.04f, 0.14f), 0.85f, r.between(0.6f, 0.98f)) : coatColor(r), 0.3f));
    const Frame body = turned(0.0f, -s.upright);
    const float legs = s.flies ? 0.0f : s.legs;
    const Vec3 middle{0.0f, legs + 0.85f * mix(s.plump, s.body, std::sin(s.upright)), 0.0f};
    b.part();
    b.use(main);
    b.blend(0.4f * s.plump);
    b.ellipsoid(middle, {s.plump * r.between(0.8f, 1.0f), s.plump, s.body}, body);
    b.ellipsoid(middle + body.outside({0.0f, -0.12f * s.plump, 0.35f * s.body}),
                Vec3{0.8f, 0.82f, 0.8f} * s.plump, body);
    // The tail, flat and a little fanned.
    b.use(wing);
    const Vec3 rump = middle + body.outside({0.0f, 0.15f * s.plump, -0.8f * s.body});
    const float fan = r.between(0.05f, 0.4f), raise = r.between(-0.2f, 0.6f);
    for (int i = -1; i <= 1; ++i) {
        const float x = fan * static_cast<float>(i);
        b.limb(rump, rump + body.outside(Vec3{x, raise, -1.0f} * s.tail), 0.22f * s.plump,
               0.07f * s.plump + 0.02f);
    }
    b.blend(0.05f * s.plump);
    const float lift = r.between(-0.4f, 1.0f);
    for (const float side : {-1.0f, 1.0f})
        addWing(b, s, middle, body, side, lift + 0.05f * r.normal());
    if (legs > 0.0f || s.flies) addLegs(b, s, s.flies ? middle + Vec3{0.0f, 0.0f, -0.2f} : middle, horn);
    const Vec3 throat = middle + body.outside({0.0f, 0.35f * s.plump, 0.62f * s.body});
    const Vec3 head = throat + normalized({0.0f, 1.0f, s.flies ? 1.2f : 0.35f}) *
                                   (s.neck + 0.55f * s.head + 0.2f * s.plump);
    b.use(main);
    b.blend(0.3f * s.head);
    b.limb(throat - body.outside({0.0f, 0.3f, 0.2f}) * s.plump, head, mix(0.55f * s.plump, s.head, 0.4f),
           0.62f * s.head);
    addHead(b, s, head, r.chance(0.3f) ? wing : main, horn);
    if (r.chance(0.4f)) {
        b.use(b.add(plain(coatColor(r))));
        Builder::paint(b.ellipsoid(middle + body.outside({0.0f, -0.6f * s.plump, 0.5f * s.body}),
                                   Vec3{0.7f, 0.75f, 1.0f} * s.plump, body));
    }
}

} // namespace orfeas::shapes
