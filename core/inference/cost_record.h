// What runs have really taken on this machine, kept between sessions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/inference/network_plan.h"

namespace orfeas::inference {

struct MeasuredCost {
    std::uint64_t peakBytes = 0; ///< beyond PlanRequest::programBytes
    double seconds = 0.0;
    int runs = 0;
};

/// "costs.json" beside the models; a missing or damaged file is an empty record. Several processes may write: the last
/// one wins, and none leaves half a file.
class CostRecord {
public:
    /// Empty: beside modelsFolder().
    explicit CostRecord(std::filesystem::path file = {});

    std::optional<MeasuredCost> find(const NetworkShape& shape, const PlanRequest& request,
                                     const RunPlan& plan) const;
    /// `peakBytes` is that of the process; what the program held before is taken off. The largest counts, since a limit
    /// must hold, and of the times a mean that forgets.
    Result<void> add(const NetworkShape& shape, const PlanRequest& request, const RunPlan& plan,
                     std::uint64_t peakBytes, double seconds) const;

private:
    std::filesystem::path m_file;
};

} // namespace orfeas::inference
