// Cars, vans, trucks, trains, boats, aeroplanes, helicopters, rockets, facing +z.
#include <algorithm>

#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

struct Paint {
    std::uint8_t body, second, glass, tyre, rim, light;
};

Paint choosePaint(Builder& b) {
    Random& r = b.random;
    Paint p;
    p.body =
        b.add(r.chance(0.8f) ? plain(anyColor(r), r.between(0.1f, 0.6f)) : patterned(r, anyColor(r), 1.0f));
    p.second = r.chance(0.5f) ? p.body : b.add(plain(anyColor(r), 0.3f));
    p.glass = b.add(plain(hsv(r.between(0.5f, 0.65f), r.between(0.05f, 0.4f), r.between(0.1f, 0.7f)), 0.8f));
    p.tyre = b.add(plain(hsv(0.6f, 0.05f, r.between(0.05f, 0.25f)), 0.1f));
    p.rim = b.add(r.chance(0.6f) ? metal(r) : plain(anyColor(r), 0.4f));
    p.light = b.add(plain(r.chance(0.7f) ? Vec3{0.9f, 0.85f, 0.6f} : anyColor(r), 0.6f));
    return p;
}

void addWheel(Builder& b, const Paint& p, Vec3 center, float radius, float half) {
    const Vec3 axle{half, 0.0f, 0.0f};
    b.use(p.tyre);
    b.cone(center - axle, center + axle, radius, radius, 0.4f * half);
    b.use(p.rim);
    b.cone(center - axle * 1.06f, center + axle * 1.06f, 0.6f * radius, 0.6f * radius, 0.2f * half);
}

void addWheels(Builder& b, const Paint& p, float wide, float front, float back, float radius, float half,
               int axles) {
    for (int i = 0; i < axles && b.room(5); ++i) {
        const float z =
            axles == 1 ? back : mix(front, back, static_cast<float>(i) / static_cast<float>(axles - 1));
        for (const float side : {-1.0f, 1.0f})
            addWheel(b, p, {side * wide, radius, z}, radius, half);
        b.use(p.tyre);
        b.cone({-wide, radius, z}, {wide, radius, z}, 0.3f * radius, 0.3f * radius);
    }
}

void arches(Builder& b, float wide, float front, float back, float radius, float deep) {
    for (const float z : {front, back}) {
        for (const float side : {-1.0f, 1.0f})
            Builder::carve(b.cone({side * (wide - deep), radius, z}, {side * (wide + 0.3f), radius, z},
                                  1.15f * radius, 1.15f * radius),
                           0.02f);
    }
}

void car(Builder& b, const Paint& p) {
    Random& r = b.random;
    const float length = r.between(0.75f, 1.15f), wide = r.between(0.36f, 0.48f),
                radius = r.between(0.15f, 0.24f);
    const float floor = radius * r.between(0.6f, 1.0f),
                belt = std::max(floor + r.between(0.25f, 0.4f), 2.4f * radius),
                roof = belt + r.between(0.22f, 0.42f);
    const float hood = r.between(0.25f, 0.6f), trunk = r.between(0.0f, 0.4f), round = r.between(0.03f, 0.14f);
    const float front = 0.62f * length, back = -0.62f * length;
    const float tyre = r.between(0.07f, 0.1f);
    b.use(p.body);
    b.blend(round);
    // The side's outline from nose to tail, as wide as the car: z runs along x of the outline.
    const Outline lower{{-length, floor},
                        {length, floor},
                        {length, mix(floor, belt, r.between(0.6f, 0.95f))},
                        {length - 0.9f * hood, belt},
                        {-length, belt}};
    const Frame side = turned(-0.5f * kPi);
    b.extrusion({0.0f, 0.0f, 0.0f}, {&lower, 1}, wide, round, side);
    const float in = wide * r.between(0.8f, 0.95f);
    const float screen = length - hood, rear = -length + trunk;
    const Outline cabin{{rear - 0.02f, belt - 0.1f},
                        {screen + 0.05f, belt - 0.1f},
                        {screen - r.between(0.1f, 0.35f), roof},
                        {rear + r.between(0.02f, 0.25f), roof}};
    b.use(p.second);
    b.extrusion({}, {&cabin, 1}, in, round, side);
    arches(b, wide, front, back, radius, 2.4f * tyre);
    b.use(p.glass); // panes are painted on what is the cabin between belt and roof
    const float pane = 0.5f * (roof - belt) - 0.05f, at = 0.5f * (roof + belt);
    const float middle = 0.5f * (screen + rear), half = 0.5f * (screen - rear);
    for (const float k : {-1.0f, 1.0f})
        Builder::paint(b.box({0.0f, at, middle + k * 0.42f * half}, {2.0f, pane, 0.34f * half}));
    Builder::paint(b.box({0.0f, at, 0.0f}, {in - 0.07f, pane, 2.0f}));
    b.part();
    addWheels(b, p, wide - tyre * 0.8f, front, back, radius, tyre, 2);
    b.use(p.light);
    for (const float k : {-1.0f, 1.0f})
        b.ellipsoid({k * 0.68f * wide, mix(floor, belt, 0.55f), length - 0.01f}, {0.08f, 0.07f, 0.05f});
    b.use(p.tyre);
    if (r.chance(0.6f)) {
        for (const float k : {-1.0f, 1.0f})
            b.box({0.0f, floor + 0.06f, k * (length + 0.005f)}, {wide * 0.95f, 0.05f, 0.04f}, 0.03f);
    }
}

void truck(Builder& b, const Paint& p) {
    Random& r = b.random;
    const float wide = r.between(0.34f, 0.46f), radius = r.between(0.15f, 0.22f), floor = radius * 1.2f,
                length = r.between(0.9f, 1.4f);
    const float cab = r.between(0.3f, 0.45f), tall = r.between(0.45f, 0.75f), load = r.between(0.3f, 0.95f);
    const float kind = r.unit();
    b.use(p.tyre);
    b.box({0.0f, floor, 0.0f}, {0.7f * wide, 0.06f, length});
    b.use(p.body);
    b.part();
    const Outline side{{-cab, floor - 0.04f},
                       {cab, floor - 0.04f},
                       {cab, floor + 0.45f * tall},
                       {cab * r.between(0.3f, 0.95f), floor + tall},
                       {-cab, floor + tall}};
    b.extrusion({0.0f, 0.0f, length - cab}, {&side, 1}, wide, r.between(0.02f, 0.07f), turned(-0.5f * kPi));
    b.use(p.glass);
    Builder::paint(
        b.box({0.0f, floor + 0.7f * tall, length - 0.75f * cab}, {2.0f, 0.18f * tall, 0.45f * cab}));
    Builder::paint(b.box({0.0f, floor + 0.7f * tall, length}, {0.85f * wide, 0.2f * tall, 1.2f * cab}));
    b.part();
    b.use(p.second);
    const float room = length - cab - 0.04f, z = -length + room;
    if (kind < 0.45f) {
        b.box({0.0f, floor + 0.06f + 0.5f * load, z}, {wide, 0.5f * load, room}, r.between(0.0f, 0.06f));
    } else if (kind < 0.7f) {
        b.box({0.0f, floor + 0.2f, z}, {wide, 0.17f, room}, 0.01f);
        Builder::carve(b.box({0.0f, floor + 0.34f, z}, {wide - 0.05f, 0.22f, room - 0.05f}));
    } else {
        b.limb({0.0f, floor + 0.8f * wide, z - room + 0.8f * wide},
               {0.0f, floor + 0.8f * wide, z + room - 0.8f * wide}, 0.85f * wide, 0.85f * wide);
    }
    b.part();
    addWheels(b, p, wide - 0.06f, length - cab, -length + 0.3f, radius, 0.08f, r.whole(2, 4));
    b.use(p.light);
    for (const float k : {-1.0f, 1.0f})
        b.ball({k * 0.7f * wide, floor + 0.12f, length}, 0.05f);
}

void train(Builder& b, const Paint& p) {
    Random& r = b.random;
    const float radius = r.between(0.24f, 0.34f), length = r.between(0.7f, 1.0f),
                wheel = r.between(0.14f, 0.22f), y = wheel + radius + 0.1f;
    b.use(p.second);
    b.box({0.0f, wheel + 0.08f, 0.0f}, {radius, 0.07f, length});
    b.use(p.body);
    b.cone({0.0f, y, -0.3f * length}, {0.0f, y, length}, radius, radius, 0.03f);
    b.box({0.0f, y + 0.1f, -0.65f * length}, {radius * 1.15f, radius + 0.15f, 0.35f * length}, 0.02f);
    b.use(p.second);
    b.box({0.0f, y + 0.28f + radius, -0.65f * length}, {radius * 1.3f, 0.04f, 0.42f * length}, 0.03f);
    b.cone({0.0f, y, 0.7f * length}, {0.0f, y + radius + r.between(0.2f, 0.4f), 0.7f * length}, 0.08f,
           r.between(0.08f, 0.15f));
    b.ellipsoid({0.0f, y + radius, 0.15f * length}, {0.1f, 0.14f, 0.1f});
    b.use(p.glass);
    Builder::paint(b.box({0.0f, y + 0.22f, -0.65f * length}, {2.0f, 0.13f, 0.2f * length}));
    b.part();
    addWheels(b, p, radius, 0.7f * length, -0.7f * length, wheel, 0.05f, r.whole(2, 4));
    b.use(p.light);
    b.ball({0.0f, y, length}, 0.09f);
}

void boat(Builder& b, const Paint& p) {
    Random& r = b.random;
    const float length = r.between(0.8f, 1.1f), wide = r.between(0.25f, 0.4f), deep = r.between(0.2f, 0.35f);
    b.use(p.body);
    const Outline plan = smoothed({{-wide * 0.8f, -length},
                                   {wide * 0.8f, -length},
                                   {wide, -0.2f * length},
                                   {0.75f * wide, 0.5f * length},
                                   {0.0f, length},
                                   {-0.75f * wide, 0.5f * length},
                                   {-wide, -0.2f * length}},
                                  3, true);
    const Frame lying = turned(0.0f, -0.5f * kPi);
    b.extrusion({0.0f, deep, 0.0f}, {&plan, 1}, deep, 0.5f * std::min(deep, 0.2f),
                {lying.x, {0.0f, 0.0f, 1.0f}, {0.0f, -1.0f, 0.0f}});
    Builder::carve(
        b.ellipsoid({0.0f, 2.0f * deep, -0.15f * length}, {0.75f * wide, 0.6f * deep, 0.7f * length}), 0.02f);
    if (r.chance(0.5f)) {
        b.use(b.add(plain(anyColor(r))));
        Builder::paint(b.box({0.0f, 0.0f, 0.0f}, {2.0f, deep * r.between(0.5f, 1.0f), 2.0f}));
    }
    b.part();
    if (r.chance(0.5f)) { // under sail
        const float mast = r.between(1.1f, 1.7f);
        b.use(p.second);
        b.limb({0.0f, 0.4f * deep, 0.0f}, {0.0f, mast, 0.0f}, 0.03f, 0.02f);
        b.use(b.add(patterned(r, hsv(r.unit(), r.between(0.0f, 0.4f), 0.95f), 1.0f)));
        const Outline sail{
            {-0.85f * length, 2.0f * deep + 0.12f}, {-0.01f, 2.0f * deep + 0.12f}, {-0.01f, mast}};
        const Outline jib{
            {0.02f, 2.0f * deep + 0.12f}, {0.8f * length, 2.0f * deep + 0.05f}, {0.02f, 0.9f * mast}};
        b.extrusion({}, {&sail, 1}, 0.015f, 0.01f, turned(-0.5f * kPi + 0.1f * r.normal()));
        if (r.chance(0.7f)) b.extrusion({}, {&jib, 1}, 0.015f, 0.01f, turned(-0.5f * kPi));
        b.limb({0.0f, 2.0f * deep + 0.12f, 0.0f}, {0.0f, 2.0f * deep + 0.12f, -0.85f * length}, 0.025f,
               0.025f);
        return;
    }
    b.use(p.second);
    const float house = r.between(0.15f, 0.3f);
    b.box({0.0f, 1.6f * deep + house, -0.2f * length}, {0.6f * wide, house + 0.2f * deep, 0.35f * length},
          0.03f);
    b.use(p.glass);
    Builder::paint(
        b.box({0.0f, 1.75f * deep + 1.4f * house, -0.2f * length}, {2.0f, 0.25f * house, 0.28f * length}));
    b.use(p.light);
    b.cone({0.0f, 1.6f * deep + house, -0.3f * length},
           {0.0f, 1.6f * deep + 2.3f * house + 0.2f, -0.3f * length}, 0.09f, 0.08f);
}

void aeroplane(Builder& b, const Paint& p) {
    Random& r = b.random;
    const float length = 1.0f, radius = r.between(0.13f, 0.24f), span = r.between(0.8f, 1.2f),
                chord = r.between(0.2f, 0.34f), y = 0.4f;
    b.use(p.body);
    b.blend(0.05f);
    b.limb({0.0f, y, length - radius}, {0.0f, y, 0.1f}, radius * 0.85f, radius);
    b.limb({0.0f, y, 0.1f}, {0.0f, y + 0.05f, -length}, radius, 0.06f);
    b.use(p.glass);
    const float cabin = r.between(0.3f, 0.55f);
    b.ellipsoid({0.0f, y + 0.8f * radius, cabin}, {0.6f * radius, 0.5f * radius, 0.22f});
    b.use(p.second);
    const float sweep = r.between(0.0f, 0.5f), wingY = y + radius * r.between(-0.6f, 0.8f);
    const Outline wing{{-span, -chord * 0.3f - sweep}, {-span, chord * 0.3f - sweep}, {0.0f, chord},
                       {span, chord * 0.3f - sweep},   {span, -chord * 0.3f - sweep}, {0.0f, -chord}};
    const Frame flat{{1.0f, 0.0f, 0.0f}, {0.0f, 0.0f, 1.0f}, {0.0f, -1.0f, 0.0f}};
    b.blend(0.02f);
    b.extrusion({0.0f, wingY, 0.15f}, {&wing, 1}, 0.03f, 0.025f, flat);
    if (r.chance(0.25f)) b.extrusion({0.0f, wingY + 2.2f * radius, 0.15f}, {&wing, 1}, 0.03f, 0.025f, flat);
    const Outline tail{{-0.36f, -0.12f}, {-0.36f, 0.02f}, {0.0f, 0.12f}, {0.36f, 0.02f}, {0.36f, -0.12f}};
    b.extrusion({0.0f, y + 0.06f, -length + 0.06f}, {&tail, 1}, 0.02f, 0.018f, flat);
    const Outline fin{{-0.16f, 0.0f}, {0.16f, 0.0f}, {-0.02f, r.between(0.3f, 0.45f)}, {-0.16f, 0.34f}};
    b.extrusion({0.0f, y + 0.04f, -length + 0.08f}, {&fin, 1}, 0.02f, 0.018f, turned(-0.5f * kPi));
    b.use(p.tyre);
    b.blend(0.0f);
    if (r.chance(0.6f)) { // a propeller
        b.ball({0.0f, y, length}, 0.07f);
        const float turn = r.between(0.0f, kPi);
        b.box({0.0f, y, length + 0.03f}, {0.32f, 0.035f, 0.015f}, 0.01f, turned(0.0f, 0.0f, turn));
    } else {
        for (const float side : {-1.0f, 1.0f})
            b.limb({side * 0.45f * span, wingY - 0.1f, 0.3f}, {side * 0.45f * span, wingY - 0.1f, 0.0f},
                   0.09f, 0.07f);
    }
    if (!r.chance(0.5f)) return;
    for (const float side : {-1.0f, 1.0f}) { // wheels
        b.limb({side * 0.1f, y, 0.3f}, {side * 0.26f, 0.1f, 0.35f}, 0.025f, 0.025f);
        b.cone({side * 0.26f - 0.03f, 0.1f, 0.35f}, {side * 0.26f + 0.03f, 0.1f, 0.35f}, 0.1f, 0.1f, 0.02f);
    }
}

void helicopter(Builder& b, const Paint& p) {
    Random& r = b.random;
    const float radius = r.between(0.3f, 0.42f), y = 0.55f, boom = r.between(0.8f, 1.1f);
    b.use(p.body);
    b.blend(0.12f);
    b.ellipsoid({0.0f, y, 0.1f}, {0.8f * radius, radius, 1.35f * radius});
    b.limb({0.0f, y + 0.2f * radius, -0.2f}, {0.0f, y + 0.3f * radius, -boom}, 0.45f * radius, 0.07f);
    b.use(p.glass);
    Builder::paint(b.ellipsoid({0.0f, y + 0.1f, 0.1f + radius}, {1.0f, 0.8f * radius, 0.75f * radius}));
    b.use(p.second);
    b.blend(0.02f);
    const Outline fin{{-0.14f, -0.1f}, {0.12f, -0.1f}, {-0.08f, 0.35f}, {-0.2f, 0.35f}};
    b.extrusion({0.0f, y + 0.3f * radius, -boom}, {&fin, 1}, 0.02f, 0.015f, turned(-0.5f * kPi));
    b.use(p.tyre);
    const float mast = y + radius + 0.14f, span = r.between(0.9f, 1.2f), turn = r.between(0.0f, 1.5f);
    b.limb({0.0f, y, 0.0f}, {0.0f, mast, 0.0f}, 0.05f, 0.04f);
    for (int i = r.whole(1, 2); i > 0; --i)
        b.box({0.0f, mast, 0.0f}, {span, 0.015f, 0.05f}, 0.01f,
              turned(turn + 0.5f * kPi * static_cast<float>(i)));
    b.box({0.05f, y + 0.3f * radius + 0.1f, -boom - 0.05f}, {0.012f, 0.2f, 0.03f}, 0.01f, turned(0.0f, turn));
    b.use(p.rim);
    for (const float side : {-1.0f, 1.0f}) {
        b.limb({side * 0.3f, 0.05f, 0.5f}, {side * 0.3f, 0.05f, -0.3f}, 0.035f, 0.035f);
        for (const float z : {-0.1f, 0.3f})
            b.limb({side * 0.3f, 0.05f, z}, {side * 0.12f, y - 0.6f * radius, z}, 0.025f, 0.025f);
    }
}

void rocket(Builder& b, const Paint& p) {
    Random& r = b.random;
    const float tall = r.between(1.4f, 2.0f), wide = r.between(0.25f, 0.45f);
    b.use(p.body);
    const Outline profile = smoothed({{0.0f, tall},
                                      {0.45f * wide, 0.85f * tall},
                                      {wide, 0.5f * tall},
                                      {0.85f * wide, 0.15f * tall},
                                      {0.6f * wide, 0.05f * tall}},
                                     4, false);
    Outline closed = profile;
    closed.push_back({0.0f, 0.05f * tall});
    b.lathe({}, closed, 0.01f);
    b.use(p.second);
    Builder::paint(b.box({0.0f, tall, 0.0f}, {1.0f, 0.22f * tall, 1.0f}));
    b.part();
    const int fins = r.whole(3, 4);
    const Outline fin{{0.5f * wide, 0.3f * tall},
                      {1.7f * wide, 0.05f * tall},
                      {1.75f * wide, -0.08f * tall},
                      {0.5f * wide, 0.08f * tall}};
    for (int i = 0; i < fins; ++i)
        b.extrusion({}, {&fin, 1}, 0.03f, 0.02f,
                    turned(6.2832f * static_cast<float>(i) / static_cast<float>(fins) + 0.4f));
    b.use(p.tyre);
    b.cone({0.0f, -0.04f * tall, 0.0f}, {0.0f, 0.1f * tall, 0.0f}, 0.5f * wide, 0.35f * wide);
    b.use(p.rim);
    b.torus({0.0f, 0.55f * tall, 0.95f * wide}, 0.11f, 0.03f);
    b.use(p.glass);
    b.ellipsoid({0.0f, 0.55f * tall, 0.92f * wide}, {0.1f, 0.1f, 0.05f});
}

} // namespace

void buildVehicle(Builder& b) {
    const Paint p = choosePaint(b);
    b.part();
    const float kind = b.random.unit();
    if (kind < 0.38f)
        car(b, p);
    else if (kind < 0.56f)
        truck(b, p);
    else if (kind < 0.65f)
        train(b, p);
    else if (kind < 0.75f)
        boat(b, p);
    else if (kind < 0.87f)
        aeroplane(b, p);
    else if (kind < 0.94f)
        helicopter(b, p);
    else
        rocket(b, p);
}

} // namespace orfeas::shapes
