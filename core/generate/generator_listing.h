// Generators from above this folder that are offered like those of this folder.
#pragma once

#include "core/generate/generator.h"

namespace orfeas::generate {

/// Adds to `generators`, behind "auto". Call before other threads start; it must outlive every use, and its name must be
/// new. (addGenerator makes one known that is offered in another way.)
void listGenerator(const Generator& generator);

} // namespace orfeas::generate
