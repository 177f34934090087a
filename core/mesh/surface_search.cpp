#include "core/mesh/surface_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/base/parallel.h"

namespace orfeas::mesh {
namespace {

constexpr std::size_t kCellsBetweenChecks = 4096;

struct CoarseCell {
    LatticePoint at;
    float change; ///< how much the field changes along an edge of this cell, estimated from around it
};

bool isMixed(unsigned corners) {
    return corners != 0 && corners != 255;
}

bool isFaceMixed(unsigned corners, int axis, bool far) {
    constexpr std::array<unsigned, 3> kFarCorners{0xAAu, 0xCCu, 0xF0u};
    const unsigned farCorners = kFarCorners[static_cast<std::size_t>(axis)];
    const unsigned face = far ? farCorners : 255u ^ farCorners;
    return (corners & face) != 0 && (corners & face) != face;
}

std::size_t product(glm::ivec3 counts) {
    return static_cast<std::size_t>(counts.x) * static_cast<std::size_t>(counts.y) *
           static_cast<std::size_t>(counts.z);
}

// The i-th of the 27 points of a cell that is being halved.
glm::ivec3 halfPoint(int i) {
    return {i % 3, i / 3 % 3, i / 9};
}

class Search {
public:
    Search(SampledField& samples, const jobs::JobContext& context) : m_samples(samples), m_context(context) {}

    Result<void> run() {
        m_context.report("finding the surface", 0.0);
        ORFEAS_CHECK(lookCoarsely());
        for (int stride = m_samples.stride(); stride > 1; stride /= 2) {
            m_context.report("finding the surface", 1.0 - double(stride) / m_samples.stride());
            ORFEAS_CHECK(halve(stride));
        }
        return follow();
    }

private:
    float difference(LatticePoint a, LatticePoint b) const {
        if (!m_samples.isReal(a) || !m_samples.isReal(b)) return 0.0f;
        const float change = std::abs(m_samples.lattice().value(a) - m_samples.lattice().value(b));
        return std::isnan(change) ? 0.0f : change;
    }

    float distanceToLevel(LatticePoint cell, int stride) const {
        float least = std::numeric_limits<float>::infinity();
        for (unsigned c = 0; c < 8; ++c) {
            const LatticePoint point = offset(cell, cornerOffset(c) * stride);
            if (!m_samples.isReal(point)) continue;
            least = std::min(least, std::abs(m_samples.lattice().value(point) - m_samples.settings().level));
        }
        return least;
    }

    bool deservesALook(LatticePoint cell, int stride, float change) const {
        if (isMixed(m_samples.insideCorners(cell, stride))) return true;
        const float guard = m_samples.settings().guard;
        return stride > 1 && guard > 0.0f && distanceToLevel(cell, stride) <= guard * change;
    }

    LatticePoint coarsePoint(std::size_t index, glm::ivec3 counts) const {
        const auto nx = static_cast<std::size_t>(counts.x);
        const auto ny = static_cast<std::size_t>(counts.y);
        const glm::ivec3 at(int(index % nx), int(index / nx % ny), int(index / (nx * ny)));
        return LatticePoint(at * m_samples.stride());
    }

    // The change along the coarse edges from a cell's corners outward: a thin sheet halfway between two
    // lattice planes changes nothing inside its own cells, but everything beside them.
    float coarseChange(LatticePoint cell) const {
        const int stride = m_samples.stride();
        if (stride == 1) return 0.0f;
        float change = 0.0f;
        for (unsigned c = 0; c < 8; ++c) {
            const LatticePoint point = offset(cell, cornerOffset(c) * stride);
            for (int axis = 0; axis < 3; ++axis) {
                for (const int step : {-stride, stride}) {
                    glm::ivec3 other(point);
                    other[axis] += step;
                    if (other[axis] >= 0) change = std::max(change, difference(point, LatticePoint(other)));
                }
            }
        }
        return change;
    }

    Result<void> lookCoarsely() {
        const glm::ivec3 points = m_samples.coarseCells() + 1;
        for (std::size_t i = 0; i < product(points); ++i) {
            if (i % kCellsBetweenChecks == 0) ORFEAS_CHECK(m_samples.mayGoOn(m_context));
            m_samples.request(coarsePoint(i, points));
        }
        ORFEAS_CHECK(m_samples.evaluatePending(m_context));
        const std::size_t cells = product(m_samples.coarseCells());
        std::vector<float> change(cells, -1.0f); // below zero: not worth a look
        parallelFor(cells, 512, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const LatticePoint cell = coarsePoint(i, m_samples.coarseCells());
                const float here = coarseChange(cell);
                if (deservesALook(cell, m_samples.stride(), here)) change[i] = here;
            }
        });
        for (std::size_t i = 0; i < cells; ++i) {
            if (change[i] >= 0.0f) m_active.push_back({coarsePoint(i, m_samples.coarseCells()), change[i]});
        }
        return {};
    }

    // The largest change along the 54 half edges of a cell whose 27 points are known.
    float innerChange(LatticePoint cell, int half) const {
        float change = 0.0f;
        for (int i = 0; i < 27; ++i) {
            for (int axis = 0; axis < 3; ++axis) {
                glm::ivec3 other = halfPoint(i);
                if (other[axis] == 2) continue;
                ++other[axis];
                change = std::max(change,
                                  difference(offset(cell, halfPoint(i) * half), offset(cell, other * half)));
            }
        }
        return change;
    }

    // Replaces the active cells of a stride by those of their eight halves that deserve a look.
    Result<void> halve(int stride) {
        const int half = stride / 2;
        for (std::size_t k = 0; k < m_active.size(); ++k) {
            if (k % kCellsBetweenChecks == 0) ORFEAS_CHECK(m_samples.mayGoOn(m_context));
            for (int i = 0; i < 27; ++i)
                m_samples.request(offset(m_active[k].at, halfPoint(i) * half));
        }
        ORFEAS_CHECK(m_samples.evaluatePending(m_context));
        std::vector<std::uint8_t> kept(m_active.size());
        parallelFor(m_active.size(), 256, [&](std::size_t begin, std::size_t end) {
            for (std::size_t k = begin; k < end && !m_context.cancelled(); ++k)
                kept[k] = keptHalves(m_active[k], half);
        });
        std::vector<CoarseCell> finer;
        for (std::size_t k = 0; k < m_active.size(); ++k) {
            for (unsigned c = 0; c < 8; ++c) {
                if (!(kept[k] >> c & 1u)) continue;
                finer.push_back({offset(m_active[k].at, cornerOffset(c) * half), m_active[k].change});
            }
        }
        m_active = std::move(finer);
        return m_samples.mayGoOn(m_context);
    }

    std::uint8_t keptHalves(CoarseCell& cell, int half) const {
        cell.change = std::max(innerChange(cell.at, half), 0.5f * cell.change);
        unsigned kept = 0;
        for (unsigned c = 0; c < 8; ++c) {
            const LatticePoint child = offset(cell.at, cornerOffset(c) * half);
            kept |= static_cast<unsigned>(deservesALook(child, half, cell.change)) << c;
        }
        return static_cast<std::uint8_t>(kept);
    }

    // Marks every crossed cell, and from each goes on through its crossed faces until the surface closes.
    Result<void> follow() {
        std::vector<LatticePoint> front;
        for (const CoarseCell& cell : m_active) {
            if (m_samples.lattice().markCell(cell.at)) front.push_back(cell.at);
        }
        m_active = {};
        while (!front.empty()) {
            std::vector<LatticePoint> next;
            for (std::size_t k = 0; k < front.size(); ++k) {
                if (k % kCellsBetweenChecks == 0) ORFEAS_CHECK(m_samples.mayGoOn(m_context));
                markNeighbours(front[k], next);
            }
            for (const LatticePoint cell : next) {
                for (unsigned c = 0; c < 8; ++c)
                    m_samples.request(offset(cell, cornerOffset(c)));
            }
            ORFEAS_CHECK(m_samples.evaluatePending(m_context));
            front = std::move(next);
        }
        return {};
    }

    void markNeighbours(LatticePoint cell, std::vector<LatticePoint>& marked) {
        const unsigned corners = m_samples.insideCorners(cell);
        for (int axis = 0; axis < 3; ++axis) {
            for (const bool far : {false, true}) {
                if (!isFaceMixed(corners, axis, far)) continue;
                glm::ivec3 neighbour(cell);
                neighbour[axis] += far ? 1 : -1;
                if (m_samples.lattice().markCell(LatticePoint(neighbour))) marked.emplace_back(neighbour);
            }
        }
    }

    SampledField& m_samples;
    const jobs::JobContext& m_context;
    std::vector<CoarseCell> m_active;
};

} // namespace

Result<void> searchSurface(SampledField& samples, const jobs::JobContext& context) {
    return Search(samples, context).run();
}

} // namespace orfeas::mesh
