// A closed surface around where a scalar function is positive.
#pragma once

#include <span>

#include <glm/vec3.hpp>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::mesh {

/// A function of space: positive inside the solid, near its surface about the signed distance in millimetres.
/// Called from several threads at once.
class SolidField {
public:
    virtual ~SolidField() = default;
    virtual float value(glm::vec3 at) const = 0;
    /// Values at (x, y, z0), (x, y, z0 + step), ...: lets a function that is cheap along Z be so.
    virtual void column(float x, float y, float z0, float step, std::span<float> values) const = 0;
};

/// Where to look: `cells` cubes of side `cell` from `origin`. The function must be negative on the box's
/// border.
struct IsoLattice {
    glm::vec3 origin{0.0f};
    float cell = 1.0f;
    glm::ivec3 cells{0};
};

struct IsoOptions {
    int relaxSteps = 4;   ///< rounds of evening out the triangles
    bool untangle = true; ///< looks for self-intersections afterwards and undoes what made them
};

/// Marching tetrahedra on the body-centred cubic lattice: closed, manifold in edges and vertices and oriented outward by
/// construction. Cuts are kept away from lattice points. Then the triangles are evened out by moving vertices along the
/// surface and back onto the zero set; with `untangle` the result has no self-intersections. Deterministic. Fails when
/// cancelled, or with Failed when nothing is positive.
Result<Mesh> extractIsoSurface(const SolidField& field, const IsoLattice& lattice, const IsoOptions& options,
                               const jobs::JobContext& context);

} // namespace orfeas::mesh
