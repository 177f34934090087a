#include "core/image/frame_contrast.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orfeas::image {
namespace {

/// One channel's barrier distance, by alternating raster scans.
class BarrierScan {
public:
    BarrierScan(std::vector<float> value, std::span<const std::uint8_t> isFrame, int width, int height)
        : m_value(std::move(value)), m_high(m_value), m_low(m_value),
          m_distance(m_value.size(), std::numeric_limits<float>::max()), m_width(width), m_height(height) {
        for (std::size_t i = 0; i < m_value.size(); ++i) {
            if (isFrame[i] != 0) m_distance[i] = 0.0f;
        }
    }

    const std::vector<float>& run(int passes) {
        for (int pass = 0; pass < passes; ++pass) {
            for (int y = 0; y < m_height; ++y) {
                for (int x = 0; x < m_width; ++x)
                    relax(x, y, -1);
            }
            for (int y = m_height - 1; y >= 0; --y) {
                for (int x = m_width - 1; x >= 0; --x)
                    relax(x, y, 1);
            }
        }
        return m_distance;
    }

private:
    void relax(int x, int y, int step) {
        const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(y) * m_width + x;
        if (x + step >= 0 && x + step < m_width) relaxFrom(at, at + step);
        if (y + step >= 0 && y + step < m_height)
            relaxFrom(at, at + static_cast<std::ptrdiff_t>(step) * m_width);
    }

    void relaxFrom(std::ptrdiff_t to, std::ptrdiff_t from) {
        const auto target = static_cast<std::size_t>(to);
        const auto source = static_cast<std::size_t>(from);
        if (m_distance[source] >= m_distance[target]) return;
        const float high = std::max(m_high[source], m_value[target]);
        const float low = std::min(m_low[source], m_value[target]);
        if (high - low < m_distance[target]) {
            m_distance[target] = high - low;
            m_high[target] = high;
            m_low[target] = low;
        }
    }

    std::vector<float> m_value;
    std::vector<float> m_high;
    std::vector<float> m_low;
    std::vector<float> m_distance;
    int m_width;
    int m_height;
};

} // namespace

std::vector<float> frameContrast(std::span<const Lab> colours, std::span<const std::uint8_t> isFrame,
                                 int width, int height, float lightness) {
    constexpr int kPasses = 2;
    std::vector<float> contrast(colours.size(), 0.0f);
    for (std::size_t channel = 0; channel < 3; ++channel) {
        std::vector<float> values(colours.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = colours[i][channel] * (channel == 0 ? lightness : 1.0f);
        }
        BarrierScan scan(std::move(values), isFrame, width, height);
        const std::vector<float>& distance = scan.run(kPasses);
        for (std::size_t i = 0; i < contrast.size(); ++i)
            contrast[i] += distance[i] * distance[i];
    }
    for (float& value : contrast)
        value = std::sqrt(std::min(value, 1e12f));
    return contrast;
}

} // namespace orfeas::image
