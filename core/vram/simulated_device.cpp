#include "core/vram/simulated_device.h"

#include <algorithm>

#include "core/vram/size_text.h"

namespace orfeas::vram {

Result<MemoryFigures> SimulatedDevice::figures() const {
    std::lock_guard lock(m_mutex);
    return figuresLocked();
}

MemoryFigures SimulatedDevice::figuresLocked() const {
    MemoryFigures figures;
    figures.total = m_total;
    std::uint64_t end = 0;
    for (const auto& [address, piece] : m_pieces) {
        (piece.own ? figures.own : figures.others) += piece.bytes;
        figures.largestFree = std::max(figures.largestFree, address - end);
        end = address + piece.bytes;
    }
    figures.largestFree = std::max(figures.largestFree, m_total - end);
    return figures;
}

Result<Block> SimulatedDevice::place(std::uint64_t bytes, bool own) {
    ORFEAS_ASSERT(bytes > 0);
    std::lock_guard lock(m_mutex);
    std::uint64_t end = 0;
    const auto taken = [&](std::uint64_t address) {
        m_pieces[address] = {bytes, own};
        return Block{address, bytes};
    };
    for (const auto& [address, piece] : m_pieces) {
        if (address - end >= bytes) return taken(end);
        end = address + piece.bytes;
    }
    if (m_total - end >= bytes) return taken(end);
    const MemoryFigures figures = figuresLocked();
    return Error{ErrorCode::OutOfMemory,
                 "The device has no " + sizeText(bytes) + " in one piece; " + sizeText(figures.largestFree) +
                     " would fit",
                 {}};
}

Result<Block> SimulatedDevice::allocate(std::uint64_t bytes) {
    return place(bytes, true);
}

Result<Block> SimulatedDevice::allocateForOthers(std::uint64_t bytes) {
    return place(bytes, false);
}

void SimulatedDevice::free(const Block& block) {
    std::lock_guard lock(m_mutex);
    const auto found = m_pieces.find(block.address);
    ORFEAS_ASSERT(found != m_pieces.end() && found->second.bytes == block.bytes);
    m_pieces.erase(found);
}

} // namespace orfeas::vram
