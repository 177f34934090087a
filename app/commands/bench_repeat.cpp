#include "app/commands/bench_repeat.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>

#include "app/bench_pictures.h"
#include "app/child_process.h"
#include "core/image/picture_file.h"
#include "core/io/atomic_file.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kRepeats = 9;

struct Run {
    double ms = 0.0;
    std::string source; ///< "made", "kept"
    std::uint64_t triangles = 0;
};

Result<Run> generateOnce(const fs::path& picture, const fs::path& file, const std::string& generator) {
    const auto start = Clock::now();
    ORFEAS_TRY(printed, runSelf({"generate", picture.string(), "-o", file.string(), "--generator", generator,
                                 "--progress", "none", "--json"}));
    Run run;
    run.ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    const Json answer = Json::parse(printed, nullptr, false);
    if (answer.is_discarded() || !answer.contains("outputs") || answer.at("outputs").empty())
        return Error{ErrorCode::Failed, "orfeas generate did not write " + file.string(), printed};
    const Json& output = answer.at("outputs").at(0);
    run.triangles = output.at("triangles").get<std::uint64_t>();
    run.source = output.at("objects").at(0).at("source").get<std::string>();
    return run;
}

Result<Json> benchFormat(const fs::path& folder, const fs::path& picture, const std::string& format,
                         const std::string& generator) {
    const fs::path file = folder / ("figure." + format);
    ORFEAS_TRY(first, generateOnce(picture, file, generator));
    std::vector<double> again;
    for (int i = 0; i < kRepeats; ++i) {
        ORFEAS_TRY(run, generateOnce(picture, file, generator));
        if (run.source != "kept")
            return Error{ErrorCode::Failed, "A repeated request was not answered from the cache", run.source};
        again.push_back(run.ms);
    }
    std::sort(again.begin(), again.end());
    return Json{{"format", format},
                {"triangles", first.triangles},
                {"first_ms", first.ms},
                {"again_ms", {{"median", again[again.size() / 2]}, {"longest", again.back()}}}};
}

} // namespace

Result<RepeatBench> benchRepeats(const fs::path& folder, const std::string& generator) {
    const fs::path picture = folder / "picture.png";
    ORFEAS_TRY(png, image::encodePng(*benchPictures()[0].picture));
    ORFEAS_TRY(out, io::AtomicFile::create(picture));
    ORFEAS_CHECK(out.write(std::as_bytes(std::span(png))));
    ORFEAS_CHECK(out.commit());
    // For the processes: a cache of their own, and nothing of this in the user's statistics.
    ::setenv("ORFEAS_CACHE", (folder / "cache").c_str(), 1);
    ::setenv("ORFEAS_STATISTICS", "off", 1);
    RepeatBench bench{Json::array(), "orfeas generate as a process, asked for the same again:\n"};
    for (const char* format : {"stl", "3mf", "ply", "glb", "obj"}) {
        ORFEAS_TRY(row, benchFormat(folder, picture, format, generator));
        bench.text += fmt::format(
            "  {}  {} triangles: first {:.0f} ms, again {:.1f} ms (median), {:.1f} ms at the "
            "most\n",
            format, row.at("triangles").get<std::uint64_t>(), row.at("first_ms").get<double>(),
            row.at("again_ms").at("median").get<double>(), row.at("again_ms").at("longest").get<double>());
        bench.json.push_back(std::move(row));
    }
    return bench;
}

} // namespace orfeas::app
