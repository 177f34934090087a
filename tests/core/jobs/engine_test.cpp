#include "core/jobs/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <stdexcept>

#include "core/base/core_share.h"
#include "core/base/parallel.h"

namespace orfeas::jobs {
namespace {

using namespace std::chrono_literals;

// What happened, in order, from any thread; and gates to hold tasks at.
class Journal {
public:
    void add(const std::string& line) {
        std::lock_guard lock(m_mutex);
        m_lines.push_back(line);
        m_changed.notify_all();
    }
    std::vector<std::string> lines() const {
        std::lock_guard lock(m_mutex);
        return m_lines;
    }
    bool has(const std::string& line) const {
        const auto all = lines();
        return std::find(all.begin(), all.end(), line) != all.end();
    }
    bool waitFor(const std::string& line) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(
            lock, 20s, [&] { return std::find(m_lines.begin(), m_lines.end(), line) != m_lines.end(); });
    }
    void open() {
        std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }
    /// Holds the calling task until `open` or until it is to stop, without a core.
    bool pass(const JobContext& context) {
        const Waiting waiting(context);
        std::unique_lock lock(m_mutex);
        return m_changed.wait(lock, context.stopToken(), [&] { return m_open; });
    }

private:
    mutable std::mutex m_mutex;
    mutable std::condition_variable_any m_changed;
    std::vector<std::string> m_lines;
    bool m_open = false;
};

class EngineTest : public testing::Test {
protected:
    Task task(const std::string& name, Priority priority = Priority::Normal) {
        Task t;
        t.name = name;
        t.priority = priority;
        t.work = [this, name](const JobContext&) -> Result<void> {
            journal.add(name);
            return {};
        };
        t.onEnded = [this, name](const Result<void>& result) {
            journal.add(name + (result.ok() ? " done" : " " + result.error().userText));
        };
        return t;
    }
    // Runs until `open`.
    Task gated(const std::string& name, Priority priority = Priority::Normal) {
        Task t = task(name, priority);
        t.work = [this, name](const JobContext& context) -> Result<void> {
            journal.add(name);
            if (!journal.pass(context)) return cancelledError();
            return {};
        };
        return t;
    }
    // Computes until `stop` and counts its rounds.
    Task spinning(const std::string& name, std::atomic<int>& rounds, const std::atomic<bool>& stop,
                  Priority priority = Priority::Normal) {
        Task t = task(name, priority);
        t.work = [this, name, &rounds, &stop](const JobContext& context) -> Result<void> {
            journal.add(name);
            while (!stop) {
                if (context.cancelled()) return cancelledError();
                ++rounds;
                std::this_thread::yield();
            }
            return {};
        };
        return t;
    }
    // The starts, without the ends.
    std::vector<std::string> starts() const {
        std::vector<std::string> out;
        for (const std::string& line : journal.lines()) {
            if (line.find(' ') == line.npos) out.push_back(line);
        }
        return out;
    }

    Journal journal;
};

TEST_F(EngineTest, oneAtATimeTheyRunByPriorityThenAge) {
    Engine engine({.atOnce = 1});
    engine.submit(gated("first"));
    ASSERT_TRUE(journal.waitFor("first"));
    engine.submit(task("a"));
    engine.submit(task("b", Priority::Background));
    engine.submit(task("c", Priority::Watched));
    engine.submit(task("d"));
    journal.open();
    engine.waitUntilIdle();
    EXPECT_EQ(starts(), (std::vector<std::string>{"first", "c", "a", "d", "b"}));
}

TEST_F(EngineTest, groupsOfOnePriorityTakeTurns) {
    Engine engine({.atOnce = 1});
    engine.submit(gated("first"));
    ASSERT_TRUE(journal.waitFor("first"));
    for (const char* name : {"a1", "a2", "a3", "b1", "b2"}) {
        Task t = task(name);
        t.group = std::string(name).substr(0, 1);
        engine.submit(std::move(t));
    }
    journal.open();
    engine.waitUntilIdle();
    EXPECT_EQ(starts(), (std::vector<std::string>{"first", "a1", "b1", "a2", "b2", "a3"}));
}

TEST_F(EngineTest, eightRunAtOnceWhenMemoryAllows) {
    Engine engine({.atOnce = 8, .budget = makeFixedBudget(800)});
    for (int i = 0; i < 12; ++i) {
        Task t = gated("t" + std::to_string(i));
        t.memoryBytes = 100;
        engine.submit(std::move(t));
    }
    ASSERT_TRUE(journal.waitFor("t7"));
    EXPECT_EQ(engine.running(), 8u);
    journal.open();
    engine.waitUntilIdle();
    EXPECT_EQ(engine.mostAtOnce(), 8u);
}

TEST_F(EngineTest, memoryIsNeverOvercommitted) {
    std::atomic<int> held = 0;
    std::atomic<int> most = 0;
    {
        Engine engine({.atOnce = 8, .budget = makeFixedBudget(100)});
        std::mt19937 random(7);
        for (int i = 0; i < 200; ++i) {
            const int bytes = 1 + static_cast<int>(random() % 60);
            Task t;
            t.memoryBytes = static_cast<std::uint64_t>(bytes);
            t.work = [&, bytes](const JobContext&) -> Result<void> {
                int now = held += bytes;
                for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
                }
                std::this_thread::yield();
                held -= bytes;
                return {};
            };
            engine.submit(std::move(t));
        }
        engine.waitUntilIdle();
    }
    EXPECT_LE(most, 100);
    EXPECT_GT(most, 60); // several at once
}

TEST_F(EngineTest, aLargeTaskIsNotStarvedBySmallOnes) {
    Engine engine({.atOnce = 2, .budget = makeFixedBudget(100)});
    Task first = gated("first");
    first.memoryBytes = 50;
    engine.submit(std::move(first));
    ASSERT_TRUE(journal.waitFor("first"));
    Task large = task("large");
    large.memoryBytes = 100;
    engine.submit(std::move(large));
    for (int i = 0; i < 20; ++i) {
        Task small = task("s" + std::to_string(i));
        small.memoryBytes = 10;
        engine.submit(std::move(small));
    }
    ASSERT_TRUE(journal.waitFor("s7 done"));
    std::this_thread::sleep_for(20ms);
    EXPECT_FALSE(journal.has("s8")); // eight passed, then everybody waits
    journal.open();
    engine.waitUntilIdle();
    const auto order = starts();
    EXPECT_LT(std::find(order.begin(), order.end(), "large"), std::find(order.begin(), order.end(), "s8"));
}

TEST_F(EngineTest, whatCanNeverFitIsRefusedWithASentence) {
    Engine engine({.budget = makeFixedBudget(100)});
    Task t = task("huge");
    t.memoryBytes = 101;
    std::optional<Error> error;
    t.onEnded = [&](const Result<void>& result) { error = result.error(); };
    engine.submit(std::move(t));
    engine.waitUntilIdle();
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, ErrorCode::OutOfMemory);
    EXPECT_FALSE(journal.has("huge"));
}

TEST_F(EngineTest, tasksOfOneLaneFollowEachOther) {
    Engine engine({.atOnce = 4});
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    for (int i = 0; i < 30; ++i) {
        Task t = task("t" + std::to_string(i));
        t.lane = "files";
        t.work = [&, i](const JobContext&) -> Result<void> {
            most = std::max(most.load(), ++inside);
            journal.add("t" + std::to_string(i));
            std::this_thread::yield();
            --inside;
            return {};
        };
        engine.submit(std::move(t));
    }
    engine.waitUntilIdle();
    EXPECT_EQ(most, 1);
    std::vector<std::string> expected;
    for (int i = 0; i < 30; ++i)
        expected.push_back("t" + std::to_string(i));
    EXPECT_EQ(starts(), expected);
}

TEST_F(EngineTest, dependentsComeAfterAndFallWithWhatTheyNeed) {
    Engine engine({.atOnce = 4});
    const TaskId good = engine.submit(gated("good"));
    Task failing = task("bad");
    failing.work = [this](const JobContext& context) -> Result<void> {
        journal.pass(context);
        return Error{ErrorCode::Failed, "no", {}};
    };
    const TaskId bad = engine.submit(std::move(failing));
    Task after = task("after");
    after.after = {good};
    engine.submit(std::move(after));
    Task both = task("both");
    both.after = {good, bad};
    const TaskId third = engine.submit(std::move(both));
    Task last = task("last");
    last.after = {third};
    engine.submit(std::move(last));
    ASSERT_TRUE(journal.waitFor("good"));
    EXPECT_FALSE(journal.has("after"));
    journal.open();
    engine.waitUntilIdle();
    EXPECT_TRUE(journal.has("after done"));
    EXPECT_FALSE(journal.has("both"));
    EXPECT_TRUE(journal.has("both What this comes after did not succeed"));
    EXPECT_TRUE(journal.has("last What this comes after did not succeed"));
}

// While the first of a chain is told that it fell, the others must not take it for done.
TEST_F(EngineTest, aChainFallsAsAWhole) {
    for (int round = 0; round < 50; ++round) {
        Journal gate;
        Engine engine({.atOnce = 4});
        Task failing = task("bad");
        failing.work = [&gate](const JobContext& context) -> Result<void> {
            gate.pass(context);
            return Error{ErrorCode::Failed, "no", {}};
        };
        TaskId before = engine.submit(std::move(failing));
        for (const char* name : {"second", "third", "fourth"}) {
            Task next = task(name);
            next.after = {before};
            next.onEnded = [](const Result<void>&) { std::this_thread::sleep_for(1ms); };
            before = engine.submit(std::move(next));
        }
        gate.open();
        engine.waitUntilIdle();
        for (const char* name : {"second", "third", "fourth"})
            ASSERT_FALSE(journal.has(name)) << "round " << round;
    }
}

TEST_F(EngineTest, cancelledWhileWaitingOrRunning) {
    Engine engine({.atOnce = 1});
    const TaskId running = engine.submit(gated("running"));
    const TaskId waiting = engine.submit(task("waiting"));
    ASSERT_TRUE(journal.waitFor("running"));
    engine.cancel(waiting);
    ASSERT_TRUE(journal.waitFor("waiting cancelled"));
    engine.cancel(running);
    engine.waitUntilIdle();
    EXPECT_TRUE(journal.has("running cancelled"));
    EXPECT_FALSE(journal.has("waiting"));
}

TEST_F(EngineTest, withdrawnTasksAreNotTold) {
    Engine engine({.atOnce = 1});
    const TaskId running = engine.submit(gated("running"));
    ASSERT_TRUE(journal.waitFor("running"));
    const TaskId waiting = engine.submit(task("waiting"));
    EXPECT_TRUE(engine.withdraw(waiting));
    EXPECT_FALSE(engine.withdraw(waiting));
    EXPECT_FALSE(engine.withdraw(running));
    journal.open();
    engine.waitUntilIdle();
    EXPECT_EQ(journal.lines(), (std::vector<std::string>{"running", "running done"}));
}

TEST_F(EngineTest, pausedTasksStandStillAndGoOn) {
    Engine engine({.atOnce = 2, .cores = 2});
    std::atomic<int> rounds = 0;
    std::atomic<bool> stop = false;
    const TaskId id = engine.submit(spinning("spin", rounds, stop));
    while (rounds < 10)
        std::this_thread::yield();
    engine.setPaused(id, true);
    std::this_thread::sleep_for(100ms);
    const int stood = rounds;
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(rounds, stood);
    const TaskId later = engine.submit(task("later")); // its core is free for others
    ASSERT_TRUE(journal.waitFor("later done"));
    engine.setPaused(later, true); // ended ones are ignored
    engine.setPaused(id, false);
    while (rounds < stood + 10)
        std::this_thread::yield();
    stop = true;
    engine.waitUntilIdle();
}

TEST_F(EngineTest, aTaskThatComesPausedWaitsUntilItMayStart) {
    Engine engine;
    Task first = task("first");
    first.paused = true;
    const TaskId id = engine.submit(std::move(first));
    engine.submit(task("second"));
    ASSERT_TRUE(journal.waitFor("second done"));
    EXPECT_FALSE(journal.has("first"));
    engine.setPaused(id, false);
    ASSERT_TRUE(journal.waitFor("first done"));
}

TEST_F(EngineTest, pausedTasksCanBeCancelled) {
    Engine engine({.atOnce = 1, .cores = 1});
    std::atomic<int> rounds = 0;
    const std::atomic<bool> stop = false;
    const TaskId id = engine.submit(spinning("spin", rounds, stop));
    while (rounds < 10)
        std::this_thread::yield();
    engine.setPaused(id, true);
    std::this_thread::sleep_for(20ms);
    engine.cancel(id);
    engine.waitUntilIdle();
    EXPECT_TRUE(journal.has("spin cancelled"));
}

TEST_F(EngineTest, pausingAllHoldsWhatWaitsToo) {
    Engine engine;
    engine.setAllPaused(true);
    engine.submit(task("a"));
    std::this_thread::sleep_for(30ms);
    EXPECT_FALSE(journal.has("a"));
    EXPECT_TRUE(engine.tasks().at(0).paused);
    engine.setAllPaused(false);
    engine.waitUntilIdle();
    EXPECT_TRUE(journal.has("a done"));
}

TEST_F(EngineTest, movedTasksStartWhereTheyWerePut) {
    Engine engine({.atOnce = 1});
    engine.submit(gated("first"));
    ASSERT_TRUE(journal.waitFor("first"));
    const TaskId a = engine.submit(task("a"));
    const TaskId b = engine.submit(task("b"));
    const TaskId c = engine.submit(task("c"));
    engine.moveToFront(c);
    engine.setOrder({c, TaskId{999}, b}); // what is not named comes behind
    EXPECT_EQ(engine.tasks().back().id, a);
    journal.open();
    engine.waitUntilIdle();
    EXPECT_EQ(starts(), (std::vector<std::string>{"first", "c", "b", "a"}));
}

TEST_F(EngineTest, theWatchedOneTakesTheCore) {
    Engine engine({.atOnce = 3, .cores = 1});
    std::atomic<int> slowRounds = 0;
    std::atomic<bool> slowStop = false;
    engine.submit(spinning("slow", slowRounds, slowStop, Priority::Background));
    while (slowRounds < 10)
        std::this_thread::yield();
    std::atomic<int> rounds = 0;
    std::atomic<bool> stop = false;
    engine.submit(spinning("watched", rounds, stop, Priority::Watched));
    ASSERT_TRUE(journal.waitFor("watched")); // although the only core was taken
    const int stood = slowRounds;
    while (rounds < 1000)
        std::this_thread::yield();
    EXPECT_LE(slowRounds, stood + 1);
    stop = true;
    ASSERT_TRUE(journal.waitFor("watched done"));
    while (slowRounds < stood + 10)
        std::this_thread::yield();
    slowStop = true;
    engine.waitUntilIdle();
}

TEST_F(EngineTest, aRunningOneCanBecomeTheWatchedOne) {
    Engine engine({.atOnce = 2, .cores = 1});
    std::atomic<int> a = 0;
    std::atomic<int> b = 0;
    std::atomic<bool> stop = false;
    engine.submit(spinning("a", a, stop));
    while (a < 10)
        std::this_thread::yield();
    const TaskId second = engine.submit(spinning("b", b, stop));
    engine.setPriority(second, Priority::Watched);
    while (b < 10)
        std::this_thread::yield();
    stop = true;
    engine.waitUntilIdle();
}

// A more important task waits for a lock that an outranked one holds: that one gets its core back to let go of it.
TEST_F(EngineTest, waitingForALockGivesTheCoreAway) {
    Engine engine({.atOnce = 2, .cores = 1});
    std::mutex resource;
    std::atomic<bool> holds = false;
    std::atomic<bool> wanted = false;
    Task low = task("low", Priority::Background);
    low.work = [&](const JobContext& context) -> Result<void> {
        std::lock_guard lock(resource);
        holds = true;
        while (!wanted) {
            if (context.cancelled()) return cancelledError();
        }
        for (int i = 0; i < 1000; ++i) {
            if (context.cancelled()) return cancelledError();
        }
        return {};
    };
    engine.submit(std::move(low));
    while (!holds)
        std::this_thread::yield();
    Task high = task("high", Priority::Watched);
    high.work = [&](const JobContext& context) -> Result<void> {
        wanted = true;
        const Waiting waiting(context);
        std::lock_guard lock(resource);
        return {};
    };
    engine.submit(std::move(high));
    engine.waitUntilIdle();
    EXPECT_TRUE(journal.has("high done"));
    EXPECT_TRUE(journal.has("low done"));
}

TEST_F(EngineTest, whatATaskThrowsHarmsNoOther) {
    Engine engine({.atOnce = 2});
    Task memory = task("memory");
    memory.work = [](const JobContext&) -> Result<void> { throw std::bad_alloc(); };
    Task error = task("error");
    error.work = [](const JobContext&) -> Result<void> { throw std::runtime_error("inside"); };
    Task odd = task("odd");
    odd.work = [](const JobContext&) -> Result<void> { throw 7; };
    for (Task* t : {&memory, &error, &odd})
        engine.submit(std::move(*t));
    engine.submit(task("fine"));
    engine.waitUntilIdle();
    EXPECT_TRUE(journal.has("memory There is not enough memory for this"));
    EXPECT_TRUE(journal.has("error Something unexpected went wrong: try again"));
    EXPECT_TRUE(journal.has("odd Something unexpected went wrong: try again"));
    EXPECT_TRUE(journal.has("fine done"));
}

TEST_F(EngineTest, passingFailuresAreTriedAgainAlone) {
    Engine engine({.atOnce = 4});
    std::atomic<int> inside = 0;
    std::atomic<int> besidesOnRetry = -1;
    std::atomic<int> attempts = 0;
    Task t = task("hungry");
    t.attempts = 3;
    t.onRetry = [this](const Error& why, int next) {
        journal.add("retry " + std::to_string(next) + " " + why.userText);
    };
    t.work = [&](const JobContext&) -> Result<void> {
        if (++attempts == 1) return Error{ErrorCode::OutOfMemory, "no room", {}};
        besidesOnRetry = inside.load();
        return {};
    };
    engine.submit(std::move(t));
    for (int i = 0; i < 20; ++i) {
        Task other = task("o" + std::to_string(i));
        other.work = [&](const JobContext&) -> Result<void> {
            ++inside;
            std::this_thread::sleep_for(1ms);
            --inside;
            return {};
        };
        engine.submit(std::move(other));
    }
    engine.waitUntilIdle();
    EXPECT_EQ(attempts, 2);
    EXPECT_EQ(besidesOnRetry, 0);
    EXPECT_TRUE(journal.has("retry 2 no room"));
    EXPECT_TRUE(journal.has("hungry done"));
}

TEST_F(EngineTest, wrongRequestsAreNotTriedAgain) {
    Engine engine;
    std::atomic<int> attempts = 0;
    Task t = task("wrong");
    t.attempts = 3;
    t.work = [&](const JobContext&) -> Result<void> {
        ++attempts;
        return Error{ErrorCode::BadInput, "bad", {}};
    };
    engine.submit(std::move(t));
    engine.waitUntilIdle();
    EXPECT_EQ(attempts, 1);
    EXPECT_TRUE(journal.has("wrong bad"));
}

TEST_F(EngineTest, noMoreThreadsComputeThanThereAreCores) {
    const std::size_t cores = parallelThreads();
    std::atomic<std::size_t> most = 0;
    {
        Engine engine({.atOnce = 8});
        for (int i = 0; i < 40; ++i) {
            Task t = task("t" + std::to_string(i));
            t.work = [&](const JobContext& context) -> Result<void> {
                for (int round = 0; round < 20; ++round) {
                    parallelFor(64, 1, [&](std::size_t, std::size_t) {
                        const std::size_t now = computingThreads();
                        for (std::size_t seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
                        }
                    });
                    if (context.cancelled()) return cancelledError();
                }
                return {};
            };
            engine.submit(std::move(t));
        }
        engine.waitUntilIdle();
    }
    // A helper that is on its way out of a loop may still be counted.
    EXPECT_LE(most, cores + (cores - 1));
    EXPECT_GE(most, 1u);
}

TEST_F(EngineTest, destructionStopsWhatRunsAndDropsWhatWaits) {
    const auto start = std::chrono::steady_clock::now();
    {
        Engine engine({.atOnce = 2});
        for (int i = 0; i < 10; ++i)
            engine.submit(gated("t" + std::to_string(i)));
        ASSERT_TRUE(journal.waitFor("t1"));
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
    EXPECT_FALSE(journal.has("t2"));
}

// Everything at once: nothing hangs, everything ends exactly once.
TEST_F(EngineTest, soakOfMixedCommands) {
    std::atomic<int> ended = 0;
    constexpr int kTasks = 400;
    Engine engine({.atOnce = 6, .cores = 2, .budget = makeFixedBudget(1000)});
    std::vector<TaskId> ids;
    std::mt19937 random(11);
    for (int i = 0; i < kTasks; ++i) {
        Task t;
        t.priority = static_cast<Priority>(random() % 4);
        t.group = std::to_string(random() % 3);
        if (random() % 4 == 0) t.lane = "lane";
        if (!ids.empty() && random() % 5 == 0) t.after = {ids[random() % ids.size()]};
        t.memoryBytes = random() % 600;
        t.attempts = 2;
        const unsigned kind = static_cast<unsigned>(random() % 10);
        t.work = [kind](const JobContext& context) -> Result<void> {
            if (kind == 0) return Error{ErrorCode::OutOfMemory, "no room", {}};
            if (kind == 1) throw std::runtime_error("inside");
            for (int round = 0; round < 5; ++round) {
                if (context.cancelled()) return cancelledError();
                context.report("round", round / 5.0);
                if (kind == 2) {
                    const Waiting waiting(context);
                    std::this_thread::yield();
                }
            }
            return {};
        };
        t.onEnded = [&](const Result<void>&) { ++ended; };
        ids.push_back(engine.submit(std::move(t)));
        const TaskId any = ids[random() % ids.size()];
        switch (random() % 8) {
        case 0:
            engine.cancel(any);
            break;
        case 1:
            engine.setPaused(any, true);
            break;
        case 2:
            engine.moveToFront(any);
            break;
        case 3:
            engine.setPriority(any, Priority::Watched);
            break;
        case 4:
            engine.setAllPaused(random() % 2 == 0);
            break;
        default:
            break;
        }
    }
    engine.setAllPaused(false);
    for (const TaskId id : ids)
        engine.setPaused(id, false);
    engine.waitUntilIdle();
    EXPECT_EQ(ended, kTasks);
}

} // namespace
} // namespace orfeas::jobs
