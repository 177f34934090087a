#include "app/cached_generation.h"

#include <utility>

#ifdef ORFEAS_HAS_HISTORY

#include "core/analytics/job_log.h"
#include "core/base/error_name.h"
#include "core/base/log.h"
#include "core/cache/result_cache.h"
#include "core/jobs/job_watch.h"

namespace orfeas::app {
namespace {

void tellMade(analytics::JobEntry& entry, const generate::Generated& made) {
    entry.state = "done";
    entry.generator = made.generator;
    const auto detail = made.settings.values().find("detail");
    if (detail != made.settings.values().end()) entry.detail = generate::formatValue(detail->second);
    entry.source = made.source == generate::Source::Made   ? "made"
                   : made.source == generate::Source::Kept ? "kept"
                                                           : "shared";
    entry.savedSeconds = made.savedSeconds;
    entry.megapixels = static_cast<double>(made.picture->pixelCount()) / 1e6;
    entry.triangles = static_cast<std::int64_t>(made.facts.triangles);
}

} // namespace

struct CachedGeneration::State {
    std::shared_ptr<cache::ResultCache> cache;
    std::shared_ptr<analytics::JobLog> book;
};

CachedGeneration::CachedGeneration(bool useCache, Make make) : m_state(std::make_unique<State>()) {
    m_state->cache = useCache ? cache::standardCache(std::move(make))
                              : std::make_shared<cache::ResultCache>(nullptr, std::move(make));
    if (!analytics::JobLog::offByEnvironment()) m_state->book = analytics::standardJobLog();
}

Result<generate::Generated> CachedGeneration::generate(const generate::GenerateTask& task,
                                                       const generate::GenerateListener& listener,
                                                       const jobs::JobContext& context, std::int64_t& entry) {
    const jobs::JobWatch watch(context);
    Result<generate::Generated> made = m_state->cache->generate(task, listener, watch.context());
    entry = 0;
    if (!m_state->book) return made;
    analytics::JobEntry account;
    account.program = "orfeas";
    account.kind = "generate";
    account.seconds = watch.seconds();
    account.peakBytes = watch.peakBytes();
    account.stages = watch.stages();
    if (made.ok()) {
        tellMade(account, *made);
    } else {
        account.generator = task.generator;
        account.state = made.error().code == ErrorCode::Cancelled ? "cancelled" : "failed";
        if (account.state == "failed") account.error = errorName(made.error().code);
    }
    const Result<std::int64_t> kept = m_state->book->add(account);
    if (kept.ok()) {
        entry = *kept;
    } else {
        log(LogLevel::Warning, "statistics", kept.error().userText + ": " + kept.error().detail);
    }
    return made;
}

std::vector<generate::GenerateTask> CachedGeneration::unanswered(std::vector<generate::GenerateTask> tasks,
                                                                 const jobs::JobContext& context) {
    return m_state->cache->unanswered(std::move(tasks), context);
}

void CachedGeneration::keepVerdict(std::int64_t entry, const std::string& verdict) {
    if (m_state->book) m_state->book->setVerdict(entry, verdict);
}

cache::CacheStore* CachedGeneration::store() const {
    return m_state->cache->store();
}

#else

namespace orfeas::app {

struct CachedGeneration::State {
    Make make;
};

CachedGeneration::CachedGeneration(bool, Make make)
    : m_state(std::make_unique<State>(State{std::move(make)})) {}

Result<generate::Generated> CachedGeneration::generate(const generate::GenerateTask& task,
                                                       const generate::GenerateListener& listener,
                                                       const jobs::JobContext& context, std::int64_t& entry) {
    entry = 0;
    return m_state->make(task, listener, context);
}

std::vector<generate::GenerateTask> CachedGeneration::unanswered(std::vector<generate::GenerateTask> tasks,
                                                                 const jobs::JobContext&) {
    return tasks;
}

void CachedGeneration::keepVerdict(std::int64_t, const std::string&) {}

cache::CacheStore* CachedGeneration::store() const {
    return nullptr;
}

#endif

CachedGeneration::~CachedGeneration() = default;

} // namespace orfeas::app
