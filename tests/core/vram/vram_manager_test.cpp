#include "core/vram/vram_manager.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "core/vram/machine_memory.h"
#include "core/vram/simulated_device.h"

namespace orfeas::vram {
namespace {

using namespace std::chrono_literals;

LeaseRequest request(const char* owner, std::uint64_t preferred, std::uint64_t minimum = 0,
                     Priority priority = Priority::Normal) {
    LeaseRequest wanted;
    wanted.owner = owner;
    wanted.preferredBytes = preferred;
    wanted.minimumBytes = minimum;
    wanted.priority = priority;
    return wanted;
}

LeaseRequest atOnce(LeaseRequest wanted) {
    wanted.timeout = 0ms;
    return wanted;
}

class ManagerTest : public testing::Test {
protected:
    void waitUntilWaiting(std::size_t count) const {
        while (m_manager.accounts().waiting.size() < count)
            std::this_thread::yield();
    }

    std::shared_ptr<SimulatedDevice> m_device = std::make_shared<SimulatedDevice>(1000);
    VramManager m_manager{m_device};
};

TEST_F(ManagerTest, accountsExactlyByOwner) {
    auto a = m_manager.acquire(request("a", 300));
    auto b = m_manager.acquire(request("b", 500, 100));
    ASSERT_TRUE(a.ok() && b.ok());
    Accounts accounts = m_manager.accounts();
    EXPECT_EQ(accounts.budget, 1000u);
    EXPECT_EQ(accounts.leased, 800u);
    EXPECT_EQ(accounts.holders(), "a 300 bytes, b 500 bytes");
    b->shrinkTo(200);
    EXPECT_EQ(m_manager.accounts().leased, 500u);
    a->release();
    EXPECT_FALSE(a->held());
    accounts = m_manager.accounts();
    EXPECT_EQ(accounts.leased, 200u);
    EXPECT_EQ(accounts.peakLeased, 800u);
    ASSERT_EQ(accounts.holdings.size(), 1u);
    EXPECT_EQ(accounts.holdings[0].minimumBytes, 100u);
}

TEST_F(ManagerTest, aLeaseMovesAndEndsWithItsScope) {
    {
        Lease outer;
        {
            auto inner = m_manager.acquire(request("a", 300));
            ASSERT_TRUE(inner.ok());
            outer = std::move(*inner);
        }
        EXPECT_EQ(m_manager.accounts().leased, 300u);
        EXPECT_EQ(outer.owner(), "a");
    }
    EXPECT_EQ(m_manager.accounts().leased, 0u);
}

TEST_F(ManagerTest, negotiatesBetweenMinimumAndPreferred) {
    auto first = m_manager.acquire(request("first", 700));
    auto second = m_manager.acquire(request("second", 600, 200));
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_EQ(second->bytes(), 300u);
    EXPECT_FALSE(second->tryGrow(1));
    first->release();
    EXPECT_TRUE(second->tryGrow(300));
    EXPECT_EQ(second->bytes(), 600u);
}

TEST_F(ManagerTest, refusesAtOnceWhatCanNeverFitAndSaysWhatWould) {
    const auto refused = m_manager.acquire(request("cat.png", 5000, 2000));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::OutOfMemory);
    EXPECT_NE(refused.error().userText.find("cat.png needs at least 2 kB"), std::string::npos);
    EXPECT_NE(refused.error().userText.find("Orfeas may use 1 kB"), std::string::npos);
    EXPECT_TRUE(m_manager.accounts().waiting.empty());
}

TEST_F(ManagerTest, timesOutWithWhoHoldsTheRest) {
    auto held = m_manager.acquire(request("dog.png", 800));
    auto wanted = request("cat.png", 500);
    wanted.timeout = 20ms;
    const auto late = m_manager.acquire(wanted);
    ASSERT_FALSE(late.ok());
    EXPECT_EQ(late.error().code, ErrorCode::OutOfMemory);
    EXPECT_NE(late.error().userText.find("200 bytes would fit now"), std::string::npos);
    EXPECT_NE(late.error().detail.find("dog.png 800 bytes"), std::string::npos);
}

TEST_F(ManagerTest, stopsWaitingWhenAsked) {
    auto held = m_manager.acquire(request("a", 800));
    std::stop_source stop;
    std::jthread stopper([&] {
        waitUntilWaiting(1);
        stop.request_stop();
    });
    EXPECT_EQ(m_manager.acquire(request("b", 500), stop.get_token()).error().code, ErrorCode::Cancelled);
}

TEST_F(ManagerTest, servesThePictureBeingLookedAtFirst) {
    auto held = m_manager.acquire(request("held", 1000));
    std::atomic<int> turn{0};
    int background = 0, interactive = 0;
    std::jthread low([&] {
        auto lease = m_manager.acquire(request("low", 1000, 0, Priority::Background));
        background = ++turn;
    });
    waitUntilWaiting(1);
    std::jthread high([&] {
        auto lease = m_manager.acquire(request("high", 1000, 0, Priority::Interactive));
        interactive = ++turn;
    });
    waitUntilWaiting(2);
    EXPECT_EQ(m_manager.accounts().waiting[0].owner, "high");
    held->release();
    low.join();
    high.join();
    EXPECT_EQ(interactive, 1);
    EXPECT_EQ(background, 2);
}

TEST_F(ManagerTest, aLargeRequestIsPassedOnlySoOften) {
    auto held = m_manager.acquire(request("held", 500));
    std::atomic<bool> served{false};
    std::jthread large([&] {
        auto lease = m_manager.acquire(request("large", 800));
        served = true;
    });
    waitUntilWaiting(1);
    int passed = 0;
    while (m_manager.acquire(atOnce(request("small", 100))).ok())
        ++passed;
    EXPECT_EQ(passed, VramManager::kMostPassed);
    EXPECT_FALSE(served);
    held->release();
    large.join();
    EXPECT_TRUE(served);
}

TEST_F(ManagerTest, aJobThatHoldsALeaseIsNeverMadeToWait) {
    auto wanted = request("job", 600);
    wanted.job = 7;
    auto held = m_manager.acquire(wanted);
    ASSERT_TRUE(held.ok());
    const auto second = m_manager.acquire(wanted); // no timeout: it would wait for itself for ever
    EXPECT_EQ(second.error().code, ErrorCode::OutOfMemory);
}

TEST_F(ManagerTest, asksHoldersToShrinkAndNeverBelowTheirMinimum) {
    auto low = m_manager.acquire(request("low", 500, 300, Priority::Background));
    auto normal = m_manager.acquire(request("normal", 500, 400));
    std::jthread waiter([&] { EXPECT_TRUE(m_manager.acquire(request("new", 250)).ok()); });
    waitUntilWaiting(1);
    while (normal->wantedBytes() == 500)
        std::this_thread::yield();
    EXPECT_EQ(low->wantedBytes(), 300u);
    EXPECT_EQ(normal->wantedBytes(), 450u);
    low->shrinkTo(low->wantedBytes());
    normal->shrinkTo(normal->wantedBytes());
    waiter.join();
    EXPECT_EQ(low->wantedBytes(), 300u);
}

TEST_F(ManagerTest, whatWasAskedForIsForgottenWhenNobodyWaitsAnyMore) {
    auto held = m_manager.acquire(request("held", 900, 100));
    auto wanted = request("new", 500);
    wanted.timeout = 1ms;
    EXPECT_FALSE(m_manager.acquire(wanted).ok());
    EXPECT_EQ(held->wantedBytes(), 900u);
}

struct Model {
    explicit Model(std::atomic<int>& alive) : m_alive(alive) { ++m_alive; }
    ~Model() { --m_alive; }
    std::atomic<int>& m_alive;
};

TEST_F(ManagerTest, givesUpIdleHoldingsOnlyWhenMemoryIsWanted) {
    std::atomic<int> alive{0};
    const auto park = [&](const char* owner, Priority priority) {
        auto lease = m_manager.acquire(request(owner, 300, 0, priority));
        return m_manager.park(std::move(*lease), std::make_shared<Model>(alive));
    };
    IdleHolding first = park("first", Priority::Normal);
    IdleHolding second = park("second", Priority::Background);
    IdleHolding third = park("third", Priority::Normal);
    EXPECT_TRUE(m_manager.accounts().holdings[0].idle);
    {
        auto small = m_manager.acquire(request("small", 100));
        EXPECT_EQ(alive, 3);
        auto larger = m_manager.acquire(request("larger", 200));
        EXPECT_EQ(alive, 2); // the one of the lowest priority went
        EXPECT_FALSE(second.take().has_value());
    }
    auto back = first.take();
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->lease.bytes(), 300u);
    auto all = m_manager.acquire(request("all", 700));
    EXPECT_EQ(alive, 1); // third went, first is in use
    EXPECT_EQ(m_manager.accounts().evictions, 2u);
    back.reset();
    EXPECT_EQ(alive, 0);
    EXPECT_EQ(m_manager.accounts().leased, 700u);
}

TEST_F(ManagerTest, anIdleHoldingEndsWithItsOwner) {
    std::atomic<int> alive{0};
    {
        auto lease = m_manager.acquire(request("model", 300));
        const IdleHolding idle = m_manager.park(std::move(*lease), std::make_shared<Model>(alive));
        EXPECT_EQ(alive, 1);
    }
    EXPECT_EQ(alive, 0);
    EXPECT_EQ(m_manager.accounts().leased, 0u);
}

TEST_F(ManagerTest, followsABudgetThatShrinksWhileWorkRuns) {
    std::atomic<int> alive{0};
    auto model = m_manager.acquire(request("model", 200));
    const IdleHolding idle = m_manager.park(std::move(*model), std::make_shared<Model>(alive));
    auto job = m_manager.acquire(request("job", 700, 300));
    const Block theirs = m_device->allocateForOthers(500).value();
    ASSERT_TRUE(m_manager.refresh().ok());
    EXPECT_EQ(alive, 0);
    EXPECT_EQ(job->wantedBytes(), 500u);
    EXPECT_EQ(m_manager.accounts().overcommitted(), 200u);
    EXPECT_GT(m_manager.accounts().pressure(), 1.0);
    job->shrinkTo(job->wantedBytes());
    EXPECT_EQ(m_manager.accounts().overcommitted(), 0u);
    m_device->free(theirs);
}

TEST_F(ManagerTest, aHigherLimitLetsAWaitingRequestIn) {
    BudgetSettings settings;
    settings.limitBytes = 500;
    m_manager.setSettings(settings);
    auto held = m_manager.acquire(request("held", 400));
    std::jthread waiter([&] { EXPECT_TRUE(m_manager.acquire(request("new", 300)).ok()); });
    waitUntilWaiting(1);
    settings.limitBytes = 1000;
    m_manager.setSettings(settings);
    waiter.join();
}

TEST_F(ManagerTest, drawingTakesItsShareFirst) {
    m_manager.setHeapBudget({900, 300});
    EXPECT_EQ(m_manager.accounts().budget, 600u);
}

// What Vulkan says of a heap goes to the manager of the memory that heap is in.
TEST(MachineMemory, knowsWhichMemoryAnAdapterDrawsIn) {
    MachineMemory memory({std::make_shared<SimulatedDevice>(1000), std::make_shared<SimulatedDevice>(2000)});
    EXPECT_EQ(memory.drawnIn("some card on the board", false), &memory.system());
    VramManager* card = memory.drawnIn("simulated device", true);
    EXPECT_EQ(card, memory.of("cuda:0"));
    ASSERT_NE(card, nullptr);
    EXPECT_EQ(memory.drawnIn("another maker's card", true), nullptr);
    card->setHeapBudget({1500, 200});
    EXPECT_EQ(card->accounts().budget, 1300u);
    EXPECT_EQ(memory.system().accounts().budget, 1000u);
}

TEST(VramManager, leasesMayOutliveIt) {
    Lease lease;
    {
        VramManager manager(std::make_shared<SimulatedDevice>(1000));
        lease = *manager.acquire(request("a", 100));
    }
    EXPECT_EQ(lease.bytes(), 100u);
}

} // namespace
} // namespace orfeas::vram
