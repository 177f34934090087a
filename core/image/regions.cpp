#include "core/image/regions.h"

#include <algorithm>
#include <array>

#include "core/base/assert.h"

namespace orfeas::image {
namespace {

class Labeller {
public:
    Labeller(std::span<const std::uint8_t> values, int width, int height, bool wanted, Neighbours neighbours)
        : m_values(values), m_width(width), m_height(height), m_wanted(wanted), m_neighbours(neighbours) {
        ORFEAS_ASSERT(width >= 0 && height >= 0 &&
                      values.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    }

    Regions run() {
        Regions regions;
        regions.label.assign(m_values.size(), -1);
        for (int y = 0; y < m_height; ++y) {
            for (int x = 0; x < m_width; ++x) {
                if (isIn(x, y)) regions.label[at(x, y)] = joined(regions.label, x, y);
            }
        }
        number(regions);
        return regions;
    }

private:
    std::size_t at(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) + static_cast<std::size_t>(x);
    }
    bool isIn(int x, int y) const { return (m_values[at(x, y)] != 0) == m_wanted; }

    std::int32_t root(std::int32_t label) {
        while (m_parent[static_cast<std::size_t>(label)] != label) {
            auto& parent = m_parent[static_cast<std::size_t>(label)];
            parent = m_parent[static_cast<std::size_t>(parent)];
            label = parent;
        }
        return label;
    }

    /// The label of the pixel, after joining the regions of its neighbours that were seen before it.
    std::int32_t joined(const std::vector<std::int32_t>& label, int x, int y) {
        constexpr std::array<std::array<int, 2>, 4> kBefore = {{{-1, 0}, {0, -1}, {-1, -1}, {1, -1}}};
        const std::size_t count = m_neighbours == Neighbours::Four ? 2 : 4;
        std::int32_t result = -1;
        for (std::size_t i = 0; i < count; ++i) {
            const int u = x + kBefore[i][0];
            const int v = y + kBefore[i][1];
            if (u < 0 || u >= m_width || v < 0 || !isIn(u, v)) continue;
            const std::int32_t other = root(label[at(u, v)]);
            if (result >= 0 && other != result) {
                m_parent[static_cast<std::size_t>(std::max(result, other))] = std::min(result, other);
            }
            result = result < 0 ? other : std::min(result, other);
        }
        if (result < 0) {
            result = static_cast<std::int32_t>(m_parent.size());
            m_parent.push_back(result);
        }
        return result;
    }

    void number(Regions& regions) {
        std::vector<std::int32_t> index(m_parent.size(), -1);
        for (int y = 0; y < m_height; ++y) {
            for (int x = 0; x < m_width; ++x) {
                std::int32_t& label = regions.label[at(x, y)];
                if (label < 0) continue;
                std::int32_t& final = index[static_cast<std::size_t>(root(label))];
                if (final < 0) {
                    final = static_cast<std::int32_t>(regions.list.size());
                    regions.list.push_back({});
                }
                label = final;
                Region& region = regions.list[static_cast<std::size_t>(final)];
                ++region.area;
                region.touchesFrame |= x == 0 || y == 0 || x == m_width - 1 || y == m_height - 1;
            }
        }
    }

    std::span<const std::uint8_t> m_values;
    int m_width;
    int m_height;
    bool m_wanted;
    Neighbours m_neighbours;
    std::vector<std::int32_t> m_parent;
};

} // namespace

Regions connectedRegions(std::span<const std::uint8_t> values, int width, int height, Neighbours neighbours) {
    return Labeller(values, width, height, true, neighbours).run();
}

Regions connectedGaps(std::span<const std::uint8_t> values, int width, int height, Neighbours neighbours) {
    return Labeller(values, width, height, false, neighbours).run();
}

} // namespace orfeas::image
