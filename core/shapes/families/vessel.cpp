// Vessels: vases, jugs, cups, bowls, bottles, teapots, pots, urns, barrels.
#include <algorithm>
#include <array>
#include <vector>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

// Outer radii from the foot to the rim, at even or uneven heights 0 … 1.
Outline profile(Random& r, float& height) {
    const float kind = r.unit();
    if (kind < 0.22f) { // bottle
        height = r.between(2.0f, 3.2f);
        const float neck = r.between(0.18f, 0.38f), shoulder = r.between(0.5f, 0.75f);
        return {{r.between(0.7f, 0.9f), 0.0f}, {0.9f, 0.06f}, {0.9f, shoulder - 0.12f}, {0.75f, shoulder},
                {neck, shoulder + 0.14f},      {neck, 0.95f}, {neck * 1.15f, 1.0f}};
    }
    if (kind < 0.45f) { // cup, mug, bucket, tub
        height = r.between(0.8f, 2.0f);
        const float foot = r.between(0.55f, 1.0f), bulge = r.between(-0.05f, 0.18f);
        return {{foot, 0.0f},
                {mix(foot, 0.95f, 0.35f) + bulge, 0.3f},
                {mix(foot, 0.95f, 0.7f) + bulge, 0.7f},
                {0.95f, 1.0f}};
    }
    if (kind < 0.62f) { // bowl, dish
        height = r.between(0.35f, 0.8f);
        return {{r.between(0.25f, 0.5f), 0.0f},
                {r.between(0.3f, 0.5f), 0.08f},
                {r.between(0.7f, 0.85f), 0.4f},
                {0.95f, 0.8f},
                {1.0f, 1.0f}};
    }
    height = r.between(1.1f, 2.6f); // vase, jug, urn
    const float foot = r.between(0.35f, 0.7f), belly = r.between(0.8f, 1.0f), at = r.between(0.25f, 0.6f);
    const float neck = r.between(0.25f, 0.7f), lip = neck * r.between(1.0f, 1.6f);
    return {{foot, 0.0f},  {mix(foot, belly, 0.45f), at * 0.4f},
            {belly, at},   {mix(neck, belly, 0.6f), mix(at, 0.86f, 0.5f)},
            {neck, 0.86f}, {lip, 1.0f}};
}

float radiusAt(const Outline& outer, float y) {
    for (std::size_t i = 1; i < outer.size(); ++i) {
        if (outer[i].y < y) continue;
        const float span = std::max(outer[i].y - outer[i - 1].y, 1e-5f);
        return mix(outer[i - 1].x, outer[i].x, std::clamp((y - outer[i - 1].y) / span, 0.0f, 1.0f));
    }
    return outer.back().x;
}

// The wall's cross section: up outside, down inside, along the axis.
Outline wall(const Outline& outer, float thick, bool open) {
    Outline section{{0.0f, outer.front().y}};
    section.insert(section.end(), outer.begin(), outer.end());
    if (open) {
        for (auto p = outer.rbegin(); p != outer.rend(); ++p) {
            if (p->y < outer.front().y + 1.3f * thick) break;
            section.push_back({std::max(p->x - thick, 0.02f), p->y});
        }
        const float inner = std::max(section.back().x, 0.02f);
        section.push_back({inner * 0.8f, outer.front().y + thick});
        section.push_back({0.0f, outer.front().y + thick});
    } else {
        section.push_back({0.0f, outer.back().y});
    }
    return section;
}

void handle(Builder& b, const Outline& outer, float height, float turn, float thick) {
    Random& r = b.random;
    const float low = height * r.between(0.18f, 0.4f), high = height * r.between(0.68f, 0.93f);
    const float inLow = radiusAt(outer, low) - 0.4f * thick, inHigh = radiusAt(outer, high) - 0.4f * thick;
    const float out = std::max(inLow, inHigh) + r.between(0.22f, 0.5f) * (high - low) + 0.1f;
    const float c = std::cos(turn), s = std::sin(turn);
    const auto at = [&](float radius, float y) { return Vec3{c * radius, y, s * radius}; };
    const std::array<Vec3, 5> curve{at(inHigh, high), at(mix(inHigh, out, 0.75f), high + 0.05f * height),
                                    at(out, mix(high, low, 0.3f)),
                                    at(mix(inLow, out, 0.7f), mix(high, low, 0.75f)), at(inLow, low)};
    b.tube(curve, thick, thick * r.between(0.8f, 1.1f), 2);
}

void spout(Builder& b, const Outline& outer, float height, float turn) {
    Random& r = b.random;
    const float y = height * r.between(0.25f, 0.45f), in = radiusAt(outer, y) - 0.1f;
    const float c = std::cos(turn), s = std::sin(turn);
    const auto at = [&](float radius, float up) { return Vec3{c * radius, up, s * radius}; };
    const float out = in + r.between(0.5f, 0.85f), top = height * r.between(0.85f, 1.15f);
    const std::array<Vec3, 3> curve{at(in, y), at(mix(in, out, 0.6f), mix(y, top, 0.35f)), at(out, top)};
    b.tube(curve, r.between(0.16f, 0.24f), r.between(0.07f, 0.11f), 3);
}

void lid(Builder& b, float radius, float height) {
    Random& r = b.random;
    const float rise = radius * r.between(0.15f, 0.55f);
    b.ellipsoid({0.0f, height, 0.0f}, {radius * 1.02f, rise, radius * 1.02f});
    if (r.chance(0.85f)) b.ball({0.0f, height + rise + 0.05f, 0.0f}, r.between(0.08f, 0.16f));
}

} // namespace

void buildVessel(Builder& b) {
    Random& r = b.random;
    float height = 1.0f;
    Outline outer = profile(r, height);
    for (Vec2& p : outer)
        p.y *= height;
    outer = smoothed(outer, 6, false);
    const bool closed = r.chance(0.35f);
    const float thick = r.between(0.04f, 0.1f);
    const Material body = r.chance(0.15f) ? metal(r) : r.chance(0.12f) ? wood(r) : glazed(r, anyColor(r));
    const std::uint8_t main = b.add(body);
    const std::uint8_t other = r.chance(0.6f) ? main : b.add(anyMaterial(r, 1.0f));
    b.use(main);
    b.part();
    b.lathe({}, wall(outer, thick, !closed), 0.02f);
    if (r.chance(0.35f)) { // bands
        b.use(b.add(plain(anyColor(r), body.gloss)));
        for (int i = r.whole(1, 3); i > 0; --i) {
            const float y = height * r.between(0.1f, 0.95f), half = height * r.between(0.01f, 0.08f);
            Builder::paint(b.box({0.0f, y, 0.0f}, {2.0f, half, 2.0f}));
        }
    }
    b.part(0.03f);
    b.use(other);
    const float turn = r.chance(0.7f) ? 0.0f : r.between(0.0f, 6.28f);
    const float grip = r.between(0.05f, 0.1f);
    const float kind = r.unit();
    if (kind < 0.62f && height > 0.7f) handle(b, outer, height, turn, grip);
    if (kind < 0.2f && height > 0.7f) handle(b, outer, height, turn + kPi, grip);
    if (kind > 0.2f && kind < 0.5f && height > 0.7f) spout(b, outer, height, turn + kPi);
    if (closed) lid(b, outer.back().x, height);
    if (r.chance(0.15f)) b.deform.twist = 0.2f * r.normal();
}

} // namespace orfeas::shapes
