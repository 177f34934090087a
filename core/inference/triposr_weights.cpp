#include "core/inference/triposr_weights.h"

#include <set>
#include <utility>

namespace orfeas::inference {
namespace {

class List {
public:
    void add(const std::string& name, Shape shape, bool required = true) {
        m_tensors.push_back({name, std::move(shape), required});
    }
    /// weight (out, in), and bias (out).
    void linear(const std::string& name, std::int64_t in, std::int64_t out, bool bias = true,
                bool required = true) {
        add(name + ".weight", {out, in}, required);
        if (bias) add(name + ".bias", {out}, required);
    }
    void norm(const std::string& name, std::int64_t width) {
        add(name + ".weight", {width});
        add(name + ".bias", {width});
    }
    std::vector<ExpectedTensor> take() { return std::move(m_tensors); }

private:
    std::vector<ExpectedTensor> m_tensors;
};

void addImageTokenizer(List& list, const VitConfig& vit) {
    const std::string model = "image_tokenizer.model.";
    const std::int64_t positions = std::int64_t{vit.baseGrid()} * vit.baseGrid() + 1;
    list.add(model + "embeddings.cls_token", {1, 1, vit.width});
    list.add(model + "embeddings.position_embeddings", {1, positions, vit.width});
    list.add(model + "embeddings.patch_embeddings.projection.weight",
             {vit.width, 3, vit.patchSize, vit.patchSize});
    list.add(model + "embeddings.patch_embeddings.projection.bias", {vit.width});
    for (int k = 0; k < vit.layers; ++k) {
        const std::string layer = model + "encoder.layer." + std::to_string(k) + ".";
        for (const char* part : {"query", "key", "value"}) {
            list.linear(layer + "attention.attention." + part, vit.width, vit.width, vit.qkvBias);
        }
        list.linear(layer + "attention.output.dense", vit.width, vit.width);
        list.linear(layer + "intermediate.dense", vit.width, vit.mlpWidth);
        list.linear(layer + "output.dense", vit.mlpWidth, vit.width);
        list.norm(layer + "layernorm_before", vit.width);
        list.norm(layer + "layernorm_after", vit.width);
    }
    list.norm(model + "layernorm", vit.width);
    list.linear(model + "pooler.dense", vit.width, vit.width, true, false);
}

void addAttention(List& list, const std::string& name, std::int64_t width, std::int64_t context, bool bias) {
    list.linear(name + ".to_q", width, width, bias);
    list.linear(name + ".to_k", context, width, bias);
    list.linear(name + ".to_v", context, width, bias);
    list.linear(name + ".to_out.0", width, width);
}

void addBackbone(List& list, const TripoSrConfig& config) {
    const TripoSrConfig::Backbone& backbone = config.backbone;
    const std::int64_t width = backbone.width();
    list.norm("backbone.norm", config.channels);
    list.linear("backbone.proj_in", config.channels, width);
    for (int k = 0; k < backbone.layers; ++k) {
        const std::string block = "backbone.transformer_blocks." + std::to_string(k) + ".";
        list.norm(block + "norm1", width);
        addAttention(list, block + "attn1", width, width, backbone.attentionBias);
        if (backbone.crossAttentionDim > 0) {
            list.norm(block + "norm2", width);
            addAttention(list, block + "attn2", width, backbone.crossAttentionDim, backbone.attentionBias);
        }
        list.norm(block + "norm3", width);
        list.linear(block + "ff.net.0.proj", width, backbone.inner() * (backbone.gated ? 2 : 1));
        list.linear(block + "ff.net.2", backbone.inner(), width);
    }
    list.linear("backbone.proj_out", width, config.channels);
}

void addDecoder(List& list, const TripoSrConfig::Decoder& decoder) {
    for (int k = 0; k <= decoder.hiddenLayers; ++k) {
        const int in = k == 0 ? decoder.inFeatures : decoder.neurons;
        const int out = k == decoder.hiddenLayers ? 4 : decoder.neurons;
        list.linear("decoder.layers." + std::to_string(2 * k), in, out, decoder.bias);
    }
}

bool isStoredAsInt8(const Weights& weights, const ExpectedTensor& tensor) {
    const TensorView* values = weights.find(tensor.name);
    const TensorView* scales = weights.find(tensor.name + kScaleSuffix);
    return isTransformerMatrix(tensor.name, tensor.shape) && values->dtype == DType::I8 &&
           values->contiguous() && scales && scales->dtype == DType::F32 &&
           scales->shape == Shape{tensor.shape[0], 1};
}

std::string counted(const std::vector<std::string>& names, const std::string& what) {
    if (names.empty()) return {};
    const std::string more = names.size() > 1 ? " and " + std::to_string(names.size() - 1) + " more" : "";
    return what + " " + names.front() + more;
}

} // namespace

bool isTransformerMatrix(const std::string& name, const Shape& shape) {
    const bool inTransformer =
        name.starts_with("image_tokenizer.model.encoder.") || name.starts_with("backbone.");
    return inTransformer && shape.size() == 2;
}

std::vector<ExpectedTensor> expectedTensors(const TripoSrConfig& config) {
    List list;
    addImageTokenizer(list, config.vit);
    list.add("tokenizer.embeddings", {3, config.channels, config.planeSize, config.planeSize});
    addBackbone(list, config);
    list.add("post_processor.upsample.weight", {config.channels, config.features, 2, 2});
    list.add("post_processor.upsample.bias", {config.features});
    addDecoder(list, config.decoder);
    return list.take();
}

WeightFaults compareWeights(const TripoSrConfig& config, const Weights& weights) {
    WeightFaults faults;
    std::set<std::string> expected;
    for (const ExpectedTensor& tensor : expectedTensors(config)) {
        expected.insert(tensor.name);
        const TensorView* view = weights.find(tensor.name);
        if (!view) {
            if (tensor.required) faults.missing.push_back(tensor.name);
            continue;
        }
        if (view->shape != tensor.shape) {
            faults.misshapen.push_back(tensor.name + ": " + shapeText(view->shape) + " instead of " +
                                       shapeText(tensor.shape));
        }
        if (isStoredAsInt8(weights, tensor)) {
            expected.insert(tensor.name + kScaleSuffix);
            continue;
        }
        const bool isReal = view->dtype == DType::F32 || view->dtype == DType::F16 ||
                            view->dtype == DType::BF16 || view->dtype == DType::F64;
        if (!isReal) faults.mistyped.push_back(tensor.name + ": " + std::string(name(view->dtype)));
    }
    for (const auto& [tensor, view] : weights.tensors) {
        if (!expected.contains(tensor)) faults.extra.push_back(tensor);
    }
    return faults;
}

Result<void> checkWeights(const TripoSrConfig& config, const Weights& weights) {
    const WeightFaults faults = compareWeights(config, weights);
    if (faults.none()) return {};
    Error error{ErrorCode::BadInput, "The weights do not belong to this network:", {}};
    const std::pair<const std::vector<std::string>*, const char*> kinds[] = {
        {&faults.missing, "missing"},
        {&faults.misshapen, "of another shape"},
        {&faults.mistyped, "of another type"},
        {&faults.extra, "unknown"}};
    std::string separator = " ";
    for (const auto& [names, what] : kinds) {
        if (names->empty()) continue;
        error.userText += separator + counted(*names, what);
        separator = "; ";
        for (const std::string& each : *names)
            error.detail += std::string(what) + " " + each + "\n";
    }
    return error;
}

} // namespace orfeas::inference
