#include "tests/contracts/worker_contract.h"

#include <atomic>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace orfeas::test {
namespace {

// Waits until everything posted before has run. With one thread that is when a task posted now has run.
void drain(jobs::Worker& worker) {
    std::promise<void> ran;
    worker.post([&](const std::stop_token&) { ran.set_value(); });
    ran.get_future().wait();
}

} // namespace

TEST_P(WorkerContract, runsEachTaskOnce) {
    auto worker = make();
    std::atomic<int> runs = 0;
    for (int i = 0; i < 100; ++i)
        worker->post([&](const std::stop_token&) { ++runs; });
    drain(*worker);
    EXPECT_EQ(runs, 100);
}

TEST_P(WorkerContract, runsTasksInOrderOfArrival) {
    auto worker = make();
    std::vector<int> order;
    for (int i = 0; i < 100; ++i)
        worker->post([&order, i](const std::stop_token&) { order.push_back(i); });
    drain(*worker);
    ASSERT_EQ(order.size(), 100u);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(order[i], i);
}

TEST_P(WorkerContract, taskMayPostAnotherWhichRunsAfterIt) {
    auto worker = make();
    std::vector<int> order;
    std::promise<void> done;
    worker->post([&](const std::stop_token&) {
        worker->post([&](const std::stop_token&) {
            order.push_back(2);
            done.set_value();
        });
        order.push_back(1);
    });
    done.get_future().wait();
    EXPECT_EQ(order, (std::vector{1, 2}));
}

TEST_P(WorkerContract, takesTasksFromManyThreads) {
    auto worker = make();
    std::atomic<int> runs = 0;
    std::promise<void> all;
    constexpr int kThreads = 4;
    constexpr int kEach = 200;
    std::vector<std::jthread> posters;
    for (int t = 0; t < kThreads; ++t) {
        posters.emplace_back([&] {
            for (int i = 0; i < kEach; ++i) {
                worker->post([&](const std::stop_token&) {
                    if (++runs == kThreads * kEach) all.set_value();
                });
            }
        });
    }
    all.get_future().wait();
    EXPECT_EQ(runs, kThreads * kEach);
}

TEST_P(WorkerContract, runningTaskIsNotAskedToStopWhileTheWorkerLives) {
    auto worker = make();
    bool asked = true;
    worker->post(
        [&](const std::stop_token& stop) { asked = stop.stop_requested() || !stop.stop_possible(); });
    drain(*worker);
    EXPECT_FALSE(asked);
}

TEST_P(WorkerContract, destructionSetsTheStopToken) {
    auto worker = make();
    std::stop_token kept;
    worker->post([&](const std::stop_token& stop) { kept = stop; });
    drain(*worker);
    worker.reset();
    EXPECT_TRUE(kept.stop_requested());
}

TEST_P(WorkerContract, keepsNothingOfATaskThatRan) {
    auto worker = make();
    auto held = std::make_shared<int>(1);
    worker->post([held](const std::stop_token&) {});
    drain(*worker);
    EXPECT_EQ(held.use_count(), 1);
}

} // namespace orfeas::test
