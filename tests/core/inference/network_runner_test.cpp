// A network under pressure: the ladder in order, nothing leaks, the next run runs.
#include "core/inference/network_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include "core/inference/field_error.h"
#include "core/inference/inference_module.h"
#include "core/inference/lease_gate.h"
#include "core/vram/simulated_device.h"
#include "core/vram/system_memory.h"
#include "tests/core/inference/naive_triposr.h"
#include "tests/core/inference/small_networks.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr int kResolution = 32;

// Refuses the allocations it is told to.
class FaultyGate final : public vram::AllocationGate {
public:
    Result<void> before(std::string_view, std::uint64_t) override {
        const int number = ++m_count;
        if (number < m_from || number >= m_from + m_times) return {};
        return Error{ErrorCode::OutOfMemory, "refused on purpose", {}};
    }
    void refuse(int from, int times) {
        m_count = 0;
        m_from = from;
        m_times = times;
    }
    int count() const { return m_count; }

private:
    std::atomic<int> m_count{0};
    int m_from = 1 << 30;
    int m_times = 0;
};

class NetworkRunnerTest : public testing::Test {
protected:
    NetworkRunnerTest() {
        ::setenv("ORFEAS_MODELS", m_folder.path().c_str(), 1);
        test::putBytes(m_folder / "config.json", test::plainNetwork().dump());
        const TripoSrConfig config = readTripoSrConfig(m_folder.path()).value();
        test::writeArrays(m_folder / "weights.safetensors", test::randomWeights(config, 5));
        m_runner = std::make_unique<NetworkRunner>(
            std::make_shared<const Model>(openModel(m_folder.path()).value()), NetworkOptions(), m_memory);
        m_runner->setGate(m_gate);
        m_image = {24, 24, std::vector<std::uint8_t>(24 * 24 * 3)};
        for (std::size_t i = 0; i < m_image.rgb.size(); ++i)
            m_image.rgb[i] = static_cast<std::uint8_t>(i * 2654435761u >> 24);
    }
    ~NetworkRunnerTest() override { ::unsetenv("ORFEAS_MODELS"); }

    Result<std::vector<float>> run(Precision precision = Precision::Float32,
                                   const jobs::JobContext& context = {}) {
        ORFEAS_TRY(scene, m_runner->encode(m_image, precision, kResolution, context));
        m_runner->rest();
        return latticeDensities(*scene, m_runner->model().config.radius, 8);
    }
    std::vector<ConditioningImage> pictures(int count) const {
        std::vector<ConditioningImage> list;
        for (int k = 0; k < count; ++k) {
            list.push_back(m_image);
            for (std::uint8_t& byte : list.back().rgb)
                byte = static_cast<std::uint8_t>(byte * (k + 1));
        }
        return list;
    }
    std::vector<float> densities(const SceneCode& scene) const {
        return latticeDensities(scene, m_runner->model().config.radius, 8).value();
    }
    static std::uint64_t tensors() { return inferenceModule().value()->tensorMemory().blocks; }

    test::TemporaryFolder m_folder;
    vram::MachineMemory m_memory;
    std::shared_ptr<FaultyGate> m_gate = std::make_shared<FaultyGate>();
    std::unique_ptr<NetworkRunner> m_runner;
    ConditioningImage m_image;
};

TEST_F(NetworkRunnerTest, holdsALeaseWhileItRunsAndWaitsIdleAfterwards) {
    std::vector<vram::Holding> during;
    const jobs::JobContext watching(
        {}, [&](const jobs::Progress&) { during = m_memory.system().accounts().holdings; });
    ASSERT_TRUE(run(Precision::Float32, watching).ok());
    ASSERT_EQ(during.size(), 1u);
    EXPECT_FALSE(during[0].idle);
    EXPECT_GT(during[0].bytes, 0u);
    ASSERT_EQ(m_memory.system().accounts().holdings.size(), 1u);
    EXPECT_TRUE(m_memory.system().accounts().holdings[0].idle);
    ASSERT_TRUE(run().ok());
    EXPECT_FALSE(m_runner->report().reopened); // it was still there
    m_memory.system().freeIdle(1);
    ASSERT_TRUE(run().ok());
    EXPECT_TRUE(m_runner->report().reopened);
    m_runner->close();
    EXPECT_EQ(m_memory.system().accounts().leased, 0u);
}

// Every place that takes memory fails once: the run succeeds all the same, with the same result, and nothing is lost.
TEST_F(NetworkRunnerTest, survivesAFailureAtEveryAllocation) {
    const auto exact = run();
    ASSERT_TRUE(exact.ok());
    m_runner->close();
    const std::uint64_t before = tensors();
    m_gate->refuse(1 << 30, 0);
    ASSERT_TRUE(run().ok());
    const int places = m_gate->count();
    ASSERT_GT(places, 100);
    for (int place = 1; place <= places; ++place) {
        m_runner->close();
        m_gate->refuse(place, 1);
        const auto made = run();
        ASSERT_TRUE(made.ok()) << place << ": " << made.error().userText;
        ASSERT_EQ(m_runner->report().steps.size(), 1u) << place;
        EXPECT_THAT(m_runner->report().steps[0], StartsWith("free caches"));
        ASSERT_EQ(*made, *exact) << place;
    }
    m_runner->close();
    EXPECT_EQ(tensors(), before);
    EXPECT_EQ(m_memory.system().accounts().leased, 0u);
}

TEST_F(NetworkRunnerTest, walksTheLadderInOrderAndThenSaysWhatWouldFit) {
    m_gate->refuse(1, 1 << 30);
    const std::uint64_t before = tensors();
    const auto refused = run();
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::OutOfMemory);
    EXPECT_THAT(refused.error().userText,
                HasSubstr("in its smallest form either (int8, weights read block by block"));
    std::vector<std::string> kinds;
    for (const std::string& step : m_runner->report().steps) {
        const std::string kind = step.substr(0, step.find(':'));
        if (kinds.empty() || kinds.back() != kind) kinds.push_back(kind);
    }
    EXPECT_THAT(kinds, testing::ElementsAre("free caches", "smaller chunks", "lower precision", "offload"));
    EXPECT_EQ(tensors(), before);
    EXPECT_EQ(m_memory.system().accounts().leased, 0u);
    m_gate->refuse(1 << 30, 0);
    EXPECT_TRUE(run().ok()); // the next job runs
    EXPECT_TRUE(m_runner->report().steps.empty());
}

TEST_F(NetworkRunnerTest, goesOnWhereItFailed) {
    const auto exact = run();
    m_runner->close();
    std::vector<std::string> stages;
    std::vector<double> thoughts;
    const jobs::JobContext watching({}, [&](const jobs::Progress& progress) {
        stages.push_back(progress.stage);
        if (progress.stage != "imagining the object") return;
        thoughts.push_back(progress.fraction);
        if (thoughts.size() == 2) m_gate->refuse(1, 3); // the first block is done
    });
    const auto made = run(Precision::Float32, watching);
    ASSERT_TRUE(made.ok()) << made.error().userText;
    EXPECT_EQ(m_runner->report().steps.size(), 3u);
    EXPECT_EQ(std::count(stages.begin(), stages.end(), "looking at the picture"), 1);
    for (std::size_t i = 1; i < thoughts.size(); ++i)
        EXPECT_GE(thoughts[i], thoughts[i - 1]);
    EXPECT_GE(std::count_if(stages.begin(), stages.end(),
                            [](const auto& s) { return s.starts_with("short of memory"); }),
              3);
    for (std::size_t i = 0; i < exact->size(); ++i)
        ASSERT_NEAR((*made)[i], (*exact)[i], 1e-3);
}

// One pass over the weights for several pictures: what is seen in each is what is seen in it alone, bit for bit.
TEST_F(NetworkRunnerTest, aPassOfSeveralPicturesSeesInEachWhatItSeesAlone) {
    const auto& model = m_runner->model();
    const std::vector<ConditioningImage> images = pictures(3);
    for (const Residency residency : {Residency::Stages, Residency::Blocks}) {
        for (const Precision precision : {Precision::Float32, Precision::BFloat16, Precision::Int8}) {
            NetworkOptions options;
            options.residency = residency;
            options.precision = precision;
            const auto network =
                inferenceModule().value()->open(model.config, model.weights, options).value();
            const auto together = network->encodeAll(images, {});
            ASSERT_TRUE(together.ok()) << together.error().userText;
            ASSERT_EQ(together->size(), images.size());
            for (std::size_t i = 0; i < images.size(); ++i) {
                const auto alone = network->encode(images[i], nullptr, {}).value();
                EXPECT_EQ(densities(*(*together)[i]), densities(*alone)) << name(residency) << " " << i;
            }
            EXPECT_NE(densities(*(*together)[0]), densities(*(*together)[1]));
            EXPECT_TRUE(network->encodeAll({}, {}).value().empty());
        }
    }
}

TEST_F(NetworkRunnerTest, severalPicturesAreSeenInOrderWithinOneLease) {
    const std::vector<ConditioningImage> images = pictures(3);
    std::vector<std::vector<float>> alone;
    for (const ConditioningImage& image : images) {
        alone.push_back(densities(*m_runner->encode(image, Precision::Float32, kResolution, {}).value()));
        m_runner->rest();
    }
    std::vector<double> told;
    const jobs::JobContext watching({}, [&](const jobs::Progress& p) { told.push_back(p.fraction); });
    const auto seen = m_runner->encodeAll(images, Precision::Float32, kResolution, watching);
    ASSERT_TRUE(seen.ok()) << seen.error().userText;
    for (std::size_t i = 0; i < images.size(); ++i)
        EXPECT_EQ(densities(*(*seen)[i]), alone[i]) << i;
    EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
    EXPECT_FALSE(m_runner->report().reopened);
    m_runner->rest();
}

// Short of memory in the middle of a pass: fewer share the next one, and what each picture has behind it stays done.
TEST_F(NetworkRunnerTest, theLaddersSmallerBatchGoesOnWithWhatIsDone) {
    const std::vector<ConditioningImage> images = pictures(4);
    const std::vector<float> last = [&] {
        const auto scene = m_runner->encode(images[3], Precision::Int8, kResolution, {}).value();
        m_runner->rest();
        return densities(*scene);
    }();
    m_runner->close();
    m_runner->alwaysTogether(4);
    int failures = 0;
    const jobs::JobContext failing({}, [&](const jobs::Progress& progress) {
        if (progress.stage != "imagining the object" || failures > 0 || progress.fraction < 0.5) return;
        failures = 6; // the caches, then the pieces down to the smallest, then the batch
        m_gate->refuse(1, failures);
    });
    const auto seen = m_runner->encodeAll(images, Precision::Int8, kResolution, failing);
    ASSERT_TRUE(seen.ok()) << seen.error().userText;
    ASSERT_EQ(seen->size(), 4u);
    EXPECT_THAT(m_runner->report().steps, testing::Contains("smaller batch: 2 pictures at once"));
    EXPECT_LE(m_runner->report().plan.batch, 2);
    EXPECT_GE(m_runner->report().passes, 3); // the one that failed, then two or more
    const std::vector<float> made = densities(*(*seen)[3]);
    for (std::size_t i = 0; i < last.size(); ++i)
        ASSERT_NEAR(made[i], last[i], 1e-3);
    m_runner->rest();
}

// Whatever the form, what is seen is the same up to rounding.
TEST_F(NetworkRunnerTest, everyFormSeesTheSame) {
    const auto& model = m_runner->model();
    std::vector<float> exact;
    for (const Residency residency : {Residency::All, Residency::Stages, Residency::Blocks}) {
        for (const Chunks& chunks : {Chunks(), Chunks{64, 16, 128, 4096}, Chunks{96, 5, 7, 100}}) {
            for (const Precision precision : {Precision::Float32, Precision::Int8}) {
                NetworkOptions options;
                options.residency = residency;
                options.chunks = chunks;
                options.precision = precision;
                const auto network = inferenceModule().value()->open(model.config, model.weights, options);
                ASSERT_TRUE(network.ok());
                const auto scene = (*network)->encode(m_image, nullptr, {});
                ASSERT_TRUE(scene.ok());
                const auto values = latticeDensities(**scene, model.config.radius, 8).value();
                if (exact.empty()) exact = values;
                const double bound = precision == Precision::Float32 ? 1e-3 : 0.5;
                for (std::size_t i = 0; i < exact.size(); ++i)
                    ASSERT_NEAR(values[i], exact[i], bound) << name(residency) << " " << chunks.rows;
            }
        }
    }
}

// The mesh has what is left of the limit; the weights are given up when it needs their place, and only then.
TEST_F(NetworkRunnerTest, weightsGiveWayToAMeshThatNeedsTheirPlace) {
    const auto seen = [&] { return m_runner->encode(m_image, Precision::Float32, kResolution, {}); };
    constexpr int kLarge = 256;
    ASSERT_TRUE(seen().ok());
    const std::uint64_t limit = vram::residentBytes() + 4 * meshBytes(kLarge);
    m_memory.setLimit(limit);
    const std::uint64_t room = m_runner->roomForMesh(kLarge);
    EXPECT_GE(room, meshBytes(kLarge));
    EXPECT_LT(room, limit);
    EXPECT_TRUE(m_runner->report().steps.empty());
    m_runner->rest();
    EXPECT_EQ(m_memory.system().accounts().holdings.size(), 1u); // the network waits idle

    const auto scene = seen();
    ASSERT_TRUE(scene.ok());
    EXPECT_FALSE(m_runner->report().reopened);
    m_memory.setLimit(vram::residentBytes() + meshBytes(kLarge) / 2);
    EXPECT_LT(m_runner->roomForMesh(kLarge), meshBytes(kLarge));
    ASSERT_EQ(m_runner->report().steps.size(), 1u);
    EXPECT_THAT(m_runner->report().steps[0], HasSubstr("weights given up"));
    EXPECT_TRUE(latticeDensities(**scene, m_runner->model().config.radius, 8).ok()); // what was seen lives on
    m_runner->rest();
    EXPECT_EQ(m_memory.system().accounts().leased, 0u);

    m_memory.setLimit(1); // nothing is left at all: that is not "nobody counts"
    EXPECT_EQ(m_runner->roomForMesh(kLarge), 1u);
}

TEST_F(NetworkRunnerTest, aLimitBelowTheSmallestFormIsRefusedBeforeAnythingIsOpened) {
    m_memory.setLimit(m_memory.system().settings().programBytes + 5'000'000);
    const auto refused = run();
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::OutOfMemory);
    EXPECT_THAT(refused.error().userText, HasSubstr("does not fit into"));
}

TEST(LeaseGate, refusesLargeTensorsWhenMemoryIsWantedElsewhere) {
    constexpr std::uint64_t kMb = 1'000'000;
    auto device = std::make_shared<vram::SimulatedDevice>(1000 * kMb);
    vram::VramManager manager(device);
    auto lease = manager.acquire({"network", 800 * kMb, 300 * kMb});
    ASSERT_TRUE(lease.ok());
    LeaseGate gate(*lease, 800 * kMb, 0);
    EXPECT_TRUE(gate.before("tensor", 8 * kMb).ok());
    const vram::Block theirs = device->allocateForOthers(500 * kMb).value();
    ASSERT_TRUE(manager.refresh().ok());
    EXPECT_TRUE(gate.before("tensor", 1000).ok());
    const auto refused = gate.before("tensor", 8 * kMb);
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().userText, HasSubstr("500 MB are left of 800 MB"));
    LeaseGate smaller(*lease, 400 * kMb, 0);
    EXPECT_TRUE(smaller.before("tensor", 8 * kMb).ok());
    LeaseGate limited(*lease, 400 * kMb, kMb);
    EXPECT_THAT(limited.before("tensor", 8 * kMb).error().userText,
                HasSubstr("The limit of 1 MB is reached"));
    device->free(theirs);
}

} // namespace
} // namespace orfeas::inference
