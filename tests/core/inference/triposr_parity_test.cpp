// The inference module against TripoSR computed naively in float64, stage by stage, on networks made here.
#include <gtest/gtest.h>

#include <cstdlib>

#include <nlohmann/json.hpp>

#include "core/inference/model_folder.h"
#include "core/inference/triposr_weights.h"
#include "tests/core/inference/naive_triposr.h"
#include "tests/core/inference/small_networks.h"
#include "tests/parity/fixture_parity.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

using nlohmann::json;
using test::oddNetwork;
using test::plainNetwork;

class TripoSrParity : public ::testing::Test {
protected:
    // A folder as the reference kit has them, from this configuration.
    void make(const json& config, unsigned seed, bool faint = false, const test::Formulas& formulas = {}) {
        const TripoSrConfig parsed = parseTripoSrConfig(config["tsr"], config["vit"]).value();
        test::Arrays weights = test::randomWeights(parsed, seed);
        if (faint) fade(weights);
        test::writeArrays(m_folder / "weights.safetensors", weights);
        test::writeArrays(m_folder / "activations.safetensors",
                          test::runNaively(parsed, weights, test::softDisc(33), formulas));
        write(config);
    }
    // What enters a normalisation becomes so small that the epsilon in it shows.
    static void fade(test::Arrays& weights) {
        for (auto& [name, array] : weights) {
            const bool feeds =
                name.find("embeddings") != std::string::npos ||
                name.find("output.dense") != std::string::npos || name.find("proj_in") != std::string::npos ||
                name.find("to_out") != std::string::npos || name.find("ff.net.2") != std::string::npos;
            if (!feeds) continue;
            for (double& value : array.values)
                value = float(value * 2e-3);
        }
    }
    void write(const json& config) { test::putBytes(m_folder / "config.json", config.dump()); }

    parity::ParityReport compare() {
        return parity::compareWithFixture(m_folder.path(), m_folder / "weights.safetensors").value();
    }

    static std::string faults(const parity::ParityReport& report) {
        std::string text;
        for (const parity::StageResult& stage : report.stages) {
            // The resize computes its filter in float32, like the reference; the standard deviation enlarges that.
            const bool resized = stage.stage == "image.normalized" && stage.maxAbs <= 6e-6;
            if (stage.passed || resized) continue;
            text += stage.stage + " (" + stage.run + ") rel. L2 " + std::to_string(stage.relativeL2) +
                    " max " + std::to_string(stage.maxAbs) + "\n";
        }
        for (const std::string& name : report.notSeen)
            text += name + " not compared\n";
        return text;
    }

    test::TemporaryFolder m_folder;
};

TEST_F(TripoSrParity, everyStageAgreesWithFloat64) {
    make(plainNetwork(), 11);
    const parity::ParityReport report = compare();
    EXPECT_EQ(faults(report), "");
    EXPECT_GT(report.stages.size(), 60u);
}

TEST_F(TripoSrParity, everyOptionAgreesWithFloat64) {
    make(oddNetwork(), 12);
    const parity::ParityReport report = compare();
    EXPECT_EQ(faults(report), "");
}

TEST_F(TripoSrParity, wrongConstantsAreNoticed) {
    make(plainNetwork(), 13);
    const std::vector<std::pair<const char*, json>> slips{{"/vit/layer_norm_eps", 1e-3},
                                                          {"/tsr/renderer/radius", 0.8},
                                                          {"/tsr/backbone/num_attention_heads", 6},
                                                          {"/tsr/decoder/activation", "relu"},
                                                          {"/tsr/renderer/density_bias", -0.9}};
    for (const auto& [field, value] : slips) {
        json config = plainNetwork();
        config[json::json_pointer(field)] = value;
        if (std::string(field).ends_with("heads"))
            config["/tsr/backbone/attention_head_dim"_json_pointer] = 4;
        write(config);
        EXPECT_FALSE(compare().passed()) << field;
    }
}

TEST_F(TripoSrParity, faintActivationsAgreeToo) {
    make(plainNetwork(), 16, true);
    EXPECT_EQ(faults(compare()), "");
}

TEST_F(TripoSrParity, anotherEpsilonOrOrderOfAxesIsNoticed) {
    test::Formulas group, block, gate, tokens, planes;
    group.groupNormEps = 1e-5;
    block.blockNormEps = 1e-6;
    gate.gateComesSecond = false;
    tokens.tokensRowByRow = false;
    planes.planeAxes[1] = {2, 0};
    const std::vector<std::pair<const test::Formulas*, const char*>> slips{{&group, "backbone.norm"},
                                                                           {&block, "backbone.block.0.attn1"},
                                                                           {&gate, "backbone.block.0.ff"},
                                                                           {&tokens, "triplane.tokens_out"},
                                                                           {&planes, "query.sampled"}};
    for (const auto& [formulas, stage] : slips) {
        make(plainNetwork(), 16, true, *formulas);
        const parity::ParityReport report = compare();
        EXPECT_FALSE(report.passed()) << stage;
        EXPECT_NE(faults(report).find(std::string(stage) + " (fed)"), std::string::npos) << stage;
    }
    // The tokenizer's epsilon stands in the configuration.
    make(plainNetwork(), 16, true);
    json config = plainNetwork();
    config["/vit/layer_norm_eps"_json_pointer] = 1e-6;
    write(config);
    EXPECT_NE(faults(compare()).find("vit.layer.0.attention (fed)"), std::string::npos);
}

TEST_F(TripoSrParity, damagedWeightsEndInASentence) {
    make(oddNetwork(), 14);
    const TripoSrConfig config = readTripoSrConfig(m_folder.path()).value();
    test::Arrays weights = test::randomWeights(config, 14);
    weights["backbone.proj_in.bias"].values[0] = std::nan("");
    test::writeArrays(m_folder / "weights.safetensors", weights);
    const auto report = parity::compareWithFixture(m_folder.path(), m_folder / "weights.safetensors");
    ASSERT_FALSE(report.ok());
    EXPECT_NE(report.error().userText.find("not a number"), std::string::npos);
    EXPECT_EQ(checkFinite(openModel(m_folder.path()).value().weights, {}).error().code, ErrorCode::BadInput);
}

TEST_F(TripoSrParity, weightsOfAnotherNetworkAreListed) {
    make(oddNetwork(), 15);
    write(plainNetwork());
    const Result<Model> model = openModel(m_folder.path());
    ASSERT_FALSE(model.ok());
    EXPECT_NE(model.error().userText.find("missing"), std::string::npos);
    EXPECT_NE(model.error().detail.find(
                  "of another shape tokenizer.embeddings: 3 x 24 x 3 x 3 instead of 3 x 32 x 4 x 4"),
              std::string::npos);
}

} // namespace
} // namespace orfeas::inference
