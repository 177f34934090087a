// Gradients through TripoSR's blocks, with and without keeping what is computed on the way.
#include "core/inference/training/recompute.h"

#include <gtest/gtest.h>

#include <cmath>

#include <torch/csrc/autograd/autograd.h>

#include "core/inference/tensor_memory.h"

namespace orfeas::inference {
namespace {

constexpr std::int64_t kTokens = 192, kWidth = 64, kImageTokens = 50, kImageWidth = 48, kHeads = 4;
constexpr int kBlocks = 6;

at::Tensor weight(std::int64_t out, std::int64_t in) {
    return at::randn({out, in}).div_(std::sqrt(double(in))).requires_grad_(true);
}

// x, the picture's tokens, then the weights: self attention (q k v out), cross attention (q k v out), feed-forward.
std::vector<at::Tensor> blockWeights() {
    std::vector<at::Tensor> list;
    for (int i = 0; i < 4; ++i)
        list.push_back(weight(kWidth, kWidth));
    list.push_back(weight(kWidth, kWidth));
    list.push_back(weight(kWidth, kImageWidth));
    list.push_back(weight(kWidth, kImageWidth));
    list.push_back(weight(kWidth, kWidth));
    list.push_back(weight(8 * kWidth, kWidth));
    list.push_back(weight(kWidth, 4 * kWidth));
    return list;
}

at::Tensor attention(const at::Tensor& x, const at::Tensor& context, const std::vector<at::Tensor>& in,
                     std::size_t first) {
    const auto heads = [](const at::Tensor& t) { return t.view({t.size(0), kHeads, -1}).transpose(0, 1); };
    const at::Tensor q = heads(at::linear(x, in[first])), k = heads(at::linear(context, in[first + 1])),
                     v = heads(at::linear(context, in[first + 2]));
    const at::Tensor shares =
        at::softmax(at::bmm(q, k.transpose(1, 2)) / std::sqrt(double(kWidth / kHeads)), -1);
    return at::linear(at::bmm(shares, v).transpose(0, 1).reshape({x.size(0), kWidth}), in[first + 3]);
}

// One block of the backbone: self attention, attention to the picture, gated feed-forward (Shazeer 2020).
at::Tensor block(const std::vector<at::Tensor>& in) {
    const auto normed = [](const at::Tensor& t) { return at::layer_norm(t, {kWidth}); };
    at::Tensor x = in[0];
    const at::Tensor n = normed(x);
    x = x + attention(n, n, in, 2);
    x = x + attention(normed(x), in[1], in, 6);
    const auto halves = at::linear(normed(x), in[10]).chunk(2, -1);
    return x + at::linear(halves[0] * at::gelu(halves[1]), in[11]);
}

struct Pass {
    at::Tensor result;
    std::vector<at::Tensor> gradients;
    std::uint64_t peak = 0; ///< beyond what was held before
};

Pass run(bool keep, const at::Tensor& tokens, const at::Tensor& picture,
         const std::vector<std::vector<at::Tensor>>& weights) {
    const std::uint64_t before = tensorPool().figures().used;
    Pass pass;
    at::Tensor x = tokens;
    std::vector<at::Tensor> all{tokens, picture};
    for (const auto& of : weights) {
        std::vector<at::Tensor> inputs{x, picture};
        inputs.insert(inputs.end(), of.begin(), of.end());
        all.insert(all.end(), of.begin(), of.end());
        x = keep ? block(inputs) : recomputed(block, inputs);
    }
    pass.result = x.detach().clone();
    pass.gradients = torch::autograd::grad({x.pow(2).mean()}, all);
    pass.peak = tensorPool().figures().peakUsed - before;
    return pass;
}

TEST(Recompute, gradientsAreEqualAndLessIsKept) {
    at::manual_seed(3);
    const at::Tensor tokens = at::randn({kTokens, kWidth}).requires_grad_(true);
    const at::Tensor picture = at::randn({kImageTokens, kImageWidth}).requires_grad_(true);
    std::vector<std::vector<at::Tensor>> weights;
    for (int k = 0; k < kBlocks; ++k)
        weights.push_back(blockWeights());
    // The peak only grows: the pass that should need less comes first.
    const Pass less = run(false, tokens, picture, weights);
    const Pass plain = run(true, tokens, picture, weights);
    EXPECT_TRUE(at::equal(less.result, plain.result));
    ASSERT_EQ(less.gradients.size(), plain.gradients.size());
    for (std::size_t i = 0; i < plain.gradients.size(); ++i) {
        ASSERT_GT(plain.gradients[i].abs().max().item<float>(), 0.0f) << i;
        EXPECT_TRUE(at::allclose(less.gradients[i], plain.gradients[i], 1e-5, 1e-9)) << i;
    }
    EXPECT_LT(double(less.peak), 0.6 * double(plain.peak)) << less.peak << " and " << plain.peak;
}

TEST(Recompute, isAPlainCallWhereGradientsAreOff) {
    const at::NoGradGuard off;
    std::vector<at::Tensor> inputs{at::randn({kTokens, kWidth}), at::randn({kImageTokens, kImageWidth})};
    for (const at::Tensor& of : blockWeights())
        inputs.push_back(of);
    const at::Tensor made = recomputed(block, inputs);
    EXPECT_FALSE(made.requires_grad());
    EXPECT_TRUE(at::equal(made, block(inputs)));
}

} // namespace
} // namespace orfeas::inference

int main(int count, char** words) {
    orfeas::inference::useTensorPool();
    testing::InitGoogleTest(&count, words);
    return RUN_ALL_TESTS();
}
