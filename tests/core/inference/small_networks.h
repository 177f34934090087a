// Configurations of networks small enough to be computed naively.
#pragma once

#include <nlohmann/json.hpp>

namespace orfeas::test {

/// Close to the published network, smaller.
nlohmann::json plainNetwork();
/// Every option away from its default, and no cross attention at all.
nlohmann::json oddNetwork();

} // namespace orfeas::test
