#include "core/inference/tensor_source.h"

#include <cstdint>

#include "core/base/assert.h"
#include "core/inference/triposr_weights.h"

namespace orfeas::inference {
namespace {

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
    // A view may stay only where the file's mapping does.
    const bool isView = tensor.data_ptr() == static_cast<const void*>(data);
    return isView && (m_owned || !aligned.empty()) ? tensor.clone() : tensor;
}

TensorSource::Matrix TensorSource::matrix(const std::string& name) const {
    if (m_weights->find(m_prefix + name)->dtype == DType::I8) return storedAsInt8(name);
    Matrix made{tensor(name), {}};
    if (m_precision == Precision::Float32) return made;
    if (m_precision == Precision::BFloat16) {
        made.values = made.values.to(at::kBFloat16);
    } else {
        made.scales = made.values.abs().amax({1}, true).div_(127.0).clamp_min_(1e-30);
        made.values = at::div(made.values, made.scales).round_().to(at::kChar);
    }
    // What was read to be converted will not be read again.
    if (m_weights->file) m_weights->file->release(m_weights->find(m_prefix + name)->bytes);
    return made;
}

TensorSource::Matrix TensorSource::storedAsInt8(const std::string& name) const {
    const TensorView* view = m_weights->find(m_prefix + name);
    const at::Tensor values =
        at::from_blob(const_cast<std::byte*>(view->bytes.data()), view->shape, view->strides, at::kChar);
    return {values.to(m_device), tensor(name + kScaleSuffix)};
}

void TensorSource::release() const {
    if (!m_weights->file) return;
    for (auto at = m_weights->tensors.lower_bound(m_prefix);
         at != m_weights->tensors.end() && at->first.starts_with(m_prefix); ++at)
        m_weights->file->release(at->second.bytes);
}

Linear::Linear(const TensorSource& source)
    : m_matrix(source.matrix("weight")), m_bias(source.has("bias") ? source.tensor("bias") : at::Tensor()) {}

at::Tensor Linear::block(std::int64_t firstOut, std::int64_t outs, std::int64_t firstIn,
                         std::int64_t ins) const {
    const at::Tensor values = m_matrix.values.narrow(0, firstOut, outs).narrow(1, firstIn, ins);
    if (!m_matrix.scales.defined()) return values;
    return values.to(at::kFloat).mul_(m_matrix.scales.narrow(0, firstOut, outs));
}

at::Tensor Linear::part(const at::Tensor& x, std::int64_t first, std::int64_t count) const {
    const at::Tensor weight = block(first, count, 0, m_matrix.values.size(1));
    const at::Tensor bias = m_bias.defined() ? m_bias.narrow(0, first, count) : m_bias;
    if (productType() == at::kFloat) return at::linear(x.to(at::kFloat), weight, bias);
    at::Tensor y = at::linear(x.to(productType()), weight).to(at::kFloat);
    return bias.defined() ? y.add_(bias) : y;
}

void Linear::addFrom(at::Tensor& sum, const at::Tensor& x, std::int64_t first) const {
    const at::Tensor weight = block(0, outputs(), first, x.size(1));
    if (productType() == at::kFloat)
        sum.addmm_(x, weight.t());
    else
        sum.add_(at::linear(x.to(productType()), weight));
}

LayerNorm::LayerNorm(const TensorSource& source, double eps)
    : m_weight(source.tensor("weight")), m_bias(source.tensor("bias")), m_eps(eps) {}

at::Tensor LayerNorm::operator()(const at::Tensor& x) const {
    return at::layer_norm(x, {x.size(-1)}, m_weight, m_bias, m_eps);
}

at::Tensor fromFloats(const std::vector<float>& values, const Shape& shape, at::Device device) {
    return at::from_blob(const_cast<float*>(values.data()), shape, at::kFloat).clone().to(device);
}

void toFloats(const at::Tensor& tensor, std::vector<float>& values) {
    const at::Tensor plain = tensor.to(at::kCPU, at::kFloat).contiguous();
    values.assign(plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel());
}

at::Tensor probed(const StageProbe& probe, const std::string& stage, const at::Tensor& tensor) {
    if (!probe) return tensor;
    at::Tensor copy = tensor.to(at::kCPU, at::kFloat).contiguous();
    if (copy.is_same(tensor) || copy.data_ptr() == tensor.data_ptr()) copy = copy.clone();
    probe(stage, Shape(copy.sizes().begin(), copy.sizes().end()),
          {copy.data_ptr<float>(), static_cast<std::size_t>(copy.numel())});
    return copy.to(tensor.device(), tensor.scalar_type());
}

} // namespace orfeas::inference
