#include "core/inference/safetensors_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "core/inference/weights.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

std::string withHeader(const std::string& header, std::size_t dataBytes) {
    std::string file;
    for (int i = 0; i < 8; ++i)
        file += static_cast<char>(header.size() >> (8 * i) & 255u);
    return file + header + std::string(dataBytes, '\1');
}

class SafetensorsFile : public ::testing::Test {
protected:
    Result<Weights> open(const std::string& bytes) {
        test::putBytes(m_folder / "w.safetensors", bytes);
        return openWeights(m_folder / "w.safetensors");
    }

    test::TemporaryFolder m_folder;
};

TEST_F(SafetensorsFile, tensorsAreViewsIntoTheFile) {
    const Weights weights =
        open(withHeader(R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],)"
                        R"("data_offsets":[0,24]},"b":{"dtype":"BF16","shape":[],"data_offsets":[24,26]}})",
                        26))
            .value();
    ASSERT_EQ(weights.tensors.size(), 2u);
    EXPECT_EQ(weights.find("a")->shape, (Shape{2, 3}));
    EXPECT_EQ(weights.find("b")->dtype, DType::BF16);
    EXPECT_EQ(weights.find("b")->bytes.size(), 2u);
    EXPECT_EQ(weights.totalBytes(), 26u);
    EXPECT_EQ(weights.find("c"), nullptr);
}

TEST_F(SafetensorsFile, refusesWhatTheFormatForbids) {
    const auto one = [](const std::string& entry) { return R"({"a":)" + entry + "}"; };
    const std::vector<std::pair<std::string, std::size_t>> wrong{
        {one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,9]})"), 9},
        {one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})"), 7},
        {one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})"), 9},
        {one(R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})"), 8},
        {one(R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})"), 8},
        {one(R"({"dtype":"F32","shape":[2.0],"data_offsets":[0,8]})"), 8},
        {one(R"({"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,8]})"), 8},
        {one(R"({"dtype":"C64","shape":[1],"data_offsets":[0,8]})"), 8},
        {one(R"({"shape":[1],"data_offsets":[0,8]})"), 8},
        {one(R"({"dtype":"F32","shape":[2],"data_offsets":[1,9]})"), 9},
        {one("7"), 8},
        {R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})",
         6},
        {R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
         8},
        {R"({"a":)", 8},
        {"[1]", 8},
    };
    for (const auto& [header, bytes] : wrong) {
        const Result<Weights> result = open(withHeader(header, bytes));
        ASSERT_FALSE(result.ok()) << header;
        EXPECT_EQ(result.error().code, ErrorCode::BadInput);
    }
}

TEST_F(SafetensorsFile, refusesLengthsThatCannotBe) {
    EXPECT_FALSE(open("").ok());
    EXPECT_FALSE(open(std::string(8, '\0') + "{}").ok());
    EXPECT_FALSE(open(std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10)).ok());
    EXPECT_FALSE(open("just some text that is no weights at all").ok());
}

TEST_F(SafetensorsFile, missingFilesAndFoldersAreNamed) {
    EXPECT_EQ(openWeights(m_folder / "none.safetensors").error().code, ErrorCode::NotFound);
    EXPECT_EQ(openWeights(m_folder.path()).error().code, ErrorCode::BadInput);
}

TEST_F(SafetensorsFile, writesWhatItReads) {
    const Weights weights =
        open(
            withHeader(
                R"({"z":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}})",
                4))
            .value();
    ASSERT_TRUE(writeSafetensors(m_folder / "again.safetensors", weights, {}).ok());
    const Weights again = openWeights(m_folder / "again.safetensors").value();
    ASSERT_EQ(again.tensors.size(), 2u);
    for (const auto& [name, view] : weights.tensors) {
        ASSERT_NE(again.find(name), nullptr);
        EXPECT_EQ(again.find(name)->shape, view.shape);
        EXPECT_EQ(std::memcmp(again.find(name)->bytes.data(), view.bytes.data(), view.bytes.size()), 0);
    }
    EXPECT_EQ((again.find("a")->bytes.data() - again.file->bytes().data()) % 64, 0);
}

TEST_F(SafetensorsFile, noticesThatTheFileChanged) {
    const Weights weights =
        open(withHeader(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1)).value();
    EXPECT_TRUE(weights.file->checkUnchanged().ok());
    std::filesystem::rename(m_folder / "w.safetensors", m_folder / "moved");
    EXPECT_FALSE(weights.file->checkUnchanged().ok());
}

TEST_F(SafetensorsFile, survivesRandomDamage) {
    const std::string whole =
        withHeader(R"({"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"BF16",)"
                   R"("shape":[3],"data_offsets":[24,30]}})",
                   30);
    std::mt19937 random(2);
    for (int round = 0; round < 1000; ++round) {
        std::string bytes = whole;
        for (unsigned k = 0; k < 1 + random() % 4; ++k)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        if (random() % 4 == 0) bytes.resize(random() % bytes.size());
        const Result<Weights> result = open(bytes);
        if (!result.ok()) continue;
        std::uint64_t total = 0;
        for (const auto& [name, view] : result->tensors)
            total += view.bytes.size();
        EXPECT_LE(total, bytes.size());
    }
}

} // namespace
} // namespace orfeas::inference
