// Generations of a command: through the result cache, and with account kept, where this build has them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/generate/generate_job.h"

namespace orfeas::cache {
class CacheStore;
}

namespace orfeas::app {

/// Any thread, several at once.
class CachedGeneration {
public:
    using Make = std::function<Result<generate::Generated>(
        const generate::GenerateTask&, const generate::GenerateListener&, const jobs::JobContext&)>;

    /// `useCache` false: nothing is read from the disk and nothing is kept; equal pictures of one run are still made once.
    /// `make` answers what the cache does not.
    explicit CachedGeneration(bool useCache, Make make = generate::runGenerateTask);
    ~CachedGeneration();

    /// `entry` becomes the number of the job in the statistics; 0: it is not in them.
    Result<generate::Generated> generate(const generate::GenerateTask& task,
                                         const generate::GenerateListener& listener,
                                         const jobs::JobContext& context, std::int64_t& entry);
    /// Those of `tasks` that would have to be made now.
    std::vector<generate::GenerateTask> unanswered(std::vector<generate::GenerateTask> tasks,
                                                   const jobs::JobContext& context);
    /// Whether what was made prints (print::nameOf), told later.
    void keepVerdict(std::int64_t entry, const std::string& verdict);

    /// Null when nothing is kept.
    cache::CacheStore* store() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace orfeas::app
