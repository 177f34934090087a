// Where tensors on the CPU get their memory. Torch only; private to the inference module.
#pragma once

#include <new>

#include "core/base/result.h"
#include "core/vram/allocation_gate.h"
#include "core/vram/pooled_allocator.h"

namespace orfeas::inference {

/// Thrown, through LibTorch, when a gate or the system refuses a tensor; caught at the module's edge.
class OutOfRoom : public std::bad_alloc {
public:
    explicit OutOfRoom(Error error) : m_error(std::move(error)) {}
    const Error& error() const { return m_error; }
    const char* what() const noexcept override { return m_error.userText.c_str(); }

private:
    Error m_error;
};

/// Makes LibTorch take the memory of CPU tensors from one pool. Once, before the first tensor.
void useTensorPool();
vram::PooledAllocator& tensorPool();

/// While it lives this thread's tensors are asked for at `gate` (null: none). forRows hands it on to its threads.
class GateScope {
public:
    explicit GateScope(vram::AllocationGate* gate);
    GateScope(const GateScope&) = delete;
    GateScope& operator=(const GateScope&) = delete;
    ~GateScope();

    static vram::AllocationGate* current();

private:
    vram::AllocationGate* m_before;
};

} // namespace orfeas::inference
