// The cheapest cut through a picture: which pixels belong to the subject when each has a cost for either side and
// neighbours prefer to stay together. Internal to core/image.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"

namespace orfeas::image {

/// A grid of pixels with eight neighbours each. All costs are whole numbers, so the cut is exact and the same everywhere.
struct CutProblem {
    int width = 0;
    int height = 0;
    /// Per pixel: what it costs to call it background, less what it costs to call it subject.
    std::vector<std::int32_t> leaning;
    /// What it costs to part a pixel from its right, lower left, lower and lower right neighbour. At least 0; entries
    /// that would leave the picture are ignored.
    std::array<std::vector<std::int32_t>, 4> parting;
};

/// 1 where the pixel is subject, 0 where background: a labelling of least total cost, by maximum flow (Boykov and
/// Kolmogorov, "An Experimental Comparison of Min-Cut/Max-Flow Algorithms", PAMI 2004).
Result<std::vector<std::uint8_t>> cheapestCut(const CutProblem& problem, const jobs::JobContext& context);

} // namespace orfeas::image
