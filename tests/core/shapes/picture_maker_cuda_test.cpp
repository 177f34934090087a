#include "core/shapes/picture_maker_cuda.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

#include "core/shapes/example.h"
#include "core/shapes/picture_maker.h"

namespace orfeas::shapes {
namespace {

// Where there is a device its pictures are the processor's but for rounding; where there is none that is said.
TEST(PictureMakerCuda, drawsTheProcessorsPicturesOrSaysWhyNot) {
    constexpr int kSide = 64;
    std::vector<Example> examples;
    for (std::uint64_t seed = 1; seed <= 6; ++seed)
        examples.push_back(makeExample(seed));
    std::vector<PictureTask> tasks;
    for (const Example& e : examples)
        tasks.push_back({&e.placed.view(), e.look, e.view.cameraDistance,
                         static_cast<int>(e.placed.shape().edges.size()),
                         static_cast<int>(e.placed.shape().materials.size())});
    const Result<std::vector<std::uint8_t>> drawn = makePicturesOnGpu(tasks, kSide);
    if (!drawn.ok()) {
        EXPECT_EQ(drawn.error().code, ErrorCode::Unavailable) << drawn.error().detail;
        return;
    }
    std::size_t different = 0;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const Example& e = examples[i];
        const std::vector<std::uint8_t> here =
            makePicture(e.placed.view(), e.look, e.view.cameraDistance, kSide);
        for (std::size_t k = 0; k < here.size(); ++k)
            different += std::abs(here[k] - (*drawn)[i * here.size() + k]) > 12 ? 1 : 0;
    }
    EXPECT_LT(different, drawn->size() / 100);
}

} // namespace
} // namespace orfeas::shapes
