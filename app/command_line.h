// The program `orfeas`: which commands there are, and what a usage error looks like.
#pragma once

#include <chrono>
#include <functional>

namespace CLI {
class App;
}

namespace orfeas::app {

/// Parses and runs. Returns the exit code: see ExitCode.
int runCommandLine(int argc, char** argv);

/// Handed to every command while the options are declared; the chosen command leaves what it wants to run.
struct CommandSlot {
    /// The start of the command. Taken when main is entered: what the system needs before that is a few milliseconds.
    std::chrono::steady_clock::time_point start;
    std::function<int()> run;
};

// One per file in app/commands.
void addGenerateCommand(CLI::App& app, CommandSlot& slot);
void addCheckCommand(CLI::App& app, CommandSlot& slot);
void addConvertCommand(CLI::App& app, CommandSlot& slot);
void addRepairCommand(CLI::App& app, CommandSlot& slot);
void addPrepareCommand(CLI::App& app, CommandSlot& slot);
void addRenderCommand(CLI::App& app, CommandSlot& slot);
#ifdef ORFEAS_HAS_HISTORY
void addProjectCommand(CLI::App& app, CommandSlot& slot);
void addHistoryCommand(CLI::App& app, CommandSlot& slot);
void addCacheCommand(CLI::App& app, CommandSlot& slot);
void addStatsCommand(CLI::App& app, CommandSlot& slot);
#endif
void addShapesCommand(CLI::App& app, CommandSlot& slot);
void addModelsCommand(CLI::App& app, CommandSlot& slot);
void addBenchCommand(CLI::App& app, CommandSlot& slot);

} // namespace orfeas::app
