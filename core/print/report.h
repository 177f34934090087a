// What a check found: every finding with its count, its place, how grave it is, and what to do about it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

#include "core/mesh/mesh_facts.h"

namespace orfeas::print {

enum class FindingKind {
    // The surface does not bound a solid.
    InvalidPoints,       ///< NaN, infinite, or beyond 1e30
    OpenEdges,           ///< edges of one triangle
    UnsharedPoints,      ///< edges that are closed only once equal points are joined
    NonManifoldEdges,    ///< edges of more than two triangles
    NonManifoldVertices, ///< points where surfaces only touch (those of non-manifold edges left out)
    Orientation,         ///< edges whose two triangles disagree about outside
    DegenerateFaces,     ///< triangles with the same place twice
    SliverFaces,         ///< triangles without area whose edges are sound
    DuplicateFaces,      ///< the same three places again
    InternalFaces,       ///< sheets with material, or air, on both sides
    SelfIntersections,   ///< pairs of triangles that run through each other
    InvertedShells,      ///< closed shells inside out
    NestedShells,        ///< shells inside a shell of the same sense
    NoVolume,            ///< what is there encloses nothing
    FarFromOrigin,       ///< coordinates so large that they are coarse
    // It bounds a solid, but that solid does not print well.
    FloatingParts, ///< parts that nothing carries
    Crumbs,        ///< floating parts too small to matter
    ThinWalls,
    SmallFeatures,  ///< places thinner than a detail can be
    Overhangs,      ///< need supports
    Bridges,        ///< ceilings between two walls
    Islands,        ///< places of the body that begin in the air
    BaseContact,    ///< little or nothing to stand on
    Stability,      ///< would tip over
    BuildVolume,    ///< does not fit the printer
    ScaleSuspicion, ///< the size is likely in another unit
    TriangleCount,
    TrappedVolume, ///< closed cavities
    FileDamage,    ///< what the reader of the file had to leave out
};

/// "open-edges", … : the same in every version, for programs.
std::string_view nameOf(FindingKind kind);
/// "Open edges", … : a heading for people.
std::string_view titleOf(FindingKind kind);

enum class Severity {
    Note,    ///< good to know
    Warning, ///< prints, but look at it
    Failure  ///< does not print as it is
};

std::string_view nameOf(Severity severity);

/// Where to look. Indices are those of the mesh that was checked. At most kMaxPlaces of each are kept, evenly out
/// of all there are.
struct Place {
    std::vector<std::uint32_t> triangles;
    std::vector<glm::vec3> points;
    mesh::Box box; ///< around all of it, also what was not kept
};

constexpr std::size_t kMaxPlaces = 20'000;

struct Finding {
    FindingKind kind{};
    Severity severity = Severity::Note;
    std::size_t count = 0; ///< edges, triangles, shells, places …: what the kind counts
    double value = 0.0;    ///< the figure in `unit`: thickness, area, volume, share; 0 when there is none
    std::string_view unit; ///< "mm", "mm²", "mm³", "°" or empty
    std::string text;      ///< what is wrong, one sentence
    std::string remedy;    ///< what to do about it, one sentence; may be empty
    Place place;
};

enum class Verdict {
    Prints,         ///< nothing worse than a note
    PrintsWithCare, ///< warnings
    DoesNotPrint    ///< at least one failure
};

std::string_view nameOf(Verdict verdict); ///< "prints", "prints-with-care", "does-not-print"
std::string_view titleOf(Verdict verdict);

/// One shell: triangles joined over shared edges (after joining equal points).
struct Shell {
    std::uint32_t firstTriangle = 0;
    std::size_t triangles = 0;
    double volumeMm3 = 0.0; ///< signed
    mesh::Box box;
    bool closed = false;     ///< every edge has two triangles that agree
    int depth = 0;           ///< how many shells it lies in
    std::int32_t outer = -1; ///< the innermost shell that it lies in, or -1
    // Said only of shells without holes whose triangles agree:
    bool inverted = false; ///< not in another one, and inside out
    bool nested = false;   ///< in another one of the same sense
    bool cavity = false;
    bool floating =
        false; ///< nothing carries it: neither the bed nor what it runs through or lies broken against
    bool crumb = false; ///< floating and too small to matter
};

struct WallFigures {
    bool measured = false;
    bool exact = false;        ///< inscribed spheres; else rays
    double thinnestMm = 0.0;   ///< one hundredth of the surface is thinner
    double failShare = 0.0;    ///< share of the surface thinner than the profile's failWallMm
    double warnShare = 0.0;    ///< … than warnWallMm
    double featureShare = 0.0; ///< … than featureMm
};

/// What stands on the bed: the section half a layer above the lowest point.
struct BaseFigures {
    double contactMm2 = 0.0;
    double widestMm = 0.0;   ///< of the largest circle within the contact
    double tipDegrees = 0.0; ///< how far it may lean before it falls; negative when it falls by itself
    glm::dvec3 centreOfMass{0.0};
};

/// The whole result. A value; the same for the same mesh and options, whatever the number of threads.
struct Report {
    std::string profile; ///< names
    std::string printer;
    mesh::MeshFacts
        facts; ///< after joining equal points; triangles that collapse by it are `degenerateTriangles`
    std::vector<Finding> findings; ///< gravest first, then in the order of FindingKind
    std::vector<Shell> shells;     ///< in order of first triangle; at most kMaxShells are told apart
    std::size_t shellCount = 0;
    WallFigures walls;
    BaseFigures base;
    double overhangMm2 = 0.0;
    std::size_t selfIntersections = 0;  ///< pairs
    bool selfIntersectionsKnown = true; ///< false when there were too many candidates to look at them all
    bool isQuick = false;               ///< a live check: rays, and fewer of them

    Verdict verdict() const;
    const Finding* find(FindingKind kind) const;
    /// Manifold, oriented, not crossing itself, positive volume: nothing of the first group graver than a note.
    bool isSound() const;
};

constexpr std::size_t kMaxShells = 4096;

/// "Prints", "Prints, but its walls are thin", "Does not print: 12 open edges and 2 more problems".
std::string verdictSentence(const Report& report);

} // namespace orfeas::print
