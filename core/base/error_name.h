// Kinds of failure as words for programs: reports, logs, statistics.
#pragma once

#include <string_view>

#include "core/base/result.h"

namespace orfeas {

/// "bad-input", "disk-full", …
std::string_view errorName(ErrorCode code);

} // namespace orfeas
