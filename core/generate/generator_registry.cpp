#include <algorithm>
#include <array>

#include "core/generate/generator.h"
#include "core/generate/inflate.h"

namespace orfeas::generate {

std::span<const Generator* const> generators() {
    static const InflateGenerator inflate;
    static const std::array<const Generator*, 1> all{&inflate};
    return all;
}

const Generator* findGenerator(std::string_view name) {
    const auto all = generators();
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const Generator* g) { return g->name() == name; });
    return it == all.end() ? nullptr : *it;
}

} // namespace orfeas::generate
