// What jobs may hold at once of something scarce: memory, as whoever manages it counts it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace orfeas::jobs {

/// Given back when it dies, on any thread.
using Reservation = std::shared_ptr<void>;

/// Asked by the engine before it starts a task. Any thread; never blocks, and `freed` is never called from inside of
/// `tryReserve`.
class Budget {
public:
    virtual ~Budget() = default;
    /// Null: does not fit beside what is held now.
    virtual Reservation tryReserve(const std::string& owner, std::uint64_t bytes) = 0;
    /// The most that could ever be held at once; what asks for more is refused.
    virtual std::uint64_t most() const = 0;
    /// `freed` is called, on any thread, when something was given back that the engine did not give back itself.
    virtual void onFreed(std::function<void()> freed) = 0;
};

/// A number of bytes and nothing behind it.
std::shared_ptr<Budget> makeFixedBudget(std::uint64_t bytes);

} // namespace orfeas::jobs
