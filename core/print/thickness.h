// How thick the material is behind each point of the surface.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/mesh/triangle_tree.h"

namespace orfeas::print {

constexpr double kNoCap = std::numeric_limits<double>::infinity();

enum class ThicknessMethod {
    Ray,   ///< along the inward normal to the opposite wall: quick, too thick where walls lean
    Sphere ///< diameter of the largest sphere inside that touches the surface there and an opposite wall
};

/// One measured point.
struct ThicknessSample {
    std::uint32_t triangle = 0;
    glm::vec3 point{0.0f};
    float thicknessMm = 0.0f; ///< infinite where no wall is opposite
};

/// About `count` points spread evenly over the area, in the order of triangles. Only walls that face each other (their
/// outward normals more than 135° apart) count: the edge of a box is not thin. Spheres are tried up to the diameter
/// `capMm`; where that one fits, the thickness is that of the ray. Deterministic.
Result<std::vector<ThicknessSample>> sampleThickness(const mesh::Mesh& mesh, const mesh::TriangleTree& tree,
                                                     ThicknessMethod method, std::size_t count,
                                                     const jobs::JobContext& context, double capMm = kNoCap);

/// Thickness per vertex in mm for a heat map: the least of the triangles around it; infinite where no wall is opposite.
Result<std::vector<float>> thicknessField(const mesh::Mesh& mesh, ThicknessMethod method,
                                          const jobs::JobContext& context, double capMm = kNoCap);

} // namespace orfeas::print
