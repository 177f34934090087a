// How the samples of a picture become pixels, host and CUDA alike.
#pragma once

#include "core/shapes/look.h"

namespace orfeas::shapes {

/// One sample a pixel, taken at its middle.
struct FragmentGrid {
    const Fragment* fragments = nullptr;
    int side = 0;

    ORFEAS_HOST_DEVICE const Fragment& at(int x, int y) const {
        x = x < 0 ? 0 : x >= side ? side - 1 : x;
        y = y < 0 ? 0 : y >= side ? side - 1 : y;
        return fragments[y * side + x];
    }
};

ORFEAS_HOST_DEVICE inline float pixelMiddle(float pixel, int side) {
    return 2.0f * (pixel + 0.5f) / static_cast<float>(side) - 1.0f;
}

/// Linear to sRGB, 0 … 255.
ORFEAS_HOST_DEVICE inline std::uint8_t encoded(float v) {
    v = clamped(v, 0.0f, 1.0f);
    const float s = v <= 0.0031308f ? 12.92f * v : 1.055f * std::pow(v, 1.0f / 2.4f) - 0.055f;
    return static_cast<std::uint8_t>(s * 255.0f + 0.5f);
}

namespace detail {

ORFEAS_HOST_DEVICE inline bool differs(const Fragment& a, const Fragment& b) {
    if (a.material != b.material) return true;
    return a.material >= 0 && (std::fabs(a.depth - b.depth) > 0.06f || dot(a.normal, b.normal) < 0.6f);
}

ORFEAS_HOST_DEVICE inline bool isBorder(const FragmentGrid& grid, int x, int y) {
    const Fragment& here = grid.at(x, y);
    return differs(here, grid.at(x - 1, y)) || differs(here, grid.at(x + 1, y)) ||
           differs(here, grid.at(x, y - 1)) || differs(here, grid.at(x, y + 1));
}

/// How much of the pixel is ink: nearness of a border of the shape, of a step in depth or of a colour.
ORFEAS_HOST_DEVICE inline float inkAt(const FragmentGrid& grid, const Look& look, int x, int y) {
    const float width = look.outline * static_cast<float>(grid.side) / 128.0f;
    const int reach = static_cast<int>(width + 1.0f);
    const Fragment& here = grid.at(x, y);
    float ink = 0.0f;
    for (int dy = -reach; dy <= reach; ++dy) {
        for (int dx = -reach; dx <= reach; ++dx) {
            const bool outside = x + dx < 0 || y + dy < 0 || x + dx >= grid.side || y + dy >= grid.side;
            const Fragment& there = grid.at(x + dx, y + dy);
            const bool border = there.material < 0 || outside || there.depth > here.depth + 0.06f;
            const bool color = there.material > here.material;
            if (!border && !color) continue;
            const float away = std::sqrt(static_cast<float>(dx * dx + dy * dy));
            ink = larger(ink, clamped((border ? 1.0f : 0.6f) * width + 0.5f - away + 0.5f, 0.0f, 1.0f));
        }
    }
    return ink;
}

/// A sample within a pixel: lit as the sample nearby that saw the same surface, or anew.
ORFEAS_HOST_DEVICE inline Fragment subsample(const Camera& camera, const Look& look, const FragmentGrid& grid,
                                             int x, int y, float offsetX, float offsetY) {
    const float px = pixelMiddle(static_cast<float>(x) + offsetX, grid.side);
    const float py = -pixelMiddle(static_cast<float>(y) + offsetY, grid.side);
    Fragment f = probeRay(camera, px, py);
    if (f.material < 0) return f;
    const Fragment* best = nullptr;
    float least = 0.05f;
    for (int k = 0; k < 9; ++k) {
        const Fragment& there = grid.at(x + k % 3 - 1, y + k / 3 - 1);
        const float off = std::fabs(there.depth - f.depth) + (k == 4 ? 0.0f : 0.004f);
        if (there.material != f.material || off >= least) continue;
        least = off;
        best = &there;
    }
    if (best != nullptr)
        f.color = best->color;
    else
        shade(camera, look, px, py, f);
    return f;
}

} // namespace detail

/// The finished pixel (x, y) as r, g, b, a.
ORFEAS_HOST_DEVICE inline void resolvePixel(const Camera& camera, const Look& look, const FragmentGrid& grid,
                                            int x, int y, std::uint8_t* rgba) {
    const float offsets[4][2] = {{-0.125f, -0.375f}, {0.375f, -0.125f}, {-0.375f, 0.125f}, {0.125f, 0.375f}};
    Vec3 color = grid.at(x, y).color;
    float coverage = grid.at(x, y).material >= 0 ? 1.0f : 0.0f;
    if (detail::isBorder(grid, x, y)) {
        Vec3 sum;
        float hits = 0.0f;
        for (const auto& offset : offsets) {
            const Fragment f = detail::subsample(camera, look, grid, x, y, offset[0], offset[1]);
            if (f.material < 0) continue;
            sum += f.color;
            hits += 1.0f;
        }
        coverage = hits / 4.0f;
        color = hits > 0.0f ? sum * (1.0f / hits) : Vec3{};
    }
    if (coverage > 0.0f && look.outline > 0.0f) {
        // A pixel whose middle is outside belongs to the outline.
        const float ink = grid.at(x, y).material < 0 ? 1.0f : detail::inkAt(grid, look, x, y);
        color = mix(color, look.ink, ink);
    }
    rgba[0] = encoded(color.x);
    rgba[1] = encoded(color.y);
    rgba[2] = encoded(color.z);
    rgba[3] = static_cast<std::uint8_t>(coverage * 255.0f + 0.5f);
}

} // namespace orfeas::shapes
