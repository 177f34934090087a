#include "core/inference/training/agreement.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <c10/core/InferenceMode.h>

#include "core/inference/reconstruction/solid_network.h"
#include "core/inference/row_pieces.h"
#include "core/inference/training/batch.h"
#include "core/inference/training/parameters.h"
#include "core/inference/training/point_decoder.h"
#include "core/io/atomic_file.h"

namespace orfeas::inference {
namespace {

// The exported tensors as LibTorch's.
Result<NamedTensors> torchTensors(const std::filesystem::path& exported, const SolidConfig& config) {
    ORFEAS_TRY(weights, openWeights(exported / "weights.safetensors"));
    NamedTensors named;
    for (const SolidTensor& expected : solidTensors(config)) {
        const TensorView* view = weights.find(expected.name);
        if (!view || view->dtype != DType::F16 || view->shape != expected.shape)
            return Error{ErrorCode::BadInput, "These are not weights that orfeas-train exported",
                         expected.name};
        const at::Tensor half = at::empty(view->shape, at::kHalf);
        std::memcpy(half.data_ptr(), view->bytes.data(), view->bytes.size());
        named.set(expected.name, half.to(at::kFloat));
    }
    return named;
}

} // namespace

Result<Agreement> compareWithProduct(const std::filesystem::path& exported, const Example& example) {
    useOneThreadPerOperation();
    const c10::InferenceMode inference;
    ORFEAS_TRY(product, SolidNetwork::open(exported));
    const SolidConfig& config = product->config();
    ORFEAS_TRY(tensors, torchTensors(exported, config));
    ORFEAS_TRY(code, product->look(example.picture, {}));

    std::vector<glm::vec3> points, colors(example.points.size());
    std::vector<float> distances(example.points.size());
    for (const PackedPoint& point : example.points)
        points.push_back(unpacked(point).position);
    code->distances(points, distances);
    code->colors(points, colors);

    const auto side = std::int64_t(example.picture.side), count = std::int64_t(points.size());
    at::Tensor planes = at::empty({1, kPicturePlanes, side, side});
    for (std::int64_t i = 0; i < planes.numel(); ++i)
        planes.data_ptr<float>()[i] = static_cast<float>(example.picture.planes[std::size_t(i)]) / 255.0f;
    SeenPictures seen = encodePictures(config, tensors, planes);
    const SeenPictures mirror = encodePictures(config, tensors, planes.flip(3)); // as meetHalfway does
    seen.depth = 0.5 * (seen.depth + mirror.depth.flip(3));
    seen.view = 0.5 * (seen.view + mirror.view);
    const at::Tensor places = at::from_blob(points.data(), {1, count, 3}, at::kFloat);
    const at::Tensor camera = (seen.view.select(1, 1).exp() * kStandardCamera);
    const PointValues values = decodePoints(config, tensors, seen, places, camera);

    Agreement worst;
    const at::Tensor color = values.color.contiguous(), distance = values.distance.contiguous();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const float* torch = color.data_ptr<float>() + 3 * i;
        worst.distance =
            std::max(worst.distance, double(std::abs(distance.data_ptr<float>()[i] - distances[i])));
        for (int c = 0; c < 3; ++c)
            worst.color = std::max(worst.color, double(std::abs(torch[c] - colors[i][c])));
    }
    worst.elevation = std::abs(seen.view[0][0].item<double>() - code->elevation());
    return worst;
}

} // namespace orfeas::inference
