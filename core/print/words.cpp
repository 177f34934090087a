#include "core/print/words.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace orfeas::print {

std::string lengthText(double mm) {
    const double size = std::abs(mm);
    if (size < 1.0) return fmt::format("{:.2f} mm", mm);
    return size < 100.0 ? fmt::format("{:.1f} mm", mm) : fmt::format("{:.0f} mm", mm);
}

std::string areaText(double mm2) {
    if (mm2 < 10.0) return fmt::format("{:.1f} mm²", mm2);
    return mm2 < 100.0 ? fmt::format("{:.0f} mm²", mm2) : fmt::format("{:.1f} cm²", mm2 / 100.0);
}

std::string volumeText(double mm3) {
    if (std::abs(mm3) < 10.0) return fmt::format("{:.2f} mm³", mm3);
    return std::abs(mm3) < 1000.0 ? fmt::format("{:.0f} mm³", mm3) : fmt::format("{:.1f} cm³", mm3 / 1000.0);
}

std::string shareText(double share) {
    const double percent = 100.0 * share;
    return percent < 1.0 ? fmt::format("{:.1f} %", percent) : fmt::format("{:.0f} %", percent);
}

std::string countText(std::size_t count, const char* one, const char* many) {
    std::string digits = fmt::format("{}", count);
    if (digits.size() > 4) {
        for (std::size_t i = digits.size() - 3; i > 0 && i < digits.size(); i -= std::min<std::size_t>(i, 3))
            digits.insert(i, "\u202f"); // narrow space that does not break
    }
    return digits + ' ' + (count == 1 ? one : many);
}

std::string whereText(const glm::vec3& point, const mesh::Box& box) {
    constexpr std::array<std::array<const char*, 3>, 3> kWords{
        {{"left", "", "right"}, {"front", "", "back"}, {"bottom", "", "top"}}};
    std::array<std::string, 3> words;
    for (int k = 0; k < 3; ++k) {
        const double size = double(box.upper[k]) - double(box.lower[k]);
        const double at = size > 0.0 ? (double(point[k]) - double(box.lower[k])) / size : 0.5;
        const auto third = static_cast<std::size_t>(at < 1.0 / 3.0 ? 0 : at > 2.0 / 3.0 ? 2 : 1);
        words[std::size_t(k)] = kWords[std::size_t(k)][third];
    }
    std::string text;
    for (const std::size_t k : {2u, 0u, 1u}) {
        if (!words[k].empty()) text += ' ' + words[k];
    }
    return text.empty() ? "in the middle" : "at the" + text;
}

} // namespace orfeas::print
