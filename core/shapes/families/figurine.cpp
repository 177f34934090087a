// Figures of no particular kind, the same on the left as on the right: sitting animals, toys, monsters, statuettes. What
// can be told of a thing that nobody has seen before is told by its pairs: two eyes, two ears, two feet.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/shapes/families/anatomy.h"
#include "core/shapes/family.h"

namespace orfeas::shapes {
namespace {

struct Lump {
    Vec3 center;
    Vec3 radii;
};

// The point of a lump's surface that lies that way from its middle.
Vec3 onSurface(const Lump& lump, Vec3 way) {
    const Vec3 n = normalized(way);
    const Vec3 q{n.x / lump.radii.x, n.y / lump.radii.y, n.z / lump.radii.z};
    return lump.center + n * (1.0f / length(q));
}

float sizeOf(const Lump& lump) {
    return (lump.radii.x + lump.radii.y + lump.radii.z) / 3.0f;
}

Vec3 sideways(Vec3 p, float side) {
    return {side * p.x, p.y, p.z};
}

Vec3 anyRadii(Random& r, float size) {
    return Vec3{r.between(0.6f, 1.1f), r.between(0.55f, 1.4f), r.between(0.55f, 1.5f)} * size;
}

// Lumps one after the other in the plane of symmetry; `way` turns between forward (0) and straight up.
std::vector<Lump> trunk(Random& r) {
    std::vector<Lump> lumps{{{0.0f, 0.0f, 0.0f}, anyRadii(r, 0.5f)}};
    const int more = r.whole(0, 3);
    float way = r.between(-0.2f, 1.9f);
    for (int i = 0; i < more; ++i) {
        const Lump& last = lumps.back();
        const Vec3 toward{0.0f, std::sin(way), std::cos(way)};
        const Lump next{{}, anyRadii(r, sizeOf(last) * r.between(0.55f, 1.05f))};
        const float reach = r.between(0.55f, 0.95f);
        const Vec3 edge = onSurface(last, toward);
        const float depth = length(onSurface(next, toward) - next.center);
        lumps.push_back({edge + toward * (depth * (2.0f * reach - 1.0f)), next.radii});
        way += r.between(-0.8f, 0.8f);
    }
    return lumps;
}

// One of the things that come in pairs, or once in the middle (side 0).
struct Feature {
    int kind;
    Vec3 root, way;
    float length, thick;
    float bend;
    std::uint8_t material;
};

Feature anyFeature(Builder& b, const Lump& lump, Vec3 way, std::uint8_t skin) {
    Random& r = b.random;
    const float size = sizeOf(lump);
    Feature f;
    f.kind = r.whole(0, 5);
    f.root = onSurface(lump, way);
    f.way = normalized(normalized(way) +
                       Vec3{0.3f * std::fabs(r.normal()), 0.5f * r.normal(), 0.5f * r.normal()});
    f.length = size * r.between(0.3f, 1.5f);
    f.thick = size * r.between(0.1f, 0.38f);
    f.bend = 0.6f * r.normal();
    f.material = r.chance(0.35f) ? b.add(plain(anyColor(r), r.unit() * 0.5f)) : skin;
    return f;
}

void addFeature(Builder& b, const Feature& f, float side) {
    const Vec3 root = sideways(f.root, side), way = sideways(f.way, side);
    const Vec3 tip = root + way * f.length;
    b.use(f.material);
    b.blend(0.35f * f.thick);
    switch (f.kind) {
    case 0:
    case 1: { // an arm, a leg, a tentacle: bent on its way
        const Vec3 knee =
            mix(root, tip, 0.55f) + Vec3{0.0f, f.bend * f.length * 0.5f, 0.3f * f.length * f.bend};
        b.limb(root - way * (0.4f * f.thick), knee, f.thick, 0.8f * f.thick);
        b.limb(knee, tip, 0.8f * f.thick, 0.55f * f.thick);
        if (f.bend > 0.2f) b.ball(tip, 0.9f * f.thick);
        break;
    }
    case 2: // a horn, an ear, a spike
        b.limb(root, root + way * (0.7f * f.length), f.thick, 0.08f * f.thick);
        break;
    case 3: // a wing, a fin, a large ear: flat
        b.ellipsoid(root + way * (0.42f * f.length),
                    {0.25f * f.thick, 0.55f * f.length, 0.8f * f.thick + 0.15f * f.length}, frameAlong(way));
        break;
    case 4: // a foot, a cheek, a haunch
        b.ellipsoid(root, Vec3{1.1f, 0.9f, 1.0f + 0.7f * std::fabs(f.bend)} * f.thick * 1.3f);
        break;
    default: // a knob, a wheel, a button
        b.cone(root - way * f.thick, root + way * (0.5f * f.thick), f.thick, f.thick, 0.2f * f.thick);
        break;
    }
}

void pairs(Builder& b, const std::vector<Lump>& lumps, std::uint8_t skin) {
    Random& r = b.random;
    const int count = r.whole(1, 4);
    for (int i = 0; i < count && b.room(8); ++i) {
        const Lump& lump = lumps[std::size_t(r.whole(0, int(lumps.size()) - 1))];
        const Vec3 way{r.between(0.35f, 1.0f), r.between(-1.0f, 1.0f), r.between(-1.0f, 1.0f)};
        const Feature feature = anyFeature(b, lump, way, skin);
        for (const float side : {-1.0f, 1.0f})
            addFeature(b, feature, side);
    }
    if (r.chance(0.5f)) { // feet to stand on
        const Lump& lowest = *std::min_element(lumps.begin(), lumps.end(), [](const Lump& x, const Lump& y) {
            return x.center.y - x.radii.y < y.center.y - y.radii.y;
        });
        Feature foot = anyFeature(b, lowest, {r.between(0.3f, 0.8f), -1.0f, r.between(-0.2f, 0.9f)}, skin);
        foot.kind = r.chance(0.5f) ? 4 : 0;
        foot.way = normalized({0.15f, -1.0f, r.between(-0.1f, 0.5f)});
        for (const float side : {-1.0f, 1.0f})
            addFeature(b, foot, side);
    }
}

void singles(Builder& b, const std::vector<Lump>& lumps, std::uint8_t skin) {
    Random& r = b.random;
    const Lump &head = lumps.back(), &rump = lumps.front();
    if (r.chance(0.5f)) { // a beak, a snout, a nose
        Feature snout = anyFeature(b, head, {0.0f, r.between(-0.4f, 0.2f), 1.0f}, skin);
        snout.kind = r.chance(0.6f) ? 2 : 4;
        snout.way = normalized({0.0f, r.between(-0.5f, 0.2f), 1.0f});
        addFeature(b, snout, 0.0f);
    }
    b.use(skin);
    if (r.chance(0.4f)) {
        b.blend(0.05f);
        addTail(b, onSurface(rump, {0.0f, r.between(-0.3f, 0.6f), -1.0f}), r.between(0.2f, 1.0f),
                r.between(0.04f, 0.14f), r.between(-1.0f, 1.4f));
    }
    const int spikes = r.chance(0.25f) ? r.whole(2, 6) : 0;
    for (int i = 0; i < spikes && b.room(1); ++i) {
        const float along = 0.4f + 1.6f * static_cast<float>(i) / static_cast<float>(spikes);
        Feature spike = anyFeature(b, rump, {0.0f, std::sin(along), -std::cos(along)}, skin);
        spike.kind = 2;
        addFeature(b, spike, 0.0f);
    }
}

void base(Builder& b, const std::vector<Lump>& lumps) {
    Random& r = b.random;
    float low = 1e9f, wide = 0.2f;
    for (const Lump& lump : lumps) {
        low = std::min(low, lump.center.y - lump.radii.y);
        wide = std::max(wide, lump.radii.z);
    }
    b.use(b.add(anyMaterial(r, 1.0f)));
    b.part();
    const float half = r.between(0.04f, 0.2f), y = low - 0.5f * half;
    if (r.chance(0.5f))
        b.cone({0.0f, y - half, 0.0f}, {0.0f, y + half, 0.0f}, wide * r.between(0.9f, 1.4f),
               wide * r.between(0.8f, 1.2f), 0.02f);
    else
        b.box({0.0f, y, 0.0f}, {wide * r.between(0.7f, 1.3f), half, wide * r.between(0.8f, 1.4f)}, 0.02f);
}

} // namespace

void buildFigurine(Builder& b) {
    Random& r = b.random;
    const std::uint8_t skin = b.add(r.chance(0.5f) ? coat(r, 1.0f) : anyMaterial(r, 1.0f));
    const std::vector<Lump> lumps = trunk(r);
    b.use(skin);
    b.part();
    b.blend(r.between(0.05f, 0.35f));
    for (const Lump& lump : lumps)
        b.ellipsoid(lump.center, lump.radii);
    pairs(b, lumps, skin);
    singles(b, lumps, skin);
    const Lump& head = lumps.back();
    b.use(skin);
    if (r.chance(0.75f)) {
        const Vec3 eye{r.between(0.25f, 0.75f), r.between(0.05f, 0.6f), 0.8f};
        addEyes(b, head.center, {}, onSurface(head, eye) - head.center,
                sizeOf(head) * r.between(0.1f, 0.25f));
    }
    if (r.chance(0.45f)) { // a belly, a mask, trousers
        b.use(b.add(plain(anyColor(r))));
        const Lump& where = lumps[std::size_t(r.whole(0, int(lumps.size()) - 1))];
        Builder::paint(b.ellipsoid(onSurface(where, {0.0f, r.between(-1.0f, 0.8f), r.between(-0.3f, 1.0f)}),
                                   where.radii * r.between(0.5f, 0.95f)));
    }
    if (r.chance(0.2f)) base(b, lumps);
}

} // namespace orfeas::shapes
