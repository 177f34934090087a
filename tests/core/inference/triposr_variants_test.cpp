// Networks of random sizes and options, in mixed types of numbers, against the naive computation: the module computes
// TripoSR, not the few networks that happen to be at hand.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>

#include <nlohmann/json.hpp>

#include "core/inference/safetensors_file.h"
#include "tests/core/inference/naive_triposr.h"
#include "tests/parity/fixture_parity.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

using nlohmann::json;

class Variant {
public:
    explicit Variant(unsigned seed) : m_random(seed), m_seed(seed) {}

    json config() {
        // Norms over two or three values would make rounding large, in any arithmetic.
        const int vitHeads = between(1, 4), vitWidth = vitHeads * (8 / vitHeads + between(1, 5));
        const int heads = between(1, 5), patch = between(3, 9);
        const int base = between(1, 4) * patch + between(0, patch - 1);
        // The same grid, a finer and a coarser one; pixels beyond the last patch.
        const int grid = chance(3) ? base / patch : between(1, 6);
        const int groups = between(1, 4), channels = groups * between(2, 6), features = between(1, 6);
        const bool concat = chance(2);
        json tsr = {{"cond_image_size", grid * patch + between(0, patch - 1)},
                    {"tokenizer", {{"plane_size", between(1, 6)}, {"num_channels", channels}}},
                    {"backbone",
                     {{"in_channels", "${tokenizer.num_channels}"},
                      {"num_attention_heads", heads},
                      {"attention_head_dim", 8 / heads + between(1, 6)},
                      {"norm_num_groups", groups},
                      {"attention_bias", chance(2)}}},
                    {"post_processor", {{"in_channels", channels}, {"out_channels", features}}},
                    {"decoder",
                     {{"in_channels", concat ? 3 * features : features},
                      {"n_neurons", between(2, 12)},
                      {"n_hidden_layers", between(1, 4)}}},
                    {"renderer", {{"radius", 0.3 + 0.1 * between(0, 9)}, {"density_activation", "exp"}}}};
        json& backbone = tsr["backbone"];
        if (chance(2)) backbone["num_layers"] = between(0, 3);
        if (!chance(3)) backbone["cross_attention_dim"] = vitWidth;
        if (chance(2)) backbone["activation_fn"] = chance(2) ? "gelu" : "geglu";
        if (chance(2)) tsr["decoder"]["activation"] = chance(2) ? "silu" : "relu";
        if (chance(2)) tsr["decoder"]["bias"] = chance(2);
        if (!concat) tsr["renderer"]["feature_reduction"] = "mean";
        if (chance(2)) tsr["renderer"]["density_activation"] = "softplus";
        if (chance(2)) tsr["renderer"]["density_bias"] = 0.1 * between(-20, 20);
        if (chance(2)) tsr["renderer"]["color_activation"] = chance(2) ? "tanh" : "none";
        json vit = {{"hidden_size", vitWidth},
                    {"num_attention_heads", vitHeads},
                    {"patch_size", patch},
                    {"image_size", base},
                    {"num_hidden_layers", between(0, 3)},
                    {"intermediate_size", between(1, 20)}};
        if (chance(2)) vit["qkv_bias"] = chance(2);
        if (chance(2)) vit["layer_norm_eps"] = 1e-6;
        return {{"tsr", tsr}, {"vit", vit}};
    }

    /// Rounds each tensor to a type of its own and writes it so; or, for every other seed, all in float32.
    void writeWeights(const std::filesystem::path& file, test::Arrays& arrays) {
        Weights weights;
        auto memory = std::make_shared<std::vector<std::vector<std::byte>>>();
        memory->reserve(arrays.size());
        for (auto& [name, array] : arrays) {
            constexpr std::array kTypes{DType::F32, DType::BF16, DType::F16, DType::F64};
            const DType type = m_seed % 2 == 0 ? DType::F32 : kTypes[std::size_t(between(0, 3))];
            std::vector<std::byte>& data = memory->emplace_back();
            for (double& value : array.values) {
                const std::uint64_t bits = rounded(value, type);
                const auto* bytes = reinterpret_cast<const std::byte*>(&bits);
                data.insert(data.end(), bytes, bytes + byteSize(type));
            }
            weights.tensors[name] = {type, array.shape, contiguousStrides(array.shape), data};
        }
        weights.memory = memory;
        ASSERT_TRUE(writeSafetensors(file, weights, {}).ok());
    }

private:
    int between(int least, int most) { return std::uniform_int_distribution<int>(least, most)(m_random); }
    bool chance(int of) { return between(1, of) == 1; }

    // Cuts `value` to what the type can hold and returns its bits.
    static std::uint64_t rounded(double& value, DType type) {
        const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
        if (type == DType::F64) return std::bit_cast<std::uint64_t>(value);
        if (type == DType::F32) return bits;
        if (type == DType::BF16) {
            value = std::bit_cast<float>(bits & 0xFFFF0000u);
            return bits >> 16;
        }
        const int exponent = static_cast<int>(bits >> 23 & 0xFFu) - 127;
        if (exponent < -14 || exponent > 15) { // below the smallest normal number; none is above the largest
            value = 0.0;
            return 0;
        }
        value = std::bit_cast<float>(bits & 0xFFFFE000u);
        return (bits >> 16 & 0x8000u) | static_cast<std::uint32_t>(exponent + 15) << 10 |
               (bits >> 13 & 0x3FFu);
    }

    std::mt19937 m_random;
    unsigned m_seed;
};

// `seed`'s network, stage by stage; empty when all is well.
std::string faultsOf(unsigned seed) {
    const test::TemporaryFolder folder;
    Variant variant(seed);
    const json config = variant.config();
    const auto parsed = parseTripoSrConfig(config["tsr"], config["vit"]);
    if (!parsed.ok()) return parsed.error().userText;
    test::Arrays weights = test::randomWeights(*parsed, seed);
    variant.writeWeights(folder / "weights.safetensors", weights);
    test::writeArrays(folder / "activations.safetensors",
                      test::runNaively(*parsed, weights, test::softDisc(17 + int(seed % 40)), {}));
    test::putBytes(folder / "config.json", config.dump());
    const auto report = parity::compareWithFixture(folder.path(), folder / "weights.safetensors");
    if (!report.ok()) return report.error().userText + " " + report.error().detail;
    std::string text;
    for (const parity::StageResult& stage : report->stages) {
        // The resize computes its filter in float32, like the reference; the standard deviation enlarges that.
        const bool resized = (stage.stage == "image.rgb" && stage.maxAbs <= 4e-6) ||
                             (stage.stage == "image.normalized" && stage.maxAbs <= 2e-5);
        if (stage.passed || resized) continue;
        text += stage.stage + " (" + stage.run + ") rel. L2 " + std::to_string(stage.relativeL2 * 1e6) +
                "e-6 max " + std::to_string(stage.maxAbs) + "; ";
    }
    for (const std::string& name : report->notSeen)
        text += name + " not compared; ";
    return text.empty() ? text : text + config.dump();
}

// ORFEAS_VARIANTS=1000 for a longer look by hand.
TEST(TripoSrVariants, agreeWithFloat64) {
    const char* wanted = std::getenv("ORFEAS_VARIANTS");
    const unsigned count = wanted ? static_cast<unsigned>(std::atoi(wanted)) : 24u;
    for (unsigned seed = 1; seed <= count; ++seed)
        EXPECT_EQ(faultsOf(seed), "") << "seed " << seed;
}

} // namespace
} // namespace orfeas::inference
