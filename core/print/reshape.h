// What one does to a solid to get it ready for the printer. Pure functions: a mesh in, a mesh out. Lengths are mm.
#pragma once

#include <cstdint>
#include <vector>

#include <glm/vec3.hpp>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/print/remesh_engine.h"

namespace orfeas::print {

/// About the centre of the box's underside, so that what stands on the bed stays there.
mesh::Mesh scaled(const mesh::Mesh& mesh, double factor);
mesh::Mesh scaledToLongest(const mesh::Mesh& mesh, double longestMm);
mesh::Mesh scaledToHeight(const mesh::Mesh& mesh, double heightMm);

/// Turned left to right along an axis (0 x, 1 y, 2 z) within its own box; outside stays outside.
mesh::Mesh mirrored(const mesh::Mesh& mesh, int axis);

/// Moved so that its lowest point has z = 0.
mesh::Mesh droppedToBed(const mesh::Mesh& mesh);

/// Connected parts; cavities stay with the part around them. In order of first triangle.
std::vector<mesh::Mesh> splitToParts(const mesh::Mesh& mesh);

struct CutPlane {
    glm::dvec3 normal{0.0, 0.0, 1.0}; ///< any length but zero
    double offset = 0.0;              ///< points with dot(p, unit normal) == offset lie on it
};

struct Pegs {
    int count = 0; ///< along the longest direction of the cut, at most 8
    double diameterMm = 4.0;
    double lengthMm = 6.0;     ///< half in each piece
    double clearanceMm = 0.15; ///< the holes are wider and deeper by this much
};

struct CutPieces {
    mesh::Mesh below; ///< where dot(p, normal) <= offset; has the pegs
    mesh::Mesh above; ///< has the holes
    int pegs = 0;     ///< how many found room
};

/// Two solids with flat faces. Either may be empty. Fails with BadInput when the mesh is no solid.
Result<CutPieces> cutByPlane(const mesh::Mesh& mesh, const CutPlane& plane, const Pegs& pegs,
                             const jobs::JobContext& context);

/// Cuts `mm` off the underside.
Result<mesh::Mesh> withFlatBase(const mesh::Mesh& mesh, double mm, const jobs::JobContext& context);

struct HollowSettings {
    double wallMm = 2.0;
    int drainHoles = 0; ///< through the underside, from the places of the cavity nearest to it
    double drainMm = 4.0;
    std::size_t maxTriangles = 200'000; ///< of the inner wall
};

/// A cavity `wallMm` below the surface; the outside is not touched. Fails with BadInput when nothing is thick enough.
Result<mesh::Mesh> hollowed(const mesh::Mesh& mesh, const HollowSettings& settings,
                            const jobs::JobContext& context);

/// Fewer triangles: to `target` (0: as few as the bound allows), moving the surface by about `maxErrorMm` at most (0: any).
/// The result is a solid without crossings, or the mesh as it was. Colours are kept.
Result<mesh::Mesh> simplified(const mesh::Mesh& mesh, std::size_t target, double maxErrorMm,
                              const jobs::JobContext& context);

/// Taubin's λ|μ smoothing (1995), then scaled about its centre to the volume it had. Fails only when cancelled.
Result<mesh::Mesh> smoothed(const mesh::Mesh& mesh, int rounds, const jobs::JobContext& context);

/// The surface anew from voxels. What is thinner than a voxel can vanish.
Result<mesh::Mesh> voxelRemeshed(const mesh::Mesh& mesh, double voxelMm, const jobs::JobContext& context);

/// Exact union, difference or intersection of two solids.
Result<mesh::Mesh> combined(const mesh::Mesh& a, const mesh::Mesh& b, BooleanOperation operation,
                            const jobs::JobContext& context);

/// A closed prism with `sides` faces round an axis through `center`.
mesh::Mesh cylinder(const glm::dvec3& center, const glm::dvec3& axis, double radius, double length,
                    int sides);

} // namespace orfeas::print
