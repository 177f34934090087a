// Heads with neck and shoulders: portraits, statues of people, masks, heads of apes and monsters.
#include <algorithm>
#include <cmath>

#include "core/shapes/families/anatomy.h"
#include "core/shapes/family.h"

namespace orfeas::shapes {
namespace {

struct Face {
    Vec3 radii;  ///< of the skull, its middle at the origin
    float age;   ///< 0 smooth … 1 deep features
    Frame frame; ///< where it looks
    std::uint8_t skin, hair, lips;

    Vec3 at(float x, float y, float z) const {
        return frame.outside(Vec3{x * radii.x, y * radii.y, z * radii.z});
    }
    float size() const { return radii.x; }
};

void skull(Builder& b, const Face& f) {
    Random& r = b.random;
    const float s = f.size();
    b.use(f.skin);
    b.ellipsoid({}, f.radii, f.frame);
    b.blend(0.35f * s);
    const float jaw = r.between(0.5f, 0.8f), low = r.between(0.55f, 0.85f);
    b.ellipsoid(f.at(0.0f, -low, 0.3f), Vec3{jaw, 0.5f, r.between(0.55f, 0.75f)} * s, f.frame);
    b.ellipsoid(f.at(0.0f, -low - 0.25f, 0.6f), Vec3{r.between(0.2f, 0.45f), 0.2f, 0.25f} * s,
                f.frame); // chin
    b.blend(0.25f * s);
    for (const float side : {-1.0f, 1.0f}) // cheeks
        b.ellipsoid(f.at(side * 0.5f, -0.3f, 0.6f), Vec3{0.28f, 0.25f, 0.25f} * (s * r.between(0.8f, 1.2f)),
                    f.frame);
}

void eyes(Builder& b, const Face& f) {
    Random& r = b.random;
    const float s = f.size(), x = r.between(0.35f, 0.45f), y = r.between(-0.05f, 0.15f),
                ball = s * r.between(0.12f, 0.24f);
    const Vec3 left = f.at(-x, y, 0.86f), right = f.at(x, y, 0.86f);
    b.use(f.skin);
    for (const Vec3 eye : {left, right}) // sockets under the brow
        Builder::carve(b.ellipsoid(eye + f.frame.z * (0.12f * s), Vec3{1.5f, 1.1f, 0.9f} * ball, f.frame),
                       0.12f * s);
    b.blend(0.1f * s);
    const float brow = s * (0.05f + 0.1f * f.age);
    for (const float side : {-1.0f, 1.0f})
        b.limb(f.at(side * 0.15f, y + 0.24f, 0.95f), f.at(side * 0.62f, y + 0.2f, 0.72f), brow, 0.7f * brow);
    b.blend(0.02f);
    if (r.chance(0.5f)) {
        for (const Vec3 eye : {left, right})
            b.ball(eye - f.frame.z * (0.1f * s), ball);
    } else {
        addEyes(b, {}, f.frame, Vec3{x * f.radii.x, y * f.radii.y, 0.8f * f.radii.z}, ball);
    }
}

void noseAndMouth(Builder& b, const Face& f) {
    Random& r = b.random;
    const float s = f.size(), out = r.between(0.02f, 0.2f), wide = s * r.between(0.1f, 0.2f);
    b.use(f.skin);
    b.blend(0.12f * s);
    const Vec3 tip = f.at(0.0f, r.between(-0.35f, -0.2f), 1.0f + out);
    b.limb(f.at(0.0f, 0.15f, 0.95f), tip, 0.6f * wide, wide);
    for (const float side : {-1.0f, 1.0f})
        b.ball(tip + f.frame.outside({side * 0.9f * wide, -0.2f * wide, -0.6f * wide}), 0.6f * wide);
    b.use(f.lips);
    b.blend(0.05f * s);
    const float y = r.between(-0.68f, -0.55f), mouth = r.between(0.18f, 0.35f),
                full = s * r.between(0.04f, 0.1f);
    for (const float up : {0.5f, -0.5f})
        b.ellipsoid(f.at(0.0f, y, 0.88f) + f.frame.y * (up * full), {mouth * s, full, 1.6f * full}, f.frame);
    if (r.chance(0.3f)) // open
        Builder::carve(
            b.ellipsoid(f.at(0.0f, y, 0.98f), {0.8f * mouth * s, 0.7f * full, 0.15f * s}, f.frame));
}

void ears(Builder& b, const Face& f) {
    Random& r = b.random;
    const float s = f.size(), large = s * (r.chance(0.2f) ? r.between(0.4f, 0.7f) : r.between(0.2f, 0.32f));
    const float y = r.between(-0.15f, 0.1f), out = r.between(0.1f, 0.6f);
    b.use(f.skin);
    b.blend(0.06f * s);
    for (const float side : {-1.0f, 1.0f}) {
        const Frame turn = frameAlong(f.frame.outside({side * 0.15f, 1.0f, -0.15f}));
        b.ellipsoid(f.at(side * 0.98f, y, -0.05f) + f.frame.outside({side * 0.3f * out * large, 0.0f, 0.0f}),
                    {0.2f * large + 0.25f * out * large, large, 0.6f * large}, turn);
    }
}

// A cap of hair, strands, curls, a bun, a beard, a hat, or none of it.
void hair(Builder& b, const Face& f) {
    Random& r = b.random;
    const float s = f.size(), kind = r.unit();
    b.use(f.hair);
    b.part();
    b.blend(0.1f * s);
    if (kind < 0.65f) {
        b.ellipsoid(f.at(0.0f, r.between(0.2f, 0.35f), -0.22f), f.radii * r.between(0.98f, 1.12f), f.frame);
        Builder::carve(b.ellipsoid(f.at(0.0f, -0.45f, 0.75f),
                                   f.radii * Vec3{r.between(0.6f, 0.85f), 1.0f, 0.8f}, f.frame),
                       0.06f);
        if (r.chance(0.5f)) { // long, at the sides and behind
            const float down = r.between(0.3f, 1.5f), thick = s * r.between(0.2f, 0.4f);
            for (const float side : {-1.0f, 1.0f})
                b.limb(f.at(side * 0.8f, 0.2f, -0.3f), f.at(side * r.between(0.7f, 1.1f), -down, -0.3f),
                       thick, 0.7f * thick);
            b.limb(f.at(0.0f, 0.2f, -0.7f), f.at(0.0f, -down, -0.7f), 1.6f * thick, thick);
        }
        if (r.chance(0.25f))
            b.ball(f.at(0.0f, r.between(0.5f, 1.1f), -0.8f), s * r.between(0.25f, 0.5f)); // a bun
        for (int i = r.chance(0.3f) ? r.whole(4, 14) : 0; i > 0 && b.room(1); --i) {      // curls
            const float a = r.between(0.0f, 2.0f * kPi), up = r.between(0.4f, 1.0f),
                        ring = std::sqrt(1.0f - up * up);
            b.ball(f.at(ring * std::cos(a), up, ring * std::sin(a) - 0.1f), s * r.between(0.15f, 0.3f));
        }
    } else if (kind < 0.85f) { // a hat, a helmet
        b.use(b.add(anyMaterial(r, 0.5f)));
        const float y = r.between(0.35f, 0.6f), tall = s * r.between(0.5f, 1.1f);
        const float wide = s * r.between(1.0f, 1.15f);
        if (r.chance(0.5f))
            b.ellipsoid(f.at(0.0f, y, -0.05f), {wide, tall, 1.1f * f.radii.z}, f.frame);
        else
            b.cone(f.at(0.0f, y - 0.1f, -0.05f), f.at(0.0f, y - 0.1f, -0.05f) + f.frame.y * tall, wide,
                   wide * r.between(0.6f, 1.0f), 0.05f);
        const Vec3 brim = f.at(0.0f, y - 0.05f, r.between(-0.05f, 0.3f));
        if (r.chance(0.7f))
            b.cone(brim, brim + f.frame.y * (0.1f * s), s * r.between(1.2f, 1.8f), s * r.between(1.1f, 1.5f),
                   0.03f);
    }
    if (r.chance(0.2f)) { // a beard
        b.use(f.hair);
        b.ellipsoid(f.at(0.0f, -0.85f, 0.6f), Vec3{0.6f, r.between(0.3f, 0.8f), 0.35f} * s, f.frame);
    }
}

// Neck and shoulders, cut off below or on a foot.
void below(Builder& b, const Face& f) {
    Random& r = b.random;
    const float s = f.size(), neck = r.between(0.3f, 0.6f), low = -f.radii.y - r.between(0.1f, 0.6f) * s;
    const float kind = r.unit();
    b.use(f.skin);
    b.part(0.12f * s);
    b.blend(0.25f * s);
    const Vec3 root{0.0f, low, -0.2f * f.radii.z};
    b.limb({0.0f, -0.4f * f.radii.y, -0.1f * f.radii.z}, root, neck * s * 1.1f, neck * s * 1.2f);
    if (kind < 0.6f) {
        if (r.chance(0.5f)) b.use(b.add(patterned(r, anyColor(r), 0.5f)));
        const float wide = s * r.between(1.2f, 2.1f), floor = low - s * r.between(0.5f, 1.1f);
        b.ellipsoid(root - Vec3{0.0f, 0.45f * s, 0.0f},
                    {wide, s * r.between(0.5f, 0.9f), s * r.between(0.55f, 0.85f)});
        for (const float side : {-1.0f, 1.0f})
            b.ball(root + Vec3{side * 0.85f * wide, -0.5f * s, 0.0f}, s * r.between(0.35f, 0.5f));
        Builder::carve(b.box({0.0f, floor - 4.0f, 0.0f}, {4.0f, 4.0f, 4.0f}));
        if (r.chance(0.5f))
            Builder::carve(
                b.box({0.0f, floor - 1.0f, 4.0f + 0.6f * s}, {4.0f, 4.0f, 4.0f}, 0.0f, turned(0.0f, 0.3f)));
    }
    if (kind > 0.45f && kind < 0.85f) { // a foot
        b.use(r.chance(0.5f) ? f.skin : b.add(anyMaterial(r, 0.5f)));
        b.blend(0.0f);
        const float foot = s * r.between(0.5f, 1.0f);
        const Vec3 base = root - Vec3{0.0f, s * r.between(0.7f, 1.3f), 0.0f};
        b.cone(base, root - Vec3{0.0f, 0.1f * s, 0.0f}, foot, 0.5f * foot, 0.03f);
        b.box(base, {foot * 1.1f, 0.12f * s, foot * 1.1f}, 0.02f);
    }
}

} // namespace

void buildBust(Builder& b) {
    Random& r = b.random;
    const bool cast = r.chance(0.5f); // of one material
    Face f;
    f.skin = b.add(cast ? (r.chance(0.6f) ? plain(anyColor(r), r.between(0.0f, 0.5f)) : anyMaterial(r, 1.0f))
                        : plain(skinColor(r), 0.1f));
    f.hair = cast ? f.skin : b.add(plain(coatColor(r), 0.2f));
    f.lips = cast || r.chance(0.4f)
                 ? f.skin
                 : b.add(plain(hsv(0.98f, r.between(0.3f, 0.7f), r.between(0.3f, 0.8f)), 0.2f));
    f.radii = Vec3{r.between(0.72f, 0.9f), r.between(0.85f, 1.15f), r.between(0.85f, 1.05f)} * 0.6f;
    f.age = r.unit();
    f.frame = turned(0.2f * r.normal(), 0.12f * r.normal(), 0.06f * r.normal());
    b.part();
    skull(b, f);
    eyes(b, f);
    noseAndMouth(b, f);
    ears(b, f);
    hair(b, f);
    below(b, f);
    if (cast && r.chance(0.5f)) b.repaint(anyMaterial(r, 1.5f));
    if (r.chance(0.3f)) b.melt(r.between(0.02f, 0.08f));
    if (r.chance(0.2f)) b.roughen(r.between(0.004f, 0.012f), r.between(8.0f, 25.0f));
}

} // namespace orfeas::shapes
