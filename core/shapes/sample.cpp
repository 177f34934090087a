#include "core/shapes/sample.h"

#include "core/shapes/example.h"
#include "core/shapes/picture_maker.h"
#include "core/shapes/truth.h"

namespace orfeas::shapes {

Sample makeSample(std::uint64_t seed, const SampleOptions& options) {
    const Example example = makeExample(seed, options.family);
    const ShapeView& shape = example.placed.view();
    Sample sample;
    sample.seed = seed;
    sample.family = example.family->name;
    sample.drawing = example.look.style != Style::Photo;
    sample.side = options.pictureSide;
    sample.view = example.view;
    sample.rgba = makePicture(shape, example.look, example.view.cameraDistance, options.pictureSide);
    sample.depth = makeDepthMaps(shape, example.view.cameraDistance, options.pictureSide / 2);
    Random random(~seed);
    sample.points = truthPoints(shape, options, random);
    return sample;
}

} // namespace orfeas::shapes
