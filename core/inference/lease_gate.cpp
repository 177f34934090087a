#include "core/inference/lease_gate.h"

#include <string>

#include "core/vram/size_text.h"
#include "core/vram/system_memory.h"

namespace orfeas::inference {
namespace {

constexpr std::uint64_t kLarge = 1u << 20;

} // namespace

Result<void> LeaseGate::before(std::string_view point, std::uint64_t bytes) {
    if (bytes < kLarge) return {};
    if (m_lease.held() && m_lease.wantedBytes() < m_needed) {
        return Error{ErrorCode::OutOfMemory,
                     "Memory is wanted elsewhere: " + vram::sizeText(m_lease.wantedBytes()) +
                         " are left of " + vram::sizeText(m_lease.bytes()),
                     std::string(point)};
    }
    if (m_limit == 0) return {};
    const std::uint64_t resident = vram::residentBytes();
    if (resident + bytes <= m_limit) return {};
    return Error{ErrorCode::OutOfMemory,
                 "The limit of " + vram::sizeText(m_limit) + " is reached; " + vram::sizeText(resident) +
                     " are in use and " + vram::sizeText(bytes) + " more are needed",
                 std::string(point)};
}

} // namespace orfeas::inference
