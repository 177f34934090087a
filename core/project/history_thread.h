// An open project on a thread of its own: whatever reads or writes the file runs there, in order, and nobody waits.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>

#include "core/jobs/worker.h"
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
    struct State;
    std::shared_ptr<State> m_state;
    std::unique_ptr<jobs::Worker> m_worker; // last: joined before the state goes
};

} // namespace orfeas::project
