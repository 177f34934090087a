#include "tests/core/inference/small_networks.h"

namespace orfeas::test {

using nlohmann::json;

json plainNetwork() {
    return json::parse(R"({"tsr": {
        "cond_image_size": 40, "image_tokenizer": {"pretrained_model_name_or_path": "x"},
        "tokenizer": {"plane_size": 4, "num_channels": 32},
        "backbone": {"in_channels": "${tokenizer.num_channels}", "num_attention_heads": 3, "attention_head_dim": 8,
                     "num_layers": 2, "cross_attention_dim": 20},
        "post_processor": {"in_channels": 32, "out_channels": 5},
        "decoder": {"in_channels": 15, "n_neurons": 9, "n_hidden_layers": 3, "activation": "silu"},
        "renderer": {"radius": 0.87, "feature_reduction": "concat", "density_activation": "exp", "density_bias": -1.0}},
      "vit": {"hidden_size": 20, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 24,
              "patch_size": 8, "image_size": 24, "layer_norm_eps": 1e-12}})");
}

json wideNetwork() {
    return json::parse(R"({"tsr": {
        "cond_image_size": 16, "image_tokenizer": {"pretrained_model_name_or_path": "x"},
        "tokenizer": {"plane_size": 2, "num_channels": 32},
        "backbone": {"in_channels": "${tokenizer.num_channels}", "num_attention_heads": 8, "attention_head_dim": 64,
                     "num_layers": 4, "cross_attention_dim": 20},
        "post_processor": {"in_channels": 32, "out_channels": 5},
        "decoder": {"in_channels": 15, "n_neurons": 9, "n_hidden_layers": 3, "activation": "silu"},
        "renderer": {"radius": 0.87, "feature_reduction": "concat", "density_activation": "exp", "density_bias": -1.0}},
      "vit": {"hidden_size": 20, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 24,
              "patch_size": 8, "image_size": 16, "layer_norm_eps": 1e-12}})");
}

json oddNetwork() {
    return json::parse(R"({"tsr": {
        "cond_image_size": 27, "tokenizer": {"plane_size": 3, "num_channels": 24},
        "backbone": {"in_channels": 24, "num_attention_heads": 2, "attention_head_dim": 7, "num_layers": 1,
                     "norm_num_groups": 4, "attention_bias": true, "activation_fn": "gelu"},
        "post_processor": {"in_channels": 24, "out_channels": 6},
        "decoder": {"in_channels": 6, "n_neurons": 5, "n_hidden_layers": 1, "activation": "relu", "bias": false},
        "renderer": {"radius": 1.3, "feature_reduction": "mean", "density_activation": "softplus", "density_bias": 0.5,
                     "color_activation": "tanh"}},
      "vit": {"hidden_size": 12, "num_hidden_layers": 1, "num_attention_heads": 3, "intermediate_size": 10,
              "patch_size": 8, "image_size": 24, "layer_norm_eps": 1e-6, "qkv_bias": false}})");
}

} // namespace orfeas::test
