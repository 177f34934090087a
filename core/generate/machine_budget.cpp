#include "core/generate/machine_budget.h"

#include <utility>

#include "core/vram/machine_memory.h"

namespace orfeas::generate {
namespace {

class MachineBudget final : public jobs::Budget {
public:
    jobs::Reservation tryReserve(const std::string& owner, std::uint64_t bytes) override {
        vram::LeaseRequest request;
        request.owner = owner.empty() ? "a job" : owner;
        request.preferredBytes = bytes;
        request.timeout = std::chrono::milliseconds(0);
        Result<vram::Lease> lease = m_memory.acquire(request);
        if (!lease.ok()) return nullptr;
        return std::make_shared<vram::Lease>(std::move(*lease));
    }
    std::uint64_t most() const override {
        const vram::Accounts accounts = m_memory.accounts();
        return vram::mostBytes(m_memory.settings(), accounts.figures);
    }
    // The engine looks again by itself while somebody waits.
    void onFreed(std::function<void()>) override {}

private:
    vram::VramManager& m_memory = vram::MachineMemory::shared().system();
};

} // namespace

std::shared_ptr<jobs::Budget> machineBudget() {
    return std::make_shared<MachineBudget>();
}

} // namespace orfeas::generate
