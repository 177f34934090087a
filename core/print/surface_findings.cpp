#include "core/print/surface_findings.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/print/words.h"

namespace orfeas::print {
namespace {

// Coordinates whose steps are coarser than this are as good as damaged; slicers fail on them.
constexpr double kCoarseStepMm = 0.01;
constexpr double kVisibleStepMm = 0.001;

class Reporter {
public:
    Reporter(FindingList& list, const SurfaceFigures& figures) : m_list(list), m_figures(figures) {}

    void edges(FindingKind kind, const std::vector<BadEdge>& edges, const char* one, const char* many,
               const char* meaning, const char* remedy) {
        PlaceList places = m_list.places();
        for (const BadEdge& edge : edges) {
            places.addTriangle(edge.triangle);
            const glm::dvec3 middle =
                0.5 * (m_figures.surface.point(edge.a) + m_figures.surface.point(edge.b));
            places.addPoint(glm::vec3(middle));
        }
        add(kind, Severity::Failure, edges.size(), countText(edges.size(), one, many) + meaning, remedy,
            places);
    }

    void faces(FindingKind kind, Severity severity, FaceState state, const char* one, const char* many,
               const char* meaning, const char* remedy) {
        PlaceList places = m_list.places();
        const auto states = m_figures.surface.states();
        for (std::uint32_t t = 0; t < states.size(); ++t) {
            if (states[t] == std::uint8_t(state)) places.addTriangle(t);
        }
        const std::size_t count = places.triangles();
        add(kind, severity, count, countText(count, one, many) + meaning, remedy, places);
    }

    template <typename Wanted>
    void shells(FindingKind kind, const char* one, const char* many, const char* meaning, const char* remedy,
                Wanted&& wanted) {
        PlaceList places = m_list.places();
        std::size_t count = 0;
        for (const Shell& shell : m_figures.shells) {
            if (!wanted(shell)) continue;
            ++count;
            places.addTriangle(shell.firstTriangle);
            places.addPoint(shell.box.lower);
            places.addPoint(shell.box.upper);
        }
        add(kind, Severity::Failure, count, countText(count, one, many) + meaning, remedy, places);
    }

    void add(FindingKind kind, Severity severity, std::size_t count, std::string text, std::string remedy,
             PlaceList& places) {
        m_list.add({kind, severity, count, 0.0, {}, std::move(text), std::move(remedy), places.take()});
    }

private:
    FindingList& m_list;
    const SurfaceFigures& m_figures;
};

void addTopology(Reporter& reporter, FindingList& list, const SurfaceFigures& f,
                 const CheckOptions& options) {
    reporter.faces(FindingKind::InvalidPoints, Severity::Failure, FaceState::Invalid, "triangle has",
                   "triangles have", " a corner that is not a usable number",
                   "Repair drops them and closes the holes");
    reporter.edges(FindingKind::OpenEdges, f.topology.open, "edge belongs", "edges belong",
                   " to one triangle only: the surface has holes", "Repair closes them");
    PlaceList none = list.places();
    reporter.add(FindingKind::UnsharedPoints, options.pointsMustBeShared ? Severity::Failure : Severity::Note,
                 f.topology.openByIndex,
                 countText(f.topology.openByIndex, "edge is", "edges are") +
                     " closed only once points in the same place are joined",
                 "Repair joins them", none);
    reporter.edges(FindingKind::NonManifoldEdges, f.topology.nonManifold, "edge is", "edges are",
                   " shared by more than two triangles: inside and outside cannot be told apart there",
                   "Repair separates the bodies or drops what is too much");
    PlaceList touching = list.places();
    for (const std::uint32_t v : f.topology.nonManifoldVertices)
        touching.addPoint(f.surface.mesh().positions[v]);
    const std::size_t points = f.topology.nonManifoldVertices.size();
    reporter.add(FindingKind::NonManifoldVertices, Severity::Failure, points,
                 countText(points, "point joins", "points join") + " surfaces that only touch there",
                 "Repair separates them", touching);
    reporter.edges(FindingKind::Orientation, f.topology.flipped, "edge lies", "edges lie",
                   " between triangles that face opposite ways", "Repair turns them to face outwards");
    reporter.faces(FindingKind::DegenerateFaces, Severity::Failure, FaceState::Degenerate, "triangle has",
                   "triangles have", " two corners in the same place", "Repair drops them");
    reporter.faces(FindingKind::SliverFaces, Severity::Note, FaceState::Sliver, "triangle has",
                   "triangles have", " no area; slicers do not mind", "");
    reporter.faces(FindingKind::DuplicateFaces, Severity::Failure, FaceState::Duplicate, "triangle is",
                   "triangles are", " there more than once", "Repair keeps one of each");
}

void addSheets(Reporter& reporter, FindingList& list, const SurfaceFigures& f) {
    if (f.sheets.empty()) return;
    PlaceList places = list.places();
    for (std::uint32_t t = 0; t < f.topology.patchOf.size(); ++t) {
        if (std::binary_search(f.sheets.begin(), f.sheets.end(), f.topology.patchOf[t]))
            places.addTriangle(t);
    }
    const std::size_t count = places.triangles();
    reporter.add(FindingKind::InternalFaces, Severity::Failure, count,
                 countText(count, "triangle has", "triangles have") +
                     " the same on both sides: a sheet without thickness",
                 "Repair drops it", places);
}

void addCrossings(Reporter& reporter, FindingList& list, const SurfaceFigures& f) {
    PlaceList places = list.places();
    for (const auto& [a, b] : f.crossings.pairs) {
        places.addTriangle(a);
        places.addTriangle(b);
    }
    const std::size_t count = f.crossings.pairs.size();
    std::string text =
        countText(count, "pair of triangles runs", "pairs of triangles run") + " through each other";
    if (!f.crossings.isComplete) text = "At least " + text;
    if (count > 0) text += ' ' + std::string("(") + whereText(places.box().center(), f.surface.box()) + ')';
    reporter.add(FindingKind::SelfIntersections, Severity::Failure, count, std::move(text),
                 "Repair joins the bodies or makes the surface anew there", places);
}

void addShells(Reporter& reporter, FindingList& list, const SurfaceFigures& f) {
    reporter.shells(FindingKind::InvertedShells, "body is", "bodies are", " inside out",
                    "Repair turns the surface over", [](const Shell& s) { return s.inverted; });
    reporter.shells(FindingKind::NestedShells, "body lies", "bodies lie",
                    " within another one; a slicer cannot tell whether it is solid there",
                    "Repair joins them, or turns the inner one over to make a cavity",
                    [](const Shell& s) { return s.nested; });
    const bool isInverted =
        std::any_of(f.shells.begin(), f.shells.end(), [](const Shell& s) { return s.inverted; });
    const double least = 1e-9 * f.facts.areaMm2 * f.surface.diagonal();
    if (!isInverted && !(f.facts.volumeMm3 > least)) {
        PlaceList none = list.places();
        const bool isEmpty = f.facts.triangles == 0;
        reporter.add(FindingKind::NoVolume, Severity::Failure, 1,
                     isEmpty ? "There are no triangles" : "The surface encloses no volume",
                     isEmpty ? "" : "Give it a thickness", none);
    }
}

void addDistance(Reporter& reporter, FindingList& list, const SurfaceFigures& f) {
    if (f.surface.box().empty()) return;
    float farthest = 0.0f;
    for (int k = 0; k < 3; ++k) {
        farthest =
            std::max({farthest, std::abs(f.surface.box().lower[k]), std::abs(f.surface.box().upper[k])});
    }
    const double step = double(std::nextafter(farthest, 3.4e38f)) - double(farthest);
    // A large model has the right to be far out on its own account.
    if (step < kVisibleStepMm || double(farthest) < 4.0 * f.surface.diagonal()) return;
    PlaceList none = list.places();
    reporter.add(FindingKind::FarFromOrigin, step >= kCoarseStepMm ? Severity::Failure : Severity::Warning, 1,
                 fmt::format("It lies {:.0f} m from the origin, where coordinates come in steps of {:.3f} mm",
                             double(farthest) / 1000.0, step),
                 "Move it to the middle of the bed", none);
}

} // namespace

void addSurfaceFindings(FindingList& list, const SurfaceFigures& figures, const CheckOptions& options) {
    Reporter reporter(list, figures);
    addTopology(reporter, list, figures, options);
    addSheets(reporter, list, figures);
    addCrossings(reporter, list, figures);
    addShells(reporter, list, figures);
    addDistance(reporter, list, figures);
}

} // namespace orfeas::print
