#include "core/jobs/budget.h"

#include <atomic>
#include <utility>

namespace orfeas::jobs {
namespace {

class FixedBudget final : public Budget {
public:
    explicit FixedBudget(std::uint64_t bytes) : m_most(bytes) {}

    Reservation tryReserve(const std::string&, std::uint64_t bytes) override {
        std::uint64_t held = m_held->load();
        do {
            if (bytes > m_most || held > m_most - bytes) return nullptr;
        } while (!m_held->compare_exchange_weak(held, held + bytes));
        return Reservation(new std::uint64_t(bytes), [held = m_held](std::uint64_t* taken) {
            *held -= *taken;
            delete taken;
        });
    }
    std::uint64_t most() const override { return m_most; }
    void onFreed(std::function<void()>) override {} // only the engine takes from it

private:
    std::uint64_t m_most;
    std::shared_ptr<std::atomic<std::uint64_t>> m_held = std::make_shared<std::atomic<std::uint64_t>>(0);
};

} // namespace

std::shared_ptr<Budget> makeFixedBudget(std::uint64_t bytes) {
    return std::make_shared<FixedBudget>(bytes);
}

} // namespace orfeas::jobs
