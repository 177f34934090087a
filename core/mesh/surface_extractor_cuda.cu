#include "core/mesh/surface_extractor_cuda.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <cuda_runtime.h>

#include "core/mesh/cuda_block.h"
#include "core/mesh/marching_cubes_table.h"

namespace orfeas::mesh {
namespace {

constexpr double kCapDistance = 0.25; // of a cell, outside the box; as extractSurface
constexpr int kMostEdges = 24;        // listed by one case of the table
constexpr int kThreads = 128;

struct DeviceTable {
    unsigned char count[256];
    unsigned char edges[256][kMostEdges];
    unsigned char axis[12];
    unsigned char corner[12];
};

struct Lattice {
    const float* values;
    const DeviceTable* table;
    unsigned* firstVertex; // of each cell, counted over the whole mesh
    int nx, ny, nz;        // samples; cells run from -1 to n - 1 on each axis, those outside being the cap
    double lowerX, lowerY, lowerZ, sizeX, sizeY, sizeZ;
    float level;
    double clearance;
    bool closed;

    __host__ __device__ int cellsX() const { return nx + 1; }
    __host__ __device__ int rows() const { return (ny + 1) * (nz + 1); }
    __device__ bool isReal(int x, int y, int z) const {
        return x >= 0 && y >= 0 && z >= 0 && x < nx && y < ny && z < nz;
    }
    __device__ float value(int x, int y, int z) const {
        return values[(static_cast<std::size_t>(z) * ny + y) * nx + x];
    }
    __device__ bool inside(int x, int y, int z) const { return isReal(x, y, z) && value(x, y, z) > level; }
    __device__ unsigned corners(int x, int y, int z) const {
        unsigned bits = 0;
        for (unsigned c = 0; c < 8; ++c)
            bits |= static_cast<unsigned>(inside(x + (c & 1), y + (c >> 1 & 1), z + (c >> 2 & 1))) << c;
        return bits;
    }
    __device__ unsigned crossedAxes(int x, int y, int z, unsigned corners) const {
        unsigned axes = 0;
        for (int axis = 0; axis < 3; ++axis) {
            const unsigned corner = 1u << axis;
            if ((corners & 1u) == (corners >> corner & 1u)) continue;
            if (closed || (isReal(x, y, z) && isReal(x + (axis == 0), y + (axis == 1), z + (axis == 2))))
                axes |= 1u << axis;
        }
        return axes;
    }
    __device__ bool hasTriangles(int x, int y, int z) const {
        return closed || (isReal(x, y, z) && isReal(x + 1, y + 1, z + 1));
    }
    __device__ unsigned& vertexSlot(int x, int y, int z) const {
        return firstVertex[(static_cast<std::size_t>(z + 1) * (ny + 1) + (y + 1)) * (nx + 1) + (x + 1)];
    }
};

struct RowCount {
    unsigned vertices;
    unsigned triangles;
};

// One thread a row of cells along x: `slot` counts within the row first.
__global__ void countRows(Lattice lattice, RowCount* counts) {
    const int row = static_cast<int>(blockIdx.x) * kThreads + static_cast<int>(threadIdx.x);
    if (row >= lattice.rows()) return;
    const int y = row % (lattice.ny + 1) - 1, z = row / (lattice.ny + 1) - 1;
    RowCount count{0, 0};
    for (int x = -1; x < lattice.nx; ++x) {
        const unsigned corners = lattice.corners(x, y, z);
        lattice.vertexSlot(x, y, z) = count.vertices;
        count.vertices += static_cast<unsigned>(__popc(lattice.crossedAxes(x, y, z, corners)));
        if (lattice.hasTriangles(x, y, z)) count.triangles += lattice.table->count[corners] / 3u;
    }
    counts[row] = count;
}

__device__ double crossing(const Lattice& lattice, int x, int y, int z, int axis) {
    if (!lattice.isReal(x, y, z)) return 1.0 - kCapDistance;
    const int ux = x + (axis == 0), uy = y + (axis == 1), uz = z + (axis == 2);
    if (!lattice.isReal(ux, uy, uz)) return kCapDistance;
    const double a = lattice.value(x, y, z), b = lattice.value(ux, uy, uz);
    const double t = (lattice.level - a) / (b - a);
    if (isnan(t)) return 0.5;
    return fmin(fmax(t, lattice.clearance), 1.0 - lattice.clearance);
}

__global__ void placeVertices(Lattice lattice, const RowCount* first, float* positions) {
    const int row = static_cast<int>(blockIdx.x) * kThreads + static_cast<int>(threadIdx.x);
    if (row >= lattice.rows()) return;
    const int y = row % (lattice.ny + 1) - 1, z = row / (lattice.ny + 1) - 1;
    for (int x = -1; x < lattice.nx; ++x) {
        unsigned& slot = lattice.vertexSlot(x, y, z);
        slot += first[row].vertices;
        unsigned at = slot;
        const unsigned axes = lattice.crossedAxes(x, y, z, lattice.corners(x, y, z));
        for (int axis = 0; axis < 3; ++axis) {
            if (!(axes >> axis & 1u)) continue;
            double p[3] = {double(x), double(y), double(z)};
            p[axis] += crossing(lattice, x, y, z, axis);
            float* to = positions + 3 * static_cast<std::size_t>(at++);
            to[0] = static_cast<float>(lattice.lowerX + p[0] / (lattice.nx - 1) * lattice.sizeX);
            to[1] = static_cast<float>(lattice.lowerY + p[1] / (lattice.ny - 1) * lattice.sizeY);
            to[2] = static_cast<float>(lattice.lowerZ + p[2] / (lattice.nz - 1) * lattice.sizeZ);
        }
    }
}

__global__ void placeTriangles(Lattice lattice, const RowCount* first, unsigned* triangles) {
    const int row = static_cast<int>(blockIdx.x) * kThreads + static_cast<int>(threadIdx.x);
    if (row >= lattice.rows()) return;
    const int y = row % (lattice.ny + 1) - 1, z = row / (lattice.ny + 1) - 1;
    std::size_t at = 3 * static_cast<std::size_t>(first[row].triangles);
    for (int x = -1; x < lattice.nx; ++x) {
        if (!lattice.hasTriangles(x, y, z)) continue;
        const unsigned corners = lattice.corners(x, y, z);
        for (unsigned k = 0; k < lattice.table->count[corners]; ++k) {
            const unsigned edge = lattice.table->edges[corners][k];
            const unsigned corner = lattice.table->corner[edge], axis = lattice.table->axis[edge];
            const int ox = x + (corner & 1), oy = y + (corner >> 1 & 1), oz = z + (corner >> 2 & 1);
            const unsigned axes = lattice.crossedAxes(ox, oy, oz, lattice.corners(ox, oy, oz));
            triangles[at++] =
                lattice.vertexSlot(ox, oy, oz) + static_cast<unsigned>(__popc(axes & ((1u << axis) - 1u)));
        }
    }
}

// Device memory that goes with the object.
template <typename T>
class Buffer {
public:
    explicit Buffer(std::size_t count) : m_fault(m_block.reserve(count)) {}

    T* get() const { return m_block.get(); }
    cudaError_t fault() const { return m_fault; }

private:
    CudaBlock<T> m_block;
    cudaError_t m_fault;
};

Error faultOf(cudaError_t fault) {
    if (fault == cudaErrorMemoryAllocation)
        return {ErrorCode::OutOfMemory, "The graphics card has not enough memory for this resolution", {}};
    return {ErrorCode::Failed, "The graphics card could not make the surface", cudaGetErrorString(fault)};
}

#define ORFEAS_CUDA(call)                                                                                    \
    if (const cudaError_t fault = (call); fault != cudaSuccess) return faultOf(fault)

DeviceTable makeTable() {
    const MarchingCubesTable& table = MarchingCubesTable::instance();
    DeviceTable made{};
    for (unsigned corners = 0; corners < 256; ++corners) {
        const std::vector<std::uint8_t>& edges = table.triangles(corners);
        ORFEAS_ASSERT(edges.size() <= kMostEdges);
        made.count[corners] = static_cast<unsigned char>(edges.size());
        for (std::size_t k = 0; k < edges.size(); ++k)
            made.edges[corners][k] = edges[k];
    }
    for (std::size_t e = 0; e < 12; ++e) {
        made.axis[e] = table.edges()[e].axis;
        made.corner[e] = table.edges()[e].corner;
    }
    return made;
}

} // namespace

Result<Surface> extractSurfaceOnGpu(std::span<const float> values, const SurfaceSettings& settings) {
    const glm::ivec3 n = settings.samples;
    if (n.x < 2 || n.y < 2 || n.z < 2 || n.x > 2048 || n.y > 2048 || n.z > 2048 ||
        values.size() != std::size_t(n.x) * std::size_t(n.y) * std::size_t(n.z))
        return Error{ErrorCode::BadInput, "The lattice does not have as many values as its sides say", {}};
    int devices = 0;
    if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0)
        return Error{ErrorCode::Unavailable, "There is no CUDA device on this machine", {}};
    const std::size_t cells = std::size_t(n.x + 1) * std::size_t(n.y + 1) * std::size_t(n.z + 1);
    const Buffer<float> field(values.size());
    ORFEAS_CUDA(field.fault());
    const Buffer<unsigned> slots(cells);
    ORFEAS_CUDA(slots.fault());
    const Buffer<DeviceTable> table(1);
    ORFEAS_CUDA(table.fault());
    const DeviceTable hostTable = makeTable();
    ORFEAS_CUDA(cudaMemcpy(field.get(), values.data(), values.size_bytes(), cudaMemcpyHostToDevice));
    ORFEAS_CUDA(cudaMemcpy(table.get(), &hostTable, sizeof hostTable, cudaMemcpyHostToDevice));
    const glm::dvec3 lower(settings.box.lower);
    const glm::dvec3 size = glm::dvec3(settings.box.upper) - lower;
    const Lattice lattice{field.get(),
                          table.get(),
                          slots.get(),
                          n.x,
                          n.y,
                          n.z,
                          lower.x,
                          lower.y,
                          lower.z,
                          size.x,
                          size.y,
                          size.z,
                          settings.level,
                          static_cast<double>(settings.clearance),
                          settings.closedAtBorder};
    const auto rows = static_cast<std::size_t>(lattice.rows());
    const Buffer<RowCount> counts(rows);
    ORFEAS_CUDA(counts.fault());
    const auto blocks = static_cast<unsigned>((rows + kThreads - 1) / kThreads);
    countRows<<<blocks, kThreads>>>(lattice, counts.get());
    std::vector<RowCount> first(rows);
    ORFEAS_CUDA(cudaMemcpy(first.data(), counts.get(), rows * sizeof(RowCount), cudaMemcpyDeviceToHost));
    std::size_t vertices = 0, triangles = 0;
    for (RowCount& row : first) {
        const RowCount here = row;
        row = {static_cast<unsigned>(vertices), static_cast<unsigned>(triangles)};
        vertices += here.vertices;
        triangles += here.triangles;
        if (triangles > settings.maxTriangles) {
            return Error{
                ErrorCode::TooLarge,
                "The surface has more triangles than fit; choose a lower resolution or another threshold",
                {}};
        }
    }
    ORFEAS_CUDA(cudaMemcpy(counts.get(), first.data(), rows * sizeof(RowCount), cudaMemcpyHostToDevice));
    const Buffer<float> positions(3 * vertices);
    ORFEAS_CUDA(positions.fault());
    const Buffer<unsigned> indices(3 * triangles);
    ORFEAS_CUDA(indices.fault());
    placeVertices<<<blocks, kThreads>>>(lattice, counts.get(), positions.get());
    placeTriangles<<<blocks, kThreads>>>(lattice, counts.get(), indices.get());
    ORFEAS_CUDA(cudaGetLastError());
    Surface surface;
    surface.evaluatedPoints = values.size();
    surface.mesh.positions.resize(vertices);
    surface.mesh.triangles.resize(triangles);
    ORFEAS_CUDA(
        cudaMemcpy(surface.mesh.positions.data(), positions.get(), vertices * 12, cudaMemcpyDeviceToHost));
    ORFEAS_CUDA(
        cudaMemcpy(surface.mesh.triangles.data(), indices.get(), triangles * 12, cudaMemcpyDeviceToHost));
    return surface;
}

} // namespace orfeas::mesh
