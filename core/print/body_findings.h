// The second group of findings: why a solid does not print well.
#pragma once

#include <span>
#include <vector>

#include "core/jobs/job.h"
#include "core/print/base_contact.h"
#include "core/print/check.h"
#include "core/print/finding_list.h"
#include "core/print/overhang.h"
#include "core/print/surface.h"
#include "core/print/thickness.h"

namespace orfeas::print {

struct BodyFigures {
    const Surface& surface;
    std::span<const Shell> shells;
    /// Has holes, triangles that face both ways, or no volume: what is cut through it says nothing.
    bool isUnsure = false;
    /// Runs through itself, faces both ways or has crumbs: fine details may be of that.
    bool isTangled = false;
    std::span<const ThicknessSample> samples;
    const Overhangs& overhangs;
    const BaseContact& base;
};

/// Nothing prints at this size: the file has another unit, and what is measured is a note only.
bool isTiny(const Surface& surface);

WallFigures wallFigures(std::span<const ThicknessSample> samples, const Profile& profile);

/// Leaves some out when cancelled.
void addBodyFindings(FindingList& list, const BodyFigures& figures, const CheckOptions& options,
                     const jobs::JobContext& context);

} // namespace orfeas::print
