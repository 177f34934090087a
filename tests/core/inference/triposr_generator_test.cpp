#include "core/inference/triposr_generator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "core/inference/model_registry.h"
#include "core/mesh/mesh_facts.h"
#include "tests/core/inference/naive_triposr.h"
#include "tests/core/inference/small_networks.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

class TripoSrGeneratorTest : public ::testing::Test {
protected:
    TripoSrGeneratorTest() {
        test::putBytes(m_folder / "config.json", test::plainNetwork().dump());
        writeWeights(3);
    }

    // Random weights whose density rises and falls far enough to have a surface.
    void writeWeights(unsigned seed) const {
        test::Arrays weights = test::randomWeights(readTripoSrConfig(m_folder.path()).value(), seed);
        for (std::size_t i = 0; i < 9; ++i)
            weights["decoder.layers.6.weight"].values[i] *= 20.0;
        weights["decoder.layers.6.bias"].values[0] = 1.0;
        test::writeArrays(m_folder / "weights.safetensors", weights);
    }

    // A disc, cut out by its transparency.
    generate::Request request(const TripoSrGenerator& generator, double resolution = 24.0) const {
        const test::Array disc = test::softDisc(48);
        auto picture = std::make_shared<image::Picture>();
        picture->width = static_cast<int>(disc.shape[1]);
        picture->height = static_cast<int>(disc.shape[0]);
        auto cutout = std::make_shared<image::Cutout>();
        cutout->mask = {picture->width, picture->height, {}};
        cutout->method = image::CutoutMethod::Alpha;
        for (std::size_t i = 0; i < disc.values.size(); ++i) {
            const auto byte = static_cast<std::uint8_t>(disc.values[i]);
            picture->rgba.push_back(byte);
            if (i % 4 == 3) cutout->mask.coverage.push_back(byte);
        }
        generate::Settings chosen;
        chosen.set("resolution", resolution);
        chosen.set("threshold", 1.0);
        return {picture, cutout, generate::completeSettings(generator.settings(), chosen).value()};
    }

    test::TemporaryFolder m_folder;
};

TEST_F(TripoSrGeneratorTest, refinesThroughSolidPreviewsToASolid) {
    const TripoSrGenerator generator(m_folder.path().string());
    const generate::Request asked = request(generator, 100.0);
    std::vector<std::string> stages;
    const auto previews = [&](const generate::Preview& preview) {
        stages.push_back(preview.stage);
        EXPECT_TRUE(mesh::measure(*preview.mesh).solid()) << preview.stage;
    };
    const Result<generate::Outcome> result = generator.run(asked, previews, {});
    ASSERT_TRUE(result.ok()) << result.error().userText << ": " << result.error().detail;
    const generate::Outcome& outcome = *result;
    EXPECT_EQ(stages, (std::vector<std::string>{"64³", "96³"}));
    const mesh::MeshFacts facts = mesh::measure(*outcome.mesh);
    EXPECT_TRUE(facts.solid());
    EXPECT_EQ(outcome.mesh->colors.size(), facts.vertices);
    EXPECT_EQ(facts.box.lower.z, 0.0f);
    const glm::vec3 size = facts.box.size();
    EXPECT_NEAR(std::max({size.x, size.y, size.z}), asked.settings.number("size"), 0.01);
    // The same again, from the kept network.
    const generate::Outcome again = generator.run(asked, [](const generate::Preview&) {}, {}).value();
    EXPECT_EQ(again.mesh->positions, outcome.mesh->positions);
    EXPECT_EQ(again.mesh->colors, outcome.mesh->colors);
}

TEST_F(TripoSrGeneratorTest, anotherResolutionOrThresholdDoesNotRunTheNetworkAgain) {
    const TripoSrGenerator generator(m_folder.path().string());
    const auto thought = [&](const generate::Request& asked) {
        bool thinking = false;
        const jobs::JobContext context({}, [&](const jobs::Progress& progress) {
            thinking = thinking || progress.stage == "imagining the object";
        });
        EXPECT_TRUE(generator
                        .run(
                            asked, [](const generate::Preview&) {}, context)
                        .ok());
        return thinking;
    };
    generate::Request asked = request(generator, 32.0);
    EXPECT_TRUE(thought(asked));
    asked.settings.set("resolution", 40.0);
    EXPECT_FALSE(thought(asked));
    asked.settings.set("threshold", 0.9);
    EXPECT_FALSE(thought(asked));
    asked.settings.set("precision", "int8");
    EXPECT_TRUE(thought(asked));
    asked.settings.set("precision", "bfloat16");
    EXPECT_TRUE(thought(asked));
}

// Several pictures in one pass: each is made afterwards without the network, and is what it would be alone.
TEST_F(TripoSrGeneratorTest, picturesLookedAtTogetherAreMadeAsIfAlone) {
    const TripoSrGenerator generator(m_folder.path().string()), other(m_folder.path().string());
    std::vector<generate::Request> asked;
    for (int i = 0; i < 4; ++i) {
        asked.push_back(request(generator, 32.0));
        auto picture = std::make_shared<image::Picture>(*asked.back().picture);
        for (std::uint8_t& byte : picture->rgba)
            byte = static_cast<std::uint8_t>(byte - byte / 10 * (i % 3)); // the last is the first once more
        asked.back().picture = picture;
    }
    std::size_t next = 1;
    const auto following = [&]() -> std::optional<generate::Request> {
        return next < asked.size() ? std::optional(asked[next++]) : std::nullopt;
    };
    ASSERT_TRUE(generator.lookAt(asked[0], 8, following, {}).ok());
    EXPECT_EQ(next, asked.size());
    for (const generate::Request& one : asked) {
        bool thinking = false;
        const jobs::JobContext context({}, [&](const jobs::Progress& progress) {
            thinking = thinking || progress.stage == "imagining the object";
        });
        const auto ignore = [](const generate::Preview&) {};
        const auto made = generator.run(one, ignore, context);
        ASSERT_TRUE(made.ok()) << made.error().userText;
        EXPECT_FALSE(thinking);
        const auto alone = other.run(one, ignore, {}).value();
        EXPECT_EQ(made->mesh->positions, alone.mesh->positions);
        EXPECT_EQ(made->mesh->colors, alone.mesh->colors);
        EXPECT_EQ(made->how, alone.how);
    }
    next = 1;
    EXPECT_TRUE(generator.lookAt(asked[0], 8, following, {}).ok()); // seen already: nobody else is asked for
    EXPECT_EQ(next, 1u);
}

TEST_F(TripoSrGeneratorTest, forecastsTheFormOfARun) {
    const TripoSrGenerator generator(m_folder.path().string());
    const auto forecast = generator.forecast(request(generator).settings, 1);
    ASSERT_TRUE(forecast.ok()) << forecast.error().userText;
    EXPECT_GT(forecast->peakBytes, 100'000'000u);
    EXPECT_GT(forecast->limitBytes, forecast->peakBytes);
    EXPECT_GT(forecast->seconds, 0.0);
    EXPECT_EQ(forecast->together, 1);
    EXPECT_NE(forecast->form.find("float32"), std::string::npos);
    const TripoSrGenerator missing("no-such-model");
    EXPECT_EQ(missing.forecast(request(generator).settings, 1).error().code, ErrorCode::NotFound);
}

TEST_F(TripoSrGeneratorTest, theFirstShapeIsTheInflatedOutline) {
    const TripoSrGenerator generator(m_folder.path().string());
    const generate::MeshPtr first = generator.firstShape(request(generator), {}).value();
    EXPECT_TRUE(mesh::measure(*first).solid());
}

TEST_F(TripoSrGeneratorTest, theFirstShapeOfAPictureSeenBeforeIsTheObject) {
    const TripoSrGenerator generator(m_folder.path().string());
    generate::Request asked = request(generator, 64.0);
    const generate::MeshPtr outline = generator.firstShape(asked, {}).value();
    const auto made = generator.run(asked, [](const generate::Preview&) {}, {}).value();
    EXPECT_NE(generator.firstShape(asked, {}).value()->positions, outline->positions);
    EXPECT_EQ(generator.firstShape(asked, {}).value()->positions, made.mesh->positions);
    asked.settings.set("threshold", 0.9);
    EXPECT_NE(generator.firstShape(asked, {}).value()->positions, made.mesh->positions);
    std::vector<std::string> stages;
    asked.settings.set("resolution", 100.0);
    ASSERT_TRUE(
        generator.run(asked, [&](const generate::Preview& p) { stages.push_back(p.stage); }, {}).ok());
    EXPECT_EQ(stages, (std::vector<std::string>{"96³"}));
}

TEST_F(TripoSrGeneratorTest, detailScalesTheResolution) {
    const TripoSrGenerator generator(m_folder.path().string());
    std::vector<std::size_t> triangles;
    for (const char* detail : {"draft", "normal", "fine"}) {
        generate::Request asked = request(generator, 32.0);
        asked.settings.set("detail", detail);
        const auto made = generator.run(asked, [](const generate::Preview&) {}, {}).value();
        triangles.push_back(made.mesh->triangles.size());
    }
    EXPECT_LT(3 * triangles[0], triangles[1]);
    EXPECT_LT(3 * triangles[1], 2 * triangles[2]);
}

TEST_F(TripoSrGeneratorTest, stopsWhenAsked) {
    const TripoSrGenerator generator(m_folder.path().string());
    std::stop_source stop;
    std::vector<std::string> stages;
    const jobs::JobContext context(stop.get_token(), [&](const jobs::Progress& progress) {
        stages.push_back(progress.stage);
        if (progress.stage == "imagining the object") stop.request_stop();
    });
    const auto result = generator.run(
        request(generator), [](const generate::Preview&) { FAIL(); }, context);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
}

TEST_F(TripoSrGeneratorTest, weightsChangedOnDiskAreNoticedAndThenOpenedAnew) {
    const TripoSrGenerator generator(m_folder.path().string());
    const auto ignore = [](const generate::Preview&) {};
    ASSERT_TRUE(generator.run(request(generator), ignore, {}).ok());
    writeWeights(4);
    const auto changed = generator.run(request(generator), ignore, {});
    ASSERT_FALSE(changed.ok());
    EXPECT_NE(changed.error().userText.find("changed"), std::string::npos);
    EXPECT_TRUE(generator.run(request(generator), ignore, {}).ok());
}

// What results are kept under: another model, device or meaning of "automatic" is another name.
TEST_F(TripoSrGeneratorTest, aRegisteredModelHasANameAndAFolderHasNone) {
    EXPECT_FALSE(TripoSrGenerator(m_folder.path().string()).weightsName());
    EXPECT_FALSE(TripoSrGenerator("no-such-model").weightsName());
    ::setenv("ORFEAS_MODELS", (m_folder / "models").c_str(), 1);
    ASSERT_TRUE(addModel(m_folder.path(), "first", {}).ok());
    writeWeights(4);
    ASSERT_TRUE(addModel(m_folder.path(), "second", {}).ok());
    NetworkOptions card;
    card.device = "cuda:0";
    const auto first = TripoSrGenerator("first").weightsName();
    ASSERT_TRUE(first);
    EXPECT_EQ(first, TripoSrGenerator("first").weightsName());
    EXPECT_NE(first, TripoSrGenerator("second").weightsName());
    EXPECT_NE(first, TripoSrGenerator("first", card).weightsName());
    EXPECT_FALSE(TripoSrGenerator().weightsName()); // several, none chosen
    ASSERT_TRUE(chooseModel("first").ok());
    EXPECT_EQ(first, TripoSrGenerator().weightsName());
    ::unsetenv("ORFEAS_MODELS");
}

TEST_F(TripoSrGeneratorTest, anUnknownModelIsNamed) {
    const TripoSrGenerator generator("no-such-model");
    const auto result = generator.run(request(generator), [](const generate::Preview&) {}, {});
    ASSERT_FALSE(result.ok());
    EXPECT_NE(result.error().userText.find("no-such-model"), std::string::npos);
}

TEST_F(TripoSrGeneratorTest, aThresholdNothingReachesEndsInASentence) {
    const TripoSrGenerator generator(m_folder.path().string());
    generate::Request asked = request(generator);
    asked.settings.set("threshold", 1e30);
    EXPECT_EQ(generator.run(asked, [](const generate::Preview&) {}, {}).error().code, ErrorCode::Failed);
}

} // namespace
} // namespace orfeas::inference
