// The job engine: decides which tasks run, side by side as far as memory and cores allow.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/budget.h"
#include "core/jobs/core_turns.h"
#include "core/jobs/job.h"

namespace orfeas::jobs {

enum class TaskId : std::uint64_t {};

/// Higher ones start first, and take cores from lower ones that run.
enum class Priority { Background, Normal, Watched, Interactive };

/// One piece of long work, as the engine sees it.
struct Task {
    std::string name; ///< of the holder of its memory, for shows and logs
    Priority priority = Priority::Normal;
    std::string group;         ///< whose it is: groups of one priority take turns
    std::string lane;          ///< tasks of one lane run one after the other, in order; empty: side by side
    std::vector<TaskId> after; ///< starts when these have ended; fails when one of them fails meanwhile
    std::uint64_t memoryBytes = 0; ///< reserved from before it starts until it has ended
    bool paused = false;           ///< does not start before setPaused(id, false)
    int attempts = 1;              ///< how often it may be started when it fails for a passing reason
    /// On an engine thread. What it throws fails this task and no other.
    std::function<Result<void>(const JobContext&)> work;

    // Told on the engine's threads, with no lock held; may be empty.
    std::function<void(int attempt)> onStarted;
    std::function<void(const Progress&)> onProgress;
    std::function<void(const Result<void>&)> onEnded; ///< once, also when it never started
    /// It failed, and will be tried again alone.
    std::function<void(const Error& why, int nextAttempt)> onRetry;
};

/// What is told of a task that has not ended.
struct TaskInfo {
    TaskId id{};
    std::string name;
    Priority priority = Priority::Normal;
    bool running = false;
    bool paused = false;
    std::uint64_t memoryBytes = 0;
};

struct EngineOptions {
    std::size_t atOnce = 8; ///< tasks that run side by side, at most
    std::size_t cores = 0;  ///< of them compute at a time, at most; 0: as many as parallelFor uses
    std::shared_ptr<Budget> budget = nullptr; ///< null: memory is not counted
};

/// Any thread may call anything; nothing blocks but `waitUntilIdle` and the destructor, which stops what runs, drops what
/// waits (without telling) and joins. Order: priority, then the group that had the fewest starts, then age or the place
/// it was moved to. A task that does not fit the budget lets at most eight smaller ones pass, then everybody waits for it.
/// Running tasks hold a core each while they compute (core_turns.h) and lend the rest to their loops.
class Engine {
public:
    explicit Engine(EngineOptions options = {});
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine();

    TaskId submit(Task task);
    /// For good: drops what waits without telling, asks what runs to stop, and takes nothing any more.
    void close();
    /// A waiting task ends at once with Cancelled; a running one is asked to stop. Ended ones are ignored.
    void cancel(TaskId id);
    /// Takes a waiting task out without telling it; false when it has already started or ended.
    bool withdraw(TaskId id);
    /// A paused task does not start; a running one stands still at its next checkpoint and keeps its memory.
    void setPaused(TaskId id, bool paused);
    /// Nothing starts any more, and all that runs stands still.
    void setAllPaused(bool paused);
    bool allPaused() const;
    void setPriority(TaskId id, Priority priority);
    /// What waits, in this order within its priority; those not named come behind. Unknown and running ones are ignored.
    void setOrder(const std::vector<TaskId>& order);
    /// To the very front of its priority.
    void moveToFront(TaskId id);

    /// Running ones, then waiting ones in the order in which they would start now.
    std::vector<TaskInfo> tasks() const;
    std::size_t running() const;
    /// The most that ever ran, and computed, at the same time.
    std::size_t mostAtOnce() const;
    void waitUntilIdle();

private:
    struct Entry;
    using EntryPtr = std::shared_ptr<Entry>;
    using Entries = std::list<EntryPtr>;

    void serve(const std::stop_token& stop);
    EntryPtr pick();
    std::vector<EntryPtr> inOrder() const;
    bool ready(const Entry& entry) const;
    void run(const EntryPtr& entry);
    bool tryAgain(const EntryPtr& entry, const Result<void>& result);
    void ended(const EntryPtr& entry, const Result<void>& result);
    std::vector<EntryPtr> takeDependents(const EntryPtr& entry, bool succeeded);
    EntryPtr find(TaskId id) const;
    int groupStarts(const Entry& entry) const;

    const std::size_t m_atOnce;
    const std::shared_ptr<Budget> m_budget;
    const std::shared_ptr<CoreTurns> m_turns;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed; ///< something may start
    std::condition_variable m_idle;
    Entries m_waiting; ///< by age, or where it was moved to
    Entries m_running;
    std::map<std::string, int> m_groupStarts; ///< of groups that have something waiting or running
    std::uint64_t m_lastId = 0;
    std::uint64_t m_lastStart = 0;
    std::size_t m_mostAtOnce = 0;
    int m_passed = 0; ///< tasks that started before one that did not fit
    bool m_allPaused = false;
    bool m_memoryShort = false; ///< at the last look some task did not fit
    bool m_closed = false;
    std::shared_ptr<std::function<void()>> m_onFreed; ///< what the budget calls; emptied by the destructor
    std::shared_ptr<std::mutex> m_onFreedMutex = std::make_shared<std::mutex>();
    std::vector<std::jthread> m_threads; // last: joined before what they use goes
};

/// Whether the same might succeed later: the machine was short of something, not the request wrong.
bool isPassing(const Error& error);

} // namespace orfeas::jobs
