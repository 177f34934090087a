#include "app/commands/bench_repair.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/report.h"
#include "core/io/mesh_format.h"
#include "core/mesh/mesh_facts.h"
#include "core/print/faults.h"
#include "core/print/remesh_engine.h"
#include "core/print/repair.h"

namespace orfeas::app {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

double peakMiB() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

// A ball of 80 mm with bumps, standing on a flat; every 500th triangle is missing when `broken`.
mesh::Mesh bumpyBall(int triangles, bool broken) {
    const int rings = std::max(8, static_cast<int>(std::sqrt(triangles / 4.0)));
    const int columns = 2 * rings;
    mesh::Mesh out;
    const auto at = [&](double ring, double column) {
        const double polar = 3.14159265358979 * ring / rings, turn = 6.28318530717959 * column / columns;
        const glm::dvec3 direction(std::sin(polar) * std::cos(turn), std::sin(polar) * std::sin(turn),
                                   std::cos(polar));
        const double radius =
            38.0 + 2.0 * std::sin(9.0 * polar) * std::sin(9.0 * polar) * std::cos(8.0 * turn);
        glm::dvec3 p = direction * radius;
        return glm::vec3(p);
    };
    out.positions.push_back(at(0, 0));
    for (int r = 1; r < rings; ++r) {
        for (int c = 0; c < columns; ++c)
            out.positions.push_back(at(r, c));
    }
    out.positions.push_back(at(rings, 0));
    const auto index = [&](int r, int c) {
        if (r == 0) return 0u;
        if (r == rings) return static_cast<std::uint32_t>(out.positions.size() - 1);
        return static_cast<std::uint32_t>(1 + (r - 1) * columns + c % columns);
    };
    std::size_t count = 0;
    const auto add = [&](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        if (broken && ++count % 500 == 0) return;
        out.triangles.emplace_back(a, b, c);
    };
    for (int r = 0; r < rings; ++r) {
        for (int c = 0; c < columns; ++c) {
            if (r > 0) add(index(r, c), index(r + 1, c), index(r, c + 1));
            if (r < rings - 1) add(index(r, c + 1), index(r + 1, c), index(r + 1, c + 1));
        }
    }
    return out;
}

// Seconds of `admesh` on the same triangles, or nothing when it is not installed or fails.
std::optional<double> admeshSeconds(const mesh::Mesh& mesh, const jobs::JobContext& context) {
    std::error_code fault;
    const auto folder =
        std::filesystem::temp_directory_path(fault) / fmt::format("orfeas-bench-{}", ::getpid());
    std::filesystem::create_directories(folder, fault);
    const auto in = folder / "in.stl", out = folder / "out.stl";
    std::optional<double> seconds;
    const io::MeshPart part{"ball", std::make_shared<const mesh::Mesh>(mesh), glm::mat4(1.0f)};
    if (io::writeMesh(in, std::span(&part, 1), {}, context).ok()) {
        const std::string command =
            fmt::format("admesh --write-binary-stl='{}' '{}' >/dev/null 2>&1", out.string(), in.string());
        const auto start = Clock::now();
        if (std::system(command.c_str()) == 0) seconds = secondsSince(start);
    }
    std::filesystem::remove_all(folder, fault);
    return seconds;
}

} // namespace

std::string repairBenchHead() {
    return fmt::format("{:>10} {:>8} {:>9} {:>9} {:>11} {:>7} {:>9}\n", "triangles", "check s", "repair s",
                       "admesh s", "alpha wrap s", "ratio", "peak MiB");
}

Result<RepairBenchRow> benchRepair(int triangles, bool wrap, const jobs::JobContext& context) {
    const auto whole = std::make_shared<const mesh::Mesh>(bumpyBall(triangles, false));
    const auto broken = std::make_shared<const mesh::Mesh>(bumpyBall(triangles, true));
    auto start = Clock::now();
    ORFEAS_TRY(faults, print::findFaults(*whole, {}, context));
    const double checkSeconds = secondsSince(start);
    start = Clock::now();
    ORFEAS_TRY(repaired, print::repair(broken, {}, context));
    const double repairSeconds = secondsSince(start);
    std::optional<double> wrapSeconds;
    if (wrap) {
        ORFEAS_TRY(engine, print::remeshEngine());
        const double diagonal = glm::length(glm::dvec3(mesh::boundingBox(*broken).size()));
        start = Clock::now();
        ORFEAS_TRY(wrapped, engine->alphaWrap(*broken, diagonal / 50.0, diagonal / 1500.0, context));
        static_cast<void>(wrapped);
        wrapSeconds = secondsSince(start);
    }
    const std::optional<double> admesh = admeshSeconds(*broken, context);
    const auto optional = [](const std::optional<double>& value) {
        return value ? Json(shortened(*value)) : Json();
    };
    const auto shown = [](const std::optional<double>& value) {
        return value ? fmt::format("{:.2f}", *value) : "-";
    };
    RepairBenchRow row;
    row.json = {{"triangles", broken->triangles.size()},
                {"sound", faults.solid()},
                {"check_s", shortened(checkSeconds)},
                {"repair_s", shortened(repairSeconds)},
                {"holes_filled", repaired.regions.size()},
                {"solid_after", repaired.solid},
                {"admesh_s", optional(admesh)},
                {"alpha_wrap_s", optional(wrapSeconds)},
                {"repair_to_admesh", admesh ? Json(shortened(repairSeconds / *admesh)) : Json()},
                {"peak_mib", shortened(peakMiB())}};
    row.text = fmt::format("{:>10} {:>8.2f} {:>9.2f} {:>9} {:>11} {:>7} {:>9.0f}\n", broken->triangles.size(),
                           checkSeconds, repairSeconds, shown(admesh), shown(wrapSeconds),
                           admesh ? fmt::format("{:.2f}", repairSeconds / *admesh) : "-", peakMiB());
    return row;
}

int runBenchRepair(const RepairBenchOptions& options) {
    const Report report(options.json);
    const Interrupt interrupt;
    const jobs::JobContext context(interrupt.token(), {});
    Json result{{"bench", "repair"}, {"baseline", "admesh on the same file"}};
    result["results"] = Json::array();
    std::string text = repairBenchHead();
    for (int triangles = 100'000; triangles <= options.largest;
         triangles = triangles == 300'000 ? 1'000'000 : triangles * 3) {
        Result<RepairBenchRow> row = benchRepair(triangles, options.wrap, context);
        if (!row.ok()) return report.fail(row.error(), result);
        text += row->text;
        result["results"].push_back(std::move(row->json));
    }
    return report.succeed(text, result);
}

} // namespace orfeas::app
