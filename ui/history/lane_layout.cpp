#include "ui/history/lane_layout.h"

#include <algorithm>
#include <optional>

namespace orfeas::ui {
namespace {

using history::ObjectId;

/// A lane in use: the version it runs down to.
struct Lane {
    ObjectId target;
    int colour = 0;
};

class Layouter {
public:
    explicit Layouter(const project::GraphVersion* tip) {
        if (tip) m_lanes.push_back(Lane{tip->id, 0});
        m_reserved = tip != nullptr;
    }

    LaneRow row(const project::GraphVersion& version) {
        const std::vector<std::optional<Lane>> above = m_lanes;
        LaneRow row;
        const bool waited = placeDot(version, row);
        // Every line that was on its way here ends at the dot; its lane is free below.
        for (std::size_t lane = 0; lane < m_lanes.size(); ++lane) {
            if (m_lanes[lane] && m_lanes[lane]->target == version.id && static_cast<int>(lane) != row.lane)
                m_lanes[lane].reset();
        }
        std::vector<int> down = parentsOf(version, row);
        for (std::size_t lane = 0; lane < above.size(); ++lane) {
            if (!above[lane]) continue;
            const int at = static_cast<int>(lane);
            const bool reservedOnly = m_reserved && lane == 0 && above[lane]->target != version.id;
            if (above[lane]->target != version.id) {
                if (!reservedOnly) row.lines.push_back({at, at, above[lane]->colour});
            } else if (waited && !(m_reserved && lane == 0)) {
                row.lines.push_back({at, -1, above[lane]->colour});
            }
        }
        for (const int lane : down)
            row.lines.push_back({-1, lane, m_lanes[static_cast<std::size_t>(lane)]->colour});
        if (m_reserved && row.lane == 0) m_reserved = false;
        while (!m_lanes.empty() && !m_lanes.back())
            m_lanes.pop_back();
        return row;
    }

    int width() const { return static_cast<int>(m_widest); }

private:
    // Whether a line from above leads here.
    bool placeDot(const project::GraphVersion& version, LaneRow& row) {
        for (std::size_t lane = 0; lane < m_lanes.size(); ++lane) {
            if (!m_lanes[lane] || m_lanes[lane]->target != version.id) continue;
            row.lane = static_cast<int>(lane);
            row.colour = m_lanes[lane]->colour;
            return true;
        }
        row.lane = free(0);
        row.colour = ++m_lastColour;
        m_lanes[static_cast<std::size_t>(row.lane)] = Lane{version.id, row.colour};
        return false;
    }

    // The lanes that lines from the dot run down in.
    std::vector<int> parentsOf(const project::GraphVersion& version, const LaneRow& row) {
        const auto own = static_cast<std::size_t>(row.lane);
        m_lanes[own].reset();
        std::vector<int> down;
        for (std::size_t at = 0; at < version.parents.size(); ++at) {
            const ObjectId& parent = version.parents[at];
            const auto there = std::ranges::find_if(
                m_lanes, [&](const std::optional<Lane>& lane) { return lane && lane->target == parent; });
            // The first parent goes on below, even where another line leads to it as well: they meet at its dot.
            if (at == 0) {
                m_lanes[own] = Lane{parent, row.colour};
                down.push_back(row.lane);
            } else if (there != m_lanes.end()) {
                down.push_back(static_cast<int>(there - m_lanes.begin()));
            } else {
                const int lane = free(own + 1);
                m_lanes[static_cast<std::size_t>(lane)] = Lane{parent, ++m_lastColour};
                down.push_back(lane);
            }
        }
        return down;
    }

    int free(std::size_t from) {
        std::size_t lane = from;
        while (lane < m_lanes.size() && m_lanes[lane])
            ++lane;
        if (lane >= m_lanes.size()) m_lanes.resize(lane + 1);
        m_widest = std::max(m_widest, m_lanes.size());
        return static_cast<int>(lane);
    }

    std::vector<std::optional<Lane>> m_lanes;
    std::size_t m_widest = 1;
    int m_lastColour = 0;
    bool m_reserved = false; ///< lane 0 waits for the current variant's tip, which has not come yet
};

} // namespace

LaneLayout layoutLanes(std::span<const project::GraphVersion> versions, const project::GraphVersion* tip) {
    LaneLayout layout;
    Layouter layouter(tip);
    for (const project::GraphVersion& version : versions)
        layout.rows.push_back(layouter.row(version));
    layout.lanes = layouter.width();
    return layout;
}

} // namespace orfeas::ui
