// The pieces of the remeshing module, one translation unit each, since every one of them takes long to compile.
// remesh_engine.h says what they do.
#pragma once

#include "core/print/remesh_engine.h"

namespace orfeas::print::remesh {

Result<HoleFill> fillHoles(const mesh::Mesh& mesh, bool fair, const jobs::JobContext& context);
Result<mesh::Mesh> boolean(const mesh::Mesh& a, const mesh::Mesh& b, BooleanOperation operation,
                           const jobs::JobContext& context);
Result<mesh::Mesh> cut(const mesh::Mesh& mesh, glm::dvec3 normal, double offset,
                       const jobs::JobContext& context);
Result<mesh::Mesh> voxelRemesh(const mesh::Mesh& mesh, double voxelMm, double offsetMm,
                               const jobs::JobContext& context);
Result<mesh::Mesh> padded(const mesh::Mesh& mesh, const mesh::Mesh& core, double radiusMm, double voxelMm,
                          const jobs::JobContext& context);
Result<mesh::Mesh> alphaWrap(const mesh::Mesh& mesh, double alphaMm, double offsetMm,
                             const jobs::JobContext& context);
Result<mesh::Mesh> simplify(const mesh::Mesh& mesh, const SimplifySettings& settings,
                            const jobs::JobContext& context);
/// Between z = 0 and z = 1 over what an odd number of closed outlines goes round; vertices as in textSolid.
Result<mesh::Mesh> prism(const std::vector<std::vector<glm::dvec2>>& outlines, double spacing,
                         const jobs::JobContext& context);

} // namespace orfeas::print::remesh
