// Which graphics card CUDA computes on, so that the viewport can draw on the same one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace orfeas::render::gpu {

using DeviceUuid = std::array<std::uint8_t, 16>;

/// Of CUDA's first device, as its driver tells (cuDeviceGetUuid; the same number as VkPhysicalDeviceIDProperties); nothing on
/// a machine without that driver. Loads the driver: some ten milliseconds.
std::optional<DeviceUuid> cudaDeviceUuid();

} // namespace orfeas::render::gpu
