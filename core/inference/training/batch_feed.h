// The batches of a run, made from its examples. Torch only.
#pragma once

#include <cstdint>
#include <future>
#include <vector>

#include "core/inference/training/batch.h"
#include "core/inference/training/shard_file.h"
#include "core/inference/training/trainer.h"

namespace orfeas::inference {

/// Which examples a step takes and how they vary follows from the run's seed and the step alone. A step's batch comes in
/// pieces of `microBatch` examples. One thread asks; the plan and the shards must outlive this.
class BatchFeed {
public:
    BatchFeed(const TrainingPlan& plan, const ShardSet& shards, std::int64_t seed)
        : m_plan(plan), m_shards(shards), m_seed(seed) {}

    int pieces() const { return m_plan.batch / m_plan.microBatch; }
    /// Any thread.
    Batch piece(std::int64_t step, int index) const;
    /// All pieces of a step, made by all cores; those of the step after it are begun, so that a card need not wait for them.
    std::vector<Batch> ahead(std::int64_t step);

private:
    std::vector<Batch> all(std::int64_t step) const;

    const TrainingPlan& m_plan;
    const ShardSet& m_shards;
    std::int64_t m_seed;
    std::int64_t m_nextStep = -1;
    std::future<std::vector<Batch>> m_next; ///< waits for its thread when it is destroyed
};

} // namespace orfeas::inference
