// Triangles and lines drawn over the scene in its own space: gizmo handles, measures, guides, a section's frame.
#pragma once

#include <memory>
#include <vector>

#include <glm/vec3.hpp>

#include "core/mesh/mesh.h"

namespace orfeas::render {

struct OverlayVertex {
    glm::vec3 position{0.0f}; ///< world, millimetres
    mesh::Rgba8 colour{255};  ///< sRGB, straight alpha
};

/// A straight line of even width on the screen, square ends half a width beyond its points.
struct OverlayLine {
    OverlayVertex from;
    OverlayVertex to;
    float widthPx = 1.5f; ///< logical pixels
};

/// Drawn unlit, in the order given, triangles before lines, both sides of triangles; writes no depth. What lies behind
/// objects is drawn all the same, with its alpha times `hiddenOpacity`. Not part of the scene, so that a handle which keeps
/// its size on the screen can change with every camera without the scene being made anew. A plain value, shared as
/// shared_ptr<const>.
struct OverlayGeometry {
    std::vector<OverlayVertex> triangles; ///< three per triangle
    std::vector<OverlayLine> lines;
    float hiddenOpacity = 0.3f;

    bool empty() const { return triangles.empty() && lines.empty(); }
};

} // namespace orfeas::render
