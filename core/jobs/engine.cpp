#include "core/jobs/engine.h"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

#include <pthread.h>

#include "core/base/assert.h"
#include "core/base/log.h"
#include "core/base/parallel.h"

namespace orfeas::jobs {
namespace {

// So many smaller tasks may start before one that has to wait for memory.
constexpr int kMayPass = 8;
constexpr auto kLookAgain = std::chrono::milliseconds(100);

// What other people's code throws ends here, in the task it belongs to.
Result<void> guarded(const Task& task, const JobContext& context) {
    if (context.stopToken().stop_requested()) return cancelledError();
    try {
        return task.work(context);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "There is not enough memory for this", "std::bad_alloc"};
    } catch (const std::exception& thrown) {
        return Error{ErrorCode::Failed, "Something unexpected went wrong: try again", thrown.what()};
    } catch (...) {
        return Error{ErrorCode::Failed, "Something unexpected went wrong: try again", "not an exception"};
    }
}

} // namespace

bool isPassing(const Error& error) {
    return error.code == ErrorCode::OutOfMemory || error.code == ErrorCode::Unavailable ||
           error.code == ErrorCode::IoFailed;
}

struct Engine::Entry {
    TaskId id{};
    Task task;
    int attempt = 0;
    bool paused = false;
    bool alone = false; ///< failed beside others: runs when nothing else does
    std::stop_source stop;
    Reservation memory;
    std::shared_ptr<CoreTurns::Place> place; ///< while it runs
    Rank rank;
};

Engine::Engine(EngineOptions options)
    : m_atOnce(std::max<std::size_t>(1, options.atOnce)), m_budget(std::move(options.budget)),
      m_turns(CoreTurns::make(options.cores > 0 ? options.cores : parallelThreads())) {
    if (m_budget) {
        // The budget outlives the engine, maybe: what it calls is emptied before the engine goes.
        m_onFreed = std::make_shared<std::function<void()>>([this] {
            {
                std::lock_guard lock(m_mutex); // nobody misses it between looking and sleeping
            }
            m_changed.notify_all();
        });
        m_budget->onFreed([call = m_onFreed, mutex = m_onFreedMutex] {
            std::lock_guard lock(*mutex);
            if (*call) (*call)();
        });
    }
    for (std::size_t i = 0; i < m_atOnce; ++i) {
        m_threads.emplace_back([this](const std::stop_token& stop) { serve(stop); });
        pthread_setname_np(m_threads.back().native_handle(), "orfeas-job");
    }
}

Engine::~Engine() {
    if (m_onFreed) {
        std::lock_guard lock(*m_onFreedMutex);
        *m_onFreed = nullptr;
    }
    close();
    for (std::jthread& thread : m_threads)
        thread.request_stop();
}

void Engine::close() {
    Entries dropped; // its closures go without the lock
    Entries running;
    {
        std::lock_guard lock(m_mutex);
        m_closed = true;
        dropped.swap(m_waiting);
        running = m_running;
    }
    for (const EntryPtr& entry : running)
        entry->stop.request_stop();
}

TaskId Engine::submit(Task task) {
    ORFEAS_ASSERT(task.work);
    auto entry = std::make_shared<Entry>();
    entry->task = std::move(task);
    entry->paused = entry->task.paused;
    const bool tooLarge = m_budget && entry->task.memoryBytes > m_budget->most();
    {
        std::lock_guard lock(m_mutex);
        entry->id = TaskId{++m_lastId};
        if (m_closed) return entry->id;
        if (!tooLarge) {
            m_groupStarts.try_emplace(entry->task.group, 0);
            m_waiting.push_back(entry);
        }
    }
    if (tooLarge) {
        ended(
            entry,
            Error{ErrorCode::OutOfMemory,
                  "This needs more memory than it may ever have: choose a coarser detail or raise the limit",
                  entry->task.name});
    }
    m_changed.notify_all();
    return entry->id;
}

Engine::EntryPtr Engine::find(TaskId id) const {
    for (const Entries* list : {&m_running, &m_waiting}) {
        for (const EntryPtr& entry : *list) {
            if (entry->id == id) return entry;
        }
    }
    return nullptr;
}

bool Engine::withdraw(TaskId id) {
    std::lock_guard lock(m_mutex);
    return std::erase_if(m_waiting, [&](const EntryPtr& entry) { return entry->id == id; }) > 0;
}

void Engine::cancel(TaskId id) {
    EntryPtr entry;
    bool waited = false;
    {
        std::lock_guard lock(m_mutex);
        entry = find(id);
        if (!entry) return;
        waited = std::erase(m_waiting, entry) > 0;
    }
    entry->stop.request_stop(); // wakes it where it stands still, too
    if (waited) ended(entry, cancelledError());
}

void Engine::setPaused(TaskId id, bool paused) {
    std::lock_guard lock(m_mutex);
    const EntryPtr entry = find(id);
    if (!entry) return;
    entry->paused = paused;
    if (entry->place) entry->place->setPaused(paused || m_allPaused);
    m_changed.notify_all();
}

void Engine::setAllPaused(bool paused) {
    std::lock_guard lock(m_mutex);
    m_allPaused = paused;
    for (const EntryPtr& entry : m_running)
        entry->place->setPaused(paused || entry->paused);
    m_changed.notify_all();
}

bool Engine::allPaused() const {
    std::lock_guard lock(m_mutex);
    return m_allPaused;
}

void Engine::setPriority(TaskId id, Priority priority) {
    std::lock_guard lock(m_mutex);
    const EntryPtr entry = find(id);
    if (!entry) return;
    entry->task.priority = priority;
    entry->rank.priority = static_cast<int>(priority);
    if (entry->place) entry->place->setRank(entry->rank);
    m_changed.notify_all();
}

void Engine::setOrder(const std::vector<TaskId>& order) {
    std::map<TaskId, std::size_t> places;
    for (std::size_t i = 0; i < order.size(); ++i)
        places.emplace(order[i], i);
    const auto placeOf = [&](const EntryPtr& entry) {
        const auto found = places.find(entry->id);
        return found == places.end() ? order.size() : found->second;
    };
    std::lock_guard lock(m_mutex);
    m_waiting.sort([&](const EntryPtr& a, const EntryPtr& b) { return placeOf(a) < placeOf(b); }); // stable
}

void Engine::moveToFront(TaskId id) {
    std::lock_guard lock(m_mutex);
    const auto moved = std::find_if(m_waiting.begin(), m_waiting.end(),
                                    [&](const EntryPtr& entry) { return entry->id == id; });
    if (moved != m_waiting.end()) m_waiting.splice(m_waiting.begin(), m_waiting, moved);
}

std::vector<TaskInfo> Engine::tasks() const {
    std::lock_guard lock(m_mutex);
    std::vector<TaskInfo> out;
    const auto add = [&](const EntryPtr& entry, bool running) {
        out.push_back({entry->id, entry->task.name, entry->task.priority, running,
                       entry->paused || m_allPaused, entry->task.memoryBytes});
    };
    for (const EntryPtr& entry : m_running)
        add(entry, true);
    for (const EntryPtr& entry : inOrder())
        add(entry, false);
    return out;
}

std::size_t Engine::running() const {
    std::lock_guard lock(m_mutex);
    return m_running.size();
}

std::size_t Engine::mostAtOnce() const {
    std::lock_guard lock(m_mutex);
    return m_mostAtOnce;
}

void Engine::waitUntilIdle() {
    std::unique_lock lock(m_mutex);
    m_idle.wait(lock, [&] { return m_waiting.empty() && m_running.empty(); });
}

int Engine::groupStarts(const Entry& entry) const {
    const auto found = m_groupStarts.find(entry.task.group);
    return found == m_groupStarts.end() ? 0 : found->second;
}

// Priority, then the group served least, then the order of the list. With the mutex held.
std::vector<Engine::EntryPtr> Engine::inOrder() const {
    std::vector<EntryPtr> order(m_waiting.begin(), m_waiting.end());
    std::stable_sort(order.begin(), order.end(), [&](const EntryPtr& a, const EntryPtr& b) {
        if (a->task.priority != b->task.priority) return a->task.priority > b->task.priority;
        return groupStarts(*a) < groupStarts(*b);
    });
    return order;
}

bool Engine::ready(const Entry& entry) const {
    if (entry.paused) return false;
    if (entry.alone && !m_running.empty()) return false;
    for (const EntryPtr& other : m_running) {
        if (other->alone) return false;
        if (!entry.task.lane.empty() && other->task.lane == entry.task.lane) return false;
    }
    return std::all_of(entry.task.after.begin(), entry.task.after.end(), [&](TaskId before) {
        return find(before) == nullptr; // ended well, or its dependents would have been taken out
    });
}

// The task to start now, with its memory, or null. With the mutex held.
Engine::EntryPtr Engine::pick() {
    m_memoryShort = false;
    if (m_allPaused) return nullptr;
    bool somebodyWaits = false;
    for (const EntryPtr& entry : inOrder()) {
        if (!ready(*entry)) {
            // One that has to be alone would wait for ever if others kept starting.
            if (entry->alone && !entry->paused) return nullptr;
            continue;
        }
        if (m_budget && entry->task.memoryBytes > 0) {
            entry->memory = m_budget->tryReserve(entry->task.name, entry->task.memoryBytes);
            if (!entry->memory) {
                m_memoryShort = true;
                if (!somebodyWaits && m_passed >= kMayPass) return nullptr;
                somebodyWaits = true;
                continue;
            }
        }
        m_passed = somebodyWaits ? m_passed + 1 : 0;
        m_waiting.remove(entry);
        return entry;
    }
    return nullptr;
}

void Engine::serve(const std::stop_token& stop) {
    for (;;) {
        EntryPtr entry;
        {
            std::unique_lock lock(m_mutex);
            const auto picked = [&] { return (entry = pick()) != nullptr; };
            // Others than the engine may give memory back: while a task waits for it, somebody looks now and then.
            while (!picked()) {
                if (stop.stop_requested()) return;
                if (m_memoryShort) {
                    if (m_changed.wait_for(lock, stop, kLookAgain, picked)) break;
                } else if (m_changed.wait(lock, stop, [&] { return picked() || m_memoryShort; }) && entry) {
                    break;
                }
            }
            if (stop.stop_requested()) return;
            m_running.push_back(entry);
            m_mostAtOnce = std::max(m_mostAtOnce, m_running.size());
            ++m_groupStarts[entry->task.group];
            ++entry->attempt;
            entry->rank = {static_cast<int>(entry->task.priority), ++m_lastStart};
            entry->place = m_turns->join(entry->rank, entry->stop.get_token());
            entry->place->setPaused(entry->paused || m_allPaused);
        }
        m_changed.notify_all(); // another one may start beside it
        run(entry);
    }
}

void Engine::run(const EntryPtr& entry) {
    entry->place->begin();
    const Task& task = entry->task;
    if (task.onStarted) task.onStarted(entry->attempt);
    const JobContext context = JobContext(entry->stop.get_token(), task.onProgress).withPacer(entry->place);
    const Result<void> result = guarded(task, context);
    entry->place->end();
    entry->memory.reset();
    if (tryAgain(entry, result)) return;
    ended(entry, result);
}

// A passing failure puts the task back to the front; it then has the machine to itself.
bool Engine::tryAgain(const EntryPtr& entry, const Result<void>& result) {
    if (result.ok() || !isPassing(result.error()) || entry->attempt >= entry->task.attempts) return false;
    if (entry->stop.stop_requested()) return false; // closed ones are, too
    log(LogLevel::Info, "jobs", entry->task.name + ": tried again alone: " + result.error().userText);
    if (entry->task.onRetry) entry->task.onRetry(result.error(), entry->attempt + 1);
    {
        std::lock_guard lock(m_mutex);
        m_running.remove(entry);
        entry->place.reset();
        entry->alone = true;
        m_waiting.push_front(entry);
    }
    m_changed.notify_all();
    return true;
}

// Those that came after a task that did not succeed, and those after them, taken out of the waiting ones all at once: one
// that stayed would find nothing left that it waits for, and start. With the mutex held.
std::vector<Engine::EntryPtr> Engine::takeDependents(const EntryPtr& entry, bool succeeded) {
    std::vector<EntryPtr> out;
    if (succeeded) return out;
    std::vector<TaskId> fallen{entry->id};
    for (std::size_t i = 0; i < fallen.size(); ++i) {
        for (const EntryPtr& other : m_waiting) {
            const auto& after = other->task.after;
            if (std::find(after.begin(), after.end(), fallen[i]) == after.end()) continue;
            if (std::find(fallen.begin(), fallen.end(), other->id) != fallen.end()) continue;
            fallen.push_back(other->id);
            out.push_back(other);
        }
    }
    for (const EntryPtr& other : out)
        m_waiting.remove(other);
    return out;
}

void Engine::ended(const EntryPtr& entry, const Result<void>& result) {
    std::vector<EntryPtr> dependents;
    {
        std::lock_guard lock(m_mutex);
        dependents = takeDependents(entry, result.ok());
    }
    // Told before it leaves the list: whoever waits until idle has heard everything.
    if (entry->task.onEnded) entry->task.onEnded(result);
    for (const EntryPtr& dependent : dependents) {
        ended(dependent,
              Error{result.error().code == ErrorCode::Cancelled ? ErrorCode::Cancelled : ErrorCode::Failed,
                    "What this comes after did not succeed", entry->task.name});
    }
    {
        std::lock_guard lock(m_mutex);
        m_running.remove(entry);
        entry->place.reset();
        const auto same = [&](const EntryPtr& other) { return other->task.group == entry->task.group; };
        if (std::none_of(m_waiting.begin(), m_waiting.end(), same) &&
            std::none_of(m_running.begin(), m_running.end(), same)) {
            m_groupStarts.erase(entry->task.group);
        }
        if (m_waiting.empty() && m_running.empty()) m_idle.notify_all();
    }
    m_changed.notify_all();
}

} // namespace orfeas::jobs
