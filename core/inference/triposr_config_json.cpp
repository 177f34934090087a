#include "core/inference/triposr_config_json.h"

#include <nlohmann/json.hpp>

namespace orfeas::inference {
namespace {

using nlohmann::json;

const char* nameOf(Activation activation) {
    switch (activation) {
    case Activation::None:
        return "none";
    case Activation::Exp:
        return "exp";
    case Activation::Sigmoid:
        return "sigmoid";
    case Activation::Tanh:
        return "tanh";
    case Activation::Softplus:
        return "softplus";
    case Activation::Relu:
        return "relu";
    case Activation::Silu:
        return "silu";
    }
    return "none";
}

json vitJson(const VitConfig& vit) {
    return {{"hidden_size", vit.width},           {"num_hidden_layers", vit.layers},
            {"num_attention_heads", vit.heads},   {"intermediate_size", vit.mlpWidth},
            {"patch_size", vit.patchSize},        {"image_size", vit.baseImageSize},
            {"layer_norm_eps", vit.layerNormEps}, {"qkv_bias", vit.qkvBias}};
}

} // namespace

json toJson(const TripoSrConfig& config) {
    const TripoSrConfig::Backbone& b = config.backbone;
    const TripoSrConfig::Decoder& d = config.decoder;
    json tsr;
    tsr["cond_image_size"] = config.condImageSize;
    tsr["tokenizer"] = {{"plane_size", config.planeSize}, {"num_channels", config.channels}};
    tsr["backbone"] = {{"in_channels", config.channels},
                       {"num_attention_heads", b.heads},
                       {"attention_head_dim", b.headDim},
                       {"num_layers", b.layers},
                       {"norm_num_groups", b.normGroups},
                       {"attention_bias", b.attentionBias},
                       {"activation_fn", b.gated ? "geglu" : "gelu"}};
    if (b.crossAttentionDim > 0) tsr["backbone"]["cross_attention_dim"] = b.crossAttentionDim;
    if (b.feedWidth > 0) tsr["backbone"]["orfeas_feed_width"] = b.feedWidth;
    tsr["post_processor"] = {{"in_channels", config.channels}, {"out_channels", config.features}};
    tsr["decoder"] = {{"in_channels", d.inFeatures},
                      {"n_neurons", d.neurons},
                      {"n_hidden_layers", d.hiddenLayers},
                      {"activation", nameOf(d.activation)},
                      {"bias", d.bias}};
    tsr["renderer"] = {{"radius", config.radius},
                       {"feature_reduction", config.concatPlanes ? "concat" : "mean"},
                       {"density_activation", nameOf(config.densityActivation)},
                       {"density_bias", config.densityBias},
                       {"color_activation", nameOf(config.colorActivation)}};
    return {{"tsr", tsr}, {"vit", vitJson(config.vit)}};
}

} // namespace orfeas::inference
