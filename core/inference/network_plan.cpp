#include "core/inference/network_plan.h"

#include <algorithm>
#include <cmath>

#include "core/base/parallel.h"
#include "core/inference/cost_record.h"
#include "core/inference/sha256.h"
#include "core/inference/triposr_weights.h"
#include "core/vram/size_text.h"

namespace orfeas::inference {
namespace {

// Measured: what LibTorch 1.13 adds to a process once a network has run, and the program's own first pages.
constexpr std::uint64_t kLibrary = 182'000'000;
// Of a mesh at R samples per axis, per R²: lattice, cells, triangles, colours, parts. Measured with noisy surfaces.
constexpr std::uint64_t kMeshBytesPerSquare = 1100;
// Multiply-adds per second and core in matrix products, where nothing has been measured yet.
constexpr double kRate = 4.5e10;
// What reading a weight anew costs, in products with so many tokens.
constexpr double kReadingTokens = 60.0, kPagingTokens = 5.0;
// By so much a pass of several pictures must be quicker for each of them: the first waits for the last.
constexpr double kWorthwhile = 1.02;

bool isMatrix(const ExpectedTensor& tensor) {
    return tensor.shape.size() == 2 && tensor.required && !tensor.name.starts_with("decoder.");
}

void add(NetworkShape::Part& part, const ExpectedTensor& tensor) {
    const std::uint64_t count = elementCount(tensor.shape).value_or(0);
    if (!isMatrix(tensor)) {
        part.rest += count;
        return;
    }
    part.matrices += count;
    part.largest = std::max(part.largest, count);
}

double workOf(const TripoSrConfig& config, const NetworkShape& shape) {
    const double d = double(shape.imageWidth), t = double(shape.imageTokens), n = double(shape.tokens),
                 i = double(shape.width);
    // Every matrix meets every token once; scores and sums besides.
    double work = t * double(shape.tokenizer.matrices) + config.vit.layers * 2.0 * t * t * d;
    work += n * double(shape.backbone.matrices) + config.backbone.layers * 2.0 * n * n * i;
    if (config.backbone.crossAttentionDim > 0) {
        work += config.backbone.layers *
                (2.0 * n * t * i - 2.0 * (n - t) * config.backbone.crossAttentionDim * i);
    }
    return work;
}

std::uint64_t bytesPerElement(Precision precision) {
    return precision == Precision::Float32 ? 4 : precision == Precision::BFloat16 ? 2 : 1;
}

// On a CPU float32 weights are pages of the file and narrower ones copies.
std::uint64_t weightBytes(const NetworkShape& shape, const RunPlan& plan) {
    const std::uint64_t narrow = bytesPerElement(plan.precision);
    const auto held = [&](const NetworkShape::Part& part) { return part.matrices * narrow + part.rest * 4; };
    const std::uint64_t other = shape.other.rest * 4 + shape.other.matrices * narrow;
    switch (plan.residency) {
    case Residency::All:
        return held(shape.tokenizer) + held(shape.backbone) + other;
    case Residency::Stages:
        if (plan.precision != Precision::Float32 || plan.device != "cpu")
            return held(shape.tokenizer) + held(shape.backbone) + other;
        return std::max(held(shape.tokenizer), held(shape.backbone)) + other;
    case Residency::Blocks:
        break;
    }
    // A matrix is read in float32 to be converted.
    const std::uint64_t reading = plan.precision == Precision::Float32 ? 0 : shape.backboneBlock.largest * 4;
    return std::max(held(shape.tokenizerBlock), held(shape.backboneBlock)) + reading + other;
}

// What is computed, at the moment most of it is alive: in a block of the backbone.
std::uint64_t activationBytes(const NetworkShape& shape, const RunPlan& plan, unsigned cores) {
    const std::uint64_t product = plan.precision == Precision::BFloat16 ? 2 : 4;
    const std::uint64_t whole = shape.tokens * shape.width;
    // x, a layer's result, its successor, the residual around everything; keys and values.
    std::uint64_t bytes = whole * 4 * 4 + whole * product * 2 + shape.imageTokens * shape.imageWidth * 4;
    const auto rows = static_cast<std::uint64_t>(plan.chunks.rows);
    std::uint64_t perCore = rows * shape.width * 4 * 5;
    perCore += 2 * static_cast<std::uint64_t>(plan.chunks.attentionRows) * shape.tokens * product;
    const auto feed =
        std::min<std::uint64_t>(static_cast<std::uint64_t>(plan.chunks.feedWidth), shape.innerWidth);
    perCore += rows * feed * 4 * 3;
    if (plan.precision == Precision::Int8) perCore += feed * shape.width * 4 * 2;
    // A picture more in the pass: where it stands, what is kept of it to go on from, and what was seen in it.
    const std::uint64_t another = 2 * whole * 4 + 2 * shape.imageTokens * shape.imageWidth * 4;
    return bytes + another * static_cast<std::uint64_t>(plan.batch - 1) + perCore * cores;
}

double rateOf(const RunPlan& plan, const Machine& machine) {
    const double fast = plan.precision == Precision::BFloat16 ? (machine.hasBFloat16 ? 1.9 : 0.3)
                        : plan.precision == Precision::Int8   ? 0.85
                                                              : 1.0;
    return kRate * fast * double(machine.cores);
}

// Reading and converting a block anew costs about what its product with a few dozen tokens does; pages that went come
// back for less.
double readingWork(const NetworkShape& shape, const RunPlan& plan) {
    const double matrices = double(shape.tokenizer.matrices + shape.backbone.matrices);
    if (plan.residency == Residency::Blocks) return matrices * kReadingTokens;
    return plan.residency == Residency::Stages ? matrices * kPagingTokens : 0.0;
}

// All that wait, up to the most, then ever fewer.
std::vector<int> batchSizes(int queued) {
    std::vector<int> sizes;
    for (int size = std::clamp(queued, 1, kMostTogether); size >= 1; size /= 2)
        sizes.push_back(size);
    return sizes;
}

std::vector<Chunks> chunkSizes() {
    return {{384, 128, 1024, 32768}, {192, 64, 512, 16384}, {64, 16, 128, 4096}};
}

double rankedSeconds(const RunPlan& plan) {
    return secondsPerPicture(plan) * (plan.batch > 1 ? kWorthwhile : 1.0);
}

std::vector<Precision> precisionsFor(const PlanRequest& request) {
    if (request.precision) return {*request.precision};
    return {Precision::Float32, Precision::BFloat16, Precision::Int8};
}

} // namespace

NetworkShape::NetworkShape(const TripoSrConfig& config) {
    Sha256 sum;
    for (const ExpectedTensor& tensor : expectedTensors(config)) {
        if (!tensor.required) continue; // never read
        const bool looks = tensor.name.starts_with("image_tokenizer."),
                   thinks = tensor.name.starts_with("backbone.");
        add(looks ? tokenizer : thinks ? backbone : other, tensor);
        if (tensor.name.find("encoder.layer.0.") != std::string::npos) add(tokenizerBlock, tensor);
        if (tensor.name.find("transformer_blocks.0.") != std::string::npos) add(backboneBlock, tensor);
        const std::string line = tensor.name + shapeText(tensor.shape) + "\n";
        sum.add(std::as_bytes(std::span(line)));
    }
    digest = sum.hex().substr(0, 16);
    tokens = static_cast<std::uint64_t>(config.tokens());
    width = static_cast<std::uint64_t>(config.backbone.width());
    innerWidth = static_cast<std::uint64_t>(config.backbone.inner());
    imageTokens =
        1 + static_cast<std::uint64_t>(config.imageGrid()) * static_cast<std::uint64_t>(config.imageGrid());
    imageWidth = static_cast<std::uint64_t>(config.vit.width);
    multiplyAdds = workOf(config, *this);
}

double secondsPerPicture(const RunPlan& plan) {
    return plan.seconds / std::max(1, plan.batch);
}

std::string_view name(Residency residency) {
    return residency == Residency::All ? "all" : residency == Residency::Stages ? "stages" : "blocks";
}

std::string planText(const RunPlan& plan) {
    std::string text = plan.precision == Precision::Float32    ? "float32"
                       : plan.precision == Precision::BFloat16 ? "bfloat16"
                                                               : "int8";
    text += plan.residency == Residency::All      ? ", weights stay in memory"
            : plan.residency == Residency::Stages ? ", weights freed after their stage"
                                                  : ", weights read block by block";
    if (plan.chunks != Chunks()) {
        text += ", attention in " + std::to_string(plan.chunks.attentionRows) + " rows, points in " +
                std::to_string(plan.chunks.queryPoints);
    }
    if (plan.batch > 1) text += ", " + std::to_string(plan.batch) + " pictures at once";
    if (plan.device != "cpu") text += ", on " + plan.device;
    return text;
}

void predict(const NetworkShape& shape, const PlanRequest& request, const Machine& machine, RunPlan& plan) {
    const std::uint64_t weights = weightBytes(shape, plan);
    const std::uint64_t thinking = activationBytes(shape, plan, plan.device == "cpu" ? machine.cores : 1);
    // The mesh comes after the transformers, when the mapped weights have gone, and beside what was converted.
    const bool gone = plan.precision == Precision::Float32 && plan.residency != Residency::All;
    const std::uint64_t meshing = meshBytes(request.resolution) + (gone ? shape.other.rest * 4 : weights);
    plan.peakBytes = std::max(weights + thinking, meshing);
    if (plan.device == "cpu") plan.peakBytes += kLibrary + request.programBytes;
    double work = shape.multiplyAdds * plan.batch;
    work += readingWork(shape, plan); // once, however many pictures share the pass
    if (plan.chunks.rows < Chunks().rows) work *= plan.chunks.rows < 100 ? 1.25 : 1.05;
    plan.seconds = work / rateOf(plan, machine) +
                   plan.batch * 2e-5 * double(request.resolution) * double(request.resolution);
}

std::uint64_t meshBytes(int resolution) {
    const auto side = static_cast<std::uint64_t>(resolution);
    return kMeshBytesPerSquare * side * side;
}

namespace {

// The same form with several pictures in a pass, as far from its prediction as the form with one was measured to be.
RunPlan ofSeveral(const NetworkShape& shape, const PlanRequest& request, const Machine& machine,
                  const RunPlan& single, int batch) {
    RunPlan one = single, several = single;
    predict(shape, request, machine, one);
    several.batch = batch;
    predict(shape, request, machine, several);
    several.peakBytes = single.peakBytes + (several.peakBytes - one.peakBytes);
    several.seconds *= single.seconds / one.seconds;
    return several;
}

} // namespace

Result<PlanRequest> requestNow(vram::MachineMemory& memory, const std::string& device,
                               std::optional<Precision> precision, int resolution, int queued) {
    PlanRequest request{device, precision, resolution, std::max(1, queued), vram::kDefaultLimit, 0};
    vram::VramManager* manager = memory.of(device);
    if (!manager) return request; // no one counts this device's memory: as much as the user allows
    ORFEAS_CHECK(manager->refresh());
    request.programBytes = device == "cpu" ? manager->settings().programBytes : 0;
    request.limitBytes = manager->accounts().budget + request.programBytes;
    return request;
}

bool fits(const RunPlan& plan, std::uint64_t limitBytes) {
    return double(plan.peakBytes) * kSafety <= double(limitBytes);
}

std::vector<RunPlan> plansFor(const TripoSrConfig& config, const PlanRequest& request,
                              const Machine& machine) {
    const NetworkShape shape(config);
    const CostRecord record;
    std::vector<RunPlan> plans;
    // How far measured runs were from their predictions: the others will be about as far.
    double slower = 0.0, larger = 0.0;
    int measuredPlans = 0;
    for (const Precision precision : precisionsFor(request)) {
        for (const Residency residency : {Residency::All, Residency::Stages, Residency::Blocks}) {
            // Pages of the file go after their stage for nothing, and come back for nothing; what was converted does not.
            const bool pages = precision == Precision::Float32 && request.device == "cpu";
            if (residency == (pages ? Residency::All : Residency::Stages)) continue;
            for (const Chunks& chunks : chunkSizes()) {
                RunPlan plan{request.device, precision, residency, chunks, 1, 0, 0.0, false};
                predict(shape, request, machine, plan);
                if (const auto measured = record.find(shape, request, plan)) {
                    const double predicted =
                        double(plan.peakBytes - std::min(plan.peakBytes, request.programBytes));
                    slower += measured->seconds / plan.seconds;
                    larger += double(measured->peakBytes) / std::max(1.0, predicted);
                    ++measuredPlans;
                    plan.peakBytes = measured->peakBytes + request.programBytes;
                    plan.seconds = measured->seconds;
                    plan.measured = true;
                }
                plans.push_back(plan);
                for (const int batch : batchSizes(request.queued)) {
                    if (batch == 1) continue;
                    plans.push_back(ofSeveral(shape, request, machine, plan, batch));
                }
            }
        }
    }
    for (RunPlan& plan : plans) {
        if (plan.measured || measuredPlans == 0) continue;
        const double beyond = double(plan.peakBytes - std::min(plan.peakBytes, request.programBytes));
        plan.peakBytes =
            request.programBytes + std::uint64_t(beyond * std::clamp(larger / measuredPlans, 0.8, 1.25));
        plan.seconds *= slower / measuredPlans;
    }
    const auto rank = [&](const RunPlan& plan) { return fits(plan, request.limitBytes) ? 0 : 1; };
    std::stable_sort(plans.begin(), plans.end(), [&](const RunPlan& a, const RunPlan& b) {
        if (rank(a) != rank(b)) return rank(a) < rank(b);
        if (rank(a) == 1) return a.peakBytes < b.peakBytes;
        return rankedSeconds(a) < rankedSeconds(b);
    });
    return plans;
}

Result<RunPlan> bestPlan(const TripoSrConfig& config, const PlanRequest& request, const Machine& machine) {
    if (!request.precision) {
        const RunPlan fastest = plansFor(config, request, machine).front();
        if (fits(fastest, request.limitBytes)) return fastest;
    }
    PlanRequest asked = request;
    std::optional<RunPlan> smallest;
    for (const Precision precision : {Precision::Float32, Precision::BFloat16, Precision::Int8}) {
        if (request.precision && precision < *request.precision) continue;
        asked.precision = precision;
        const std::vector<RunPlan> plans = plansFor(config, asked, machine);
        if (fits(plans.front(), request.limitBytes)) return plans.front();
        if (!smallest || plans.front().peakBytes < smallest->peakBytes) smallest = plans.front();
    }
    const auto needed = static_cast<std::uint64_t>(double(smallest->peakBytes) * kSafety);
    return Error{ErrorCode::OutOfMemory,
                 "This network does not fit into " + vram::sizeText(request.limitBytes) +
                     "; its smallest form (" + planText(*smallest) + ") needs " + vram::sizeText(needed),
                 {}};
}

} // namespace orfeas::inference
