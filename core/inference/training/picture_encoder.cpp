#include "core/inference/training/picture_encoder.h"

#include <array>
#include <cmath>
#include <vector>

#include "core/inference/training/network_parts.h"
#include "core/inference/training/recompute.h"

namespace orfeas::inference {
namespace {

// x + second(silu(norm2(first(silu(norm1(x)))))); `in`: x, then weight and bias of these four.
at::Tensor residual(const std::vector<at::Tensor>& in, int groups, at::ScalarType precision) {
    const auto normed = [&](const at::Tensor& x, std::size_t part) {
        return at::silu(at::group_norm(x, groups, in[part], in[part + 1], kNormEpsilon, false));
    };
    const at::Tensor inner = convolved(normed(in[0], 1), in[3], in[4], precision);
    return in[0] + convolved(normed(inner, 5), in[7], in[8], precision);
}

class Encoder {
public:
    Encoder(const SolidConfig& config, const NamedTensors& parameters, const PassOptions& options)
        : m_config(config), m_p(parameters), m_convolution(parameters, options.precision),
          m_options(options) {}

    SeenPictures operator()(const at::Tensor& planes) const {
        SeenPictures seen;
        seen.planes = planes;
        std::array<at::Tensor, 4> levels;
        levels[0] = blocks("encode.0", m_convolution("stem", placed(planes), 2), m_config.encodeBlocks[0]);
        for (std::size_t i = 1; i < 4; ++i) {
            const std::string level = std::to_string(i);
            const at::Tensor down = m_convolution("down." + level, at::silu(levels[i - 1]), 2);
            levels[i] = blocks("encode." + level, down, m_config.encodeBlocks[i]);
        }
        levels[3] = levels[3] + context(levels[3]);
        code(levels[3], seen);
        for (std::size_t i = 3; i-- > 0;) {
            const std::string level = std::to_string(i);
            const at::Tensor up = at::upsample_bilinear2d(m_convolution("up." + level, levels[i + 1]),
                                                          {levels[i].size(2), levels[i].size(3)}, false);
            levels[i] = blocks("decode." + level, levels[i] + up, m_config.decodeBlocks[i]);
        }
        seen.fine = activated("fine", levels[0]);
        seen.depth = depth(seen);
        return seen;
    }

private:
    at::Tensor activated(const std::string& name, const at::Tensor& x) const {
        return at::silu(groupNorm(m_p, name + ".norm", x, m_config.normGroups));
    }

    at::Tensor blocks(const std::string& name, at::Tensor x, int count) const {
        for (int i = 0; i < count; ++i) {
            const std::string block = name + "." + std::to_string(i);
            std::vector<at::Tensor> inputs{x};
            for (const char* part : {".norm1", ".first", ".norm2", ".second"}) {
                inputs.push_back(m_p[block + part + ".weight"]);
                inputs.push_back(m_p[block + part + ".bias"]);
            }
            const Segment body = [groups = m_config.normGroups,
                                  precision = m_options.precision](const std::vector<at::Tensor>& in) {
                return residual(in, groups, precision);
            };
            x = m_options.recompute ? recomputed(body, inputs) : body(inputs);
        }
        return x;
    }

    // Attention of every place to every other (Vaswani et al. 2017): a leg knows of the other legs.
    at::Tensor context(const at::Tensor& x) const {
        const std::int64_t n = x.size(0), channels = x.size(1), places = x.size(2) * x.size(3);
        const std::int64_t heads = m_config.heads, width = channels / heads;
        const at::Tensor normed = groupNorm(m_p, "context.norm", x, m_config.normGroups);
        const at::Tensor all = m_convolution("context.query", normed).reshape({n, 3, heads, width, places});
        const at::Tensor query = all.select(1, 0).transpose(-1, -2), key = all.select(1, 1);
        const at::Tensor weights = at::softmax(at::matmul(query, key) / std::sqrt(double(width)), -1);
        const at::Tensor mixed = at::matmul(all.select(1, 2), weights.transpose(-1, -2));
        return m_convolution("context.out", mixed.reshape({n, channels, x.size(2), x.size(3)}));
    }

    void code(const at::Tensor& x, SeenPictures& seen) const {
        const at::Tensor pooled = activated("code", x).mean({2, 3});
        seen.code = at::silu(linear(m_p, "code.out", pooled));
        seen.view = linear(m_p, "view.out", at::silu(linear(m_p, "view.hidden", seen.code)));
    }

    // x and y of every pixel of (N, C, S, S), -1 … 1, y up: (N, 2, S, S).
    static at::Tensor coordinates(const at::Tensor& map) {
        const std::int64_t n = map.size(0), side = map.size(2);
        const at::Tensor x = (at::arange(side, map.options()) + 0.5) * (2.0 / double(side)) - 1.0;
        return at::stack({x.view({1, side}).expand({side, side}), -x.view({side, 1}).expand({side, side})})
            .unsqueeze(0)
            .expand({n, 2, side, side});
    }

    static at::Tensor placed(const at::Tensor& planes) { return at::cat({planes, coordinates(planes)}, 1); }

    // The inflated outline's front and back, as they lie as a whole, and what the fine map adds.
    at::Tensor depth(const SeenPictures& seen) const {
        const at::Tensor height = at::avg_pool2d(seen.planes.narrow(1, kHeightPlane, 1), 2);
        const at::Tensor whole =
            linear(m_p, "whole.out", at::silu(linear(m_p, "whole.hidden", seen.code))).view({-1, 2, 4}) *
            kWholeUnit;
        const at::Tensor flat = at::cat({at::ones_like(height), coordinates(height)}, 1);
        const at::Tensor laid = at::einsum("nsk,nkyx->nsyx", {whole.narrow(2, 0, 3), flat});
        const at::Tensor bulge = (1.0 + whole.narrow(2, 3, 1)).unsqueeze(3) * at::cat({height, -height}, 1);
        return laid + bulge + m_convolution("depth", seen.fine) * kDepthUnit;
    }

    const SolidConfig& m_config;
    const NamedTensors& m_p;
    Convolutions m_convolution;
    const PassOptions& m_options;
};

} // namespace

SeenPictures encodePictures(const SolidConfig& config, const NamedTensors& parameters,
                            const at::Tensor& planes, const PassOptions& options) {
    return Encoder(config, parameters, options)(planes);
}

} // namespace orfeas::inference
