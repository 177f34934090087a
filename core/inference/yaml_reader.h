// The part of YAML that configuration files of networks are written in.
#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace orfeas::inference {

/// Reads nested block mappings and block lists of plain or quoted scalars, flow lists of scalars, comments, and one
/// optional "---". Scalars become null, booleans, numbers or text by the rules of YAML 1.2's core schema. Anchors,
/// aliases, tags, block scalars and flow mappings with content are refused by line number: they would need bounds that
/// such files never use. At most 1 MiB and 32 levels. Fails with BadInput.
Result<nlohmann::json> readYaml(std::string_view text);

} // namespace orfeas::inference
