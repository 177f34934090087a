// A picture of few colours as regions: for logos and drawings.
#pragma once

#include <vector>

#include <glm/vec3.hpp>

#include "core/base/result.h"
#include "core/generate/field.h"
#include "core/generate/silhouette.h"
#include "core/image/picture.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::generate {

/// CIE L*a*b* (D65) of an sRGB colour 0..1.
glm::vec3 labFromSrgb(glm::vec3 srgb);

/// The subject's colours, the most spread first. Layer i is where `membership[i]` is the largest: fields on the
/// silhouette's grid, smooth, so that the borders between layers are smooth curves.
struct ColorLayers {
    std::vector<mesh::Rgba8> colors;
    std::vector<Field> membership;

    /// The layer at a grid coordinate.
    std::size_t at(float x, float y) const;
};

/// Groups the colours by k-means in Lab into at most `most` layers; colours that look alike (Delta E below 12) are one.
/// Anti-aliasing fringes and specks smaller than `smallestMm2` join their surroundings. Deterministic. Fails only
/// when cancelled.
Result<ColorLayers> separateColors(const image::Picture& picture, const image::Mask& mask,
                                   const Silhouette& silhouette, int most, double smallestMm2,
                                   const jobs::JobContext& context);

} // namespace orfeas::generate
