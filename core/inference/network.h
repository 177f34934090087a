// A reconstruction network as the rest of Orfeas sees it: no torch here. The module `orfeas_inference` implements it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

#include "core/base/result.h"
#include "core/inference/conditioning_image.h"
#include "core/inference/run_shape.h"
#include "core/inference/triposr_config.h"
#include "core/inference/weights.h"
#include "core/jobs/job.h"
#include "core/vram/pooled_allocator.h"

namespace orfeas::inference {

/// Sees every named intermediate result of a run ("vit.layer.0", "scene_codes", …) in float32, and may change the
/// values: the network goes on with what it finds afterwards. For comparing stage by stage, and for statistics.
using StageProbe = std::function<void(std::string_view stage, const Shape& shape, std::span<float> values)>;

enum class Precision {
    Float32,
    BFloat16, ///< matrix products of the two transformers; the rest stays float32
    Int8,     ///< weights of the two transformers kept as int8, one scale per output; products in float32
};

struct NetworkOptions {
    std::string device = "cpu"; ///< "cpu", "cuda:N", or "auto": the first "cuda:N" there is, else "cpu"
    Precision precision = Precision::Float32;
    Residency residency = Residency::Stages;
    Chunks chunks;
    std::shared_ptr<RunLimits> limits; ///< null: none
};

/// What a network saw in a picture: a density and a colour at every point of space. Immutable. One thread at a time;
/// uses the cores itself.
class SceneCode {
public:
    virtual ~SceneCode() = default;

    /// The decoder's density before bias and activation; see TripoSrConfig for both. Points are in the network's own
    /// world: its box is [-radius, radius] on each axis.
    virtual Result<void> density(std::span<const glm::vec3> points, std::span<float> values) const = 0;

    /// Colours, 0 .. 1 where the activation is a sigmoid.
    virtual Result<void> color(std::span<const glm::vec3> points, std::span<glm::vec3> values) const = 0;

    /// Density and colour features at once through the probe: "query.sampled", "query.density", "query.features".
    virtual Result<void> probe(std::span<const glm::vec3> points, const StageProbe& probe) const = 0;
};

/// A network with its weights, ready to run. One run at a time.
class ShapeNetwork {
public:
    virtual ~ShapeNetwork() = default;

    /// Where it runs: "cpu" or "cuda:N", never "auto".
    virtual std::string device() const = 0;

    /// Several pictures in one pass over the weights: each block of them is read, and for narrow precisions converted, once
    /// and meets all pictures before the next one. What is seen in each is what it would be alone, bit for bit; a picture
    /// more takes some 30 MB more. Asks whether to stop between pieces of a few hundred rows, which take some 30 ms of a core. Fails with
    /// Cancelled, OutOfMemory, BadInput (weights that yield no numbers, weights changed on disk) or Failed.
    virtual Result<std::vector<std::shared_ptr<const SceneCode>>>
    encodeAll(std::span<const ConditioningImage> images, const jobs::JobContext& context) = 0;
    /// Of one picture, through a probe if there is one.
    virtual Result<std::shared_ptr<const SceneCode>>
    encode(const ConditioningImage& image, const StageProbe& probe, const jobs::JobContext& context) = 0;
};

/// What a machine does at best in matrix products, in multiply-adds.
struct MatrixRate {
    double perSecond = 0.0;     ///< of the clock: less when others use the machine
    double perCoreSecond = 0.0; ///< of processor time, which others do not touch
};

/// The module's own interface.
class NetworkFactory {
public:
    virtual ~NetworkFactory() = default;

    /// "LibTorch 1.13.1" and the like: for logs and reports.
    virtual std::string description() const = 0;
    /// "cpu", then "cuda:0" … as found.
    virtual std::vector<std::string> devices() const = 0;
    /// Measures a product of two matrices of side 2048, spread over the cores as the stages are. About a second.
    virtual MatrixRate matrixRate(Precision precision) const = 0;
    /// What tensors on the CPU hold, and have held at most.
    virtual vram::PoolFigures tensorMemory() const = 0;
    /// Gives back what is kept for tensors to come. Returns how many bytes.
    virtual std::uint64_t trimTensorMemory() const = 0;
    /// Checks the weights against the configuration before anything is allocated. `weights` is kept alive.
    virtual Result<std::unique_ptr<ShapeNetwork>> open(const TripoSrConfig& config, const Weights& weights,
                                                       const NetworkOptions& options) const = 0;
};

/// The version of these interfaces: module and program must have been built from the same.
inline constexpr int kNetworkInterface = 6;

} // namespace orfeas::inference
