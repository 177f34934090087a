#include "core/analytics/job_log.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <string_view>
#include <utility>

#include "core/base/log.h"

namespace orfeas::analytics {
namespace {

namespace fs = std::filesystem;
using history::Database;
using history::Statement;
using history::Transaction;

constexpr std::int64_t kApplication = 0x4f726653; // "OrfS"
constexpr std::int64_t kVersion = 1;
constexpr std::int64_t kDay = 24 * 3600;
constexpr std::int64_t kKept = 730 * kDay;
constexpr std::size_t kLatest = 200;

// Times in microseconds: whole numbers, so that sums do not depend on their order.
constexpr const char* kTables = R"(
CREATE TABLE job(
    id INTEGER PRIMARY KEY, ended INTEGER NOT NULL, program TEXT NOT NULL, kind TEXT NOT NULL, generator TEXT NOT NULL,
    detail TEXT NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL, error TEXT NOT NULL, took_us INTEGER NOT NULL,
    waited_us INTEGER NOT NULL, saved_us INTEGER NOT NULL, pixels INTEGER NOT NULL, triangles INTEGER NOT NULL,
    peak INTEGER NOT NULL, attempts INTEGER NOT NULL, verdict TEXT NOT NULL);
CREATE INDEX job_ended ON job(ended);
CREATE TABLE stage(job INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, took_us INTEGER NOT NULL,
    PRIMARY KEY(job, place)) WITHOUT ROWID;
CREATE TABLE keep(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
)";

constexpr const char* kColumns =
    "ended, program, kind, generator, detail, source, state, error, took_us, waited_us, "
    "saved_us, pixels, triangles, peak, attempts, verdict";

std::int64_t micro(double seconds) {
    return static_cast<std::int64_t>(std::max(0.0, seconds) * 1e6);
}
double seconds(std::int64_t us) {
    return static_cast<double>(us) / 1e6;
}

void logged(const Result<void>& result) {
    if (!result.ok())
        log(LogLevel::Warning, "statistics", result.error().userText + ": " + result.error().detail);
}

Result<Database> openTables(const fs::path& file) {
    ORFEAS_TRY(database, Database::open(file, history::OpenMode::Create));
    ORFEAS_CHECK(database.execute("PRAGMA journal_mode = WAL"));
    ORFEAS_CHECK(database.execute("PRAGMA synchronous = NORMAL"));
    ORFEAS_TRY(transaction, Transaction::begin(database));
    ORFEAS_TRY(application, database.integer("PRAGMA application_id"));
    ORFEAS_TRY(version, database.integer("PRAGMA user_version"));
    if (application == 0 && version == 0) {
        ORFEAS_CHECK(database.execute(kTables));
        ORFEAS_CHECK(database.execute(("PRAGMA application_id = " + std::to_string(kApplication)).c_str()));
        ORFEAS_CHECK(database.execute(("PRAGMA user_version = " + std::to_string(kVersion)).c_str()));
    } else if (application != kApplication || version != kVersion) {
        return Error{ErrorCode::BadInput, "The statistics are of another version of Orfeas", {}};
    }
    ORFEAS_CHECK(transaction.commit());
    return std::move(database);
}

JobEntry entryFrom(const Statement& row) {
    JobEntry e;
    e.endedUnix = row.integer(0);
    e.program = row.text(1);
    e.kind = row.text(2);
    e.generator = row.text(3);
    e.detail = row.text(4);
    e.source = row.text(5);
    e.state = row.text(6);
    e.error = row.text(7);
    e.seconds = seconds(row.integer(8));
    e.waitedSeconds = seconds(row.integer(9));
    e.savedSeconds = seconds(row.integer(10));
    e.megapixels = static_cast<double>(row.integer(11)) / 1e6;
    e.triangles = row.integer(12);
    e.peakBytes = row.integer(13);
    e.attempts = row.integer(14);
    e.verdict = row.text(15);
    return e;
}

void count(DaySummary& day, const JobEntry& e) {
    ++day.jobs;
    if (e.state == "failed") ++day.failed;
    if (e.state == "cancelled") ++day.cancelled;
    if (e.state == "done") ++(e.source == "made" || e.source.empty() ? day.made : day.answered);
    day.seconds += e.seconds;
    day.savedSeconds += e.savedSeconds;
    day.peakBytes = std::max(day.peakBytes, e.peakBytes);
    if (!e.verdict.empty()) ++day.verdicts[e.verdict];
}

std::string localTime(std::int64_t unix, const char* form) {
    const std::time_t time = unix;
    std::tm parts{};
    char text[32] = "";
    if (localtime_r(&time, &parts)) std::strftime(text, sizeof text, form, &parts);
    return text;
}

// Midnight, local time, `days` days ago.
std::int64_t beginning(int days) {
    if (days <= 0) return 0;
    std::time_t now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
    parts.tm_mday -= days - 1;
    parts.tm_isdst = -1;
    return std::mktime(&parts);
}

std::string number(double value) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 3).ptr};
}

// RFC 4180: quoted where it must be.
std::string field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return text;
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

std::string csvLine(const JobEntry& e, const std::string& stages) {
    const std::string fields[] = {localTime(e.endedUnix, "%Y-%m-%d %H:%M:%S"),
                                  e.program,
                                  e.kind,
                                  e.generator,
                                  e.detail,
                                  e.source,
                                  e.state,
                                  e.error,
                                  number(e.seconds),
                                  number(e.waitedSeconds),
                                  number(e.savedSeconds),
                                  number(e.megapixels),
                                  std::to_string(e.triangles),
                                  std::to_string(e.peakBytes),
                                  std::to_string(e.attempts),
                                  e.verdict,
                                  stages};
    std::string line;
    for (const std::string& one : fields)
        line += (&one == fields ? "" : ",") + field(one);
    return line + "\r\n";
}

} // namespace

fs::path statisticsFolder() {
    const auto variable = [](const char* name) -> const char* {
        const char* value = std::getenv(name);
        return value && *value ? value : nullptr;
    };
    if (const char* data = variable("XDG_DATA_HOME")) return fs::path(data) / "orfeas";
    if (const char* home = variable("HOME")) return fs::path(home) / ".local" / "share" / "orfeas";
    return fs::temp_directory_path() / "orfeas";
}

bool JobLog::offByEnvironment() {
    const char* wish = std::getenv("ORFEAS_STATISTICS");
    return wish && (std::string_view(wish) == "off" || std::string_view(wish) == "0");
}

JobLog::JobLog(fs::path file, Database database) : m_file(std::move(file)), m_database(std::move(database)) {}

Result<std::unique_ptr<JobLog>> JobLog::open(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    const fs::path file = folder / "statistics.sqlite";
    Result<Database> database = openTables(file);
    if (!database.ok()) {
        return Error{database.error().code, "The statistics in " + file.string() + " cannot be opened",
                     database.error().userText + ": " + database.error().detail};
    }
    return std::unique_ptr<JobLog>(new JobLog(file, std::move(*database)));
}

bool JobLog::enabled() const {
    std::lock_guard lock(m_mutex);
    const Result<std::string> value = m_database.text("SELECT value FROM keep WHERE name = 'enabled'");
    return !value.ok() || *value != "0";
}

Result<void> JobLog::setEnabled(bool enabled) {
    std::lock_guard lock(m_mutex);
    ORFEAS_TRY(statement,
               m_database.prepare("INSERT OR REPLACE INTO keep(name, value) VALUES('enabled', ?1)"));
    return statement.bind(1, std::string_view(enabled ? "1" : "0")).run();
}

Result<std::int64_t> JobLog::add(const JobEntry& e) {
    if (offByEnvironment() || !enabled()) return std::int64_t{0};
    std::lock_guard lock(m_mutex);
    const std::int64_t ended = e.endedUnix ? e.endedUnix : static_cast<std::int64_t>(std::time(nullptr));
    ORFEAS_TRY(transaction, Transaction::begin(m_database));
    ORFEAS_TRY(row,
               m_database.prepare("INSERT INTO job(" + std::string(kColumns) +
                                  ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
                                  "?15, ?16)"));
    row.bind(1, ended);
    int at = 2;
    for (const std::string* text :
         {&e.program, &e.kind, &e.generator, &e.detail, &e.source, &e.state, &e.error})
        row.bind(at++, std::string_view(*text));
    for (const std::int64_t value :
         {micro(e.seconds), micro(e.waitedSeconds), micro(e.savedSeconds),
          static_cast<std::int64_t>(e.megapixels * 1e6), e.triangles, e.peakBytes, e.attempts})
        row.bind(at++, value);
    ORFEAS_CHECK(row.bind(at, std::string_view(e.verdict)).run());
    ORFEAS_TRY(id, m_database.integer("SELECT last_insert_rowid()"));
    ORFEAS_CHECK(addStages(id, e.stages));
    for (const char* sql : {"DELETE FROM stage WHERE job IN (SELECT id FROM job WHERE ended < ?1)",
                            "DELETE FROM job WHERE ended < ?1"}) {
        ORFEAS_TRY(old, m_database.prepare(sql));
        ORFEAS_CHECK(old.bind(1, static_cast<std::int64_t>(std::time(nullptr)) - kKept).run());
    }
    ORFEAS_CHECK(transaction.commit());
    return id;
}

Result<void> JobLog::addStages(std::int64_t job, const std::vector<jobs::StageTime>& stages) {
    ORFEAS_TRY(row,
               m_database.prepare("INSERT INTO stage(job, place, name, took_us) VALUES(?1, ?2, ?3, ?4)"));
    std::int64_t place = 0;
    for (const jobs::StageTime& stage : stages) {
        ORFEAS_CHECK(row.bind(1, job)
                         .bind(2, place++)
                         .bind(3, std::string_view(stage.stage))
                         .bind(4, micro(stage.seconds))
                         .run());
    }
    return {};
}

void JobLog::setVerdict(std::int64_t entry, const std::string& verdict) {
    if (entry == 0) return;
    std::lock_guard lock(m_mutex);
    logged([&]() -> Result<void> {
        ORFEAS_TRY(row, m_database.prepare("UPDATE job SET verdict = ?2 WHERE id = ?1"));
        return row.bind(1, entry).bind(2, std::string_view(verdict)).run();
    }());
}

Result<Summary> JobLog::summary(int days) const {
    const std::int64_t since = beginning(days);
    Summary out;
    {
        std::lock_guard lock(m_mutex);
        ORFEAS_TRY(row, m_database.prepare("SELECT " + std::string(kColumns) +
                                           " FROM job WHERE ended >= ?1 ORDER BY ended DESC, id DESC"));
        row.bind(1, since);
        for (;;) {
            ORFEAS_TRY(more, row.step());
            if (!more) break;
            JobEntry e = entryFrom(row);
            count(out.total, e);
            const std::string day = localTime(e.endedUnix, "%Y-%m-%d");
            if (out.days.empty() || out.days.back().day != day) {
                out.days.emplace_back();
                out.days.back().day = day;
            }
            count(out.days.back(), e);
            if (out.latest.size() < kLatest) out.latest.push_back(std::move(e));
        }
    }
    std::reverse(out.days.begin(), out.days.end());
    ORFEAS_TRY(generators, generatorSummaries(since));
    out.generators = std::move(generators);
    return out;
}

Result<std::vector<GeneratorSummary>> JobLog::generatorSummaries(std::int64_t since) const {
    std::lock_guard lock(m_mutex);
    std::vector<GeneratorSummary> out;
    std::map<std::pair<std::string, std::string>, std::vector<double>> times;
    ORFEAS_TRY(row,
               m_database.prepare("SELECT generator, detail, took_us FROM job WHERE ended >= ?1 AND kind = "
                                  "'generate' AND state = 'done' AND source = 'made'"));
    row.bind(1, since);
    for (;;) {
        ORFEAS_TRY(more, row.step());
        if (!more) break;
        times[{row.text(0), row.text(1)}].push_back(seconds(row.integer(2)));
    }
    ORFEAS_TRY(
        stage,
        m_database.prepare(
            "SELECT s.name, sum(s.took_us), min(s.place) FROM stage s JOIN job j ON j.id = s.job WHERE "
            "j.ended >= ?1 AND j.kind = 'generate' AND j.state = 'done' AND j.source = 'made' AND "
            "j.generator = ?2 AND j.detail = ?3 GROUP BY s.name ORDER BY avg(s.place)"));
    for (auto& [key, all] : times) {
        GeneratorSummary one;
        one.generator = key.first;
        one.detail = key.second;
        one.jobs = static_cast<std::int64_t>(all.size());
        std::sort(all.begin(), all.end());
        one.medianSeconds = all[all.size() / 2];
        one.longestSeconds = all.back();
        stage.bind(1, since).bind(2, std::string_view(one.generator)).bind(3, std::string_view(one.detail));
        for (;;) {
            ORFEAS_TRY(more, stage.step());
            if (!more) break;
            one.stages.push_back(
                {stage.text(0), seconds(stage.integer(1)) / static_cast<double>(all.size())});
        }
        stage.reset();
        out.push_back(std::move(one));
    }
    return out;
}

Result<std::string> JobLog::csv() const {
    std::lock_guard lock(m_mutex);
    std::string out = "ended,program,kind,generator,detail,source,state,error,seconds,waited_s,saved_s,"
                      "megapixels,triangles,"
                      "peak_bytes,attempts,verdict,stages\r\n";
    ORFEAS_TRY(row,
               m_database.prepare("SELECT " + std::string(kColumns) + ", id FROM job ORDER BY ended, id"));
    ORFEAS_TRY(stage, m_database.prepare("SELECT name, took_us FROM stage WHERE job = ?1 ORDER BY place"));
    for (;;) {
        ORFEAS_TRY(more, row.step());
        if (!more) return out;
        std::string stages;
        stage.bind(1, row.integer(16));
        for (;;) {
            ORFEAS_TRY(next, stage.step());
            if (!next) break;
            stages += (stages.empty() ? "" : ";") + stage.text(0) + "=" + number(seconds(stage.integer(1)));
        }
        stage.reset();
        out += csvLine(entryFrom(row), stages);
    }
}

Result<void> JobLog::clear() {
    std::lock_guard lock(m_mutex);
    ORFEAS_TRY(transaction, Transaction::begin(m_database));
    ORFEAS_CHECK(m_database.execute("DELETE FROM stage"));
    ORFEAS_CHECK(m_database.execute("DELETE FROM job"));
    ORFEAS_CHECK(transaction.commit());
    return m_database.execute("VACUUM");
}

void JobLog::loadCosts(jobs::CostBook& book) const {
    std::lock_guard lock(m_mutex);
    const Result<std::string> text = m_database.text("SELECT value FROM keep WHERE name = 'costs'");
    if (text.ok()) book.read(*text);
}

void JobLog::saveCosts(const jobs::CostBook& book) {
    if (offByEnvironment() || !enabled()) return;
    std::lock_guard lock(m_mutex);
    logged([&]() -> Result<void> {
        ORFEAS_TRY(row, m_database.prepare("INSERT OR REPLACE INTO keep(name, value) VALUES('costs', ?1)"));
        return row.bind(1, std::string_view(book.text())).run();
    }());
}

std::shared_ptr<JobLog> standardJobLog() {
    static const std::shared_ptr<JobLog> log = []() -> std::shared_ptr<JobLog> {
        Result<std::unique_ptr<JobLog>> opened = JobLog::open(statisticsFolder());
        if (opened.ok()) return std::move(*opened);
        orfeas::log(LogLevel::Warning, "statistics", opened.error().userText + ": " + opened.error().detail);
        return nullptr;
    }();
    return log;
}

} // namespace orfeas::analytics
