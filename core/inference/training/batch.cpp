#include "core/inference/training/batch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>

namespace orfeas::inference {
namespace {

// How one example is changed.
struct Change {
    bool mirrored = false;
    std::array<std::size_t, 3> channels{0, 1, 2};
    float saturation = 1.0f;
    float gain = 1.0f;  ///< of the light: colours of the surface stay
    float gamma = 1.0f; ///< of the picture: how hard its shadows are
};

constexpr double kGrey = 0.15, kPale = 0.3; ///< shares of the examples

double even(std::mt19937_64& random) {
    return double(random() >> 11) * 0x1p-53;
}

std::size_t below(std::mt19937_64& random, std::size_t count) {
    return std::min(count - 1, static_cast<std::size_t>(even(random) * double(count)));
}

Change drawChange(std::mt19937_64& random) {
    Change change;
    change.mirrored = even(random) < 0.5;
    for (std::size_t i = 2; i > 0; --i)
        std::swap(change.channels[i], change.channels[below(random, i + 1)]);
    change.gain = static_cast<float>(std::exp(0.3 * (2.0 * even(random) - 1.0)));
    change.gamma = static_cast<float>(std::exp(0.35 * (2.0 * even(random) - 1.0)));
    const double kind = even(random), share = even(random);
    if (kind < kGrey + kPale) change.saturation = kind < kGrey ? 0.0f : static_cast<float>(share);
    return change;
}

// What the picture's values, without their coverage, become.
std::array<float, 256> toneCurve(const Change& change) {
    std::array<float, 256> curve;
    for (std::size_t i = 0; i < curve.size(); ++i)
        curve[i] = std::min(1.0f, change.gain * std::pow(static_cast<float>(i) / 255.0f, change.gamma));
    return curve;
}

void fillPicture(const ViewPicture& picture, const Change& change, float* out) {
    const auto side = std::size_t(picture.side);
    const std::array<float, 256> curve = toneCurve(change);
    const auto coverage = picture.plane(3), height = picture.plane(kHeightPlane);
    std::array<std::span<const std::uint8_t>, 3> rgb;
    for (std::size_t c = 0; c < 3; ++c)
        rgb[c] = picture.plane(static_cast<int>(change.channels[c]));
    const std::size_t plane = side * side;
    for (std::size_t i = 0; i < plane; ++i, ++out) {
        const std::size_t x = i % side, at = change.mirrored ? i - x + side - 1 - x : i;
        const float alpha = float(coverage[at]) / 255.0f;
        std::array<float, 3> tone{};
        for (std::size_t c = 0; c < 3 && coverage[at] > 0; ++c)
            tone[c] = curve[std::min(255u, (rgb[c][at] * 255u + coverage[at] / 2u) / coverage[at])];
        const float grey = (tone[0] + tone[1] + tone[2]) / 3.0f;
        for (std::size_t c = 0; c < 3; ++c)
            out[c * plane] = alpha * (grey + change.saturation * (tone[c] - grey)); // premultiplied
        out[3 * plane] = alpha;
        out[kHeightPlane * plane] = float(height[at]) / 255.0f;
    }
}

void fillDepth(const Example& example, const Change& change, at::Tensor depth, at::Tensor covered) {
    const auto side = std::size_t(example.picture.side / 2);
    auto* out = depth.data_ptr<float>();
    auto* here = covered.data_ptr<float>();
    for (std::size_t row = 0; row < 2 * side; ++row) {
        for (std::size_t x = 0; x < side; ++x) {
            const PackedDepth z = example.depth[row * side + (change.mirrored ? side - 1 - x : x)];
            *out++ = z == kNoPackedDepth ? 0.0f : float(z) / 32767.0f;
            if (row < side) *here++ = z == kNoPackedDepth ? 0.0f : 1.0f;
        }
    }
}

// `count` different ones of [first, first + available), at random; all of them, some twice, when there are too few.
void choose(std::vector<std::size_t>& chosen, std::size_t first, std::size_t available, std::size_t count,
            std::mt19937_64& random) {
    std::vector<std::size_t> all(available);
    std::iota(all.begin(), all.end(), first);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = i % available;
        std::swap(all[at], all[at + below(random, available - at)]);
        chosen.push_back(all[at]);
    }
}

std::vector<std::size_t> choosePoints(const Example& example, const BatchSettings& settings,
                                      std::mt19937_64& random) {
    const auto surface = std::size_t(example.surfacePoints);
    ORFEAS_ASSERT(surface > 0 && example.points.size() > surface);
    std::vector<std::size_t> chosen;
    choose(chosen, 0, surface, std::size_t(settings.surfacePoints), random);
    choose(chosen, surface, example.points.size() - surface, std::size_t(settings.volumePoints), random);
    return chosen;
}

} // namespace

Batch makeBatch(std::span<const Example> examples, const BatchSettings& settings, std::uint64_t random) {
    const auto n = std::int64_t(examples.size());
    const std::int64_t side = examples[0].picture.side;
    const std::int64_t count = settings.surfacePoints + settings.volumePoints;
    Batch batch;
    batch.surfacePoints = settings.surfacePoints;
    batch.planes = at::empty({n, kPicturePlanes, side, side});
    batch.depth = at::empty({n, 2, side / 2, side / 2});
    batch.covered = at::empty({n, 1, side / 2, side / 2});
    batch.points = at::empty({n, count, 3});
    batch.distance = at::empty({n, count});
    batch.color = at::empty({n, count, 3});
    batch.view = at::empty({n, 2});
    batch.cameraDistance = at::empty({n});
    std::mt19937_64 source(random);
    for (std::int64_t i = 0; i < n; ++i) {
        const Example& example = examples[std::size_t(i)];
        const Change change = settings.vary ? drawChange(source) : Change{};
        fillPicture(example.picture, change, batch.planes[i].data_ptr<float>());
        fillDepth(example, change, batch.depth[i], batch.covered[i]);
        auto* point = batch.points[i].data_ptr<float>();
        auto* distance = batch.distance[i].data_ptr<float>();
        auto* color = batch.color[i].data_ptr<float>();
        for (const std::size_t k : choosePoints(example, settings, source)) {
            const shapes::TruthPoint truth = unpacked(example.points[k]);
            *point++ = change.mirrored ? -truth.position.x : truth.position.x;
            *point++ = truth.position.y;
            *point++ = truth.position.z;
            *distance++ = truth.distance;
            const float grey = (truth.color.x + truth.color.y + truth.color.z) / 3.0f;
            for (const std::size_t channel : change.channels)
                *color++ = grey + change.saturation * (truth.color[static_cast<int>(channel)] - grey);
        }
        batch.view[i][0] = example.view.elevation;
        batch.view[i][1] = std::log(example.view.cameraDistance / kStandardCamera);
        batch.cameraDistance[i] = example.view.cameraDistance;
    }
    return batch;
}

Batch Batch::to(at::Device device) const {
    Batch moved = *this;
    for (at::Tensor* tensor : {&moved.planes, &moved.depth, &moved.covered, &moved.points, &moved.distance,
                               &moved.color, &moved.view, &moved.cameraDistance})
        *tensor = tensor->to(device);
    return moved;
}

} // namespace orfeas::inference
