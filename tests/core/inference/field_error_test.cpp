#include "core/inference/field_error.h"

#include <gtest/gtest.h>

#include <vector>

namespace orfeas::inference {
namespace {

std::vector<float> ramp() {
    std::vector<float> values;
    for (int i = 0; i < 1000; ++i)
        values.push_back(static_cast<float>(i));
    return values;
}

TEST(FieldError, isZeroForTheSameField) {
    const FieldError error = compareFields(ramp(), ramp(), 0.15);
    EXPECT_EQ(error.density, 0.0);
    EXPECT_EQ(error.wrongSide, 0.0);
    EXPECT_EQ(error.level, 849.0);
    EXPECT_TRUE(withinBounds(error));
}

TEST(FieldError, countsWhatChangesSides) {
    std::vector<float> shifted = ramp();
    for (float& value : shifted)
        value += 20.0f;
    const FieldError error = compareFields(ramp(), shifted, 0.15);
    EXPECT_NEAR(error.wrongSide, 0.020, 1e-9);
    EXPECT_NEAR(error.density, 20.0 / 288.675, 1e-4); // a ramp's spread is its length over the root of 12
    EXPECT_FALSE(withinBounds(error));
}

TEST(FieldError, aFlatFieldHasNoRoomForError) {
    const std::vector<float> flat(10, 1.0f);
    std::vector<float> other = flat;
    other[3] = 2.0f;
    EXPECT_TRUE(withinBounds(compareFields(flat, flat, 0.15)));
    EXPECT_FALSE(withinBounds(compareFields(flat, other, 0.15)));
}

} // namespace
} // namespace orfeas::inference
