#include "core/generate/relief_heights.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace orfeas::generate {

double LightCurve::transmission(double thicknessMm) const {
    return std::exp(-attenuationPerMm * thicknessMm);
}

double LightCurve::thickness(double luminance) const {
    const double darkest = transmission(thickestMm);
    const double brightest = transmission(thinnestMm);
    const double wanted = darkest + (brightest - darkest) * std::clamp(luminance, 0.0, 1.0);
    return std::clamp(-std::log(wanted) / attenuationPerMm, thinnestMm, thickestMm);
}

double linearFromSrgb(double encoded) {
    return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}

ValueRange robustRange(const Field& field, const Field* weights, double share) {
    constexpr std::size_t kBins = 4096;
    std::array<std::size_t, kBins> histogram{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < field.values.size(); ++i) {
        if (weights != nullptr && weights->values[i] <= 0.0f) continue;
        const auto bin =
            static_cast<std::size_t>(std::clamp(field.values[i], 0.0f, 1.0f) * (kBins - 1) + 0.5f);
        ++histogram[bin];
        ++count;
    }
    const auto left = static_cast<std::size_t>(share * static_cast<double>(count));
    std::size_t low = 0;
    for (std::size_t sum = 0; low + 1 < kBins && (sum += histogram[low]) <= left;)
        ++low;
    std::size_t high = kBins - 1;
    for (std::size_t sum = 0; high > 0 && (sum += histogram[high]) <= left;)
        --high;
    ValueRange range{static_cast<float>(low) / (kBins - 1), static_cast<float>(high) / (kBins - 1)};
    if (range.high - range.low < 1.0f / 64.0f) {
        const float middle = 0.5f * (range.low + range.high);
        range = {middle - 1.0f / 128.0f, middle + 1.0f / 128.0f};
    }
    return range;
}

} // namespace orfeas::generate
