// Points on a shape's surface, thin parts as likely as thick ones.
#pragma once

#include <optional>
#include <vector>

#include "core/shapes/random.h"
#include "core/shapes/shape.h"

namespace orfeas::shapes {

/// Draws points on the surface of one placed shape. Borrows the shape; one a thread.
class SurfaceSampler {
public:
    explicit SurfaceSampler(const ShapeView& shape);

    /// Nothing when the attempt missed: try again, but not for ever.
    std::optional<Vec3> tryPoint(Random& random) const;

    /// Up to `count` points; fewer when the shape hardly has a surface.
    std::vector<Vec3> points(Random& random, int count) const;

private:
    const ShapeView& m_shape;
    std::vector<float> m_until; // sums of the primitives' weights
};

/// The nearest surface along the gradient from a point near it.
Vec3 ontoSurface(const ShapeView& shape, Vec3 q, int steps = 3);

} // namespace orfeas::shapes
