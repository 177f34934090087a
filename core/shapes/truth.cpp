#include "core/shapes/truth.h"

#include <algorithm>
#include <cstddef>

#include "core/shapes/surface_points.h"

namespace orfeas::shapes {
namespace {

constexpr std::size_t kLanes = 8;
constexpr std::size_t kFewest = 256; // surface points that colours come from

// The nearest of many points, by looking at all of them, eight at a time: for a thousand that is quickest.
class NearestPoint {
public:
    explicit NearestPoint(const std::vector<Vec3>& points) {
        const std::size_t padded = (points.size() + kLanes - 1) / kLanes * kLanes;
        for (std::size_t i = 0; i < padded; ++i) {
            const Vec3 p = points[std::min(i, points.size() - 1)];
            m_x.push_back(p.x);
            m_y.push_back(p.y);
            m_z.push_back(p.z);
        }
        m_last = points.size() - 1;
    }

    std::size_t find(Vec3 q) const {
        float best[kLanes];
        std::int32_t index[kLanes] = {};
        std::fill(best, best + kLanes, 1e9f);
        for (std::size_t i = 0; i < m_x.size(); i += kLanes) {
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                const float x = m_x[i + lane] - q.x, y = m_y[i + lane] - q.y, z = m_z[i + lane] - q.z;
                const float d = x * x + y * y + z * z;
                const bool nearer = d < best[lane];
                best[lane] = nearer ? d : best[lane];
                index[lane] = nearer ? static_cast<std::int32_t>(i) : index[lane];
            }
        }
        const std::size_t lane = static_cast<std::size_t>(std::min_element(best, best + kLanes) - best);
        return std::min(static_cast<std::size_t>(index[lane]) + lane, m_last);
    }

private:
    std::vector<float> m_x, m_y, m_z;
    std::size_t m_last = 0;
};

Vec3 surfaceColor(const ShapeView& shape, Vec3 q) {
    Selection around;
    aroundPoint(shape, q, 0.004f, around);
    return colorAt(shape.materials[materialAt(shape, around, q)], shape.canonical(q));
}

// Two thirds right at the surface, where a network learns its place; the rest tells what is around.
float spread(Random& random) {
    const float kind = random.unit();
    return kind < 0.4f ? 0.008f : kind < 0.75f ? 0.025f : 0.08f;
}

TruthPoint truthAt(const ShapeView& shape, Vec3 q, Vec3 color) {
    return {{q.x, q.y, q.z}, distance(shape, q), {color.x, color.y, color.z}};
}

bool inCube(Vec3 q) {
    return std::fabs(q.x) <= 1.0f && std::fabs(q.y) <= 1.0f && std::fabs(q.z) <= 1.0f;
}

Vec3 movedBy(Vec3 surface, float far, Random& random) {
    const Vec3 q = surface + Vec3{random.normal(), random.normal(), random.normal()} * far;
    return inCube(q) ? q : surface;
}

} // namespace

Vec3 scattered(Vec3 surface, Random& random) {
    return movedBy(surface, spread(random), random);
}

Vec3 somewhereInCube(Random& random) {
    return {random.between(-1.0f, 1.0f), random.between(-1.0f, 1.0f), random.between(-1.0f, 1.0f)};
}

std::vector<TruthPoint> truthPoints(const ShapeView& shape, const SampleOptions& options, Random& random) {
    const std::size_t near = static_cast<std::size_t>(std::max(options.surfacePoints, 0));
    const std::size_t volume = static_cast<std::size_t>(std::max(options.volumePoints, 0));
    std::vector<TruthPoint> points;
    points.reserve(near + volume);
    const std::vector<Vec3> surface =
        SurfaceSampler(shape).points(random, static_cast<int>(std::max(near, kFewest)));
    if (surface.empty()) return points;
    std::vector<Vec3> colors;
    for (const Vec3& p : surface)
        colors.push_back(surfaceColor(shape, p));
    const NearestPoint nearest(surface);
    for (std::size_t i = 0; i < near; ++i) {
        const std::size_t from = i % surface.size();
        const float far = spread(random);
        const Vec3 q = movedBy(surface[from], far, random);
        points.push_back(truthAt(shape, q, colors[far < 0.01f ? from : nearest.find(q)]));
    }
    for (std::size_t i = 0; i < volume; ++i) {
        const Vec3 q = somewhereInCube(random);
        points.push_back(truthAt(shape, q, colors[nearest.find(q)]));
    }
    return points;
}

} // namespace orfeas::shapes
