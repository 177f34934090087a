#include "core/inference/reconstruction/solid_code.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>

#include <glm/common.hpp>

namespace orfeas::inference {
namespace {

constexpr std::size_t kBlock = 64; ///< points worked on at once

// Between which two samples of an axis a place in -1 … 1 lies, the outermost ones holding beyond.
struct Between {
    std::size_t first = 0, second = 0;
    float share = 0.0f; ///< of the second
};

Between between(float place, std::size_t count) {
    const float most = static_cast<float>(count - 1);
    const float at = std::clamp(((place + 1.0f) * static_cast<float>(count) - 1.0f) * 0.5f, 0.0f, most);
    const float whole = std::floor(at);
    const auto first = static_cast<std::size_t>(whole);
    return {first, std::min(first + 1, count - 1), at - whole};
}

void addInto(float* out, const float* from, float weight, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        out[i] += weight * from[i];
}

} // namespace

SolidDecoder::SolidDecoder(const SolidConfig& config, const SolidWeights& weights)
    : m_config(config), m_first(weights.matrix("point.first")), m_code(weights.matrix("point.code")),
      m_color(weights.matrix("point.color")) {
    for (int i = 0; i < config.layers; ++i)
        m_layers.push_back(weights.matrix("point.layer." + std::to_string(i)));
}

SolidCode::SolidCode(std::shared_ptr<const SolidDecoder> decoder, const SeenPicture& seen)
    : m_decoder(std::move(decoder)), m_elevation(seen.elevation), m_cameraDistance(seen.cameraDistance),
      m_bulge(seen.bulge), m_planes(gathered(seen.planes)), m_fine(gathered(seen.fine)),
      m_depth(gathered(seen.depth)) {
    constexpr std::size_t kLanes = 8;
    std::vector<float> wide(seen.code.size() * kLanes), out(m_decoder->m_code.rows() * kLanes);
    for (std::size_t i = 0; i < wide.size(); ++i)
        wide[i] = seen.code[i / kLanes];
    m_decoder->m_code.multiply(wide.data(), kLanes, out.data(), kLanes, kLanes);
    for (std::size_t r = 0; r < m_decoder->m_code.rows(); ++r)
        m_codeShare.push_back(out[r * kLanes]);
}

SolidCode::Gathered SolidCode::gathered(const FeatureMap& map) {
    Gathered out{map.channels, map.height, map.width, std::vector<float>(map.values.size())};
    for (std::size_t c = 0; c < map.channels; ++c) {
        for (std::size_t i = 0; i < map.places(); ++i)
            out.values[i * map.channels + c] = map.channel(c)[i];
    }
    return out;
}

void SolidCode::sample(const Gathered& map, glm::vec2 place, float* out) {
    // Pictures run downwards.
    const Between x = between(place.x, map.width), y = between(-place.y, map.height);
    std::fill_n(out, map.features, 0.0f);
    for (const int j : {0, 1}) {
        const float weight = j ? y.share : 1.0f - y.share;
        const std::size_t row = (j ? y.second : y.first) * map.width;
        addInto(out, &map.values[(row + x.first) * map.features], weight * (1.0f - x.share), map.features);
        addInto(out, &map.values[(row + x.second) * map.features], weight * x.share, map.features);
    }
}

glm::vec2 SolidCode::placeOf(const glm::vec3& point) const {
    const float scale = m_cameraDistance / (m_cameraDistance - point.z);
    return {point.x * scale, point.y * scale};
}

Sight SolidCode::sightAt(glm::vec2 place) const {
    std::array<float, 3> depth;
    sample(m_depth, place, depth.data());
    return {depth[0], depth[1], depth[2]};
}

void SolidCode::inputs(const glm::vec3& point, float* out) const {
    const glm::vec2 place = placeOf(point);
    const Sight sight = sightAt(place);
    sample(m_fine, place, out);
    out += m_fine.features;
    sample(m_planes, place, out);
    out += m_planes.features;
    const float turn = point.z * std::numbers::pi_v<float>;
    const std::array<float, kPointCoordinates> coordinates{point.x,
                                                           point.y,
                                                           point.z,
                                                           point.z - sight.front,
                                                           point.z - sight.back,
                                                           std::sin(turn),
                                                           std::cos(turn),
                                                           std::sin(2 * turn),
                                                           std::cos(2 * turn),
                                                           std::sin(4 * turn),
                                                           std::cos(4 * turn)};
    std::copy(coordinates.begin(), coordinates.end(), out);
}

void SolidCode::distances(std::span<const glm::vec3> points, std::span<float> out) const {
    for (std::size_t i = 0; i < points.size(); ++i) {
        const Sight sight = sightAt(placeOf(points[i]));
        out[i] = std::max(points[i].z - sight.front, sight.back - points[i].z);
    }
}

void SolidCode::colorBlock(std::span<const glm::vec3> points, glm::vec3* out) const {
    const SolidDecoder& d = *m_decoder;
    const std::size_t in = d.m_first.columns(), hidden = d.m_first.rows();
    thread_local std::vector<float> columns, x, active, added;
    active.resize(std::max<std::size_t>(8, hidden) * kBlock);
    columns.assign(in * kBlock, 0.0f);
    std::vector<float> one(in);
    for (std::size_t p = 0; p < points.size(); ++p) {
        inputs(points[p], one.data());
        for (std::size_t k = 0; k < in; ++k)
            columns[k * kBlock + p] = one[k];
    }
    const std::size_t count = (points.size() + 7) / 8 * 8;
    x.resize(hidden * kBlock);
    added.resize(hidden * kBlock);
    d.m_first.multiply(columns.data(), kBlock, x.data(), kBlock, count);
    for (std::size_t r = 0; r < hidden; ++r) {
        for (std::size_t p = 0; p < kBlock; ++p)
            x[r * kBlock + p] += m_codeShare[r];
    }
    for (const DenseMatrix& layer : d.m_layers) {
        active = x;
        silu(active.data(), active.size());
        layer.multiply(active.data(), kBlock, added.data(), kBlock, count);
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] += added[i];
    }
    silu(x.data(), x.size());
    d.m_color.multiply(x.data(), kBlock, active.data(), kBlock, count);
    sigmoid(active.data(), 3 * kBlock);
    for (std::size_t p = 0; p < points.size(); ++p)
        out[p] = {active[p], active[kBlock + p], active[2 * kBlock + p]};
}

void SolidCode::colors(std::span<const glm::vec3> points, std::span<glm::vec3> out) const {
    for (std::size_t at = 0; at < points.size(); at += kBlock)
        colorBlock(points.subspan(at, std::min(kBlock, points.size() - at)), out.data() + at);
}

} // namespace orfeas::inference
