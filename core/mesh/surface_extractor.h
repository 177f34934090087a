// From a scalar field to the closed surface around where it is high: networks, voxel tools and tests all end
// here.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include <glm/vec3.hpp>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::mesh {

/// A scalar field in space. Higher is more inside.
struct Field {
    /// values[i] = the field at points[i]. The same point must give the same value however points are
    /// grouped, up to rounding. NaN counts as outside.
    std::function<Result<void>(std::span<const glm::vec3> points, std::span<float> values)> evaluate;

    /// Whether `evaluate` may be called from several threads at once. If so the extractor spreads it over the
    /// cores; if not, it is called with `batch` points at a time and may use the cores itself.
    bool concurrent = false;
    std::size_t batch = std::size_t{1} << 16;

    /// Rising map applied to values before a crossing is placed between two of them; null means none. With a
    /// density network, `evaluate` gives the exponent (well scaled, so that the search for the surface works)
    /// and `response` the density, in which the crossing is linear.
    std::function<float(float)> response;
};

struct SurfaceSettings {
    Box box;                 ///< sampled from `lower` to `upper`, end points included
    glm::ivec3 samples{256}; ///< per axis, 2 .. 2048
    float level = 0.0f;      ///< inside is where the field is greater
    bool closedAtBorder =
        true;             ///< what leaves the box is capped a quarter of a cell outside it; else left open
    int coarseCells = 24; ///< the search begins on a lattice of at least so many cells per axis
    float guard = 1.0f;   ///< how near the level, in units of the local change, a cell is still looked into
    float clearance = 0.01f; ///< least distance of a vertex from a lattice point, as a share of the cell
    std::size_t maxTriangles = 40'000'000;
    std::size_t maxBytes = std::size_t{2} << 30; ///< for samples near the surface; the mesh comes on top
};

struct Surface {
    Mesh mesh; ///< positions and triangles only; empty when the field never crosses the level
    std::size_t evaluatedPoints = 0;
};

/// Marching cubes on a lattice that is refined only where the field comes near the level: coarse cells whose
/// corners lie on both sides, or nearer to the level than `guard` times the change across a cell, are halved
/// until the lattice spacing is reached; at the end the surface is followed from cell to cell, so that it has
/// no gaps wherever the search began. The mesh is closed, manifold by index and without degenerate triangles
/// for every field, also where lattice values equal the level. The same bytes for any number of threads.
/// Memory grows with the surface, not with the box: about 2 KiB per 8³ samples near it, at most `maxBytes`.
/// Fails with BadInput (a box or counts that make no sense), TooLarge (beyond `maxTriangles` or `maxBytes`),
/// Cancelled, or what `evaluate` returned. Any thread.
Result<Surface> extractSurface(const Field& field, const SurfaceSettings& settings,
                               const jobs::JobContext& context);

} // namespace orfeas::mesh
