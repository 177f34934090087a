// How to lay an object on the bed so that it prints well.
#pragma once

#include <vector>

#include <glm/mat3x3.hpp>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/print/profile.h"

namespace orfeas::print {

/// One way to lay it.
struct Orientation {
    glm::dmat3 turn{1.0}; ///< the mesh to how it lies; Z up
    glm::dvec3 down{0.0}; ///< unit: the direction of the mesh that then faces the bed
    double overhangMm2 = 0.0;
    double heightMm = 0.0;
    double contactMm2 = 0.0; ///< of faces flat on the bed
    bool isStable = false;   ///< its centre of mass is above what it stands on
    double score = 0.0;      ///< less is better
};

/// The turn that makes `down` (any length, not zero) face the bed by the shortest way.
glm::dmat3 turnToBed(const glm::dvec3& down);

/// Ways to lay the mesh, the best first: on the faces of its convex hull and as it stands (which wins a tie). Judged by
/// the area that needs supports, the height, the area flat on the bed, and whether it stands. At most `count`. A flat
/// mesh gives only how it stands. Deterministic. Fails only when cancelled.
Result<std::vector<Orientation>> findOrientations(const mesh::Mesh& mesh, const Profile& profile,
                                                  std::size_t count, const jobs::JobContext& context);

/// One orientation figured out: for a face that somebody picked.
Orientation judgeOrientation(const mesh::Mesh& mesh, const Profile& profile, const glm::dvec3& down);

} // namespace orfeas::print
