#include "core/inference/lost_pages.h"

#include <array>
#include <csignal>
#include <cstdint>
#include <mutex>

#include <sys/mman.h>

namespace orfeas::inference {

// Read in a signal handler, so nothing but lock-free atomics.
struct LostPages::Slot {
    std::atomic<std::uintptr_t> begin{0}; ///< 0: free
    std::atomic<std::uintptr_t> end{0};
    std::atomic<bool> lost{false};
};

struct LostPagesHandler {
    static constexpr std::size_t kSlots = 64;
    static inline std::array<LostPages::Slot, kSlots> slots;
    static inline struct sigaction previous {};
    static inline std::mutex mutex; ///< of giving out slots; never taken in the handler

    // mmap is a plain system call: it may be made here, where memory may not be allocated.
    static void onBusError(int signal, siginfo_t* info, void*) {
        const auto at = reinterpret_cast<std::uintptr_t>(info->si_addr);
        for (LostPages::Slot& slot : slots) {
            const std::uintptr_t begin = slot.begin.load();
            const std::uintptr_t end = slot.end.load();
            if (begin == 0 || at < begin || at >= end) continue;
            void* zeros = ::mmap(reinterpret_cast<void*>(begin), end - begin, PROT_READ,
                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
            if (zeros == MAP_FAILED) break;
            slot.lost.store(true);
            return;
        }
        // Not ours: whoever was there before decides, and by default that is the end of the program.
        ::sigaction(signal, &previous, nullptr);
    }

    static void install() {
        struct sigaction action {};
        action.sa_sigaction = &onBusError;
        action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
        ::sigemptyset(&action.sa_mask);
        ::sigaction(SIGBUS, &action, &previous);
    }
};

LostPages::LostPages(std::span<const std::byte> mapping) {
    const std::lock_guard lock(LostPagesHandler::mutex);
    static const bool installed = [] {
        LostPagesHandler::install();
        return true;
    }();
    static_cast<void>(installed);
    for (Slot& slot : LostPagesHandler::slots) {
        if (slot.begin.load() != 0) continue;
        const auto begin = reinterpret_cast<std::uintptr_t>(mapping.data());
        slot.lost.store(false);
        slot.end.store(begin + mapping.size());
        slot.begin.store(begin);
        m_slot = &slot;
        return;
    }
}

LostPages::~LostPages() {
    const std::lock_guard lock(LostPagesHandler::mutex);
    if (m_slot) m_slot->begin.store(0);
}

bool LostPages::lost() const {
    return m_slot && m_slot->lost.load();
}

} // namespace orfeas::inference
