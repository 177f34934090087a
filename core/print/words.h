// Figures and places in words. The same whatever the locale.
#pragma once

#include <string>

#include "core/mesh/mesh.h"

namespace orfeas::print {

/// "0.31 mm", "12.4 mm", "155 mm"
std::string lengthText(double mm);
/// "3.2 mm²", from a hundred on "12.4 cm²"
std::string areaText(double mm2);
/// "540 mm³", from a thousand on "54.3 cm³"
std::string volumeText(double mm3);
/// "12 %", "0.4 %"
std::string shareText(double share);
/// "1 edge", "3 edges", "12 345 edges"
std::string countText(std::size_t count, const char* one, const char* many);
/// Which of the 27 parts of the box the point is in, as seen from the front (-Y): "at the top left", "in the middle",
/// "at the bottom right front".
std::string whereText(const glm::vec3& point, const mesh::Box& box);

} // namespace orfeas::print
