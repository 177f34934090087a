// What a run of a network will take, and which form of it fits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/inference/machine_fit.h"
#include "core/inference/network.h"
#include "core/inference/run_shape.h"
#include "core/vram/machine_memory.h"

namespace orfeas::inference {

/// One way to run a network from a picture to a mesh.
struct RunPlan {
    std::string device = "cpu";
    Precision precision = Precision::Float32;
    Residency residency = Residency::Stages;
    Chunks chunks;
    int batch = 1;               ///< pictures that share a pass over the weights
    std::uint64_t peakBytes = 0; ///< predicted: on "cpu" what the process holds at its peak, else of the card
    double seconds = 0.0;        ///< predicted, picture to mesh, of all pictures of the pass
    bool measured = false;       ///< both from earlier runs here, not from shapes alone
};

/// "bfloat16, weights block by block, attention in 32 rows": what a plan is, in words.
std::string planText(const RunPlan& plan);
std::string_view name(Residency residency); ///< "all", "stages", "blocks"

/// What of several pictures a plan gives each: `seconds` divided among them.
double secondsPerPicture(const RunPlan& plan);

/// What is asked of a plan.
struct PlanRequest {
    std::string device = "cpu";
    std::optional<Precision> precision; ///< nothing: all are compared
    int resolution = 256;               ///< samples per axis of the mesh
    int queued = 1;                     ///< pictures that wait for this network, this one included
    std::uint64_t limitBytes = 0;       ///< of the process on "cpu", else of the card
    std::uint64_t programBytes = 0;     ///< what the process holds already, LibTorch not included
};

/// Bytes and work of a network's parts, from its shapes.
struct NetworkShape {
    explicit NetworkShape(const TripoSrConfig& config);

    /// Elements of the matrices that are kept in the run's precision, and of everything that stays float32.
    struct Part {
        std::uint64_t matrices = 0;
        std::uint64_t rest = 0;
        std::uint64_t largest = 0; ///< matrix
    };
    Part tokenizer, tokenizerBlock, backbone, backboneBlock, other;
    double multiplyAdds = 0.0; ///< of both transformers
    std::uint64_t tokens = 0, width = 0, imageTokens = 0, imageWidth = 0, innerWidth = 0;
    std::string digest; ///< of the shapes: what measured runs are kept under
};

/// Peak and time of `plan` from shapes alone.
void predict(const NetworkShape& shape, const PlanRequest& request, const Machine& machine, RunPlan& plan);

/// Every form worth running, the best first: those that fit by the time a picture takes, then those that do not, smallest
/// first. Measured runs count before predictions (cost_record.h). Of several pictures that wait, as many share a pass as
/// gain something by it: the first of them waits for the last.
std::vector<RunPlan> plansFor(const TripoSrConfig& config, const PlanRequest& request,
                              const Machine& machine);

/// What taking a mesh at so many samples per axis needs, for an object's surface.
std::uint64_t meshBytes(int resolution);

/// Pictures of one pass, at most.
inline constexpr int kMostTogether = 8;

/// Predictions are kept this far below a limit.
inline constexpr double kSafety = 1.05;
bool fits(const RunPlan& plan, std::uint64_t limitBytes);

/// What a run on `device` ("cpu" or "cuda:N") may use now: the budget of its manager, or the default limit where there is
/// none. Fails when the device cannot be looked at.
Result<PlanRequest> requestNow(vram::MachineMemory& memory, const std::string& device,
                               std::optional<Precision> precision, int resolution, int queued);

/// The best that fits; where no form of the precision asked for does, one of a narrower precision. OutOfMemory, in a
/// sentence that says what would fit, when none does.
Result<RunPlan> bestPlan(const TripoSrConfig& config, const PlanRequest& request, const Machine& machine);

} // namespace orfeas::inference
