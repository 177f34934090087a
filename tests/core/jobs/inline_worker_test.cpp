#include <gtest/gtest.h>

#include "core/jobs/worker.h"
#include "tests/contracts/worker_contract.h"

namespace orfeas::test {

INSTANTIATE_TEST_SUITE_P(InlineWorker, WorkerContract,
                         testing::Values([] { return jobs::makeInlineWorker(); }));

TEST(InlineWorker, hasRunTheTaskWhenPostReturns) {
    auto worker = jobs::makeInlineWorker();
    bool ran = false;
    worker->post([&](const std::stop_token&) { ran = true; });
    EXPECT_TRUE(ran);
}

TEST(InlineWorker, deepChainsOfTasksDoNotNest) {
    auto worker = jobs::makeInlineWorker();
    int left = 200'000; // nested calls would overflow the stack
    std::function<void(std::stop_token)> step = [&](const std::stop_token&) {
        if (--left > 0) worker->post(step);
    };
    worker->post(step);
    EXPECT_EQ(left, 0);
}

} // namespace orfeas::test
