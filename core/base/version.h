#pragma once

#include <string_view>

namespace orfeas {

/// "0.1.0". The one place that knows it is the project() line in CMakeLists.txt.
std::string_view version();

} // namespace orfeas
