// The right to use some of a device's memory.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace orfeas::vram {

class ManagerState;

enum class Priority {
    Background,  ///< fetched ahead, nobody waits for it
    Normal,      ///< a queued job
    Interactive, ///< the picture being looked at
};

/// What a job asks for, all at once: nobody waits for memory while holding some (see VramManager).
struct LeaseRequest {
    std::string owner;                ///< who, in words people read: "cat.png · TripoSR"
    std::uint64_t preferredBytes = 0; ///< what it would use if it could
    std::uint64_t minimumBytes = 0;   ///< what it can do with; 0: only the preferred
    Priority priority = Priority::Normal;
    std::optional<std::chrono::milliseconds> timeout =
        std::nullopt;      ///< nothing: waits until stopped; 0: does not wait
    std::uint64_t job = 0; ///< not 0: one job, which is never made to wait here while it holds a lease here
};

/// Move-only; gives everything back when destroyed. One thread at a time; it may move between threads and outlive its
/// manager.
class Lease {
public:
    Lease() = default;
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&& other) noexcept;
    ~Lease();

    bool held() const { return m_state != nullptr; }
    std::uint64_t bytes() const;
    const std::string& owner() const;

    /// What the holder should come down to at its next safe point, because someone waits or the budget shrank; equal to
    /// bytes() when nobody asks. Never below the minimum of the request. Cheap: may be asked for every layer.
    std::uint64_t wantedBytes() const;
    /// Gives back down to `bytes`. The memory itself must have been freed before.
    void shrinkTo(std::uint64_t bytes);
    /// More, if it is free right now and nobody waits. Never waits, so that holders cannot wait for each other.
    bool tryGrow(std::uint64_t bytes);
    void release();

private:
    friend class VramManager;
    friend class IdleHolding;
    Lease(std::shared_ptr<ManagerState> state, std::uint64_t id) : m_state(std::move(state)), m_id(id) {}

    std::shared_ptr<ManagerState> m_state;
    std::uint64_t m_id = 0;
};

/// Something kept although nobody runs it (an opened model), which the manager may destroy when memory is wanted. The
/// manager owns it meanwhile, so that no callback and no lock of the owner is in play. Destroying this destroys it too.
class IdleHolding {
public:
    struct Reclaimed {
        Lease lease;
        std::shared_ptr<void> resource;
    };

    IdleHolding() = default;
    IdleHolding(IdleHolding&& other) noexcept;
    IdleHolding& operator=(IdleHolding&& other) noexcept;
    ~IdleHolding();

    /// Lease and resource to run again, or nothing when it was given up meanwhile. The holding is empty afterwards.
    std::optional<Reclaimed> take();
    bool held() const { return m_state != nullptr; }

private:
    friend class VramManager;
    IdleHolding(std::shared_ptr<ManagerState> state, std::uint64_t id)
        : m_state(std::move(state)), m_id(id) {}
    void drop();

    std::shared_ptr<ManagerState> m_state;
    std::uint64_t m_id = 0;
};

} // namespace orfeas::vram
