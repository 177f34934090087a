// The safetensors container: a JSON header, then the tensors one after the other.
// https://github.com/huggingface/safetensors (README, "Format").
#pragma once

#include <memory>

#include "core/base/result.h"
#include "core/inference/weights.h"
#include "core/jobs/job.h"

namespace orfeas::inference {

/// Views into the mapping; nothing is copied. Fails with BadInput, in words, when the header is not what the format
/// demands: wrong lengths, unknown types, tensors that overlap, leave gaps, or reach beyond the file.
Result<Weights> readSafetensors(std::shared_ptr<const MappedFile> file);

/// Writes all tensors, contiguous and in order of name, after a header padded to 64 bytes. Atomic: `target` is the
/// old file or the whole new one.
Result<void> writeSafetensors(const std::filesystem::path& target, const Weights& weights,
                              const jobs::JobContext& context);

} // namespace orfeas::inference
