// The machine's own memory, as /proc and the control group tell it.
#pragma once

#include <memory>
#include <string_view>

#include "core/vram/device.h"

namespace orfeas::vram {

/// Total and available from /proc/meminfo (a control group's limit counts where it is lower), own from
/// /proc/self/status. Memory that mapped files fill counts as own while it is resident.
std::shared_ptr<const Device> systemMemory();

/// The same from texts: what /proc/meminfo and /proc/self/status hold.
Result<MemoryFigures> figuresFrom(std::string_view meminfo, std::string_view status);

/// The resident size of this process now, and the largest it has been since the start or since resetPeakResident();
/// 0 where the system does not say.
std::uint64_t residentBytes();
std::uint64_t peakResidentBytes();
/// Begins a new measurement of the peak. False where the system does not allow it.
bool resetPeakResident();

} // namespace orfeas::vram
