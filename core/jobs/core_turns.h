// Who of the running jobs has a core: as many as there are cores, the most important first.
#pragma once

#include <atomic>
#include <compare>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "core/base/core_share.h"
#include "core/jobs/job.h"

namespace orfeas::jobs {

/// More important ones are greater: first by priority, then by age.
struct Rank {
    int priority = 0;
    std::uint64_t order = 0; ///< smaller is older

    std::weak_ordering operator<=>(const Rank& other) const {
        if (priority != other.priority) return priority <=> other.priority;
        return other.order <=> order;
    }
    bool operator==(const Rank&) const = default;
};

/// Shares `cores` among the places that want one. Nobody is interrupted: who is outranked or paused notices at its next
/// checkpoint on its own thread, outside of parallel loops, and stands there until its turn comes. A place that waits
/// for something else (jobs::Waiting) holds no core, so waiting for one another's locks cannot block the turns.
class CoreTurns : public std::enable_shared_from_this<CoreTurns> {
public:
    static std::shared_ptr<CoreTurns> make(std::size_t cores);

    /// One running job. `begin` and `end` on its own thread, around its work.
    class Place final : public Pacer {
    public:
        Place(std::shared_ptr<CoreTurns> turns, Rank rank, std::stop_token stop);
        void begin(); ///< returns with a core, or without one when it is to stop
        void end();
        void checkpoint() override;
        void beginWait() override;
        void endWait() override;

        // Any thread.
        void setRank(Rank rank);
        void setPaused(bool paused);

    private:
        friend class CoreTurns;
        void take(std::unique_lock<std::mutex>& lock);
        void leave();

        std::shared_ptr<CoreTurns> m_turns;
        std::stop_token m_stop;
        std::atomic<bool> m_mustYield = false;
        std::thread::id m_thread;
        std::optional<CoreHold> m_hold;
        // Guarded by the turns' mutex.
        Rank m_rank;
        bool m_wants = false;
        bool m_has = false;
        bool m_paused = false;
        int m_waits = 0; ///< nested `Waiting`s
    };

    std::shared_ptr<Place> join(Rank rank, std::stop_token stop);
    std::size_t cores() const { return m_cores; }
    /// Places that have a core now.
    std::size_t computing() const;

private:
    explicit CoreTurns(std::size_t cores) : m_cores(cores) {}
    void balance();
    bool mayHave(const Place& place) const;

    const std::size_t m_cores;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_turn;
    std::vector<Place*> m_places; ///< that have begun
};

} // namespace orfeas::jobs
