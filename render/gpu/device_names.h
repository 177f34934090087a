// The graphics cards of this machine, for whoever lets people choose. No Vulkan header is needed to use it.
#pragma once

#include <string>
#include <vector>

namespace orfeas::render::gpu {

class Instance;

/// Those that can draw, in the order in which they would be chosen.
std::vector<std::string> adapterNames(Instance& instance);

} // namespace orfeas::render::gpu
