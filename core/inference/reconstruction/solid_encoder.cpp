#include "core/inference/reconstruction/solid_encoder.h"

#include <algorithm>
#include <cmath>

#include "core/base/parallel.h"

namespace orfeas::inference {
namespace {

constexpr float kStandardCamera = 2.75f;
constexpr std::size_t kLanes = 8; ///< DenseMatrix works on so many columns

FeatureMap planesOf(const ViewPicture& picture) {
    FeatureMap map(kPicturePlanes, std::size_t(picture.side), std::size_t(picture.side));
    for (std::size_t i = 0; i < map.values.size(); ++i)
        map.values[i] = static_cast<float>(picture.planes[i]) / 255.0f;
    return map;
}

// The middle of a pixel in -1 … 1.
float middle(std::size_t pixel, std::size_t side) {
    return (static_cast<float>(pixel) + 0.5f) * 2.0f / static_cast<float>(side) - 1.0f;
}

// The planes and where they are.
FeatureMap placed(const FeatureMap& planes) {
    FeatureMap out(kEncoderInputs, planes.height, planes.width);
    std::copy(planes.values.begin(), planes.values.end(), out.values.begin());
    float *x = out.channel(kPicturePlanes), *y = out.channel(kPicturePlanes + 1);
    for (std::size_t i = 0; i < planes.places(); ++i) {
        x[i] = middle(i % planes.width, planes.width);
        y[i] = -middle(i / planes.width, planes.height);
    }
    return out;
}

FeatureMap activated(const GroupNorm& norm, const FeatureMap& map) {
    FeatureMap out = norm(map);
    silu(out);
    return out;
}

// One vector through a matrix.
std::vector<float> through(const DenseMatrix& matrix, const std::vector<float>& in) {
    std::vector<float> wide(in.size() * kLanes), out(matrix.rows() * kLanes), result(matrix.rows());
    for (std::size_t i = 0; i < wide.size(); ++i)
        wide[i] = in[i / kLanes];
    matrix.multiply(wide.data(), kLanes, out.data(), kLanes, kLanes);
    for (std::size_t r = 0; r < result.size(); ++r)
        result[r] = out[r * kLanes];
    return result;
}

} // namespace

void meetHalfway(SeenPicture& seen, const SeenPicture& mirror) {
    FeatureMap& depth = seen.depth;
    for (std::size_t at = 0; at < depth.values.size(); at += depth.width) {
        const float* other = &mirror.depth.values[at];
        for (std::size_t x = 0; x < depth.width; ++x)
            depth.values[at + x] = 0.5f * (depth.values[at + x] + other[depth.width - 1 - x]);
    }
    for (std::size_t side = 0; side < 2; ++side)
        seen.bulge[side] = 0.5f * (seen.bulge[side] + mirror.bulge[side]);
    seen.elevation = 0.5f * (seen.elevation + mirror.elevation);
    seen.cameraDistance = std::sqrt(seen.cameraDistance * mirror.cameraDistance);
}

SolidEncoder::SolidEncoder(const SolidConfig& config, const SolidWeights& weights) : m_config(config) {
    m_stem = weights.convolution("stem");
    for (std::size_t i = 0; i < 4; ++i) {
        const std::string level = std::to_string(i);
        if (i > 0) m_down[i] = weights.convolution("down." + level);
        m_encode[i] = loadBlocks(weights, "encode." + level, config.encodeBlocks[i]);
        if (i == 3) break;
        m_up[i] = weights.convolution("up." + level);
        m_decode[i] = loadBlocks(weights, "decode." + level, config.decodeBlocks[i]);
    }
    m_contextNorm = weights.norm("context.norm", config.normGroups);
    m_query = weights.convolution("context.query");
    m_contextOut = weights.convolution("context.out");
    m_fineNorm = weights.norm("fine.norm", config.normGroups);
    m_depth = weights.convolution("depth");
    m_codeNorm = weights.norm("code.norm", config.normGroups);
    m_code = weights.matrix("code.out");
    m_viewHidden = weights.matrix("view.hidden");
    m_viewOut = weights.matrix("view.out");
    m_wholeHidden = weights.matrix("whole.hidden");
    m_wholeOut = weights.matrix("whole.out");
}

SolidEncoder::Blocks SolidEncoder::loadBlocks(const SolidWeights& weights, const std::string& name,
                                              int count) const {
    Blocks blocks;
    for (int i = 0; i < count; ++i) {
        const std::string block = name + "." + std::to_string(i);
        blocks.push_back({weights.norm(block + ".norm1", m_config.normGroups),
                          weights.norm(block + ".norm2", m_config.normGroups),
                          weights.convolution(block + ".first"), weights.convolution(block + ".second")});
    }
    return blocks;
}

void SolidEncoder::run(const Blocks& blocks, FeatureMap& map) {
    for (const Block& block : blocks) {
        const FeatureMap inner = block.first(activated(block.norm1, map));
        addTo(map, block.second(activated(block.norm2, inner)));
    }
}

Result<SeenPicture> SolidEncoder::operator()(const ViewPicture& picture,
                                             const jobs::JobContext& context) const {
    ORFEAS_ASSERT(picture.side == m_config.side);
    SeenPicture seen;
    seen.planes = planesOf(picture);
    std::array<FeatureMap, 4> levels;
    levels[0] = m_stem(placed(seen.planes), 2);
    run(m_encode[0], levels[0]);
    for (std::size_t i = 1; i < 4; ++i) {
        if (context.cancelled()) return jobs::cancelledError();
        FeatureMap active = levels[i - 1];
        silu(active);
        levels[i] = m_down[i](active, 2);
        run(m_encode[i], levels[i]);
    }
    addTo(levels[3], attended(levels[3]));
    look(levels[3], seen);
    for (std::size_t i = 3; i-- > 0;) {
        if (context.cancelled()) return jobs::cancelledError();
        addTo(levels[i], doubled(m_up[i](levels[i + 1])));
        run(m_decode[i], levels[i]);
    }
    seen.fine = activated(m_fineNorm, levels[0]);
    sayDepth(seen);
    return seen;
}

// Attention of every place to every other (Vaswani et al. 2017).
FeatureMap SolidEncoder::attended(const FeatureMap& map) const {
    const FeatureMap all = m_query(m_contextNorm(map));
    const std::size_t places = map.places(), heads = std::size_t(m_config.heads),
                      width = map.channels / heads;
    const float scale = 1.0f / std::sqrt(static_cast<float>(width));
    FeatureMap mixed(map.channels, map.height, map.width);
    parallelFor(heads, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t h = begin; h < end; ++h) {
            std::vector<float> weights(places * places, 0.0f);
            for (std::size_t c = h * width; c < (h + 1) * width; ++c) {
                const float *query = all.channel(c), *key = all.channel(map.channels + c);
                for (std::size_t i = 0; i < places * places; ++i)
                    weights[i] += query[i / places] * key[i % places];
            }
            for (float& weight : weights)
                weight *= scale;
            softmaxRows(weights.data(), places, places);
            for (std::size_t c = h * width; c < (h + 1) * width; ++c) {
                const float* value = all.channel(2 * map.channels + c);
                for (std::size_t i = 0; i < places; ++i) {
                    float sum = 0.0f;
                    for (std::size_t k = 0; k < places; ++k)
                        sum += weights[i * places + k] * value[k];
                    mixed.channel(c)[i] = sum;
                }
            }
        }
    });
    return m_contextOut(mixed);
}

// The inflated outline's front and back, as they lie as a whole, and what the fine map adds.
void SolidEncoder::sayDepth(SeenPicture& seen) const {
    std::vector<float> hidden = through(m_wholeHidden, seen.code);
    silu(hidden.data(), hidden.size());
    std::vector<float> whole = through(m_wholeOut, hidden);
    for (float& value : whole)
        value *= kWholeUnit;
    const FeatureMap added = m_depth(seen.fine);
    seen.depth = FeatureMap(3, added.height, added.width);
    seen.bulge = {1.0f + whole[3], 1.0f + whole[7]};
    const float* height = seen.planes.channel(kHeightPlane);
    const std::size_t width = seen.planes.width;
    for (std::size_t i = 0; i < added.places(); ++i) {
        const std::size_t x = i % added.width, y = i / added.width;
        const float* from = height + 2 * y * width + 2 * x;
        const float mean = 0.25f * (from[0] + from[1] + from[width] + from[width + 1]);
        for (std::size_t side = 0; side < 2; ++side) {
            const float* w = &whole[4 * side];
            const float laid = w[0] + w[1] * middle(x, added.width) - w[2] * middle(y, added.height);
            const float bulge = seen.bulge[side] * (side == 0 ? mean : -mean);
            seen.depth.channel(side)[i] = laid + bulge + kDepthUnit * added.channel(side)[i];
        }
        seen.depth.channel(2)[i] = mean;
    }
}

void SolidEncoder::look(const FeatureMap& deepest, SeenPicture& seen) const {
    const FeatureMap active = activated(m_codeNorm, deepest);
    std::vector<float> pooled(active.channels);
    for (std::size_t c = 0; c < active.channels; ++c) {
        double sum = 0.0;
        for (std::size_t i = 0; i < active.places(); ++i)
            sum += active.channel(c)[i];
        pooled[c] = static_cast<float>(sum / double(active.places()));
    }
    seen.code = through(m_code, pooled);
    silu(seen.code.data(), seen.code.size());
    std::vector<float> hidden = through(m_viewHidden, seen.code);
    silu(hidden.data(), hidden.size());
    const std::vector<float> view = through(m_viewOut, hidden);
    seen.elevation = view[0];
    seen.cameraDistance = kStandardCamera * std::exp(view[1]);
}

} // namespace orfeas::inference
