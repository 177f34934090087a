// What jobs took and how they ended, for the person at this machine and for nobody else.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/history/database.h"
#include "core/jobs/cost_book.h"

namespace orfeas::analytics {

/// One ended job. No names of files or pictures: what is not written down cannot be read by others.
struct JobEntry {
    std::int64_t endedUnix = 0; ///< 0: now
    std::string program;        ///< "orfeas", "studio"
    std::string kind;           ///< "generate", "import", "export", "operate"
    std::string generator;      ///< that ran; empty for other kinds
    std::string detail;         ///< its setting, where it has one
    std::string source;         ///< "made", "kept", "shared"
    std::string state;          ///< "done", "failed", "cancelled"
    std::string error;          ///< the code's name, where it failed
    double seconds = 0.0;       ///< from its start
    double waitedSeconds = 0.0; ///< in the queue before
    double savedSeconds = 0.0;  ///< kept ones: what it took when it was made
    double megapixels = 0.0;
    std::int64_t triangles = 0;
    std::int64_t peakBytes = 0; ///< the most the program held, as seen at the job's stages
    std::int64_t attempts = 1;
    std::string verdict; ///< whether it prints: "prints", "warnings", "fails"; empty: not told
    std::vector<jobs::StageTime> stages;
};

/// Jobs of one day, local time.
struct DaySummary {
    std::string day; ///< "2026-11-26"
    std::int64_t jobs = 0;
    std::int64_t made = 0;     ///< done by running a generator or another job
    std::int64_t answered = 0; ///< from the cache or by an equal job
    std::int64_t failed = 0;
    std::int64_t cancelled = 0;
    double seconds = 0.0;
    double savedSeconds = 0.0;
    std::int64_t peakBytes = 0;
    std::map<std::string, std::int64_t> verdicts;
};

struct GeneratorSummary {
    std::string generator;
    std::string detail;
    std::int64_t jobs = 0; ///< made, done
    double medianSeconds = 0.0;
    double longestSeconds = 0.0;
    std::vector<jobs::StageTime> stages; ///< means, in order
};

struct Summary {
    DaySummary total;             ///< `day` is empty
    std::vector<DaySummary> days; ///< those with jobs, oldest first
    std::vector<GeneratorSummary> generators;
    std::vector<JobEntry> latest; ///< at most 200, newest first, without stages
    double hitRate() const {
        const auto done = total.made + total.answered;
        return done == 0 ? 0.0 : static_cast<double>(total.answered) / static_cast<double>(done);
    }
};

/// One SQLite file in the user's data folder, which several programs write. Any thread. Nothing of it ever leaves the
/// machine, and ORFEAS_STATISTICS=off or `setEnabled(false)` keeps anything from being written. Entries older than two
/// years go by themselves.
class JobLog {
public:
    static Result<std::unique_ptr<JobLog>> open(const std::filesystem::path& folder);

    /// The entry's number; 0 when nothing is written because it is switched off.
    Result<std::int64_t> add(const JobEntry& entry);
    /// Told later than the job ended.
    void setVerdict(std::int64_t entry, const std::string& verdict);

    /// Of the last `days` days, today included; 0: of all.
    Result<Summary> summary(int days) const;
    /// Every entry as comma-separated values, a header first, stages as "name=seconds;…".
    Result<std::string> csv() const;
    Result<void> clear();

    /// Kept in the file: every program of the user keeps to it.
    bool enabled() const;
    Result<void> setEnabled(bool enabled);
    /// Whether the environment has switched it off, whatever the setting.
    static bool offByEnvironment();

    /// What jobs of a kind take, kept for the next start.
    void loadCosts(jobs::CostBook& book) const;
    void saveCosts(const jobs::CostBook& book);

    const std::filesystem::path& file() const { return m_file; }

private:
    JobLog(std::filesystem::path file, history::Database database);
    Result<void> addStages(std::int64_t job, const std::vector<jobs::StageTime>& stages);
    Result<std::vector<GeneratorSummary>> generatorSummaries(std::int64_t since) const;

    std::filesystem::path m_file;
    mutable std::mutex m_mutex;
    history::Database m_database;
};

/// $XDG_DATA_HOME/orfeas, else ~/.local/share/orfeas.
std::filesystem::path statisticsFolder();

/// The user's log, or null (logged why) where it cannot be opened. Opened once.
std::shared_ptr<JobLog> standardJobLog();

} // namespace orfeas::analytics
