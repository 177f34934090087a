// Scalar fields on a grid of cells: what the generators compute with between the picture and the mesh.
#pragma once

#include <cstddef>
#include <vector>

#include <glm/vec2.hpp>

namespace orfeas::generate {

/// `width` x `height` samples, row 0 at the top, sample (x, y) at the grid coordinate (x, y).
struct Field {
    int width = 0;
    int height = 0;
    std::vector<float> values;

    Field() = default;
    Field(int w, int h, float value = 0.0f)
        : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), value) {}

    std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    }
    float& at(int x, int y) { return values[index(x, y)]; }
    float at(int x, int y) const { return values[index(x, y)]; }
    /// The nearest sample inside the grid.
    float clamped(int x, int y) const;
};

struct FieldSample {
    float value = 0.0f;
    glm::vec2 gradient{0.0f}; ///< per cell
};

/// Bilinear; coordinates outside the grid are clamped.
float sampleLinear(const Field& field, float x, float y);

/// Uniform cubic B-spline over the samples: twice continuously differentiable, so surfaces made from it shade
/// smoothly. It does not pass through the samples exactly (a blur of about half a cell).
FieldSample sampleSmooth(const Field& field, float x, float y);

/// Gaussian blur, `sigma` in cells, borders repeated. Parallel; deterministic.
Field blurred(const Field& field, float sigma);

/// One plane of a picture made `outWidth` x `outHeight`: output cell (x, y) is the mean of the source area
/// [x0 + x*step, x0 + (x+1)*step) by [y0 + y*step, ...), in source pixels whose corners are whole numbers.
/// Steps below a pixel interpolate with a tent. Outside the source counts as `outside`.
struct ResampleArea {
    double x0 = 0.0;
    double y0 = 0.0;
    double step = 1.0;
    int outWidth = 0;
    int outHeight = 0;
};

/// `read(x, y)` for whole rows: fills `row` with the source row y (width values).
template <typename ReadRow>
Field resampled(int width, int height, const ResampleArea& area, float outside, const ReadRow& readRow);

} // namespace orfeas::generate

#include "core/generate/field_resample.h"
