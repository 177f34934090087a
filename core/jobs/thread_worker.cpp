#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <pthread.h>

#include "core/base/assert.h"
#include "core/jobs/worker.h"

namespace orfeas::jobs {
namespace {

class ThreadWorker final : public Worker {
public:
    ThreadWorker(const std::string& name, int threads) {
        ORFEAS_ASSERT(threads >= 1);
        for (int i = 0; i < threads; ++i) {
            m_threads.emplace_back([this](const std::stop_token& stop) { serve(stop); });
            // The system keeps 15 characters.
            pthread_setname_np(m_threads.back().native_handle(), name.substr(0, 15).c_str());
        }
    }

    ~ThreadWorker() override {
        // All threads hear of it before the first one is waited for, so that they stop at the same time.
        for (std::jthread& thread : m_threads)
            thread.request_stop();
    }

    void post(Task task) override {
        {
            std::lock_guard lock(m_mutex);
            m_waiting.push_back(std::move(task));
        }
        m_posted.notify_one();
    }

private:
    void serve(const std::stop_token& stop) {
        for (;;) {
            Task task;
            {
                std::unique_lock lock(m_mutex);
                if (!m_posted.wait(lock, stop, [this] { return !m_waiting.empty(); })) return;
                if (stop.stop_requested()) return;
                task = std::move(m_waiting.front());
                m_waiting.pop_front();
            }
            task(stop);
        }
    }

    std::mutex m_mutex;
    std::condition_variable_any m_posted;
    std::deque<Task> m_waiting;
    std::vector<std::jthread> m_threads; // last: joined before what the threads use goes
};

} // namespace

std::unique_ptr<Worker> makeThreadWorker(std::string name, int threads) {
    return std::make_unique<ThreadWorker>(name, threads);
}

} // namespace orfeas::jobs
