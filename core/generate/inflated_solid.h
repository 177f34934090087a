// The rounded solid as a function of space: what `inflate` makes its surface of.
#pragma once

#include "core/generate/field.h"
#include "core/generate/silhouette.h"
#include "core/mesh/iso_surface.h"

namespace orfeas::generate {

/// How far the solid goes on each side of the picture plane, and where it is cut flat. Lengths in
/// millimetres; the coordinates are x to the right, y up, z toward the viewer, the middle of the subject's
/// grid at x = y = 0.
struct InflatedShape {
    float frontDepth = 1.0f;   ///< height over sqrt(u)
    float backDepth = 1.0f;    ///< the same behind the picture plane
    float backPlane = -1e9f;   ///< nothing lies behind this z
    float footPlane = -1e9f;   ///< nothing lies below this y
    float edgeRounding = 1.0f; ///< how softly the planes meet the surface
};

/// Around z = +-depth * sqrt(u(x, y)), intersected with the half spaces of `shape`.
class InflatedSolid final : public mesh::SolidField {
public:
    /// `u` in mm² on the silhouette's grid, negative outside. Both must outlive this object.
    InflatedSolid(const Field& u, double cellMm, const InflatedShape& shape)
        : m_u(u), m_cell(static_cast<float>(cellMm)), m_shape(shape) {}

    float value(glm::vec3 at) const override;
    void column(float x, float y, float z0, float step, std::span<float> values) const override;

    /// u and its gradient in mm at a place of the picture plane.
    FieldSample inflationAt(float x, float y) const;
    glm::vec2 toCell(float x, float y) const;

private:
    float fromSample(const FieldSample& u, float y, float z) const;

    const Field& m_u;
    float m_cell;
    InflatedShape m_shape;
};

/// Height (y) at which to cut the solid so that it stands on a face: as low as gives a sensible area of
/// contact, at most a few percent of the height.
float chooseFootPlane(const Field& u, double cellMm, const InflatedShape& shape);

/// The largest sqrt(u) at a height y, in mm: half the depth of what is cut there.
float thickestAt(const Field& u, double cellMm, float y);

/// Surface area of front and back together, in mm².
double estimateSurface(const Field& u, double cellMm, const InflatedShape& shape);

} // namespace orfeas::generate
