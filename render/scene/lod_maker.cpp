#include "render/scene/lod_maker.h"

#include <utility>

#include "core/base/core_share.h"

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

void LodMaker::make(Job& job) const {
    const auto unwanted = [&] { return m_stop.load() || job.mesh.expired(); };
    if (unwanted()) return;
    const std::vector<LodLevel> chain = makeLodChain(job.source->positions, job.source->indices, unwanted);
    job.source.reset();
    if (unwanted()) return;
    if (std::shared_ptr<GpuMesh> target = job.target.lock())
        job.staged.emplace(stageLods(m_device, std::move(target), chain));
}

void LodMaker::work() {
    giveWay();
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
        make(job);
        const bool answered = job.staged.has_value();
        if (!answered) job = {}; // not under the lock: a frame may want it, and much memory takes its time
        lock.lock();
        m_making = false;
        if (answered) m_done.push_back(std::move(job));
        if (m_queue.empty()) m_idle.notify_all();
        lock.unlock();
        if (answered && m_wake) m_wake();
        lock.lock();
    }
}

} // namespace orfeas::render
