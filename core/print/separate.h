// Takes apart what no solid can have: edges between more than two faces and points where bodies only touch.
#pragma once

#include <cstdint>
#include <vector>

#include "core/jobs/job.h"
#include "core/print/work_mesh.h"

namespace orfeas::print {

/// Marks fins: pieces of surface with an open rim that hang on edges between more than two faces, and without which
/// each of those edges has two. Smallest first. None when
/// cancelled.
std::vector<std::uint8_t> findFins(const WorkMesh& work, const jobs::JobContext& context);

struct Separation {
    std::size_t edges = 0;            ///< that were between more than two faces
    std::size_t vertices = 0;         ///< that got a twin
    std::vector<std::uint32_t> faces; ///< around them, ascending
    bool complete = true;             ///< false where faces at an edge cannot be paired into bodies
};

/// Pairs the faces round every edge between more than two so that each pair has material between its backs, gives each
/// fan of faces a vertex of its own, and moves twins into their own body by `gap` mm, so that they stay apart in files
/// without indices. Faces must be oriented.
/// When cancelled what it leaves is worth nothing.
Separation separate(WorkMesh& work, double gap, const jobs::JobContext& context);

} // namespace orfeas::print
