// The closed shells of a surface: which lies in which, which bound material and which are air.
#pragma once

#include <cstdint>
#include <vector>

#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/crossings.h"

namespace orfeas::print {

struct ShellPlace {
    std::size_t triangles = 0;
    double volumeMm3 = 0.0; ///< signed
    mesh::Box box;
    std::vector<std::uint32_t> within; ///< shells around it, ascending
    std::int32_t outer = -1;           ///< the innermost of those
    bool standing = false;             ///< on the bed, or crossing or within one that does
};

struct ShellNesting {
    std::vector<std::uint32_t> of; ///< shell per triangle
    std::vector<ShellPlace> shells;
    bool tooMany = false; ///< more shells than are worth placing; then `within` and `standing` are not filled
};

/// `bed` mm above the lowest point still stands on it. `crossings` join shells that run through each other. Worth
/// nothing when cancelled.
ShellNesting nestShells(const mesh::Mesh& mesh, const mesh::TriangleTree& tree,
                        const std::vector<FacePair>& crossings, double bed, const jobs::JobContext& context);

} // namespace orfeas::print
