#include "tests/core/inference/naive_triposr.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <random>

#include "core/inference/safetensors_file.h"
#include "core/inference/triposr_weights.h"

namespace orfeas::test {
namespace {

using inference::Activation;
using inference::Shape;
using inference::TripoSrConfig;

std::size_t count(const Shape& shape) {
    std::size_t n = 1;
    for (const std::int64_t side : shape)
        n *= static_cast<std::size_t>(side);
    return n;
}

// Rows of equal width.
struct Matrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;

    Matrix() = default;
    Matrix(std::size_t r, std::size_t c) : rows(r), columns(c), values(r * c) {}
    double& at(std::size_t r, std::size_t c) { return values[r * columns + c]; }
    double at(std::size_t r, std::size_t c) const { return values[r * columns + c]; }
};

Matrix sum(const Matrix& a, const Matrix& b) {
    Matrix out = a;
    for (std::size_t i = 0; i < out.values.size(); ++i)
        out.values[i] += b.values[i];
    return out;
}

Matrix turned(const Matrix& a) {
    Matrix out(a.columns, a.rows);
    for (std::size_t r = 0; r < a.rows; ++r) {
        for (std::size_t c = 0; c < a.columns; ++c)
            out.at(c, r) = a.at(r, c);
    }
    return out;
}

double gelu(double x) {
    return 0.5 * x * (1.0 + std::erf(x / std::sqrt(2.0)));
}

double activate(Activation activation, double x) {
    switch (activation) {
    case Activation::None:
        return x;
    case Activation::Exp:
        return std::exp(x);
    case Activation::Sigmoid:
        return 1.0 / (1.0 + std::exp(-x));
    case Activation::Tanh:
        return std::tanh(x);
    case Activation::Softplus:
        return std::log1p(std::exp(x));
    case Activation::Relu:
        return std::max(0.0, x);
    case Activation::Silu:
        return x / (1.0 + std::exp(-x));
    }
    return x;
}

// Reads weights below a prefix and applies layers.
class Layers {
public:
    Layers(const Arrays& weights, std::string prefix) : m_weights(weights), m_prefix(std::move(prefix)) {}

    Layers below(const std::string& name) const { return {m_weights, m_prefix + name + "."}; }
    const std::vector<double>& values(const std::string& name) const {
        return m_weights.at(m_prefix + name).values;
    }
    bool has(const std::string& name) const { return m_weights.contains(m_prefix + name); }

    Matrix linear(const Matrix& x, const std::string& name) const {
        const Array& weight = m_weights.at(m_prefix + name + ".weight");
        const auto out = static_cast<std::size_t>(weight.shape[0]);
        Matrix y(x.rows, out);
        for (std::size_t r = 0; r < x.rows; ++r) {
            for (std::size_t o = 0; o < out; ++o) {
                double total = has(name + ".bias") ? values(name + ".bias")[o] : 0.0;
                for (std::size_t i = 0; i < x.columns; ++i)
                    total += x.at(r, i) * weight.values[o * x.columns + i];
                y.at(r, o) = total;
            }
        }
        return y;
    }

    Matrix norm(const Matrix& x, const std::string& name, double eps) const {
        Matrix y = x;
        for (std::size_t r = 0; r < x.rows; ++r) {
            double mean = 0.0;
            double variance = 0.0;
            for (std::size_t c = 0; c < x.columns; ++c)
                mean += x.at(r, c) / double(x.columns);
            for (std::size_t c = 0; c < x.columns; ++c) {
                variance += (x.at(r, c) - mean) * (x.at(r, c) - mean) / double(x.columns);
            }
            for (std::size_t c = 0; c < x.columns; ++c) {
                const double unit = (x.at(r, c) - mean) / std::sqrt(variance + eps);
                y.at(r, c) = unit * values(name + ".weight")[c] + values(name + ".bias")[c];
            }
        }
        return y;
    }

private:
    const Arrays& m_weights;
    std::string m_prefix;
};

Matrix attend(const Matrix& q, const Matrix& k, const Matrix& v, std::size_t heads) {
    const std::size_t dim = q.columns / heads;
    Matrix out(q.rows, q.columns);
    std::vector<double> scores(k.rows);
    for (std::size_t h = 0; h < heads; ++h) {
        for (std::size_t r = 0; r < q.rows; ++r) {
            double total = 0.0;
            for (std::size_t j = 0; j < k.rows; ++j) {
                double dot = 0.0;
                for (std::size_t d = 0; d < dim; ++d)
                    dot += q.at(r, h * dim + d) * k.at(j, h * dim + d);
                scores[j] = std::exp(dot / std::sqrt(double(dim)));
                total += scores[j];
            }
            for (std::size_t j = 0; j < k.rows; ++j) {
                for (std::size_t d = 0; d < dim; ++d) {
                    out.at(r, h * dim + d) += scores[j] / total * v.at(j, h * dim + d);
                }
            }
        }
    }
    return out;
}

// Samples of one line, resized with the triangle filter, which widens when the line shrinks.
std::vector<double> resizeLine(const std::vector<double>& line, int to) {
    const double scale = double(line.size()) / to;
    const double width = std::max(1.0, scale);
    std::vector<double> out(static_cast<std::size_t>(to));
    for (int i = 0; i < to; ++i) {
        const double center = (i + 0.5) * scale;
        double total = 0.0;
        double weights = 0.0;
        for (std::size_t j = 0; j < line.size(); ++j) {
            const double weight = std::max(0.0, 1.0 - std::abs((double(j) + 0.5 - center) / width));
            total += weight * line[j];
            weights += weight;
        }
        out[static_cast<std::size_t>(i)] = total / weights;
    }
    return out;
}

double cubic(double x) { // Keys' kernel with a = -0.75
    constexpr double a = -0.75;
    x = std::abs(x);
    if (x <= 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
    if (x < 2.0) return a * (((x - 5.0) * x + 8.0) * x - 4.0);
    return 0.0;
}

// One run; fills `out` stage by stage.
class Run {
public:
    Run(const TripoSrConfig& config, const Arrays& weights, const Formulas& formulas)
        : m_config(config), m_weights(weights), m_formulas(formulas) {}

    Arrays take(const Array& rgba) {
        prepare(rgba);
        look();
        think();
        upsample();
        query();
        return std::move(m_out);
    }

private:
    void keep(const std::string& name, Shape shape, std::vector<double> values) {
        m_out[name] = {std::move(shape), std::move(values)};
    }
    void keep(const std::string& name, const Matrix& x) {
        keep(name, {1, std::int64_t(x.rows), std::int64_t(x.columns)}, x.values);
    }
    Layers layers(const std::string& prefix) const { return {m_weights, prefix}; }

    // From the picture to three normalised channels.
    void prepare(const Array& rgba) {
        keep("input.rgba", rgba.shape, rgba.values);
        const auto height = static_cast<std::size_t>(rgba.shape[0]);
        const auto width = static_cast<std::size_t>(rgba.shape[1]);
        std::size_t x1 = width, x2 = 0, y1 = height, y2 = 0;
        for (std::size_t i = 0; i < width * height; ++i) {
            if (rgba.values[4 * i + 3] == 0.0) continue;
            x1 = std::min(x1, i % width), x2 = std::max(x2, i % width);
            y1 = std::min(y1, i / width), y2 = std::max(y2, i / width);
        }
        const std::size_t w = x2 - x1, h = y2 - y1, s = std::max(w, h);
        const auto t = static_cast<std::size_t>(double(s) / 0.85);
        const std::size_t left = (s - w) / 2 + (t - s) / 2, top = (s - h) / 2 + (t - s) / 2;
        std::vector<double> framed(4 * t * t);
        for (std::size_t y = 0; y < h; ++y) {
            for (std::size_t x = 0; x < 4 * w; ++x) {
                framed[4 * ((top + y) * t + left) + x] = rgba.values[4 * ((y1 + y) * width + x1) + x];
            }
        }
        std::vector<double> rgb;
        for (std::size_t i = 0; i < 4 * t * t; ++i) {
            if (i % 4 == 3) continue;
            const float alpha = float(framed[i - i % 4 + 3]) / 255.0f;
            const float shade = float(framed[i]) / 255.0f * alpha;
            const float rest = (1.0f - alpha) * 0.5f;
            rgb.push_back(std::floor((shade + rest) * 255.0f));
        }
        const auto side = std::int64_t(t);
        keep("input.foreground_rgba", {side, side, 4}, framed);
        keep("input.rgb_u8", {side, side, 3}, rgb);
        resize(rgb, t);
    }

    void resize(const std::vector<double>& rgb, std::size_t t) {
        const auto s = static_cast<std::size_t>(m_config.condImageSize);
        std::vector<double> image(s * s * 3);
        m_image.assign(3 * s * s, 0.0);
        for (std::size_t c = 0; c < 3; ++c) {
            Matrix wide(t, s);
            for (std::size_t y = 0; y < t; ++y) {
                std::vector<double> line(t);
                for (std::size_t x = 0; x < t; ++x)
                    line[x] = rgb[3 * (y * t + x) + c] / 255.0;
                const auto resized = resizeLine(line, int(s));
                std::copy(resized.begin(), resized.end(), wide.values.begin() + std::ptrdiff_t(y * s));
            }
            for (std::size_t x = 0; x < s; ++x) {
                std::vector<double> line(t);
                for (std::size_t y = 0; y < t; ++y)
                    line[y] = wide.at(y, x);
                const auto resized = resizeLine(line, int(s));
                for (std::size_t y = 0; y < s; ++y) {
                    image[3 * (y * s + x) + c] = resized[y];
                    m_image[(c * s + y) * s + x] =
                        (resized[y] - double(m_config.imageMean[c])) / double(m_config.imageStd[c]);
                }
            }
        }
        const auto side = std::int64_t(s);
        keep("image.rgb", {side, side, 3}, image);
        keep("image.normalized", {1, 3, side, side}, m_image);
    }

    Matrix patches(const Layers& embeddings) const {
        const auto s = static_cast<std::size_t>(m_config.condImageSize);
        const auto p = static_cast<std::size_t>(m_config.vit.patchSize);
        const auto grid = static_cast<std::size_t>(m_config.imageGrid());
        const auto width = static_cast<std::size_t>(m_config.vit.width);
        const auto& kernel = embeddings.values("patch_embeddings.projection.weight");
        Matrix out(grid * grid, width);
        for (std::size_t patch = 0; patch < out.rows; ++patch) {
            for (std::size_t d = 0; d < width; ++d) {
                double total = embeddings.values("patch_embeddings.projection.bias")[d];
                for (std::size_t i = 0; i < 3 * p * p; ++i) {
                    const std::size_t c = i / (p * p), y = patch / grid * p + i / p % p,
                                      x = patch % grid * p + i % p;
                    total += kernel[d * 3 * p * p + i] * m_image[(c * s + y) * s + x];
                }
                out.at(patch, d) = total;
            }
        }
        return out;
    }

    Matrix positions(const Layers& embeddings) const {
        const int n = m_config.vit.baseGrid();
        const int grid = m_config.imageGrid();
        const auto width = static_cast<std::size_t>(m_config.vit.width);
        const auto& table = embeddings.values("position_embeddings");
        Matrix out(static_cast<std::size_t>(grid * grid) + 1, width);
        std::copy_n(table.begin(), width, out.values.begin());
        if (grid == n) {
            out.values = table;
            return out;
        }
        const double factor = (grid + 0.1) / n;
        for (int y = 0; y < grid; ++y) {
            for (int x = 0; x < grid; ++x) {
                const double fromY = (y + 0.5) / factor - 0.5, fromX = (x + 0.5) / factor - 0.5;
                for (int j = int(std::floor(fromY)) - 1; j <= int(std::floor(fromY)) + 2; ++j) {
                    for (int i = int(std::floor(fromX)) - 1; i <= int(std::floor(fromX)) + 2; ++i) {
                        const double weight = cubic(fromY - j) * cubic(fromX - i);
                        const int row = std::clamp(j, 0, n - 1) * n + std::clamp(i, 0, n - 1);
                        for (std::size_t d = 0; d < width; ++d) {
                            out.at(std::size_t(1 + y * grid + x), d) +=
                                weight * table[std::size_t(1 + row) * width + d];
                        }
                    }
                }
            }
        }
        return out;
    }

    // The image tokenizer.
    void look() {
        const Layers model = layers("image_tokenizer.model.");
        const Layers embeddings = model.below("embeddings");
        const Matrix cut = patches(embeddings);
        const Matrix table = positions(embeddings);
        Matrix x(cut.rows + 1, cut.columns);
        std::copy_n(embeddings.values("cls_token").begin(), cut.columns, x.values.begin());
        std::copy(cut.values.begin(), cut.values.end(), x.values.begin() + std::ptrdiff_t(cut.columns));
        x = sum(x, table);
        keep("vit.patch_embeddings", cut);
        keep("vit.position_embeddings", table);
        keep("vit.embeddings", x);
        const double eps = m_config.vit.layerNormEps;
        for (int k = 0; k < m_config.vit.layers; ++k) {
            const Layers layer = model.below("encoder.layer." + std::to_string(k));
            const Matrix normed = layer.norm(x, "layernorm_before", eps);
            const Layers self = layer.below("attention.attention");
            const Matrix attended = attend(self.linear(normed, "query"), self.linear(normed, "key"),
                                           self.linear(normed, "value"), std::size_t(m_config.vit.heads));
            const Matrix change = layer.linear(attended, "attention.output.dense");
            x = sum(x, change);
            Matrix hidden = layer.linear(layer.norm(x, "layernorm_after", eps), "intermediate.dense");
            for (double& value : hidden.values)
                value = gelu(value);
            x = sum(x, layer.linear(hidden, "output.dense"));
            if (k == 0) keep("vit.layer.0.attention", change);
            keep("vit.layer." + std::to_string(k), x);
        }
        m_imageTokens = model.norm(x, "layernorm", eps);
        keep("image_tokens", m_imageTokens);
    }

    Matrix groupNorm(const Matrix& tokens) const { // (C, N)
        const std::size_t size = tokens.rows / std::size_t(m_config.backbone.normGroups);
        Matrix out = tokens;
        for (std::size_t first = 0; first < tokens.rows; first += size) {
            double mean = 0.0, variance = 0.0;
            const double n = double(size * tokens.columns);
            for (std::size_t i = first * tokens.columns; i < (first + size) * tokens.columns; ++i)
                mean += tokens.values[i] / n;
            for (std::size_t i = first * tokens.columns; i < (first + size) * tokens.columns; ++i) {
                variance += (tokens.values[i] - mean) * (tokens.values[i] - mean) / n;
            }
            for (std::size_t c = first; c < first + size; ++c) {
                for (std::size_t t = 0; t < tokens.columns; ++t) {
                    out.at(c, t) = (tokens.at(c, t) - mean) / std::sqrt(variance + m_formulas.groupNormEps) *
                                       m_weights.at("backbone.norm.weight").values[c] +
                                   m_weights.at("backbone.norm.bias").values[c];
                }
            }
        }
        return out;
    }

    Matrix branch(const Layers& block, const std::string& name, const Matrix& normed,
                  const Matrix& context) const {
        const Layers layer = block.below(name);
        return layer.linear(attend(layer.linear(normed, "to_q"), layer.linear(context, "to_k"),
                                   layer.linear(context, "to_v"), std::size_t(m_config.backbone.heads)),
                            "to_out.0");
    }

    Matrix feedForward(const Layers& block, const Matrix& normed) const {
        const Matrix wide = block.linear(normed, "ff.net.0.proj");
        const std::size_t inner = 4 * normed.columns;
        const std::size_t gate = m_formulas.gateComesSecond ? inner : 0, value = inner - gate;
        Matrix hidden(normed.rows, inner);
        for (std::size_t r = 0; r < hidden.rows; ++r) {
            for (std::size_t c = 0; c < inner; ++c) {
                hidden.at(r, c) = m_config.backbone.gated ? wide.at(r, value + c) * gelu(wide.at(r, gate + c))
                                                          : gelu(wide.at(r, c));
            }
        }
        return block.linear(hidden, "ff.net.2");
    }

    // The backbone.
    void think() {
        const auto channels = static_cast<std::size_t>(m_config.channels);
        const auto side = static_cast<std::size_t>(m_config.planeSize);
        const std::size_t area = side * side;
        const auto& learned = m_weights.at("tokenizer.embeddings").values;
        Matrix tokens(channels, 3 * area);
        for (std::size_t np = 0; np < 3; ++np) {
            for (std::size_t c = 0; c < channels; ++c) {
                for (std::size_t i = 0; i < area; ++i)
                    tokens.at(c, np * area + i) = learned[(np * channels + c) * area + i];
            }
        }
        keep("triplane.tokens_in", tokens);
        const Matrix normed = groupNorm(tokens);
        keep("backbone.norm", normed);
        const Layers backbone = layers("backbone.");
        Matrix x = backbone.linear(turned(normed), "proj_in");
        keep("backbone.proj_in", x);
        for (int k = 0; k < m_config.backbone.layers; ++k) {
            const Layers block = backbone.below("transformer_blocks." + std::to_string(k));
            const std::string stage = "backbone.block." + std::to_string(k);
            const auto add = [&](const char* name, const Matrix& change) {
                if (k == 0) keep(stage + name, change);
                x = sum(x, change);
            };
            const Matrix first = block.norm(x, "norm1", m_formulas.blockNormEps);
            add(".attn1", branch(block, "attn1", first, first));
            if (m_config.backbone.crossAttentionDim > 0) {
                add(".attn2",
                    branch(block, "attn2", block.norm(x, "norm2", m_formulas.blockNormEps), m_imageTokens));
            }
            add(".ff", feedForward(block, block.norm(x, "norm3", m_formulas.blockNormEps)));
            keep(stage, x);
        }
        x = backbone.linear(x, "proj_out");
        keep("backbone.proj_out", x);
        tokens = sum(turned(x), tokens);
        keep("backbone.tokens", tokens);
        m_planes.assign(3 * channels * area, 0.0);
        for (std::size_t np = 0; np < 3; ++np) {
            for (std::size_t c = 0; c < channels; ++c) {
                for (std::size_t i = 0; i < area; ++i) {
                    const std::size_t from = m_formulas.tokensRowByRow ? i : i % side * side + i / side;
                    m_planes[(np * channels + c) * area + i] = tokens.at(c, np * area + from);
                }
            }
        }
        keep("triplane.tokens_out", {3, m_config.channels, m_config.planeSize, m_config.planeSize}, m_planes);
    }

    void upsample() {
        const auto channels = std::size_t(m_config.channels), features = std::size_t(m_config.features);
        const auto p = std::size_t(m_config.planeSize);
        const auto& kernel = m_weights.at("post_processor.upsample.weight").values;
        m_codes.assign(3 * features * 4 * p * p, 0.0);
        for (std::size_t i = 0; i < m_codes.size(); ++i) {
            const std::size_t x = i % (2 * p), y = i / (2 * p) % (2 * p), f = i / (4 * p * p) % features,
                              np = i / (4 * p * p * features);
            double total = m_weights.at("post_processor.upsample.bias").values[f];
            for (std::size_t c = 0; c < channels; ++c) {
                total += m_planes[((np * channels + c) * p + y / 2) * p + x / 2] *
                         kernel[((c * features + f) * 2 + y % 2) * 2 + x % 2];
            }
            m_codes[i] = total;
        }
        keep("scene_codes", {3, m_config.features, 2 * m_config.planeSize, 2 * m_config.planeSize}, m_codes);
    }

    // One feature of one plane, between texel centres; nothing outside.
    double texel(std::size_t np, std::size_t f, double u, double v) const {
        const int side = 2 * m_config.planeSize;
        const double x = ((u + 1.0) * side - 1.0) / 2.0, y = ((v + 1.0) * side - 1.0) / 2.0;
        const int x0 = int(std::floor(x)), y0 = int(std::floor(y));
        double total = 0.0;
        for (int j = y0; j <= y0 + 1; ++j) {
            for (int i = x0; i <= x0 + 1; ++i) {
                if (i < 0 || j < 0 || i >= side || j >= side) continue;
                const std::size_t at =
                    ((np * std::size_t(m_config.features) + f) * std::size_t(side) + std::size_t(j)) *
                        std::size_t(side) +
                    std::size_t(i);
                total += m_codes[at] * (1.0 - std::abs(x - i)) * (1.0 - std::abs(y - j));
            }
        }
        return total;
    }

    std::vector<double> featuresAt(const double* p) const {
        const auto features = std::size_t(m_config.features);
        std::vector<double> read(m_config.concatPlanes ? 3 * features : features);
        const auto axis = [&](std::size_t np, std::size_t k) {
            return p[m_formulas.planeAxes[np][k]] / m_config.radius;
        };
        for (std::size_t np = 0; np < 3; ++np) {
            for (std::size_t f = 0; f < features; ++f) {
                const double value = texel(np, f, axis(np, 0), axis(np, 1));
                if (m_config.concatPlanes)
                    read[np * features + f] = value;
                else
                    read[f] += value / 3.0;
            }
        }
        return read;
    }

    Matrix decode(const std::vector<double>& points, Matrix& sampled) const {
        const Layers decoder = layers("decoder.");
        sampled = Matrix(points.size() / 3, std::size_t(m_config.decoder.inFeatures));
        for (std::size_t i = 0; i < sampled.rows; ++i) {
            const auto read = featuresAt(&points[3 * i]);
            std::copy(read.begin(), read.end(), sampled.values.begin() + std::ptrdiff_t(i * sampled.columns));
        }
        Matrix x = sampled;
        for (int k = 0; k <= m_config.decoder.hiddenLayers; ++k) {
            x = decoder.linear(x, "layers." + std::to_string(2 * k));
            if (k == m_config.decoder.hiddenLayers) break;
            for (double& value : x.values)
                value = activate(m_config.decoder.activation, value);
        }
        return x;
    }

    void keepDensity(const std::string& prefix, const Shape& shape, const Matrix& decoded) {
        std::vector<double> raw, density;
        for (std::size_t i = 0; i < decoded.rows; ++i) {
            raw.push_back(decoded.at(i, 0));
            density.push_back(activate(m_config.densityActivation, raw.back() + m_config.densityBias));
        }
        keep(prefix + ".density", shape, raw);
        keep(prefix + ".density_act", shape, density);
    }

    void query() {
        const double r = m_config.radius;
        std::vector<double> points{r, r, r, -r, -r,      -r, r,   0,  0, 0,    -r,
                                   0, 0, 0, 0,  1.2 * r, 0,  0.1, -r, r, 2 * r};
        std::mt19937 random(7);
        for (int i = 0; i < 300; ++i)
            points.push_back((double(random() % 20001) / 10000.0 - 1.0) * r);
        for (double& value : points)
            value = float(value);
        const auto n = std::int64_t(points.size() / 3);
        Matrix sampled;
        const Matrix decoded = decode(points, sampled);
        keep("query.points", {n, 3}, points);
        keep("query.sampled", {n, m_config.decoder.inFeatures}, sampled.values);
        keepDensity("query", {n}, decoded);
        std::vector<double> features, colors;
        for (std::size_t i = 0; i < decoded.values.size(); ++i) {
            if (i % 4 == 0) continue;
            features.push_back(decoded.values[i]);
            colors.push_back(activate(m_config.colorActivation, decoded.values[i]));
        }
        keep("query.features", {n, 3}, features);
        keep("query.color", {n, 3}, colors);
        constexpr int kSide = 7;
        std::vector<double> grid;
        for (int i = 0; i < kSide * kSide * kSide; ++i) {
            for (const int index : {i / (kSide * kSide), i / kSide % kSide, i % kSide}) {
                grid.push_back(float((2.0 * index / (kSide - 1) - 1.0) * r));
            }
        }
        keepDensity("grid", {kSide, kSide, kSide}, decode(grid, sampled));
        keep("grid.points_first", {5, 3}, std::vector<double>(grid.begin(), grid.begin() + 15));
        keep("grid.threshold", {1}, {0.7});
    }

    const TripoSrConfig& m_config;
    const Arrays& m_weights;
    const Formulas& m_formulas;
    Arrays m_out;
    std::vector<double> m_image;
    Matrix m_imageTokens;
    std::vector<double> m_planes;
    std::vector<double> m_codes;
};

} // namespace

Arrays randomWeights(const TripoSrConfig& config, unsigned seed) {
    Arrays weights;
    std::mt19937 random(seed);
    for (const inference::ExpectedTensor& tensor : inference::expectedTensors(config)) {
        Array array{tensor.shape, std::vector<double>(count(tensor.shape))};
        const bool isNorm = tensor.name.find("norm") != std::string::npos && tensor.name.ends_with(".weight");
        const double fan =
            tensor.shape.size() > 1 ? double(array.values.size()) / double(tensor.shape[0]) : 16.0;
        const double scale = tensor.name.find("embedd") != std::string::npos ? 0.5 : 1.7 / std::sqrt(fan);
        for (double& value : array.values) {
            const double uniform = double(random() % 2'000'001) / 1'000'000.0 - 1.0;
            value = float(isNorm ? 1.0 + 0.3 * uniform : scale * uniform);
        }
        weights[tensor.name] = std::move(array);
    }
    return weights;
}

Array softDisc(int side) {
    Array rgba{{side, side + 3, 4}, {}};
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side + 3; ++x) {
            const double distance = std::hypot(x - 0.55 * side, 1.3 * (y - 0.45 * side));
            rgba.values.insert(rgba.values.end(),
                               {double(x * 7 % 256), double(y * 11 % 256), double((x + y) * 5 % 256),
                                std::floor(255.0 * std::clamp(0.4 * side - distance, 0.0, 1.0))});
        }
    }
    return rgba;
}

Arrays runNaively(const TripoSrConfig& config, const Arrays& weights, const Array& rgba,
                  const Formulas& formulas) {
    return Run(config, weights, formulas).take(rgba);
}

void writeArrays(const std::filesystem::path& file, const Arrays& arrays) {
    inference::Weights weights;
    auto memory = std::make_shared<std::vector<std::vector<std::byte>>>();
    memory->reserve(arrays.size());
    for (const auto& [name, array] : arrays) {
        const bool bytes = name.starts_with("input.");
        std::vector<std::byte>& data = memory->emplace_back(array.values.size() * (bytes ? 1 : 4));
        for (std::size_t i = 0; i < array.values.size(); ++i) {
            const auto real = static_cast<float>(array.values[i]);
            if (bytes)
                data[i] = static_cast<std::byte>(static_cast<int>(array.values[i]));
            else
                std::memcpy(&data[4 * i], &real, 4);
        }
        weights.tensors[name] = {bytes ? inference::DType::U8 : inference::DType::F32, array.shape,
                                 inference::contiguousStrides(array.shape), data};
    }
    weights.memory = memory;
    const Result<void> written = inference::writeSafetensors(file, weights, {});
    ORFEAS_ASSERT(written.ok());
}

} // namespace orfeas::test
