// A card of 24 GB, a thousand jobs of mixed sizes, and another process that takes memory at random.
#include <atomic>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/vram/ladder.h"
#include "core/vram/memory_monitor.h"
#include "core/vram/simulated_device.h"
#include "core/vram/vram_manager.h"

namespace orfeas::vram {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kGb = 1'000'000'000;
constexpr int kJobs = 1000;
constexpr unsigned kWorkers = 12;

struct Outcome {
    std::atomic<int> done{0}, refused{0}, steps{0}, running{0}, mostRunning{0};
    std::atomic<bool> overcommitted{false}, unexplained{false};
};

// The other process: takes pieces of up to 2.5 GB, at random, fourteen at most.
void compete(SimulatedDevice& device, const std::stop_token& stop) {
    std::mt19937 random(99);
    std::vector<Block> held;
    while (!stop.stop_requested()) {
        if (held.size() < 14 && random() % 5 < 3) {
            if (auto block = device.allocateForOthers(kGb / 10 + random() % (24 * kGb / 10)); block.ok())
                held.push_back(*block);
        } else if (!held.empty()) {
            const std::size_t which = random() % held.size();
            device.free(held[which]);
            held.erase(held.begin() + static_cast<std::ptrdiff_t>(which));
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 400));
    }
    for (const Block& block : held)
        device.free(block);
}

// A job as a network runs: it takes what its lease allows, in pieces, and when there is no room it takes less.
class Job {
public:
    Job(VramManager& manager, SimulatedDevice& device, Outcome& outcome, int number)
        : m_manager(manager), m_device(device), m_outcome(outcome), m_random(static_cast<unsigned>(number)) {
        m_request.owner = "job " + std::to_string(number);
        m_request.job = static_cast<std::uint64_t>(number) + 1;
        m_request.preferredBytes = kGb / 4 + m_random() % (3 * kGb);
        m_request.minimumBytes = m_request.preferredBytes / (1 + m_random() % 3);
        if (number % 97 == 0) m_request.preferredBytes = m_request.minimumBytes = 40 * kGb; // can never fit
        m_request.priority = static_cast<Priority>(m_random() % 3);
        m_request.timeout = 20s;
    }

    void run() {
        auto lease = m_manager.acquire(m_request);
        if (!lease.ok()) return refused(lease.error());
        if (const Accounts now = m_manager.accounts(); now.leased > 14 * kGb) m_outcome.overcommitted = true;
        const int running = ++m_outcome.running;
        for (int most = m_outcome.mostRunning;
             running > most && !m_outcome.mostRunning.compare_exchange_weak(most, running);)
            ;
        const Rung smaller{LadderStep::SmallerChunks, [&]() -> std::optional<std::string> {
                               const std::uint64_t next = lease->bytes() * 3 / 4;
                               if (next < m_request.minimumBytes / 2) return std::nullopt;
                               lease->shrinkTo(next);
                               return "three quarters";
                           }};
        // Now and then the other process comes between lease and allocation, and leaves again.
        std::vector<Block> between;
        if (m_request.job % 25 == 0) between = allTakenByOthers();
        const Result<void> done = withLadder([&] { return attempt(*lease); }, {&smaller, 1},
                                             [&](LadderStep, const std::string&) {
                                                 ++m_outcome.steps;
                                                 give(between);
                                             });
        give(between);
        --m_outcome.running;
        if (!done.ok()) return refused(done.error());
        ++m_outcome.done;
    }

private:
    std::vector<Block> allTakenByOthers() {
        std::vector<Block> taken;
        while (const auto largest = m_device.figures()->largestFree) {
            const auto block = m_device.allocateForOthers(largest);
            if (!block.ok()) break;
            taken.push_back(*block);
        }
        return taken;
    }

    void give(std::vector<Block>& blocks) {
        for (const Block& block : blocks)
            m_device.free(block);
        blocks.clear();
    }

    Result<void> attempt(Lease& lease) {
        std::vector<Block> blocks;
        Result<void> result;
        for (int piece = 0; piece < 8 && result.ok(); ++piece) {
            if (const std::uint64_t wanted = lease.wantedBytes(); wanted < lease.bytes())
                lease.shrinkTo(wanted);
            auto block = m_device.allocate(lease.bytes() / 8);
            if (block.ok())
                blocks.push_back(*block);
            else
                result = block.error();
            std::this_thread::sleep_for(std::chrono::microseconds(m_random() % 300));
        }
        for (const Block& block : blocks)
            m_device.free(block);
        return result;
    }

    void refused(const Error& error) {
        ++m_outcome.refused;
        if (error.code != ErrorCode::OutOfMemory || error.userText.empty()) m_outcome.unexplained = true;
    }

    VramManager& m_manager;
    SimulatedDevice& m_device;
    Outcome& m_outcome;
    std::mt19937 m_random;
    LeaseRequest m_request;
};

TEST(VramSoak, aThousandJobsAndACompetitorEndDoneOrRefusedWithReason) {
    auto device = std::make_shared<SimulatedDevice>(24 * kGb);
    VramManager manager(device);
    MemoryMonitor monitor({&manager}, {1ms, 500});
    Outcome outcome;
    {
        std::jthread competitor([&](const std::stop_token& stop) { compete(*device, stop); });
        std::atomic<int> next{0};
        std::vector<std::jthread> workers;
        for (unsigned w = 0; w < kWorkers; ++w) {
            workers.emplace_back([&] {
                for (int number = next++; number < kJobs; number = next++)
                    Job(manager, *device, outcome, number).run();
            });
        }
    }
    EXPECT_EQ(outcome.done + outcome.refused, kJobs);
    EXPECT_GE(outcome.refused, kJobs / 97); // those that can never fit
    EXPECT_GT(outcome.done, kJobs / 2);
    EXPECT_GT(outcome.steps, 0); // competitors did come in between
    EXPECT_GE(outcome.mostRunning, 6);
    EXPECT_FALSE(outcome.overcommitted);
    EXPECT_FALSE(outcome.unexplained);
    const Accounts after = manager.accounts();
    EXPECT_EQ(after.leased, 0u);
    EXPECT_TRUE(after.holdings.empty() && after.waiting.empty());
    EXPECT_LE(after.peakLeased, 14 * kGb);
    EXPECT_EQ(device->figures()->own + device->figures()->others, 0u);
    RecordProperty("done", outcome.done);
    RecordProperty("refused", outcome.refused);
    RecordProperty("ladder_steps", outcome.steps);
    RecordProperty("most_running", outcome.mostRunning);
}

// Models come and go idle in between: whoever wants memory takes it from them, at the same time as their owners do.
TEST(VramSoak, idleHoldingsAreReclaimedOrGivenUpButNeverBoth) {
    auto device = std::make_shared<SimulatedDevice>(10 * kGb);
    VramManager manager(device);
    std::atomic<int> alive{0}, reopened{0};
    struct Model {
        Model(SimulatedDevice& on, std::atomic<int>& counter)
            : m_device(on), m_block(*on.allocate(kGb)), m_alive(counter) {
            ++m_alive;
        }
        ~Model() {
            m_device.free(m_block);
            --m_alive;
        }
        SimulatedDevice& m_device;
        Block m_block;
        std::atomic<int>& m_alive;
    };
    std::vector<std::jthread> threads;
    for (int t = 0; t < 14; ++t) {
        threads.emplace_back([&, t] {
            IdleHolding idle;
            for (int round = 0; round < 150; ++round) {
                Lease lease;
                std::shared_ptr<void> model;
                if (auto kept = idle.take()) {
                    lease = std::move(kept->lease);
                    model = std::move(kept->resource);
                } else {
                    LeaseRequest wanted;
                    wanted.owner = "model " + std::to_string(t);
                    wanted.preferredBytes = kGb;
                    auto fresh = manager.acquire(wanted);
                    ASSERT_TRUE(fresh.ok()) << fresh.error().userText;
                    lease = std::move(*fresh);
                    model = std::make_shared<Model>(*device, alive);
                    ++reopened;
                }
                std::this_thread::yield();
                idle = manager.park(std::move(lease), std::move(model));
            }
        });
    }
    threads.clear();
    EXPECT_EQ(alive, 0);
    EXPECT_EQ(manager.accounts().leased, 0u);
    EXPECT_GE(reopened, 14);
}

} // namespace
} // namespace orfeas::vram
