#include "core/vram/budget.h"

#include <algorithm>

namespace orfeas::vram {
namespace {

std::uint64_t less(std::uint64_t from, std::uint64_t what) {
    return from > what ? from - what : 0;
}

} // namespace

std::uint64_t budgetBytes(const BudgetSettings& settings, const MemoryFigures& figures,
                          const std::optional<HeapBudget>& heap) {
    std::uint64_t most = std::min(settings.limitBytes, less(figures.total, figures.others));
    std::uint64_t drawing = settings.viewportBytes;
    if (heap) {
        most = std::min(most, heap->budgetBytes);
        drawing = std::max(drawing, heap->usageBytes);
    }
    return less(most, drawing + settings.programBytes);
}

std::uint64_t mostBytes(const BudgetSettings& settings, const MemoryFigures& figures) {
    return less(std::min(settings.limitBytes, figures.total), settings.viewportBytes + settings.programBytes);
}

} // namespace orfeas::vram
