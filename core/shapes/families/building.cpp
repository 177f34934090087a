// Houses, towers, barns, castles, churches, huts.
#include <algorithm>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

struct Site {
    std::uint8_t walls, roof, trim, glass, door;
};

Site chooseSite(Builder& b) {
    Random& r = b.random;
    Material walls =
        plain(r.chance(0.6f) ? hsv(r.between(0.05f, 0.15f), r.between(0.05f, 0.45f), r.between(0.6f, 0.97f))
                             : anyColor(r),
              0.05f);
    if (r.chance(0.4f)) {
        walls.pattern = r.chance(0.6f) ? Pattern::Bricks : Pattern::Stripes;
        walls.second = darker(walls.color, r.between(0.15f, 0.5f));
        walls.scale = r.between(4.0f, 9.0f);
        walls.share = 0.85f;
    }
    Material roof =
        plain(r.chance(0.6f) ? hsv(r.between(0.0f, 0.07f), r.between(0.3f, 0.8f), r.between(0.3f, 0.8f))
                             : anyColor(r),
              0.05f);
    if (r.chance(0.5f)) {
        roof.pattern = Pattern::Stripes;
        roof.second = darker(roof.color, r.between(0.1f, 0.4f));
        roof.scale = r.between(6.0f, 12.0f);
        roof.share = 0.8f;
    }
    Site s;
    s.walls = b.add(walls);
    s.roof = b.add(roof);
    s.trim = b.add(plain(hsv(r.unit(), r.between(0.0f, 0.3f), r.between(0.3f, 0.97f))));
    s.glass = b.add(plain(hsv(r.between(0.5f, 0.65f), r.between(0.1f, 0.5f), r.between(0.2f, 0.9f)), 0.6f));
    s.door = b.add(plain(r.chance(0.6f) ? woodColor(r) : anyColor(r), 0.2f));
    return s;
}

void gable(Builder& b, Vec3 base, float halfX, float halfZ, float rise, float over, bool alongX) {
    const float half = alongX ? halfZ : halfX, length = alongX ? halfX : halfZ;
    const Outline outline{{-half - over, -0.6f * over}, {half + over, -0.6f * over}, {0.0f, rise}};
    b.extrusion(base, {&outline, 1}, length + over, 0.01f, alongX ? turned(0.5f * kPi) : Frame{});
}

void openings(Builder& b, const Site& s, Vec3 half, float y, float turn, int rows, int columns, bool door,
              bool carved) {
    Random& r = b.random;
    const Frame frame = turned(turn);
    const float wide = half.x / static_cast<float>(columns), tall = half.y / static_cast<float>(rows);
    const Vec3 window{wide * 0.45f, tall * 0.5f, 0.03f};
    for (int i = 0; i < rows && b.room(4); ++i) {
        for (int k = 0; k < columns && b.room(4); ++k) {
            const bool isDoor = door && i == 0 && k == columns / 2;
            const Vec3 size = isDoor ? Vec3{std::max(wide * 0.4f, 0.08f), tall * 0.8f, 0.03f} : window;
            const float height = isDoor ? y + size.y : y + tall * static_cast<float>(2 * i + 1) * 1.02f;
            const Vec3 at = Vec3{0.0f, height, 0.0f} +
                            frame.outside({-half.x + wide * static_cast<float>(2 * k + 1), 0.0f, half.z});
            if (carved) {
                Primitive& hole = Builder::carve(b.box(at, {size.x, size.y, 0.06f}, 0.0f, frame));
                hole.material = isDoor ? s.door : s.glass;
                continue;
            }
            b.use(isDoor ? s.door : s.glass);
            b.box(at, size, 0.0f, frame);
        }
    }
    (void)r;
}

void house(Builder& b, const Site& s) {
    Random& r = b.random;
    const Vec3 half{r.between(0.5f, 0.9f), r.between(0.3f, 0.75f), r.between(0.4f, 0.8f)};
    b.use(s.walls);
    b.box({0.0f, half.y, 0.0f}, half);
    const int rows = half.y > 0.52f ? 2 : 1;
    const bool carved = r.chance(0.6f);
    openings(b, s, half, 0.0f, 0.0f, rows, r.whole(1, 3), true, carved);
    for (const float turn : {0.5f, 1.0f, 1.5f}) {
        const bool sideways = turn != 1.0f;
        openings(b, s, sideways ? Vec3{half.z, half.y, half.x} : half, 0.0f, turn * kPi, rows, r.whole(1, 2),
                 false, carved);
    }
    const float rise = r.between(0.25f, 0.8f), over = r.between(0.03f, 0.15f);
    const float kind = r.unit();
    b.part();
    b.use(s.roof);
    if (kind < 0.65f)
        gable(b, {0.0f, 2.0f * half.y, 0.0f}, half.x, half.z, rise, over, r.chance(0.5f));
    else if (kind < 0.85f)
        b.taperedBox({0.0f, 2.0f * half.y + 0.5f * rise - 0.02f, 0.0f},
                     {half.x + over, 0.5f * rise, half.z + over}, r.between(0.05f, 0.5f));
    else
        b.box({0.0f, 2.0f * half.y + 0.03f, 0.0f}, {half.x + over, 0.05f, half.z + over}, 0.01f);
    if (r.chance(0.6f)) { // a chimney
        b.use(r.chance(0.5f) ? s.walls : s.trim);
        const float side = r.between(0.06f, 0.11f);
        b.box(
            {r.between(-0.6f, 0.6f) * half.x, 2.0f * half.y + 0.45f * rise, r.between(-0.5f, 0.5f) * half.z},
            {side, 0.5f * rise + 0.1f, side});
    }
    if (r.chance(0.35f)) { // a wing, a porch
        b.part();
        b.use(s.walls);
        const Vec3 annex{r.between(0.2f, 0.45f), half.y * r.between(0.5f, 0.85f),
                         r.between(0.25f, 0.6f) * half.z};
        const float x = r.sign() * (half.x + 0.8f * annex.x);
        b.box({x, annex.y, 0.0f}, annex);
        b.use(s.roof);
        gable(b, {x, 2.0f * annex.y, 0.0f}, annex.x, annex.z, 0.5f * rise, over, r.chance(0.5f));
    }
    if (r.chance(0.3f)) { // on a plate
        b.use(b.add(plain(hsv(r.between(0.2f, 0.4f), 0.4f, 0.6f))));
        b.box({0.0f, -0.02f, 0.0f}, {half.x * 1.4f, 0.05f, half.z * 1.4f}, 0.02f);
    }
}

void tower(Builder& b, const Site& s, Vec3 foot, float radius, float height, bool round) {
    Random& r = b.random;
    b.use(s.walls);
    const float top = radius * r.between(0.8f, 1.0f);
    if (round)
        b.cone(foot, foot + Vec3{0.0f, height, 0.0f}, radius, top);
    else
        b.taperedBox(foot + Vec3{0.0f, 0.5f * height, 0.0f}, {radius, 0.5f * height, radius}, top / radius);
    const float kind = r.unit();
    const Vec3 up = foot + Vec3{0.0f, height, 0.0f};
    if (kind < 0.55f) {
        b.use(s.roof);
        const float over = top * r.between(1.1f, 1.35f), rise = radius * r.between(0.8f, 2.6f);
        if (round)
            b.cone(up - Vec3{0.0f, 0.02f, 0.0f}, up + Vec3{0.0f, rise, 0.0f}, over, 0.01f);
        else
            b.taperedBox(up + Vec3{0.0f, 0.5f * rise - 0.02f, 0.0f}, {over, 0.5f * rise, over}, 0.03f);
    } else if (kind < 0.75f) {
        b.use(s.roof);
        b.ellipsoid(up, {top * 1.05f, top * r.between(0.8f, 1.3f), top * 1.05f});
    } else { // battlements
        const float wall = top * 1.12f;
        if (round)
            b.cone(up - Vec3{0.0f, 0.05f, 0.0f}, up + Vec3{0.0f, 0.12f, 0.0f}, wall, wall);
        else
            b.box(up + Vec3{0.0f, 0.035f, 0.0f}, {wall, 0.085f, wall});
        for (int i = 0; i < 2; ++i)
            Builder::carve(b.box(up + Vec3{0.0f, 0.12f, 0.0f}, {i == 0 ? 2.0f * wall : 0.2f * wall, 0.06f,
                                                                i == 0 ? 0.2f * wall : 2.0f * wall}));
    }
    for (int i = r.whole(1, 3); i > 0 && b.room(2); --i) {
        const float y = height * (static_cast<float>(i) - 0.35f) / 3.4f;
        Primitive& hole = Builder::carve(
            b.box(foot + Vec3{0.0f, y, radius}, {0.18f * radius, 0.3f * radius, 0.25f * radius + 0.02f}));
        hole.material = s.glass;
    }
}

void castle(Builder& b, const Site& s) {
    Random& r = b.random;
    const float wide = r.between(0.5f, 0.85f), deep = r.between(0.35f, 0.7f), height = r.between(0.35f, 0.7f),
                radius = r.between(0.13f, 0.24f);
    const bool round = r.chance(0.6f);
    b.use(s.walls);
    b.box({0.0f, 0.5f * height, 0.0f}, {wide, 0.5f * height, deep});
    Builder::carve(b.box({0.0f, height + 0.02f, 0.0f}, {wide - 0.08f, 0.12f, deep - 0.08f}));
    Primitive& gate = Builder::carve(b.box({0.0f, 0.22f * height, deep}, {0.14f, 0.3f * height, 0.08f}));
    gate.material = s.door;
    for (const float x : {-1.0f, 1.0f}) {
        for (const float z : {-1.0f, 1.0f}) {
            b.part();
            tower(b, s, {x * wide, 0.0f, z * deep}, radius, height * r.between(1.2f, 1.7f), round);
        }
    }
    if (r.chance(0.5f)) {
        b.part();
        tower(b, s, {0.0f, 0.0f, -0.2f * deep}, 0.3f * wide, height * r.between(1.5f, 2.2f), round);
    }
}

} // namespace

void buildBuilding(Builder& b) {
    Random& r = b.random;
    const Site s = chooseSite(b);
    const float kind = r.unit();
    b.part();
    if (kind < 0.55f) {
        house(b, s);
    } else if (kind < 0.7f) {
        tower(b, s, {}, r.between(0.25f, 0.45f), r.between(1.0f, 1.9f), r.chance(0.6f));
        if (r.chance(0.5f)) {
            b.use(s.trim);
            b.cone({0.0f, -0.03f, 0.0f}, {0.0f, 0.08f, 0.0f}, 0.6f, 0.5f);
        }
    } else if (kind < 0.88f) {
        castle(b, s);
    } else { // a church: a nave and a tower before it
        const Vec3 half{0.35f, r.between(0.3f, 0.45f), r.between(0.6f, 0.9f)};
        b.use(s.walls);
        b.box({0.0f, half.y, 0.0f}, half);
        openings(b, s, {half.z, half.y, half.x}, 0.05f, 0.5f * kPi, 1, 3, false, true);
        openings(b, s, {half.z, half.y, half.x}, 0.05f, 1.5f * kPi, 1, 3, false, true);
        b.part();
        b.use(s.roof);
        gable(b, {0.0f, 2.0f * half.y, 0.0f}, half.x, half.z, r.between(0.3f, 0.5f), 0.05f, false);
        b.part();
        tower(b, s, {0.0f, 0.0f, half.z + 0.1f}, 0.22f, r.between(1.1f, 1.6f), false);
    }
}

} // namespace orfeas::shapes
