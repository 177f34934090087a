#include "core/print/base_contact.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

#include "core/print/convex_hull.h"

namespace orfeas::print {
namespace {

constexpr double kFinestCellMm = 0.04;
constexpr int kMostCells = 1024;

struct Segment {
    glm::dvec2 from;
    glm::dvec2 to;
};

std::vector<Segment> sectionAt(const Surface& surface, double z) {
    std::vector<Segment> segments;
    for (std::uint32_t t = 0; t < surface.mesh().triangles.size(); ++t) {
        if (!surface.hasEdges(t)) continue;
        const glm::uvec3& tri = surface.mesh().triangles[t];
        glm::dvec2 up(0.0);
        glm::dvec2 down(0.0);
        int crossed = 0;
        for (int k = 0; k < 3; ++k) {
            const glm::dvec3 a = surface.point(tri[k]);
            const glm::dvec3 b = surface.point(tri[(k + 1) % 3]);
            if ((a.z < z) == (b.z < z)) continue;
            const glm::dvec3 at = a + (b - a) * ((z - a.z) / (b.z - a.z));
            (a.z < z ? up : down) = glm::dvec2(at);
            ++crossed;
        }
        // Solid lies to the left of the segment.
        if (crossed == 2) segments.push_back({up, down});
    }
    return segments;
}

// The inside of a section as cells of a grid: where the outline goes around a cell's centre.
class Raster {
public:
    Raster(const std::vector<Segment>& segments, const glm::dvec2& low, const glm::dvec2& high) {
        const glm::dvec2 size = high - low;
        m_cell = std::max({kFinestCellMm, size.x / (kMostCells - 2), size.y / (kMostCells - 2)});
        m_nx = static_cast<int>(size.x / m_cell) + 3;
        m_ny = static_cast<int>(size.y / m_cell) + 3;
        m_low = low - m_cell;
        m_inside.assign(static_cast<std::size_t>(m_nx) * static_cast<std::size_t>(m_ny), 0);
        fill(segments);
    }

    double area() const {
        return m_cell * m_cell * static_cast<double>(std::count(m_inside.begin(), m_inside.end(), 1));
    }

    // Twice the largest distance from a cell of the inside to the outside, by a chamfer of 5-7-11 (Borgefors, 1986).
    double widest() const {
        constexpr int kFar = 1 << 28;
        std::vector<int> distance(m_inside.size());
        for (std::size_t i = 0; i < m_inside.size(); ++i)
            distance[i] = m_inside[i] ? kFar : 0;
        constexpr std::array<std::array<int, 3>, 8> kSteps{{{-1, 0, 5},
                                                            {0, -1, 5},
                                                            {-1, -1, 7},
                                                            {1, -1, 7},
                                                            {-2, -1, 11},
                                                            {2, -1, 11},
                                                            {-1, -2, 11},
                                                            {1, -2, 11}}};
        const auto sweep = [&](int y, int x, int sign) {
            int& here = distance[at(x, y)];
            for (const auto& [dx, dy, cost] : kSteps) {
                const int nx = x + sign * dx;
                const int ny = y + sign * dy;
                if (nx < 0 || ny < 0 || nx >= m_nx || ny >= m_ny) continue;
                here = std::min(here, distance[at(nx, ny)] + cost);
            }
        };
        for (int y = 0; y < m_ny; ++y) {
            for (int x = 0; x < m_nx; ++x)
                sweep(y, x, 1);
        }
        int most = 0;
        for (int y = m_ny - 1; y >= 0; --y) {
            for (int x = m_nx - 1; x >= 0; --x) {
                sweep(y, x, -1);
                most = std::max(most, distance[at(x, y)]);
            }
        }
        // The rim runs half a cell outside of the outermost centres.
        return most > 0 ? 2.0 * m_cell * (most / 5.0 - 0.5) : 0.0;
    }

private:
    std::size_t at(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(m_nx) + static_cast<std::size_t>(x);
    }

    void fill(const std::vector<Segment>& segments) {
        std::vector<std::vector<std::pair<double, int>>> rows(static_cast<std::size_t>(m_ny));
        for (const Segment& s : segments) {
            const double y0 = (s.from.y - m_low.y) / m_cell - 0.5;
            const double y1 = (s.to.y - m_low.y) / m_cell - 0.5;
            const int first = std::max(0, static_cast<int>(std::ceil(std::min(y0, y1))));
            const int last = std::min(m_ny - 1, static_cast<int>(std::ceil(std::max(y0, y1))) - 1);
            for (int row = first; row <= last; ++row) {
                const double x = s.from.x + (s.to.x - s.from.x) * ((row - y0) / (y1 - y0));
                rows[static_cast<std::size_t>(row)].emplace_back((x - m_low.x) / m_cell - 0.5,
                                                                 y1 > y0 ? 1 : -1);
            }
        }
        for (int y = 0; y < m_ny; ++y) {
            auto& row = rows[static_cast<std::size_t>(y)];
            std::sort(row.begin(), row.end());
            int turns = 0;
            for (std::size_t i = 0; i + 1 < row.size(); ++i) {
                turns += row[i].second;
                if (turns == 0) continue;
                const int from = std::max(0, static_cast<int>(std::ceil(row[i].first)));
                const int to = std::min(m_nx - 1, static_cast<int>(std::ceil(row[i + 1].first)) - 1);
                for (int x = from; x <= to; ++x)
                    m_inside[at(x, y)] = 1;
            }
        }
    }

    double m_cell = 1.0;
    int m_nx = 0;
    int m_ny = 0;
    glm::dvec2 m_low{0.0};
    std::vector<std::uint8_t> m_inside;
};

// Of the volume; of the area when the surface encloses none.
glm::dvec3 centreOfMass(const Surface& surface) {
    const glm::dvec3 origin(surface.box().center());
    glm::dvec3 byVolume(0.0);
    glm::dvec3 byArea(0.0);
    double volume = 0.0;
    double area = 0.0;
    for (std::uint32_t t = 0; t < surface.mesh().triangles.size(); ++t) {
        if (!surface.hasEdges(t)) continue;
        const glm::uvec3& tri = surface.mesh().triangles[t];
        const glm::dvec3 a = surface.point(tri.x) - origin;
        const glm::dvec3 sum = a + surface.point(tri.y) + surface.point(tri.z) - 2.0 * origin;
        const glm::dvec3 normal = surface.normal(t);
        const double six = glm::dot(a, normal);
        const double twice = glm::length(normal);
        volume += six;
        byVolume += six / 4.0 * sum;
        area += twice;
        byArea += twice / 3.0 * sum;
    }
    if (volume > 1e-9 * area * surface.diagonal()) return origin + byVolume / volume;
    return area > 0.0 ? origin + byArea / area : origin;
}

} // namespace

BaseContact findBaseContact(const Surface& surface, double heightMm) {
    BaseContact out;
    out.heightMm = heightMm;
    if (surface.box().empty()) return out;
    const double bed = surface.box().lower.z;
    const std::vector<Segment> segments = sectionAt(surface, bed + heightMm);
    out.figures.centreOfMass = centreOfMass(surface);
    if (segments.empty()) return out;
    glm::dvec2 low(1e300);
    glm::dvec2 high(-1e300);
    std::vector<glm::dvec2> points;
    points.reserve(2 * segments.size());
    for (const Segment& s : segments) {
        points.push_back(s.from);
        points.push_back(s.to);
        low = glm::min(low, glm::min(s.from, s.to));
        high = glm::max(high, glm::max(s.from, s.to));
    }
    const Raster raster(segments, low, high);
    out.figures.contactMm2 = raster.area();
    out.figures.widestMm = raster.widest();
    out.outline = convexHull(std::move(points));
    const double lever = depthInHull(out.outline, glm::dvec2(out.figures.centreOfMass));
    const double height = std::max(out.figures.centreOfMass.z - bed, 1e-9);
    out.figures.tipDegrees = std::atan2(lever, height) * 180.0 / std::numbers::pi;
    return out;
}

} // namespace orfeas::print
