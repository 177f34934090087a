// Multi-head attention as both transformers have it. Torch only; private to the inference module.
#pragma once

#include "core/inference/row_pieces.h"
#include "core/inference/tensor_source.h"

namespace orfeas::inference {

/// out(softmax(q k^T / sqrt(head dim)) v) without masks, heads being contiguous slices of the width. Memory beyond the
/// result: keys and values, and a few MiB of scores per core, never the (tokens, tokens) matrix. On a GPU fused where
/// LibTorch has it.
struct AttentionLayer {
    LayerNorm norm; ///< of what asks; of what answers too in self attention
    Linear query;
    Linear key;
    Linear value;
    Linear out;
    Chunks chunks;

    /// x: (tokens, width). `context`: (others, its width), attended to as it is; null: x itself, normalised. Returns
    /// (tokens, width), before any residual.
    at::Tensor forward(const at::Tensor& x, const at::Tensor* context, std::int64_t heads,
                       const StopCheck& stop) const;
};

} // namespace orfeas::inference
