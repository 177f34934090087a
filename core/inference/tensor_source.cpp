#include "core/inference/tensor_source.h"

#include <cmath>
#include <cstdint>

#include <torch/version.h>

#include "core/base/assert.h"

namespace orfeas::inference {
namespace {

// Rows of scores computed at a time without fused attention: with 3072 keys, 3 MiB.
constexpr std::int64_t kRowBlock = 256;

at::ScalarType scalarType(DType type) {
    switch (type) {
    case DType::F64:
        return at::kDouble;
    case DType::F32:
        return at::kFloat;
    case DType::F16:
        return at::kHalf;
    case DType::BF16:
        return at::kBFloat16;
    case DType::I64:
        return at::kLong;
    case DType::I32:
        return at::kInt;
    case DType::I16:
        return at::kShort;
    case DType::I8:
        return at::kChar;
    case DType::U8:
        return at::kByte;
    case DType::Bool:
        return at::kBool;
    }
    return at::kFloat;
}

at::Tensor blockedAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, std::int64_t heads,
                            const StopCheck& stop) {
    const std::int64_t dim = q.size(1) / heads;
    const double scale = 1.0 / std::sqrt(static_cast<double>(dim));
    at::Tensor out = at::empty_like(q);
    const std::int64_t rows = std::min(kRowBlock, q.size(0));
    at::Tensor scores = at::empty({rows, k.size(0)}, q.options());
    for (std::int64_t head = 0; head < heads; ++head) {
        stopIfAsked(stop);
        const at::Tensor keys = k.narrow(1, head * dim, dim).t();
        const at::Tensor values = v.narrow(1, head * dim, dim);
        const at::Tensor queries = q.narrow(1, head * dim, dim);
        const at::Tensor target = out.narrow(1, head * dim, dim);
        for (std::int64_t row = 0; row < q.size(0); row += rows) {
            const std::int64_t count = std::min(rows, q.size(0) - row);
            at::Tensor block = scores.narrow(0, 0, count);
            at::addmm_out(block, block, queries.narrow(0, row, count), keys, 0.0, scale);
            target.narrow(0, row, count).copy_(at::mm(at::softmax(block, -1), values));
        }
    }
    return out;
}

} // namespace

at::Tensor TensorSource::tensor(const std::string& name) const {
    const TensorView* view = m_weights->find(m_prefix + name);
    ORFEAS_ASSERT(view != nullptr);
    const std::size_t size = byteSize(view->dtype);
    std::vector<std::byte> aligned;
    const std::byte* data = view->bytes.data();
    if (reinterpret_cast<std::uintptr_t>(data) % size != 0) {
        aligned.assign(view->bytes.begin(), view->bytes.end());
        data = aligned.data();
    }
    at::Tensor tensor = at::from_blob(const_cast<std::byte*>(data), view->shape, view->strides,
                                      at::TensorOptions().dtype(scalarType(view->dtype)));
    tensor = tensor.to(m_device, at::kFloat).contiguous();
    return aligned.empty() || tensor.data_ptr() != static_cast<void*>(aligned.data()) ? tensor
                                                                                      : tensor.clone();
}

Linear::Linear(const TensorSource& source)
    : m_weight(source.matrix("weight")), m_bias(source.has("bias") ? source.tensor("bias") : at::Tensor()) {}

at::Tensor Linear::operator()(const at::Tensor& x) const {
    if (m_weight.scalar_type() == at::kFloat) return at::linear(x, m_weight, m_bias);
    at::Tensor y = at::linear(x.to(m_weight.scalar_type()), m_weight).to(at::kFloat);
    return m_bias.defined() ? y.add_(m_bias) : y;
}

LayerNorm::LayerNorm(const TensorSource& source, double eps)
    : m_weight(source.tensor("weight")), m_bias(source.tensor("bias")), m_eps(eps) {}

at::Tensor LayerNorm::operator()(const at::Tensor& x) const {
    return at::layer_norm(x, {x.size(-1)}, m_weight, m_bias, m_eps);
}

at::Tensor probed(const StageProbe& probe, const std::string& stage, const at::Tensor& tensor) {
    if (!probe) return tensor;
    at::Tensor copy = tensor.to(at::kCPU, at::kFloat).contiguous();
    if (copy.is_same(tensor) || copy.data_ptr() == tensor.data_ptr()) copy = copy.clone();
    probe(stage, Shape(copy.sizes().begin(), copy.sizes().end()),
          {copy.data_ptr<float>(), static_cast<std::size_t>(copy.numel())});
    return copy.to(tensor.device(), tensor.scalar_type());
}

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, std::int64_t heads,
                     [[maybe_unused]] const StopCheck& stop) {
#if TORCH_VERSION_MAJOR >= 2
    const auto split = [&](const at::Tensor& x) { // (tokens, heads * dim) -> (1, heads, tokens, dim)
        return x.view({1, x.size(0), heads, x.size(1) / heads}).transpose(1, 2);
    };
    const at::Tensor out = at::scaled_dot_product_attention(split(q), split(k), split(v));
    return out.transpose(1, 2).reshape(q.sizes());
#else
    return blockedAttention(q, k, v, heads, stop);
#endif
}

} // namespace orfeas::inference
