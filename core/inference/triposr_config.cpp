#include "core/inference/triposr_config.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/inference/mapped_file.h"
#include "core/inference/yaml_reader.h"

namespace orfeas::inference {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxConfigBytes = 1u << 20;
constexpr int kMaxReferences = 8;

Error wrong(const std::string& field, const std::string& what, ErrorCode code = ErrorCode::BadInput) {
    return {code, "The model's configuration cannot be used: " + field + " " + what, {}};
}

const json* findPath(const json& root, std::string_view path) {
    const json* at = &root;
    while (true) {
        const std::size_t dot = path.find('.');
        const std::string key(path.substr(0, dot));
        if (!at->is_object() || !at->contains(key)) return nullptr;
        at = &(*at)[key];
        if (dot == std::string_view::npos) return at;
        path.remove_prefix(dot + 1);
    }
}

// Reads fields and remembers the first fault, so that a struct can be filled field by field.
class Fields {
public:
    explicit Fields(const json& root) : m_root(root) {}

    int integer(std::string_view path, int minimum, int maximum, std::optional<int> standard = {}) {
        const json* value = lookUp(path);
        if (!value) return standard ? *standard : missing(path, minimum);
        if (!value->is_number_integer() &&
            !(value->is_number_float() && std::floor(value->get<double>()) == value->get<double>())) {
            fault(wrong(std::string(path), "is not a whole number"));
            return minimum;
        }
        const double number = value->get<double>();
        if (number < minimum || number > maximum) {
            fault(wrong(std::string(path),
                        "must be between " + std::to_string(minimum) + " and " + std::to_string(maximum)));
            return minimum;
        }
        return static_cast<int>(number);
    }

    double real(std::string_view path, std::optional<double> standard = {}) {
        const json* value = lookUp(path);
        if (!value) return standard ? *standard : missing(path, 0.0);
        if (!value->is_number() || !std::isfinite(value->get<double>())) {
            fault(wrong(std::string(path), "is not a number"));
            return 0.0;
        }
        return value->get<double>();
    }

    bool flag(std::string_view path, bool standard) {
        const json* value = lookUp(path);
        if (!value) return standard;
        if (!value->is_boolean()) fault(wrong(std::string(path), "is neither true nor false"));
        return value->is_boolean() && value->get<bool>();
    }

    /// Without `standard` the field must be there; a null value reads as "none".
    std::string text(std::string_view path, std::optional<std::string> standard = {}) {
        const json* raw = findPath(m_root, path);
        if (raw && raw->is_null()) return "none";
        const json* value = lookUp(path);
        if (!value) return standard ? *standard : missing(path, std::string());
        if (!value->is_string()) fault(wrong(std::string(path), "is not a name"));
        return value->is_string() ? value->get<std::string>() : std::string();
    }

    Activation activation(std::string_view path, std::optional<std::string> standard = {}) {
        std::string name = text(path, std::move(standard));
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        constexpr std::array<std::pair<std::string_view, Activation>, 7> kNames{
            {{"none", Activation::None},
             {"exp", Activation::Exp},
             {"sigmoid", Activation::Sigmoid},
             {"tanh", Activation::Tanh},
             {"softplus", Activation::Softplus},
             {"relu", Activation::Relu},
             {"silu", Activation::Silu}}};
        for (const auto& [known, value] : kNames) {
            if (name == known) return value;
        }
        if (!m_error)
            fault(wrong(std::string(path), "is \"" + name + "\", which is not known here",
                        ErrorCode::Unsupported));
        return Activation::None;
    }

    /// A Python class: only its own name says which computation is meant, and only that is looked at.
    void label(std::string_view path, std::string_view expected) {
        const std::string name = text(path, std::string(expected));
        require(std::string_view(name).substr(name.rfind('.') + 1) == expected, path,
                "names \"" + name + "\", which is not the " + std::string(expected) + " computed here",
                ErrorCode::Unsupported);
    }

    void require(bool holds, std::string_view path, const std::string& what,
                 ErrorCode code = ErrorCode::BadInput) {
        if (!holds) fault(wrong(std::string(path), what, code));
    }

    Result<void> result() const {
        if (m_error) return *m_error;
        return {};
    }

private:
    // The value behind a path and its references; null when it is absent or null.
    const json* lookUp(std::string_view path) {
        const json* value = findPath(m_root, path);
        for (int i = 0; i < kMaxReferences && value && value->is_string(); ++i) {
            const std::string& content = value->get_ref<const std::string&>();
            if (!content.starts_with("${") || !content.ends_with("}")) return value;
            value = findPath(m_root, std::string_view(content).substr(2, content.size() - 3));
            if (!value) fault(wrong(std::string(path), "refers to " + content + ", which is not there"));
        }
        if (value && value->is_string() && value->get_ref<const std::string&>().starts_with("${")) {
            fault(wrong(std::string(path), "refers to itself"));
            return nullptr;
        }
        return value && !value->is_null() ? value : nullptr;
    }

    template <typename T>
    T missing(std::string_view path, T value) {
        fault(wrong(std::string(path), "is missing"));
        return value;
    }

    void fault(Error error) {
        if (!m_error) m_error = std::move(error);
    }

    const json& m_root;
    std::optional<Error> m_error;
};

Result<VitConfig> parseVit(const json& root) {
    VitConfig vit;
    if (root.is_null()) return vit;
    Fields fields(root);
    vit.width = fields.integer("hidden_size", 1, 16384, vit.width);
    vit.layers = fields.integer("num_hidden_layers", 0, 256, vit.layers);
    vit.heads = fields.integer("num_attention_heads", 1, 1024, vit.heads);
    vit.mlpWidth = fields.integer("intermediate_size", 1, 65536, vit.mlpWidth);
    vit.patchSize = fields.integer("patch_size", 1, 1024, vit.patchSize);
    vit.baseImageSize = fields.integer("image_size", 1, 8192, vit.baseImageSize);
    vit.layerNormEps = fields.real("layer_norm_eps", vit.layerNormEps);
    vit.qkvBias = fields.flag("qkv_bias", vit.qkvBias);
    fields.require(fields.integer("num_channels", 1, 16, 3) == 3, "num_channels", "must be 3",
                   ErrorCode::Unsupported);
    const std::string activation = fields.text("hidden_act", "gelu");
    fields.require(activation == "gelu", "hidden_act", "is \"" + activation + "\", which is not known here",
                   ErrorCode::Unsupported);
    fields.require(vit.width % vit.heads == 0, "hidden_size", "is no multiple of num_attention_heads");
    fields.require(vit.baseGrid() >= 1, "image_size", "is smaller than a patch");
    fields.require(vit.layerNormEps >= 0.0, "layer_norm_eps", "is negative");
    ORFEAS_CHECK(fields.result());
    return vit;
}

void parseBackbone(Fields& fields, TripoSrConfig& config) {
    TripoSrConfig::Backbone& backbone = config.backbone;
    backbone.heads = fields.integer("backbone.num_attention_heads", 1, 1024, backbone.heads);
    backbone.headDim = fields.integer("backbone.attention_head_dim", 1, 4096, backbone.headDim);
    backbone.layers = fields.integer("backbone.num_layers", 0, 256, backbone.layers);
    backbone.crossAttentionDim = fields.integer("backbone.cross_attention_dim", 0, 16384, 0);
    backbone.normGroups = fields.integer("backbone.norm_num_groups", 1, 16384, backbone.normGroups);
    backbone.attentionBias = fields.flag("backbone.attention_bias", false);
    // Ours, written by `orfeas models compress`: the published networks have four times the width.
    backbone.feedWidth = fields.integer("backbone.orfeas_feed_width", 0, 262144, 0);
    const std::string activation = fields.text("backbone.activation_fn", "geglu");
    backbone.gated = activation == "geglu";
    fields.require(backbone.gated || activation == "gelu", "backbone.activation_fn",
                   "is \"" + activation + "\", which is not known here", ErrorCode::Unsupported);
    fields.require(fields.integer("backbone.in_channels", 1, 16384) == config.channels,
                   "backbone.in_channels", "differs from tokenizer.num_channels");
    fields.require(config.channels % backbone.normGroups == 0, "backbone.norm_num_groups",
                   "does not divide the channels");
    fields.require(backbone.width() <= 65536, "backbone.attention_head_dim", "is too large");
    fields.require(backbone.crossAttentionDim == 0 || backbone.crossAttentionDim == config.vit.width,
                   "backbone.cross_attention_dim", "differs from the width of the image tokenizer");
    for (const char* option : {"backbone.only_cross_attention", "backbone.double_self_attention"}) {
        fields.require(!fields.flag(option, false), option, "is not known here", ErrorCode::Unsupported);
    }
    fields.require(fields.text("backbone.norm_type", "layer_norm") == "layer_norm", "backbone.norm_type",
                   "is not known here", ErrorCode::Unsupported);
}

void parseDecoder(Fields& fields, TripoSrConfig& config) {
    TripoSrConfig::Decoder& decoder = config.decoder;
    decoder.inFeatures = fields.integer("decoder.in_channels", 1, 65536);
    decoder.neurons = fields.integer("decoder.n_neurons", 1, 16384);
    decoder.hiddenLayers = fields.integer("decoder.n_hidden_layers", 1, 256);
    decoder.activation = fields.activation("decoder.activation", "relu");
    decoder.bias = fields.flag("decoder.bias", true);
    fields.require(decoder.activation == Activation::Relu || decoder.activation == Activation::Silu,
                   "decoder.activation", "must be relu or silu", ErrorCode::Unsupported);
    const std::string reduction = fields.text("renderer.feature_reduction", "concat");
    config.concatPlanes = reduction == "concat";
    fields.require(config.concatPlanes || reduction == "mean", "renderer.feature_reduction",
                   "must be concat or mean", ErrorCode::Unsupported);
    fields.require(decoder.inFeatures == config.features * (config.concatPlanes ? 3 : 1),
                   "decoder.in_channels", "does not fit the features of the planes");
}

Result<std::string> readText(const std::filesystem::path& file) {
    ORFEAS_TRY(mapped, MappedFile::open(file));
    const std::span<const std::byte> bytes = mapped->bytes();
    if (bytes.size() > kMaxConfigBytes) {
        return Error{
            ErrorCode::TooLarge, "\"" + file.filename().string() + "\" is too large for a configuration", {}};
    }
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Result<json> readJson(const std::filesystem::path& file) {
    ORFEAS_TRY(text, readText(file));
    json value = json::parse(text, nullptr, false);
    if (value.is_discarded() || !value.is_object()) {
        return Error{ErrorCode::BadInput, "\"" + file.filename().string() + "\" is not sound JSON",
                     file.string()};
    }
    return value;
}

bool isThere(const std::filesystem::path& file) {
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

} // namespace

Result<TripoSrConfig> parseTripoSrConfig(const json& network, const json& vit) {
    TripoSrConfig config;
    Fields fields(network);
    ORFEAS_TRY(parsedVit, parseVit(vit));
    config.vit = parsedVit;
    if (vit.is_null()) {
        const std::string name =
            fields.text("image_tokenizer.pretrained_model_name_or_path", "facebook/dino-vitb16");
        fields.require(name == "facebook/dino-vitb16", "image_tokenizer.pretrained_model_name_or_path",
                       "names \"" + name + "\", whose sizes are in no image_tokenizer/config.json here");
    }
    constexpr std::array<std::pair<const char*, const char*>, 6> kParts{
        {{"image_tokenizer_cls", "DINOSingleImageTokenizer"},
         {"tokenizer_cls", "Triplane1DTokenizer"},
         {"backbone_cls", "Transformer1D"},
         {"post_processor_cls", "TriplaneUpsampleNetwork"},
         {"decoder_cls", "NeRFMLP"},
         {"renderer_cls", "TriplaneNeRFRenderer"}}};
    for (const auto& [path, part] : kParts)
        fields.label(path, part);
    config.condImageSize = fields.integer("cond_image_size", 1, 8192);
    config.planeSize = fields.integer("tokenizer.plane_size", 1, 512);
    config.channels = fields.integer("tokenizer.num_channels", 1, 16384);
    parseBackbone(fields, config);
    fields.require(fields.integer("post_processor.in_channels", 1, 16384) == config.channels,
                   "post_processor.in_channels", "differs from tokenizer.num_channels");
    config.features = fields.integer("post_processor.out_channels", 1, 4096);
    parseDecoder(fields, config);
    config.radius = fields.real("renderer.radius");
    fields.require(config.radius > 0.0, "renderer.radius", "must be greater than 0");
    // The reference cannot evaluate its own default (trunc_exp), so an absent field is an error there too.
    config.densityActivation = fields.activation("renderer.density_activation");
    config.densityBias = fields.real("renderer.density_bias", -1.0);
    config.colorActivation = fields.activation("renderer.color_activation", "sigmoid");
    fields.require(config.imageGrid() >= 1, "cond_image_size", "is smaller than a patch");
    ORFEAS_CHECK(fields.result());
    return config;
}

Result<TripoSrConfig> readTripoSrConfig(const std::filesystem::path& folder) {
    if (isThere(folder / "config.json")) {
        ORFEAS_TRY(both, readJson(folder / "config.json"));
        if (!both.contains("tsr"))
            return wrong("config.json", "describes another kind of network", ErrorCode::Unsupported);
        return parseTripoSrConfig(both["tsr"], both.contains("vit") ? both["vit"] : json());
    }
    if (!isThere(folder / "config.yaml")) {
        return Error{ErrorCode::NotFound, "The folder holds no config.yaml, so it is no TripoSR model",
                     folder.string()};
    }
    ORFEAS_TRY(text, readText(folder / "config.yaml"));
    auto network = readYaml(text);
    if (!network.ok()) return Error{network.error().code, "config.yaml: " + network.error().userText, {}};
    json vit;
    if (isThere(folder / "image_tokenizer" / "config.json")) {
        ORFEAS_TRY(parsed, readJson(folder / "image_tokenizer" / "config.json"));
        vit = std::move(parsed);
    }
    return parseTripoSrConfig(*network, vit);
}

} // namespace orfeas::inference
