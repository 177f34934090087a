#include "core/vram/ladder.h"

#include "core/base/assert.h"
#include "core/base/log.h"

namespace orfeas::vram {

std::string_view name(LadderStep step) {
    switch (step) {
    case LadderStep::FreeCaches:
        return "free caches";
    case LadderStep::SmallerChunks:
        return "smaller chunks";
    case LadderStep::SmallerBatch:
        return "smaller batch";
    case LadderStep::LowerPrecision:
        return "lower precision";
    case LadderStep::Offload:
        return "offload";
    case LadderStep::Cpu:
        return "processor";
    }
    return "";
}

Result<void> withLadder(const std::function<Result<void>()>& attempt, std::span<const Rung> rungs,
                        const LadderListener& listener) {
    auto rung = rungs.begin();
    for (;;) {
        Result<void> done = attempt();
        if (done.ok() || done.error().code != ErrorCode::OutOfMemory) return done;
        std::optional<std::string> words;
        while (rung != rungs.end() && !(words = rung->take()))
            ++rung;
        if (rung == rungs.end()) return done;
        log(LogLevel::Info, "vram",
            std::string(name(rung->step)) + ": " + *words + " (" + done.error().userText + ")");
        if (listener) listener(rung->step, *words);
    }
}

} // namespace orfeas::vram
