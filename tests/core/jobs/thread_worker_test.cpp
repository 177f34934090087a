#include <atomic>
#include <barrier>
#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "core/jobs/worker.h"
#include "tests/contracts/worker_contract.h"

namespace orfeas::test {

INSTANTIATE_TEST_SUITE_P(ThreadWorker, WorkerContract,
                         testing::Values([] { return jobs::makeThreadWorker("test", 1); }));

TEST(ThreadWorker, destructionWaitsForTheRunningTaskAndDropsTheWaitingOnes) {
    std::promise<void> started;
    bool finished = false;
    bool dropped = true;
    auto worker = jobs::makeThreadWorker("test");
    worker->post([&](const std::stop_token& stop) {
        started.set_value();
        while (!stop.stop_requested())
            std::this_thread::yield();
        finished = true;
    });
    worker->post([&](const std::stop_token&) { dropped = false; });
    started.get_future().wait();
    worker.reset();
    EXPECT_TRUE(finished);
    EXPECT_TRUE(dropped);
}

TEST(ThreadWorker, severalThreadsServeOneQueue) {
    auto worker = jobs::makeThreadWorker("test", 3);
    std::barrier together(4); // only opens when three tasks run at the same time
    std::atomic<int> passed = 0;
    for (int i = 0; i < 3; ++i) {
        worker->post([&](const std::stop_token&) {
            together.arrive_and_wait();
            ++passed;
        });
    }
    together.arrive_and_wait();
    worker.reset();
    EXPECT_EQ(passed, 3);
}

TEST(ThreadWorker, runsOffTheCallingThread) {
    auto worker = jobs::makeThreadWorker("a name longer than the system keeps");
    std::promise<std::thread::id> ran;
    worker->post([&](const std::stop_token&) { ran.set_value(std::this_thread::get_id()); });
    EXPECT_NE(ran.get_future().get(), std::this_thread::get_id());
}

} // namespace orfeas::test
