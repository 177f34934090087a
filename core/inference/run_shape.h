// The form a network is run in: what of it is in memory, and how large the pieces are that are worked on at once. The
// result is the same up to rounding whatever they are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "core/vram/allocation_gate.h"

namespace orfeas::inference {

/// How long weights stay in memory.
enum class Residency {
    All,    ///< from opening to closing
    Stages, ///< a stage's weights may go once it is over (mapped float32 only; converted ones stay)
    Blocks, ///< one block of a transformer at a time: read, and for narrower precisions converted, anew in each run
};

/// Rows and widths worked on at once, per core.
struct Chunks {
    int rows = 384;          ///< of a layer
    int attentionRows = 128; ///< of the score matrix
    int feedWidth = 1024;    ///< of the feed-forward's inner width
    int queryPoints = 32768; ///< points of space between two questions whether to stop

    bool operator==(const Chunks&) const = default;
};

/// What a run has finished so far of one picture.
struct PictureProgress {
    std::vector<float> imageTokens; ///< (tokens, width) once the picture has been looked at
    std::vector<float> tokens;      ///< (tokens, width) after `blocks` blocks of the backbone
    int blocks = 0;
};

/// The same of all pictures that are still to be done, in order: whoever runs them again, in another form or precision or
/// fewer at once, goes on from here. One run at a time.
struct EncodeProgress {
    std::vector<PictureProgress> pictures;

    /// The first `count` are done.
    void finished(std::size_t count) {
        pictures.erase(pictures.begin(),
                       pictures.begin() + static_cast<std::ptrdiff_t>(std::min(count, pictures.size())));
    }
    void clear() { pictures.clear(); }
};

/// How a run keeps within its memory. Everything may be absent.
struct RunLimits {
    std::shared_ptr<vram::AllocationGate> gate; ///< asked before every tensor on a CPU
    /// Read at the start of a run and kept up to date; what the run was for is taken out at its end.
    std::shared_ptr<EncodeProgress> progress;
};

} // namespace orfeas::inference
