// The plane grid under reliefs and extrusions, and from it to a solid.
#pragma once

#include <functional>

#include "core/base/result.h"
#include "core/generate/silhouette.h"
#include "core/mesh/bisected_grid.h"
#include "core/mesh/region_map.h"

namespace orfeas::generate {

/// A bisected grid over a rectangle of the plane: x to the right, y up, the middle at (0, 0), millimetres.
struct PlateGrid {
    mesh::BisectedGrid grid;
    glm::vec2 size;
    glm::vec2 cell; ///< nearly square

    /// Cells about `cellMm`, at most about 2400 across.
    static PlateGrid cover(glm::vec2 size, double cellMm);

    std::vector<glm::vec2> points() const;
};

/// Marks every vertex at or next to a change of label as always needed.
void keepBorders(const mesh::BisectedGrid& grid, const std::vector<mesh::RegionLabel>& labels,
                 std::vector<float>& errors);

/// The lowest tolerance (never below `least`) at which at most `vertices` vertices are used.
float toleranceFor(const std::vector<float>& propagatedErrors, std::size_t vertices, float least);

inline constexpr float kAlwaysKept = 1e30f;

} // namespace orfeas::generate
