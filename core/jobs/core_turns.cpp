#include "core/jobs/core_turns.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"

namespace orfeas::jobs {

std::shared_ptr<CoreTurns> CoreTurns::make(std::size_t cores) {
    ORFEAS_ASSERT(cores >= 1);
    return std::shared_ptr<CoreTurns>(new CoreTurns(cores));
}

std::shared_ptr<CoreTurns::Place> CoreTurns::join(Rank rank, std::stop_token stop) {
    return std::make_shared<Place>(shared_from_this(), rank, std::move(stop));
}

std::size_t CoreTurns::computing() const {
    std::lock_guard lock(m_mutex);
    return static_cast<std::size_t>(
        std::count_if(m_places.begin(), m_places.end(), [](const Place* p) { return p->m_has; }));
}

// Whether fewer than `cores` others that want a core come before it. Paused ones and ones that wait want none.
bool CoreTurns::mayHave(const Place& place) const {
    if (place.m_paused) return false;
    const auto before = std::count_if(m_places.begin(), m_places.end(), [&](const Place* other) {
        return other != &place && other->m_wants && !other->m_paused && other->m_rank > place.m_rank;
    });
    return static_cast<std::size_t>(before) < m_cores;
}

// With the mutex held, after any change: who has a core and should not is asked to yield, who waits looks again.
void CoreTurns::balance() {
    for (Place* place : m_places)
        place->m_mustYield = place->m_has && !mayHave(*place);
    m_turn.notify_all();
}

CoreTurns::Place::Place(std::shared_ptr<CoreTurns> turns, Rank rank, std::stop_token stop)
    : m_turns(std::move(turns)), m_stop(std::move(stop)), m_rank(rank) {}

void CoreTurns::Place::begin() {
    std::unique_lock lock(m_turns->m_mutex);
    m_thread = std::this_thread::get_id();
    m_turns->m_places.push_back(this);
    take(lock);
}

void CoreTurns::Place::end() {
    std::unique_lock lock(m_turns->m_mutex);
    leave();
    std::erase(m_turns->m_places, this);
    m_turns->balance();
}

// Waits for a turn and for a core that is really free: whoever had it gives it back at its own checkpoint. One that is
// to stop goes on without.
void CoreTurns::Place::take(std::unique_lock<std::mutex>& lock) {
    m_wants = true;
    m_turns->balance();
    const auto free = [&] {
        const auto taken = std::count_if(m_turns->m_places.begin(), m_turns->m_places.end(),
                                         [](const Place* p) { return p->m_has; });
        return static_cast<std::size_t>(taken) < m_turns->m_cores;
    };
    if (!m_turns->m_turn.wait(lock, m_stop, [&] { return m_turns->mayHave(*this) && free(); })) return;
    m_has = true;
    m_hold.emplace();
    m_turns->balance();
}

void CoreTurns::Place::leave() {
    m_wants = false;
    m_mustYield = false;
    if (!std::exchange(m_has, false)) return;
    m_hold.reset();
}

void CoreTurns::Place::checkpoint() {
    if (!m_mustYield.load(std::memory_order_relaxed)) return;
    // A loop has other threads in it, which would stand still with it; and only this thread can give its core back.
    if (std::this_thread::get_id() != m_thread || insideParallelLoop()) return;
    std::unique_lock lock(m_turns->m_mutex);
    if (!m_has || m_turns->mayHave(*this) || m_stop.stop_requested()) return;
    leave();
    take(lock);
}

void CoreTurns::Place::beginWait() {
    if (std::this_thread::get_id() != m_thread) return;
    std::unique_lock lock(m_turns->m_mutex);
    if (m_waits++ > 0) return;
    leave();
    m_turns->balance();
}

void CoreTurns::Place::endWait() {
    if (std::this_thread::get_id() != m_thread) return;
    std::unique_lock lock(m_turns->m_mutex);
    if (--m_waits > 0) return;
    take(lock);
}

void CoreTurns::Place::setRank(Rank rank) {
    std::lock_guard lock(m_turns->m_mutex);
    m_rank = rank;
    m_turns->balance();
}

void CoreTurns::Place::setPaused(bool paused) {
    std::lock_guard lock(m_turns->m_mutex);
    m_paused = paused;
    m_turns->balance();
}

} // namespace orfeas::jobs
