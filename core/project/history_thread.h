// An open project on a thread of its own: whatever reads or writes the file runs there, in order, and nobody waits.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>

#include "core/project/project_history.h"

namespace orfeas::project {

/// Owns the ProjectHistory. `post` from any thread returns at once. Destruction runs what was posted already (an
/// autosave or a save is not dropped), then closes the file.
class HistoryThread {
public:
    using Task = std::function<void(ProjectHistory&)>;

    explicit HistoryThread(ProjectHistory history);
    HistoryThread(const HistoryThread&) = delete;
    HistoryThread& operator=(const HistoryThread&) = delete;
    ~HistoryThread();

    /// Runs `task` on the thread, after everything posted before. Its results go where the task sends them, usually
    /// back to the core thread.
    void post(Task task);

    /// Posts and waits for what `ask` returns: for tests and for closing. Never from a task.
    template <typename Ask>
    std::invoke_result_t<Ask, ProjectHistory&> ask(Ask ask) {
        std::promise<std::invoke_result_t<Ask, ProjectHistory&>> answer;
        post([&](ProjectHistory& history) {
            if constexpr (std::is_void_v<std::invoke_result_t<Ask, ProjectHistory&>>) {
                ask(history);
                answer.set_value();
            } else {
                answer.set_value(ask(history));
            }
        });
        return answer.get_future().get();
    }

private:
    void run();

    ProjectHistory m_history;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Task> m_tasks;
    bool m_closing = false;
    std::thread m_thread; // last: runs with all of the above
};

} // namespace orfeas::project
