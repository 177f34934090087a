// What a body stands on, and whether it stays upright.
#pragma once

#include <vector>

#include <glm/vec2.hpp>

#include "core/print/report.h"
#include "core/print/surface.h"

namespace orfeas::print {

struct BaseContact {
    BaseFigures figures;
    std::vector<glm::dvec2> outline; ///< convex hull of the contact
    double heightMm = 0.0;           ///< of the section above the lowest point
};

/// The section `heightMm` above the lowest point is what the first layer is made of. The contact's area and width are
/// measured on a grid of at most 1024 cells a side.
BaseContact findBaseContact(const Surface& surface, double heightMm);

} // namespace orfeas::print
