// Graphics cards, as NVIDIA's management library tells them.
#pragma once

#include <memory>
#include <vector>

#include "core/vram/device.h"

namespace orfeas::vram {

/// One for each card, in CUDA's order; none where there is no driver. The management library is looked for when this is
/// first called (dlopen), so nothing needs it at build time. Any thread.
const std::vector<std::shared_ptr<const Device>>& cudaMemories();

} // namespace orfeas::vram
