#include <algorithm>
#include <vector>

#include "core/generate/auto_generator.h"
#include "core/generate/extrude.h"
#include "core/generate/generator_listing.h"
#include "core/generate/inflate.h"
#include "core/generate/relief.h"

namespace orfeas::generate {

namespace {

std::vector<const Generator*>& listedGenerators() {
    static const AutoGenerator automatic;
    static const InflateGenerator inflate;
    static const ReliefGenerator relief;
    static const ExtrudeGenerator extrude;
    static std::vector<const Generator*> all{&automatic, &inflate, &relief, &extrude};
    return all;
}

std::vector<const Generator*>& otherGenerators() {
    static std::vector<const Generator*> added;
    return added;
}

} // namespace

std::span<const Generator* const> generators() {
    return listedGenerators();
}

void addGenerator(const Generator& generator) {
    ORFEAS_ASSERT(findGenerator(generator.name()) == nullptr);
    otherGenerators().push_back(&generator);
}

void listGenerator(const Generator& generator) {
    ORFEAS_ASSERT(findGenerator(generator.name()) == nullptr);
    listedGenerators().insert(listedGenerators().begin() + 1, &generator);
}

const Generator* findGenerator(std::string_view name) {
    for (const auto* all : {&listedGenerators(), &otherGenerators()}) {
        const auto it =
            std::find_if(all->begin(), all->end(), [&](const Generator* g) { return g->name() == name; });
        if (it != all->end()) return *it;
    }
    return nullptr;
}

} // namespace orfeas::generate
