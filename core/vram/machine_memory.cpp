#include "core/vram/machine_memory.h"

#include <charconv>

#include "core/vram/cuda_memory.h"
#include "core/vram/system_memory.h"

namespace orfeas::vram {

MachineMemory::MachineMemory() {
    BudgetSettings settings;
    settings.programBytes = residentBytes();
    m_managers.push_back(std::make_unique<VramManager>(systemMemory(), settings));
    for (const auto& card : cudaMemories())
        m_managers.push_back(std::make_unique<VramManager>(card));
}

MachineMemory::MachineMemory(const std::vector<std::shared_ptr<const Device>>& devices) {
    for (const auto& device : devices)
        m_managers.push_back(std::make_unique<VramManager>(device));
}

// Vulkan and NVML give a card the same name; two of one kind cannot be told apart by it and are taken for the first.
VramManager* MachineMemory::drawnIn(std::string_view adapter, bool discrete) {
    if (!discrete) return m_managers.front().get();
    for (std::size_t i = 1; i < m_managers.size(); ++i) {
        if (m_managers[i]->device().name() == adapter) return m_managers[i].get();
    }
    return nullptr;
}

MachineMemory& MachineMemory::shared() {
    static auto* memory = new MachineMemory; // outlives whatever still holds a lease at the end
    return *memory;
}

VramManager* MachineMemory::of(std::string_view device) {
    if (device == "cpu") return m_managers.front().get();
    constexpr std::string_view kCuda = "cuda:";
    if (!device.starts_with(kCuda)) return nullptr;
    std::size_t number = 0;
    const auto read = std::from_chars(device.data() + kCuda.size(), device.data() + device.size(), number);
    if (read.ec != std::errc() || number + 1 >= m_managers.size()) return nullptr;
    return m_managers[number + 1].get();
}

void MachineMemory::setLimit(std::uint64_t bytes) {
    for (const auto& manager : m_managers) {
        BudgetSettings settings = manager->settings();
        settings.limitBytes = bytes;
        manager->setSettings(settings);
    }
}

MemoryMonitor& MachineMemory::monitor() {
    std::call_once(m_started, [this] {
        std::vector<VramManager*> managers;
        for (const auto& manager : m_managers)
            managers.push_back(manager.get());
        m_monitor = std::make_unique<MemoryMonitor>(std::move(managers));
    });
    return *m_monitor;
}

} // namespace orfeas::vram
