// Things that are nothing in particular: a few solids joined and cut at random, connected by how they are made.
#include <algorithm>
#include <vector>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

Frame anyTurn(Random& r) {
    if (r.chance(0.4f)) return {};
    if (r.chance(0.5f))
        return turned(0.5f * kPi * static_cast<float>(r.whole(0, 3)),
                      0.5f * kPi * static_cast<float>(r.whole(0, 1)));
    return turned(r.between(-kPi, kPi), r.between(-kPi, kPi));
}

Primitive& anySolid(Builder& b, Vec3 at, float size) {
    Random& r = b.random;
    const Frame frame = anyTurn(r);
    const float flat = size * r.between(0.35f, 1.0f),
                round = r.chance(0.5f) ? r.between(0.01f, 0.25f) * size : 0.0f;
    switch (r.whole(0, 7)) {
    case 0:
        return b.ellipsoid(at, {size, flat, size * r.between(0.4f, 1.0f)}, frame);
    case 1:
    case 2:
        return b.box(at, {0.8f * size, 0.8f * flat, size * r.between(0.3f, 0.9f)}, round, frame);
    case 3:
        return b.taperedBox(at, {0.8f * size, flat, 0.8f * size * r.between(0.5f, 1.0f)},
                            r.between(0.1f, 0.9f), 0.3f * round, frame);
    case 4:
        return b.torus(at, 0.72f * size, size * r.between(0.12f, 0.28f), frame);
    case 5: {
        const Vec3 half = frame.y * flat;
        return b.limb(at - half, at + half, size * r.between(0.3f, 0.6f), size * r.between(0.15f, 0.6f));
    }
    default: {
        const Vec3 half = frame.y * flat;
        return b.cone(at - half, at + half, 0.75f * size, 0.75f * size * (r.chance(0.5f) ? 1.0f : r.unit()),
                      round);
    }
    }
}

} // namespace

void buildComposition(Builder& b) {
    Random& r = b.random;
    const int colors = r.whole(1, 3), solids = r.whole(1, 6);
    std::vector<std::uint8_t> materials;
    for (int i = 0; i < colors; ++i)
        materials.push_back(b.add(anyMaterial(r, 1.2f)));
    b.part();
    const float soft = r.chance(0.5f) ? 0.0f : r.between(0.03f, 0.3f);
    std::vector<Vec3> centers;
    std::vector<float> sizes;
    for (int i = 0; i < solids; ++i) {
        const float size = i == 0 ? 0.7f : r.between(0.25f, 0.55f);
        Vec3 at;
        if (i > 0) { // overlapping one that is there
            const auto on = static_cast<std::size_t>(r.whole(0, i - 1));
            at = centers[on] + r.direction() * (0.62f * sizes[on] + 0.25f * size);
        }
        b.use(materials[static_cast<std::size_t>(r.whole(0, colors - 1))]);
        b.blend(soft);
        Primitive& s = anySolid(b, at, size);
        if (r.chance(0.12f)) Builder::twist(s, r.between(-2.0f, 2.0f));
        centers.push_back(at);
        sizes.push_back(size);
    }
    for (int i = r.chance(0.5f) ? r.whole(1, 3) : 0; i > 0; --i) { // holes and cuts
        const Vec3 way =
            r.chance(0.7f) ? frameAlong({r.normal(), r.normal(), r.normal()}).y : Vec3{0.0f, 0.0f, 1.0f};
        const Vec3 at = r.direction() * r.between(0.1f, 0.55f);
        const float size = r.between(0.12f, 0.3f), edge = r.chance(0.3f) ? 0.05f : 0.0f;
        if (r.chance(0.5f))
            Builder::carve(b.cone(at - way * 2.0f, at + way * 2.0f, size, size), edge);
        else
            Builder::carve(b.box(at, {size, size, 2.0f}, 0.02f, frameAlong(way)), edge);
    }
    if (r.chance(0.25f)) b.deform.twist = 0.6f * r.normal();
    if (r.chance(0.25f)) b.deform.curveX = 0.2f * r.normal();
}

} // namespace orfeas::shapes
