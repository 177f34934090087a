#include "core/project/engine.h"

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/generate/machine_budget.h"
#include "core/generate/shared_pass.h"
#include "core/project/project_service.h"

#ifdef ORFEAS_HAS_HISTORY
#include "core/analytics/job_log.h"
#include "core/base/error_name.h"
#include "core/base/log.h"
#include "core/cache/result_cache.h"
#include "core/project/queue_store.h"
#endif

namespace orfeas::project {
namespace {

// What is still to be made, as the core thread told it last; asked by the threads that make.
class WaitingRoom {
public:
    void tell(const std::vector<QueuedPicture>& pictures) {
        std::lock_guard lock(m_mutex);
        m_pictures = pictures;
    }
    /// The others, in order, paused ones left out. Nobody where `task` is not among them: then an object is being remade,
    /// and whoever sits at its sliders waits for no other picture.
    std::vector<generate::GenerateTask> besides(const generate::GenerateTask& task) const {
        std::lock_guard lock(m_mutex);
        bool isThere = false;
        std::vector<generate::GenerateTask> others;
        for (const QueuedPicture& one : m_pictures) {
            if (!isThere && one.file == task.file && (!one.picture || one.picture == task.picture)) {
                isThere = true;
            } else if (!one.paused) {
                others.push_back({one.file, one.picture, nullptr, one.generator, one.settings});
            }
        }
        return isThere ? others : std::vector<generate::GenerateTask>{};
    }

private:
    mutable std::mutex m_mutex;
    std::vector<QueuedPicture> m_pictures;
};

#ifdef ORFEAS_HAS_HISTORY

const char* nameOf(JobState state) {
    return state == JobState::Done ? "done" : state == JobState::Failed ? "failed" : "cancelled";
}

const char* nameOf(JobKind kind) {
    switch (kind) {
    case JobKind::Generate:
        return "generate";
    case JobKind::Import:
        return "import";
    case JobKind::Export:
        return "export";
    case JobKind::Operate:
        return "operate";
    }
    return "";
}

const char* nameOf(generate::Source source) {
    switch (source) {
    case generate::Source::Made:
        return "made";
    case generate::Source::Kept:
        return "kept";
    case generate::Source::Shared:
        return "shared";
    }
    return "";
}

analytics::JobEntry entryOf(const JobRecord& record, const MadeFacts& facts) {
    analytics::JobEntry entry;
    entry.program = "studio";
    entry.kind = nameOf(record.status.kind);
    entry.generator = facts.generator;
    entry.detail = facts.detail;
    entry.source = nameOf(facts.source);
    entry.state = nameOf(record.status.state);
    if (record.status.error) entry.error = errorName(record.status.error->code);
    entry.seconds = record.status.elapsedSeconds;
    entry.waitedSeconds = record.waitedSeconds;
    entry.savedSeconds = facts.savedSeconds;
    entry.megapixels = facts.megapixels;
    entry.triangles = static_cast<std::int64_t>(facts.triangles);
    entry.peakBytes = record.peakBytes;
    entry.attempts = record.status.attempt;
    entry.stages = record.stages;
    return entry;
}

void addCache(Engine& engine, const std::shared_ptr<WaitingRoom>& room) {
    const auto self =
        std::make_shared<cache::ResultCache*>(nullptr); // who it has no answer for, only it knows
    const std::shared_ptr<cache::ResultCache> cache = cache::standardCache(
        [room, self](const generate::GenerateTask& task, const generate::GenerateListener& listener,
                     const jobs::JobContext& context) {
            const auto waiting = [&] { return (*self)->unanswered(room->besides(task), context); };
            return generate::runQueuedTask(task, listener, waiting, context);
        });
    *self = cache.get();
    engine.generate = [cache](const generate::GenerateTask& task, const generate::GenerateListener& listener,
                              const jobs::JobContext& context) {
        return cache->generate(task, listener, context);
    };
    engine.earlier = [cache](const generate::Earlier& offer) { return cache->earlier(offer); };
}

void addStatistics(Engine& engine) {
    const std::shared_ptr<analytics::JobLog> book = analytics::standardJobLog();
    if (!book) return;
    engine.record = [book](const JobRecord& record, const MadeFacts& facts) -> std::int64_t {
        const Result<std::int64_t> entry = book->add(entryOf(record, facts));
        if (entry.ok()) return *entry;
        log(LogLevel::Warning, "statistics", entry.error().userText + ": " + entry.error().detail);
        return 0;
    };
    engine.verdict = [book](std::int64_t entry, print::Verdict verdict) {
        book->setVerdict(entry, std::string(print::nameOf(verdict)));
    };
    engine.loadCosts = [book](jobs::CostBook& costs) { book->loadCosts(costs); };
    engine.saveCosts = [book](const jobs::CostBook& costs) { book->saveCosts(costs); };
}

void addQueue(Engine& engine) {
    const std::shared_ptr<QueueStore> store = standardQueueStore();
    if (!store) return;
    engine.keepQueue = [store, tell = engine.keepQueue](const std::vector<QueuedPicture>& pictures) {
        tell(pictures);
        if (const Result<void> kept = store->keep(pictures); !kept.ok())
            log(LogLevel::Warning, "queue", kept.error().userText + ": " + kept.error().detail);
    };
}

#endif

} // namespace

Engine standardEngine() {
    Engine engine;
    const auto room = std::make_shared<WaitingRoom>();
    engine.keepQueue = [room](const std::vector<QueuedPicture>& pictures) { room->tell(pictures); };
    engine.generate = [room](const generate::GenerateTask& task, const generate::GenerateListener& listener,
                             const jobs::JobContext& context) {
        return generate::runQueuedTask(
            task, listener, [&] { return room->besides(task); }, context);
    };
    engine.readMesh = [](const std::filesystem::path& file, const jobs::JobContext& context) {
        return io::readMesh(file, context);
    };
    engine.writeMesh = io::writeMesh;
    engine.check = print::check;
    engine.jobs.budget = generate::machineBudget();
#ifdef ORFEAS_HAS_HISTORY
    addCache(engine, room);
    addStatistics(engine);
    addQueue(engine);
#endif
    return engine;
}

// Here and not beside the other constructor, so that a test with its own engine links without the real one.
ProjectService::ProjectService(Sink sink) : ProjectService(std::move(sink), standardEngine()) {}

} // namespace orfeas::project
