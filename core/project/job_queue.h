// The rows of the queue and what they run: waiting order, one running job a lane, stop, retry, replace,
// progress.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/jobs/worker.h"
#include "core/project/core_event.h"

namespace orfeas::project {

/// Jobs of one lane run one after the other; lanes run side by side.
enum class Lane { Make, Remake, Files, Operate };
inline constexpr std::size_t kLanes = 4;

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

    JobQueue(Emit emit, Post post);
    JobQueue(const JobQueue&) = delete;
    JobQueue& operator=(const JobQueue&) = delete;
    /// Waits for what runs. Nothing is applied any more.
    ~JobQueue();

    /// Asks everything that runs or will run to stop, for good. Any thread.
    void stopAll() { m_closing.request_stop(); }

    JobId newId() { return JobId{++m_lastId}; }

    /// A new row at the end of its lane; `status` carries id, kind, name. Starts at once when the lane is
    /// free.
    void add(Lane lane, JobStatus status, Work work);
    /// Other work for an existing row. A waiting one just takes it; an ended one waits again; a running one
    /// gives way once it has shown a preview, and starts again with the latest work it was given.
    void replace(JobId id, Work work);
    void cancel(JobId id);
    void retry(JobId id);
    void dismiss(JobId id);
    void prioritise(JobId id);

    /// Whether a preview of this job may be shown; if so, remembers that it was.
    bool notePreview(JobId id);
    /// Changes the row and tells everybody. Ignored when the row is gone.
    void update(JobId id, const std::function<void(JobStatus&)>& change);

    /// The first row that satisfies `wanted`, in queue order; null when none.
    const JobStatus* find(const std::function<bool(const JobStatus&)>& wanted) const;

private:
    using Clock = std::chrono::steady_clock;
    struct Job {
        JobStatus status;
        Lane lane = Lane::Make;
        Work work;
        Work replacement; ///< set: gives way to this
        std::stop_source stop;
        Clock::time_point started;
        bool cancelAsked = false;
        bool previewThisRun = false;
        bool previewShown = false; ///< and not yet taken back
    };
    using JobPtr = std::unique_ptr<Job>;

    Job* job(JobId id);
    void startNext(Lane lane);
    void run(Job& job);
    void progressed(JobId id, const jobs::Progress& progress);
    void finished(JobId id, Result<Apply> result);
    void settle(Job& job, Result<Apply> result);
    void wait(Job& job);
    void emitStatus(Job& job);
    void dropPreview(Job& job);
    void moveToEnd(JobId id);

    Emit m_emit;
    Post m_post;
    std::uint64_t m_lastId = 0;
    std::vector<JobPtr> m_jobs;            ///< waiting ones run in this order
    std::array<JobId, kLanes> m_running{}; ///< JobId{} when the lane is free
    std::stop_source m_closing;
    std::array<std::unique_ptr<jobs::Worker>, kLanes>
        m_workers; // last: joined before what the work uses goes
};

} // namespace orfeas::project
