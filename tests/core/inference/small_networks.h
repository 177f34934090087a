// Configurations of networks small enough to be computed naively.
#pragma once

#include <nlohmann/json.hpp>

namespace orfeas::test {

/// Close to the published network, smaller.
nlohmann::json plainNetwork();
/// Few tokens and many weights: most of its time goes into reading them, so that several pictures gain by one pass.
nlohmann::json wideNetwork();
/// Every option away from its default, and no cross attention at all.
nlohmann::json oddNetwork();

} // namespace orfeas::test
