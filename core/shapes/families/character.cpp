// People, toys, robots and cartoon figures on two legs, with clothes and hair.
#include <algorithm>
#include <array>

#include "core/shapes/families/anatomy.h"
#include "core/shapes/family.h"

namespace orfeas::shapes {
namespace {

// Lengths where the figure without its head is about 1.5 tall.
struct Figure {
    float legs, torso, shoulders, hips, chest, waist;
    float arm, armRadius, legRadius, hand, foot;
    float head, neck;
    bool robot = false;
};

Figure chooseFigure(Random& r) {
    const float child =
        r.chance(0.65f) ? r.between(0.35f, 1.0f) : r.between(0.0f, 0.3f); // big head, short limbs
    const float stout = r.unit() * r.unit();
    Figure f;
    f.legs = mix(0.85f, 0.3f, child) * r.between(0.85f, 1.1f);
    f.torso = mix(0.6f, 0.45f, child) * r.between(0.9f, 1.15f);
    f.chest = mix(0.16f, 0.2f, child) * (1.0f + 0.7f * stout);
    f.waist = f.chest * r.between(0.75f, 1.05f) * (1.0f + 0.35f * stout);
    f.hips = f.waist * r.between(0.95f, 1.2f);
    f.shoulders = f.chest * r.between(1.1f, 1.45f);
    f.arm = (f.torso * 0.95f + f.legs * 0.25f) * r.between(0.85f, 1.1f);
    f.armRadius = mix(0.055f, 0.075f, child) * r.between(0.85f, 1.4f) * (1.0f + 0.4f * stout);
    f.legRadius = f.armRadius * r.between(1.25f, 1.7f);
    f.hand = f.armRadius * r.between(1.1f, 1.6f);
    f.foot = f.legRadius * r.between(1.1f, 1.6f);
    f.head = mix(0.14f, 0.36f, child) * r.between(0.9f, 1.15f);
    f.neck = mix(0.1f, 0.02f, child);
    f.robot = r.chance(0.12f);
    return f;
}

struct Dress {
    std::uint8_t skin, top, legs, shoes, hair, extra;
    bool longSleeves, shorts, skirt;
};

Dress chooseDress(Builder& b) {
    Random& r = b.random;
    Dress d;
    d.skin = b.add(plain(skinColor(r), 0.08f));
    d.top = b.add(patterned(r, anyColor(r), 0.6f));
    d.legs = b.add(patterned(r, anyColor(r), 0.6f));
    d.shoes = b.add(plain(darker(anyColor(r), 0.4f), 0.3f));
    d.hair = b.add(plain(r.chance(0.8f) ? coatColor(r) : anyColor(r), 0.15f));
    d.extra = b.add(plain(anyColor(r), 0.2f));
    d.longSleeves = r.chance(0.5f);
    d.shorts = r.chance(0.3f);
    d.skirt = r.chance(0.25f);
    if (r.chance(0.15f)) d.top = d.legs = d.shoes = d.skin; // a toy of one colour, an animal
    return d;
}

void addLegs(Builder& b, const Figure& f, const Dress& d) {
    Random& r = b.random;
    const float stride = r.chance(0.4f) ? r.between(0.1f, 0.5f) : 0.0f, apart = r.between(0.0f, 0.25f);
    for (const float side : {-1.0f, 1.0f}) {
        const float swing = side * stride;
        const Vec3 hip{side * f.hips * 0.5f, f.legs + 0.3f * f.legRadius, 0.0f};
        const Vec3 foot{side * (f.hips * 0.5f + apart * f.legs), 0.6f * f.foot, std::sin(swing) * f.legs};
        const Vec3 knee = mix(hip, foot, 0.5f) + Vec3{0.0f, 0.0f, 0.06f * f.legs};
        b.blend(0.5f * f.legRadius);
        b.use(d.legs);
        b.limb(hip, knee, f.legRadius * 1.15f, f.legRadius * 0.95f);
        b.use(d.shorts || d.skirt ? d.skin : d.legs);
        b.limb(knee, foot + Vec3{0.0f, 0.3f * f.foot, 0.0f}, f.legRadius * 0.95f, f.legRadius * 0.75f);
        b.use(d.shoes);
        b.blend(0.25f * f.foot);
        b.ellipsoid(foot + Vec3{side * 0.15f * f.foot, -0.05f * f.foot, 0.5f * f.foot},
                    {f.foot * 0.85f, f.foot * 0.62f, f.foot * 1.4f});
    }
}

void addArm(Builder& b, const Figure& f, const Dress& d, float shoulderY, float side, float raise,
            float forward) {
    Random& r = b.random;
    const Vec3 shoulder{side * f.shoulders, shoulderY, 0.0f};
    const Vec3 way = normalized({side * (0.12f + std::sin(raise)), -std::cos(raise), forward});
    const Vec3 elbow = shoulder + way * (0.5f * f.arm);
    const Vec3 bent = normalized(way + Vec3{0.25f * side * r.normal(), 0.5f * r.unit(), 0.5f * r.unit()});
    const Vec3 wrist = elbow + bent * (0.45f * f.arm);
    b.blend(0.6f * f.armRadius);
    b.use(d.top);
    b.limb(shoulder, elbow, f.armRadius * 1.2f, f.armRadius);
    b.use(d.longSleeves ? d.top : d.skin);
    b.limb(elbow, wrist, f.armRadius, f.armRadius * 0.85f);
    b.use(d.skin);
    b.blend(0.3f * f.hand);
    b.ellipsoid(wrist + bent * (0.7f * f.hand), Vec3{0.8f, 1.1f, 0.65f} * f.hand, frameAlong(bent));
    b.limb(wrist + bent * (0.3f * f.hand),
           wrist + bent * (0.7f * f.hand) + Vec3{-0.6f * side * f.hand, 0.1f * f.hand, 0.5f * f.hand},
           0.35f * f.hand, 0.28f * f.hand);
    if (!r.chance(0.12f)) return;
    b.use(d.extra); // something held
    b.blend(0.0f);
    const Vec3 grip = wrist + bent * (0.8f * f.hand);
    const Vec3 hold = normalized({0.2f * r.normal(), 1.0f, 0.3f});
    b.limb(grip - hold * (0.3f * f.arm), grip + hold * (0.9f * f.arm), 0.025f, 0.02f);
    if (r.chance(0.6f)) b.ellipsoid(grip + hold * (0.9f * f.arm), {0.08f, 0.12f, 0.05f});
}

void addTorso(Builder& b, const Figure& f, const Dress& d) {
    Random& r = b.random;
    const float flat = r.between(0.65f, 0.9f);
    b.use(d.top);
    if (f.robot) {
        b.taperedBox({0.0f, f.legs + 0.5f * f.torso, 0.0f}, {f.hips * 1.2f, 0.5f * f.torso, f.hips * flat},
                     r.between(0.8f, 1.3f), r.between(0.01f, 0.08f));
        return;
    }
    b.blend(0.6f * f.waist);
    b.ellipsoid({0.0f, f.legs + 0.78f * f.torso, 0.0f},
                {f.shoulders * 1.02f, 0.3f * f.torso, f.chest * flat});
    b.ellipsoid({0.0f, f.legs + 0.42f * f.torso, 0.02f}, {f.waist, 0.38f * f.torso, f.waist * flat});
    b.use(d.legs);
    b.ellipsoid({0.0f, f.legs + 0.1f * f.torso, 0.0f}, {f.hips * 1.05f, 0.24f * f.torso, f.hips * flat});
    if (d.skirt) {
        const float length = f.legs * r.between(0.4f, 0.9f);
        b.blend(0.05f);
        b.cone({0.0f, f.legs - length + 0.1f * f.torso, 0.0f}, {0.0f, f.legs + 0.25f * f.torso, 0.0f},
               f.hips * r.between(1.3f, 2.0f), f.waist * 0.9f, 0.02f);
    } else if (r.chance(0.4f)) { // a belt
        b.use(d.extra);
        Builder::paint(b.box({0.0f, f.legs + 0.22f * f.torso, 0.0f}, {1.0f, 0.05f * f.torso, 1.0f}));
    }
}

void addHair(Builder& b, Vec3 skull, float s, const Dress& d) {
    Random& r = b.random;
    b.use(d.hair);
    b.blend(0.15f * s);
    const float kind = r.unit();
    if (kind < 0.12f) return;
    if (kind < 0.3f) { // a hat
        b.use(d.extra);
        const float brim = s * r.between(1.1f, 1.7f), y = skull.y + 0.5f * s;
        b.cone({0.0f, y, skull.z}, {0.0f, y + 0.08f * s, skull.z}, brim, brim, 0.03f * s);
        b.cone({0.0f, y, skull.z}, {0.0f, y + s * r.between(0.4f, 1.3f), skull.z}, s * 0.95f,
               s * r.between(0.05f, 0.9f), 0.05f * s);
        return;
    }
    b.ellipsoid(skull + Vec3{0.0f, 0.22f * s, -0.2f * s}, Vec3{1.08f, 0.98f, 1.0f} * s);
    if (kind < 0.5f) { // long
        const float length = s * r.between(0.8f, 2.2f);
        b.limb(skull + Vec3{0.0f, 0.0f, -0.45f * s}, skull + Vec3{0.0f, -length, -0.55f * s}, 0.8f * s,
               s * r.between(0.4f, 0.8f));
    } else if (kind < 0.65f) { // bunches
        const float out = r.between(0.9f, 1.3f), drop = r.between(0.0f, 1.4f);
        for (const float side : {-1.0f, 1.0f})
            b.limb(skull + Vec3{side * 0.8f * s, 0.35f * s, -0.1f * s},
                   skull + Vec3{side * out * 1.15f * s, (0.4f - drop) * s, -0.2f * s}, 0.3f * s, 0.26f * s);
    } else if (kind < 0.85f) { // tufts
        for (int i = r.whole(3, 7); i > 0; --i) {
            const Vec3 way = normalized(r.direction() + Vec3{0.0f, 1.0f, -0.3f});
            b.limb(skull + way * (0.6f * s), skull + way * (s * r.between(1.15f, 1.5f)), 0.4f * s, 0.08f * s);
        }
    } else {
        b.ball(skull + Vec3{0.0f, 1.15f * s, -0.3f * s}, 0.38f * s);
    }
}

void addHead(Builder& b, const Figure& f, const Dress& d, float top) {
    Random& r = b.random;
    const float s = f.head;
    const Vec3 skull{0.0f, top + f.neck + 0.85f * s, 0.02f};
    b.use(d.skin);
    b.blend(0.25f * s);
    b.limb({0.0f, top - 0.05f, 0.0f}, skull, 0.4f * s, 0.4f * s);
    if (f.robot) {
        b.box(skull, Vec3{0.95f, 0.8f, 0.8f} * s, r.between(0.05f, 0.4f) * s);
        b.use(d.extra);
        b.limb(skull, skull + Vec3{0.0f, 1.3f * s, 0.0f}, 0.06f * s, 0.06f * s);
        b.ball(skull + Vec3{0.0f, 1.35f * s, 0.0f}, 0.15f * s);
        for (const float side : {-1.0f, 1.0f})
            b.cone(skull + Vec3{side * 0.4f * s, 0.2f * s, 0.7f * s},
                   skull + Vec3{side * 0.4f * s, 0.2f * s, 0.9f * s}, 0.2f * s, 0.2f * s);
        return;
    }
    b.ellipsoid(skull, Vec3{r.between(0.82f, 1.05f), r.between(0.95f, 1.12f), r.between(0.85f, 1.0f)} * s);
    b.ellipsoid(skull + Vec3{0.0f, -0.5f * s, 0.15f * s}, Vec3{0.65f, 0.5f, 0.65f} * s);
    if (r.chance(0.8f))
        b.limb(skull + Vec3{0.0f, 0.05f * s, 0.85f * s},
               skull + Vec3{0.0f, -0.15f * s, s * r.between(0.95f, 1.25f)}, 0.1f * s,
               s * r.between(0.1f, 0.22f));
    for (const float side : {-1.0f, 1.0f})
        b.ellipsoid(skull + Vec3{side * 0.93f * s, -0.02f * s, -0.05f * s}, Vec3{0.12f, 0.25f, 0.18f} * s);
    addEyes(b, skull, {}, Vec3{0.36f, 0.12f, 0.88f} * s, s * r.between(0.1f, 0.2f));
    b.use(b.add(plain({0.35f, 0.05f, 0.05f})));
    Builder::paint(b.ellipsoid(skull + Vec3{0.0f, -0.45f * s, 0.85f * s},
                               Vec3{r.between(0.15f, 0.35f), r.between(0.03f, 0.1f), 0.3f} * s));
    addHair(b, skull, s, d);
}

} // namespace

void buildCharacter(Builder& b) {
    Random& r = b.random;
    const Figure f = chooseFigure(r);
    const Dress d = chooseDress(b);
    b.part();
    addTorso(b, f, d);
    addLegs(b, f, d);
    const float shoulderY = f.legs + 0.85f * f.torso;
    const bool spread = r.chance(0.25f); // arms out, as models are often shown
    for (const float side : {-1.0f, 1.0f}) {
        const float raise = spread           ? r.between(0.6f, 1.5f)
                            : r.chance(0.2f) ? r.between(0.8f, 2.6f)
                                             : r.between(0.05f, 0.6f);
        addArm(b, f, d, shoulderY, side, raise, r.chance(0.4f) ? r.between(0.1f, 0.9f) : 0.05f);
    }
    b.part(0.02f);
    addHead(b, f, d, f.legs + f.torso * 1.02f);
    if (r.chance(0.15f)) { // a cape or a pack
        b.part(0.02f);
        b.use(d.extra);
        if (r.chance(0.5f))
            b.taperedBox({0.0f, f.legs + 0.3f * f.torso, -f.chest * 1.25f},
                         {f.shoulders * 1.3f, 0.6f * f.torso, 0.03f}, 0.7f, 0.02f, turned(0.0f, 0.12f));
        else
            b.box({0.0f, f.legs + 0.55f * f.torso, -f.chest * 1.2f},
                  {f.shoulders * 0.8f, 0.35f * f.torso, 0.6f * f.chest}, 0.06f);
    }
    b.deform.curveX = r.chance(0.2f) ? 0.06f * r.normal() : 0.0f;
}

} // namespace orfeas::shapes
