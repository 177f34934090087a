#include "app/commands/bench_history.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/facts_text.h"
#include "app/report.h"
#include "core/history/verify.h"
#include "core/project/object_record.h"
#include "core/project/project_history.h"

extern char** environ;

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

constexpr const char* kBaseline =
    "git add + commit, checkout, fsck, log and gc of the same arrays and records as files";

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

/// The git program in a work tree of its own.
class Git {
public:
    explicit Git(fs::path folder) : m_folder(std::move(folder)) {
        fs::create_directories(m_folder);
        m_there = run({"init", "-q"}) && run({"config", "user.name", "bench"}) &&
                  run({"config", "user.email", "bench@localhost"}) && run({"config", "gc.auto", "0"});
    }
    bool there() const { return m_there; }
    const fs::path& folder() const { return m_folder; }

    bool run(std::vector<std::string> words) const {
        words.insert(words.begin(), {"git", "-C", m_folder.string()});
        std::vector<char*> arguments;
        for (std::string& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
        ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
        pid_t child = 0;
        const int failed = ::posix_spawnp(&child, "git", &actions, nullptr, arguments.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        int status = 1;
        if (failed || ::waitpid(child, &status, 0) < 0) return false;
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    double commit() const {
        const auto start = Clock::now();
        run({"add", "-A"});
        run({"commit", "-q", "--allow-empty", "-m", "version"});
        return since(start);
    }
    double timed(const std::vector<std::string>& words) const {
        const auto start = Clock::now();
        run(words);
        return since(start);
    }
    std::uint64_t bytes() const {
        std::uint64_t sum = 0;
        for (const auto& entry : fs::recursive_directory_iterator(m_folder / ".git" / "objects"))
            if (entry.is_regular_file()) sum += entry.file_size();
        return sum;
    }
    /// The object as files; only what changed is written.
    void write(const Object& object, bool shape) const {
        const fs::path folder = m_folder / project::objectFolder(object.id);
        fs::create_directories(folder);
        std::ofstream(folder / "object.json", std::ios::binary) << project::objectRecord(object);
        if (!shape) return;
        const auto put = [&](const char* name, const void* data, std::size_t size) {
            std::ofstream(folder / name, std::ios::binary)
                .write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
        };
        const mesh::Mesh& mesh = *object.mesh;
        put("positions.bin", mesh.positions.data(), mesh.positions.size() * sizeof(glm::vec3));
        put("triangles.bin", mesh.triangles.data(), mesh.triangles.size() * sizeof(glm::uvec3));
    }

private:
    fs::path m_folder;
    bool m_there = false;
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

Result<double> timedSave(ProjectHistory& history, const Document& document) {
    const auto start = Clock::now();
    ORFEAS_CHECK(history.save(document, "version", SnapshotReason::Named, {}));
    return since(start);
}

// One project of a million triangles: first version, one object moved, one region edited, restored, checked.
Result<void> benchLargeObject(const fs::path& folder, int repeat, std::vector<Row>& rows) {
    std::vector<double> ours[5];
    std::vector<double> git[5];
    const ObjectPtr large = stoneObject(1, 500);
    const ObjectPtr small = stoneObject(2, 20);
    for (int run = 0; run < repeat; ++run) {
        const fs::path file = folder / ("large" + std::to_string(run) + ".orfeas");
        const Git baseline(folder / ("large" + std::to_string(run)));
        ORFEAS_TRY(history, ProjectHistory::create(file));
        const auto both = [&](int step, const std::vector<ObjectPtr>& objects, std::size_t changed,
                              bool shape) -> Result<void> {
            Document document;
            document.objects = objects;
            ORFEAS_TRY(time, timedSave(history, document));
            ours[step].push_back(time);
            if (!baseline.there()) return {};
            for (std::size_t i = 0; i < objects.size(); ++i)
                if (changed == objects.size() || i == changed) baseline.write(*objects[i], shape);
            git[step].push_back(baseline.commit());
            return {};
        };
        ORFEAS_CHECK(both(0, {large, small}, 2, true));
        const ObjectPtr aside = moved(small, 50.0f);
        ORFEAS_CHECK(both(1, {large, aside}, 1, false));
        const ObjectPtr stroked = brushed(large, 3);
        ORFEAS_CHECK(both(2, {stroked, aside}, 0, true));
        ORFEAS_TRY(first, history.log({}, 3));
        auto start = Clock::now();
        ORFEAS_TRY(restored, history.restore(first.back().id));
        ORFEAS_TRY(document, history.read(restored, {}));
        ours[3].push_back(since(start));
        start = Clock::now();
        ORFEAS_TRY(report, history::verify(history.file(), history::VerifyMode::Look));
        ours[4].push_back(since(start));
        if (!report.sound() || document->objects.size() != 2)
            return Error{ErrorCode::Failed, "The project of the measurement is damaged", {}};
        if (!baseline.there()) continue;
        git[3].push_back(baseline.timed({"checkout", "-q", "HEAD~2", "--", "."}));
        git[4].push_back(baseline.timed({"fsck", "--full"}));
    }
    constexpr const char* kNames[] = {"first snapshot of 1 M triangles", "after moving one object",
                                      "after editing one region", "restore and read", "verify"};
    for (int i = 0; i < 5; ++i)
        rows.push_back({kNames[i], median(ours[i]), median(git[i]), "ms"});
    return {};
}

Result<void> benchLog(const fs::path& folder, int versions, int repeat, std::vector<Row>& rows) {
    const Git baseline(folder / "log");
    ORFEAS_TRY(history, ProjectHistory::create(folder / "log.orfeas"));
    ObjectPtr object = stoneObject(1, 6);
    for (int i = 0; i < versions; ++i) {
        object = moved(object, 1.0f);
        Document document;
        document.objects = {object};
        ORFEAS_CHECK(history.save(document, "version " + std::to_string(i), SnapshotReason::Named, {}));
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

Result<void> benchGrowth(const fs::path& folder, const HistoryBenchOptions& options, std::vector<Row>& rows) {
    constexpr int kObjects = 10;
    // A vertex costs 12 bytes and its two triangles 24.
    const double vertices = options.sceneMegabytes * 1e6 / 36.0 / kObjects;
    const int rings = std::max(4, static_cast<int>(std::sqrt(vertices / 2.0)));
    const fs::path file = folder / "scene.orfeas";
    const Git baseline(folder / "scene");
    Document document;
    for (std::uint64_t id = 1; id <= kObjects; ++id)
        document.objects.push_back(stoneObject(id, rings));
    std::uint64_t one = 0;
    std::vector<double> ours;
    std::vector<double> git;
    {
        ORFEAS_TRY(history, ProjectHistory::create(file));
        ORFEAS_CHECK(timedSave(history, document));
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
            ORFEAS_TRY(time, timedSave(history, document));
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
    const TemporaryFolder folder;
    const bool git = Git(folder.path() / "probe").there();
    std::vector<Row> rows;
    const auto measure = [&]() -> Result<void> {
        ORFEAS_CHECK(benchLargeObject(folder.path(), options.repeat, rows));
        ORFEAS_CHECK(benchLog(folder.path(), options.versions, options.repeat, rows));
        return benchGrowth(folder.path(), options, rows);
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
