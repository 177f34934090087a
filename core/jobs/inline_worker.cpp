#include <deque>
#include <mutex>
#include <utility>

#include "core/jobs/worker.h"

namespace orfeas::jobs {
namespace {

// The first to post runs what arrives until nothing waits. A task posted meanwhile, by a task or by another
// thread, joins the queue instead of starting inside the running one: order of arrival holds, and the stack
// stays flat.
class InlineWorker final : public Worker {
public:
    ~InlineWorker() override { m_stop.request_stop(); }

    void post(Task task) override {
        {
            std::lock_guard lock(m_mutex);
            m_waiting.push_back(std::move(task));
            if (m_serving) return;
            m_serving = true;
        }
        serve();
    }

private:
    void serve() {
        for (;;) {
            Task task;
            {
                std::lock_guard lock(m_mutex);
                if (m_waiting.empty()) {
                    m_serving = false;
                    return;
                }
                task = std::move(m_waiting.front());
                m_waiting.pop_front();
            }
            task(m_stop.get_token());
        }
    }

    std::mutex m_mutex;
    std::deque<Task> m_waiting;
    bool m_serving = false;
    std::stop_source m_stop;
};

} // namespace

std::unique_ptr<Worker> makeInlineWorker() {
    return std::make_unique<InlineWorker>();
}

} // namespace orfeas::jobs
