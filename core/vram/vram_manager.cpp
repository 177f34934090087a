#include "core/vram/vram_manager.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/log.h"
#include "core/vram/manager_state.h"
#include "core/vram/size_text.h"

namespace orfeas::vram {
namespace {

using Clock = ManagerState::Clock;

// How often a waiting request measures the device again: other processes tell nobody when they leave.
constexpr auto kMeasureEvery = std::chrono::milliseconds(50);

std::uint64_t minimumOf(const LeaseRequest& request) {
    return request.minimumBytes == 0 ? request.preferredBytes : request.minimumBytes;
}

std::string holdersText(const ManagerState& state) {
    std::string text;
    for (const auto& [id, entry] : state.entries)
        text += (text.empty() ? "" : ", ") + entry.owner + " " + sizeText(entry.bytes);
    return text.empty() ? "nobody" : text;
}

Error neverFits(const LeaseRequest& request, std::uint64_t most, const std::string& device) {
    return {ErrorCode::OutOfMemory,
            request.owner + " needs at least " + sizeText(minimumOf(request)) + " of " + device +
                ", and Orfeas may use " + sizeText(most) +
                " of it; raise the memory limit, or choose a lower precision or resolution",
            {}};
}

Error tooLong(const LeaseRequest& request, const ManagerState& state, const std::string& device) {
    const std::string now = state.room() < minimumOf(request) ? sizeText(state.room()) + " would fit now"
                                                              : "others are ahead of it";
    return {ErrorCode::OutOfMemory,
            request.owner + " needs at least " + sizeText(minimumOf(request)) + " of " + device + " and " +
                now + "; try again when other work is done, or with less",
            "held: " + holdersText(state) + "; budget " + sizeText(state.budget) + ", others use " +
                sizeText(state.figures.others)};
}

} // namespace

double Accounts::pressure() const {
    if (leased == 0) return 0.0;
    return budget == 0 ? 2.0 : static_cast<double>(leased) / static_cast<double>(budget);
}

std::string Accounts::holders() const {
    std::string text;
    for (const Holding& holding : holdings)
        text += (text.empty() ? "" : ", ") + holding.owner + " " + sizeText(holding.bytes);
    return text.empty() ? "nobody" : text;
}

VramManager::VramManager(std::shared_ptr<const Device> device, BudgetSettings settings)
    : m_device(std::move(device)), m_state(std::make_shared<ManagerState>()) {
    m_state->settings = settings;
    if (const Result<void> measured = refresh(); !measured.ok())
        log(LogLevel::Warning, "vram", m_device->name() + ": " + measured.error().userText);
}

VramManager::~VramManager() {
    freeIdle(~std::uint64_t{0});
}

Result<Lease> VramManager::acquire(const LeaseRequest& request, std::stop_token stop) {
    ORFEAS_ASSERT(!request.owner.empty() && request.preferredBytes > 0);
    ORFEAS_ASSERT(request.minimumBytes <= request.preferredBytes);
    ORFEAS_CHECK(refresh());
    std::unique_lock lock(m_state->mutex);
    ManagerState& state = *m_state;
    const std::uint64_t minimum = minimumOf(request);
    const Clock::time_point start = Clock::now();
    const auto place = state.waiters.insert(state.waiters.end(), {request, start, 0});
    const auto leave = [&](Error error) -> Result<Lease> {
        state.waiters.erase(place);
        state.changed();
        return error;
    };
    const bool alreadyHolds = state.holds(request.job);
    for (;;) {
        if (stop.stop_requested()) return leave({ErrorCode::Cancelled, "cancelled", {}});
        const std::uint64_t most = mostBytes(state.settings, state.figures);
        if (minimum > most) return leave(neverFits(request, most, m_device->name()));
        if (state.mayGo(place)) {
            const std::uint64_t id = state.add(request, std::min(request.preferredBytes, state.room()));
            state.countPassed(place);
            state.waiters.erase(place);
            state.changed();
            return Lease(m_state, id);
        }
        if (state.isFirst(place) && minimum > state.room()) {
            const std::uint64_t lacking =
                minimum - state.room() + (state.leased > state.budget ? state.leased - state.budget : 0);
            auto leaving = state.pickIdle(lacking);
            if (!leaving.empty()) {
                lock.unlock();
                evict(state, std::move(leaving));
                lock.lock();
                continue;
            }
            state.askToShrink(lacking);
        }
        const bool timeIsUp = request.timeout && Clock::now() >= start + *request.timeout;
        if (timeIsUp || alreadyHolds) return leave(tooLong(request, state, m_device->name()));
        Clock::time_point until = Clock::now() + kMeasureEvery;
        if (request.timeout) until = std::min(until, start + *request.timeout);
        const std::uint64_t seen = state.changes;
        const bool told = state.wake.wait_until(lock, stop, until, [&] { return state.changes != seen; });
        if (told) continue;
        lock.unlock();
        // A device that cannot be measured for once keeps its last figures.
        static_cast<void>(refresh());
        lock.lock();
    }
}

IdleHolding VramManager::park(Lease lease, std::shared_ptr<void> resource) {
    ORFEAS_ASSERT(lease.m_state == m_state && resource != nullptr);
    const std::uint64_t id = lease.m_id;
    lease.m_state = nullptr;
    std::lock_guard lock(m_state->mutex);
    ManagerState::Entry& entry = m_state->entries.at(id);
    entry.idle = true;
    entry.idleSince = ++m_state->nextId;
    entry.resource = std::move(resource);
    m_state->changed();
    return IdleHolding(m_state, id);
}

std::uint64_t VramManager::freeIdle(std::uint64_t bytes) {
    std::unique_lock lock(m_state->mutex);
    auto leaving = m_state->pickIdle(bytes);
    lock.unlock();
    return evict(*m_state, std::move(leaving));
}

Result<void> VramManager::refresh() {
    ORFEAS_TRY(figures, m_device->figures());
    std::unique_lock lock(m_state->mutex);
    m_state->measure(figures);
    const std::uint64_t over = m_state->leased > m_state->budget ? m_state->leased - m_state->budget : 0;
    auto leaving = over > 0 ? m_state->pickIdle(over) : std::vector<ManagerState::Leaving>{};
    lock.unlock();
    evict(*m_state, std::move(leaving));
    return {};
}

void VramManager::setSettings(const BudgetSettings& settings) {
    {
        std::lock_guard lock(m_state->mutex);
        m_state->settings = settings;
        m_state->measure(m_state->figures);
        m_state->changed(); // what could never fit may fit now, and the other way round
    }
    static_cast<void>(refresh());
}

BudgetSettings VramManager::settings() const {
    std::lock_guard lock(m_state->mutex);
    return m_state->settings;
}

void VramManager::setHeapBudget(const HeapBudget& heap) {
    std::lock_guard lock(m_state->mutex);
    m_state->heap = heap;
    m_state->measure(m_state->figures);
}

Accounts VramManager::accounts() const {
    Accounts accounts;
    accounts.device = m_device->name();
    std::lock_guard lock(m_state->mutex);
    accounts.figures = m_state->figures;
    accounts.budget = m_state->budget;
    accounts.leased = m_state->leased;
    accounts.peakLeased = m_state->peakLeased;
    accounts.evictions = m_state->evictions;
    for (const auto& [id, entry] : m_state->entries)
        accounts.holdings.push_back({entry.owner, entry.bytes, entry.minimum, entry.priority, entry.idle});
    for (const auto& waiter : m_state->line()) {
        accounts.waiting.push_back({waiter->request.owner, minimumOf(waiter->request),
                                    waiter->request.preferredBytes, waiter->request.priority,
                                    std::chrono::duration<double>(Clock::now() - waiter->since).count()});
    }
    return accounts;
}

} // namespace orfeas::vram
