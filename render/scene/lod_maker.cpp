#include "render/scene/lod_maker.h"

#include <utility>

namespace orfeas::render {
namespace {

using Clock = std::chrono::steady_clock;
/// A preview is replaced sooner.
constexpr auto kSettles = std::chrono::milliseconds(200);

} // namespace

LodMaker::~LodMaker() {
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
        m_queue.clear();
    }
    m_changed.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

void LodMaker::add(Job job) {
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back({std::move(job), Clock::now() + kSettles});
        if (!m_thread.joinable()) m_thread = std::thread([this] { work(); });
    }
    m_changed.notify_all();
}

std::deque<LodMaker::Job> LodMaker::takeDone() {
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_done, {});
}

void LodMaker::wait() {
    std::unique_lock lock(m_mutex);
    m_hurried = true;
    m_changed.notify_all();
    m_idle.wait(lock, [this] { return m_queue.empty() && !m_making; });
    m_hurried = false;
}

void LodMaker::work() {
    std::unique_lock lock(m_mutex);
    while (!m_stop) {
        if (m_queue.empty()) {
            m_changed.wait(lock);
            continue;
        }
        const Clock::time_point due = m_queue.front().due;
        if (!m_hurried && Clock::now() < due) {
            m_changed.wait_until(lock, due);
            continue;
        }
        Job job = std::move(m_queue.front().job);
        m_queue.pop_front();
        m_making = true;
        lock.unlock();
        const auto unwanted = [&] { return m_stop.load() || job.mesh.expired(); };
        if (!unwanted()) job.chain = makeLodChain(job.source->positions, job.source->indices, unwanted);
        job.source.reset();
        const bool wanted = !unwanted();
        lock.lock();
        m_making = false;
        if (wanted) m_done.push_back(std::move(job));
        if (m_queue.empty()) m_idle.notify_all();
        lock.unlock();
        if (wanted && m_wake) m_wake();
        lock.lock();
    }
}

} // namespace orfeas::render
