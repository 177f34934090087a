#include "core/vram/lease.h"

#include <utility>

#include "core/base/assert.h"
#include "core/vram/manager_state.h"

namespace orfeas::vram {

Lease::Lease(Lease&& other) noexcept : m_state(std::move(other.m_state)), m_id(other.m_id) {}

Lease& Lease::operator=(Lease&& other) noexcept {
    if (this == &other) return *this;
    release();
    m_state = std::move(other.m_state);
    m_id = other.m_id;
    return *this;
}

Lease::~Lease() {
    release();
}

std::uint64_t Lease::bytes() const {
    if (!m_state) return 0;
    std::lock_guard lock(m_state->mutex);
    return m_state->entries.at(m_id).bytes;
}

const std::string& Lease::owner() const {
    ORFEAS_ASSERT(m_state != nullptr);
    std::lock_guard lock(m_state->mutex);
    return m_state->entries.at(m_id).owner; // never changes, and map nodes stay where they are
}

std::uint64_t Lease::wantedBytes() const {
    if (!m_state) return 0;
    std::lock_guard lock(m_state->mutex);
    return m_state->entries.at(m_id).wanted;
}

void Lease::shrinkTo(std::uint64_t bytes) {
    ORFEAS_ASSERT(m_state != nullptr);
    std::lock_guard lock(m_state->mutex);
    ManagerState::Entry& entry = m_state->entries.at(m_id);
    ORFEAS_ASSERT(bytes <= entry.bytes);
    m_state->setBytes(entry, bytes);
    m_state->changed();
}

bool Lease::tryGrow(std::uint64_t bytes) {
    ORFEAS_ASSERT(m_state != nullptr);
    std::lock_guard lock(m_state->mutex);
    ManagerState::Entry& entry = m_state->entries.at(m_id);
    if (!m_state->waiters.empty() || bytes > m_state->room()) return false;
    m_state->setBytes(entry, entry.bytes + bytes);
    entry.wanted = entry.bytes;
    return true;
}

void Lease::release() {
    if (!m_state) return;
    const std::shared_ptr<ManagerState> state = std::move(m_state);
    m_state = nullptr;
    std::lock_guard lock(state->mutex);
    state->remove(m_id);
}

IdleHolding::IdleHolding(IdleHolding&& other) noexcept
    : m_state(std::move(other.m_state)), m_id(other.m_id) {}

IdleHolding& IdleHolding::operator=(IdleHolding&& other) noexcept {
    if (this == &other) return *this;
    drop();
    m_state = std::move(other.m_state);
    m_id = other.m_id;
    return *this;
}

IdleHolding::~IdleHolding() {
    drop();
}

std::optional<IdleHolding::Reclaimed> IdleHolding::take() {
    if (!m_state) return std::nullopt;
    std::shared_ptr<ManagerState> state = std::move(m_state);
    m_state = nullptr;
    std::lock_guard lock(state->mutex);
    const auto found = state->entries.find(m_id);
    if (found == state->entries.end() || !found->second.resource) return std::nullopt; // gone or going
    ManagerState::Entry& entry = found->second;
    entry.idle = false;
    entry.wanted = entry.bytes;
    return Reclaimed{Lease(state, m_id), std::move(entry.resource)};
}

void IdleHolding::drop() {
    // Taken first, so that the resource goes before its memory is free to others.
    if (std::optional<Reclaimed> taken = take()) taken->resource.reset();
}

} // namespace orfeas::vram
