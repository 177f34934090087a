#include "core/jobs/job_watch.h"

#include <algorithm>
#include <cstdio>
#include <mutex>

#include <unistd.h>

namespace orfeas::jobs {

using Clock = std::chrono::steady_clock;

struct JobWatch::State {
    std::mutex mutex;
    Clock::time_point start = Clock::now();
    Clock::time_point stageStart = start;
    std::string stage;
    std::vector<StageTime> ended;
    std::int64_t peak = 0;

    void heard(const std::string& now) {
        std::lock_guard lock(mutex);
        if (now == stage) return;
        close();
        stage = now;
        peak = std::max(peak, residentBytes());
    }
    void close() {
        const auto time = Clock::now();
        const double seconds = std::chrono::duration<double>(time - stageStart).count();
        if (!stage.empty()) ended.push_back({stage, seconds});
        stageStart = time;
    }
};

JobWatch::JobWatch(const JobContext& outer) : m_state(std::make_shared<State>()) {
    m_context = outer.withSink([state = m_state, outer](const Progress& progress) {
        state->heard(progress.stage);
        outer.report(progress.stage, progress.fraction);
    });
}

double JobWatch::seconds() const {
    return std::chrono::duration<double>(Clock::now() - m_state->start).count();
}

std::vector<StageTime> JobWatch::stages() const {
    std::lock_guard lock(m_state->mutex);
    std::vector<StageTime> all = m_state->ended;
    if (!m_state->stage.empty()) {
        all.push_back(
            {m_state->stage, std::chrono::duration<double>(Clock::now() - m_state->stageStart).count()});
    }
    return all;
}

std::int64_t JobWatch::peakBytes() const {
    std::lock_guard lock(m_state->mutex);
    return std::max(m_state->peak, residentBytes());
}

std::int64_t residentBytes() {
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (!file) return 0;
    long long total = 0;
    long long resident = 0;
    const int read = std::fscanf(file, "%lld %lld", &total, &resident);
    std::fclose(file);
    return read == 2 ? resident * static_cast<std::int64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

} // namespace orfeas::jobs
