// What a run writes about itself while it goes: lists of numbers, and a plot of them.
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/inference/training/trainer.h"

namespace orfeas::inference {

/// The logs of one training folder. Lines are appended as they come; a run that resumes drops those beyond its state.
class TrainingLog {
public:
    explicit TrainingLog(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// Keeps the lines of steps up to `step` and drops the rest.
    Result<void> rewind(std::int64_t step) const;
    Result<void> add(const StepFacts& facts) const;
    Result<void> add(const ValidationFacts& facts) const;
    /// curves.svg: loss over steps, smoothed and validated, and the IoU.
    Result<void> plot() const;

private:
    std::filesystem::path m_folder;
};

} // namespace orfeas::inference
