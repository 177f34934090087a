// What must be done to an outline before it can be printed: crumbs go, pinholes close, hair-thin lines become
// wide enough, separate parts are joined.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/generate/field.h"
#include "core/jobs/job.h"

namespace orfeas::generate {

/// Lengths in cells.
struct OutlineRules {
    float minWidth = 4.0f;
    float smallestArea = 9.0f; ///< cells; the largest part always stays
    bool joinParts = true;
    std::vector<std::uint8_t>
        covered; ///< cells that the picture covers somewhere; finds lines too thin for the field
};

struct PrintableOutline {
    Field distance; ///< signed distance in cells, positive inside
    int parts = 0;
    int bridges = 0;
    int widened = 0;
};

/// `distance` is a signed distance in cells, positive inside. Widening works on the medial axis: lines grow
/// evenly to both sides and thick shapes do not change. Bridges are straight bars between nearest points (a
/// minimum spanning tree over the parts). Fails only when cancelled.
Result<PrintableOutline> makePrintable(Field distance, const OutlineRules& rules,
                                       const jobs::JobContext& context);

/// Connected sets of cells for which `member` is true, 4-connected: label 1.. per cell, 0 elsewhere. Labels
/// count from the top left; `areas[label - 1]` are cell counts.
struct Labels {
    std::vector<std::uint32_t> of;
    std::vector<std::uint32_t> areas;
};
Labels labelCells(int width, int height, const std::vector<std::uint8_t>& member);

} // namespace orfeas::generate
