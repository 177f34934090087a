#include "app/commands/bench_print.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <functional>
#include <numbers>
#include <optional>

#include <fmt/format.h>

#include "app/commands/bench_repair.h"
#include "app/interrupt.h"
#include "app/report.h"
#include "core/base/parallel.h"
#include "core/io/mesh_format.h"
#include "core/mesh/mesh_facts.h"
#include "core/print/check.h"

extern char** environ; // NOLINT: the name POSIX gives it

namespace orfeas::app {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// A body with bumps and dents of 80 mm, as many triangles as asked for, closed and even.
mesh::Mesh bumpyBall(int triangles) {
    const int rings = std::max(4, static_cast<int>(std::sqrt(triangles / 4.0)) + 1);
    const int segments = 2 * rings;
    mesh::Mesh mesh;
    const auto point = [&](double polar, double around) {
        const double r =
            40.0 * (1.0 + 0.06 * std::sin(7.0 * around) * std::sin(5.0 * polar) * std::sin(polar));
        mesh.positions.emplace_back(r * std::sin(polar) * std::cos(around),
                                    r * std::sin(polar) * std::sin(around), -r * std::cos(polar));
    };
    point(0.0, 0.0);
    for (int i = 1; i < rings; ++i) {
        for (int k = 0; k < segments; ++k)
            point(std::numbers::pi * i / rings, 2.0 * std::numbers::pi * k / segments);
    }
    point(std::numbers::pi, 0.0);
    const auto at = [&](int i, int k) {
        return static_cast<std::uint32_t>(1 + (i - 1) * segments + k % segments);
    };
    const auto top = static_cast<std::uint32_t>(mesh.positions.size() - 1);
    for (int k = 0; k < segments; ++k) {
        mesh.triangles.emplace_back(0u, at(1, k + 1), at(1, k));
        for (int i = 1; i + 1 < rings; ++i) {
            mesh.triangles.emplace_back(at(i, k), at(i, k + 1), at(i + 1, k + 1));
            mesh.triangles.emplace_back(at(i, k), at(i + 1, k + 1), at(i + 1, k));
        }
        mesh.triangles.emplace_back(top, at(rings - 1, k), at(rings - 1, k + 1));
    }
    return mesh;
}

// As an STL has it: three points a triangle.
mesh::Mesh soupOf(const mesh::Mesh& mesh) {
    mesh::Mesh soup;
    soup.positions.reserve(3 * mesh.triangles.size());
    for (const glm::uvec3& t : mesh.triangles) {
        const auto first = static_cast<std::uint32_t>(soup.positions.size());
        for (int k = 0; k < 3; ++k)
            soup.positions.push_back(mesh.positions[t[k]]);
        soup.triangles.emplace_back(first, first + 1, first + 2);
    }
    return soup;
}

double least(int repeat, const std::function<void()>& work) {
    double best = 1e300;
    for (int i = 0; i < repeat; ++i) {
        const auto start = Clock::now();
        work();
        best = std::min(best, secondsSince(start));
    }
    return best;
}

// Runs the program on the file in silence; nothing when it is not there or fails.
std::optional<double> timeProgram(const char* program, const std::string& file) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::string name = program;
    std::string argument = file;
    char* arguments[] = {name.data(), argument.data(), nullptr};
    pid_t child = 0;
    const auto start = Clock::now();
    const int spawned = posix_spawnp(&child, program, &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (spawned != 0) return {};
    int status = 0;
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return {};
    return secondsSince(start);
}

Result<std::optional<double>> timeAdmesh(const mesh::Mesh& mesh, int repeat,
                                         const jobs::JobContext& context) {
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / fmt::format("orfeas-bench-{}.stl", ::getpid());
    const io::MeshPart part{"ball", std::make_shared<const mesh::Mesh>(mesh), glm::mat4(1.0f)};
    ORFEAS_TRY(written, io::writeMesh(file, {&part, 1}, {}, context));
    std::optional<double> best;
    for (int i = 0; i < repeat; ++i) {
        const auto once = timeProgram("admesh", written.file.string());
        if (once && (!best || *once < *best)) best = once;
    }
    std::error_code ignored; // a temporary file that stays is no failure of the bench
    std::filesystem::remove(file, ignored);
    return best;
}

double peakMegabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

struct Row {
    Json json;
    std::string text;
};

Result<Row> benchRow(int thousands, int repeat, const jobs::JobContext& context) {
    const mesh::Mesh mesh = bumpyBall(1000 * thousands);
    const mesh::Mesh soup = soupOf(mesh);
    ORFEAS_TRY(admesh, timeAdmesh(mesh, std::min(repeat, 2), context));
    const double measure = least(repeat, [&] { mesh::measure(mesh); });
    const double weld = least(repeat, [&] { mesh::weldExact(soup); });
    std::optional<Error> error;
    const auto check = [&](bool quick) {
        print::CheckOptions options;
        options.quick = quick;
        const auto report = print::check(mesh, options, context);
        if (!report.ok()) error = report.error();
    };
    const double quick = least(repeat, [&] { check(true); });
    const double full = least(std::min(repeat, 2), [&] { check(false); });
    if (error) return *error;
    const double baseline = admesh.value_or(measure);
    Row row;
    row.json = {{"triangles", mesh.triangles.size()},
                {"weld_s", weld},
                {"measure_s", measure},
                {"quick_check_s", quick},
                {"check_s", full},
                {"quick_ratio", quick / baseline},
                {"check_ratio", full / baseline},
                {"peak_mb", std::round(peakMegabytes())}};
    if (admesh) row.json["admesh_s"] = *admesh;
    row.text = fmt::format("{:>9} {:>8.3f} {:>8.3f} {:>8.3f} {:>8.3f} {:>8} {:>7.2f} {:>7.2f} {:>8.0f}\n",
                           mesh.triangles.size(), weld, measure, quick, full,
                           admesh ? fmt::format("{:.3f}", *admesh) : std::string("-"), quick / baseline,
                           full / baseline, peakMegabytes());
    return row;
}

} // namespace

int runBenchPrint(const PrintBenchOptions& options) {
    const Report report(options.json);
    const Interrupt interrupt;
    const jobs::JobContext context(interrupt.token(), {});
    Json result{{"bench", "print"},
                {"baseline", "admesh where it is installed, else mesh::measure"},
                {"threads", parallelThreads()},
                {"repeat", options.repeat}};
    result["results"] = Json::array();
    std::string text =
        fmt::format("seconds, least of {}; ratios to admesh, else to measure\n", options.repeat);
    text += fmt::format("{:>9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>7} {:>7} {:>8}\n", "triangles", "weld",
                        "measure", "live", "full", "admesh", "live x", "full x", "peak MB");
    for (const int thousands : options.thousands) {
        Result<Row> row = benchRow(thousands, options.repeat, context);
        if (!row.ok()) return report.fail(row.error(), result);
        text += row->text;
        result["results"].push_back(std::move(row->json));
    }
    if (options.repair) text += "\n" + repairBenchHead();
    for (std::size_t i = 0; options.repair && i < options.thousands.size(); ++i) {
        Result<RepairBenchRow> row = benchRepair(1000 * options.thousands[i], true, context);
        if (!row.ok()) return report.fail(row.error(), result);
        text += row->text;
        result["results"][i]["repair"] = std::move(row->json);
    }
    return report.succeed(text, result);
}

} // namespace orfeas::app
