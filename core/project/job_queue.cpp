#include "core/project/job_queue.h"

#include <algorithm>
#include <utility>

#include "core/jobs/job_watch.h"

namespace orfeas::project {
namespace {

using namespace std::chrono_literals;

// Progress may be reported thousands of times a second from several threads; a row needs about thirty.
constexpr auto kProgressEvery = 33ms;
// A job that failed for want of memory beside others gets a second chance, alone.
constexpr int kAttempts = 2;

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

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool ended(JobState state) {
    return state != JobState::Waiting && state != JobState::Running;
}

constexpr const char* kLaneNames[kLanes] = {"", "remake", "files", "operate"};

} // namespace

// What one run shares with its worker. `work` may be exchanged until the worker has taken it.
struct JobQueue::Slot {
    std::mutex mutex;
    Work work;
    bool taken = false;
    std::optional<Ended> ended; ///< the worker's alone until it is posted

    Work take() {
        std::lock_guard lock(mutex);
        taken = true;
        return work;
    }
    bool exchange(Work other) {
        std::lock_guard lock(mutex);
        if (!taken) work = std::move(other);
        return !taken;
    }
};

JobQueue::JobQueue(Emit emit, Post post, jobs::EngineOptions options, Account account)
    : m_emit(std::move(emit)), m_post(std::move(post)), m_account(std::move(account)),
      m_engine(std::move(options)) {}

JobQueue::~JobQueue() {
    stopAll();
}

void JobQueue::add(Lane lane, JobStatus status, Work work, JobNeeds needs) {
    auto added = std::make_unique<Job>();
    added->status = std::move(status);
    added->lane = lane;
    added->needs = std::move(needs);
    added->work = std::move(work);
    m_jobs.push_back(std::move(added));
    Job& job = *m_jobs.back();
    submit(job);
    emitStatus(job);
    if (job.status.secondsLeft) tellWaitingTimes();
}

jobs::Priority JobQueue::priorityOf(const Job& job) const {
    if (job.lane == Lane::Remake) return jobs::Priority::Interactive;
    if (job.lane != Lane::Make) return jobs::Priority::Watched;
    return m_watched && job.status.object == m_watched ? jobs::Priority::Watched : jobs::Priority::Normal;
}

void JobQueue::submit(Job& job) {
    const JobId id = job.status.id;
    const std::uint64_t run = job.run = ++m_lastRun;
    auto slot = job.slot = std::make_shared<Slot>();
    slot->work = job.work;
    job.added = Clock::now();
    job.cancelAsked = false;
    job.instead = nullptr;
    job.previewThisRun = false;
    jobs::Task task;
    task.name = job.status.name;
    task.priority = priorityOf(job);
    task.lane = job.needs.alone.empty() ? kLaneNames[static_cast<std::size_t>(job.lane)] : job.needs.alone;
    task.memoryBytes = job.needs.memoryBytes;
    task.attempts = kAttempts;
    task.work = [this, id, run, slot](const jobs::JobContext& engineContext) -> Result<void> {
        ProgressGate gate([this, id, run](const jobs::Progress& progress) {
            m_post([this, id, run, progress] { progressed(id, run, progress); });
        });
        const jobs::JobWatch watch(engineContext.withSink([&gate](const jobs::Progress& p) { gate(p); }));
        Result<Apply> result = slot->take()(watch.context());
        slot->ended = Ended{result, watch.stages(), watch.peakBytes()};
        if (!result.ok()) return result.error();
        return {};
    };
    task.onStarted = [this, id, run](int attempt) {
        m_post([this, id, run, attempt] { started(id, run, attempt); });
    };
    task.onRetry = [this, id, run](const Error& why, int) {
        m_post([this, id, run, why] { retried(id, run, why); });
    };
    task.onEnded = [this, id, run, slot](const Result<void>& result) {
        // What failed before or beside the work has left nothing in the slot.
        if (!result.ok() && (!slot->ended || slot->ended->result.ok()))
            slot->ended = Ended{result.error(), {}, 0};
        m_post([this, id, run, slot] { finished(id, run, *slot->ended); });
    };
    task.paused = job.status.paused;
    job.task = m_engine.submit(std::move(task));
    job.status.secondsLeft = secondsLeft(job);
}

void JobQueue::replace(JobId id, Work work) {
    Job* existing = job(id);
    if (!existing) return;
    if (ended(existing->status.state)) {
        existing->work = std::move(work);
        moveBefore(id, std::nullopt);
        wait(*existing);
        return;
    }
    existing->work = work;
    if (!existing->cancelAsked && existing->slot->exchange(work)) return;
    existing->replacement = std::move(work);
    existing->cancelAsked = false;
    if (existing->previewThisRun) m_engine.cancel(existing->task);
}

void JobQueue::cancel(JobId id) {
    Job* existing = job(id);
    if (!existing || ended(existing->status.state) || existing->cancelAsked) return;
    if (m_engine.withdraw(existing->task)) {
        existing->status.state = JobState::Cancelled;
        existing->status.paused = false;
        existing->status.secondsLeft.reset();
        existing->run = 0;
        dropPreview(*existing);
        emitStatus(*existing);
        tellWaitingTimes();
        return;
    }
    existing->cancelAsked = true;
    existing->replacement = nullptr;
    existing->status.stage = "stopping";
    existing->status.secondsLeft.reset();
    m_engine.cancel(existing->task);
    emitStatus(*existing);
}

void JobQueue::settleFor(JobId id, Apply apply) {
    Job* existing = job(id);
    if (!existing || existing->status.state != JobState::Running || existing->cancelAsked) return;
    existing->instead = std::move(apply);
    existing->replacement = nullptr;
    m_engine.cancel(existing->task);
}

void JobQueue::retry(JobId id) {
    Job* existing = job(id);
    if (!existing) return;
    if (existing->status.state != JobState::Failed && existing->status.state != JobState::Cancelled) return;
    moveBefore(id, std::nullopt);
    wait(*existing);
}

void JobQueue::dismiss(JobId id) {
    const Job* existing = job(id);
    if (!existing || !ended(existing->status.state)) return;
    m_jobs.erase(place(id));
    m_emit(JobRemoved{id});
}

void JobQueue::prioritise(JobId id) {
    const auto first = std::find_if(m_jobs.begin(), m_jobs.end(), [&](const JobPtr& j) {
        return j->status.state == JobState::Waiting && j->status.id != id;
    });
    if (first != m_jobs.end()) moveBefore(id, (*first)->status.id);
}

// The engine orders what waits as the rows stand.
void JobQueue::moveBefore(JobId id, std::optional<JobId> other) {
    const auto from = place(id);
    if (from == m_jobs.end() || other == id) return;
    JobPtr moved = std::move(*from);
    m_jobs.erase(from);
    m_jobs.insert(other ? place(*other) : m_jobs.end(), std::move(moved));
    std::vector<jobs::TaskId> order;
    for (const JobPtr& one : m_jobs)
        order.push_back(one->task);
    m_engine.setOrder(order);
    m_emit(JobMoved{id, other});
    tellWaitingTimes();
}

void JobQueue::setPaused(JobId id, bool paused) {
    Job* existing = job(id);
    if (!existing || ended(existing->status.state) || existing->cancelAsked) return;
    if (existing->status.paused == paused) return;
    existing->status.paused = paused;
    m_engine.setPaused(existing->task, paused);
    emitStatus(*existing);
    tellWaitingTimes();
}

void JobQueue::setAllPaused(bool paused) {
    m_engine.setAllPaused(paused);
    m_emit(QueuePaused{paused});
}

void JobQueue::watch(std::optional<ObjectId> object) {
    if (m_watched == object) return;
    m_watched = object;
    for (const JobPtr& one : m_jobs) {
        if (one->lane == Lane::Make && !ended(one->status.state))
            m_engine.setPriority(one->task, priorityOf(*one));
    }
}

bool JobQueue::notePreview(JobId id) {
    Job* existing = job(id);
    if (!existing || existing->status.state != JobState::Running || existing->cancelAsked) return false;
    existing->previewThisRun = true;
    existing->previewShown = true;
    if (existing->replacement) m_engine.cancel(existing->task);
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

void JobQueue::forEach(const std::function<void(const JobStatus&)>& visit) const {
    for (const JobPtr& one : m_jobs)
        visit(one->status);
}

std::vector<JobQueue::JobPtr>::iterator JobQueue::place(JobId id) {
    return std::find_if(m_jobs.begin(), m_jobs.end(), [&](const JobPtr& j) { return j->status.id == id; });
}

JobQueue::Job* JobQueue::job(JobId id) {
    const auto found = place(id);
    return found == m_jobs.end() ? nullptr : found->get();
}

void JobQueue::started(JobId id, std::uint64_t run, int attempt) {
    Job* existing = job(id);
    if (!existing || existing->run != run) return;
    JobStatus& status = existing->status;
    existing->started = existing->stageStarted = Clock::now();
    status.state = JobState::Running;
    status.attempt = attempt;
    if (!existing->cancelAsked) status.stage.clear();
    status.fraction = 0.0;
    status.error.reset();
    status.secondsLeft = secondsLeft(*existing);
    emitStatus(*existing);
}

void JobQueue::progressed(JobId id, std::uint64_t run, const jobs::Progress& progress) {
    Job* existing = job(id);
    if (!existing || existing->run != run || existing->cancelAsked) return;
    if (existing->status.state != JobState::Running) return;
    if (existing->status.stage != progress.stage) existing->stageStarted = Clock::now();
    existing->status.stage = progress.stage;
    existing->status.fraction = progress.fraction;
    existing->status.secondsLeft = secondsLeft(*existing);
    emitStatus(*existing);
}

// Back to the queue's front, with the reason in the row.
void JobQueue::retried(JobId id, std::uint64_t run, const Error& why) {
    Job* existing = job(id);
    if (!existing || existing->run != run) return;
    existing->status.state = JobState::Waiting;
    existing->status.stage.clear();
    existing->status.fraction = 0.0;
    existing->status.note = why.userText + ": tried again alone";
    dropPreview(*existing);
    emitStatus(*existing);
}

void JobQueue::finished(JobId id, std::uint64_t run, const Ended& ended) {
    Job* existing = job(id);
    if (!existing || existing->run != run) return;
    if (existing->replacement) {
        existing->work = std::exchange(existing->replacement, nullptr);
        submit(*existing);
        m_engine.moveToFront(existing->task);
        return;
    }
    settle(*existing, ended);
    tellWaitingTimes();
}

void JobQueue::settle(Job& job, const Ended& ended) {
    JobStatus& status = job.status;
    const bool ran = status.state == JobState::Running;
    status.elapsedSeconds = ran ? secondsSince(job.started) : 0.0;
    status.stage.clear();
    status.paused = false;
    status.secondsLeft.reset();
    job.run = 0;
    std::optional<Error> error;
    // One that had come to its end before it could be stopped has the better result.
    const Apply instead = std::exchange(job.instead, nullptr);
    const bool takesInstead = instead && !ended.result.ok();
    const Result<Apply> result = takesInstead ? Result<Apply>(instead) : ended.result;
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
        if (!status.kept && !takesInstead) m_costs.learn(job.needs.cost, ended.stages);
        job.work = nullptr; // gives the picture back
        job.slot.reset();
        job.previewShown = false;
    } else if (error->code == ErrorCode::Cancelled) {
        status.state = JobState::Cancelled;
    } else {
        status.state = JobState::Failed;
        status.error = std::move(error);
    }
    dropPreview(job);
    emitStatus(job);
    if (!m_account) return;
    const double waited =
        ran ? std::chrono::duration<double>(job.started - job.added).count() : secondsSince(job.added);
    m_account({status, waited, ended.stages, ended.peakBytes});
}

void JobQueue::wait(Job& job) {
    job.status.state = JobState::Waiting;
    job.status.fraction = 0.0;
    job.status.elapsedSeconds = 0.0;
    job.status.error.reset();
    job.status.note.clear();
    job.status.kept = false;
    submit(job);
    emitStatus(job);
}

// From what such jobs took; else, for running ones, from how far this one is.
std::optional<double> JobQueue::secondsLeft(const Job& job) const {
    const JobStatus& status = job.status;
    if (status.state == JobState::Waiting) return m_costs.total(job.needs.cost);
    if (const auto known = m_costs.left(job.needs.cost, status.stage, secondsSince(job.stageStarted)))
        return known;
    return estimateLeft(secondsSince(job.started), status.fraction);
}

// What a waiting row can say of its end changes with those before it. Told only where it says something else than
// before: half a second, or a tenth.
void JobQueue::tellWaitingTimes() {
    double before = 0.0;
    for (const JobPtr& one : m_jobs) {
        JobStatus& status = one->status;
        if (one->lane != Lane::Make || ended(status.state) || status.paused) continue;
        const auto own = secondsLeft(*one);
        if (status.state == JobState::Running) {
            before = std::max(before, own.value_or(0.0));
            continue;
        }
        std::optional<double> left;
        if (own) left = before = before + *own;
        const double change = std::abs(left.value_or(0.0) - status.secondsLeft.value_or(0.0));
        if (left.has_value() == status.secondsLeft.has_value() &&
            change < std::max(0.5, 0.1 * left.value_or(0.0)))
            continue;
        status.secondsLeft = left;
        emitStatus(*one);
    }
}

void JobQueue::emitStatus(Job& job) {
    if (job.status.state == JobState::Running) job.status.elapsedSeconds = secondsSince(job.started);
    m_emit(JobChanged{job.status});
}

void JobQueue::dropPreview(Job& job) {
    if (!std::exchange(job.previewShown, false)) return;
    m_emit(PreviewDropped{job.status.id, job.status.object.value_or(ObjectId{})});
}

} // namespace orfeas::project
