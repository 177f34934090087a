// The subject's colours without the background's: for textures, vertex colours and relief.
#pragma once

#include <array>
#include <memory>

#include "core/base/result.h"
#include "core/generate/generator.h"
#include "core/generate/silhouette.h"
#include "core/image/cutout.h"
#include "core/image/picture.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::generate {

/// The picture with the subject's colours grown outward over everything that is not safely subject, opaque,
/// at most `longestSide` on its longer side. Fails only when cancelled.
Result<std::shared_ptr<const image::Picture>> subjectTexture(const image::Picture& picture,
                                                             const image::Mask& mask, int longestSide,
                                                             const jobs::JobContext& context);

/// The mask to colour with: the subject's, or everything when the whole frame is shown and the background was only
/// guessed.
const image::Mask& colorMask(const Request& request, bool subjectOnly, image::Mask& everything);

/// Colours the vertices from the picture: `pictureAt[v]` is where vertex v lies in the picture, in pixels.
/// Colours are averaged over `radius` pixels of the subject only.
void paintVertices(mesh::Mesh& mesh, const std::vector<glm::vec2>& pictureAt, const image::Picture& picture,
                   const image::Mask& mask, double radius);

/// Red, green and blue, sRGB 0..1, averaged over subject pixels only and spread to where there are none.
struct ColorFields {
    std::array<Field, 3> rgb;
};
ColorFields subjectColors(const image::Picture& picture, const image::Mask& mask, const ResampleArea& area);

/// sRGB-encoded Rec. 709 luma 0..1 of one pixel, from 16 bits where the picture has them.
float lumaOf(const image::Picture& picture, const std::uint8_t* pixel, std::size_t index);

/// Rec. 709 luma 0..1 of the subject on a working grid, from 16 bits where the picture has them, averaged
/// over `sigma` cells of subject only (never the background). Cells far from the subject are 0.5.
Field subjectLuma(const image::Picture& picture, const image::Mask& mask, const PicturePlacement& placement,
                  int width, int height, float sigma);

} // namespace orfeas::generate
