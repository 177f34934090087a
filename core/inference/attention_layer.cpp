#include "core/inference/attention_layer.h"

#include <algorithm>
#include <cmath>

#include <torch/version.h>

namespace orfeas::inference {
namespace {

// Rows of scores at a time on a GPU without fusion: with 3072 keys, 100 MiB for 16 heads.
constexpr std::int64_t kScoreRowsOnGpu = 512;

struct KeysAndValues {
    at::Tensor keys;   ///< (heads, dim, tokens) on a CPU, (heads, tokens, dim) on a GPU
    at::Tensor values; ///< (heads, tokens, dim)
};

// (tokens, heads * dim) -> (heads, tokens, dim)
at::Tensor byHead(const at::Tensor& x, std::int64_t heads) {
    return x.view({x.size(0), heads, x.size(1) / heads}).transpose(0, 1);
}

KeysAndValues keysAndValues(const AttentionLayer& layer, const at::Tensor& from, bool normalise,
                            std::int64_t heads, const StopCheck& stop) {
    const std::int64_t dim = layer.key.outputs() / heads;
    const auto options = from.options().dtype(layer.key.productType());
    const bool onCpu = from.device().is_cpu();
    KeysAndValues made;
    made.keys = onCpu ? at::empty({heads, dim, from.size(0)}, options)
                      : at::empty({heads, from.size(0), dim}, options);
    made.values = at::empty({heads, from.size(0), dim}, options);
    forRows(
        from.device(), from.size(0), stop,
        [&](std::int64_t first, std::int64_t count) {
            at::Tensor rows = from.narrow(0, first, count);
            if (normalise) rows = layer.norm(rows);
            const at::Tensor keys = byHead(layer.key(rows), heads);
            if (onCpu)
                made.keys.narrow(2, first, count).copy_(keys.transpose(1, 2));
            else
                made.keys.narrow(1, first, count).copy_(keys);
            made.values.narrow(1, first, count).copy_(byHead(layer.value(rows), heads));
        },
        layer.chunks.rows);
    return made;
}

// (rows, heads * dim), scaled -> the same
at::Tensor attendOnCpu(const at::Tensor& queries, const KeysAndValues& context, std::int64_t heads,
                       const Chunks& chunks, const StopCheck& stop) {
    const std::int64_t rows = std::min<std::int64_t>(chunks.attentionRows, queries.size(0));
    const at::Tensor q = byHead(queries.to(context.keys.scalar_type()), heads).contiguous();
    at::Tensor out = at::empty_like(q);
    at::Tensor scores = at::empty({rows, context.keys.size(2)}, q.options());
    at::Tensor shares = at::empty_like(scores);
    for (std::int64_t head = 0; head < heads; ++head) {
        stopIfAsked(stop);
        for (std::int64_t row = 0; row < q.size(1); row += rows) {
            const std::int64_t count = std::min(rows, q.size(1) - row);
            at::Tensor block = scores.narrow(0, 0, count);
            at::Tensor weights = shares.narrow(0, 0, count);
            at::Tensor target = out.select(0, head).narrow(0, row, count);
            at::mm_out(block, q.select(0, head).narrow(0, row, count), context.keys.select(0, head));
            at::_softmax_out(weights, block, -1, false);
            at::mm_out(target, weights, context.values.select(0, head));
        }
    }
    return out.transpose(0, 1).reshape(queries.sizes());
}

at::Tensor attendOnGpu(const at::Tensor& queries, const KeysAndValues& context, std::int64_t heads,
                       const StopCheck& stop) {
    const at::Tensor q = byHead(queries.to(context.keys.scalar_type()), heads);
#if TORCH_VERSION_MAJOR >= 2
    static_cast<void>(stop);
    // The scale is in the queries already, so the call's own one is undone.
    const double undo = std::sqrt(static_cast<double>(q.size(2)));
    const at::Tensor out =
        at::scaled_dot_product_attention((q * undo).unsqueeze(0), context.keys.unsqueeze(0),
                                         context.values.unsqueeze(0))
            .squeeze(0);
#else
    at::Tensor out = at::empty_like(q);
    for (std::int64_t row = 0; row < q.size(1); row += kScoreRowsOnGpu) {
        stopIfAsked(stop);
        const std::int64_t count = std::min(kScoreRowsOnGpu, q.size(1) - row);
        const at::Tensor scores = at::bmm(q.narrow(1, row, count), context.keys.transpose(1, 2));
        out.narrow(1, row, count).copy_(at::bmm(at::softmax(scores, -1), context.values));
    }
#endif
    return out.transpose(0, 1).reshape(queries.sizes());
}

} // namespace

at::Tensor AttentionLayer::forward(const at::Tensor& x, const at::Tensor* context, std::int64_t heads,
                                   const StopCheck& stop) const {
    const KeysAndValues answers =
        keysAndValues(*this, context ? *context : x, context == nullptr, heads, stop);
    const double scale = 1.0 / std::sqrt(static_cast<double>(query.outputs() / heads));
    at::Tensor result = at::empty({x.size(0), out.outputs()}, x.options());
    forRows(
        x.device(), x.size(0), stop,
        [&](std::int64_t first, std::int64_t count) {
            const at::Tensor queries = query(norm(x.narrow(0, first, count))).mul_(scale);
            const at::Tensor attended = x.device().is_cpu()
                                            ? attendOnCpu(queries, answers, heads, chunks, stop)
                                            : attendOnGpu(queries, answers, heads, stop);
            result.narrow(0, first, count).copy_(out(attended));
        },
        chunks.rows);
    return result;
}

} // namespace orfeas::inference
