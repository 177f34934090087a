#include "core/print/surface_findings.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "core/print/consequences.h"
#include "core/print/far_away.h"
#include "core/print/words.h"

namespace orfeas::print {
namespace {

Severity unlessFollows(std::string_view cause) {
    return cause.empty() ? Severity::Failure : Severity::Note;
}

class Reporter {
public:
    Reporter(FindingList& list, const SurfaceFigures& figures) : m_list(list), m_figures(figures) {}

    // `meaning` ends the sentence, or `follows`, when it only follows from another finding: then it is a note.
    void edges(FindingKind kind, const std::vector<BadEdge>& edges, const char* one, const char* many,
               const std::string& meaning, std::string_view follows, const char* remedy) {
        PlaceList places = m_list.places();
        for (const BadEdge& edge : edges) {
            places.addTriangle(edge.triangle);
            const glm::dvec3 middle =
                0.5 * (m_figures.surface.point(edge.a) + m_figures.surface.point(edge.b));
            places.addPoint(glm::vec3(middle));
        }
        add(kind, unlessFollows(follows), edges.size(),
            countText(edges.size(), one, many) + (follows.empty() ? meaning : std::string(follows)), remedy,
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

std::string holesText(const Topology& topology) {
    constexpr std::size_t kShattered = 10;
    if (topology.shells < kShattered) return ": the surface has holes";
    return ": the surface has holes, and is in " + countText(topology.shells, "piece", "pieces");
}

void addTopology(Reporter& reporter, FindingList& list, const SurfaceFigures& f, const Consequences& follows,
                 const CheckOptions& options) {
    reporter.faces(FindingKind::InvalidPoints, Severity::Failure, FaceState::Invalid, "triangle has",
                   "triangles have", " a corner that is not a usable number",
                   "Repair drops them and closes the holes");
    reporter.edges(FindingKind::OpenEdges, f.topology.open, "edge belongs to one triangle only",
                   "edges belong to one triangle only", holesText(f.topology), follows.openEdges,
                   "Repair closes them");
    PlaceList none = list.places();
    reporter.add(FindingKind::UnsharedPoints, options.pointsMustBeShared ? Severity::Failure : Severity::Note,
                 f.topology.openByIndex,
                 countText(f.topology.openByIndex, "edge is", "edges are") +
                     " closed only once points in the same place are joined",
                 "Repair joins them", none);
    reporter.edges(FindingKind::NonManifoldEdges, f.topology.nonManifold,
                   "edge is shared by more than two triangles", "edges are shared by more than two triangles",
                   ": inside and outside cannot be told apart there", follows.nonManifoldEdges,
                   "Repair separates the bodies or drops what is too much");
    PlaceList touching = list.places();
    for (const std::uint32_t v : f.topology.nonManifoldVertices)
        touching.addPoint(f.surface.mesh().positions[v]);
    const std::size_t points = f.topology.nonManifoldVertices.size();
    reporter.add(FindingKind::NonManifoldVertices, unlessFollows(follows.nonManifoldVertices), points,
                 countText(points, "point joins", "points join") + " surfaces that only touch there" +
                     std::string(follows.nonManifoldVertices),
                 "Repair separates them", touching);
    reporter.edges(
        FindingKind::Orientation, f.topology.flipped, "edge lies between triangles that face opposite ways",
        "edges lie between triangles that face opposite ways", {}, {}, "Repair turns them to face outwards");
    reporter.faces(FindingKind::DegenerateFaces, Severity::Failure, FaceState::Degenerate, "triangle has",
                   "triangles have", " two corners in the same place", "Repair drops them");
    reporter.faces(FindingKind::SliverFaces, Severity::Note, FaceState::Sliver, "triangle has",
                   "triangles have", " no area; slicers do not mind", "");
    reporter.faces(FindingKind::DuplicateFaces, Severity::Failure, FaceState::Duplicate, "triangle is",
                   "triangles are", " there more than once", "Repair keeps one of each");
}

// A sheet always hangs on edges of more than two triangles, which are the alarm.
void addSheets(Reporter& reporter, FindingList& list, const SurfaceFigures& f) {
    if (f.sheets.empty()) return;
    PlaceList places = list.places();
    for (std::uint32_t t = 0; t < f.topology.patchOf.size(); ++t) {
        if (std::binary_search(f.sheets.begin(), f.sheets.end(), f.topology.patchOf[t]))
            places.addTriangle(t);
    }
    const std::size_t count = places.triangles();
    reporter.add(FindingKind::InternalFaces, Severity::Note, count,
                 countText(count, "triangle has", "triangles have") +
                     " the same on both sides: a sheet without thickness",
                 "Repair drops it", places);
}

void addCrossings(Reporter& reporter, FindingList& list, const SurfaceFigures& f, std::string_view follows) {
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
    text += follows;
    reporter.add(FindingKind::SelfIntersections, unlessFollows(follows), count, std::move(text),
                 "Repair joins the bodies or makes the surface anew there", places);
}

void addShells(Reporter& reporter, FindingList& list, const SurfaceFigures& f) {
    reporter.shells(FindingKind::InvertedShells, "body is", "bodies are", " inside out",
                    "Repair turns the surface over", [](const Shell& s) { return s.inverted; });
    reporter.shells(FindingKind::NestedShells, "body lies", "bodies lie",
                    " within another one; a slicer cannot tell whether it is solid there",
                    "Repair joins them, or turns the inner one over to make a cavity",
                    [](const Shell& s) { return s.nested; });
    if (enclosesNothing(f)) {
        PlaceList none = list.places();
        const bool isEmpty = f.facts.triangles == 0;
        reporter.add(FindingKind::NoVolume, Severity::Failure, 1,
                     isEmpty ? "There are no triangles" : "The surface encloses no volume",
                     isEmpty ? "" : "Give it a thickness", none);
    }
}

void addDistance(Reporter& reporter, FindingList& list, const SurfaceFigures& f) {
    const mesh::Box& box = f.surface.box();
    if (!isFarAway(box)) return;
    PlaceList none = list.places();
    const double step = coordinateStep(box);
    std::string text = fmt::format("It lies {:.0f} m from the origin, where slicers lose count",
                                   glm::length(glm::dvec3(box.center())) / 1000.0);
    if (step >= 0.001) text += fmt::format(" and coordinates come in steps of {:.3f} mm", step);
    reporter.add(FindingKind::FarFromOrigin, Severity::Failure, 1, std::move(text),
                 "Repair moves it to the origin, its shape as it is", none);
}

} // namespace

bool enclosesNothing(const SurfaceFigures& f) {
    if (std::any_of(f.shells.begin(), f.shells.end(), [](const Shell& s) { return s.inverted; }))
        return false;
    // Of a surface with holes that faces inwards the sum is below zero, and it can well have a volume.
    const double enclosed = f.topology.open.empty() ? f.facts.volumeMm3 : std::abs(f.facts.volumeMm3);
    return !(enclosed > 1e-9 * f.facts.areaMm2 * f.surface.diagonal());
}

void addSurfaceFindings(FindingList& list, const SurfaceFigures& figures, const CheckOptions& options) {
    Reporter reporter(list, figures);
    const Consequences follows = findConsequences(figures.surface, figures.topology, figures.crossings,
                                                  figures.shells, figures.sheets);
    addTopology(reporter, list, figures, follows, options);
    addSheets(reporter, list, figures);
    addCrossings(reporter, list, figures, follows.crossings);
    addShells(reporter, list, figures);
    addDistance(reporter, list, figures);
}

} // namespace orfeas::print
