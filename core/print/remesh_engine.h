// What the remeshing module can do. CGAL, OpenVDB and FreeType live behind this interface, in a library that is loaded on first
// need: linking OpenVDB costs 0.04 s at every start of the program.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/print/text_outline.h"

namespace orfeas::print {

/// Raised when the interface changes: a module of another version is not used.
constexpr int kRemeshInterface = 2;

struct HoleFill {
    mesh::Mesh mesh; ///< the input's vertices and triangles first, then the patches
    std::vector<std::uint32_t>
        patchStart;                       ///< first triangle of each patch; the last patch ends with the mesh
    std::vector<std::uint32_t> holeEdges; ///< edges round each patch
    std::size_t unfilled = 0;             ///< holes that could not be closed
};

struct SimplifySettings {
    std::size_t targetTriangles = 0; ///< 0: as few as the error allows
    double maxErrorMm = 0.0;         ///< 0: any
    double secondsLimit = 20.0;      ///< stops there with what it has
};

enum class BooleanOperation { Union, Difference, Intersection };

/// Meshes are positions and triangles; colours and texture are the callers' affair. Nothing throws. Every function
/// fails with Cancelled, OutOfMemory, BadInput (not what it needs) or Failed, and stops within 250 ms of a request
/// except where said. Any thread; the same bytes every time.
class RemeshEngine {
public:
    virtual ~RemeshEngine() = default;

    /// Closes every hole of an oriented mesh: small and even ones flat, wide ones refined and, on request, faired
    /// (Liepa 2003). Stops between two holes.
    virtual Result<HoleFill> fillHoles(const mesh::Mesh& mesh, bool fair,
                                       const jobs::JobContext& context) const = 0;

    /// Exact boolean of two closed meshes without crossings of their own (CGAL corefinement). Stops between phases.
    virtual Result<mesh::Mesh> boolean(const mesh::Mesh& a, const mesh::Mesh& b, BooleanOperation operation,
                                       const jobs::JobContext& context) const = 0;

    /// The part of a closed mesh where dot(p, normal) <= offset, with a flat lid. Empty when nothing is left.
    virtual Result<mesh::Mesh> cut(const mesh::Mesh& mesh, glm::dvec3 normal, double offset,
                                   const jobs::JobContext& context) const = 0;

    /// Closed surface through the voxels whose centre is inside, or within `offsetMm` of the inside (negative: inside
    /// by that much). What is open wider than a voxel leaks. Rounds sharp edges over about one voxel.
    virtual Result<mesh::Mesh> voxelRemesh(const mesh::Mesh& mesh, double voxelMm, double offsetMm,
                                           const jobs::JobContext& context) const = 0;

    /// The mesh united with everything within `radiusMm` of the `core` triangles (an open soup is fine).
    virtual Result<mesh::Mesh> padded(const mesh::Mesh& mesh, const mesh::Mesh& core, double radiusMm,
                                      double voxelMm, const jobs::JobContext& context) const = 0;

    /// Closed manifold surface around any soup, entering nothing narrower than `alphaMm` (Portaneri et al. 2022).
    virtual Result<mesh::Mesh> alphaWrap(const mesh::Mesh& mesh, double alphaMm, double offsetMm,
                                         const jobs::JobContext& context) const = 0;

    /// Edge collapse that keeps the mesh manifold (Garland and Heckbert 1997, bounded normal change).
    virtual Result<mesh::Mesh> simplify(const mesh::Mesh& mesh, const SimplifySettings& settings,
                                        const jobs::JobContext& context) const = 0;

    /// Letters as a solid between z = 0 and z = 1, with points about `spacing` apart inside. The first half of its
    /// vertices is the underside; the other half, in the same order, the top. Fails as textOutlines (text_outline.h).
    virtual Result<mesh::Mesh> textSolid(std::string_view utf8, const TextStyle& style, double spacing,
                                         const jobs::JobContext& context) const = 0;
};

/// Loads `orfeas_remesh.so` from ../lib/orfeas/ beside the program (or the folder in ORFEAS_MODULES) once, and keeps
/// it. Any thread. Fails with Unavailable, in words.
Result<const RemeshEngine*> remeshEngine();

} // namespace orfeas::print
