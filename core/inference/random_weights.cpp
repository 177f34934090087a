#include "core/inference/random_weights.h"

#include <cmath>
#include <cstdlib>
#include <memory>
#include <span>

#include "core/base/parallel.h"
#include "core/inference/triposr_weights.h"

namespace orfeas::inference {
namespace {

// SplitMix64 (Steele, Lea and Flood 2014) of a counter: any element without those before it.
float uniform(std::uint64_t seed, std::uint64_t index) {
    std::uint64_t z = seed + (index + 1) * 0x9e3779b97f4a7c15ull;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    z ^= z >> 31;
    return static_cast<float>(static_cast<double>(z >> 40) / double(1u << 23) - 1.0);
}

struct Spread {
    float middle = 0.0f;
    float width = 1.0f;
};

Spread spreadOf(const ExpectedTensor& tensor) {
    const bool isNorm = tensor.name.find("norm") != std::string::npos && tensor.name.ends_with(".weight");
    if (isNorm) return {1.0f, 0.1f};
    if (tensor.shape.size() == 1) return {0.0f, 0.02f};
    if (tensor.name.find("embedd") != std::string::npos &&
        tensor.name.find("projection") == std::string::npos)
        return {0.0f, 0.5f};
    const double fanIn =
        static_cast<double>(*elementCount(tensor.shape)) / static_cast<double>(tensor.shape[0]);
    return {0.0f, static_cast<float>(1.7 / std::sqrt(fanIn))};
}

} // namespace

TripoSrConfig publishedTripoSr() {
    TripoSrConfig config;
    config.condImageSize = 512;
    config.planeSize = 32;
    config.channels = 1024;
    config.backbone.headDim = 64;
    config.backbone.layers = 16;
    config.backbone.crossAttentionDim = config.vit.width;
    config.features = 40;
    config.decoder = {120, 64, 9, Activation::Silu, true};
    config.radius = 0.87;
    return config;
}

Weights makeRandomWeights(const TripoSrConfig& config, std::uint64_t seed) {
    const std::vector<ExpectedTensor> tensors = expectedTensors(config);
    std::uint64_t total = 0;
    for (const ExpectedTensor& tensor : tensors)
        total += *elementCount(tensor.shape);
    const std::shared_ptr<float[]> memory = std::make_shared_for_overwrite<float[]>(total);
    Weights weights;
    weights.memory = memory;
    std::uint64_t at = 0;
    for (const ExpectedTensor& tensor : tensors) {
        const std::uint64_t count = *elementCount(tensor.shape);
        const Spread spread = spreadOf(tensor);
        float* values = memory.get() + at;
        parallelFor(count, 1u << 16, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                values[i] = spread.middle + spread.width * uniform(seed, at + i);
        });
        weights.tensors[tensor.name] = {DType::F32, tensor.shape, contiguousStrides(tensor.shape),
                                        std::as_bytes(std::span(values, count))};
        at += count;
    }
    return weights;
}

} // namespace orfeas::inference
