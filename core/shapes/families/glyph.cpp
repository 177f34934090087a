// Letters, figures and signs: outlines with thickness, as logos, plates and toys have them.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

// A stroke of a letter: points of a 2 × 3 field, drawn as a band of even width.
struct Stroke {
    std::vector<Vec2> points;
    bool curved = false; ///< drawn as a curve through the points
};

std::vector<Stroke> letter(int which) {
    switch (which) {
    case 0:
        return {{{{0, 0}, {1, 3}, {2, 0}}}, {{{0.4f, 1}, {1.6f, 1}}}}; // A
    case 1:
        return {{{{2, 0.4f}, {1, 0}, {0, 1}, {0, 2}, {1, 3}, {2, 2.6f}}, true}}; // C
    case 2:
        return {{{{2, 0}, {0, 0}, {0, 3}, {2, 3}}}, {{{0, 1.5f}, {1.5f, 1.5f}}}}; // E
    case 3:
        return {{{{0, 0}, {0, 3}}}, {{{2, 0}, {2, 3}}}, {{{0, 1.5f}, {2, 1.5f}}}}; // H
    case 4:
        return {{{{0, 0}, {0, 3}}}, {{{2, 3}, {0, 1.4f}, {2, 0}}}}; // K
    case 5:
        return {{{{0, 0}, {0.2f, 3}, {1, 1}, {1.8f, 3}, {2, 0}}}}; // M
    case 6:
        return {{{{0, 0}, {0, 3}, {2, 0}, {2, 3}}}}; // N
    case 7:
        return {{{{0, 0}, {0, 3}}}, {{{0, 3}, {1.5f, 3}, {2, 2.2f}, {1.5f, 1.5f}, {0, 1.4f}}, true}}; // P
    case 8:
        return {{{{0, 0}, {0, 3}}},
                {{{0, 3}, {1.5f, 3}, {2, 2.2f}, {1.5f, 1.5f}, {0, 1.4f}}, true},
                {{{0.8f, 1.4f}, {2, 0}}}}; // R
    case 9:
        return {{{{0, 0.3f}, {1, 0}, {2, 0.7f}, {1, 1.5f}, {0, 2.3f}, {1, 3}, {2, 2.7f}}, true}}; // S
    case 10:
        return {{{{0, 3}, {2, 3}}}, {{{1, 3}, {1, 0}}}}; // T
    case 11:
        return {{{{0, 3}, {0, 0.8f}, {1, 0}, {2, 0.8f}, {2, 3}}, true}}; // U
    case 12:
        return {{{{0, 3}, {2, 0}}}, {{{0, 0}, {2, 3}}}}; // X
    case 13:
        return {{{{0, 3}, {1, 1.5f}, {2, 3}}}, {{{1, 1.5f}, {1, 0}}}}; // Y
    case 14:
        return {{{{0, 3}, {2, 3}, {0, 0}, {2, 0}}}}; // Z
    case 15:
        return {{{{0.2f, 2.2f}, {1, 3}, {1.9f, 2.3f}, {1.3f, 1.3f}, {0, 0}}, true}, {{{0, 0}, {2, 0}}}}; // 2
    case 16:
        return {{{{0.1f, 2.6f}, {1, 3}, {1.9f, 2.3f}, {1, 1.6f}, {2, 0.8f}, {1, 0}, {0, 0.4f}}, true}}; // 3
    case 17:
        return {{{{1.5f, 0}, {1.5f, 3}, {0, 0.9f}, {2, 0.9f}}}}; // 4
    default:
        return {{{{1, 0}, {0, 0.9f}, {0, 2.1f}, {1, 3}, {2, 2.1f}, {2, 0.9f}, {1, 0}}, true}}; // O
    }
}

constexpr int kLetters = 19;

void addLetter(Builder& b, int which, Vec3 at, float size, float bold, float half, bool round) {
    for (const Stroke& stroke : letter(which)) {
        const Outline path = stroke.curved ? smoothed(stroke.points, 3, false) : stroke.points;
        for (std::size_t i = 1; i < path.size() && b.room(1); ++i) {
            const Vec3 from = at + Vec3{path[i - 1].x - 1.0f, path[i - 1].y - 1.5f, 0.0f} * size,
                       to = at + Vec3{path[i].x - 1.0f, path[i].y - 1.5f, 0.0f} * size;
            if (round) {
                b.limb(from, to, bold, bold);
                continue;
            }
            const Frame along = frameAlong(to - from);
            b.box((from + to) * 0.5f, {bold, 0.5f * length(to - from), half}, 0.0f, along);
            if (i + 1 < path.size())
                b.cone(to - Vec3{0.0f, 0.0f, half}, to + Vec3{0.0f, 0.0f, half}, bold, bold);
        }
    }
}

Outline star(int points, float inner, float turn) {
    Outline out;
    for (int i = 0; i < 2 * points; ++i) {
        const float a = turn + kPi * static_cast<float>(i) / static_cast<float>(points),
                    radius = i % 2 == 0 ? 1.0f : inner;
        out.push_back({radius * std::sin(a), radius * std::cos(a)});
    }
    return out;
}

Outline circle(float radius, Vec2 at, int corners = 24) {
    Outline out;
    for (int i = 0; i < corners; ++i) {
        const float a = 2.0f * kPi * static_cast<float>(i) / static_cast<float>(corners);
        out.push_back(at + Vec2{radius * std::cos(a), radius * std::sin(a)});
    }
    return out;
}

std::vector<Outline> sign(Random& r) {
    std::vector<Outline> all;
    switch (r.whole(0, 7)) {
    case 0:
        all = {star(r.whole(4, 9), r.between(0.35f, 0.7f), 0.0f)};
        break;
    case 1: // heart
        all = {smoothed({{0.0f, -1.0f},
                         {0.6f, -0.35f},
                         {0.98f, 0.25f},
                         {0.8f, 0.8f},
                         {0.4f, 0.9f},
                         {0.0f, 0.55f},
                         {-0.4f, 0.9f},
                         {-0.8f, 0.8f},
                         {-0.98f, 0.25f},
                         {-0.6f, -0.35f}},
                        3, true)};
        break;
    case 2: { // arrow
        const float w = r.between(0.15f, 0.35f), head = r.between(-0.1f, 0.4f);
        all = {{{-1.0f, -w}, {head, -w}, {head, -0.75f}, {1.0f, 0.0f}, {head, 0.75f}, {head, w}, {-1.0f, w}}};
        break;
    }
    case 3: // crescent
        all = {smoothed({{0.3f, 1.0f},
                         {-0.5f, 0.8f},
                         {-0.95f, 0.0f},
                         {-0.5f, -0.8f},
                         {0.3f, -1.0f},
                         {-0.1f, -0.55f},
                         {-0.3f, 0.0f},
                         {-0.1f, 0.55f}},
                        3, true)};
        break;
    case 4: // lightning
        all = {{{0.2f, 1.0f},
                {-0.6f, -0.1f},
                {-0.05f, -0.1f},
                {-0.3f, -1.0f},
                {0.6f, 0.25f},
                {0.05f, 0.25f},
                {0.55f, 1.0f}}};
        break;
    case 5: { // a ring or medal
        all = {circle(1.0f, {})};
        if (r.chance(0.6f)) all.push_back(circle(r.between(0.4f, 0.8f), {}));
        break;
    }
    case 6: { // a polygon
        const int corners = r.whole(3, 8);
        all = {circle(1.0f, {}, corners)};
        break;
    }
    default: { // a blob: an outline of waves
        Outline wave;
        const int lobes = r.whole(2, 6);
        const float deep = r.between(0.08f, 0.3f), phase = r.between(0.0f, 6.28f),
                    second = r.between(0.0f, 0.15f);
        for (int i = 0; i < 48; ++i) {
            const float a = 2.0f * kPi * static_cast<float>(i) / 48.0f,
                        radius = 0.8f + deep * std::sin(static_cast<float>(lobes) * a + phase) +
                                 second * std::sin(2.0f * a);
            wave.push_back({radius * std::cos(a), radius * std::sin(a)});
        }
        all = {wave};
    }
    }
    if (r.chance(0.25f) && all.size() == 1) all.push_back(circle(r.between(0.1f, 0.22f), {0.0f, 0.05f}));
    return all;
}

} // namespace

void buildGlyph(Builder& b) {
    Random& r = b.random;
    const float half = r.between(0.06f, 0.35f);
    const std::uint8_t main = b.add(anyMaterial(r, 1.0f)), other = b.add(anyMaterial(r, 1.0f));
    b.use(main);
    b.part();
    const float kind = r.unit();
    if (kind < 0.5f) {
        const float bevel = half * (r.chance(0.6f) ? r.between(0.05f, 0.5f) : 0.0f);
        const std::vector<Outline> outlines = sign(r);
        b.extrusion({}, outlines, half, bevel);
        if (outlines.size() == 1 && r.chance(0.3f)) { // a smaller one on top
            b.use(other);
            std::vector<Outline> raised = sign(r);
            for (Outline& outline : raised) {
                for (Vec2& p : outline)
                    p = p * 0.45f;
            }
            b.extrusion({0.0f, 0.0f, half}, {raised.data(), 1}, r.between(0.03f, 0.1f), 0.01f);
        }
        return;
    }
    const int count = kind < 0.75f ? 1 : r.whole(2, 4);
    const bool round = r.chance(0.25f), plate = count > 1;
    const float bold = r.between(0.1f, 0.2f), size = 0.5f, step = 2.0f * size + 2.0f * bold + 0.12f;
    for (int i = 0; i < count; ++i) {
        if (i > 0) b.use(r.chance(0.5f) ? main : other);
        addLetter(b, r.whole(0, kLetters - 1),
                  {step * (static_cast<float>(i) - 0.5f * static_cast<float>(count - 1)), 0.0f, 0.0f}, size,
                  bold, half, round);
    }
    if (plate) { // what holds them together
        b.use(other);
        const float wide = 0.5f * step * static_cast<float>(count), deep = r.between(0.04f, 0.1f);
        if (r.chance(0.6f))
            b.box({0.0f, 0.0f, -(round ? 0.7f * bold : half)},
                  {wide + 0.08f, 1.6f * size + bold + 0.1f, deep}, r.between(0.0f, 0.04f));
        else
            b.box({0.0f, -1.5f * size - deep + 0.06f, 0.0f}, {wide + 0.1f, deep + 0.02f, half + 0.1f}, 0.02f);
    }
}

} // namespace orfeas::shapes
