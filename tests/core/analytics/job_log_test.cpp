#include "core/analytics/job_log.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "tests/support/temporary_folder.h"

namespace orfeas::analytics {
namespace {

JobEntry made(double seconds, std::string generator = "inflate") {
    JobEntry e;
    e.program = "orfeas";
    e.kind = "generate";
    e.generator = std::move(generator);
    e.detail = "normal";
    e.source = "made";
    e.state = "done";
    e.seconds = seconds;
    e.megapixels = 1.5;
    e.triangles = 1000;
    e.peakBytes = 100'000'000;
    e.stages = {{"cutting out", 0.25 * seconds}, {"inflating", 0.75 * seconds}};
    return e;
}

class JobLogTest : public testing::Test {
protected:
    JobLogTest() { ::unsetenv("ORFEAS_STATISTICS"); }
    std::unique_ptr<JobLog> open() { return std::move(JobLog::open(folder.path()).value()); }
    test::TemporaryFolder folder;
};

TEST_F(JobLogTest, sumsUpByDayAndGenerator) {
    const auto log = open();
    const std::int64_t now = std::time(nullptr);
    for (const double seconds : {1.0, 2.0, 9.0})
        ASSERT_TRUE(log->add(made(seconds)).ok());
    JobEntry kept = made(0.01);
    kept.source = "kept";
    kept.savedSeconds = 2.0;
    ASSERT_TRUE(log->add(kept).ok());
    JobEntry failed = made(0.5, "relief");
    failed.state = "failed";
    failed.error = "bad-input";
    failed.endedUnix = now - 3 * 24 * 3600;
    ASSERT_TRUE(log->add(failed).ok());
    const Summary all = log->summary(0).value();
    EXPECT_EQ(all.total.jobs, 5);
    EXPECT_EQ(all.total.made, 3);
    EXPECT_EQ(all.total.answered, 1);
    EXPECT_EQ(all.total.failed, 1);
    EXPECT_DOUBLE_EQ(all.hitRate(), 0.25);
    EXPECT_DOUBLE_EQ(all.total.savedSeconds, 2.0);
    ASSERT_EQ(all.days.size(), 2u);
    EXPECT_LT(all.days[0].day, all.days[1].day);
    EXPECT_EQ(all.days[1].jobs, 4);
    ASSERT_EQ(all.generators.size(), 1u); // only what was made counts
    EXPECT_DOUBLE_EQ(all.generators[0].medianSeconds, 2.0);
    EXPECT_DOUBLE_EQ(all.generators[0].longestSeconds, 9.0);
    ASSERT_EQ(all.generators[0].stages.size(), 2u);
    EXPECT_EQ(all.generators[0].stages[0].stage, "cutting out");
    EXPECT_NEAR(all.generators[0].stages[1].seconds, 3.0, 1e-5);
    EXPECT_EQ(log->summary(1).value().total.jobs, 4);
}

TEST_F(JobLogTest, verdictsMayComeLater) {
    const auto log = open();
    const std::int64_t id = log->add(made(1.0)).value();
    log->setVerdict(id, "prints");
    log->setVerdict(0, "fails"); // of a job that was not written down
    EXPECT_EQ(log->summary(0)->total.verdicts.at("prints"), 1);
    EXPECT_EQ(log->summary(0)->total.verdicts.size(), 1u);
}

TEST_F(JobLogTest, nothingIsWrittenWhenSwitchedOff) {
    auto log = open();
    ASSERT_TRUE(log->setEnabled(false).ok());
    log = open(); // the setting is kept
    EXPECT_FALSE(log->enabled());
    EXPECT_EQ(log->add(made(1.0)).value(), 0);
    jobs::CostBook book;
    book.learn("a", {{"b", 1.0}});
    log->saveCosts(book);
    jobs::CostBook loaded;
    log->loadCosts(loaded);
    EXPECT_EQ(loaded.text(), "");
    ASSERT_TRUE(log->setEnabled(true).ok());
    ::setenv("ORFEAS_STATISTICS", "off", 1);
    EXPECT_EQ(log->add(made(1.0)).value(), 0);
    ::unsetenv("ORFEAS_STATISTICS");
    EXPECT_EQ(log->summary(0)->total.jobs, 0);
    EXPECT_GT(log->add(made(1.0)).value(), 0);
}

TEST_F(JobLogTest, exportsEveryEntry) {
    const auto log = open();
    JobEntry odd = made(1.25);
    odd.generator = "with, comma \"quoted\"";
    ASSERT_TRUE(log->add(odd).ok());
    const std::string text = log->csv().value();
    EXPECT_NE(text.find("ended,program,kind"), std::string::npos);
    EXPECT_NE(text.find(",\"with, comma \"\"quoted\"\"\",normal,made,done,,1.250,"), std::string::npos)
        << text;
    EXPECT_NE(text.find("cutting out=0.312;inflating=0.938"), std::string::npos) << text;
    ASSERT_TRUE(log->clear().ok());
    EXPECT_EQ(log->summary(0)->total.jobs, 0);
}

TEST_F(JobLogTest, costsAreKept) {
    jobs::CostBook book;
    book.learn("inflate normal", {{"cutting out", 0.5}, {"inflating", 1.5}});
    open()->saveCosts(book);
    jobs::CostBook loaded;
    open()->loadCosts(loaded);
    EXPECT_EQ(loaded.text(), book.text());
}

TEST_F(JobLogTest, oldEntriesGo) {
    const auto log = open();
    JobEntry old = made(1.0);
    old.endedUnix = std::time(nullptr) - 800LL * 24 * 3600;
    ASSERT_TRUE(log->add(old).ok());
    ASSERT_TRUE(log->add(made(1.0)).ok());
    EXPECT_EQ(log->summary(0)->total.jobs, 1);
}

} // namespace
} // namespace orfeas::analytics
