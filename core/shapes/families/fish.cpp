// Fish, whales, dolphins and sharks, swimming toward +z.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/shapes/families/anatomy.h"
#include "core/shapes/family.h"

namespace orfeas::shapes {
namespace {

// A thin plate in the body's upright plane (along z, up y), or turned out of it.
void addFin(Builder& b, const Outline& outline, Vec3 root, const Frame& frame, float thick) {
    const Outline smooth = smoothed(outline, 3, true);
    b.extrusion(root, {&smooth, 1}, thick, 0.7f * thick, frame);
}

// x of outlines runs backwards along the body, y out of it.
Frame finFrame(Vec3 out, Vec3 back) {
    Frame frame;
    frame.x = normalized(back);
    frame.y = normalized(out - frame.x * dot(out, frame.x));
    frame.z = cross(frame.x, frame.y);
    return frame;
}

void addTailFin(Builder& b, Vec3 root, Vec3 back, float size, bool flat, float thick) {
    Random& r = b.random;
    const float fork = r.between(0.1f, 0.9f), spread = r.between(0.6f, 1.1f);
    const Outline outline{{-0.15f * size, 0.08f * size}, {0.4f * size, 0.35f * size * spread},
                          {size, spread * size},         {size * (1.0f - 0.75f * fork), 0.0f},
                          {size, -spread * size},        {0.4f * size, -0.35f * size * spread},
                          {-0.15f * size, -0.08f * size}};
    addFin(b, outline, root, finFrame(flat ? Vec3{1.0f, 0.0f, 0.0f} : Vec3{0.0f, 1.0f, 0.0f}, back), thick);
}

} // namespace

void buildFish(Builder& b) {
    Random& r = b.random;
    const bool whale = r.chance(0.25f);
    const float tall = r.between(0.2f, whale ? 0.4f : 0.55f),
                wide = tall * (whale ? r.between(0.9f, 1.15f) : r.between(0.4f, 0.85f));
    const float bend = 0.25f * r.normal(), fullest = r.between(0.15f, 0.5f),
                thick = r.between(0.018f, 0.035f);
    const std::uint8_t skin = b.add(r.chance(0.5f) ? patterned(r, anyColor(r), 0.6f) : coat(r, 0.6f));
    const std::uint8_t fins = r.chance(0.4f) ? skin : b.add(plain(anyColor(r), 0.2f));
    b.use(skin);
    b.part();
    b.blend(0.35f * tall);
    // Slices from the snout (z = 1) to the tail's root, joined smoothly along a gently bent spine.
    const int slices = 7;
    const auto spine = [&](float t) { return Vec3{bend * t * t, 0.0f, 0.8f - 1.6f * t}; };
    for (int i = 0; i < slices; ++i) {
        const float t = (static_cast<float>(i) + 0.45f) / slices;
        const float share = std::sin(kPi * std::pow(t * 0.86f + 0.06f, t < fullest ? 0.8f : 0.75f));
        b.ellipsoid(spine(t),
                    {std::max(wide * share, 0.05f), std::max(tall * share, 0.07f),
                     0.42f - 0.2f * std::fabs(t - 0.5f)},
                    turned(-2.0f * bend * t * 0.6f));
    }
    const Vec3 root = spine(0.95f), back = normalized(spine(1.0f) - spine(0.8f));
    b.limb(spine(0.75f), root, 0.35f * tall * 0.7f, 0.2f * tall);
    b.use(fins);
    b.blend(0.04f);
    addTailFin(b, root, back, r.between(0.3f, 0.5f), whale, thick);
    const float high = r.between(0.15f, 0.45f), from = r.between(0.3f, 0.5f), span = r.between(0.25f, 0.6f);
    const Outline dorsal{{0.0f, -0.15f},
                         {0.3f * span, 0.6f * high},
                         {0.75f * span, high},
                         {span, 0.5f * high},
                         {span, -0.15f}};
    addFin(b, dorsal, spine(from) + Vec3{0.0f, 0.82f * tall, 0.15f},
           finFrame({0.0f, 1.0f, 0.0f}, {0.0f, -0.15f, -1.0f}), thick);
    if (!whale && r.chance(0.7f))
        addFin(b, {{0.0f, -0.12f}, {0.1f, 0.15f}, {0.3f, 0.2f}, {0.3f, -0.1f}},
               spine(0.62f) - Vec3{0.0f, 0.65f * tall, 0.0f},
               finFrame({0.0f, -1.0f, 0.0f}, {0.0f, 0.1f, -1.0f}), thick);
    const float paddle = r.between(0.25f, 0.5f);
    for (const float side : {-1.0f, 1.0f})
        addFin(b,
               {{0.0f, -0.06f},
                {0.12f * paddle, 0.5f * paddle},
                {0.6f * paddle, paddle},
                {0.55f * paddle, 0.3f * paddle},
                {0.4f * paddle, -0.06f}},
               spine(0.3f) + Vec3{side * 0.82f * wide, -0.3f * tall, 0.0f},
               finFrame({side, -0.7f, 0.0f}, {0.3f * side, -0.2f, -1.0f}), thick);
    b.use(skin);
    const Vec3 head = spine(0.12f);
    addEyes(b, head, {}, {0.55f * wide, 0.15f * tall, 0.14f}, r.between(0.035f, 0.08f));
    if (r.chance(0.5f)) {
        b.use(b.add(plain(hsv(r.unit(), 0.15f, 0.92f))));
        Builder::paint(b.box({0.0f, -tall * r.between(1.1f, 1.4f), 0.0f}, {2.0f, tall, 2.0f}));
    }
}

} // namespace orfeas::shapes
