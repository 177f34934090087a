// The subject's outline as a smooth field that can be printed: the ground every generator stands on.
#pragma once

#include "core/base/result.h"
#include "core/generate/field.h"
#include "core/image/cutout.h"
#include "core/jobs/job.h"

namespace orfeas::generate {

/// Where a working grid lies in the picture. Pixel corners are whole numbers, the picture's top left corner
/// is (0, 0).
struct PicturePlacement {
    double x0 = 0.0;   ///< picture x of the grid's left edge
    double y0 = 0.0;   ///< picture y of the grid's top edge
    double step = 1.0; ///< picture pixels per cell

    glm::dvec2 toPicture(glm::dvec2 cell) const {
        return {x0 + (cell.x + 0.5) * step, y0 + (cell.y + 0.5) * step};
    }
};

struct SilhouetteOptions {
    int cells = 384;          ///< cells along the longer side of the subject
    double sizeMm = 80.0;     ///< the longer side of the subject
    double minWidthMm = 1.2;  ///< thinner limbs and lines are widened to this
    double smallestMm2 = 1.0; ///< smaller islands are dropped, smaller holes filled
    double marginMm = 0.0;    ///< free space to leave around the subject on the grid
    bool joinParts = true; ///< bridge separate parts where they are nearest, so that the object is one piece
};

/// Signed distance to the outline on a grid around the subject.
struct Silhouette {
    Field distance;      ///< millimetres, positive inside; every border cell is outside
    double cellMm = 1.0; ///< millimetres per cell
    PicturePlacement placement;
    int parts = 0;   ///< separate parts found, before any bridging
    int bridges = 0; ///< how many were put in
    int widened = 0; ///< cells added to lines that were too thin to print
};

/// Extracts the outline at half coverage. Pixel stair-steps of masks without anti-aliasing are smoothed away
/// within half a pixel; corners keep their place. Fails when the mask has no subject, or when cancelled.
Result<Silhouette> makeSilhouette(const image::Mask& mask, const SilhouetteOptions& options,
                                  const jobs::JobContext& context);

/// Ends the outline at a straight line `cutMm` above its lowest point, so that a plate of it can stand.
void cutFoot(Silhouette& silhouette, double cutMm);

} // namespace orfeas::generate
