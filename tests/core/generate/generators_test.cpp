#include <gtest/gtest.h>

#include "core/generate/auto_generator.h"
#include "core/generate/generator.h"
#include "tests/contracts/generator_contract.h"

namespace orfeas::generate {
namespace {

TEST(Generators, autoComesFirstAndNamesAreFound) {
    ASSERT_FALSE(generators().empty());
    EXPECT_EQ(generators().front()->name(), "auto");
    for (const Generator* generator : generators())
        EXPECT_EQ(findGenerator(generator->name()), generator);
    EXPECT_EQ(findGenerator("sculpt"), nullptr);
}

TEST(Generators, inflateKeepsTheContract) {
    test::checkGeneratorContract(*findGenerator("inflate"));
}
TEST(Generators, reliefKeepsTheContract) {
    test::checkGeneratorContract(*findGenerator("relief"));
}
TEST(Generators, extrudeKeepsTheContract) {
    test::checkGeneratorContract(*findGenerator("extrude"));
}
TEST(Generators, autoKeepsTheContract) {
    test::checkGeneratorContract(*findGenerator("auto"));
}

} // namespace
} // namespace orfeas::generate
