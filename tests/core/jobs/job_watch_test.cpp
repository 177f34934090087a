#include "core/jobs/job_watch.h"

#include <gtest/gtest.h>

namespace orfeas::jobs {
namespace {

TEST(JobWatch, takesTheTimesOfStages) {
    std::vector<std::string> heard;
    const JobContext outer({}, [&](const Progress& p) { heard.push_back(p.stage); });
    const JobWatch watch(outer.part(0.0, 0.5));
    watch.context().report("one", 0.0);
    watch.context().report("one", 0.4);
    watch.context().report("two", 0.5);
    const auto stages = watch.stages();
    ASSERT_EQ(stages.size(), 2u);
    EXPECT_EQ(stages[0].stage, "one");
    EXPECT_GE(stages[1].seconds, 0.0);
    EXPECT_EQ(heard.size(), 3u);
    EXPECT_GT(watch.peakBytes(), 1'000'000);
}

} // namespace
} // namespace orfeas::jobs
