#include <algorithm>
#include <array>

#include "core/generate/auto_generator.h"
#include "core/generate/extrude.h"
#include "core/generate/inflate.h"
#include "core/generate/relief.h"

namespace orfeas::generate {

std::span<const Generator* const> generators() {
    static const AutoGenerator automatic;
    static const InflateGenerator inflate;
    static const ReliefGenerator relief;
    static const ExtrudeGenerator extrude;
    static const std::array<const Generator*, 4> all{&automatic, &inflate, &relief, &extrude};
    return all;
}

const Generator* findGenerator(std::string_view name) {
    const auto all = generators();
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const Generator* g) { return g->name() == name; });
    return it == all.end() ? nullptr : *it;
}

} // namespace orfeas::generate
