#include "core/shapes/picture_maker_cuda.h"

#include <algorithm>
#include <string>

#include <cuda_runtime.h>

#include "core/mesh/cuda_block.h"
#include "core/shapes/pixels.h"

namespace orfeas::shapes {
namespace {

constexpr int kTile = 8; // pixels; a block draws one tile

struct DeviceTask {
    ShapeView shape; // of pointers into the pools
    Look look;
    float cameraDistance;
};

// The primitives that rays of a tile may meet, found once for the block. Of plain bytes: shared memory has no
// constructors.
__device__ void findCandidates(const DeviceTask& task, int side, int left, int top, Selection& out) {
    const float pixel = 2.0f / static_cast<float>(side);
    const float middle = 0.5f * (kTile - 1);
    const Vec3 way{pixelMiddle(static_cast<float>(left) + middle, side),
                   -pixelMiddle(static_cast<float>(top) + middle, side), -task.cameraDistance};
    const float tangent = 0.72f * (kTile + 2) * pixel / task.cameraDistance;
    inCone(task.shape, {0.0f, 0.0f, task.cameraDistance}, normalized(way), tangent, out);
}

__global__ void castRays(const DeviceTask* tasks, int side, Fragment* fragments) {
    __shared__ alignas(Selection) unsigned char bytes[sizeof(Selection)];
    Selection& candidates = *reinterpret_cast<Selection*>(bytes);
    const DeviceTask& task = tasks[blockIdx.z];
    const int x = blockIdx.x * kTile + threadIdx.x, y = blockIdx.y * kTile + threadIdx.y;
    if (threadIdx.x == 0 && threadIdx.y == 0)
        findCandidates(task, side, blockIdx.x * kTile, blockIdx.y * kTile, candidates);
    __syncthreads();
    if (x >= side || y >= side) return;
    const Camera camera{task.shape, candidates, task.cameraDistance};
    fragments[(static_cast<std::size_t>(blockIdx.z) * side + y) * side + x] =
        castRay(camera, task.look, pixelMiddle(static_cast<float>(x), side),
                -pixelMiddle(static_cast<float>(y), side));
}

__global__ void resolvePixels(const DeviceTask* tasks, int side, const Fragment* fragments,
                              std::uint8_t* rgba) {
    __shared__ alignas(Selection) unsigned char bytes[sizeof(Selection)];
    Selection& candidates = *reinterpret_cast<Selection*>(bytes);
    const DeviceTask& task = tasks[blockIdx.z];
    const int x = blockIdx.x * kTile + threadIdx.x, y = blockIdx.y * kTile + threadIdx.y;
    if (threadIdx.x == 0 && threadIdx.y == 0)
        findCandidates(task, side, blockIdx.x * kTile, blockIdx.y * kTile, candidates);
    __syncthreads();
    if (x >= side || y >= side) return;
    const std::size_t first = static_cast<std::size_t>(blockIdx.z) * side * side;
    const Camera camera{task.shape, candidates, task.cameraDistance};
    resolvePixel(camera, task.look, {fragments + first, side}, x, y, rgba + 4 * (first + y * side + x));
}

Error fault(cudaError_t error) {
    const ErrorCode code = error == cudaErrorMemoryAllocation ? ErrorCode::OutOfMemory : ErrorCode::Failed;
    return Error{code, "The CUDA device could not make the pictures", cudaGetErrorString(error)};
}

#define ORFEAS_CUDA(call)                                                                                    \
    if (const cudaError_t status = (call); status != cudaSuccess) return fault(status)

// Memory of the device, filled from a vector.
template <typename T>
class Pool {
public:
    cudaError_t reserve(std::size_t count) { return m_block.reserve(count); }
    cudaError_t fill(const std::vector<T>& values) {
        if (const cudaError_t error = reserve(values.size()); error != cudaSuccess) return error;
        return cudaMemcpy(get(), values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice);
    }
    T* get() const { return m_block.get(); }

private:
    mesh::CudaBlock<T> m_block;
};

struct Pools {
    std::vector<Primitive> primitives;
    std::vector<Ball> balls;
    std::vector<Edges> edges;
    std::vector<Material> materials;
};

} // namespace

Result<std::vector<std::uint8_t>> makePicturesOnGpu(std::span<const PictureTask> tasks, int side) {
    int devices = 0;
    if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0)
        return Error{ErrorCode::Unavailable, "There is no CUDA device on this machine", {}};
    Pools host;
    for (const PictureTask& task : tasks) {
        const ShapeView& s = *task.shape;
        host.primitives.insert(host.primitives.end(), s.primitives, s.primitives + s.count);
        host.balls.insert(host.balls.end(), s.balls, s.balls + s.count);
        host.edges.insert(host.edges.end(), s.edges, s.edges + task.edgesCount);
        host.materials.insert(host.materials.end(), s.materials, s.materials + task.materialCount);
    }
    Pool<Primitive> primitives;
    Pool<Ball> balls;
    Pool<Edges> edges;
    Pool<Material> materials;
    ORFEAS_CUDA(primitives.fill(host.primitives));
    ORFEAS_CUDA(balls.fill(host.balls));
    ORFEAS_CUDA(edges.fill(host.edges));
    ORFEAS_CUDA(materials.fill(host.materials));
    std::vector<DeviceTask> placed;
    std::size_t primitive = 0, edge = 0, material = 0;
    for (const PictureTask& task : tasks) {
        DeviceTask device{*task.shape, task.look, task.cameraDistance};
        device.shape.primitives = primitives.get() + primitive;
        device.shape.balls = balls.get() + primitive;
        device.shape.edges = edges.get() + edge;
        device.shape.materials = materials.get() + material;
        primitive += static_cast<std::size_t>(task.shape->count);
        edge += static_cast<std::size_t>(task.edgesCount);
        material += static_cast<std::size_t>(task.materialCount);
        placed.push_back(device);
    }
    Pool<DeviceTask> device;
    ORFEAS_CUDA(device.fill(placed));
    const std::size_t pixels = tasks.size() * static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    Pool<Fragment> fragments;
    Pool<std::uint8_t> bytes;
    ORFEAS_CUDA(fragments.reserve(pixels));
    ORFEAS_CUDA(bytes.reserve(4 * pixels));
    std::vector<std::uint8_t> rgba(4 * pixels);
    if (tasks.empty() || side <= 0) return rgba;
    const unsigned across = static_cast<unsigned>((side + kTile - 1) / kTile);
    const dim3 grid(across, across, static_cast<unsigned>(tasks.size())), block(kTile, kTile);
    castRays<<<grid, block>>>(device.get(), side, fragments.get());
    ORFEAS_CUDA(cudaGetLastError());
    resolvePixels<<<grid, block>>>(device.get(), side, fragments.get(), bytes.get());
    ORFEAS_CUDA(cudaGetLastError());
    ORFEAS_CUDA(cudaMemcpy(rgba.data(), bytes.get(), rgba.size(), cudaMemcpyDeviceToHost));
    return rgba;
}

} // namespace orfeas::shapes
