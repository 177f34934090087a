#include "core/shapes/example.h"

#include <algorithm>

#include "core/shapes/picture_maker.h"
#include "core/shapes/surface_points.h"

namespace orfeas::shapes {
namespace {

constexpr float kDeepest = 1.3f;
constexpr int kMostAgain = 8, kProbes = 32;

View chooseView(Random& random, const Family& family, const Shape& shape) {
    View best;
    float least = 1e9f;
    for (int attempt = 0; attempt < 6; ++attempt) {
        const View view = randomView(random, family.views);
        const float ratio = depthRatio(shape, view);
        if (ratio < least) {
            least = ratio;
            best = view;
        }
        if (ratio < kDeepest) return view;
    }
    return best;
}

Vec3 upOf(const View& view) {
    return turnOf(view).y;
}

Example drawExample(Random& random, const Family& family) {
    Builder builder(random);
    family.build(builder);
    Shape shape = builder.finish();
    const View view = chooseView(random, family, shape);
    const float fill = random.between(0.7f, 0.95f);
    const Placement placement = frameObject(shape, view, fill, random);
    const Look look = randomLook(random, upOf(view));
    return {&family, view, look, PlacedShape(std::move(shape), placement)};
}

// Whether what was cut off has left nothing.
bool isNothing(const ShapeView& shape) {
    Random random(1);
    return SurfaceSampler(shape).points(random, kProbes).empty();
}

} // namespace

Example makeExample(std::uint64_t seed, const Family* family) {
    Random random(seed);
    const Family& drawn = anyFamily(random, [](const Family& one) { return one.weight; });
    if (family == nullptr) family = &drawn;
    for (int attempt = 0; attempt < kMostAgain; ++attempt) {
        Example example = drawExample(random, *family);
        if (!isNothing(example.placed.view())) return example;
    }
    return drawExample(random, *family);
}

Example seenFrom(const Example& example, float azimuth, float elevation) {
    Random random(17);
    View view = example.view;
    view.azimuth = azimuth;
    view.elevation = elevation;
    Look look = example.look;
    look.up = upOf(view);
    const Shape& shape = example.placed.shape();
    const Placement placement = frameObject(shape, view, 0.85f, random);
    return {example.family, view, look, PlacedShape(shape, placement)};
}

const Family* findFamily(std::string_view name) {
    const auto found = std::find_if(families().begin(), families().end(),
                                    [&](const Family& family) { return family.name == name; });
    return found == families().end() ? nullptr : &*found;
}

} // namespace orfeas::shapes
