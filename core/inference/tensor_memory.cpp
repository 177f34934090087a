#include "core/inference/tensor_memory.h"

#include <cstring>

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

namespace orfeas::inference {
namespace {

thread_local vram::AllocationGate* currentGate = nullptr;

void giveBack(void* data) {
    if (data) tensorPool().freeAt(reinterpret_cast<std::uint64_t>(data));
}

// LibTorch changed the constness of `allocate` and added `copy_data` in 2.x; each version overrides what it knows.
class PoolAllocator final : public c10::Allocator {
public:
    c10::DataPtr allocate(std::size_t bytes) const { return take(bytes); }
    c10::DataPtr allocate(std::size_t bytes) { return take(bytes); }
    // oneDNN asks for memory without a tensor around it.
    c10::DeleterFnPtr raw_deleter() const override { return &giveBack; }
    void copy_data(void* to, const void* from, std::size_t count) const { std::memcpy(to, from, count); }

private:
    static c10::DataPtr take(std::size_t bytes) {
        const c10::Device cpu(c10::DeviceType::CPU);
        if (bytes == 0) return {nullptr, cpu};
        if (currentGate) {
            if (const Result<void> may = currentGate->before("tensor", bytes); !may.ok())
                throw OutOfRoom(may.error());
        }
        auto taken = tensorPool().allocate(bytes);
        if (!taken.ok()) throw OutOfRoom(taken.error());
        auto* data = reinterpret_cast<void*>(taken->address);
        return {data, data, &giveBack, cpu};
    }
};

} // namespace

vram::PooledAllocator& tensorPool() {
    // Never destroyed: tensors of static storage may outlive everything.
    static auto* pool = new vram::PooledAllocator(vram::systemPages());
    return *pool;
}

void useTensorPool() {
    static PoolAllocator allocator;
    constexpr std::uint8_t kPriority = 1;
    c10::SetCPUAllocator(&allocator, kPriority);
}

GateScope::GateScope(vram::AllocationGate* gate) : m_before(currentGate) {
    currentGate = gate;
}

GateScope::~GateScope() {
    currentGate = m_before;
}

vram::AllocationGate* GateScope::current() {
    return currentGate;
}

} // namespace orfeas::inference
