#include "core/jobs/job.h"

#include <vector>

#include <gtest/gtest.h>

namespace orfeas::jobs {
namespace {

TEST(JobContext, withoutStopOrSinkRunsOn) {
    const JobContext context;
    context.report("anything", 0.5);
    EXPECT_FALSE(context.cancelled());
}

TEST(JobContext, partsMapTheirShareOntoTheWhole) {
    std::vector<double> seen;
    const JobContext whole({}, [&](const Progress& progress) { seen.push_back(progress.fraction); });
    const JobContext half = whole.part(0.5, 1.0);
    half.report("a", 0.0);
    half.part(0.0, 0.5).report("b", 1.0);
    half.report("c", 1.0);
    EXPECT_EQ(seen, (std::vector{0.5, 0.75, 1.0}));
}

TEST(JobContext, partsHearTheSameStop) {
    std::stop_source stop;
    const JobContext whole(stop.get_token(), {});
    const JobContext part = whole.part(0.0, 0.1);
    stop.request_stop();
    EXPECT_TRUE(part.cancelled());
    EXPECT_EQ(cancelledError().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace orfeas::jobs
