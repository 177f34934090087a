// The surface extractor's twin on a CUDA device, for fields that are sampled there anyway. Built where nvcc is found.
#pragma once

#include <span>

#include "core/base/result.h"
#include "core/mesh/surface_extractor.h"

namespace orfeas::mesh {

/// The surface of a lattice whose every value is known: values[(z * ny + y) * nx + x], samples.x * y * z of them, as in
/// `settings`. The same vertices and triangles as extractSurface with `response` null and a search that misses nothing,
/// in another order. Fails with Unavailable when there is no CUDA device, BadInput, TooLarge, OutOfMemory or Failed. Uses
/// eight bytes of device memory a sample, and the mesh.
Result<Surface> extractSurfaceOnGpu(std::span<const float> values, const SurfaceSettings& settings);

} // namespace orfeas::mesh
