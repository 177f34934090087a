// Numbers and units as people read them, in the user's locale.
#pragma once

#include <QString>

#include <glm/vec3.hpp>

namespace orfeas::ui {

QString countText(qulonglong count);             ///< "148 212"
QString sizeText(const glm::vec3& millimetres);  ///< "64.0 × 58.2 × 80.0 mm"
QString pointText(const glm::vec3& millimetres); ///< "12.0, −3.5, 0.0 mm"
QString volumeText(double cubicMillimetres);     ///< "71.4 cm³", "310 mm³" when small
QString durationText(double seconds);            ///< "0.1 s", "9 s", "2 min 10 s"
QString bytesText(qulonglong bytes);             ///< "3.2 MB"
QString trianglesText(qulonglong count);         ///< "148 212 triangles"

} // namespace orfeas::ui
