// How a network is run, for people and programs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/report.h"
#include "core/inference/network_plan.h"

namespace orfeas::app {

/// "float32", "bfloat16", "int8"; nothing for "auto".
std::optional<inference::Precision> precisionNamed(std::string_view name);

/// {"plan": in words, "precision", "residency", "batch", "attention_rows", …}
Json toJson(const inference::RunPlan& plan);

/// One line of a table: peak, seconds, the plan in words.
std::string planLine(const inference::RunPlan& plan, bool fits);

} // namespace orfeas::app
