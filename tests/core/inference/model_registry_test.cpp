#include "core/inference/model_registry.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <stop_token>

#include <nlohmann/json.hpp>

#include "core/inference/model_folder.h"
#include "core/inference/sha256.h"
#include "tests/core/inference/naive_triposr.h"
#include "tests/core/inference/small_networks.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unprivileged.h"

namespace orfeas::inference {
namespace {

std::string sumOf(const std::string& text, std::size_t piece) {
    Sha256 sum;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        sum.add(std::as_bytes(std::span(text).subspan(at, std::min(piece, text.size() - at))));
    }
    return sum.hex();
}

TEST(Sha256, hasTheSumsOfTheStandard) {
    EXPECT_EQ(sumOf("", 1), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sumOf("abc", 2), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sumOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 55),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sumOf(std::string(1'000'000, 'a'), 77),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

class ModelRegistry : public ::testing::Test {
protected:
    ModelRegistry() {
        ::setenv("ORFEAS_MODELS", (m_folder / "models").c_str(), 1);
        std::filesystem::create_directory(source());
        test::putBytes(source() / "config.json", test::oddNetwork().dump());
        test::writeArrays(source() / "weights.safetensors", weights());
    }
    ~ModelRegistry() override { ::unsetenv("ORFEAS_MODELS"); }

    std::filesystem::path source() const { return m_folder / "download"; }
    test::Arrays weights() const { return test::randomWeights(readTripoSrConfig(source()).value(), 5); }

    test::TemporaryFolder m_folder;
};

TEST_F(ModelRegistry, addsListsChecksAndRemoves) {
    EXPECT_TRUE(listModels().value().empty());
    EXPECT_EQ(resolveModel("").error().code, ErrorCode::NotFound);
    const ModelRecord added = addModel(source(), "odd", {}).value();
    EXPECT_EQ(added.sha256.size(), 64u);
    const std::vector<ModelRecord> models = listModels().value();
    ASSERT_EQ(models.size(), 1u);
    EXPECT_EQ(models[0].name, "odd");
    EXPECT_EQ(models[0].sha256, added.sha256);
    EXPECT_EQ(models[0].bytes, 4 * models[0].parameters);
    EXPECT_EQ(checkModel("odd", {}).value().sha256, added.sha256);
    EXPECT_EQ(resolveModel("").value(), added.folder);
    EXPECT_EQ(resolveModel("odd").value(), added.folder);
    EXPECT_EQ(addModel(source(), "odd", {}).error().code, ErrorCode::BadInput);
    ASSERT_TRUE(addModel(source(), "second", {}).ok());
    EXPECT_EQ(resolveModel("").error().code, ErrorCode::BadInput);
    EXPECT_EQ(chooseModel("third").error().code, ErrorCode::NotFound);
    ASSERT_TRUE(chooseModel("second").ok());
    EXPECT_EQ(chosenModel(), "second");
    EXPECT_EQ(resolveModel("").value(), modelsFolder() / "second");
    EXPECT_TRUE(removeModel("odd").ok());
    EXPECT_EQ(removeModel("odd").error().code, ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(added.folder));
    EXPECT_TRUE(openModel(source()).ok());
}

TEST_F(ModelRegistry, noticesWeightsThatAreNotThoseAdded) {
    const ModelRecord added = addModel(source(), "odd", {}).value();
    test::Arrays changed = weights();
    changed["decoder.layers.0.weight"].values[0] += 1.0;
    test::writeArrays(added.folder / "weights.safetensors", changed);
    EXPECT_NE(checkModel("odd", {}).error().userText.find("not those"), std::string::npos);
    test::putBytes(added.folder / "model.json", "{");
    EXPECT_FALSE(checkModel("odd", {}).ok());
}

TEST_F(ModelRegistry, tellsTheHashOnlyOfWhatIsAsItWasAdded) {
    EXPECT_FALSE(registeredHash(source()));
    const ModelRecord added = addModel(source(), "odd", {}).value();
    EXPECT_EQ(registeredHash(added.folder), added.sha256);
    const auto later =
        std::filesystem::last_write_time(added.folder / "model.json") + std::chrono::seconds(1);
    for (const char* changed : {"weights.safetensors", "config.json"}) {
        const auto before = std::filesystem::last_write_time(added.folder / changed);
        std::filesystem::last_write_time(added.folder / changed, later);
        EXPECT_FALSE(registeredHash(added.folder)) << changed;
        std::filesystem::last_write_time(added.folder / changed, before);
    }
    EXPECT_EQ(registeredHash(added.folder), added.sha256);
    std::filesystem::remove(added.folder / "weights.safetensors");
    EXPECT_FALSE(registeredHash(added.folder));
}

TEST_F(ModelRegistry, leavesNothingBehindWhenItFails) {
    test::Arrays damaged = weights();
    damaged["decoder.layers.0.weight"].values[0] = std::nan("");
    test::writeArrays(source() / "weights.safetensors", damaged);
    EXPECT_EQ(addModel(source(), "odd", {}).error().code, ErrorCode::BadInput);
    std::filesystem::remove(source() / "weights.safetensors");
    EXPECT_EQ(addModel(source(), "odd", {}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(addModel(m_folder / "nothing", "odd", {}).error().code, ErrorCode::NotFound);
    test::writeArrays(source() / "weights.safetensors", weights());
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(addModel(source(), "odd", {stop.get_token(), {}}).error().code, ErrorCode::Cancelled);
    for (const char* name : {"", "../odd", "a/b", ".hidden", "name with blanks"}) {
        EXPECT_EQ(addModel(source(), name, {}).error().code, ErrorCode::BadInput) << name;
    }
    std::error_code ignored;
    EXPECT_TRUE(!std::filesystem::exists(modelsFolder()) ||
                std::filesystem::is_empty(modelsFolder(), ignored));
}

TEST_F(ModelRegistry, aReadOnlyRegistryIsNamed) {
    std::filesystem::permissions(m_folder.path(), std::filesystem::perms(0755));
    std::filesystem::create_directory(modelsFolder());
    std::filesystem::permissions(modelsFolder(),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    {
        const test::Unprivileged unprivileged;
        const Result<ModelRecord> added = addModel(source(), "odd", {});
        ASSERT_FALSE(added.ok());
        EXPECT_EQ(added.error().code, ErrorCode::PermissionDenied) << added.error().userText;
    }
    std::filesystem::permissions(modelsFolder(), std::filesystem::perms::owner_all);
}

} // namespace
} // namespace orfeas::inference
