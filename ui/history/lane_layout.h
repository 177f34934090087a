// Where the lines of a history graph run: one lane a line of versions, as narrow as possible.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/project/history_graph.h"

namespace orfeas::ui {

/// What one row draws. Lanes count from the left.
struct LaneRow {
    /// A line that crosses the row, or half of it.
    struct Line {
        int from = 0; ///< lane at the top edge; -1: starts at the dot
        int to = 0;   ///< lane at the bottom edge; -1: ends at the dot
        int colour = 0;
        bool operator==(const Line&) const = default;
    };
    int lane = 0;   ///< of the dot
    int colour = 0; ///< one per line of versions: 0 is the current variant's
    std::vector<Line> lines;
};

struct LaneLayout {
    std::vector<LaneRow> rows;
    int lanes = 0; ///< widest row
};

/// `versions` newest first, none before one that grew from it; parents that are not among them end at the bottom. The
/// current variant (`tip`, null: none) runs in lane 0 all the way. Linear in versions times lanes.
LaneLayout layoutLanes(std::span<const project::GraphVersion> versions, const project::GraphVersion* tip);

} // namespace orfeas::ui
