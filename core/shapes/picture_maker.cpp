#include "core/shapes/picture_maker.h"

#include <algorithm>

#include "core/shapes/builder.h"
#include "core/shapes/pixels.h"

namespace orfeas::shapes {
namespace {

Vec3 tinted(Random& random, float strength) {
    const float warm = random.between(-strength, strength);
    return {1.0f + warm, 1.0f + 0.2f * warm, 1.0f - warm};
}

// A direction seen from the camera: `side` and `height` in radians, 0 toward the viewer.
Vec3 seenFrom(float side, float height) {
    return {std::sin(side) * std::cos(height), std::sin(height), std::cos(side) * std::cos(height)};
}

void lightAsPhoto(Random& random, Look& look) {
    const float soft = random.unit(); // 0: one hard lamp; 1: an overcast sky
    const float key = mix(1.25f, 0.45f, soft);
    const float around = mix(0.18f, 0.62f, soft) * random.between(0.8f, 1.3f);
    look.lights[0] = {seenFrom(random.normal() * 0.8f, random.between(0.25f, 1.35f)),
                      tinted(random, 0.12f) * key, random.chance(0.9f)};
    look.lights[1] = {seenFrom(random.normal() * 1.4f, random.between(-0.2f, 0.9f)),
                      tinted(random, 0.2f) * (key * random.between(0.05f, 0.45f)), false};
    look.lights[2] = {seenFrom(random.sign() * random.between(2.0f, 2.8f), random.between(0.2f, 0.8f)),
                      tinted(random, 0.15f) * (key * random.between(0.2f, 0.8f)), false};
    look.lightCount = random.whole(1, kMostLights);
    look.sky = tinted(random, 0.1f) * around;
    look.ground = tinted(random, 0.15f) * (around * random.between(0.25f, 0.85f));
    look.occlusion = random.between(0.5f, 1.0f);
    look.shadowHardness = std::exp(random.between(1.4f, 3.6f));
    look.exposure = random.between(0.8f, 1.2f);
}

constexpr int kTile = 8; // pixels

// The picture in squares, each with the primitives that any of its rays may meet.
class Tiles {
public:
    Tiles(const ShapeView& shape, float distance, int side)
        : m_shape(shape), m_distance(distance), m_side(side), m_across((side + kTile - 1) / kTile) {
        m_candidates.resize(static_cast<std::size_t>(m_across) * static_cast<std::size_t>(m_across));
        const float pixel = 2.0f / static_cast<float>(side);
        const float tangent = 0.72f * (kTile + 2) * pixel / distance;
        for (int y = 0; y < m_across; ++y) {
            for (int x = 0; x < m_across; ++x) {
                const Vec3 middle{pixelMiddle((static_cast<float>(x) + 0.5f) * kTile - 0.5f, side),
                                  -pixelMiddle((static_cast<float>(y) + 0.5f) * kTile - 0.5f, side),
                                  -distance};
                inCone(shape, {0.0f, 0.0f, distance}, normalized(middle), tangent, candidates(x, y));
            }
        }
    }

    template <typename Visit>
    void forEachPixel(const Visit& visit) const {
        for (int y = 0; y < m_side; ++y) {
            for (int x = 0; x < m_side; ++x)
                visit(Camera{m_shape,
                             m_candidates[static_cast<std::size_t>(y / kTile * m_across + x / kTile)],
                             m_distance},
                      x, y);
        }
    }

private:
    Selection& candidates(int x, int y) { return m_candidates[static_cast<std::size_t>(y * m_across + x)]; }

    const ShapeView& m_shape;
    float m_distance;
    int m_side, m_across;
    std::vector<Selection> m_candidates;
};

} // namespace

Look randomLook(Random& random, Vec3 up) {
    Look look;
    look.up = up;
    const float kind = random.unit();
    lightAsPhoto(random, look);
    look.style = kind < 0.78f   ? Style::Photo
                 : kind < 0.88f ? Style::Toon
                 : kind < 0.95f ? Style::Flat
                                : Style::Sketch;
    if (look.style == Style::Photo) return look;
    look.lights[0].direction = seenFrom(random.normal() * 0.6f, random.between(0.4f, 1.2f));
    look.outline = random.chance(0.8f) ? random.between(0.5f, 1.6f) : 0.0f;
    if (look.style == Style::Sketch) look.outline = larger(look.outline, 0.6f);
    look.ink = random.chance(0.7f) ? Vec3{0.01f, 0.01f, 0.015f}
                                   : Vec3{random.between(0.0f, 0.1f), random.between(0.0f, 0.06f), 0.05f};
    return look;
}

std::vector<std::uint8_t> makePicture(const ShapeView& shape, const Look& look, float cameraDistance,
                                      int side) {
    const std::size_t count = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    std::vector<Fragment> fragments(count);
    std::vector<std::uint8_t> rgba(4 * count);
    const Tiles tiles(shape, cameraDistance, side);
    tiles.forEachPixel([&](const Camera& camera, int x, int y) {
        fragments[static_cast<std::size_t>(y * side + x)] =
            castRay(camera, look, pixelMiddle(static_cast<float>(x), side),
                    -pixelMiddle(static_cast<float>(y), side));
    });
    const FragmentGrid grid{fragments.data(), side};
    tiles.forEachPixel([&](const Camera& camera, int x, int y) {
        resolvePixel(camera, look, grid, x, y, rgba.data() + 4 * static_cast<std::size_t>(y * side + x));
    });
    return rgba;
}

} // namespace orfeas::shapes
