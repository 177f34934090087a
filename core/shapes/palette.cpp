#include "core/shapes/palette.h"

#include <algorithm>

namespace orfeas::shapes {

Vec3 hsv(float hue, float saturation, float value) {
    const auto channel = [&](float offset) {
        const float k = std::fmod(offset + (hue - std::floor(hue)) * 6.0f, 6.0f);
        const float v = value - value * saturation * std::clamp(std::min(k, 4.0f - k), 0.0f, 1.0f);
        return std::pow(v, 2.2f);
    };
    return {channel(5.0f), channel(3.0f), channel(1.0f)};
}

Vec3 darker(Vec3 color, float by) {
    return color * (1.0f - by);
}

Vec3 anyColor(Random& random) {
    const float kind = random.unit();
    if (kind < 0.2f) return hsv(random.unit(), random.between(0.0f, 0.08f), random.between(0.15f, 0.95f));
    if (kind < 0.55f) return hsv(random.unit(), random.between(0.5f, 0.9f), random.between(0.55f, 0.98f));
    return hsv(random.unit(), random.between(0.15f, 0.55f), random.between(0.35f, 0.95f));
}

Vec3 coatColor(Random& random) {
    const float kind = random.unit();
    if (kind < 0.45f)
        return hsv(random.between(0.04f, 0.11f), random.between(0.25f, 0.7f), random.between(0.25f, 0.9f));
    if (kind < 0.7f)
        return hsv(random.between(0.05f, 0.12f), random.between(0.0f, 0.15f), random.between(0.12f, 0.97f));
    return anyColor(random);
}

Vec3 woodColor(Random& random) {
    return hsv(random.between(0.04f, 0.1f), random.between(0.35f, 0.7f), random.between(0.3f, 0.85f));
}

Vec3 skinColor(Random& random) {
    if (random.chance(0.1f)) return anyColor(random);
    return hsv(random.between(0.04f, 0.08f), random.between(0.25f, 0.6f), random.between(0.4f, 0.98f));
}

Material plain(Vec3 color, float gloss) {
    Material m;
    m.color = m.second = color;
    m.gloss = gloss;
    m.sharpness = 12.0f + 150.0f * gloss;
    return m;
}

Material patterned(Random& random, Vec3 color, float size) {
    Material m = plain(color, random.chance(0.3f) ? random.between(0.2f, 0.6f) : random.between(0.0f, 0.15f));
    if (random.chance(0.55f)) return m;
    m.pattern = static_cast<Pattern>(random.whole(1, 5));
    m.second = random.chance(0.4f) ? darker(color, random.between(0.3f, 0.8f)) : anyColor(random);
    m.axis = random.chance(0.6f) ? Vec3{0.0f, 1.0f, 0.0f}
                                 : normalized(random.direction() + Vec3{0.0f, 0.5f, 0.0f});
    m.scale = random.between(1.5f, 7.0f) / size;
    m.phase = random.unit();
    m.share = random.between(0.3f, 0.7f);
    if (m.pattern == Pattern::Gradient) {
        m.scale = random.between(0.6f, 1.5f) / size;
        m.phase = random.between(-0.2f, 0.4f);
    }
    return m;
}

Material coat(Random& random, float size) {
    Material m = plain(coatColor(random), random.between(0.0f, 0.12f));
    const float kind = random.unit();
    if (kind < 0.45f) return m;
    m.second = random.chance(0.5f) ? darker(m.color, random.between(0.4f, 0.85f)) : coatColor(random);
    m.pattern = kind < 0.7f   ? Pattern::Noise
                : kind < 0.8f ? Pattern::Spots
                : kind < 0.9f ? Pattern::Stripes
                              : Pattern::Gradient;
    m.scale = random.between(2.0f, 6.0f) / size;
    m.share = random.between(0.35f, 0.65f);
    m.phase = random.between(0.0f, 30.0f);
    if (m.pattern == Pattern::Stripes) m.axis = normalized({0.3f * random.normal(), 0.3f, 1.0f});
    if (m.pattern == Pattern::Gradient) {
        m.scale = 1.0f / size;
        m.phase = random.between(-0.2f, 0.3f);
    }
    return m;
}

Material wood(Random& random) {
    Material m = plain(woodColor(random), random.between(0.03f, 0.3f));
    if (random.chance(0.3f)) return m;
    m.pattern = Pattern::Wood;
    m.second = darker(m.color, random.between(0.15f, 0.45f));
    m.scale = random.between(3.0f, 9.0f);
    m.axis = random.chance(0.5f) ? Vec3{1.0f, 0.0f, 0.0f} : Vec3{0.0f, 1.0f, 0.0f};
    return m;
}

Material metal(Random& random) {
    const float kind = random.unit();
    const Vec3 color = kind < 0.6f   ? hsv(0.6f, random.between(0.0f, 0.08f), random.between(0.4f, 0.9f))
                       : kind < 0.8f ? hsv(random.between(0.09f, 0.13f), random.between(0.4f, 0.7f),
                                           random.between(0.6f, 0.95f))
                                     : hsv(random.between(0.03f, 0.07f), 0.55f, random.between(0.5f, 0.8f));
    Material m = plain(color, random.between(0.35f, 0.8f));
    m.metal = random.between(0.5f, 1.0f);
    m.sharpness = random.between(15.0f, 120.0f);
    return m;
}

Material glazed(Random& random, Vec3 color) {
    Material m = patterned(random, color, 1.0f);
    m.gloss = random.between(0.25f, 0.7f);
    m.sharpness = random.between(40.0f, 200.0f);
    return m;
}

Material anyMaterial(Random& random, float size) {
    const float kind = random.unit();
    if (kind < 0.6f) return patterned(random, anyColor(random), size);
    if (kind < 0.75f) return wood(random);
    if (kind < 0.88f) return metal(random);
    return glazed(random, anyColor(random));
}

} // namespace orfeas::shapes
