#include "render/gpu/range_allocator.h"

#include <algorithm>
#include <bit>

#include "core/base/result.h"

namespace orfeas::render::gpu {

RangeAllocator::RangeAllocator(std::uint32_t capacity) : m_capacity(capacity) {
    for (auto& heads : m_heads)
        heads.fill(kNone);
    if (capacity == 0) return;
    const std::uint32_t whole = newNode();
    m_nodes[whole].size = capacity;
    insertFree(whole);
}

RangeAllocator::Class RangeAllocator::classOf(std::uint32_t size) {
    const auto power = static_cast<std::uint32_t>(std::bit_width(size) - 1);
    if (power < 3) return {power, 0}; // below eight units a class has one size each, or two
    return {power, (size >> (power - 3)) - kSteps};
}

/// The smallest size from which on every member of the class is large enough.
std::uint32_t RangeAllocator::roundedUp(std::uint32_t size) {
    const auto power = static_cast<std::uint32_t>(std::bit_width(size) - 1);
    const std::uint64_t step = power < 3 ? 1ull << power : 1ull << (power - 3);
    const std::uint64_t rounded = (size + step - 1) / step * step;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(rounded, ~0u));
}

std::uint32_t RangeAllocator::findFree(std::uint32_t size) const {
    const Class wanted = classOf(roundedUp(size));
    const std::uint32_t steps = m_stepBits[wanted.power] & (~0u << wanted.step);
    if (steps != 0) return m_heads[wanted.power][static_cast<std::uint32_t>(std::countr_zero(steps))];
    const std::uint32_t powers = wanted.power == 31 ? 0 : m_powers & (~0u << (wanted.power + 1));
    if (powers != 0) {
        const auto power = static_cast<std::uint32_t>(std::countr_zero(powers));
        return m_heads[power][static_cast<std::uint32_t>(std::countr_zero(m_stepBits[power]))];
    }
    // The class of the size itself may hold one that happens to be large enough.
    const Class own = classOf(size);
    for (std::uint32_t node = m_heads[own.power][own.step]; node != kNone; node = m_nodes[node].nextFree)
        if (m_nodes[node].size >= size) return node;
    return kNone;
}

std::uint32_t RangeAllocator::newNode() {
    if (!m_spareNodes.empty()) {
        const std::uint32_t node = m_spareNodes.back();
        m_spareNodes.pop_back();
        m_nodes[node] = {};
        return node;
    }
    m_nodes.emplace_back();
    return static_cast<std::uint32_t>(m_nodes.size() - 1);
}

void RangeAllocator::insertFree(std::uint32_t node) {
    const Class c = classOf(m_nodes[node].size);
    std::uint32_t& head = m_heads[c.power][c.step];
    m_nodes[node].free = true;
    m_nodes[node].previousFree = kNone;
    m_nodes[node].nextFree = head;
    if (head != kNone) m_nodes[head].previousFree = node;
    head = node;
    m_powers |= 1u << c.power;
    m_stepBits[c.power] |= 1u << c.step;
}

void RangeAllocator::removeFree(std::uint32_t node) {
    const Class c = classOf(m_nodes[node].size);
    const Node& n = m_nodes[node];
    if (n.previousFree != kNone)
        m_nodes[n.previousFree].nextFree = n.nextFree;
    else
        m_heads[c.power][c.step] = n.nextFree;
    if (n.nextFree != kNone) m_nodes[n.nextFree].previousFree = n.previousFree;
    m_nodes[node].free = false;
    if (m_heads[c.power][c.step] != kNone) return;
    m_stepBits[c.power] &= ~(1u << c.step);
    if (m_stepBits[c.power] == 0) m_powers &= ~(1u << c.power);
}

/// Cuts a node that is in no list; what is behind `size` becomes free.
void RangeAllocator::splitAfter(std::uint32_t node, std::uint32_t size) {
    if (m_nodes[node].size == size) return;
    const std::uint32_t rest = newNode();
    Node& n = m_nodes[node];
    m_nodes[rest].offset = n.offset + size;
    m_nodes[rest].size = n.size - size;
    m_nodes[rest].before = node;
    m_nodes[rest].after = n.after;
    if (n.after != kNone) m_nodes[n.after].before = rest;
    n.after = rest;
    n.size = size;
    joinWithNext(rest);
    insertFree(rest);
}

/// Swallows the next one if it is free; the node itself is in no list.
void RangeAllocator::joinWithNext(std::uint32_t node) {
    const std::uint32_t next = m_nodes[node].after;
    if (next == kNone || !m_nodes[next].free) return;
    removeFree(next);
    m_nodes[node].size += m_nodes[next].size;
    m_nodes[node].after = m_nodes[next].after;
    if (m_nodes[next].after != kNone) m_nodes[m_nodes[next].after].before = node;
    m_spareNodes.push_back(next);
}

std::optional<Range> RangeAllocator::allocate(std::uint32_t size) {
    ORFEAS_ASSERT(size > 0);
    if (size > m_capacity) return std::nullopt;
    const std::uint32_t node = findFree(size);
    if (node == kNone) return std::nullopt;
    removeFree(node);
    splitAfter(node, size);
    m_used += size;
    return Range{m_nodes[node].offset, size, node};
}

void RangeAllocator::release(const Range& range) {
    std::uint32_t node = range.node;
    ORFEAS_ASSERT(node < m_nodes.size() && !m_nodes[node].free && m_nodes[node].offset == range.offset &&
                  m_nodes[node].size == range.size);
    m_used -= range.size;
    joinWithNext(node);
    const std::uint32_t before = m_nodes[node].before;
    if (before != kNone && m_nodes[before].free) {
        removeFree(before);
        m_nodes[before].size += m_nodes[node].size;
        m_nodes[before].after = m_nodes[node].after;
        if (m_nodes[node].after != kNone) m_nodes[m_nodes[node].after].before = before;
        m_spareNodes.push_back(node);
        node = before;
    }
    insertFree(node);
}

void RangeAllocator::shrink(Range& range, std::uint32_t size) {
    ORFEAS_ASSERT(size > 0 && size <= range.size && m_nodes[range.node].size == range.size);
    m_used -= range.size - size;
    splitAfter(range.node, size);
    range.size = size;
}

std::uint32_t RangeAllocator::largestFree() const {
    std::uint32_t largest = 0;
    if (m_powers == 0) return 0;
    const auto power = static_cast<std::uint32_t>(std::bit_width(m_powers) - 1);
    const auto step = static_cast<std::uint32_t>(std::bit_width(m_stepBits[power]) - 1);
    for (std::uint32_t node = m_heads[power][step]; node != kNone; node = m_nodes[node].nextFree)
        largest = std::max(largest, m_nodes[node].size);
    return largest;
}

void RangeAllocator::check() const {
    std::uint32_t freeUnits = 0, listed = 0;
    for (const auto& heads : m_heads) {
        for (const std::uint32_t head : heads) {
            for (std::uint32_t node = head; node != kNone; node = m_nodes[node].nextFree) {
                ORFEAS_ASSERT(m_nodes[node].free);
                freeUnits += m_nodes[node].size;
                ++listed;
            }
        }
    }
    ORFEAS_ASSERT(freeUnits + m_used == m_capacity);
    std::uint32_t first = kNone;
    std::vector<bool> spare(m_nodes.size(), false);
    for (const std::uint32_t node : m_spareNodes)
        spare[node] = true;
    for (std::uint32_t node = 0; node < m_nodes.size(); ++node)
        if (!spare[node] && m_nodes[node].before == kNone) first = node;
    std::uint32_t at = 0, freeOnLine = 0;
    bool beforeFree = false;
    for (std::uint32_t node = first; node != kNone; node = m_nodes[node].after) {
        ORFEAS_ASSERT(m_nodes[node].offset == at && m_nodes[node].size > 0);
        ORFEAS_ASSERT(!(beforeFree && m_nodes[node].free));
        beforeFree = m_nodes[node].free;
        freeOnLine += m_nodes[node].free ? 1 : 0;
        at += m_nodes[node].size;
    }
    ORFEAS_ASSERT(at == m_capacity && freeOnLine == listed);
}

} // namespace orfeas::render::gpu
