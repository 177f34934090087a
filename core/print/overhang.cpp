#include "core/print/overhang.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"

namespace orfeas::print {
namespace {

constexpr double kLevel = 0.985; ///< sine of the least overhang that counts as level: 80°
constexpr std::uint32_t kNone = 0xffffffffu;

struct Parents {
    std::vector<std::uint32_t> of;

    explicit Parents(std::size_t count) : of(count) { std::iota(of.begin(), of.end(), 0u); }
    std::uint32_t root(std::uint32_t i) {
        while (of[i] != i) {
            of[i] = of[of[i]];
            i = of[i];
        }
        return i;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = root(a);
        b = root(b);
        of[std::max(a, b)] = std::min(a, b);
    }
};

// The sine of the overhang per triangle: 1 for a level ceiling, 0 or less for walls and what faces up; -1 on the bed.
std::vector<float> sinesOf(const Surface& surface, double bedTop) {
    const std::size_t count = surface.mesh().triangles.size();
    std::vector<float> sines(count, -1.0f);
    parallelFor(count, 8192, [&](std::size_t begin, std::size_t end) {
        for (auto t = static_cast<std::uint32_t>(begin); t < end; ++t) {
            if (surface.state(t) > FaceState::Sliver) continue;
            const glm::uvec3& tri = surface.mesh().triangles[t];
            const double top =
                std::max({surface.point(tri.x).z, surface.point(tri.y).z, surface.point(tri.z).z});
            if (top <= bedTop) continue;
            const glm::dvec3 n = surface.normal(t);
            const double length = glm::length(n);
            if (length > 0.0) sines[t] = static_cast<float>(-n.z / length);
        }
    });
    return sines;
}

// A piece of wall under the rim of a ceiling.
struct Segment {
    glm::dvec2 a;
    glm::dvec2 b;
    glm::dvec2 ceiling; ///< a point of the ceiling beside it

    bool hasOnCeilingSide(const glm::dvec2& p) const { return (sideOf(p) > 0.0) == (sideOf(ceiling) > 0.0); }

private:
    double sideOf(const glm::dvec2& p) const { return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x); }
};

// How far the nearest support is from the point in a direction; infinite when there is none.
double reach(const std::vector<Segment>& supports, const glm::dvec2& from, const glm::dvec2& direction) {
    double nearest = std::numeric_limits<double>::infinity();
    for (const Segment& s : supports) {
        const glm::dvec2 along = s.b - s.a;
        const double determinant = direction.x * along.y - direction.y * along.x;
        if (determinant == 0.0 || !s.hasOnCeilingSide(from)) continue;
        const glm::dvec2 to = s.a - from;
        const double distance = (to.x * along.y - to.y * along.x) / determinant;
        const double at = (to.x * direction.y - to.y * direction.x) / determinant;
        if (distance >= 0.0 && at >= -1e-9 && at <= 1.0 + 1e-9) nearest = std::min(nearest, distance);
    }
    return nearest;
}

// The shortest way across the middle from one support to another one opposite.
double spanAcross(const std::vector<Segment>& supports, const glm::dvec2& middle) {
    constexpr int kDirections = 36;
    double span = std::numeric_limits<double>::infinity();
    for (int i = 0; i < kDirections && !supports.empty(); ++i) {
        const double angle = std::numbers::pi * i / kDirections;
        const glm::dvec2 direction(std::cos(angle), std::sin(angle));
        span = std::min(span, reach(supports, middle, direction) + reach(supports, middle, -direction));
    }
    return span;
}

// A level region is a bridge when walls go down from its rim on enough sides to hold its middle.
class BridgeFinder {
public:
    BridgeFinder(const Surface& surface, const std::vector<std::uint32_t>& regionOf, std::size_t regions)
        : m_surface(surface), m_regionOf(regionOf), m_held(regions) {}

    void look(const EdgeUse& edge) {
        if (edge.halfEdges.size() != 2) return;
        for (int side = 0; side < 2; ++side) {
            const HalfEdge own = edge.halfEdges[std::size_t(side)];
            const HalfEdge other = edge.halfEdges[std::size_t(1 - side)];
            const std::uint32_t region = m_regionOf[own / 3];
            if (region == kNone || m_regionOf[other / 3] == region) continue;
            const double lowest = std::min(m_surface.point(edge.a).z, m_surface.point(edge.b).z);
            if (m_surface.point(m_surface.opposite(other)).z >= lowest) continue;
            m_held[region].push_back({glm::dvec2(m_surface.point(edge.a)),
                                      glm::dvec2(m_surface.point(edge.b)),
                                      glm::dvec2(m_surface.point(m_surface.opposite(own)))});
        }
    }

    void judge(OverhangRegion& region, std::size_t number, const Profile& profile) const {
        glm::dvec2 middle(0.0);
        double lowest = 1e300;
        double highest = -1e300;
        double area = 0.0;
        for (const std::uint32_t t : region.triangles) {
            const glm::uvec3& tri = m_surface.mesh().triangles[t];
            const double weight = glm::length(m_surface.normal(t));
            for (int k = 0; k < 3; ++k) {
                const glm::dvec3 p = m_surface.point(tri[k]);
                middle += weight / 3.0 * glm::dvec2(p);
                lowest = std::min(lowest, p.z);
                highest = std::max(highest, p.z);
            }
            area += weight;
        }
        if (!(area > 0.0) || highest - lowest > 2.0 * profile.layerMm) return;
        region.spanMm = spanAcross(m_held[number], middle / area);
        region.isBridge = region.spanMm <= profile.bridgeMm;
    }

private:
    const Surface& m_surface;
    const std::vector<std::uint32_t>& m_regionOf;
    std::vector<std::vector<Segment>> m_held;
};

// Groups of equally low neighbours with nothing lower beside them, above the bed and facing down.
std::vector<std::uint32_t> findIslands(const Surface& surface, double bedTop) {
    const std::size_t vertices = surface.mesh().positions.size();
    std::vector<std::uint8_t> hasLower(vertices, 0);
    std::vector<std::uint8_t> used(vertices, 0);
    Parents level(vertices);
    surface.eachEdge([&](const EdgeUse& edge) {
        used[edge.a] = used[edge.b] = 1;
        const float za = surface.mesh().positions[edge.a].z;
        const float zb = surface.mesh().positions[edge.b].z;
        if (za == zb)
            level.join(edge.a, edge.b);
        else
            hasLower[za > zb ? edge.a : edge.b] = 1;
    });
    for (std::uint32_t v = 0; v < vertices; ++v) {
        if (hasLower[v]) hasLower[level.root(v)] = 1;
    }
    std::vector<double> facing(vertices, 0.0);
    for (std::uint32_t t = 0; t < surface.mesh().triangles.size(); ++t) {
        if (!surface.hasEdges(t)) continue;
        const glm::uvec3 c = surface.corners(t);
        const double z = surface.normal(t).z;
        for (int k = 0; k < 3; ++k)
            facing[level.root(c[k])] += z;
    }
    std::vector<std::uint32_t> islands;
    for (std::uint32_t v = 0; v < vertices; ++v) {
        if (!used[v] || level.root(v) != v || hasLower[v] || facing[v] >= 0.0) continue;
        if (double(surface.mesh().positions[v].z) > bedTop) islands.push_back(v);
    }
    return islands;
}

} // namespace

Overhangs findOverhangs(const Surface& surface, const Profile& profile, const jobs::JobContext& context) {
    Overhangs out;
    if (surface.box().empty()) return out;
    const double bedTop = double(surface.box().lower.z) + profile.layerMm;
    const std::vector<float> sines = sinesOf(surface, bedTop);
    const double least = std::sin(profile.overhangDegrees * std::numbers::pi / 180.0) + 1e-6;
    const auto hangs = [&](std::uint32_t t) { return double(sines[t]) > least; };
    const auto isLevel = [&](std::uint32_t t) { return double(sines[t]) > kLevel; };
    if (context.cancelled()) return out;
    // Level ceilings are regions of their own: they may be bridges.
    Parents parents(sines.size());
    surface.eachEdge([&](const EdgeUse& edge) {
        if (edge.halfEdges.size() != 2) return;
        const std::uint32_t s = edge.halfEdges[0] / 3;
        const std::uint32_t t = edge.halfEdges[1] / 3;
        if (hangs(s) && hangs(t) && isLevel(s) == isLevel(t)) parents.join(s, t);
    });
    if (context.cancelled()) return out;
    std::vector<std::uint32_t> regionOf(sines.size(), kNone);
    for (std::uint32_t t = 0; t < sines.size(); ++t) {
        if (!hangs(t)) continue;
        const std::uint32_t root = parents.root(t);
        if (root == t) {
            regionOf[t] = static_cast<std::uint32_t>(out.regions.size());
            out.regions.emplace_back();
        }
        regionOf[t] = regionOf[root];
        OverhangRegion& region = out.regions[regionOf[t]];
        region.triangles.push_back(t);
        region.areaMm2 += 0.5 * glm::length(surface.normal(t));
    }
    BridgeFinder bridges(surface, regionOf, out.regions.size());
    if (profile.bridgeMm > 0.0 && !out.regions.empty())
        surface.eachEdge([&](const EdgeUse& edge) { bridges.look(edge); });
    for (std::size_t i = 0; i < out.regions.size(); ++i) {
        OverhangRegion& region = out.regions[i];
        if (isLevel(region.triangles.front())) bridges.judge(region, i, profile);
        (region.isBridge ? out.bridgeMm2 : out.areaMm2) += region.areaMm2;
    }
    if (!context.cancelled()) out.islands = findIslands(surface, bedTop);
    return out;
}

std::vector<float> overhangField(const mesh::Mesh& mesh, double layerMm) {
    const Surface surface(mesh);
    std::vector<float> field(mesh.positions.size(), 0.0f);
    if (surface.box().empty()) return field;
    const std::vector<float> sines = sinesOf(surface, double(surface.box().lower.z) + layerMm);
    for (std::size_t t = 0; t < sines.size(); ++t) {
        if (sines[t] <= 0.0f) continue;
        const float degrees =
            static_cast<float>(std::asin(std::min(1.0, double(sines[t]))) * 180.0 / std::numbers::pi);
        for (int k = 0; k < 3; ++k)
            field[mesh.triangles[t][k]] = std::max(field[mesh.triangles[t][k]], degrees);
    }
    return field;
}

} // namespace orfeas::print
