// Never the same thing twice: generations through the cache, and equal ones that run at the same time only once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "core/cache/cache_store.h"
#include "core/generate/generate_job.h"

namespace orfeas::cache {

/// Answers generations. Any thread; as many at a time as there are callers. Whatever goes wrong with the disk is logged
/// and costs time, never a result: without a store everything is made.
class ResultCache {
public:
    using Generate = std::function<Result<generate::Generated>(
        const generate::GenerateTask&, const generate::GenerateListener&, const jobs::JobContext&)>;

    /// `store` null: equal requests still run once. `generate` is replaceable for tests.
    explicit ResultCache(std::unique_ptr<CacheStore> store, Generate generate = generate::runGenerateTask);
    ResultCache(const ResultCache&) = delete;
    ResultCache& operator=(const ResultCache&) = delete;

    /// Like generate::runGenerateTask. A kept answer comes without previews, bit for bit what the generator would have
    /// made. While an equal request runs, this one waits for it, sees its progress and its later previews, and takes its
    /// place when that one is cancelled. `source` of the result says which it was. With `useKept` false nothing is read
    /// from the disk.
    Result<generate::Generated> generate(const generate::GenerateTask& task,
                                         const generate::GenerateListener& listener,
                                         const jobs::JobContext& context, bool useKept = true);

    /// Those of `tasks` that will have to be made, as far as can be told now. Reads their pictures, one after the other:
    /// of many tasks only the first sixteen are looked at, more than share a pass of any network.
    std::vector<generate::GenerateTask> unanswered(std::vector<generate::GenerateTask> tasks,
                                                   const jobs::JobContext& context);

    /// The earlier result that was offered, without its picture, which is not kept.
    Result<generate::Generated> earlier(const generate::Earlier& offer);

    /// Null when there is none.
    CacheStore* store() const { return m_store.get(); }

private:
    struct Flight;
    struct Passenger;

    std::optional<generate::Generated> kept(const Hash128& key, const generate::GenerateTask& task);
    Result<generate::Generated> lead(const std::shared_ptr<Flight>& flight, const Hash128& key,
                                     const generate::GenerateTask& task, const jobs::JobContext& context);
    std::optional<Result<generate::Generated>> follow(Flight& flight, const generate::GenerateTask& task,
                                                      const generate::GenerateListener& listener,
                                                      const jobs::JobContext& context);
    void keep(const Hash128& key, const generate::GenerateTask& task, const generate::Generated& made,
              double seconds);

    std::unique_ptr<CacheStore> m_store;
    Generate m_generate;
    std::mutex m_mutex;
    std::map<Hash128, std::shared_ptr<Flight>> m_flights;
};

/// A cache over cacheFolder(), or one without a store (logged) where that cannot be used or ORFEAS_CACHE=off.
std::shared_ptr<ResultCache> standardCache(ResultCache::Generate generate = generate::runGenerateTask);

} // namespace orfeas::cache
