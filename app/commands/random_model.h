// The published network with random weights in a file: what the benches run where no published weights are at hand.
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/inference/model_folder.h"
#include "core/jobs/job.h"

namespace orfeas::app {

/// 1.7 GB in the system's temporary folder, gone with the object. Mapped from there like weights that a person added, so
/// that a bench measures what they have: pages that are read when they are needed and given back after.
class RandomModel {
public:
    static Result<RandomModel> make(const jobs::JobContext& context);
    RandomModel(RandomModel&& other) noexcept;
    RandomModel& operator=(RandomModel&&) = delete;
    ~RandomModel();

    const std::filesystem::path& weightsFile() const { return m_file; }
    Result<inference::Model> open() const;

private:
    RandomModel() = default;

    std::filesystem::path m_file;
};

} // namespace orfeas::app
