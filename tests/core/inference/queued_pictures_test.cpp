// Pictures that wait in a project's queue for the same network share its pass, and nobody can tell by what comes out.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <string>
#include <vector>

#include "core/generate/shared_pass.h"
#include "core/generate/sound_result.h"
#include "core/inference/network_plan.h"
#include "core/inference/triposr_config.h"
#include "core/inference/triposr_generator.h"
#include "core/project/project_service.h"
#include "tests/core/inference/naive_triposr.h"
#include "tests/core/inference/small_networks.h"
#include "tests/core/project/event_log.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

using project::JobId;
using project::JobState;

constexpr const char* kThinking = "imagining the object";

// TripoSR where all that wait gain by sharing a pass, with a book of its passes.
class EagerNetwork final : public generate::Generator, public generate::Batcher {
public:
    explicit EagerNetwork(const std::string& model) : m_network(model) {}

    std::string_view name() const override { return m_network.name(); }
    std::string_view title() const override { return m_network.title(); }
    std::string_view summary() const override { return m_network.summary(); }
    int revision() const override { return m_network.revision(); }
    std::span<const generate::SettingSpec> settings() const override { return m_network.settings(); }
    Result<generate::MeshPtr> firstShape(const generate::Request& request,
                                         const jobs::JobContext& context) const override {
        return m_network.firstShape(request, context);
    }
    Result<generate::Outcome> run(const generate::Request& request, const generate::PreviewSink& previews,
                                  const jobs::JobContext& context) const override {
        return m_network.run(request, previews, context);
    }
    Result<generate::Forecast> forecast(const generate::Settings& settings, int waiting) const override {
        ORFEAS_TRY(forecast, m_network.forecast(settings, waiting));
        forecast.together = std::min(waiting, kMostTogether);
        return forecast;
    }
    Result<void> lookAt(const generate::Request& first, int count, const NextRequest& next,
                        const jobs::JobContext& context) const override {
        int pictures = 1;
        const auto counted = [&] {
            auto request = next();
            pictures += request ? 1 : 0;
            return request;
        };
        const Result<void> looked = m_network.lookAt(first, count, counted, context);
        std::lock_guard lock(m_mutex);
        m_passes.push_back(pictures);
        return looked;
    }

    /// Of each pass, how many pictures it had; forgotten with the call.
    std::vector<int> takePasses() const {
        std::lock_guard lock(m_mutex);
        return std::exchange(m_passes, {});
    }

private:
    TripoSrGenerator m_network;
    mutable std::mutex m_mutex;
    mutable std::vector<int> m_passes;
};

std::string modelFolder() {
    static const test::TemporaryFolder folder;
    if (std::filesystem::exists(folder / "config.json")) return folder.path().string();
    test::putBytes(folder / "config.json", test::plainNetwork().dump());
    test::Arrays weights = test::randomWeights(readTripoSrConfig(folder.path()).value(), 3);
    for (std::size_t i = 0; i < 9; ++i)
        weights["decoder.layers.6.weight"].values[i] *= 20.0; // far enough up and down to have a surface
    weights["decoder.layers.6.bias"].values[0] = 1.0;
    test::writeArrays(folder / "weights.safetensors", weights);
    return folder.path().string();
}

const EagerNetwork& network() {
    static const EagerNetwork network(modelFolder());
    if (!generate::findGenerator("triposr")) generate::addGenerator(network);
    return network;
}

// A disc that is transparent outside. Every test has shades of its own: what was seen once is not looked at again.
std::shared_ptr<const image::Picture> disc(int shade) {
    const test::Array soft = test::softDisc(48);
    auto picture = std::make_shared<image::Picture>();
    picture->width = static_cast<int>(soft.shape[1]);
    picture->height = static_cast<int>(soft.shape[0]);
    for (std::size_t i = 0; i < soft.values.size(); ++i) {
        const auto byte = static_cast<int>(soft.values[i]);
        picture->rgba.push_back(static_cast<std::uint8_t>(i % 4 == 3 ? byte : byte * shade / 255));
    }
    return picture;
}

generate::Settings coarse() {
    generate::Settings settings;
    settings.set("resolution", 24.0);
    settings.set("threshold", 1.0);
    return settings;
}

// What the network makes of it when nobody else is there.
generate::MeshPtr madeAlone(const std::shared_ptr<const image::Picture>& picture) {
    static const TripoSrGenerator alone(modelFolder());
    auto cutout =
        std::make_shared<const image::Cutout>(image::cutOut(*picture, image::CutoutEffort::Full, {}).value());
    const auto settings = generate::completeSettings(alone.settings(), coarse()).value();
    const auto made = alone.run({picture, cutout, settings}, [](const generate::Preview&) {}, {}).value();
    return generate::soundResult(made.mesh, {}).value().mesh;
}

class QueuedPicturesTest : public testing::Test {
protected:
    QueuedPicturesTest() {
        network().takePasses();
        ::setenv("ORFEAS_CACHE", "off", 1);
        ::setenv("ORFEAS_STATISTICS", "off", 1);
        ::setenv("XDG_DATA_HOME", folder.path().c_str(), 1); // the queue's
        service = std::make_unique<project::ProjectService>(log.sink());
        service->setQueuePaused(true); // until all are there
    }

    ~QueuedPicturesTest() override {
        service.reset();
        for (const char* name : {"ORFEAS_CACHE", "ORFEAS_STATISTICS", "XDG_DATA_HOME"})
            ::unsetenv(name);
    }

    // Returns its row.
    JobId add(int shade) {
        const std::size_t before = log.rows().size();
        service->makeFromPicture(disc(shade), "disc " + std::to_string(shade), {"triposr", coarse()});
        EXPECT_TRUE(log.waitUntil([&](const auto& l) { return l.rows().size() > before; }));
        return log.rows().back().id;
    }
    void begin() { service->setQueuePaused(false); }

    bool thought(JobId id) const {
        const auto all = log.all<project::JobChanged>();
        return std::any_of(all.begin(), all.end(), [&](const project::JobChanged& changed) {
            return changed.status.id == id && changed.status.stage == kThinking;
        });
    }
    void expectMade(JobId id, int shade) {
        ASSERT_TRUE(log.waitForState(id, JobState::Done));
        const auto document = log.document();
        const project::Object* object = document->find(*log.status(id)->object);
        ASSERT_TRUE(object);
        const generate::MeshPtr alone = madeAlone(disc(shade));
        EXPECT_EQ(object->mesh->positions, alone->positions);
        EXPECT_EQ(object->mesh->triangles, alone->triangles);
        EXPECT_EQ(object->mesh->colors, alone->colors);
    }

    test::TemporaryFolder folder;
    test::EventLog log;
    std::unique_ptr<project::ProjectService> service;
};

TEST_F(QueuedPicturesTest, shareOnePassAndAreMadeAsIfAlone) {
    const JobId first = add(255), second = add(250), third = add(245);
    begin();
    expectMade(first, 255);
    expectMade(second, 250);
    expectMade(third, 245);
    // The two behind found their picture seen: their passes had nothing left to do.
    EXPECT_EQ(network().takePasses().front(), 3);
    EXPECT_TRUE(thought(first));
    EXPECT_FALSE(thought(second));
    EXPECT_FALSE(thought(third));
}

TEST_F(QueuedPicturesTest, theOneBeingLookedAtComesFirst) {
    const JobId first = add(240), watched = add(235), third = add(230);
    service->watch(log.status(watched)->object);
    begin();
    expectMade(watched, 235);
    expectMade(first, 240);
    expectMade(third, 230);
    const auto started = [&](JobId id) {
        const auto all = log.all<project::JobChanged>();
        return std::find_if(all.begin(), all.end(),
                            [&](const project::JobChanged& changed) {
                                return changed.status.id == id && changed.status.state == JobState::Running;
                            }) -
               all.begin();
    };
    EXPECT_LT(started(watched), started(first));
    EXPECT_LT(started(first), started(third));
    EXPECT_EQ(network().takePasses().front(), 3);
    EXPECT_TRUE(thought(watched));
}

TEST_F(QueuedPicturesTest, oneThatIsCancelledTakesNobodyWithIt) {
    const JobId first = add(225), second = add(220), third = add(215);
    begin();
    ASSERT_TRUE(log.waitUntil([&](const auto&) { return thought(first); }));
    service->cancel(first);
    expectMade(second, 220);
    expectMade(third, 215);
    const JobState state = log.status(first)->state; // it may have been quicker
    EXPECT_TRUE(state == JobState::Cancelled || state == JobState::Done);
}

TEST_F(QueuedPicturesTest, oneThatWaitsAndIsCancelledIsNotLookedAt) {
    const JobId first = add(210), second = add(205), third = add(200);
    service->cancel(second);
    begin();
    expectMade(first, 210);
    expectMade(third, 200);
    EXPECT_EQ(network().takePasses().front(), 2);
    EXPECT_EQ(log.status(second)->state, JobState::Cancelled);
}

TEST_F(QueuedPicturesTest, oneThatCannotBeReadFailsAlone) {
    const JobId first = add(195);
    service->makeFromFiles({"/nowhere/at-all.png"}, {"triposr", coarse()});
    const JobId last = [&] {
        EXPECT_TRUE(log.waitUntil([&](const auto& l) { return l.rows().size() == 2; }));
        return add(190);
    }();
    const JobId unreadable = log.rows()[1].id;
    begin();
    expectMade(first, 195);
    expectMade(last, 190);
    ASSERT_TRUE(log.waitForState(unreadable, JobState::Failed));
    EXPECT_EQ(network().takePasses().front(), 2);
    EXPECT_FALSE(thought(last));
}

TEST_F(QueuedPicturesTest, aPausedOneIsNotLookedAtBeforeItGoesOn) {
    const JobId first = add(185), paused = add(180), third = add(175);
    service->setPaused(paused, true);
    begin();
    expectMade(first, 185);
    expectMade(third, 175);
    EXPECT_EQ(network().takePasses().front(), 2);
    EXPECT_EQ(log.status(paused)->state, JobState::Waiting);
    service->setPaused(paused, false);
    expectMade(paused, 180);
    EXPECT_TRUE(thought(paused));
}

TEST_F(QueuedPicturesTest, othersWithOtherSettingsAreMadeForThemselves) {
    const JobId first = add(170);
    generate::Settings finer = coarse();
    finer.set("precision", "int8");
    service->makeFromPicture(disc(165), "disc", {"triposr", finer});
    ASSERT_TRUE(log.waitUntil([&](const auto& l) { return l.rows().size() == 2; }));
    const JobId other = log.rows().back().id;
    begin();
    expectMade(first, 170);
    ASSERT_TRUE(log.waitForState(other, JobState::Done));
    EXPECT_TRUE(thought(other));
}

} // namespace
} // namespace orfeas::inference
