#include "core/image/grid_cut.h"

#include <algorithm>
#include <deque>
#include <limits>

#include "core/base/assert.h"

namespace orfeas::image {
namespace {

enum Tree : std::uint8_t { kFree = 0, kSubject = 1, kBackground = 2 };

// Two search trees grow from the terminals over edges with room left; where they meet, flow is pushed along the path;
// nodes cut off from their tree look for a new parent. The grid has a frame of unused nodes so that neighbours need no
// bounds check. Directions 0..7 are ordered so that the opposite of d is 7 - d.
class GridFlow {
public:
    explicit GridFlow(const CutProblem& problem)
        : m_stride(problem.width + 2),
          m_nodes(static_cast<std::size_t>(m_stride) * static_cast<std::size_t>(problem.height + 2)),
          m_offset{-m_stride - 1, -m_stride, -m_stride + 1, -1, 1, m_stride - 1, m_stride, m_stride + 1} {
        load(problem);
    }

    Result<void> run(const jobs::JobContext& context) {
        constexpr std::size_t kStepsBetweenQuestions = 2048;
        std::size_t steps = 0;
        while (!m_active.empty()) {
            if (++steps % kStepsBetweenQuestions == 0 && context.cancelled()) return jobs::cancelledError();
            const int node = m_active.front();
            if (m_nodes[index(node)].tree == kFree) {
                m_active.pop_front();
                m_nodes[index(node)].active = false;
                continue;
            }
            if (!grow(node)) {
                m_active.pop_front();
                m_nodes[index(node)].active = false;
            }
        }
        return {};
    }

    bool isSubject(int x, int y) const { return m_nodes[index((y + 1) * m_stride + x + 1)].tree == kSubject; }

private:
    static constexpr std::int8_t kNone = -1;
    static constexpr std::int8_t kTerminal = -2;
    static constexpr std::int8_t kOrphan = -3;

    struct Node {
        std::array<std::int32_t, 8> room{}; ///< what can still flow to each neighbour
        std::int32_t terminal = 0; ///< room from the subject terminal if > 0, to the background one if < 0
        std::int32_t distance = 0; ///< to the terminal, as of `time`
        std::uint32_t time = 0;
        std::int8_t parent = kNone; ///< direction, or one of the constants
        Tree tree = kFree;
        bool active = false;
    };

    static std::size_t index(int node) { return static_cast<std::size_t>(node); }
    int neighbour(int node, int direction) const { return node + m_offset[index(direction)]; }

    void load(const CutProblem& problem) {
        constexpr std::array<int, 4> kDirection = {4, 5, 6, 7};
        const std::size_t width = static_cast<std::size_t>(problem.width);
        for (int y = 0; y < problem.height; ++y) {
            for (int x = 0; x < problem.width; ++x) {
                const std::size_t pixel = static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x);
                const int node = (y + 1) * m_stride + x + 1;
                for (std::size_t i = 0; i < 4; ++i) {
                    const int u = x + (i == 1 ? -1 : i == 2 ? 0 : 1);
                    if (u < 0 || u >= problem.width || (i > 0 && y + 1 >= problem.height)) continue;
                    const int direction = kDirection[i];
                    const std::int32_t cost = problem.parting[i][pixel];
                    ORFEAS_ASSERT(cost >= 0);
                    m_nodes[index(node)].room[index(direction)] = cost;
                    m_nodes[index(neighbour(node, direction))].room[index(7 - direction)] = cost;
                }
                setTerminal(node, problem.leaning[pixel]);
            }
        }
    }

    void setTerminal(int node, std::int32_t leaning) {
        Node& self = m_nodes[index(node)];
        self.terminal = leaning;
        if (leaning == 0) return;
        self.tree = leaning > 0 ? kSubject : kBackground;
        self.parent = kTerminal;
        self.distance = 1;
        activate(node);
    }

    void activate(int node) {
        Node& self = m_nodes[index(node)];
        if (self.active) return;
        self.active = true;
        m_active.push_back(node);
    }

    /// Room along the edge in the direction in which the tree's flow runs: away from the subject terminal, towards the
    /// background terminal.
    std::int32_t roomFrom(int node, int direction, Tree tree) const {
        return tree == kSubject ? m_nodes[index(node)].room[index(direction)]
                                : m_nodes[index(neighbour(node, direction))].room[index(7 - direction)];
    }

    /// Grows the tree by the node's free neighbours. True when it met the other tree and flow was pushed, so that the
    /// node must be looked at again.
    bool grow(int node) {
        const Tree tree = m_nodes[index(node)].tree;
        for (int direction = 0; direction < 8; ++direction) {
            if (roomFrom(node, direction, tree) == 0) continue;
            const int other = neighbour(node, direction);
            Node& next = m_nodes[index(other)];
            const Node& self = m_nodes[index(node)];
            if (next.tree == kFree) {
                next.tree = tree;
                next.parent = static_cast<std::int8_t>(7 - direction);
                next.time = self.time;
                next.distance = self.distance + 1;
                activate(other);
            } else if (next.tree != tree) {
                const bool fromSubject = tree == kSubject;
                ++m_time;
                push(fromSubject ? node : other, fromSubject ? direction : 7 - direction);
                adopt();
                return true;
            } else if (next.time <= self.time && next.distance > self.distance + 1 && next.parent >= 0) {
                next.parent = static_cast<std::int8_t>(7 - direction);
                next.time = self.time;
                next.distance = self.distance + 1;
            }
        }
        return false;
    }

    /// Pushes as much as fits from the subject terminal to `node`, over its edge in `direction`, to the background one.
    void push(int node, int direction) {
        const int other = neighbour(node, direction);
        std::int32_t amount = m_nodes[index(node)].room[index(direction)];
        amount = std::min(amount, bottleneck(node, kSubject));
        amount = std::min(amount, bottleneck(other, kBackground));
        m_nodes[index(node)].room[index(direction)] -= amount;
        m_nodes[index(other)].room[index(7 - direction)] += amount;
        drain(node, kSubject, amount);
        drain(other, kBackground, amount);
    }

    std::int32_t bottleneck(int node, Tree tree) const {
        std::int32_t least = std::numeric_limits<std::int32_t>::max();
        while (m_nodes[index(node)].parent != kTerminal) {
            const int up = m_nodes[index(node)].parent;
            least = std::min(least, roomFrom(neighbour(node, up), 7 - up, tree));
            node = neighbour(node, up);
        }
        return std::min(least, std::abs(m_nodes[index(node)].terminal));
    }

    void drain(int node, Tree tree, std::int32_t amount) {
        while (m_nodes[index(node)].parent != kTerminal) {
            Node& self = m_nodes[index(node)];
            const int up = self.parent;
            const int parent = neighbour(node, up);
            std::int32_t& towards = m_nodes[index(parent)].room[index(7 - up)];
            std::int32_t& away = self.room[index(up)];
            std::int32_t& used = tree == kSubject ? towards : away;
            std::int32_t& freed = tree == kSubject ? away : towards;
            used -= amount;
            freed += amount;
            if (used == 0) orphan(node);
            node = parent;
        }
        Node& root = m_nodes[index(node)];
        root.terminal += tree == kSubject ? -amount : amount;
        if (root.terminal == 0) orphan(node);
    }

    void orphan(int node) {
        m_nodes[index(node)].parent = kOrphan;
        m_orphans.push_back(node);
    }

    void adopt() {
        while (!m_orphans.empty()) {
            const int node = m_orphans.front();
            m_orphans.pop_front();
            if (!findParent(node)) release(node);
        }
    }

    bool findParent(int node) {
        Node& self = m_nodes[index(node)];
        std::int32_t best = std::numeric_limits<std::int32_t>::max();
        int bestDirection = kNone;
        for (int direction = 0; direction < 8; ++direction) {
            const int other = neighbour(node, direction);
            if (m_nodes[index(other)].tree != self.tree) continue;
            if (roomFrom(other, 7 - direction, self.tree) == 0) continue;
            const std::int32_t distance = distanceToTerminal(other);
            if (distance < best) {
                best = distance;
                bestDirection = direction;
            }
        }
        if (bestDirection == kNone) return false;
        self.parent = static_cast<std::int8_t>(bestDirection);
        self.time = m_time;
        self.distance = best + 1;
        return true;
    }

    /// The maximum when the node does not hang on its terminal. Marks the way, so that the next question is short.
    std::int32_t distanceToTerminal(int start) {
        constexpr std::int32_t kNever = std::numeric_limits<std::int32_t>::max();
        std::int32_t steps = 0;
        int node = start;
        for (;;) {
            Node& self = m_nodes[index(node)];
            if (self.time == m_time && self.parent != kOrphan) {
                steps += self.distance;
                break;
            }
            if (self.parent == kOrphan || self.parent == kNone) return kNever;
            if (self.parent == kTerminal) {
                self.time = m_time;
                self.distance = 1;
                ++steps;
                break;
            }
            ++steps;
            node = neighbour(node, self.parent);
        }
        std::int32_t distance = steps;
        for (node = start; m_nodes[index(node)].time != m_time;
             node = neighbour(node, m_nodes[index(node)].parent)) {
            m_nodes[index(node)].time = m_time;
            m_nodes[index(node)].distance = distance--;
        }
        return steps;
    }

    void release(int node) {
        Node& self = m_nodes[index(node)];
        for (int direction = 0; direction < 8; ++direction) {
            const int other = neighbour(node, direction);
            Node& next = m_nodes[index(other)];
            if (next.tree != self.tree) continue;
            if (roomFrom(other, 7 - direction, self.tree) > 0) activate(other);
            if (next.parent == 7 - direction) orphan(other);
        }
        self.tree = kFree;
        self.parent = kNone;
    }

    int m_stride;
    std::vector<Node> m_nodes;
    std::array<int, 8> m_offset;
    std::deque<int> m_active;
    std::deque<int> m_orphans;
    std::uint32_t m_time = 0;
};

} // namespace

Result<std::vector<std::uint8_t>> cheapestCut(const CutProblem& problem, const jobs::JobContext& context) {
    const std::size_t pixels =
        static_cast<std::size_t>(problem.width) * static_cast<std::size_t>(problem.height);
    ORFEAS_ASSERT(problem.leaning.size() == pixels);
    for (const auto& costs : problem.parting)
        ORFEAS_ASSERT(costs.size() == pixels);
    GridFlow flow(problem);
    ORFEAS_CHECK(flow.run(context));
    std::vector<std::uint8_t> subject(pixels);
    for (int y = 0; y < problem.height; ++y) {
        for (int x = 0; x < problem.width; ++x) {
            subject[static_cast<std::size_t>(y) * static_cast<std::size_t>(problem.width) +
                    static_cast<std::size_t>(x)] = flow.isSubject(x, y) ? 1 : 0;
        }
    }
    return subject;
}

} // namespace orfeas::image
