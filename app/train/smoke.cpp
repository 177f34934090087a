#include "app/train/smoke.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/inference/training/agreement.h"
#include "core/inference/training/shard_file.h"
#include "core/inference/training/trainer.h"
#include "core/shapes/sample.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;
using namespace orfeas::inference;

constexpr int kSteps = 300;
constexpr int kKilledAfter = 25; ///< steps
constexpr double kFell = 0.8;    ///< of the first losses, by the last ones
constexpr double kAgrees = 1e-5;

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "orfeas-train-XXXXXX").string();
        if (const char* made = ::mkdtemp(name.data())) m_path = made;
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

std::vector<std::string> lossLines(const fs::path& run) {
    std::vector<std::string> lines;
    std::ifstream in(run / "loss.csv");
    std::string line;
    std::getline(in, line); // the head
    while (std::getline(in, line))
        lines.push_back(line.substr(0, line.rfind(','))); // without the seconds
    return lines;
}

Error broken(std::string what) {
    return {ErrorCode::Failed, std::move(what), {}};
}

// The same run in a process of its own, killed without warning once it has taken some steps.
Result<void> killedRun(const TrainingPlan& plan) {
    const std::string shards = plan.shards.string(), folder = plan.folder.string();
    std::vector<std::string> words{"orfeas-train", "run",          "--smoke-sizes", "--shards",
                                   shards,         "--checkpoint", folder};
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child = 0;
    if (::posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, arguments.data(), environ) != 0)
        return broken("A second process could not be started");
    int status = 0;
    while (lossLines(plan.folder).size() < kKilledAfter && ::waitpid(child, &status, WNOHANG) == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    if (!WIFSIGNALED(status)) return broken("The run that was to be killed ended by itself");
    return {};
}

double meanLoss(const std::vector<StepFacts>& steps, std::size_t from, std::size_t count) {
    double sum = 0.0;
    for (std::size_t i = from; i < from + count; ++i)
        sum += steps[i].loss;
    return sum / double(count);
}

Result<void> compareRuns(const fs::path& whole, const fs::path& resumed) {
    const std::vector<std::string> a = lossLines(whole), b = lossLines(resumed);
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        const std::string one = i < a.size() ? a[i] : "nothing", other = i < b.size() ? b[i] : "nothing";
        if (one != other)
            return broken("After a kill, step " + std::to_string(i + 1) + " was " + other + " instead of " +
                          one);
    }
    fmt::print("killed and resumed: the same {} steps\n", a.size());
    return {};
}

} // namespace

TrainingPlan smokePlan(const fs::path& folder) {
    TrainingPlan plan;
    plan.shards = folder / "shards";
    plan.config.side = 64;
    plan.config.widths = {16, 24, 32, 48};
    plan.config.encodeBlocks = {0, 1, 1, 1};
    plan.config.decodeBlocks = {0, 1, 1};
    plan.config.hidden = 48;
    plan.config.code = 32;
    plan.batch = 8;
    plan.learningRate = 1.5e-3;
    plan.microBatch = 4;
    plan.steps = kSteps;
    plan.checkpointEvery = 10;
    return plan;
}

Result<void> trainingSmoke(const jobs::JobContext& context) {
    const TemporaryFolder folder;
    if (folder.path().empty()) return broken("There is no place for temporary files");
    ShardPlan shards{folder.path() / "shards", 1, 96, 48, {64, 512, 512}};
    ORFEAS_CHECK(makeShards(shards, shapes::makeSample, context));

    TrainingPlan plan = smokePlan(folder.path());
    plan.folder = folder.path() / "whole";
    std::vector<StepFacts> steps;
    TrainingListener listener;
    listener.onStep = [&](const StepFacts& facts) { steps.push_back(facts); };
    ORFEAS_CHECK(train(plan, listener, context));
    const double first = meanLoss(steps, 0, 10), last = meanLoss(steps, steps.size() - 20, 20);
    fmt::print("loss: {:.4f} at first, {:.4f} after {} steps\n", first, last, steps.size());
    if (last > kFell * first) return broken("The loss did not fall");

    plan.folder = folder.path() / "killed";
    ORFEAS_CHECK(killedRun(plan));
    plan.resume = true;
    ORFEAS_CHECK(train(plan, {}, context));
    ORFEAS_CHECK(compareRuns(folder.path() / "whole", plan.folder));

    ORFEAS_CHECK(exportTrained(plan.folder, folder.path() / "exported", context));
    ORFEAS_TRY(examples, ShardSet::open(plan.shards));
    ORFEAS_TRY(agreement, compareWithProduct(folder.path() / "exported", examples.example(0)));
    fmt::print("exported: distances agree to {:.1e}, colours to {:.1e}\n", agreement.distance,
               agreement.color);
    if (agreement.distance > kAgrees || agreement.color > kAgrees || agreement.elevation > kAgrees)
        return broken("What was exported is not what was trained");
    return {};
}

} // namespace orfeas::app
