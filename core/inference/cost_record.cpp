#include "core/inference/cost_record.h"

#include <algorithm>
#include <fstream>

#include <nlohmann/json.hpp>

#include "core/inference/model_registry.h"
#include "core/io/atomic_file.h"

namespace orfeas::inference {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;
// Of earlier times beside the newest one: the machine may have become another.
constexpr double kMemory = 0.5;

std::string key(const NetworkShape& shape, const PlanRequest& request, const RunPlan& plan) {
    return shape.digest + "/" + plan.device + "/" + std::to_string(int(plan.precision)) + "/" +
           std::string(name(plan.residency)) + "/" + std::to_string(plan.chunks.attentionRows) + "/" +
           std::to_string(plan.chunks.feedWidth) + "/" + std::to_string(plan.chunks.rows) + "/" +
           std::to_string(plan.batch) + "/" + std::to_string(request.resolution);
}

json read(const std::filesystem::path& file) {
    std::ifstream in(file);
    json value = json::parse(in, nullptr, false);
    if (!value.is_object() || value.value("version", 0) != kVersion || !value["runs"].is_object())
        return {{"version", kVersion}, {"runs", json::object()}};
    return value;
}

std::optional<MeasuredCost> costFrom(const json& entry) {
    if (!entry.is_object()) return std::nullopt;
    const auto number = [&](const char* field) {
        return entry.contains(field) && entry[field].is_number() ? entry[field].get<double>() : 0.0;
    };
    MeasuredCost cost{static_cast<std::uint64_t>(std::max(0.0, number("peak_bytes"))), number("seconds"),
                      static_cast<int>(number("runs"))};
    return cost.peakBytes > 0 && cost.seconds > 0.0 ? std::optional(cost) : std::nullopt;
}

} // namespace

CostRecord::CostRecord(std::filesystem::path file)
    : m_file(file.empty() ? modelsFolder() / "costs.json" : std::move(file)) {}

std::optional<MeasuredCost> CostRecord::find(const NetworkShape& shape, const PlanRequest& request,
                                             const RunPlan& plan) const {
    const json record = read(m_file);
    const auto found = record["runs"].find(key(shape, request, plan));
    return found == record["runs"].end() ? std::nullopt : costFrom(*found);
}

Result<void> CostRecord::add(const NetworkShape& shape, const PlanRequest& request, const RunPlan& plan,
                             std::uint64_t peakBytes, double seconds) const {
    json record = read(m_file);
    json& entry = record["runs"][key(shape, request, plan)];
    const std::uint64_t beyond = peakBytes > request.programBytes ? peakBytes - request.programBytes : 0;
    MeasuredCost cost{beyond, seconds, 1};
    if (const auto before = costFrom(entry)) {
        cost.peakBytes = std::max(beyond, before->peakBytes);
        cost.seconds = kMemory * before->seconds + (1.0 - kMemory) * seconds;
        cost.runs = before->runs + 1;
    }
    entry = {{"peak_bytes", cost.peakBytes}, {"seconds", cost.seconds}, {"runs", cost.runs}};
    std::error_code fault;
    std::filesystem::create_directories(m_file.parent_path(), fault);
    if (fault) return io::systemError(fault.value(), "making the models folder", m_file.parent_path());
    ORFEAS_TRY(file, io::AtomicFile::create(m_file));
    const std::string text = record.dump(1) + "\n";
    ORFEAS_CHECK(file.write(std::as_bytes(std::span(text))));
    return file.commit();
}

} // namespace orfeas::inference
