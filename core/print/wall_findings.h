// Thin walls and fine details, in words.
#pragma once

#include "core/print/body_findings.h"

namespace orfeas::print {

void addWallFindings(FindingList& list, const BodyFigures& figures, const CheckOptions& options);

} // namespace orfeas::print
