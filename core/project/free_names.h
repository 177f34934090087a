// Names that nobody has yet: "Owl", "Owl 2", …
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_set>

namespace orfeas::project {

/// A set of taken names that gives out free ones; many copies of one name cost constant time each.
class FreeNames {
public:
    void add(std::string name) { m_taken.insert(std::move(name)); }
    /// `wanted`, or it with the next free number; taken from then on.
    std::string take(std::string_view wanted);

private:
    std::unordered_set<std::string> m_taken;
    std::map<std::string, unsigned, std::less<>> m_last; ///< by stem: the number given last
};

} // namespace orfeas::project
