#include "core/inference/precision_survey.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include <nlohmann/json.hpp>

#include "tests/core/inference/naive_triposr.h"
#include "tests/core/inference/small_networks.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

class PrecisionSurvey : public ::testing::Test {
protected:
    PrecisionSurvey() {
        ::setenv("ORFEAS_MODELS", (m_folder / "models").c_str(), 1);
        std::filesystem::create_directory(m_folder / "download");
        test::putBytes(m_folder / "download" / "config.json", test::plainNetwork().dump());
        const TripoSrConfig config = readTripoSrConfig(m_folder / "download").value();
        test::writeArrays(m_folder / "download" / "weights.safetensors", test::randomWeights(config, 7));
    }
    ~PrecisionSurvey() override { ::unsetenv("ORFEAS_MODELS"); }

    test::TemporaryFolder m_folder;
};

TEST_F(PrecisionSurvey, isKeptWithTheModelItMeasured) {
    const ModelRecord model = addModel(m_folder / "download", "small", {}).value();
    EXPECT_TRUE(keptMeasures(model.folder).empty());
    const std::vector<PrecisionMeasure> measures = measureModel("small", "cpu", {}).value();
    ASSERT_EQ(measures.size(), 3u);
    EXPECT_EQ(measures[0].precision, Precision::Float32);
    EXPECT_EQ(measures[0].error.density, 0.0);
    for (const PrecisionMeasure& measure : measures)
        EXPECT_GT(measure.seconds, 0.0);
    EXPECT_GT(measures[1].error.density, 0.0);
    const std::vector<PrecisionMeasure> kept = keptMeasures(model.folder);
    ASSERT_EQ(kept.size(), 3u);
    EXPECT_EQ(kept[1].error.density, measures[1].error.density);
    EXPECT_EQ(kept[2].precision, Precision::Int8);
    EXPECT_EQ(checkModel("small", {}).value().sha256, model.sha256); // the model itself is what it was
    // Measures of other weights say nothing.
    test::putBytes(model.folder / "precisions.json", R"({"sha256":"00","precisions":[]})");
    EXPECT_TRUE(keptMeasures(model.folder).empty());
    EXPECT_EQ(measureModel("nothing", "cpu", {}).error().code, ErrorCode::NotFound);
}

TEST_F(PrecisionSurvey, damagedMeasuresCountAsNone) {
    const ModelRecord model = addModel(m_folder / "download", "small", {}).value();
    for (const char* text : {"", "{", "[]", "{}", R"({"sha256":7,"precisions":7})"}) {
        test::putBytes(model.folder / "precisions.json", text);
        EXPECT_TRUE(keptMeasures(model.folder).empty()) << text;
    }
    const std::string sum = R"({"sha256":")" + model.sha256 + R"(","precisions":)";
    for (const char* list :
         {"7}", R"([7,{}]})",
          R"([{"precision":"float9","density":0,"wrong_side":0,"level":0,"seconds":1}]})"}) {
        test::putBytes(model.folder / "precisions.json", sum + list);
        EXPECT_TRUE(keptMeasures(model.folder).empty()) << list;
    }
}

TEST(ChooseNetworkPrecision, takesTheFasterOneOnlyWhereItIsExactEnoughAndFaster) {
    Machine machine;
    machine.hasBFloat16 = true;
    PrecisionMeasure narrow{Precision::BFloat16, {0.5 * kDensityBound, 0.5 * kWrongSideBound, 0.0}, 1.0};
    EXPECT_EQ(chooseNetworkPrecision({}, machine), Precision::Float32);
    EXPECT_EQ(chooseNetworkPrecision({narrow}, machine), Precision::BFloat16);
    machine.hasBFloat16 = false;
    EXPECT_EQ(chooseNetworkPrecision({narrow}, machine), Precision::Float32);
    machine.hasBFloat16 = true;
    narrow.error.wrongSide = 2.0 * kWrongSideBound;
    EXPECT_EQ(chooseNetworkPrecision({narrow}, machine), Precision::Float32);
    narrow.precision = Precision::Int8;
    narrow.error.wrongSide = 0.0;
    EXPECT_EQ(chooseNetworkPrecision({narrow}, machine), Precision::Float32);
}

} // namespace
} // namespace orfeas::inference
