#include "app/commands/models_fit.h"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/plan_text.h"
#include "app/report.h"
#include "core/inference/model_registry.h"
#include "core/inference/network_plan.h"
#include "core/vram/machine_memory.h"
#include "core/vram/size_text.h"
#include "core/vram/system_memory.h"

namespace orfeas::app {
namespace {

using namespace orfeas::inference;

struct Options {
    std::string model;
    std::string limit;
    std::string device = "cpu";
    std::string precision = "auto";
    int resolution = 256;
    int pictures = 1;
    bool json = false;
};

Result<PlanRequest> requestOf(const Options& options) {
    vram::MachineMemory& memory = vram::MachineMemory::shared();
    if (!options.limit.empty()) {
        ORFEAS_TRY(bytes, vram::parseSize(options.limit));
        memory.setLimit(bytes);
    }
    if (!memory.of(options.device))
        return Error{
            ErrorCode::NotFound, "There is no device \"" + options.device + "\" here; use cpu or cuda:N", {}};
    return requestNow(memory, options.device, precisionNamed(options.precision), options.resolution,
                      options.pictures);
}

int run(const Options& options) {
    const Report report(options.json);
    const auto folder = resolveModel(options.model);
    if (!folder.ok()) return report.fail(folder.error());
    const auto config = readTripoSrConfig(*folder);
    if (!config.ok()) return report.fail(config.error());
    const auto request = requestOf(options);
    if (!request.ok()) return report.fail(request.error());
    const Machine machine = thisMachine();
    const auto plans = plansFor(*config, *request, machine);
    Json object{{"model", folder->filename().string()},
                {"device", request->device},
                {"limit_bytes", request->limitBytes},
                {"resolution", request->resolution},
                {"machine",
                 {{"cores", machine.cores},
                  {"memory_bytes", machine.memoryBytes},
                  {"bfloat16", machine.hasBFloat16}}}};
    std::string text =
        fmt::format("{} on {}: {} may be used; a mesh at {} samples per axis\n", folder->filename().string(),
                    request->device, vram::sizeText(request->limitBytes), request->resolution);
    object["alternatives"] = Json::array();
    for (const RunPlan& plan : plans) {
        Json one = toJson(plan);
        one["fits"] = fits(plan, request->limitBytes);
        object["alternatives"].push_back(one);
        text += planLine(plan, fits(plan, request->limitBytes));
    }
    const auto best = bestPlan(*config, *request, machine);
    if (!best.ok()) return report.fail(best.error(), object);
    object["plan"] = toJson(*best);
    text += fmt::format(
        "best: {}\n(- does not fit; peaks are of the whole process, from shapes unless measured here)\n",
        planText(*best));
    return report.succeed(text, object);
}

} // namespace

void addModelsFit(CLI::App* models, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* fit =
        models->add_subcommand("fit", "What it takes on this machine: the best plan, and the alternatives");
    fit->add_option("MODEL", options->model, "A name, or a folder; none: the chosen one");
    fit->add_option("--memory-limit", options->limit, "Such as 6GB; else 14 GB, or what is free")
        ->type_name("SIZE");
    fit->add_option("--device", options->device, "cpu or cuda:N")->capture_default_str();
    fit->add_option("--precision", options->precision, "auto compares all")
        ->check(CLI::IsMember({"auto", "float32", "bfloat16", "int8"}))
        ->capture_default_str();
    fit->add_option("--resolution", options->resolution, "Samples along each side of the mesh")
        ->check(CLI::Range(16, 1024))
        ->capture_default_str();
    fit->add_option("--pictures", options->pictures, "That wait: some may share a pass over the weights")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    fit->add_flag("--json", options->json, "Print the result as one JSON object");
    fit->callback([&slot, options] { slot.run = [options] { return run(*options); }; });
}

} // namespace orfeas::app
