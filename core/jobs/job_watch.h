// Takes the times of a job's stages while it runs.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/jobs/cost_book.h"
#include "core/jobs/job.h"

namespace orfeas::jobs {

/// Made when the job starts; run it with `context`. Owner: the job's thread. Progress may come from several threads.
class JobWatch {
public:
    explicit JobWatch(const JobContext& outer);

    const JobContext& context() const { return m_context; }
    double seconds() const;
    /// Until now; the last one still runs.
    std::vector<StageTime> stages() const;
    /// The most memory the program held at a change of stage, and now.
    std::int64_t peakBytes() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
    JobContext m_context;
};

/// Resident memory of this process; 0 where the system does not tell.
std::int64_t residentBytes();

} // namespace orfeas::jobs
