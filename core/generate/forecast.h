// What a run will take, told before it.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/generate/setting.h"

namespace orfeas::generate {

struct Forecast {
    std::uint64_t peakBytes = 0;  ///< predicted: of the whole process, or of the card it runs on
    std::uint64_t limitBytes = 0; ///< of the same, now
    double seconds = 0.0;         ///< predicted, for a picture
    bool measured = false;        ///< both from runs on this machine
    int together = 1;             ///< pictures that would share a pass, of those that wait
    std::string form;             ///< what is done to fit: "float32, weights read block by block"
    std::string device;           ///< "cpu", "cuda:0"
};

/// What a generator is besides when its runs are worth a warning: networks.
class Forecaster {
public:
    virtual ~Forecaster() = default;

    /// For a run with these settings now, while `waiting` pictures wait, that one included. Fails with OutOfMemory in a
    /// sentence that says what would fit, or as a run would for want of weights. Reads small files; any thread.
    virtual Result<Forecast> forecast(const Settings& settings, int waiting) const = 0;
};

} // namespace orfeas::generate
