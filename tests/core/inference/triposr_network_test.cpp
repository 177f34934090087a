// What the network promises besides its numbers: stopping, narrower precisions, devices.
#include "core/inference/network.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <mutex>
#include <thread>

#include "core/base/parallel.h"
#include "core/inference/field_error.h"
#include "core/inference/inference_module.h"
#include "core/inference/random_weights.h"

namespace orfeas::inference {
namespace {

ConditioningImage noise(int side) {
    ConditioningImage image{side, side, std::vector<std::uint8_t>(std::size_t(side * side * 3))};
    for (std::size_t i = 0; i < image.rgb.size(); ++i)
        image.rgb[i] = static_cast<std::uint8_t>(i * 2654435761u >> 24);
    return image;
}

// The published sequence lengths, which decide what a step costs, in a narrower and shallower network.
TripoSrConfig mediumNetwork() {
    TripoSrConfig config = publishedTripoSr();
    config.condImageSize = 128;
    config.vit.layers = 1;
    config.channels = 256;
    config.backbone.heads = 4;
    config.backbone.layers = 2;
    return config;
}

std::vector<float> densities(const TripoSrConfig& config, const Weights& weights, Precision precision) {
    NetworkOptions options;
    options.precision = precision;
    const auto network = inferenceModule().value()->open(config, weights, options).value();
    const auto scene = network->encode(noise(config.condImageSize), nullptr, {}).value();
    return latticeDensities(*scene, config.radius, 12).value();
}

TEST(TripoSrNetwork, narrowerPrecisionsStayWithinTheirBounds) {
    const TripoSrConfig config = mediumNetwork();
    const Weights weights = makeRandomWeights(config, 3);
    const std::vector<float> exact = densities(config, weights, Precision::Float32);
    for (const Precision precision : {Precision::BFloat16, Precision::Int8}) {
        const FieldError error = compareFields(exact, densities(config, weights, precision), 0.15);
        EXPECT_GT(error.density, 0.0) << static_cast<int>(precision);
        EXPECT_TRUE(withinBounds(error)) << static_cast<int>(precision) << ": density " << error.density
                                         << ", wrong side " << error.wrongSide;
    }
}

// In processor time, which does not depend on what else the machine does.
TEST(TripoSrNetwork, stopsInsideABlockWithinAQuarterOfASecond) {
    TripoSrConfig config = mediumNetwork();
    config.channels = 1024;
    config.backbone.heads = 16;
    const Weights weights = makeRandomWeights(config, 4);
    const auto network = inferenceModule().value()->open(config, weights, {}).value();
    std::stop_source stop;
    std::clock_t asked = 0;
    std::thread impatient;
    bool finishedBlock = false;
    const StageProbe probe = [&](std::string_view stage, const Shape&, std::span<float>) {
        finishedBlock = finishedBlock || stage == "backbone.block.1";
        if (stage != "backbone.proj_in") return;
        impatient = std::thread([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(30));
            asked = std::clock();
            stop.request_stop();
        });
    };
    const auto result = network->encode(noise(config.condImageSize), probe, {stop.get_token(), {}});
    const std::clock_t returned = std::clock();
    impatient.join();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(finishedBlock);
    const double seconds = double(returned - asked) / CLOCKS_PER_SEC;
    EXPECT_LT(seconds, 0.25 * double(parallelThreads()));
}

TEST(TripoSrNetwork, anUnknownDeviceIsNamed) {
    const TripoSrConfig config = mediumNetwork();
    NetworkOptions options;
    options.device = "cuda:77";
    const auto network = inferenceModule().value()->open(config, makeRandomWeights(config, 1), options);
    ASSERT_FALSE(network.ok());
    EXPECT_NE(network.error().userText.find("cuda:77"), std::string::npos);
}

} // namespace
} // namespace orfeas::inference
