// Memory of the current CUDA device, for the .cu files.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <cuda_runtime.h>

namespace orfeas::mesh {

/// Device memory that goes with the object, from the stream-ordered pool (CUDA Runtime API, "Stream Ordered Memory
/// Allocator"): taken and given back in the order of the default stream's work, so that neither waits for the device, and
/// what is given back serves the next run. The pool keeps at most kKeptBytes from one run to the next: the rest is others'.
/// Devices without pools get plain allocations. Used on the thread whose current device it is.
template <typename T>
class CudaBlock {
public:
    CudaBlock() = default;
    CudaBlock(const CudaBlock&) = delete;
    CudaBlock& operator=(const CudaBlock&) = delete;
    ~CudaBlock() {
        if (!m_data) return;
        if (m_pooled)
            cudaFreeAsync(m_data, nullptr);
        else
            cudaFree(m_data);
    }

    /// Once; room for `count` values, never none.
    cudaError_t reserve(std::size_t count) {
        const std::size_t bytes = std::max<std::size_t>(1, count) * sizeof(T);
        m_pooled = preparePool();
        void* data = nullptr;
        const cudaError_t fault =
            m_pooled ? cudaMallocAsync(&data, bytes, nullptr) : cudaMalloc(&data, bytes);
        if (fault == cudaSuccess) m_data = static_cast<T*>(data);
        return fault;
    }

    T* get() const { return m_data; }

private:
    static constexpr std::uint64_t kKeptBytes = std::uint64_t{256} << 20;

    static bool preparePool() {
        int device = 0, supported = 0;
        if (cudaGetDevice(&device) != cudaSuccess) return false;
        if (cudaDeviceGetAttribute(&supported, cudaDevAttrMemoryPoolsSupported, device) != cudaSuccess ||
            !supported)
            return false;
        cudaMemPool_t pool = nullptr;
        if (cudaDeviceGetDefaultMemPool(&pool, device) != cudaSuccess) return false;
        std::uint64_t kept = kKeptBytes;
        return cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &kept) == cudaSuccess;
    }

    T* m_data = nullptr;
    bool m_pooled = false;
};

} // namespace orfeas::mesh
