#include "app/commands/bench_history.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "app/commands/git_baseline.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/report.h"
#include "core/history/verify.h"
#include "core/project/project_history.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using project::Document;
using project::Object;
using project::ObjectId;
using project::ObjectPtr;
using project::ProjectHistory;
using project::SnapshotReason;

constexpr const char* kBaseline = "git add + commit, checkout + commit + reading the files back, fsck, log "
                                  "and gc of the same arrays and records as "
                                  "files; both sides have every version on the disk before they go on (git "
                                  "core.fsync=all, SQLite synchronous=FULL)";

double since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "orfeas-bench-XXXXXX").string();
        if (::mkdtemp(name.data())) m_path = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        if (!m_path.empty()) fs::remove_all(m_path, ignored);
    }
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

// A closed, uneven ball like a scanned stone: about 4 * rings² triangles.
mesh::Mesh stone(int rings, unsigned seed) {
    mesh::Mesh mesh;
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> noise(-0.01f, 0.01f);
    const int around = 2 * rings;
    const auto vertex = [&](float theta, float phi) {
        const float radius = 40.0f + 3.0f * std::sin(5.0f * theta) * std::cos(4.0f * phi) + noise(random);
        mesh.positions.push_back(radius * glm::vec3(std::sin(theta) * std::cos(phi),
                                                    std::sin(theta) * std::sin(phi), std::cos(theta)));
    };
    constexpr float kPi = 3.14159265f;
    vertex(0.0f, 0.0f);
    for (int r = 1; r < rings; ++r)
        for (int a = 0; a < around; ++a)
            vertex(kPi * static_cast<float>(r) / static_cast<float>(rings),
                   2.0f * kPi * static_cast<float>(a) / static_cast<float>(around));
    vertex(kPi, 0.0f);
    const auto at = [&](int r, int a) {
        return static_cast<std::uint32_t>(1 + (r - 1) * around + a % around);
    };
    const auto last = static_cast<std::uint32_t>(mesh.positions.size() - 1);
    for (int a = 0; a < around; ++a) {
        mesh.triangles.emplace_back(0u, at(1, a), at(1, a + 1));
        mesh.triangles.emplace_back(last, at(rings - 1, a + 1), at(rings - 1, a));
    }
    for (int r = 1; r + 1 < rings; ++r)
        for (int a = 0; a < around; ++a) {
            mesh.triangles.emplace_back(at(r, a), at(r + 1, a), at(r + 1, a + 1));
            mesh.triangles.emplace_back(at(r, a), at(r + 1, a + 1), at(r, a + 1));
        }
    return mesh;
}

ObjectPtr stoneObject(std::uint64_t id, int rings) {
    auto object = std::make_shared<Object>();
    object->id = ObjectId{id};
    object->name = "Stone " + std::to_string(id);
    object->mesh = std::make_shared<const mesh::Mesh>(stone(rings, static_cast<unsigned>(id)));
    object->facts = mesh::measure(*object->mesh);
    return object;
}

ObjectPtr moved(const ObjectPtr& object, float by) {
    auto copy = std::make_shared<Object>(*object);
    copy->transform[3].x += by;
    return copy;
}

// A brush stroke: some hundred neighbouring vertices.
ObjectPtr brushed(const ObjectPtr& object, std::size_t stroke) {
    auto mesh = std::make_shared<mesh::Mesh>(*object->mesh);
    const std::size_t count = std::min<std::size_t>(500, mesh->positions.size() / 4);
    const std::size_t first = stroke * 7919 % (mesh->positions.size() - count);
    for (std::size_t i = first; i < first + count; ++i)
        mesh->positions[i] *= 1.01f;
    auto copy = std::make_shared<Object>(*object);
    copy->mesh = std::move(mesh);
    return copy;
}

struct Row {
    std::string name;
    double ours = 0.0;
    double git = 0.0;
    std::string unit = "ms";
};

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values.empty() ? 0.0 : values[values.size() / 2];
}

Result<double> timedSave(ProjectHistory& history, const Document& document, const jobs::JobContext& context) {
    if (context.cancelled()) return jobs::cancelledError();
    const auto start = Clock::now();
    ORFEAS_CHECK(history.save(document, "version", SnapshotReason::Named, context));
    return since(start);
}

// A project that was closed: opened, an older version taken back as the newest one, and read until every mesh can be used.
Result<double> timedRestore(const fs::path& file, const jobs::JobContext& context) {
    const auto start = Clock::now();
    ORFEAS_TRY(history, ProjectHistory::open(file, history::ProjectFile::Access::ReadWrite));
    ORFEAS_TRY(versions, history.log({}, 3));
    ORFEAS_TRY(restored, history.restore(versions.back().id));
    ORFEAS_TRY(document, history.read(restored, context));
    const double time = since(start);
    if (document->objects.size() != 2)
        return Error{ErrorCode::Failed, "The project of the measurement is damaged", {}};
    return time;
}

Result<double> timedVerify(const fs::path& file) {
    ORFEAS_TRY(opened, history::ProjectFile::open(file, history::ProjectFile::Access::ReadOnly));
    const auto start = Clock::now();
    ORFEAS_TRY(report, history::verify(*opened, history::VerifyMode::Look));
    if (!report.sound()) return Error{ErrorCode::Failed, "The project of the measurement is damaged", {}};
    return since(start);
}

// One project of a million triangles: first version, one object moved, one region edited, restored, checked.
Result<void> benchLargeObject(const fs::path& folder, int repeat, const jobs::JobContext& context,
                              std::vector<Row>& rows) {
    std::vector<double> ours[5];
    std::vector<double> git[5];
    const ObjectPtr large = stoneObject(1, 500);
    const ObjectPtr small = stoneObject(2, 20);
    const ObjectPtr aside = moved(small, 50.0f);
    const ObjectPtr stroked = brushed(large, 3);
    for (int run = 0; run < repeat; ++run) {
        const fs::path file = folder / ("large" + std::to_string(run) + ".orfeas");
        const GitBaseline baseline(folder / ("large" + std::to_string(run)));
        std::optional<ProjectHistory> history;
        ORFEAS_TRY(made, ProjectHistory::create(file));
        history.emplace(std::move(made));
        const auto both = [&](int step, const std::vector<ObjectPtr>& objects,
                              const std::vector<ObjectPtr>& changed, bool shape) -> Result<void> {
            Document document;
            document.objects = objects;
            ORFEAS_TRY(time, timedSave(*history, document, context));
            ours[step].push_back(time);
            if (!baseline.there()) return {};
            for (const ObjectPtr& object : changed)
                baseline.write(*object, shape);
            git[step].push_back(baseline.commit());
            return {};
        };
        ORFEAS_CHECK(both(0, {large, small}, {large, small}, true));
        ORFEAS_CHECK(both(1, {large, aside}, {aside}, false));
        ORFEAS_CHECK(both(2, {stroked, aside}, {stroked}, true));
        history.reset();
        ORFEAS_TRY(restored, timedRestore(file, context));
        ours[3].push_back(restored);
        ORFEAS_TRY(verified, timedVerify(file));
        ours[4].push_back(verified);
        if (!baseline.there()) continue;
        ORFEAS_TRY(restoredByGit, baseline.restore("HEAD~2", {large, small}));
        git[3].push_back(restoredByGit);
        git[4].push_back(baseline.timed({"fsck", "--full"}));
    }
    constexpr const char* kNames[] = {"first snapshot of 1 M triangles", "after moving one object",
                                      "after editing one region", "open, restore and read", "verify"};
    for (int i = 0; i < 5; ++i)
        rows.push_back({kNames[i], median(ours[i]), median(git[i]), "ms"});
    return {};
}

Result<void> benchLog(const fs::path& folder, int versions, int repeat, const jobs::JobContext& context,
                      std::vector<Row>& rows) {
    const GitBaseline baseline(folder / "log");
    ORFEAS_TRY(history, ProjectHistory::create(folder / "log.orfeas"));
    ObjectPtr object = stoneObject(1, 6);
    for (int i = 0; i < versions; ++i) {
        object = moved(object, 1.0f);
        Document document;
        document.objects = {object};
        if (context.cancelled()) return jobs::cancelledError();
        ORFEAS_CHECK(history.save(document, "version " + std::to_string(i), SnapshotReason::Named, context));
        if (!baseline.there()) continue;
        baseline.write(*object, i == 0);
        baseline.commit();
    }
    std::vector<double> ours;
    std::vector<double> git;
    for (int run = 0; run < repeat; ++run) {
        const auto start = Clock::now();
        ORFEAS_TRY(log, history.log({}, std::size_t(-1)));
        ours.push_back(since(start));
        if (log.size() != static_cast<std::size_t>(versions))
            return Error{ErrorCode::Failed, "The log is not complete", {}};
        if (baseline.there()) git.push_back(baseline.timed({"log"}));
    }
    rows.push_back({fmt::format("log of {} versions", versions), median(ours), median(git), "ms"});
    return {};
}

// Four kinds of small edits in turn: moves, names, visibility, and a brush stroke.
ObjectPtr smallEdit(const ObjectPtr& object, int edit, bool& shape) {
    shape = edit % 4 == 3;
    if (shape) return brushed(object, static_cast<std::size_t>(edit));
    if (edit % 4 == 0) return moved(object, 1.0f);
    auto copy = std::make_shared<Object>(*object);
    if (edit % 4 == 1) copy->name = "Stone, edit " + std::to_string(edit);
    if (edit % 4 == 2) copy->visible = !copy->visible;
    return copy;
}

Result<void> benchGrowth(const fs::path& folder, const HistoryBenchOptions& options,
                         const jobs::JobContext& context, std::vector<Row>& rows) {
    constexpr int kObjects = 10;
    // A vertex costs 12 bytes and its two triangles 24.
    const double vertices = options.sceneMegabytes * 1e6 / 36.0 / kObjects;
    const int rings = std::max(4, static_cast<int>(std::sqrt(vertices / 2.0)));
    const fs::path file = folder / "scene.orfeas";
    const GitBaseline baseline(folder / "scene");
    Document document;
    for (std::uint64_t id = 1; id <= kObjects; ++id)
        document.objects.push_back(stoneObject(id, rings));
    std::uint64_t one = 0;
    std::vector<double> ours;
    std::vector<double> git;
    {
        ORFEAS_TRY(history, ProjectHistory::create(file));
        ORFEAS_CHECK(timedSave(history, document, context));
    }
    one = fs::file_size(file);
    if (baseline.there()) {
        for (const ObjectPtr& object : document.objects)
            baseline.write(*object, true);
        baseline.commit();
    }
    {
        ORFEAS_TRY(history, ProjectHistory::open(file, history::ProjectFile::Access::ReadWrite));
        for (int edit = 0; edit < options.edits; ++edit) {
            ObjectPtr& object = document.objects[static_cast<std::size_t>(edit) % kObjects];
            bool shape = false;
            object = smallEdit(object, edit, shape);
            ORFEAS_TRY(time, timedSave(history, document, context));
            ours.push_back(time);
            if (!baseline.there()) continue;
            baseline.write(*object, shape);
            git.push_back(baseline.commit());
        }
    }
    const double grown = static_cast<double>(fs::file_size(file));
    rows.push_back({"one small edit of the scene", median(ours), median(git), "ms"});
    rows.push_back({fmt::format("file after {} edits over one copy", options.edits),
                    grown / static_cast<double>(one), 0.0, "times"});
    double packed = 0.0;
    if (baseline.there()) {
        baseline.run({"gc", "-q"});
        packed = static_cast<double>(baseline.bytes());
    }
    rows.push_back({"file, beside git gc", grown / 1e6, packed / 1e6, "MB"});
    return {};
}

} // namespace

int runBenchHistory(const HistoryBenchOptions& options) {
    const Report report(options.json);
    const Interrupt interrupt; // a signal must not leave the folder behind
    const jobs::JobContext context(interrupt.token(), {});
    const TemporaryFolder folder;
    const bool git = GitBaseline(folder.path() / "probe").there();
    std::vector<Row> rows;
    const auto measure = [&]() -> Result<void> {
        ORFEAS_CHECK(benchLargeObject(folder.path(), options.repeat, context, rows));
        ORFEAS_CHECK(benchLog(folder.path(), options.versions, options.repeat, context, rows));
        return benchGrowth(folder.path(), options, context, rows);
    };
    const Result<void> done = measure();
    Json result{{"bench", "history"}, {"baseline", git ? kBaseline : "none: there is no git program here"}};
    result["results"] = Json::array();
    std::string text = git ? fmt::format("baseline: {}; medians of {}\n", kBaseline, options.repeat)
                           : "there is no git program here, so nothing is compared with it\n";
    for (const Row& row : rows) {
        Json json{{"what", row.name}, {"unit", row.unit}, {"orfeas", shortened(row.ours)}};
        text += fmt::format("{:<36} {:>10.2f} {:<5}", row.name, row.ours, row.unit);
        if (row.git > 0.0) {
            json["git"] = shortened(row.git);
            json["ratio"] = shortened(row.ours / row.git);
            text += fmt::format(" git {:>10.2f}  ratio {:.3f}", row.git, row.ours / row.git);
        }
        text += "\n";
        result["results"].push_back(std::move(json));
    }
    if (!done.ok()) return report.fail(done.error(), result);
    return report.succeed(text, result);
}

} // namespace orfeas::app
