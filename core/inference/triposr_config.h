// What a TripoSR folder says about its network: sizes, options and constants, none of them built in.
#pragma once

#include <array>
#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"

namespace orfeas::inference {

/// The image tokenizer: a plain vision transformer (Dosovitskiy et al. 2021) with DINO weights (Caron et al. 2021).
/// The defaults are those of facebook/dino-vitb16, whose sizes a TripoSR folder does not carry.
struct VitConfig {
    int width = 768;
    int layers = 12;
    int heads = 12;
    int mlpWidth = 3072;
    int patchSize = 16;
    int baseImageSize = 224; ///< the picture size the position table was made for
    double layerNormEps = 1e-12;
    bool qkvBias = true;

    int baseGrid() const { return baseImageSize / patchSize; }
};

enum class Activation { None, Exp, Sigmoid, Tanh, Softplus, Relu, Silu };

/// Everything a TripoSR network is built from (Tochilkin et al. 2024). Names follow its config.yaml.
struct TripoSrConfig {
    int condImageSize = 0;
    std::array<float, 3> imageMean{0.485f, 0.456f, 0.406f};
    std::array<float, 3> imageStd{0.229f, 0.224f, 0.225f};
    VitConfig vit;
    int planeSize = 0;
    int channels = 0;

    struct Backbone {
        int heads = 16;
        int headDim = 88;
        int layers = 1;
        int crossAttentionDim = 0; ///< 0: the blocks have no cross attention
        int normGroups = 32;
        bool attentionBias = false;
        bool gated = true; ///< feed-forward "geglu"; false: "gelu"

        int feedWidth = 0; ///< inner width of the feed-forward; 0: four times the width, as published

        int width() const { return heads * headDim; }
        int inner() const { return feedWidth > 0 ? feedWidth : 4 * width(); }
    } backbone;

    int features = 0; ///< per plane, after upsampling

    struct Decoder {
        int inFeatures = 0;
        int neurons = 0;
        int hiddenLayers = 0;
        Activation activation = Activation::Relu;
        bool bias = true;
    } decoder;

    double radius = 0.0;
    bool concatPlanes = true; ///< false: the planes' features are averaged
    Activation densityActivation = Activation::Exp;
    double densityBias = -1.0;
    Activation colorActivation = Activation::Sigmoid;

    int tokens() const { return 3 * planeSize * planeSize; }
    int imageGrid() const { return condImageSize / vit.patchSize; }
};

/// From a parsed config.yaml, whose "${a.b}" references are resolved, and the parsed JSON of its vision transformer
/// (null: the published one). Fails with BadInput or Unsupported, naming the field, when one is missing, out of range,
/// of another kind, or asks for something TripoSR's published code does not do.
Result<TripoSrConfig> parseTripoSrConfig(const nlohmann::json& network, const nlohmann::json& vit);

/// Reads `folder`/config.json ({"tsr": ..., "vit": ...}) if there is one, else config.yaml with an optional
/// image_tokenizer/config.json.
Result<TripoSrConfig> readTripoSrConfig(const std::filesystem::path& folder);

} // namespace orfeas::inference
