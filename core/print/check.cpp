#include "core/print/check.h"

#include <algorithm>

#include "core/mesh/triangle_crossings.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/base_contact.h"
#include "core/print/body_findings.h"
#include "core/print/finding_list.h"
#include "core/print/overhang.h"
#include "core/print/shells.h"
#include "core/print/surface.h"
#include "core/print/surface_findings.h"
#include "core/print/thickness.h"
#include "core/print/topology.h"

namespace orfeas::print {
namespace {

constexpr std::size_t kSamples = 20'000;
constexpr std::size_t kQuickSamples = 6'000;
constexpr double kCap = 2.0; ///< walls thicker than this many times the good one need no exact figure
constexpr std::uint64_t kQuickCandidates = 40'000'000;

} // namespace

Result<Report> check(const mesh::Mesh& mesh, const CheckOptions& options, const jobs::JobContext& context) {
    Report report;
    report.profile = options.profile.name;
    report.printer = options.printer.name;
    report.isQuick = options.quick;
    context.report("looking at edges", 0.0);
    const Surface surface(mesh, context);
    if (context.cancelled()) return jobs::cancelledError();
    context.report("looking at edges", 0.1);
    const Topology topology = findTopology(surface, context);
    if (context.cancelled()) return jobs::cancelledError();
    report.facts = factsOf(surface, topology);
    if (context.cancelled()) return jobs::cancelledError();

    context.report("looking for crossings", 0.2);
    const mesh::TriangleTree tree(mesh, context);
    mesh::CrossingOptions crossing;
    crossing.sameVertex = surface.sameVertex();
    crossing.skip = surface.states();
    if (options.quick) crossing.maxCandidates = kQuickCandidates;
    ORFEAS_TRY(crossings, mesh::findCrossings(mesh, tree, crossing, context.part(0.22, 0.4)));
    report.selfIntersections = crossings.pairs.size();
    report.selfIntersectionsKnown = crossings.isComplete;

    context.report("telling bodies apart", 0.4);
    const double crumbMm = std::max(2.0 * options.profile.featureMm, 0.03 * surface.diagonal());
    ORFEAS_TRY(shells, findShells(surface, topology, tree, crossings.pairs, crumbMm, context));
    ORFEAS_TRY(sheets, findSheets(surface, topology, context));
    report.shellCount = topology.shells;

    context.report("measuring walls", 0.5);
    const ThicknessMethod method = options.quick ? ThicknessMethod::Ray : ThicknessMethod::Sphere;
    const double capMm = kCap * std::max(options.profile.goodWallMm, options.profile.featureMm);
    ORFEAS_TRY(samples, sampleThickness(mesh, tree, method, options.quick ? kQuickSamples : kSamples,
                                        context.part(0.5, 0.9), capMm));
    report.walls = wallFigures(samples, options.profile);
    report.walls.exact = !options.quick;

    context.report("looking for overhangs", 0.9);
    const Overhangs overhangs = findOverhangs(surface, options.profile, context);
    if (context.cancelled()) return jobs::cancelledError();
    report.overhangMm2 = overhangs.areaMm2;
    const BaseContact base = findBaseContact(surface, 0.5 * options.profile.layerMm);
    report.base = base.figures;
    if (context.cancelled()) return jobs::cancelledError();

    context.report("gathering what was found", 0.95);
    FindingList list(mesh);
    const SurfaceFigures figures{surface, topology, crossings, shells, sheets, report.facts};
    addSurfaceFindings(list, figures, options);
    const bool facesBothWays = !topology.flipped.empty();
    const bool hasCrumbs = std::any_of(shells.begin(), shells.end(), [](const Shell& s) { return s.crumb; });
    const bool isUnsure = !topology.open.empty() || facesBothWays || enclosesNothing(figures);
    const bool isTangled = facesBothWays || hasCrumbs || !crossings.pairs.empty();
    addBodyFindings(list, {surface, shells, isUnsure, isTangled, samples, overhangs, base}, options, context);
    if (context.cancelled()) return jobs::cancelledError();
    report.findings = list.take();
    report.shells = std::move(shells);
    context.report("checked", 1.0);
    return report;
}

} // namespace orfeas::print
