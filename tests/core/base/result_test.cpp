#include "core/base/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace orfeas {
namespace {

Result<int> half(int value) {
    if (value % 2) return Error{ErrorCode::BadInput, "the number is odd", {}};
    return value / 2;
}

Result<int> quarter(int value) {
    ORFEAS_TRY(once, half(value));
    ORFEAS_TRY(twice, half(once));
    return twice;
}

TEST(Result, carriesTheValue) {
    EXPECT_EQ(quarter(12).value(), 3);
}

TEST(Result, carriesTheFirstError) {
    const Result<int> result = quarter(6);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::BadInput);
    EXPECT_EQ(result.error().userText, "the number is odd");
}

TEST(Result, movesOwnersOut) {
    Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
    const std::unique_ptr<int> taken = std::move(result).value();
    EXPECT_EQ(*taken, 5);
}

TEST(ResultDeathTest, readingTheWrongSideIsABug) {
    const Result<int> result = half(3);
    EXPECT_DEATH(static_cast<void>(result.value()), "does not hold");
}

} // namespace
} // namespace orfeas
