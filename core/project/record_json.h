// The JSON of a project's records: bounded reading, and the one way of writing it. Included by .cpp files of this folder only.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace orfeas::project {

/// One JSON object; BadInput beyond 4 MB or 64 levels.
Result<nlohmann::json> parseRecordJson(std::span<const std::byte> bytes);

/// Keys sorted, so that equal records are equal bytes. Text that is not UTF-8 is mended, never thrown about.
std::string recordText(const nlohmann::json& record);

Error badRecord(const std::string& detail);

} // namespace orfeas::project
