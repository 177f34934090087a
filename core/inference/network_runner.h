// Runs a network in the best form that fits, and in a smaller one when memory does not suffice after all.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/inference/model_folder.h"
#include "core/inference/network.h"
#include "core/inference/network_plan.h"
#include "core/jobs/job.h"
#include "core/vram/ladder.h"
#include "core/vram/machine_memory.h"

namespace orfeas::inference {

/// What a run came to.
struct RunReport {
    RunPlan plan;                   ///< the form that succeeded
    std::vector<std::string> steps; ///< taken on the ladder, in words, in order
    bool reopened = false;          ///< the weights were not open yet, or had been given up
    int passes = 0;                 ///< over the weights, those that failed included
};

/// One model on one device. It holds a lease on the device's memory while it runs, leaves the opened network with the
/// manager in between (who may give it up), and walks the ladder when memory fails: free caches, smaller chunks, smaller
/// batch, lower precision, offload, processor. Each attempt goes on where the last one failed. One call at a time.
class NetworkRunner {
public:
    /// `options.device` may be "auto". `memory` outlives it.
    NetworkRunner(std::shared_ptr<const Model> model, NetworkOptions options,
                  vram::MachineMemory& memory = vram::MachineMemory::shared());
    ~NetworkRunner();

    /// Waits for memory, opens the network if need be, and runs; without a precision in the one that is fastest here. The lease is held until rest(), so that the mesh can be
    /// taken from the scene within it. Reports each step of the ladder as a stage. Fails as ShapeNetwork::encode does,
    /// and with OutOfMemory, saying what would fit, when the ladder is used up.
    Result<std::shared_ptr<const SceneCode>> encode(const ConditioningImage& image,
                                                    std::optional<Precision> precision, int resolution,
                                                    const jobs::JobContext& context);
    /// Several pictures, as many of them in one pass as fit and gain something by it; what was seen, in their order. When
    /// memory fails fewer share a pass, and none that is done is done again.
    Result<std::vector<std::shared_ptr<const SceneCode>>> encodeAll(std::span<const ConditioningImage> images,
                                                                    std::optional<Precision> precision,
                                                                    int resolution,
                                                                    const jobs::JobContext& context);
    /// What a mesh at so many samples per axis may take within the limit, after encode(). Weights that are in its way are
    /// given up. 0: nobody counts this memory.
    std::uint64_t roomForMesh(int resolution);
    /// The run is over, mesh and all: what it took is kept for later plans, and the network waits idle.
    void rest();
    /// Closes the network.
    void close();

    const RunReport& report() const { return m_report; }
    const Model& model() const { return *m_model; }
    /// For tests and benches: so many share a pass, worth it or not.
    void alwaysTogether(int pictures) { m_together = pictures; }
    /// For tests: stands before the gate of the lease.
    void setGate(std::shared_ptr<vram::AllocationGate> gate) { m_outerGate = std::move(gate); }

private:
    struct Opened;

    using Scenes = std::vector<std::shared_ptr<const SceneCode>>;

    Result<void> choosePlan(std::optional<Precision> precision, int resolution, int queued);
    Result<void> acquire(const jobs::JobContext& context);
    bool takeIdle();
    Result<void> attempt(std::span<const ConditioningImage> images, const jobs::JobContext& context,
                         Scenes& scenes);
    Result<void> fitIntoLease();
    Result<void> openNetwork();
    std::shared_ptr<vram::AllocationGate> makeGate() const;
    std::vector<vram::Rung> rungs();
    std::optional<std::string> smallerChunks();
    std::optional<std::string> lowerPrecision();
    std::optional<std::string> offload();
    std::optional<std::string> toProcessor();
    void replan();
    std::uint64_t leaseBytes(const RunPlan& plan) const;
    std::uint64_t processLimit() const;
    vram::VramManager* manager() const { return m_memory.of(m_plan.device); }

    const std::shared_ptr<const Model> m_model;
    const NetworkOptions m_options;
    vram::MachineMemory& m_memory;
    const NetworkShape m_shape;
    const Machine m_machine = thisMachine();
    std::shared_ptr<EncodeProgress> m_progress = std::make_shared<EncodeProgress>();
    std::shared_ptr<vram::AllocationGate> m_outerGate;
    PlanRequest m_request;
    std::size_t m_pictures = 0; ///< of this run
    int m_together = 0;         ///< 0: the plan says
    RunPlan m_plan;
    RunReport m_report;
    std::chrono::steady_clock::time_point m_start;
    vram::Lease m_lease; ///< before what it pays for, so that it goes after it
    std::shared_ptr<Opened> m_opened;
    vram::IdleHolding m_idle;
};

} // namespace orfeas::inference
