#include "render/gpu/disposal.h"

#include <utility>

#include "core/base/core_share.h"

namespace orfeas::render::gpu {

Disposal::~Disposal() {
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

void Disposal::add(std::shared_ptr<const void> thing) {
    if (!thing) return;
    {
        const std::lock_guard lock(m_mutex);
        m_things.push_back(std::move(thing));
        if (!m_thread.joinable()) m_thread = std::thread([this] { work(); });
    }
    m_changed.notify_all();
}

void Disposal::wait() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_things.empty() && !m_dropping; });
}

void Disposal::work() {
    giveWay();
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_stop || !m_things.empty(); });
        if (m_things.empty()) return;
        std::vector<std::shared_ptr<const void>> things = std::exchange(m_things, {});
        m_dropping = true;
        lock.unlock();
        things.clear();
        lock.lock();
        m_dropping = false;
        m_changed.notify_all();
    }
}

} // namespace orfeas::render::gpu
