#include "core/project/job_queue.h"

#include <algorithm>
#include <mutex>
#include <new>
#include <utility>

namespace orfeas::project {
namespace {

using namespace std::chrono_literals;

// Progress may be reported thousands of times a second from several threads; a row needs about thirty.
constexpr auto kProgressEvery = 33ms;

class ProgressGate {
public:
    explicit ProgressGate(std::function<void(const jobs::Progress&)> forward)
        : m_forward(std::move(forward)) {}

    void operator()(const jobs::Progress& progress) {
        std::lock_guard lock(m_mutex);
        const auto now = std::chrono::steady_clock::now();
        m_fraction = std::max(m_fraction, std::min(progress.fraction, 1.0));
        if (progress.stage == m_stage && now - m_last < kProgressEvery) return;
        m_last = now;
        m_stage = progress.stage;
        m_forward({progress.stage, m_fraction});
    }

private:
    std::function<void(const jobs::Progress&)> m_forward;
    std::mutex m_mutex;
    std::chrono::steady_clock::time_point m_last;
    std::string m_stage;
    double m_fraction = 0.0;
};

// The rest takes as long per share as what is done did. Told once that is more than a guess.
std::optional<double> estimateLeft(double elapsed, double fraction) {
    if (fraction < 0.05 || fraction > 1.0 || elapsed < 0.25) return std::nullopt;
    return elapsed * (1.0 - fraction) / fraction;
}

bool ended(JobState state) {
    return state != JobState::Waiting && state != JobState::Running;
}

Result<JobQueue::Apply> runGuarded(const JobQueue::Work& work, const jobs::JobContext& context) {
    if (context.cancelled()) return jobs::cancelledError();
    try {
        return work(context);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "There is not enough memory for this", "std::bad_alloc"};
    }
}

constexpr const char* kThreadNames[kLanes] = {"orfeas-make", "orfeas-remake", "orfeas-files",
                                              "orfeas-operate"};

} // namespace

JobQueue::JobQueue(Emit emit, Post post) : m_emit(std::move(emit)), m_post(std::move(post)) {
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        m_workers[lane] = jobs::makeThreadWorker(kThreadNames[lane]);
}

JobQueue::~JobQueue() {
    stopAll();
}

void JobQueue::add(Lane lane, JobStatus status, Work work) {
    auto added = std::make_unique<Job>();
    added->status = std::move(status);
    added->lane = lane;
    added->work = std::move(work);
    m_jobs.push_back(std::move(added));
    emitStatus(*m_jobs.back());
    startNext(lane);
}

void JobQueue::replace(JobId id, Work work) {
    Job* existing = job(id);
    if (!existing) return;
    if (existing->status.state == JobState::Running) {
        existing->replacement = std::move(work);
        existing->cancelAsked = false;
        if (existing->previewThisRun) existing->stop.request_stop();
        return;
    }
    existing->work = std::move(work);
    if (ended(existing->status.state)) {
        moveToEnd(id);
        wait(*existing);
    }
}

void JobQueue::cancel(JobId id) {
    Job* existing = job(id);
    if (!existing) return;
    if (existing->status.state == JobState::Waiting) {
        existing->status.state = JobState::Cancelled;
        dropPreview(*existing);
        emitStatus(*existing);
    } else if (existing->status.state == JobState::Running && !existing->cancelAsked) {
        existing->cancelAsked = true;
        existing->replacement = nullptr;
        existing->status.stage = "stopping";
        existing->status.secondsLeft.reset();
        existing->stop.request_stop();
        emitStatus(*existing);
    }
}

void JobQueue::retry(JobId id) {
    Job* existing = job(id);
    if (!existing) return;
    if (existing->status.state != JobState::Failed && existing->status.state != JobState::Cancelled) return;
    moveToEnd(id);
    wait(*existing);
}

void JobQueue::dismiss(JobId id) {
    const Job* existing = job(id);
    if (!existing || !ended(existing->status.state)) return;
    std::erase_if(m_jobs, [&](const JobPtr& j) { return j->status.id == id; });
    m_emit(JobRemoved{id});
}

void JobQueue::prioritise(JobId id) {
    const auto found =
        std::find_if(m_jobs.begin(), m_jobs.end(), [&](const JobPtr& j) { return j->status.id == id; });
    if (found != m_jobs.end()) std::rotate(m_jobs.begin(), found, found + 1);
}

bool JobQueue::notePreview(JobId id) {
    Job* existing = job(id);
    if (!existing || existing->status.state != JobState::Running || existing->cancelAsked) return false;
    existing->previewThisRun = true;
    existing->previewShown = true;
    if (existing->replacement) existing->stop.request_stop();
    return true;
}

void JobQueue::update(JobId id, const std::function<void(JobStatus&)>& change) {
    if (Job* existing = job(id)) {
        change(existing->status);
        emitStatus(*existing);
    }
}

const JobStatus* JobQueue::find(const std::function<bool(const JobStatus&)>& wanted) const {
    for (const JobPtr& candidate : m_jobs) {
        if (wanted(candidate->status)) return &candidate->status;
    }
    return nullptr;
}

JobQueue::Job* JobQueue::job(JobId id) {
    const auto found =
        std::find_if(m_jobs.begin(), m_jobs.end(), [&](const JobPtr& j) { return j->status.id == id; });
    return found == m_jobs.end() ? nullptr : found->get();
}

void JobQueue::startNext(Lane lane) {
    JobId& running = m_running[static_cast<std::size_t>(lane)];
    if (running != JobId{} || m_closing.stop_requested()) return;
    for (const JobPtr& next : m_jobs) {
        if (next->lane != lane || next->status.state != JobState::Waiting) continue;
        running = next->status.id;
        run(*next);
        return;
    }
}

void JobQueue::run(Job& job) {
    const JobId id = job.status.id;
    job.stop = std::stop_source();
    job.started = Clock::now();
    job.cancelAsked = false;
    job.previewThisRun = false;
    job.status.state = JobState::Running;
    job.status.stage.clear();
    job.status.fraction = 0.0;
    job.status.secondsLeft.reset();
    job.status.error.reset();
    emitStatus(job);
    m_workers[static_cast<std::size_t>(job.lane)]->post(
        [this, id, work = job.work, stop = job.stop,
         closing = m_closing.get_token()](const std::stop_token&) mutable {
            const std::stop_callback onClosing(closing, [&stop] { stop.request_stop(); });
            ProgressGate gate([this, id](const jobs::Progress& progress) {
                m_post([this, id, progress] { progressed(id, progress); });
            });
            const jobs::JobContext context(stop.get_token(), [&gate](const jobs::Progress& p) { gate(p); });
            Result<Apply> result = runGuarded(work, context);
            m_post([this, id, result = std::move(result)] { finished(id, result); });
        });
}

void JobQueue::progressed(JobId id, const jobs::Progress& progress) {
    Job* existing = job(id);
    if (!existing || existing->status.state != JobState::Running || existing->cancelAsked) return;
    existing->status.stage = progress.stage;
    existing->status.fraction = progress.fraction;
    const std::chrono::duration<double> elapsed = Clock::now() - existing->started;
    existing->status.secondsLeft = estimateLeft(elapsed.count(), progress.fraction);
    emitStatus(*existing);
}

void JobQueue::finished(JobId id, Result<Apply> result) {
    Job* existing = job(id);
    if (!existing) return; // cannot be: running rows are not dismissed
    if (existing->replacement) {
        existing->work = std::exchange(existing->replacement, nullptr);
        run(*existing);
        return;
    }
    const Lane lane = existing->lane;
    settle(*existing, std::move(result));
    m_running[static_cast<std::size_t>(lane)] = JobId{};
    startNext(lane);
}

void JobQueue::settle(Job& job, Result<Apply> result) {
    JobStatus& status = job.status;
    const std::chrono::duration<double> elapsed = Clock::now() - job.started;
    status.elapsedSeconds = elapsed.count();
    status.stage.clear();
    status.secondsLeft.reset();
    std::optional<Error> error;
    if (job.cancelAsked) {
        error = jobs::cancelledError();
    } else if (!result.ok()) {
        error = result.error();
    } else if (Result<void> applied = (*result)(status); !applied.ok()) {
        error = applied.error();
    }
    if (!error) {
        status.state = JobState::Done;
        status.fraction = 1.0;
        job.work = nullptr; // gives the picture back
        job.previewShown = false;
    } else if (error->code == ErrorCode::Cancelled) {
        status.state = JobState::Cancelled;
    } else {
        status.state = JobState::Failed;
        status.error = std::move(error);
    }
    dropPreview(job);
    emitStatus(job);
}

void JobQueue::wait(Job& job) {
    job.status.state = JobState::Waiting;
    job.status.fraction = 0.0;
    job.status.elapsedSeconds = 0.0;
    job.status.error.reset();
    job.status.note.clear();
    const Lane lane = job.lane;
    emitStatus(job);
    startNext(lane);
}

void JobQueue::emitStatus(Job& job) {
    if (job.status.state == JobState::Running) {
        const std::chrono::duration<double> elapsed = Clock::now() - job.started;
        job.status.elapsedSeconds = elapsed.count();
    }
    m_emit(JobChanged{job.status});
}

void JobQueue::dropPreview(Job& job) {
    if (!std::exchange(job.previewShown, false)) return;
    m_emit(PreviewDropped{job.status.id, job.status.object.value_or(ObjectId{})});
}

void JobQueue::moveToEnd(JobId id) {
    const auto found =
        std::find_if(m_jobs.begin(), m_jobs.end(), [&](const JobPtr& j) { return j->status.id == id; });
    if (found != m_jobs.end()) std::rotate(found, found + 1, m_jobs.end());
}

} // namespace orfeas::project
