// The trained numbers: one long tensor, and every tensor of the network as a view into it. Torch only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "core/inference/reconstruction/solid_config.h"

namespace orfeas::inference {

/// A network's tensors by name, as its parts look them up.
class NamedTensors {
public:
    const at::Tensor& operator[](const std::string& name) const {
        const auto found = m_tensors.find(name);
        TORCH_CHECK(found != m_tensors.end(), "no tensor named ", name);
        return found->second;
    }
    void set(const std::string& name, at::Tensor tensor) { m_tensors[name] = std::move(tensor); }

private:
    std::map<std::string, at::Tensor, std::less<>> m_tensors;
};

/// Where each tensor of a network lies in the long one. Optimiser, average and checkpoint then are a handful of
/// operations on long tensors, whatever the network looks like.
class ParameterLayout {
public:
    explicit ParameterLayout(const SolidConfig& config);

    std::int64_t size() const { return m_size; }
    const std::vector<SolidTensor>& tensors() const { return m_tensors; }

    /// Fresh values: the same for the same seed.
    at::Tensor beginning(std::uint64_t seed) const;
    /// 1 where weights decay (matrices and kernels), 0 elsewhere.
    at::Tensor decayMask() const;
    /// Views into `flat`, in order.
    std::vector<at::Tensor> views(const at::Tensor& flat) const;
    NamedTensors named(const std::vector<at::Tensor>& views) const;

private:
    std::vector<SolidTensor> m_tensors;
    std::vector<std::int64_t> m_offsets;
    std::int64_t m_size = 0;
};

} // namespace orfeas::inference
