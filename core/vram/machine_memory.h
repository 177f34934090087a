// The memories of this machine, each with its manager.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/vram/memory_monitor.h"
#include "core/vram/vram_manager.h"

namespace orfeas::vram {

/// System memory first, then the graphics cards. Programs use shared(), of which there is one a process; a module that is
/// loaded later has no business here and is handed what it needs.
class MachineMemory {
public:
    MachineMemory();
    /// Of these devices, system memory first: for tests.
    explicit MachineMemory(const std::vector<std::shared_ptr<const Device>>& devices);

    /// Made at the first call and never destroyed. Any thread.
    static MachineMemory& shared();

    VramManager& system() { return *m_managers.front(); }
    /// For "cpu" system memory, for "cuda:N" that card's; null for others.
    VramManager* of(std::string_view device);
    /// Of the memory that pictures are drawn in by an adapter of this name: a discrete card's own, the system's for one
    /// that shares it. Null when nobody computes on that card.
    VramManager* drawnIn(std::string_view adapter, bool discrete);
    const std::vector<std::unique_ptr<VramManager>>& managers() const { return m_managers; }

    /// The user's limit for every device.
    void setLimit(std::uint64_t bytes);
    /// Devices as in managers(). Started at the first call.
    MemoryMonitor& monitor();

private:
    std::vector<std::unique_ptr<VramManager>> m_managers;
    std::once_flag m_started;
    std::unique_ptr<MemoryMonitor> m_monitor;
};

} // namespace orfeas::vram
