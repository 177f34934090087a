// Training examples made ahead: a generator and a trainer that share two cores would wait for each other.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/inference/mapped_file.h"
#include "core/inference/training/example.h"

namespace orfeas::inference {

/// Examples of one size, mapped and read in any order. Made and read on the same kind of machine: the records are in its
/// byte order. Any thread may read.
class ShardFile {
public:
    /// BadInput in words when the file is not a whole shard.
    static Result<ShardFile> open(const std::filesystem::path& file);

    std::size_t count() const { return m_count; }
    int side() const { return m_side; }
    int surfacePoints() const { return m_surfacePoints; }
    int points() const { return m_points; }
    Example example(std::size_t index) const;

private:
    std::shared_ptr<const MappedFile> m_file;
    std::size_t m_count = 0;
    int m_side = 0;
    int m_surfacePoints = 0;
    int m_points = 0;
    std::size_t m_recordBytes = 0;
};

/// All examples must be alike in size. Atomic.
Result<void> writeShard(const std::filesystem::path& file, std::span<const Example> examples);

struct ShardPlan {
    std::filesystem::path folder;
    std::uint64_t fromSeed = 0;
    std::uint64_t count = 0;
    std::uint64_t perFile = 500;
    shapes::SampleOptions options;
};

/// Makes the examples of seeds fromSeed … fromSeed + count - 1 into files of `perFile`, "shard-SEED.orfshard", on all
/// cores. Files that are there already are kept, so a stopped run goes on where it was.
Result<void> makeShards(const ShardPlan& plan, const SampleSource& source, const jobs::JobContext& context);

/// Every shard of a folder as one list of examples, in the order of their names.
class ShardSet {
public:
    /// Fails when there is none, or when they are not alike.
    static Result<ShardSet> open(const std::filesystem::path& folder);

    std::size_t count() const { return m_count; }
    int side() const { return m_files.front().side(); }
    Example example(std::size_t index) const;
    /// Only the first so many: a run is repeatable while shards are still being added.
    void limitTo(std::size_t count) { m_count = std::min(m_count, count); }

private:
    std::vector<ShardFile> m_files;
    std::vector<std::size_t> m_first; ///< the number of each file's first example
    std::size_t m_count = 0;
};

} // namespace orfeas::inference
