#include "core/inference/triposr_config.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/inference/density_response.h"
#include "core/inference/triposr_weights.h"
#include "core/inference/yaml_reader.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::inference {
namespace {

using nlohmann::json;

constexpr const char* kPublished = R"(# the published sizes
cond_image_size: 512
image_tokenizer_cls: tsr.models.tokenizers.image.DINOSingleImageTokenizer
image_tokenizer:
  pretrained_model_name_or_path: "facebook/dino-vitb16"   # its own sizes are elsewhere
tokenizer:
  plane_size: 32
  num_channels: 1024
backbone:
  in_channels: ${tokenizer.num_channels}
  num_attention_heads: 16
  attention_head_dim: 64
  num_layers: 16
  cross_attention_dim: 768
post_processor:
  in_channels: 1024
  out_channels: 40
decoder:
  in_channels: 120 # three planes of 40
  n_neurons: 64
  n_hidden_layers: 9
  activation: silu
renderer:
  radius: 0.87
  feature_reduction: concat
  density_activation: exp
  density_bias: -1.0
  num_samples_per_ray: 128
)";

json published() {
    return readYaml(kPublished).value();
}

Result<TripoSrConfig> parse(const json& network, const json& vit = json()) {
    return parseTripoSrConfig(network, vit);
}

TEST(YamlReader, readsWhatConfigurationsContain) {
    const json value =
        readYaml(
            "---\na: 1\nb:\n  c: [1, 2.5, 'x: y', null]\n  d:\n  - 3\n  - e: \"# no comment\"\n    f: ~\n"
            "g: -1e-12\nh: True\ni: it's # said\nj:\n'k l': {}\n")
            .value();
    EXPECT_EQ(value,
              json::parse(R"({"a":1,"b":{"c":[1,2.5,"x: y",null],"d":[3,{"e":"# no comment","f":null}]},
                                     "g":-1e-12,"h":true,"i":"it's","j":null,"k l":{}})"));
}

TEST(YamlReader, refusesWhatItDoesNotReadByLine) {
    for (const char* text :
         {"a: &x 1", "a: *x", "a: !!python/object 1", "a: |\n  b", "a: {b: 1}", "a: 1\n   b: 2", "a: 1\na: 2",
          "a", "a: \"x", "\ta: 1", "a: [1", "a:\n    b: 1\n  c: 2"}) {
        const Result<json> result = readYaml(text);
        ASSERT_FALSE(result.ok()) << text;
        EXPECT_TRUE(result.error().userText.starts_with("Line ")) << result.error().userText;
    }
    std::string deep;
    for (int i = 0; i < 100; ++i)
        deep += std::string(std::size_t(i), ' ') + "a:\n";
    EXPECT_FALSE(readYaml(deep).ok());
    EXPECT_FALSE(readYaml(std::string(2u << 20, '#')).ok());
}

TEST(TripoSrConfig, publishedFileHasThePublishedSizes) {
    const TripoSrConfig config = parse(published()).value();
    EXPECT_EQ(config.vit.width, 768);
    EXPECT_EQ(config.vit.layerNormEps, 1e-12);
    EXPECT_EQ(config.backbone.width(), 1024);
    EXPECT_TRUE(config.backbone.gated);
    EXPECT_EQ(config.tokens(), 3072);
    EXPECT_EQ(config.imageGrid(), 32);
    const std::vector<ExpectedTensor> tensors = expectedTensors(config);
    EXPECT_EQ(tensors.size(), 549u);
    std::uint64_t parameters = 0;
    for (const ExpectedTensor& tensor : tensors)
        parameters += *elementCount(tensor.shape);
    EXPECT_EQ(parameters, 419'275'628u);
}

TEST(TripoSrConfig, absentFieldsTakeTheReferencesDefaults) {
    json network = published();
    network["backbone"] = {{"in_channels", 1024}};
    network["decoder"].erase("activation");
    network["renderer"].erase("density_bias");
    const TripoSrConfig config = parse(network).value();
    EXPECT_EQ(config.backbone.heads, 16);
    EXPECT_EQ(config.backbone.headDim, 88);
    EXPECT_EQ(config.backbone.layers, 1);
    EXPECT_EQ(config.backbone.crossAttentionDim, 0);
    EXPECT_EQ(config.backbone.normGroups, 32);
    EXPECT_FALSE(config.backbone.attentionBias);
    EXPECT_EQ(config.decoder.activation, Activation::Relu);
    EXPECT_TRUE(config.decoder.bias);
    EXPECT_EQ(config.densityBias, -1.0);
    EXPECT_EQ(config.colorActivation, Activation::Sigmoid);
}

TEST(TripoSrConfig, namesTheFieldThatCannotBeUsed) {
    const std::vector<std::pair<const char*, json>> wrong{
        {"/cond_image_size", 0},
        {"/cond_image_size", "big"},
        {"/tokenizer/plane_size", 1e9},
        {"/backbone/in_channels", 512},
        {"/backbone/in_channels", "${tokenizer.nothing}"},
        {"/backbone/in_channels", "${backbone.in_channels}"},
        {"/backbone/norm_num_groups", 7},
        {"/backbone/activation_fn", "swish"},
        {"/backbone/cross_attention_dim", 5},
        {"/backbone/double_self_attention", true},
        {"/post_processor/in_channels", 3},
        {"/decoder/in_channels", 40},
        {"/decoder/activation", "exp"},
        {"/renderer/radius", -1},
        {"/renderer/feature_reduction", "sum"},
        {"/renderer/density_activation", "trunc_exp"},
        {"/backbone_cls", "tsr.models.transformer.transformer_2d.Transformer2D"},
        {"/decoder_cls", "os.system"},
        {"/image_tokenizer/pretrained_model_name_or_path", "elsewhere/vit-huge"},
    };
    for (const auto& [field, value] : wrong) {
        json network = published();
        network[json::json_pointer(field)] = value;
        const Result<TripoSrConfig> result = parse(network);
        ASSERT_FALSE(result.ok()) << field << " " << value;
        const std::string leaf = json::json_pointer(field).back();
        EXPECT_NE(result.error().userText.find(leaf), std::string::npos) << result.error().userText;
    }
}

TEST(TripoSrConfig, namesOfActivationsMayBeginWithACapital) {
    json network = published();
    network["renderer"]["color_activation"] = "Sigmoid";
    network["renderer"]["density_activation"] = "SiLU";
    const TripoSrConfig config = parse(network).value();
    EXPECT_EQ(config.colorActivation, Activation::Sigmoid);
    const float level = rawLevel(config, 25.0).value();
    EXPECT_NEAR(densityOf(config, level), 25.0f, 1e-4f);
    EXPECT_FALSE(rawLevel(config, -0.1).has_value());
}

TEST(TripoSrConfig, aMissingDensityActivationIsAnError) {
    json network = published();
    network["renderer"].erase("density_activation");
    EXPECT_FALSE(parse(network).ok());
}

TEST(TripoSrConfig, foldersWithoutConfigurationAreNamed) {
    test::TemporaryFolder folder;
    EXPECT_EQ(readTripoSrConfig(folder.path()).error().code, ErrorCode::NotFound);
    test::putBytes(folder / "config.yaml", kPublished);
    EXPECT_TRUE(readTripoSrConfig(folder.path()).ok());
    std::filesystem::create_directory(folder / "image_tokenizer");
    test::putBytes(folder / "image_tokenizer" / "config.json", "{");
    EXPECT_EQ(readTripoSrConfig(folder.path()).error().code, ErrorCode::BadInput);
    test::putBytes(folder / "image_tokenizer" / "config.json", R"({"qkv_bias":false})");
    EXPECT_FALSE(readTripoSrConfig(folder.path()).value().vit.qkvBias);
}

} // namespace
} // namespace orfeas::inference
