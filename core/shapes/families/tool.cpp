// Tools and parts of machines: hammers, spanners, screwdrivers, brushes, gears, bolts, springs, brackets, pipes, engines.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

struct Stuff {
    std::uint8_t steel, grip;
};

Outline ring(float radius, int corners, float turn = 0.0f) {
    Outline out;
    for (int i = 0; i < corners; ++i) {
        const float a = turn + 2.0f * kPi * static_cast<float>(i) / static_cast<float>(corners);
        out.push_back({radius * std::cos(a), radius * std::sin(a)});
    }
    return out;
}

void gear(Builder& b, const Stuff& s) {
    Random& r = b.random;
    const int teeth = r.whole(7, 22);
    const float tooth = r.between(0.1f, 0.25f) * std::min(1.0f, 14.0f / static_cast<float>(teeth)),
                half = r.between(0.08f, 0.3f), root = 1.0f - tooth;
    Outline outline;
    for (int i = 0; i < teeth; ++i) {
        for (const auto& [share, radius] :
             {std::pair{-0.27f, root}, {-0.17f, 1.0f}, {0.17f, 1.0f}, {0.27f, root}}) {
            const float a = 2.0f * kPi * (static_cast<float>(i) + share) / static_cast<float>(teeth);
            outline.push_back({radius * std::cos(a), radius * std::sin(a)});
        }
    }
    std::vector<Outline> all{outline};
    const float hole = r.between(0.12f, 0.3f);
    all.push_back(ring(hole, 20));
    b.use(s.steel);
    const Frame lie = r.chance(0.5f) ? Frame{} : turned(0.0f, -0.5f * kPi);
    b.extrusion({}, all, half, 0.02f, lie);
    const int spokes = r.whole(3, 6);
    if (r.chance(0.5f)) { // holes in the disc
        for (int i = 0; i < spokes; ++i) {
            const float a = 2.0f * kPi * static_cast<float>(i) / static_cast<float>(spokes);
            const float at = 0.5f * (hole + root),
                        size = std::min(0.36f * (root - hole), 0.8f * at * kPi / static_cast<float>(spokes));
            const Vec3 way = lie.z * 1.0f, middle = lie.outside({at * std::cos(a), at * std::sin(a), 0.0f});
            Builder::carve(b.cone(middle - way, middle + way, size, size));
        }
    } else if (r.chance(0.5f)) { // a dish
        Builder::carve(b.cone(lie.z * (0.4f * half), lie.z * (3.0f * half), root - 0.12f, root - 0.12f));
    }
    if (!r.chance(0.6f)) return;
    b.part();
    b.use(r.chance(0.6f) ? s.steel : s.grip);
    const std::array<Outline, 2> hub{ring(hole + r.between(0.08f, 0.2f), 24), ring(hole, 20)};
    b.extrusion(lie.z * (0.3f * half), hub, half * r.between(1.2f, 2.2f), 0.02f, lie);
}

void bolt(Builder& b, const Stuff& s) {
    Random& r = b.random;
    const float head = r.between(0.35f, 0.55f), shaft = head * r.between(0.45f, 0.65f),
                length = r.between(0.6f, 1.8f), high = head * r.between(0.5f, 0.9f);
    b.use(s.steel);
    const Outline hex = ring(head, r.chance(0.7f) ? 6 : 24);
    const Frame up = turned(0.0f, -0.5f * kPi);
    b.extrusion({0.0f, length + 0.5f * high, 0.0f}, {&hex, 1}, 0.5f * high, 0.03f, up);
    if (r.chance(0.4f)) Builder::carve(b.box({0.0f, length + high, 0.0f}, {head, 0.3f * high, 0.08f}));
    b.part();
    b.cone({0.0f, 0.0f, 0.0f}, {0.0f, length + 0.02f, 0.0f}, shaft * 0.92f, shaft * 0.92f, 0.04f);
    const int turns = r.whole(4, 9);
    b.blend(0.01f);
    for (int i = 0; i < turns; ++i) // threads, as rings
        b.torus({0.0f, length * (static_cast<float>(i) + 0.7f) / (static_cast<float>(turns) * 1.3f), 0.0f},
                shaft * 0.9f, 0.035f, up);
    if (!r.chance(0.4f)) return;
    b.part();
    const std::array<Outline, 2> nut{ring(head * 1.05f, 6, 0.3f), ring(shaft * 0.85f, 20)};
    b.use(s.grip);
    b.extrusion({0.0f, length * r.between(0.2f, 0.7f), 0.0f}, nut, 0.4f * high, 0.03f, up);
}

void spring(Builder& b, const Stuff& s) {
    Random& r = b.random;
    const int turns = r.whole(3, 5), pieces = 14;
    const float radius = r.between(0.35f, 0.55f), wire = r.between(0.05f, 0.1f),
                rise = r.between(2.6f, 5.0f) * wire;
    b.use(s.steel);
    Vec3 last{radius, 0.0f, 0.0f};
    for (int i = 1; i <= turns * pieces; ++i) {
        const float t = static_cast<float>(i) / pieces, a = 2.0f * kPi * t;
        const Vec3 next{radius * std::cos(a), rise * t, radius * std::sin(a)};
        b.limb(last, next, wire, wire);
        last = next;
    }
    if (r.chance(0.5f)) {
        b.use(s.grip);
        for (const float y : {-wire, rise * static_cast<float>(turns) + wire})
            b.cone({0.0f, y - 0.05f, 0.0f}, {0.0f, y + 0.05f, 0.0f}, radius + 1.5f * wire,
                   radius + 1.5f * wire, 0.02f);
    }
}

void handTool(Builder& b, const Stuff& s) {
    Random& r = b.random;
    const float length = r.between(1.2f, 1.9f), grip = r.between(0.06f, 0.1f);
    const float kind = r.unit();
    b.use(s.grip);
    if (kind < 0.3f) { // hammer
        b.cone({0.0f, 0.0f, 0.0f}, {0.0f, length, 0.0f}, grip * 1.2f, grip * 0.8f, 0.04f);
        b.use(s.steel);
        const float head = r.between(0.28f, 0.42f), thick = r.between(0.1f, 0.17f);
        b.box({0.0f, length, 0.0f}, {0.4f * head, thick, thick}, 0.02f);
        b.cone({0.2f * head, length, 0.0f}, {head, length, 0.0f}, thick, thick * r.between(0.9f, 1.3f),
               0.03f);
        if (r.chance(0.5f)) {
            b.taperedBox({-0.7f * head, length, 0.0f}, {thick, 0.5f * head, thick}, 0.25f, 0.01f,
                         turned(0.0f, 0.0f, 0.5f * kPi));
        } else {
            for (const float side : {-0.6f, 0.6f})
                b.limb({-0.2f * head, length, side * thick},
                       {-1.1f * head, length - 0.25f * head, side * thick}, 0.5f * thick, 0.2f * thick);
        }
    } else if (kind < 0.5f) { // spanner: a flat outline with jaws
        const float jaw = r.between(0.2f, 0.3f), neck = jaw * r.between(0.35f, 0.55f);
        const bool open = r.chance(0.6f);
        b.use(s.steel);
        b.box({0.0f, 0.5f * length, 0.0f}, {neck, 0.5f * length, 0.05f}, 0.03f);
        b.blend(0.06f);
        for (const float y : {0.0f, length})
            b.cone({0.0f, y, -0.07f}, {0.0f, y, 0.07f}, jaw, jaw, 0.02f);
        b.blend(0.0f);
        Builder::carve(open ? b.box({0.0f, length + 0.5f * jaw, 0.0f}, {0.5f * jaw, 0.8f * jaw, 1.0f}, 0.02f,
                                    turned(0.0f, 0.0f, 0.25f))
                            : b.cone({0.0f, length, -1.0f}, {0.0f, length, 1.0f}, 0.6f * jaw, 0.6f * jaw));
        Builder::carve(b.cone({0.0f, 0.0f, -1.0f}, {0.0f, 0.0f, 1.0f}, 0.55f * jaw, 0.55f * jaw));
    } else if (kind < 0.7f) { // screwdriver, chisel, brush
        b.lathe({},
                smoothed({{0.0f, 0.0f},
                          {1.6f * grip, 0.05f},
                          {1.9f * grip, 0.2f},
                          {1.3f * grip, 0.42f},
                          {1.7f * grip, 0.55f},
                          {0.9f * grip, 0.65f},
                          {0.0f, 0.65f}},
                         3, false),
                0.01f);
        b.use(s.steel);
        b.cone({0.0f, 0.6f, 0.0f}, {0.0f, length, 0.0f}, 0.4f * grip, 0.4f * grip);
        if (r.chance(0.5f)) {
            b.taperedBox({0.0f, length, 0.0f}, {grip * r.between(0.6f, 2.0f), 0.16f, 0.3f * grip}, 0.8f);
        } else {
            b.use(b.add(plain(coatColor(r))));
            b.taperedBox({0.0f, length + 0.1f, 0.0f}, {1.6f * grip, 0.25f, 0.7f * grip},
                         r.between(0.7f, 1.6f), 0.02f);
        }
    } else { // axe, spade, sword: a blade on a shaft
        b.cone({0.0f, 0.0f, 0.0f}, {0.0f, length, 0.0f}, 0.8f * grip, 0.7f * grip, 0.02f);
        b.use(s.steel);
        const float w = r.between(0.2f, 0.35f);
        const Outline blade = kind < 0.8f   ? Outline{{-0.08f, length - 0.22f},    {0.1f, length - 0.16f},
                                                    {w + 0.15f, length - 0.42f}, {w + 0.2f, length},
                                                    {w + 0.12f, length + 0.24f}, {0.1f, length + 0.02f},
                                                    {-0.08f, length + 0.02f}}
                              : kind < 0.9f ? Outline{{-w, length - 0.1f},
                                                      {w, length - 0.1f},
                                                      {0.95f * w, length + 0.4f},
                                                      {0.0f, length + 0.62f},
                                                      {-0.95f * w, length + 0.4f}}
                                            : Outline{{-0.09f, 0.45f},
                                                      {0.09f, 0.45f},
                                                      {0.07f, length + 0.5f},
                                                      {0.0f, length + 0.7f},
                                                      {-0.07f, length + 0.5f}};
        b.extrusion({}, {&blade, 1}, 0.04f, 0.03f);
        if (kind >= 0.9f) b.box({0.0f, 0.45f, 0.0f}, {0.28f, 0.05f, 0.07f}, 0.03f);
    }
}

void bracket(Builder& b, const Stuff& s) {
    Random& r = b.random;
    const Vec3 base{r.between(0.6f, 1.0f), r.between(0.08f, 0.16f), r.between(0.4f, 0.7f)};
    const float tall = r.between(0.4f, 1.0f), thick = r.between(0.08f, 0.16f), round = r.between(0.0f, 0.06f);
    b.use(s.steel);
    b.blend(r.chance(0.5f) ? r.between(0.03f, 0.1f) : 0.0f);
    b.box({0.0f, base.y, 0.0f}, base, round);
    const float kind = r.unit(), hole = r.between(0.1f, 0.2f);
    const float y = 2.0f * base.y;
    if (kind < 0.4f) { // an upright with an eye
        b.box({0.0f, y + 0.4f * tall, 0.0f}, {hole * 2.0f, 0.5f * tall, thick}, round);
        b.cone({0.0f, y + 0.8f * tall, -thick}, {0.0f, y + 0.8f * tall, thick}, 2.0f * hole, 2.0f * hole,
               round);
        b.blend(0.0f);
        Builder::carve(b.cone({0.0f, y + 0.8f * tall, -2.0f}, {0.0f, y + 0.8f * tall, 2.0f}, hole, hole));
    } else if (kind < 0.7f) { // a flange with a pipe
        b.cone({0.0f, 0.0f, 0.0f}, {0.0f, y + tall, 0.0f}, 2.2f * hole, 2.0f * hole, 0.02f);
        b.blend(0.0f);
        Builder::carve(b.cone({0.0f, 0.3f, 0.0f}, {0.0f, 5.0f, 0.0f}, 1.5f * hole, 1.5f * hole));
    } else { // an angle with ribs
        b.box({0.0f, y + 0.5f * tall, -base.z + thick}, {base.x, 0.55f * tall, thick}, round);
        const Outline rib{{0.0f, -0.05f}, {1.4f * base.z, -0.05f}, {0.0f, 0.9f * tall}};
        for (const float x : {-0.6f, 0.6f})
            b.extrusion({x * base.x, y, -base.z + thick}, {&rib, 1}, 0.05f, 0.0f, turned(-0.5f * kPi));
        b.blend(0.0f);
    }
    for (const float x : {-1.0f, 1.0f}) {
        for (const float z : {-1.0f, 1.0f})
            Builder::carve(b.cone({x * (base.x - 0.16f), -1.0f, z * (base.z - 0.16f)},
                                  {x * (base.x - 0.16f), y + 0.02f, z * (base.z - 0.16f)}, 0.07f, 0.07f));
    }
}

void engine(Builder& b, const Stuff& s) {
    Random& r = b.random;
    const Vec3 block{r.between(0.4f, 0.8f), r.between(0.3f, 0.5f), r.between(0.3f, 0.5f)};
    b.use(s.steel);
    b.box({0.0f, block.y, 0.0f}, block, r.between(0.02f, 0.1f));
    const int cylinders = r.whole(1, 4);
    const float lean = r.chance(0.4f) ? r.between(0.3f, 0.7f) : 0.0f, tall = r.between(0.4f, 0.8f),
                radius = std::min(0.26f, 0.85f * block.x / static_cast<float>(cylinders));
    for (int i = 0; i < cylinders; ++i) {
        const float x = cylinders == 1 ? 0.0f
                                       : mix(-block.x + radius, block.x - radius,
                                             static_cast<float>(i) / static_cast<float>(cylinders - 1));
        const Vec3 way = normalized({0.0f, 1.0f, i % 2 == 0 ? lean : -lean});
        const Vec3 root{x, 1.6f * block.y, 0.0f};
        b.use(s.steel);
        b.cone(root, root + way * tall, 0.8f * radius, 0.8f * radius);
        for (int k = 0; k < 4; ++k) {
            const Vec3 at = root + way * (tall * (0.35f + 0.17f * static_cast<float>(k)));
            b.cone(at, at + way * 0.035f, radius, radius);
        }
        b.use(s.grip);
        b.cone(root + way * tall, root + way * (tall + 0.1f), 0.9f * radius, 0.7f * radius, 0.03f);
        b.limb(root + way * tall, root + way * (tall + 0.2f), 0.06f, 0.04f);
    }
    b.use(s.grip);
    for (const float side : {-1.0f, 1.0f}) {
        if (r.chance(0.6f))
            b.cone({side * block.x * 0.9f, block.y, 0.0f},
                   {side * (block.x + r.between(0.1f, 0.3f)), block.y, 0.0f}, r.between(0.1f, 0.3f),
                   r.between(0.1f, 0.3f), 0.02f);
    }
    if (r.chance(0.6f)) {
        const std::array<Vec3, 4> pipe{Vec3{0.0f, 1.5f * block.y, block.z * 0.8f},
                                       {0.1f, 1.5f * block.y, block.z + 0.25f},
                                       {0.5f, block.y, block.z + 0.28f},
                                       {block.x + 0.3f, 0.6f * block.y, block.z + 0.1f}};
        b.use(s.steel);
        b.tube(pipe, 0.07f, 0.08f, 3);
    }
    b.box({0.0f, 0.03f, 0.0f}, {block.x * 1.15f, 0.05f, block.z * 1.15f}, 0.01f);
}

} // namespace

void buildTool(Builder& b) {
    Random& r = b.random;
    Stuff s;
    s.steel = b.add(r.chance(0.75f) ? metal(r) : plain(anyColor(r), 0.3f));
    s.grip = b.add(r.chance(0.4f) ? wood(r) : r.chance(0.5f) ? plain(anyColor(r), 0.2f) : metal(r));
    b.part();
    const float kind = r.unit();
    if (kind < 0.2f)
        gear(b, s);
    else if (kind < 0.32f)
        bolt(b, s);
    else if (kind < 0.4f)
        spring(b, s);
    else if (kind < 0.62f)
        handTool(b, s);
    else if (kind < 0.82f)
        bracket(b, s);
    else
        engine(b, s);
}

} // namespace orfeas::shapes
