// What is different between two Documents: object by object, and the shapes in millimetres.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <glm/mat4x4.hpp>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/project/document.h"

namespace orfeas::project {

/// How far two shapes are apart. Measured in the object's own space, so that moving the object is no deviation.
struct ShapeDeviation {
    /// True: same triangles in the same order, and each vertex is compared with itself: exact. False: sampled both ways
    /// at vertices and triangle centres, each to the closest point of the other surface.
    bool exact = false;
    /// Per vertex of the newer mesh, mm: positive where the newer surface lies outside the older one.
    std::vector<float> newer;
    /// Per vertex of the older mesh: positive where the newer surface lies outside. What vanished shows only here.
    std::vector<float> older;
    float lowest = 0.0f;  ///< most negative of both, mm
    float highest = 0.0f; ///< most positive of both
    double maxMm = 0.0;   ///< largest distance either way (Hausdorff, of the samples)
    double meanMm = 0.0;  ///< mean absolute distance, by area, both ways
    double volumeBeforeMm3 = 0.0;
    double volumeAfterMm3 = 0.0;

    double volumeChangeMm3() const { return volumeAfterMm3 - volumeBeforeMm3; }
};

/// Meshes must not be empty. About 1.5 s per million vertices and core when not exact.
Result<ShapeDeviation> compareShapes(const mesh::Mesh& older, const mesh::Mesh& newer,
                                     const jobs::JobContext& context);

/// One object in two versions.
struct ObjectComparison {
    enum class Kind { Same, Added, Removed, Changed };
    ObjectId id{};
    Kind kind = Kind::Same;
    std::string name; ///< the newer one
    bool shape = false;
    bool moved = false;
    bool settings = false; ///< how it was made
    bool renamed = false;
    bool visibility = false;
    bool other = false;                      ///< lock, colour, group
    ObjectPtr older;                         ///< null: added
    ObjectPtr newer;                         ///< null: removed
    std::optional<ShapeDeviation> deviation; ///< when asked for, and the shape changed

    /// "added", "removed", "same", "shape, place".
    std::string text() const;
};

enum class CompareDepth { Records, Shapes }; ///< whether deviations are measured

/// In the order of the newer version, then what was removed.
Result<std::vector<ObjectComparison>> compareDocuments(const Document& older, const Document& newer,
                                                       CompareDepth depth, const jobs::JobContext& context);

} // namespace orfeas::project
