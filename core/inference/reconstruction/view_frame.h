// Where the reconstruction network's square lies in a picture.
#pragma once

#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "core/base/result.h"
#include "core/generate/field.h"
#include "core/image/cutout.h"
#include "core/image/picture.h"
#include "core/inference/reconstruction/view_picture.h"
#include "core/jobs/job.h"

namespace orfeas::inference {

/// Of the square, by the subject's longer side: the middle of what was trained on.
inline constexpr double kFrameFill = 0.84;

/// The square around the subject, as shapes::View says: centred on its box, which fills most of it.
struct ViewFrame {
    double centerX = 0.0; ///< in picture pixels; the picture's top left corner is (0, 0)
    double centerY = 0.0;
    double half = 1.0; ///< half the square's side

    /// From a place in the square (-1 … 1, y up) to picture pixels.
    glm::dvec2 toPicture(glm::dvec2 place) const {
        return {centerX + half * place.x, centerY - half * place.y};
    }
};

/// Fails with BadInput when the mask covers nothing.
Result<ViewFrame> frameSubject(const image::Mask& mask);

/// The subject as the network looks at it. Fails only when cancelled.
Result<ViewPicture> framedPicture(const image::Picture& picture, const image::Mask& mask,
                                  const ViewFrame& frame, int side, const jobs::JobContext& context);

/// Signed distance to the outline over the square, in units of its half side, positive inside; `cells` a side.
generate::Field framedOutline(const image::Mask& mask, const ViewFrame& frame, int cells);

/// The same with its lines and limbs at least `minWidth` wide (in the same units) and its parts joined where they are
/// nearest (core/generate/outline_parts.h), so that it can be printed. Fails only when cancelled.
Result<generate::Field> printableOutline(const generate::Field& outline, double minWidth,
                                         const jobs::JobContext& context);

/// The square of the inflated outline's height (core/generate/poisson.h), in units of the frame's half side, negative
/// outside; `outline`: framedOutline. Fails only when cancelled.
Result<generate::Field> framedInflation(const generate::Field& outline, const jobs::JobContext& context);

} // namespace orfeas::inference
