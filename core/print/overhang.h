// Where material would be laid into the air.
#pragma once

#include <cstdint>
#include <vector>

#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/print/profile.h"
#include "core/print/surface.h"

namespace orfeas::print {

/// Overhanging triangles that hang together.
struct OverhangRegion {
    std::vector<std::uint32_t> triangles; ///< ascending
    double areaMm2 = 0.0;
    bool isBridge = false; ///< a level ceiling between supports that prints without help
    double spanMm = 0.0;   ///< of a level one: between its supports; infinite when it has none
};

struct Overhangs {
    std::vector<OverhangRegion> regions; ///< in order of their first triangle
    double areaMm2 = 0.0;                ///< without the bridges
    double bridgeMm2 = 0.0;
    std::vector<std::uint32_t>
        islands; ///< one vertex of each place that is lower than all around it, yet in the air
};

/// What lies on the bed (within a layer above the lowest point) does not count.
/// When cancelled it is worth nothing: ask before using it.
Overhangs findOverhangs(const Surface& surface, const Profile& profile, const jobs::JobContext& context = {});

/// Degrees from the vertical per vertex for a heat map, the most of the triangles around it: 0 for walls and what faces
/// up or lies on the bed, 90 for level ceilings.
std::vector<float> overhangField(const mesh::Mesh& mesh, double layerMm);

} // namespace orfeas::print
