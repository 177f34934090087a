// A mesh as something to make training examples of: what a camera sees of it and where it is and is not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/io/mesh_format.h"
#include "core/mesh/signed_distance.h"
#include "core/shapes/depth_maps.h"
#include "core/shapes/look.h"
#include "core/shapes/random.h"
#include "core/shapes/sample.h"

namespace orfeas::inference {

/// Lies as shapes lie: y up, its front toward +z. Immutable; any thread may ask.
class TrainingMesh {
public:
    /// BadInput, in words, when the parts together do not bound a solid: what is inside could not be told.
    static Result<TrainingMesh> make(std::string name, std::vector<io::MeshPart> parts);

    const std::string& name() const { return m_name; }
    const std::vector<glm::vec3>& positions() const { return m_positions; }

    /// side × side pixels of straight alpha, sRGB, top row first; four samples a pixel. Lights, shadow and sky of `look`;
    /// `paint` is the linear colour of what the file gives none.
    std::vector<std::uint8_t> picture(const shapes::Placement& placement, const shapes::Look& look,
                                      float cameraDistance, int side, shapes::Vec3 paint) const;
    shapes::DepthMaps depthMaps(const shapes::Placement& placement, float cameraDistance, int side) const;
    /// As shapes::truthPoints; the distances are exact.
    std::vector<shapes::TruthPoint> truthPoints(const shapes::Placement& placement,
                                                const shapes::SampleOptions& options, shapes::Random& random,
                                                shapes::Vec3 paint) const;

private:
    TrainingMesh(std::string name, std::vector<io::MeshPart> parts, const mesh::Mesh& joined);

    shapes::Vec3 colorAt(std::uint32_t triangle, glm::vec3 weights, shapes::Vec3 paint) const;
    glm::vec3 weightsAt(std::uint32_t triangle, const glm::dvec3& point) const;
    shapes::Vec3 lit(const shapes::Placement& placement, const shapes::Look& look, const glm::dvec3& at,
                     std::uint32_t triangle, shapes::Vec3 paint) const;
    shapes::Vec3 surfacePoint(shapes::Random& random) const;

    std::string m_name;
    std::vector<io::MeshPart> m_parts;          ///< for their colours
    std::vector<std::uint32_t> m_firstTriangle; ///< of each part
    std::vector<glm::vec3> m_positions;
    std::vector<glm::uvec3> m_triangles;
    std::vector<double> m_areaUntil;
    mesh::SignedDistance m_distance;
};

} // namespace orfeas::inference
