#include "core/inference/torch_checkpoint.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "core/inference/safetensors_file.h"
#include "core/inference/weights.h"
#include "tests/core/inference/made_checkpoint.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

class TorchCheckpoint : public ::testing::Test {
protected:
    Result<Weights> open(const std::string& bytes) {
        test::putBytes(m_folder / "model.ckpt", bytes);
        return openWeights(m_folder / "model.ckpt");
    }
    Result<Weights> openPickle(const std::string& pickle) {
        return open(test::zipOf({{"m/data.pkl", pickle}, {"m/data/0", test::floats({0, 1, 2, 3, 4, 5})}}));
    }
    std::string refusal(const std::string& bytes) {
        const Result<Weights> result = open(bytes);
        return result.ok() ? "accepted" : result.error().userText;
    }

    test::TemporaryFolder m_folder;
};

TEST_F(TorchCheckpoint, tensorsAreViewsWithTheirStrides) {
    const Weights weights = open(test::zipOf(test::soundCheckpoint())).value();
    ASSERT_EQ(weights.tensors.size(), 2u);
    const TensorView& a = *weights.find("a");
    EXPECT_EQ(a.shape, (Shape{2, 3}));
    EXPECT_TRUE(a.contiguous());
    EXPECT_EQ(a.bytes.size(), 24u);
    EXPECT_FALSE(weights.find("b")->contiguous());
    EXPECT_EQ(weights.find("b")->bytes.data(), a.bytes.data());
}

TEST_F(TorchCheckpoint, becomesTheSameAsSafetensors) {
    const Weights weights = open(test::zipOf(test::soundCheckpoint())).value();
    ASSERT_TRUE(writeSafetensors(m_folder / "w.safetensors", weights, {}).ok());
    const Weights again = openWeights(m_folder / "w.safetensors").value();
    const auto* turned = reinterpret_cast<const float*>(again.find("b")->bytes.data());
    EXPECT_EQ(std::vector<float>(turned, turned + 6), (std::vector<float>{0, 3, 1, 4, 2, 5}));
}

TEST_F(TorchCheckpoint, takesTheStateDictInsideADictionaryAndPassesOverTheRest) {
    test::PickleText pickle;
    pickle.raw("}(")
        .text("epoch")
        .number(3)
        .text("loss")
        .raw("G")
        .raw(std::string(8, '\0'))
        .text("state_dict")
        .raw("}(");
    pickle.text("w").tensor("FloatStorage", "0", 6, 2, {4}, {1}).raw("uu");
    const Weights weights = openPickle(pickle.take()).value();
    ASSERT_EQ(weights.tensors.size(), 1u);
    float first = 0.0f; // a tensor inside a zip file stands wherever its storage happens to
    std::memcpy(&first, weights.find("w")->bytes.data(), sizeof first);
    EXPECT_EQ(first, 2.0f);
}

TEST_F(TorchCheckpoint, readsParameters) {
    test::PickleText pickle;
    pickle.raw("}(").text("w").global("torch._utils", "_rebuild_parameter").raw("(");
    pickle.tensor("FloatStorage", "0", 6, 0, {6}, {1})
        .raw("\x88")
        .global("collections", "OrderedDict")
        .raw(")RtRu");
    EXPECT_EQ(openPickle(pickle.take()).value().find("w")->shape, (Shape{6}));
}

TEST_F(TorchCheckpoint, refusesByNameWhatIsNotData) {
    test::PickleText pickle;
    pickle.global("os", "system").text("true").raw("\x85R");
    const Result<Weights> result = openPickle(pickle.take());
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Unsupported);
    EXPECT_NE(result.error().userText.find("os.system"), std::string::npos);
}

TEST_F(TorchCheckpoint, refusesTensorsBeyondTheirStorage) {
    const std::vector<std::array<std::vector<int>, 2>> wrong{{{{7}, {1}}},
                                                             {{{2, 3}, {6, 1}}},
                                                             {{{1000, 1000}, {0, 0}}},
                                                             {{{2147483647, 2147483647}, {2147483647, 1}}}};
    for (const auto& [shape, strides] : wrong) {
        test::PickleText pickle;
        pickle.raw("}").text("w").tensor("FloatStorage", "0", 6, 0, shape, strides).raw("s");
        EXPECT_EQ(openPickle(pickle.take()).error().userText,
                  "The checkpoint is damaged: \"w\" reaches beyond its storage");
    }
    test::PickleText pickle;
    pickle.raw("}").text("w").tensor("FloatStorage", "0", 7, 0, {7}, {1}).raw("s");
    EXPECT_NE(openPickle(pickle.take()).error().userText.find("cut short"), std::string::npos);
}

TEST_F(TorchCheckpoint, refusesWhatIsNoDictionaryOfTensors) {
    EXPECT_FALSE(openPickle(test::PickleText().number(1).take()).ok());
    EXPECT_FALSE(openPickle(test::PickleText().raw("}").take()).ok());
    EXPECT_FALSE(openPickle(test::PickleText().raw("}}s").take()).ok());
    EXPECT_FALSE(openPickle("").ok());
    EXPECT_FALSE(openPickle(test::PickleText().raw("h\x05").take()).ok());
    EXPECT_FALSE(openPickle(test::PickleText().raw("(((((u").take()).ok());
}

TEST_F(TorchCheckpoint, namesOldCheckpoints) {
    EXPECT_NE(refusal(std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15))
                  .find("before 1.6"),
              std::string::npos);
}

TEST_F(TorchCheckpoint, refusesEveryTruncation) {
    const std::string whole = test::zipOf(test::soundCheckpoint());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_FALSE(open(whole.substr(0, length)).ok()) << length;
    }
}

// Random damage anywhere: whatever is still accepted must only have views inside the file.
TEST_F(TorchCheckpoint, survivesRandomDamage) {
    const std::string whole = test::zipOf(test::soundCheckpoint());
    std::mt19937 random(1);
    for (int round = 0; round < 1000; ++round) {
        std::string bytes = whole;
        for (unsigned k = 0; k < 1 + random() % 4; ++k)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        const Result<Weights> result = open(bytes);
        if (!result.ok()) continue;
        const auto file = result->file->bytes();
        for (const auto& [name, view] : result->tensors) {
            if (view.bytes.empty()) continue;
            EXPECT_GE(view.bytes.data(), file.data());
            EXPECT_LE(view.bytes.data() + view.bytes.size(), file.data() + file.size());
        }
    }
}

} // namespace
} // namespace orfeas::inference
