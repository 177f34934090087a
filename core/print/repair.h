// Makes a mesh that bounds a solid out of one that does not, changing as little as it can, and says what it changed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::print {

enum class RegionKind {
    Welded,    ///< corners that lay almost on each other became one
    Cleaned,   ///< faces without area, twice there, or with coordinates that are no numbers were left out
    Stitched,  ///< a vertex on a neighbour's edge, or a crack, was joined
    Separated, ///< bodies that met at one edge or point were parted by a hair
    Turned,    ///< faces or whole shells that had inside and outside mistaken
    Filled,    ///< a hole got a patch
    Moved,     ///< a part that hung in the air was set down on the bed, or all of it brought near the origin
    Removed,   ///< crumbs, shells in the air, shells inside a solid, fins
    Patched,   ///< a place where the surface ran through itself was made anew
    United,    ///< overlapping shells became one
    Remeshed,  ///< the whole surface was made anew from voxels
    Wrapped,   ///< the whole surface was made anew by wrapping it
    Flattened, ///< the underside was cut flat, because it stood on a point or an edge
    Thickened  ///< walls too thin to print were made thicker
};

/// "filled", "removed", … for lists and JSON.
const char* nameOf(RegionKind kind);

/// One place that a repair changed.
struct RepairRegion {
    RegionKind kind = RegionKind::Cleaned;
    std::string text; ///< "hole of 24 edges, 3.1 mm across"
    mesh::Box box;    ///< where, in the coordinates of the mesh that `faces` are of
    /// Faces of the result, or of the input when `ofInput` (what was removed is in the input only). Ascending.
    std::vector<std::uint32_t> faces;
    bool ofInput = false;
    float maxDeviationMm =
        0.0f; ///< how far its vertices lie from the input surface; of a moved part: how far it went
    /// Names the change whatever else is changed, so that it can be turned down: RepairSettings::rejected. Empty for a
    /// change without which there is no solid.
    std::string key;

    bool optional() const { return !key.empty(); }
};

/// What is done about walls thinner than `thinMm`.
enum class ThinParts {
    Protect,         ///< nothing
    Thicken,         ///< they are made `thickenToMm` thick
    WhenUnprintable, ///< the same, but only where more than a twentieth of the surface is thinner than a printed line
};

struct RepairSettings {
    double crumbShare = 1e-3;   ///< shells with less volume than this share of the largest are crumbs
    bool removeFloating = true; ///< shells that hang in the air
    bool flatBase = true;       ///< cut the underside flat when it stands on a point or an edge
    bool allowRemesh = true;    ///< when local mending does not do; else the repair fails with the reason
    int voxels = 256;           ///< along the longest side, when it comes to that
    std::size_t maxTriangles = 200'000; ///< of a remeshed surface; it is simplified down to this
    ThinParts thin = ThinParts::Protect;
    double lineMm = 0.4;      ///< the width of a printed line
    double thinMm = 0.8;      ///< walls below this are thin
    double thickenToMm = 1.2; ///< and become this thick
    double base = 0.3;        ///< mm cut off for a flat base
    /// The longest side the object will be printed at; 0: the mesh is in millimetres, or, where that cannot be (below
    /// 5 mm or above 400 mm), will be 80 mm. Every length above is meant at that size, and the mesh keeps its own.
    double longestMm = 0.0;
    std::vector<std::string> rejected; ///< RepairRegion::key of changes that are not wanted
};

/// A reviewable change. Owns nothing of the input but, when nothing had to be done, the input itself.
struct Repair {
    std::shared_ptr<const mesh::Mesh> mesh; ///< the very input when `changed` is false
    bool changed = false;
    bool solid = true;              ///< false only when changes were rejected without which it is none
    std::vector<std::string> steps; ///< in words, in order: "filled 3 holes"
    std::vector<RepairRegion> regions;
    /// Per vertex of `mesh`: distance to the surface of the input. A part that was set down counts where it stands now.
    std::vector<float> displacementMm;
    double maxDeviationMm = 0.0;
    double meanDeviationMm = 0.0; ///< over the area, patches that were made on purpose left out
    double volumeBeforeMm3 = 0.0;
    double volumeAfterMm3 = 0.0;
};

/// Welds, cleans, stitches, separates, orients, fills, removes and unites; remeshes only what that cannot mend. A
/// sound mesh comes back as the same pointer, unless it lies too far away to be sliced (isFarAway): then it is moved to
/// the origin and otherwise left as it is; deviations are told of where it was moved to. The result is manifold by index and by position, oriented, free of
/// crossings, and of positive volume. Colours and textures are carried over. repair(repair(x)) is repair(x).
/// Fails with BadInput (no triangles, nothing that has a volume), Failed (what was tried did not give a solid),
/// Unavailable (it needs the remeshing module), Cancelled. Any thread; below 2 GiB for a million triangles.
Result<Repair> repair(std::shared_ptr<const mesh::Mesh> mesh, const RepairSettings& settings,
                      const jobs::JobContext& context);

} // namespace orfeas::print
