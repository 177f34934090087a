// The closed bodies and loose pieces a mesh consists of: which lies in which, which way out is, what carries what.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/report.h"
#include "core/print/surface.h"
#include "core/print/topology.h"

namespace orfeas::print {

/// How near to the bed a part must begin to stand on it.
constexpr double kBedToleranceMm = 0.1;

/// `crossings`: pairs of triangles that run through each other: their shells hold each other. `crumbMm`: floating parts
/// no longer than this are crumbs. At most kMaxShells shells, those with most triangles first to be chosen, in order of
/// first triangle.
Result<std::vector<Shell>> findShells(const Surface& surface, const Topology& topology,
                                      const mesh::TriangleTree& tree,
                                      std::span<const std::pair<std::uint32_t, std::uint32_t>> crossings,
                                      double crumbMm, const jobs::JobContext& context);

/// How many times the shell's surface goes around the point: about 1 inside, 0 outside, exact also for open shells
/// (solid angles; van Oosterom and Strackee, 1983). The triangle `skip` is left out.
double windingNumber(const Surface& surface, std::span<const std::uint32_t> triangles,
                     const glm::dvec3& point, std::uint32_t skip = Topology::kNoShell);

/// Per patch (Topology::patchOf) whether it is a sheet with air or with material on both sides. Only asked where edges
/// with more than two triangles cut the surface into patches; at most a few hundred patches are looked at.
Result<std::vector<std::uint32_t>> findSheets(const Surface& surface, const Topology& topology,
                                              const jobs::JobContext& context);

} // namespace orfeas::print
