#include "core/vram/manager_state.h"

#include <algorithm>

#include "core/base/assert.h"

namespace orfeas::vram {

std::uint64_t ManagerState::add(const LeaseRequest& request, std::uint64_t bytes) {
    const std::uint64_t id = nextId++;
    Entry& entry = entries[id];
    entry.owner = request.owner;
    entry.job = request.job;
    entry.minimum = request.minimumBytes == 0 ? request.preferredBytes : request.minimumBytes;
    entry.priority = request.priority;
    setBytes(entry, bytes);
    entry.wanted = bytes;
    return id;
}

void ManagerState::remove(std::uint64_t id) {
    const auto found = entries.find(id);
    ORFEAS_ASSERT(found != entries.end());
    setBytes(found->second, 0);
    entries.erase(found);
    changed();
}

void ManagerState::setBytes(Entry& entry, std::uint64_t bytes) {
    leased = leased - entry.bytes + bytes;
    entry.bytes = bytes;
    entry.wanted = std::min(entry.wanted, bytes);
    peakLeased = std::max(peakLeased, leased);
}

bool ManagerState::holds(std::uint64_t job) const {
    return job != 0 && std::any_of(entries.begin(), entries.end(),
                                   [&](const auto& e) { return !e.second.idle && e.second.job == job; });
}

std::vector<ManagerState::WaiterPlace> ManagerState::line() {
    std::vector<WaiterPlace> order;
    for (auto at = waiters.begin(); at != waiters.end(); ++at)
        order.push_back(at);
    const auto rank = [](const WaiterPlace& w) {
        return w->passed >= VramManager::kMostPassed ? 3 : static_cast<int>(w->request.priority);
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](const auto& a, const auto& b) { return rank(a) > rank(b); });
    return order;
}

// Fits, and whoever is ahead neither fits nor has been passed too often.
bool ManagerState::mayGo(WaiterPlace waiter) {
    const auto minimum = [](const Waiter& w) {
        return w.request.minimumBytes == 0 ? w.request.preferredBytes : w.request.minimumBytes;
    };
    if (minimum(*waiter) > room()) return false;
    for (const WaiterPlace& ahead : line()) {
        if (ahead == waiter) return true;
        if (minimum(*ahead) <= room() || ahead->passed >= VramManager::kMostPassed) return false;
    }
    return false;
}

// Only those who arrived earlier have been passed; whoever came later and ranks higher lost nothing.
void ManagerState::countPassed(WaiterPlace served) {
    for (auto at = waiters.begin(); at != served; ++at)
        ++at->passed;
}

std::vector<ManagerState::Leaving> ManagerState::pickIdle(std::uint64_t bytes) {
    std::vector<std::pair<const std::uint64_t, Entry>*> idle;
    for (auto& one : entries) {
        if (one.second.idle && one.second.resource) idle.push_back(&one);
    }
    std::sort(idle.begin(), idle.end(), [](const auto* a, const auto* b) {
        if (a->second.priority != b->second.priority) return a->second.priority < b->second.priority;
        return a->second.idleSince < b->second.idleSince;
    });
    std::vector<Leaving> picked;
    std::uint64_t freed = 0;
    for (auto* one : idle) {
        if (freed >= bytes) break;
        freed += one->second.bytes;
        picked.push_back({one->first, std::move(one->second.resource)});
        ++evictions;
    }
    return picked;
}

// The lowest priority first, and only as far as needed. What others were asked for before counts.
void ManagerState::askToShrink(std::uint64_t bytes) {
    std::vector<Entry*> holders;
    for (auto& [id, entry] : entries) {
        if (!entry.idle) holders.push_back(&entry);
    }
    std::stable_sort(holders.begin(), holders.end(),
                     [](const Entry* a, const Entry* b) { return a->priority < b->priority; });
    std::uint64_t coming = 0;
    for (const Entry* holder : holders)
        coming += holder->bytes - holder->wanted;
    for (Entry* holder : holders) {
        if (coming >= bytes) return;
        const std::uint64_t least = std::min(holder->minimum, holder->wanted);
        const std::uint64_t more = std::min(bytes - coming, holder->wanted - least);
        holder->wanted -= more;
        coming += more;
    }
}

void ManagerState::measure(const MemoryFigures& measured) {
    figures = measured;
    const std::uint64_t now = budgetBytes(settings, figures, heap);
    const bool grew = now > budget;
    budget = now;
    std::uint64_t idle = 0; // goes first, so nobody who runs need give that much
    for (const auto& [id, entry] : entries)
        idle += entry.idle ? entry.bytes : 0;
    if (leased > budget + idle) askToShrink(leased - budget - idle);
    if (grew) changed();
}

void ManagerState::calm() {
    if (!waiters.empty() || leased > budget) return;
    for (auto& [id, entry] : entries)
        entry.wanted = entry.bytes;
}

void ManagerState::changed() {
    calm();
    ++changes;
    wake.notify_all();
}

std::uint64_t evict(ManagerState& state, std::vector<ManagerState::Leaving> leaving) {
    if (leaving.empty()) return 0;
    for (ManagerState::Leaving& one : leaving)
        one.resource.reset();
    std::lock_guard lock(state.mutex);
    std::uint64_t freed = 0;
    for (const ManagerState::Leaving& one : leaving) {
        freed += state.entries.at(one.id).bytes;
        state.remove(one.id);
    }
    return freed;
}

} // namespace orfeas::vram
