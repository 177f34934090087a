#include "core/vram/pooled_allocator.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "core/base/assert.h"

namespace orfeas::vram {
namespace {

// A large piece gets a segment of its own, a multiple of this: near sizes can use it again.
constexpr std::uint64_t kLargeStep = 2u << 20;

std::uint64_t roundedUp(std::uint64_t bytes, std::uint64_t step) {
    return (bytes + step - 1) / step * step;
}

} // namespace

PooledAllocator::~PooledAllocator() {
    std::lock_guard lock(m_mutex);
    ORFEAS_ASSERT(m_figures.blocks == 0);
    trimLocked(0);
}

Result<Block> PooledAllocator::allocate(std::uint64_t bytes, std::string_view point) {
    const std::uint64_t size = roundedUp(std::max<std::uint64_t>(bytes, 1), m_settings.alignment);
    AllocationGate* gate = nullptr;
    {
        std::lock_guard lock(m_mutex);
        gate = m_gate;
    }
    if (gate) ORFEAS_CHECK(gate->before(point, size));
    std::lock_guard lock(m_mutex);
    ++m_figures.allocations;
    auto taken = allocateLocked(size);
    if (!taken.ok() && trimLocked(0) > 0) taken = allocateLocked(size);
    return taken;
}

Result<Block> PooledAllocator::allocateLocked(std::uint64_t bytes) {
    auto fit = m_free.lower_bound({bytes, 0});
    if (fit == m_free.end()) {
        const bool large = bytes > m_settings.segmentBytes / 2;
        ORFEAS_CHECK(addSegment(large ? roundedUp(bytes, kLargeStep) : m_settings.segmentBytes));
        fit = m_free.lower_bound({bytes, 0});
    }
    const auto at = m_pieces.find(fit->second);
    m_free.erase(fit);
    if (isSegment(at)) m_empty -= at->second.bytes;
    const std::uint64_t rest = at->second.bytes - bytes;
    if (rest >= m_settings.alignment) {
        at->second.bytes = bytes;
        m_pieces[at->first + bytes] = {rest, at->second.segment, false};
        m_free.insert({rest, at->first + bytes});
    }
    at->second.used = true;
    m_figures.used += at->second.bytes;
    m_figures.peakUsed = std::max(m_figures.peakUsed, m_figures.used);
    ++m_figures.blocks;
    return Block{at->first, at->second.bytes};
}

Result<void> PooledAllocator::addSegment(std::uint64_t bytes) {
    ORFEAS_TRY(segment, m_source.allocate(bytes));
    ++m_figures.sourceCalls;
    m_segments[segment.address] = segment.bytes;
    m_pieces[segment.address] = {segment.bytes, segment.address, false};
    m_free.insert({segment.bytes, segment.address});
    m_empty += segment.bytes;
    m_figures.reserved += segment.bytes;
    m_figures.peakReserved = std::max(m_figures.peakReserved, m_figures.reserved);
    return {};
}

void PooledAllocator::freeAt(std::uint64_t address) {
    std::lock_guard lock(m_mutex);
    const auto at = m_pieces.find(address);
    ORFEAS_ASSERT(at != m_pieces.end() && at->second.used);
    at->second.used = false;
    m_figures.used -= at->second.bytes;
    --m_figures.blocks;
    m_free.insert({at->second.bytes, at->first});
    if (const auto whole = join(at); isSegment(whole)) m_empty += whole->second.bytes;
    if (m_empty > m_settings.keptBytes) trimLocked(m_settings.keptBytes);
}

bool PooledAllocator::isSegment(Pieces::const_iterator piece) const {
    const auto segment = m_segments.find(piece->first);
    return segment != m_segments.end() && segment->second == piece->second.bytes;
}

PooledAllocator::Pieces::iterator PooledAllocator::join(Pieces::iterator piece) {
    const auto merge = [&](Pieces::iterator first, Pieces::iterator second) {
        m_free.erase({first->second.bytes, first->first});
        m_free.erase({second->second.bytes, second->first});
        first->second.bytes += second->second.bytes;
        m_free.insert({first->second.bytes, first->first});
        m_pieces.erase(second);
    };
    const auto joins = [](const Piece& a, const Piece& b) {
        return !a.used && !b.used && a.segment == b.segment;
    };
    const auto next = std::next(piece);
    if (next != m_pieces.end() && joins(piece->second, next->second)) merge(piece, next);
    if (piece == m_pieces.begin()) return piece;
    const auto before = std::prev(piece);
    if (!joins(before->second, piece->second)) return piece;
    merge(before, piece);
    return before;
}

void PooledAllocator::removeSegment(Pieces::iterator piece) {
    const Block segment{piece->first, piece->second.bytes};
    m_free.erase({segment.bytes, segment.address});
    m_segments.erase(segment.address);
    m_pieces.erase(piece);
    m_empty -= segment.bytes;
    m_figures.reserved -= segment.bytes;
    m_source.free(segment);
}

std::uint64_t PooledAllocator::trimLocked(std::uint64_t keep) {
    std::uint64_t empty = 0;
    std::vector<Pieces::iterator> going;
    for (const auto& [bytes, address] : m_free) { // the smallest are kept first
        const auto piece = m_pieces.find(address);
        if (!isSegment(piece)) continue;
        empty += bytes;
        if (empty > keep) going.push_back(piece);
    }
    std::uint64_t freed = 0;
    for (const auto& piece : going) {
        freed += piece->second.bytes;
        removeSegment(piece);
    }
    return freed;
}

std::uint64_t PooledAllocator::trim() {
    std::lock_guard lock(m_mutex);
    return trimLocked(0);
}

void PooledAllocator::setGate(AllocationGate* gate) {
    std::lock_guard lock(m_mutex);
    m_gate = gate;
}

PoolFigures PooledAllocator::figures() const {
    std::lock_guard lock(m_mutex);
    PoolFigures figures = m_figures;
    figures.largestFree = m_free.empty() ? 0 : m_free.rbegin()->first;
    return figures;
}

} // namespace orfeas::vram
