// The Poisson problem of silhouette inflation.
#pragma once

#include "core/base/result.h"
#include "core/generate/field.h"
#include "core/jobs/job.h"

namespace orfeas::generate {

/// Solves laplace(u) = -4 where `distance` > 0 with u = 0 on its zero contour, in cells² (I. Baran, J.
/// Lehtinen, "Notes on inflating curves", 2009: sqrt(u) is the height; a disc of radius R gives exactly the
/// hemisphere R² - r²). The contour is met with sub-cell accuracy by the symmetric ghost-value scheme of
/// Gibou et al. 2002. Outside, u is continued linearly and negative, so that the zero set of the returned
/// field is the outline.
///
/// Conjugate gradients with an incomplete Cholesky preconditioner, started from a solution on coarser grids.
/// Deterministic. Cells on the grid's border must be outside. Fails only when cancelled.
Result<Field> solveInflation(const Field& distance, const jobs::JobContext& context);

} // namespace orfeas::generate
