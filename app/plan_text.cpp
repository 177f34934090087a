#include "app/plan_text.h"

#include <fmt/format.h>

#include "core/vram/size_text.h"

namespace orfeas::app {

using inference::Precision;

std::optional<Precision> precisionNamed(std::string_view name) {
    if (name == "float32") return Precision::Float32;
    if (name == "bfloat16") return Precision::BFloat16;
    if (name == "int8") return Precision::Int8;
    return std::nullopt;
}

Json toJson(const inference::RunPlan& plan) {
    constexpr const char* kPrecisions[] = {"float32", "bfloat16", "int8"};
    return {{"plan", planText(plan)},
            {"device", plan.device},
            {"precision", kPrecisions[static_cast<int>(plan.precision)]},
            {"residency", name(plan.residency)},
            {"batch", plan.batch},
            {"attention_rows", plan.chunks.attentionRows},
            {"feed_width", plan.chunks.feedWidth},
            {"layer_rows", plan.chunks.rows},
            {"query_points", plan.chunks.queryPoints},
            {"peak_bytes", plan.peakBytes},
            {"predicted_seconds", plan.seconds},
            {"seconds_per_picture", secondsPerPicture(plan)},
            {"from_measurement", plan.measured}};
}

std::string planLine(const inference::RunPlan& plan, bool fits) {
    return fmt::format("{} {:>8}  {:>7.1f} s  {}{}\n", fits ? " " : "-", vram::sizeText(plan.peakBytes),
                       secondsPerPicture(plan), planText(plan), plan.measured ? " (measured)" : "");
}

} // namespace orfeas::app
