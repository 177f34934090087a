// This program run once more, for measurements that need a process of their own.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"

namespace orfeas::app {

/// Runs /proc/self/exe with `arguments` and waits. Returns what it wrote to standard output; its standard error is ours.
/// Fails with Failed when it could not be started or a signal ended it; its exit code is its own affair.
Result<std::string> runSelf(const std::vector<std::string>& arguments);

} // namespace orfeas::app
