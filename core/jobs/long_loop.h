// For loops of millions of short steps: asking often enough, and telling how far many threads are.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <utility>

#include "core/jobs/job.h"

namespace orfeas::jobs {

/// Asks at every 65 536th step whether the job is to stop: a few milliseconds of the shortest steps.
inline bool stopsAt(std::size_t step, const JobContext& context) {
    return (step & 0xffff) == 0 && context.cancelled();
}

/// How much of `whole` is done by any of several threads. Only the thread that made it passes it on, as a sink expects.
class SharedProgress {
public:
    SharedProgress(const JobContext& context, std::string stage, std::size_t whole)
        : m_context(context), m_stage(std::move(stage)), m_whole(static_cast<double>(whole)) {}

    /// Any thread.
    void add(std::size_t done) {
        const std::size_t now = m_done.fetch_add(done, std::memory_order_relaxed) + done;
        if (std::this_thread::get_id() == m_owner && m_whole > 0.0)
            m_context.report(m_stage, static_cast<double>(now) / m_whole);
    }

private:
    const JobContext& m_context;
    std::string m_stage;
    double m_whole;
    std::thread::id m_owner = std::this_thread::get_id();
    std::atomic<std::size_t> m_done{0};
};

} // namespace orfeas::jobs
