#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

namespace orfeas {
namespace {

// One running loop. Threads draw pieces from `next`; the last one to leave wakes the caller.
struct Loop {
    const std::function<void(std::size_t, std::size_t)>* body;
    std::size_t count;
    std::size_t piece;
    std::atomic<std::size_t> next{0};

    void run() {
        for (;;) {
            const std::size_t begin = next.fetch_add(piece);
            if (begin >= count) return;
            (*body)(begin, std::min(begin + piece, count));
        }
    }
};

thread_local bool insideLoop = false;

// Helper threads that sleep until a loop is posted. One loop at a time; a second caller runs its loop alone
// instead of waiting, so no caller ever blocks on another's work.
class Pool {
public:
    static Pool& instance() {
        static Pool pool;
        return pool;
    }

    std::size_t threads() const { return m_helpers.size() + 1; }

    void run(Loop& loop) {
        std::unique_lock owner(m_owner, std::try_to_lock);
        if (!owner.owns_lock() || m_helpers.empty()) {
            loop.run();
            return;
        }
        {
            std::lock_guard lock(m_mutex);
            m_loop = &loop;
            ++m_generation;
        }
        m_posted.notify_all();
        insideLoop = true;
        loop.run();
        insideLoop = false;
        std::unique_lock lock(m_mutex);
        m_loop = nullptr;
        m_idle.wait(lock, [this] { return m_busy == 0; });
    }

private:
    Pool() {
        std::size_t wanted = std::max(1u, std::thread::hardware_concurrency());
        if (const char* text = std::getenv("ORFEAS_THREADS")) {
            const long value = std::strtol(text, nullptr, 10);
            if (value >= 1 && value <= 256) wanted = static_cast<std::size_t>(value);
        }
        for (std::size_t i = 1; i < wanted; ++i) {
            m_helpers.emplace_back([this](std::stop_token stop) { help(stop); });
        }
    }

    void help(const std::stop_token& stop) {
        insideLoop = true;
        std::size_t seen = 0;
        std::unique_lock lock(m_mutex);
        for (;;) {
            if (!m_posted.wait(lock, stop, [&] { return m_loop && m_generation != seen; })) return;
            seen = m_generation;
            Loop& loop = *m_loop;
            ++m_busy;
            lock.unlock();
            loop.run();
            lock.lock();
            if (--m_busy == 0) m_idle.notify_all();
        }
    }

    std::mutex m_owner;
    std::mutex m_mutex;
    std::condition_variable_any m_posted;
    std::condition_variable m_idle;
    Loop* m_loop = nullptr;
    std::size_t m_generation = 0;
    std::size_t m_busy = 0;
    std::vector<std::jthread> m_helpers; // last: stops and joins before what it uses goes
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
    Loop loop{&body, count, std::max(grain, (count + pieces - 1) / pieces)};
    pool.run(loop);
}

std::size_t parallelThreads() {
    return Pool::instance().threads();
}

} // namespace orfeas
