#include "app/command_line.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "app/report.h"
#include "core/base/version.h"

namespace orfeas::app {
namespace {

constexpr const char* kFooter =
    R"(Exit codes: 0 done; 1 it could not be done (printed why); 2 bad usage or bad input; 130 interrupted.
Errors are one line on standard error. With --json standard output carries exactly one JSON object, also on failure.)";

// Before anything is parsed, so that a usage error can answer in JSON as well.
bool wantsJson(int argc, char** argv) {
    return std::any_of(argv + 1, argv + argc,
                       [](const char* argument) { return std::string_view(argument) == "--json"; });
}

// The first line of what CLI11 says, as our sentences are: no period at the end.
std::string sentence(const std::string& text) {
    std::string line = text.substr(0, text.find('\n'));
    while (!line.empty() && (line.back() == '.' || line.back() == ' '))
        line.pop_back();
    return line;
}

int parseAndRun(int argc, char** argv, CommandSlot& slot) {
    CLI::App app{"Orfeas turns a picture into a printable 3D object on your own machine.", "orfeas"};
    app.set_version_flag("--version", "orfeas " + std::string(version()));
    app.set_help_flag("-h,--help", "Print this help");
    app.require_subcommand(1);
    app.footer(kFooter);
    addGenerateCommand(app, slot);
    addCheckCommand(app, slot);
    addConvertCommand(app, slot);
    addRepairCommand(app, slot);
    addPrepareCommand(app, slot);
    addRenderCommand(app, slot);
#ifdef ORFEAS_HAS_HISTORY
    addProjectCommand(app, slot);
    addHistoryCommand(app, slot);
    addCacheCommand(app, slot);
    addStatsCommand(app, slot);
#endif
    addShapesCommand(app, slot);
    addModelsCommand(app, slot);
    addBenchCommand(app, slot);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) { // --help, --version
        return app.exit(asked);
    } catch (const CLI::ParseError& wrong) {
        const std::string text =
            argc < 2 ? "Say what to do, such as generate, check, convert or render; see --help"
                     : sentence(wrong.what());
        return Report(wantsJson(argc, argv)).fail({ErrorCode::BadInput, text, {}});
    }
    return slot.run();
}

} // namespace

int runCommandLine(int argc, char** argv) {
    CommandSlot slot{std::chrono::steady_clock::now(), {}};
    try {
        return parseAndRun(argc, argv, slot);
    } catch (const std::bad_alloc&) {
        return Report(wantsJson(argc, argv))
            .fail({ErrorCode::OutOfMemory, "There is not enough memory for this", {}});
    } catch (const std::exception& bug) {
        return Report(wantsJson(argc, argv))
            .fail({ErrorCode::Failed, "Something unexpected went wrong", bug.what()});
    }
}

} // namespace orfeas::app
