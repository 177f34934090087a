// Many samples on one picture, to be looked at.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/image/picture.h"
#include "core/jobs/job.h"
#include "core/shapes/family.h"

namespace orfeas::shapes {

struct SheetOptions {
    std::uint64_t seed = 1; ///< of the first; the others follow
    int count = 32;
    const Family* family = nullptr; ///< only this one; null is as they are drawn for training
    int side = 160;                 ///< pixels of one picture
    int columns = 4;                ///< shapes in a row
};

struct ContactSheet {
    image::Picture picture;
    std::vector<std::string> families; ///< of the shapes, row by row
};

/// Each shape as its sample shows it, then from the other side and from its left. Uses all cores; cancelled, the rest
/// stays empty.
ContactSheet makeContactSheet(const SheetOptions& options, const jobs::JobContext& context);

} // namespace orfeas::shapes
