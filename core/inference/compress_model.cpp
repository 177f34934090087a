#include "core/inference/compress_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <numeric>

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/parallel.h"
#include "core/inference/density_response.h"
#include "core/inference/inference_module.h"
#include "core/inference/precision_survey.h"
#include "core/inference/safetensors_file.h"
#include "core/inference/scene_mesh.h"
#include "core/inference/triposr_config_json.h"
#include "core/inference/triposr_weights.h"
#include "core/mesh/triangle_tree.h"

namespace orfeas::inference {
namespace {

namespace fs = std::filesystem;

constexpr int kFieldSamples = 32;
constexpr int kSurfaceSamples = 64;
constexpr double kUsualInside = 0.15; ///< where the threshold is reached nowhere
constexpr std::int64_t kChannelStep = 8;

// A matrix in float32, rows one after the other.
struct Matrix {
    std::int64_t rows = 0, columns = 1;
    std::vector<float> values;

    float* row(std::int64_t r) { return values.data() + r * columns; }
    const float* row(std::int64_t r) const { return values.data() + r * columns; }
};

float fromHalf(std::uint16_t bits) {
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    const double size =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    return static_cast<float>(bits & 0x8000 ? -size : size);
}

float valueAt(const std::byte* at, DType type) {
    const auto as = [&](auto value) {
        std::memcpy(&value, at, sizeof value);
        return value;
    };
    switch (type) {
    case DType::F64:
        return static_cast<float>(as(double{}));
    case DType::F16:
        return fromHalf(as(std::uint16_t{}));
    case DType::BF16: {
        const std::uint32_t bits = std::uint32_t{as(std::uint16_t{})} << 16;
        float value = 0.0f;
        std::memcpy(&value, &bits, sizeof value);
        return value;
    }
    default:
        return as(float{});
    }
}

Matrix read(const TensorView& view) {
    Matrix made;
    made.rows = view.shape.empty() ? 1 : view.shape[0];
    made.columns = made.rows == 0 ? 0 : std::int64_t(elementCount(view.shape).value_or(0)) / made.rows;
    made.values.resize(std::size_t(made.rows * made.columns));
    const std::size_t size = byteSize(view.dtype);
    // Only the first two dimensions of a view may be laid out in another order.
    const std::int64_t down = view.shape.empty() ? 0 : view.strides[0];
    const std::int64_t across = view.shape.size() == 2 ? view.strides[1] : 1;
    for (std::int64_t r = 0; r < made.rows; ++r) {
        for (std::int64_t c = 0; c < made.columns; ++c)
            made.row(r)[c] =
                valueAt(view.bytes.data() + std::size_t(r * down + c * across) * size, view.dtype);
    }
    return made;
}

// Builds the new file's tensors, and owns them.
class Builder {
public:
    void keep(const std::string& name, const TensorView& view) { m_weights.tensors[name] = view; }
    void add(const std::string& name, const Matrix& matrix, bool isVector) {
        const auto bytes = std::as_bytes(std::span(matrix.values));
        put(name, DType::F32, isVector ? Shape{matrix.rows} : Shape{matrix.rows, matrix.columns}, bytes);
    }
    void addInt8(const std::string& name, const Matrix& matrix) {
        std::vector<std::int8_t> values(matrix.values.size());
        std::vector<float> scales(std::size_t(matrix.rows));
        parallelFor(std::size_t(matrix.rows), 16, [&](std::size_t begin, std::size_t end) {
            for (std::size_t r = begin; r < end; ++r) {
                const float* row = matrix.row(std::int64_t(r));
                float largest = 0.0f;
                for (std::int64_t c = 0; c < matrix.columns; ++c)
                    largest = std::max(largest, std::abs(row[c]));
                scales[r] = std::max(largest / 127.0f, 1e-30f);
                for (std::int64_t c = 0; c < matrix.columns; ++c)
                    values[r * std::size_t(matrix.columns) + std::size_t(c)] =
                        static_cast<std::int8_t>(std::lround(row[c] / scales[r]));
            }
        });
        put(name, DType::I8, {matrix.rows, matrix.columns}, std::as_bytes(std::span(values)));
        put(name + kScaleSuffix, DType::F32, {matrix.rows, 1}, std::as_bytes(std::span(scales)));
    }
    Weights take(const Weights& from) {
        m_weights.file = from.file; // what is kept as it is still lies there
        m_weights.memory = m_memory;
        return std::move(m_weights);
    }

private:
    void put(const std::string& name, DType type, Shape shape, std::span<const std::byte> bytes) {
        m_memory->emplace_back(bytes.begin(), bytes.end());
        const Shape strides = contiguousStrides(shape);
        m_weights.tensors[name] = {type, std::move(shape), strides, m_memory->back()};
    }

    Weights m_weights;
    std::shared_ptr<std::vector<std::vector<std::byte>>> m_memory =
        std::make_shared<std::vector<std::vector<std::byte>>>();
};

// One feed-forward: which tensors, and whether the inner width is doubled by a gate.
struct FeedForward {
    std::string in, out;
    bool gated = false;
};

std::vector<FeedForward> feedForwards(const TripoSrConfig& config) {
    std::vector<FeedForward> list;
    for (int k = 0; k < config.vit.layers; ++k) {
        const std::string layer = "image_tokenizer.model.encoder.layer." + std::to_string(k) + ".";
        list.push_back({layer + "intermediate.dense", layer + "output.dense", false});
    }
    for (int k = 0; k < config.backbone.layers; ++k) {
        const std::string block = "backbone.transformer_blocks." + std::to_string(k) + ".";
        list.push_back({block + "ff.net.0.proj", block + "ff.net.2", config.backbone.gated});
    }
    return list;
}

double norm(const float* values, std::int64_t count) {
    return std::sqrt(std::inner_product(values, values + count, values, 0.0));
}

// The `keep` channels that contribute most, in their order.
std::vector<std::int64_t> strongest(const Matrix& in, const Matrix& out, bool gated, std::int64_t keep) {
    const std::int64_t inner = out.columns;
    std::vector<double> strength(static_cast<std::size_t>(inner));
    for (std::int64_t j = 0; j < inner; ++j) {
        double going = 0.0;
        for (std::int64_t r = 0; r < out.rows; ++r)
            going += double(out.row(r)[j]) * double(out.row(r)[j]);
        strength[std::size_t(j)] = std::sqrt(going) * norm(in.row(j), in.columns);
        if (gated) strength[std::size_t(j)] *= norm(in.row(inner + j), in.columns);
    }
    std::vector<std::int64_t> order(static_cast<std::size_t>(inner));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        return strength[std::size_t(a)] > strength[std::size_t(b)];
    });
    order.resize(std::size_t(keep));
    std::sort(order.begin(), order.end());
    return order;
}

Matrix rowsOf(const Matrix& from, const std::vector<std::int64_t>& kept, std::int64_t copies,
              std::int64_t stride) {
    Matrix made{std::int64_t(kept.size()) * copies, from.columns, {}};
    for (std::int64_t copy = 0; copy < copies; ++copy) {
        for (const std::int64_t row : kept)
            made.values.insert(made.values.end(), from.row(copy * stride + row),
                               from.row(copy * stride + row) + from.columns);
    }
    return made;
}

Matrix columnsOf(const Matrix& from, const std::vector<std::int64_t>& kept) {
    Matrix made{from.rows, std::int64_t(kept.size()), {}};
    for (std::int64_t r = 0; r < from.rows; ++r) {
        for (const std::int64_t column : kept)
            made.values.push_back(from.row(r)[column]);
    }
    return made;
}

std::int64_t keptChannels(int inner, double prune) {
    const auto wanted = static_cast<std::int64_t>(std::llround(double(inner) * (1.0 - prune)));
    return std::clamp<std::int64_t>((wanted + kChannelStep - 1) / kChannelStep * kChannelStep, 1, inner);
}

using Changed = std::map<std::string, Matrix>;

// Every feed-forward with fewer channels; the configuration follows.
Result<Changed> pruned(const Model& model, double prune, TripoSrConfig& config,
                       const jobs::JobContext& context) {
    Changed changed;
    if (prune <= 0.0) return changed;
    const auto all = feedForwards(model.config);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (context.cancelled()) return jobs::cancelledError();
        context.report("pruning", double(i) / double(all.size()));
        const FeedForward& feed = all[i];
        const Matrix in = read(*model.weights.find(feed.in + ".weight"));
        const Matrix bias = read(*model.weights.find(feed.in + ".bias"));
        const Matrix out = read(*model.weights.find(feed.out + ".weight"));
        const auto kept = strongest(in, out, feed.gated, keptChannels(int(out.columns), prune));
        changed[feed.in + ".weight"] = rowsOf(in, kept, feed.gated ? 2 : 1, out.columns);
        changed[feed.in + ".bias"] = rowsOf(bias, kept, feed.gated ? 2 : 1, out.columns);
        changed[feed.out + ".weight"] = columnsOf(out, kept);
    }
    config.vit.mlpWidth = int(keptChannels(config.vit.mlpWidth, prune));
    config.backbone.feedWidth = int(keptChannels(config.backbone.inner(), prune));
    return changed;
}

struct Seen {
    std::vector<float> field;
    std::shared_ptr<const SceneCode> scene;
};

Result<Seen> look(ShapeNetwork& network, const TripoSrConfig& config, const ConditioningImage& picture,
                  const jobs::JobContext& context) {
    ORFEAS_TRY(scene, network.encode(picture, nullptr, context));
    ORFEAS_TRY(field, latticeDensities(*scene, config.radius, kFieldSamples));
    return Seen{std::move(field), scene};
}

// Mean and largest distance from the corners of `from` to the surface of `to`.
std::pair<double, double> distances(const mesh::Mesh& from, const mesh::Mesh& to) {
    const mesh::TriangleTree tree(to);
    double sum = 0.0, largest = 0.0;
    for (const glm::vec3& point : from.positions) {
        const auto closest = tree.closest(glm::dvec3(point));
        if (!closest) continue;
        sum += closest->distance;
        largest = std::max(largest, closest->distance);
    }
    return {sum / std::max<double>(1.0, double(from.positions.size())), largest};
}

void compareSurfaces(const Seen& exact, const Seen& made, const TripoSrConfig& config, double level,
                     CompressError& error, const jobs::JobContext& context) {
    SceneMeshSettings settings;
    settings.resolution = kSurfaceSamples;
    settings.colors = false;
    settings.threshold = double(densityOf(config, float(level)));
    const auto a = meshScene(*exact.scene, config, settings, context);
    const auto b = meshScene(*made.scene, config, settings, context);
    if (!a.ok() || !b.ok()) return; // nothing solid to compare
    const auto there = distances(*a, *b), back = distances(*b, *a);
    const double side = 2.0 * config.radius;
    error.hasSurface = true;
    error.surfaceMean = 0.5 * (there.first + back.first) / side;
    error.surfaceLargest = std::max(there.second, back.second) / side;
}

// One network open at a time: the exact one sees all pictures, then the smaller one.
Result<std::vector<CompressError>> compare(const Model& before, const Model& after,
                                           const std::vector<ConditioningImage>& pictures,
                                           const jobs::JobContext& context) {
    ORFEAS_TRY(factory, inferenceModule());
    std::vector<Seen> exact, made;
    for (const Model* model : {&before, &after}) {
        NetworkOptions options;
        options.residency = Residency::Blocks;
        ORFEAS_TRY(network, factory->open(model->config, model->weights, options));
        for (const ConditioningImage& picture : pictures) {
            ORFEAS_TRY(seen, look(*network, model->config, picture, context));
            (model == &before ? exact : made).push_back(std::move(seen));
        }
    }
    std::vector<CompressError> errors;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        CompressError error;
        error.field = compareFields(exact[i].field, made[i].field, kUsualInside);
        compareSurfaces(exact[i], made[i], before.config, error.field.level, error, context);
        errors.push_back(error);
    }
    return errors;
}

// Goes with all in it.
struct Scratch {
    fs::path path;
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

} // namespace

Result<CompressedModel> compressed(const Model& model, const CompressSettings& settings,
                                   const jobs::JobContext& context) {
    for (const auto& [name, view] : model.weights.tensors) {
        if (view.dtype == DType::I8)
            return Error{ErrorCode::Unsupported,
                         "This model is int8 already; compress the one it was made from", name};
    }
    CompressedModel made{model.config, {}};
    ORFEAS_TRY(changed, pruned(model, settings.prune, made.config, context.part(0.0, 0.5)));
    Builder builder;
    double done = 0.0;
    for (const auto& [name, view] : model.weights.tensors) {
        if (context.cancelled()) return jobs::cancelledError();
        context.report("quantising", 0.5 + 0.5 * done++ / double(model.weights.tensors.size()));
        const auto other = changed.find(name);
        const bool isMatrix = isTransformerMatrix(name, view.shape);
        if (other == changed.end() && !(isMatrix && settings.int8)) {
            builder.keep(name, view);
            continue;
        }
        const Matrix values = other != changed.end() ? std::move(other->second) : read(view);
        if (isMatrix && settings.int8)
            builder.addInt8(name, values);
        else
            builder.add(name, values, !isMatrix);
    }
    made.weights = builder.take(model.weights);
    return made;
}

Result<CompressReport> compressModel(const std::string& name, const std::string& newName,
                                     const CompressSettings& settings,
                                     std::vector<ConditioningImage> pictures,
                                     const jobs::JobContext& context) {
    if (!(settings.prune >= 0.0 && settings.prune <= 0.9))
        return Error{ErrorCode::BadInput, "The share to prune must be between 0 and 0.9", {}};
    ORFEAS_TRY(folder, resolveModel(name));
    ORFEAS_TRY(before, openModel(folder));
    std::error_code fault;
    const Scratch scratch{modelsFolder() / (".compressing-" + std::to_string(::getpid()))};
    fs::create_directories(scratch.path, fault);
    if (fault) return Error{ErrorCode::IoFailed, "The models folder cannot be written", fault.message()};
    {
        ORFEAS_TRY(made, compressed(before, settings, context.part(0.0, 0.3)));
        ORFEAS_CHECK(
            writeSafetensors(scratch.path / "weights.safetensors", made.weights, context.part(0.3, 0.4)));
        std::ofstream config(scratch.path / "config.json");
        config << toJson(made.config).dump(1) << "\n";
        config.close();
        if (!config)
            return Error{ErrorCode::IoFailed, "The new model's configuration could not be written", {}};
    }
    CompressReport report;
    ORFEAS_TRY(added, addModel(scratch.path, newName, context.part(0.4, 0.6)));
    report.after = added;
    report.before.name = folder.filename().string();
    report.before.folder = folder;
    report.before.bytes = before.weights.totalBytes();
    if (pictures.empty()) pictures.push_back(surveyPicture());
    const auto after = openModel(added.folder);
    auto errors = after.ok() ? compare(before, *after, pictures, context.part(0.6, 1.0))
                             : Result<std::vector<CompressError>>(after.error());
    if (!errors.ok()) {
        static_cast<void>(removeModel(newName)); // a model nobody has looked through is not left there
        return errors.error();
    }
    report.errors = std::move(*errors);
    return report;
}

} // namespace orfeas::inference
