#include "core/project/free_names.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace orfeas::project {
namespace {

// "Owl 3" is "Owl" and 3; "Owl" is "Owl" and 1.
std::pair<std::string_view, unsigned> splitNumber(std::string_view name) {
    const std::size_t space = name.find_last_of(' ');
    if (space == std::string_view::npos || space == 0 || space + 1 == name.size()) return {name, 1};
    unsigned number = 0;
    const char* end = name.data() + name.size();
    const auto [stopped, error] = std::from_chars(name.data() + space + 1, end, number);
    if (error != std::errc() || stopped != end || number >= 1'000'000 || name[space + 1] == '0')
        return {name, 1};
    return {name.substr(0, space), number};
}

} // namespace

std::string FreeNames::take(std::string_view wanted) {
    if (m_taken.emplace(wanted).second) return std::string(wanted);
    const auto [stem, number] = splitNumber(wanted);
    const auto known = m_last.find(stem);
    unsigned& last = known != m_last.end() ? known->second : m_last[std::string(stem)];
    last = std::max(last, number);
    for (;;) {
        std::string name = std::string(stem) + " " + std::to_string(++last);
        if (m_taken.insert(name).second) return name;
    }
}

} // namespace orfeas::project
