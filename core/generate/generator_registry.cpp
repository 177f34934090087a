#include <algorithm>
#include <array>
#include <vector>

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

namespace {

std::vector<const Generator*>& addedGenerators() {
    static std::vector<const Generator*> added;
    return added;
}

} // namespace

void addGenerator(const Generator& generator) {
    ORFEAS_ASSERT(findGenerator(generator.name()) == nullptr);
    addedGenerators().push_back(&generator);
}

const Generator* findGenerator(std::string_view name) {
    for (const auto all : {generators(), std::span<const Generator* const>(addedGenerators())}) {
        const auto it =
            std::find_if(all.begin(), all.end(), [&](const Generator* g) { return g->name() == name; });
        if (it != all.end()) return *it;
    }
    return nullptr;
}

} // namespace orfeas::generate
