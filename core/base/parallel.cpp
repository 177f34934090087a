#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

#include "core/base/assert.h"
#include "core/base/core_share.h"

namespace orfeas {
namespace {

// One running loop. Threads draw pieces from `next`; the last helper to leave wakes the caller.
struct Loop {
    const std::function<void(std::size_t, std::size_t)>* body;
    std::size_t count;
    std::size_t piece;
    std::atomic<std::size_t> next{0};
    std::size_t helpers = 0; ///< guarded by the pool's mutex

    bool hasWork() const { return next.load(std::memory_order_relaxed) < count; }

    template <typename GoOn>
    void run(const GoOn& goOn) {
        while (goOn()) {
            const std::size_t begin = next.fetch_add(piece);
            if (begin >= count) return;
            (*body)(begin, std::min(begin + piece, count));
        }
    }
};

#if defined(__linux__)
constexpr int kLessUrgent = 4; ///< each step of nice is a quarter more or less of a core that both want
#endif

thread_local bool insideLoop = false;
thread_local bool holdsCore = false;

// Helper threads that sleep until a loop has work and a core is free. Any number of loops at a time: a helper goes to
// the one with the fewest. Every caller works on its own loop, so none ever waits for another's.
class Pool {
public:
    static Pool& instance() {
        static Pool pool;
        return pool;
    }

    std::size_t threads() const { return m_threads; }
    std::size_t computing() const { return m_owners.load() + m_busy.load(); }

    void run(Loop& loop) {
        const bool counts = !holdsCore;
        if (counts) ++m_owners;
        bool wakes = false;
        {
            std::lock_guard lock(m_mutex);
            m_loops.push_back(&loop);
            wakes = computing() < threads();
        }
        if (wakes) m_changed.notify_all();
        insideLoop = true;
        loop.run([] { return true; });
        insideLoop = false;
        {
            std::unique_lock lock(m_mutex);
            std::erase(m_loops, &loop);
            m_idle.wait(lock, [&] { return loop.helpers == 0; });
        }
        if (counts) release();
    }

    void hold() { ++m_owners; }
    void release() {
        bool wakes = false;
        {
            std::lock_guard lock(m_mutex); // so that no helper misses it between looking and sleeping
            --m_owners;
            wakes = !m_loops.empty();
        }
        if (wakes) m_changed.notify_all();
    }

private:
    Pool() {
        std::size_t wanted = std::max(1u, std::thread::hardware_concurrency());
        if (const char* text = std::getenv("ORFEAS_THREADS")) {
            const long value = std::strtol(text, nullptr, 10);
            if (value >= 1 && value <= 256) wanted = static_cast<std::size_t>(value);
        }
        m_threads = wanted;
        for (std::size_t i = 1; i < wanted; ++i) {
            m_helpers.emplace_back([this](std::stop_token stop) { help(stop); });
        }
    }

    // With the mutex held: the loop that has work and the fewest helpers, if a core is free.
    Loop* loopToHelp() const {
        if (computing() >= threads()) return nullptr;
        Loop* best = nullptr;
        for (Loop* loop : m_loops) {
            if (loop->hasWork() && (!best || loop->helpers < best->helpers)) best = loop;
        }
        return best;
    }

    void help(const std::stop_token& stop) {
        insideLoop = true;
        std::unique_lock lock(m_mutex);
        for (;;) {
            Loop* loop = nullptr;
            if (!m_changed.wait(lock, stop, [&] { return (loop = loopToHelp()) != nullptr; })) return;
            ++loop->helpers;
            ++m_busy;
            lock.unlock();
            loop->run([this] { return computing() <= threads(); });
            lock.lock();
            --m_busy;
            if (--loop->helpers == 0) m_idle.notify_all();
        }
    }

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::condition_variable m_idle;
    std::vector<Loop*> m_loops;
    std::size_t m_threads = 1;             ///< set before the helpers start
    std::atomic<std::size_t> m_owners = 0; ///< threads that hold a core, or call a loop without
    std::atomic<std::size_t> m_busy = 0;   ///< helpers in a loop
    std::vector<std::jthread> m_helpers;   // last: stops and joins before what it uses goes
};

} // namespace

void parallelFor(std::size_t count, std::size_t grain,
                 const std::function<void(std::size_t, std::size_t)>& body) {
    if (count == 0) return;
    grain = std::max<std::size_t>(grain, 1);
    if (insideLoop || count <= grain) {
        body(0, count);
        return;
    }
    Pool& pool = Pool::instance();
    // Four pieces a thread even out uneven work without drowning in bookkeeping.
    const std::size_t pieces = pool.threads() * 4;
    Loop loop{&body, count, std::max(grain, (count + pieces - 1) / pieces), {}, 0};
    pool.run(loop);
}

std::size_t parallelThreads() {
    return Pool::instance().threads();
}

CoreHold::CoreHold() {
    ORFEAS_ASSERT(!holdsCore);
    holdsCore = true;
    Pool::instance().hold();
}

CoreHold::~CoreHold() {
    holdsCore = false;
    Pool::instance().release();
}

SerialLoops::SerialLoops() : m_before(std::exchange(insideLoop, true)) {}

SerialLoops::~SerialLoops() {
    insideLoop = m_before;
}

void giveWay() {
#if defined(__linux__)
    // As "batch" it never pushes another thread aside by waking up.
    const sched_param none{};
    static_cast<void>(sched_setscheduler(0, SCHED_BATCH, &none));
    // Linux keeps a nice value for every thread. Raising it is always allowed.
    const auto thread = static_cast<id_t>(gettid());
    static_cast<void>(setpriority(PRIO_PROCESS, thread, getpriority(PRIO_PROCESS, thread) + kLessUrgent));
#endif
}

bool insideParallelLoop() {
    return insideLoop;
}

std::size_t computingThreads() {
    return Pool::instance().computing();
}

} // namespace orfeas
