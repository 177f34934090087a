// Finding a thing by the name a person typed.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace orfeas::print {

inline bool equalNames(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

/// The one of that name, any case, or an Error that lists the names there are.
template <typename Thing>
Result<Thing> findNamed(std::string_view name, std::span<const Thing> things, const std::string& noun) {
    std::string known;
    for (const Thing& thing : things) {
        if (equalNames(thing.name, name)) return thing;
        known += (known.empty() ? "" : ", ") + std::string(thing.name);
    }
    return Error{ErrorCode::NotFound,
                 "There is no " + noun + " \"" + std::string(name) + "\"; there are " + known,
                 {}};
}

} // namespace orfeas::print
