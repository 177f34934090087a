#include "core/inference/training/batch_feed.h"

#include "core/base/parallel.h"

namespace orfeas::inference {
namespace {

// SplitMix64 (Steele et al. 2014): numbers that look like chance from numbers that count.
std::uint64_t scattered(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15u;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}

std::uint64_t chance(std::int64_t seed, std::int64_t step, std::int64_t place) {
    return scattered(scattered(scattered(std::uint64_t(seed)) ^ std::uint64_t(step)) ^ std::uint64_t(place));
}

} // namespace

Batch BatchFeed::piece(std::int64_t step, int index) const {
    std::vector<Example> examples;
    for (int i = 0; i < m_plan.microBatch; ++i) {
        const std::int64_t place = std::int64_t(index) * m_plan.microBatch + i;
        examples.push_back(m_shards.example(chance(m_seed, step, place) % m_shards.count()));
    }
    const BatchSettings settings{m_plan.surfacePoints, 0, true};
    return makeBatch(examples, settings, chance(m_seed, step, -1 - std::int64_t(index)));
}

std::vector<Batch> BatchFeed::all(std::int64_t step) const {
    std::vector<Batch> batches(static_cast<std::size_t>(pieces()));
    parallelFor(batches.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            batches[i] = piece(step, static_cast<int>(i));
    });
    return batches;
}

std::vector<Batch> BatchFeed::ahead(std::int64_t step) {
    std::vector<Batch> batches = m_nextStep == step ? m_next.get() : all(step);
    m_nextStep = step + 1;
    m_next = std::async(std::launch::async, [this, step] { return all(step + 1); });
    return batches;
}

} // namespace orfeas::inference
