#include "core/project/history_thread.h"

namespace orfeas::project {

HistoryThread::HistoryThread(ProjectHistory history)
    : m_history(std::move(history)), m_thread([this] { run(); }) {}

HistoryThread::~HistoryThread() {
    {
        std::lock_guard lock(m_mutex);
        m_closing = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void HistoryThread::post(Task task) {
    {
        std::lock_guard lock(m_mutex);
        ORFEAS_ASSERT(!m_closing);
        m_tasks.push_back(std::move(task));
    }
    m_changed.notify_all();
}

void HistoryThread::run() {
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [&] { return m_closing || !m_tasks.empty(); });
        if (m_tasks.empty()) return;
        const Task task = std::move(m_tasks.front());
        m_tasks.pop_front();
        lock.unlock();
        task(m_history);
        lock.lock();
    }
}

} // namespace orfeas::project
