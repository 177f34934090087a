#include "core/jobs/cost_book.h"

#include <gtest/gtest.h>

namespace orfeas::jobs {
namespace {

TEST(CostBook, tellsWhatIsLeftStageByStage) {
    CostBook book;
    EXPECT_FALSE(book.total("inflate"));
    book.learn("inflate", {{"cutting out", 2.0}, {"inflating", 7.0}, {"checking", 1.0}});
    EXPECT_DOUBLE_EQ(*book.total("inflate"), 10.0);
    EXPECT_DOUBLE_EQ(*book.left("inflate", "cutting out", 0.0), 10.0);
    EXPECT_DOUBLE_EQ(*book.left("inflate", "cutting out", 0.5), 9.5);
    EXPECT_DOUBLE_EQ(*book.left("inflate", "cutting out", 60.0), 8.0); // what comes after is still to come
    EXPECT_DOUBLE_EQ(*book.left("inflate", "checking", 3.0), 0.0);
    EXPECT_FALSE(book.left("inflate", "dancing", 0.0));
    EXPECT_FALSE(book.left("relief", "cutting out", 0.0));
}

TEST(CostBook, believesNewTimesAfterAFew) {
    CostBook book;
    book.learn("a", {{"work", 10.0}});
    for (int i = 0; i < 12; ++i)
        book.learn("a", {{"work", 2.0}});
    EXPECT_NEAR(*book.total("a"), 2.0, 0.2);
    EXPECT_NEAR(*book.left("a", "work", 0.0), 2.0, 0.2);
}

TEST(CostBook, isKeptAsText) {
    CostBook book;
    book.learn("a b", {{"one", 0.1}, {"two 64³", 1.0 / 3.0}});
    CostBook again;
    again.read(book.text() + "nonsense\n\t\t\na b\tthree\tnan\na b\tfour\t-1\n");
    EXPECT_EQ(again.text(), book.text());
    EXPECT_EQ(again.left("a b", "two 64³", 0.0), book.left("a b", "two 64³", 0.0));
}

} // namespace
} // namespace orfeas::jobs
