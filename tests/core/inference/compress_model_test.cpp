#include "core/inference/compress_model.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "core/inference/triposr_config_json.h"
#include "tests/core/inference/naive_triposr.h"
#include "tests/core/inference/small_networks.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

#include <nlohmann/json.hpp>

namespace orfeas::inference {
namespace {

class CompressModelTest : public testing::Test {
protected:
    CompressModelTest() {
        ::setenv("ORFEAS_MODELS", m_models.path().c_str(), 1);
        test::putBytes(m_folder / "config.json", test::plainNetwork().dump());
        test::writeArrays(m_folder / "weights.safetensors",
                          test::randomWeights(readTripoSrConfig(m_folder.path()).value(), 5));
    }
    ~CompressModelTest() override { ::unsetenv("ORFEAS_MODELS"); }

    Result<CompressReport> compress(const std::string& name, double prune, bool int8) {
        return compressModel(m_folder.path().string(), name, {prune, int8}, {}, {});
    }

    test::TemporaryFolder m_models;
    test::TemporaryFolder m_folder;
};

TEST_F(CompressModelTest, int8IsAQuarterAndSeesNearlyTheSame) {
    const auto report = compress("small", 0.0, true);
    ASSERT_TRUE(report.ok()) << report.error().userText;
    ASSERT_EQ(report->errors.size(), 1u);
    EXPECT_GT(report->errors[0].field.density, 0.0);
    EXPECT_LT(report->errors[0].field.density, 0.1);
    const auto model = openModel(report->after.folder);
    ASSERT_TRUE(model.ok());
    const auto* weight = model->weights.find("backbone.transformer_blocks.0.ff.net.2.weight");
    ASSERT_NE(weight, nullptr);
    EXPECT_EQ(weight->dtype, DType::I8);
    EXPECT_LT(report->after.bytes, report->before.bytes);
    EXPECT_TRUE(checkModel("small", {}).ok());
    EXPECT_EQ(compressModel("small", "smaller", {}, {}, {}).error().code, ErrorCode::Unsupported);
    EXPECT_FALSE(compress("small", 0.0, true).ok()); // the name is taken
}

TEST_F(CompressModelTest, pruningTakesTheSameShareOfEveryFeedForward) {
    const auto report = compress("thin", 0.5, false);
    ASSERT_TRUE(report.ok()) << report.error().userText;
    const TripoSrConfig before = readTripoSrConfig(m_folder.path()).value();
    const TripoSrConfig after = readTripoSrConfig(report->after.folder).value();
    EXPECT_LT(after.backbone.inner(), before.backbone.inner());
    EXPECT_LT(after.vit.mlpWidth, before.vit.mlpWidth);
    EXPECT_LT(report->after.bytes, report->before.bytes);
    EXPECT_GT(report->errors[0].field.density, 0.0);
    // What goes first is what contributes least: half is nearer than a tenth.
    const auto thinner = compress("thinner", 0.9, false);
    ASSERT_TRUE(thinner.ok());
    EXPECT_GT(thinner->errors[0].field.density, report->errors[0].field.density);
}

TEST_F(CompressModelTest, takingNothingAwayChangesNothing) {
    const auto report = compress("same", 0.0, false);
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->errors[0].field.density, 0.0);
    EXPECT_EQ(report->errors[0].field.wrongSide, 0.0);
    EXPECT_EQ(report->after.bytes, report->before.bytes);
}

TEST_F(CompressModelTest, badSharesAreRefused) {
    EXPECT_EQ(compress("x", 0.95, true).error().code, ErrorCode::BadInput);
    EXPECT_EQ(compress("x", std::nan(""), true).error().code, ErrorCode::BadInput);
    EXPECT_TRUE(listModels()->empty());
}

TEST(TripoSrConfigJson, readsBackAsWhatItWas) {
    for (const nlohmann::json& both : {test::plainNetwork(), test::oddNetwork()}) {
        const auto config = parseTripoSrConfig(both["tsr"], both.value("vit", nlohmann::json()));
        ASSERT_TRUE(config.ok());
        const nlohmann::json written = toJson(*config);
        const auto again = parseTripoSrConfig(written["tsr"], written["vit"]);
        ASSERT_TRUE(again.ok()) << again.error().userText;
        EXPECT_EQ(toJson(*again), written);
    }
}

} // namespace
} // namespace orfeas::inference
