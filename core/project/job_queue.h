// The rows of the queue and what they run: order, lanes, stop, retry, replace, pause, progress and time left.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/cost_book.h"
#include "core/jobs/engine.h"
#include "core/jobs/job.h"
#include "core/project/core_event.h"

namespace orfeas::project {

/// What somebody waits for at a slider comes before files and operations, those before pictures. Makes run side by side,
/// the one being looked at first; jobs of each other lane follow each other.
enum class Lane { Make, Remake, Files, Operate };
inline constexpr std::size_t kLanes = 4;

/// What a job asks of the machine.
struct JobNeeds {
    std::string cost;              ///< its kind, for the time it takes: "inflate normal"
    std::uint64_t memoryBytes = 0; ///< held while it runs
    std::string alone;             ///< jobs with the same word here follow each other; empty: side by side
};

/// How a job went, for whoever keeps account. `status` is its last one.
struct JobRecord {
    JobStatus status;
    double waitedSeconds = 0.0;
    std::vector<jobs::StageTime> stages;
    std::int64_t peakBytes = 0;
};

/// Owner: the core thread, which calls everything except `stopAll`. Knows nothing of pictures, meshes or
/// documents: a job is work for a worker that brings back an `Apply` for the core thread.
class JobQueue {
public:
    /// On the core thread: takes the result over; may fill in the row. An Error fails the job, Cancelled
    /// drops it.
    using Apply = std::function<Result<void>(JobStatus&)>;
    /// On a worker thread. Holds copies and immutable values only; kept for a retry until the job is done.
    using Work = std::function<Result<Apply>(const jobs::JobContext&)>;
    using Emit = std::function<void(const CoreEvent&)>;
    /// Brings a closure onto the core thread, from any thread, keeping the order per caller.
    using Post = std::function<void(std::function<void()>)>;
    /// On the core thread, after the row was told.
    using Account = std::function<void(const JobRecord&)>;

    JobQueue(Emit emit, Post post, jobs::EngineOptions options = {}, Account account = {});
    JobQueue(const JobQueue&) = delete;
    JobQueue& operator=(const JobQueue&) = delete;
    /// Waits for what runs. Nothing is applied any more.
    ~JobQueue();

    /// Asks everything that runs or will run to stop, for good. Any thread.
    void stopAll() { m_engine.close(); }

    JobId newId() { return JobId{++m_lastId}; }
    void reserveIds(JobId used) { m_lastId = std::max(m_lastId, static_cast<std::uint64_t>(used)); }

    /// A new row at the end of its lane; `status` carries id, kind, name. A paused one waits to be resumed.
    void add(Lane lane, JobStatus status, Work work, JobNeeds needs = {});
    /// Other work for an existing row. A waiting one just takes it; an ended one waits again; a running one
    /// gives way once it has shown a preview, and starts again with the latest work it was given.
    void replace(JobId id, Work work);
    void cancel(JobId id);
    /// Stops a running job and takes this over instead of what it would have brought.
    void settleFor(JobId id, Apply apply);
    void retry(JobId id);
    void dismiss(JobId id);
    /// To the front of what waits.
    void prioritise(JobId id);
    /// A waiting row goes before another waiting one, or to the end.
    void moveBefore(JobId id, std::optional<JobId> other);
    /// A paused row does not start; a running one stands still and keeps what it has.
    void setPaused(JobId id, bool paused);
    /// All there are and all to come.
    void setAllPaused(bool paused);
    /// The object being looked at: what makes it has the cores before other pictures.
    void watch(std::optional<ObjectId> object);

    /// Whether a preview of this job may be shown; if so, remembers that it was.
    bool notePreview(JobId id);
    /// Changes the row and tells everybody. Ignored when the row is gone.
    void update(JobId id, const std::function<void(JobStatus&)>& change);

    /// The first row that satisfies `wanted`, in queue order; null when none.
    const JobStatus* find(const std::function<bool(const JobStatus&)>& wanted) const;
    /// Every row, in queue order.
    void forEach(const std::function<void(const JobStatus&)>& visit) const;

    jobs::CostBook& costs() { return m_costs; }

private:
    using Clock = std::chrono::steady_clock;
    struct Slot;
    struct Job {
        JobStatus status;
        Lane lane = Lane::Make;
        JobNeeds needs;
        Work work;
        Work replacement;           ///< set: gives way to this
        Apply instead;              ///< set: taken over when the work has stopped
        std::shared_ptr<Slot> slot; ///< what the engine runs
        jobs::TaskId task{};
        std::uint64_t run = 0; ///< events of earlier runs are ignored
        Clock::time_point added;
        Clock::time_point started;
        Clock::time_point stageStarted;
        bool cancelAsked = false;
        bool previewThisRun = false;
        bool previewShown = false; ///< and not yet taken back
    };
    using JobPtr = std::unique_ptr<Job>;
    /// What a run brings back from its worker.
    struct Ended {
        Result<Apply> result;
        std::vector<jobs::StageTime> stages;
        std::int64_t peakBytes = 0;
    };

    Job* job(JobId id);
    std::vector<JobPtr>::iterator place(JobId id);
    jobs::Priority priorityOf(const Job& job) const;
    void submit(Job& job);
    void started(JobId id, std::uint64_t run, int attempt);
    void progressed(JobId id, std::uint64_t run, const jobs::Progress& progress);
    void retried(JobId id, std::uint64_t run, const Error& why);
    void finished(JobId id, std::uint64_t run, const Ended& ended);
    void settle(Job& job, const Ended& ended);
    void wait(Job& job);
    void tellWaitingTimes();
    void emitStatus(Job& job);
    void dropPreview(Job& job);
    std::optional<double> secondsLeft(const Job& job) const;

    Emit m_emit;
    Post m_post;
    Account m_account;
    std::uint64_t m_lastId = 0;
    std::uint64_t m_lastRun = 0;
    std::vector<JobPtr> m_jobs; ///< waiting ones run in this order
    std::optional<ObjectId> m_watched;
    jobs::CostBook m_costs;
    jobs::Engine m_engine; // last: joined before what the work uses goes
};

} // namespace orfeas::project
