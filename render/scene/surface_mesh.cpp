#include "render/scene/surface_mesh.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <span>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"

namespace orfeas::render {
namespace {

constexpr float kCreaseCosine = 0.70710678f; ///< 45 degrees
constexpr float kHalfCreaseCosine =
    0.92387953f; ///< all within 22.5 degrees of their mean: no crease among them
constexpr std::size_t kMostComparedCorners =
    96; ///< beyond, a crease vertex gets facet normals: pairs would be squared
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

bool finite(const glm::vec3& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
}

Result<void> checkIndices(const mesh::Mesh& mesh) {
    constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max() / 3 - 1;
    if (mesh.triangles.size() > kMost || mesh.positions.size() > kMost) {
        return Error{ErrorCode::TooLarge, "The object has more triangles than can be shown; simplify it", ""};
    }
    const auto inside = [](const std::vector<glm::uvec3>& list, std::size_t count) {
        return std::all_of(list.begin(), list.end(), [count](const glm::uvec3& t) {
            return t.x < count && t.y < count && t.z < count;
        });
    };
    const bool uvsFit =
        mesh.uvs.empty() || (mesh.uvTriangles.empty() ? mesh.uvs.size() == mesh.positions.size()
                                                      : mesh.uvTriangles.size() == mesh.triangles.size() &&
                                                            inside(mesh.uvTriangles, mesh.uvs.size()));
    const bool coloursFit = mesh.colors.empty() || mesh.colors.size() == mesh.positions.size();
    if (!inside(mesh.triangles, mesh.positions.size()) || !uvsFit || !coloursFit) {
        return Error{ErrorCode::BadInput, "The object's triangles refer to points that it does not have", ""};
    }
    return {};
}

/// Which triangles are drawn at all.
std::vector<std::uint32_t> drawableTriangles(const mesh::Mesh& mesh) {
    std::vector<std::uint32_t> kept;
    kept.reserve(mesh.triangles.size());
    for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t) {
        const glm::uvec3& v = mesh.triangles[t];
        const bool whole = v.x != v.y && v.y != v.z && v.z != v.x;
        if (whole && finite(mesh.positions[v.x]) && finite(mesh.positions[v.y]) &&
            finite(mesh.positions[v.z]))
            kept.push_back(t);
    }
    return kept;
}

/// For each vertex the first vertex with the same position (the sum with zero makes -0 equal 0).
std::vector<std::uint32_t> firstAtSamePosition(const std::vector<glm::vec3>& positions) {
    const std::size_t slots = std::bit_ceil(2 * positions.size() + 1);
    std::vector<std::uint32_t> table(slots, kNone);
    std::vector<std::uint32_t> first(positions.size());
    for (std::uint32_t v = 0; v < positions.size(); ++v) {
        const glm::vec3 p = positions[v] + glm::vec3(0.0f);
        const std::uint64_t hash = (std::bit_cast<std::uint32_t>(p.x) * 0x9E3779B97F4A7C15ull) ^
                                   (std::bit_cast<std::uint32_t>(p.y) * 0xC2B2AE3D27D4EB4Full) ^
                                   (std::bit_cast<std::uint32_t>(p.z) * 0x165667B19E3779F9ull);
        std::size_t slot = (hash ^ (hash >> 29)) & (slots - 1);
        while (table[slot] != kNone && positions[table[slot]] + glm::vec3(0.0f) != p)
            slot = (slot + 1) & (slots - 1);
        if (table[slot] == kNone) table[slot] = v;
        first[v] = table[slot];
    }
    return first;
}

/// Builds the surface: corners are gathered around each point, get their normals, and equal corners become
/// one vertex.
class SurfaceBuilder {
public:
    explicit SurfaceBuilder(const mesh::Mesh& mesh) : m_mesh(mesh), m_kept(drawableTriangles(mesh)) {}

    SurfaceMesh build() {
        gatherCorners();
        measureFaces();
        m_normals.resize(m_corners.size());
        m_local.resize(m_corners.size());
        m_base.assign(m_begin.size(), 0);
        parallelFor(m_begin.size() - 1, 2048, [this](std::size_t from, std::size_t to) {
            for (std::size_t point = from; point < to; ++point)
                settlePoint(point);
        });
        SurfaceMesh out = write();
        out.closed = m_open.load() == 0 && noPartInsideOut();
        return out;
    }

private:
    std::uint32_t vertexOf(std::uint32_t corner) const {
        return m_mesh.triangles[m_kept[corner / 3]][static_cast<int>(corner % 3)];
    }
    glm::vec2 uvOf(std::uint32_t corner) const {
        if (m_mesh.uvs.empty()) return glm::vec2(0.0f);
        return m_mesh.uvs[m_mesh.uvTriangle(m_kept[corner / 3])[static_cast<int>(corner % 3)]];
    }
    mesh::Rgba8 colourOf(std::uint32_t corner) const {
        return m_mesh.colors.empty() ? mesh::Rgba8(255) : m_mesh.colors[vertexOf(corner)];
    }

    std::uint32_t pointOf(std::uint32_t vertex) const {
        return m_pointOf.empty() ? vertex : m_pointOf[vertex];
    }
    /// The point of the corner before (2) or after (1) this one in its triangle.
    std::uint32_t neighbour(std::uint32_t corner, std::uint32_t step) const {
        return pointOf(vertexOf(corner - corner % 3 + (corner + step) % 3));
    }

    /// Edges out of a point pair up with edges into it exactly when none of them is open or turned over.
    bool fanCloses(std::span<const std::uint32_t> corners) const {
        std::vector<std::uint32_t> out, in;
        for (const std::uint32_t c : corners) {
            out.push_back(neighbour(c, 1));
            in.push_back(neighbour(c, 2));
        }
        std::sort(out.begin(), out.end());
        std::sort(in.begin(), in.end());
        return out == in;
    }

    /// Signed volume of each connected part (union-find by smallest point); a cavity counts as inside out, and costs
    /// nothing but its back faces being drawn.
    bool noPartInsideOut() const {
        std::vector<std::uint32_t> parent(m_mesh.positions.size());
        std::iota(parent.begin(), parent.end(), 0u);
        const auto root = [&](std::uint32_t p) {
            while (parent[p] != p)
                p = parent[p] = parent[parent[p]];
            return p;
        };
        for (std::uint32_t c = 0; c < m_corners.size(); ++c) {
            const std::uint32_t a = root(pointOf(vertexOf(c))), b = root(neighbour(c, 1));
            parent[std::max(a, b)] = std::min(a, b);
        }
        std::vector<double> volume(m_mesh.positions.size(), 0.0);
        const glm::dvec3 origin(m_mesh.positions.empty() ? glm::vec3(0.0f) : m_mesh.positions[vertexOf(0)]);
        for (std::uint32_t c = 0; c < m_corners.size(); c += 3) {
            const auto at = [&](std::uint32_t i) {
                return glm::dvec3(m_mesh.positions[vertexOf(c + i)]) - origin;
            };
            volume[root(pointOf(vertexOf(c)))] += glm::dot(at(0), glm::cross(at(1), at(2)));
        }
        return std::all_of(volume.begin(), volume.end(), [](double v) { return v >= 0.0; });
    }

    /// Sorts the corners by the point they are at (counting sort, so in order).
    void gatherCorners() {
        // A welded closed mesh has half as many vertices as triangles.
        if (m_mesh.positions.size() > m_mesh.triangles.size())
            m_pointOf = firstAtSamePosition(m_mesh.positions);
        const auto corners = static_cast<std::uint32_t>(3 * m_kept.size());
        const auto point = [&](std::uint32_t corner) { return pointOf(vertexOf(corner)); };
        m_begin.assign(m_mesh.positions.size() + 1, 0);
        for (std::uint32_t c = 0; c < corners; ++c)
            ++m_begin[point(c) + 1];
        for (std::size_t i = 1; i < m_begin.size(); ++i)
            m_begin[i] += m_begin[i - 1];
        std::vector<std::uint32_t> next(m_begin.begin(), m_begin.end() - 1);
        m_corners.resize(corners);
        for (std::uint32_t c = 0; c < corners; ++c)
            m_corners[next[point(c)]++] = c;
    }

    void measureFaces() {
        m_faceNormals.resize(m_kept.size());
        parallelFor(m_kept.size(), 16384, [this](std::size_t from, std::size_t to) {
            for (std::size_t f = from; f < to; ++f) {
                const glm::uvec3& t = m_mesh.triangles[m_kept[f]];
                const glm::dvec3 a(m_mesh.positions[t.x]), b(m_mesh.positions[t.y]), c(m_mesh.positions[t.z]);
                const glm::dvec3 n = glm::cross(b - a, c - a);
                const double length = glm::length(n);
                m_faceNormals[f] =
                    length > 0.0 && std::isfinite(length) ? glm::vec3(n / length) : glm::vec3(0.0f);
            }
        });
    }

    float angleAt(std::uint32_t corner) const {
        const glm::uvec3& t = m_mesh.triangles[m_kept[corner / 3]];
        const int i = static_cast<int>(corner % 3);
        const glm::vec3 p = m_mesh.positions[t[i]];
        const glm::vec3 u = m_mesh.positions[t[(i + 1) % 3]] - p, v = m_mesh.positions[t[(i + 2) % 3]] - p;
        const float sine = glm::length(glm::cross(u, v));
        const float angle = std::atan2(sine, glm::dot(u, v));
        return std::isfinite(angle) ? angle : 0.0f;
    }

    static glm::vec3 unitOr(glm::vec3 sum, glm::vec3 fallback) {
        const float length = glm::length(sum);
        if (length > 1e-6f) return sum / length;
        return glm::dot(fallback, fallback) > 0.0f ? fallback : glm::vec3(0.0f, 0.0f, 1.0f);
    }

    void settlePoint(std::size_t point) {
        const std::uint32_t begin = m_begin[point], end = m_begin[point + 1];
        if (begin == end) return;
        const std::span<const std::uint32_t> corners(m_corners.data() + begin, end - begin);
        glm::vec3 sum(0.0f);
        for (const std::uint32_t c : corners)
            sum += angleAt(c) * m_faceNormals[c / 3];
        const glm::vec3 mean = unitOr(sum, m_faceNormals[corners[0] / 3]);
        const bool smooth = std::all_of(corners.begin(), corners.end(), [&](std::uint32_t c) {
            const glm::vec3 n = m_faceNormals[c / 3];
            return n == glm::vec3(0.0f) || glm::dot(n, mean) >= kHalfCreaseCosine;
        });
        if (smooth)
            std::fill(m_normals.begin() + begin, m_normals.begin() + end, packNormal(mean));
        else
            creaseNormals(corners, begin, mean);
        mergeEqualCorners(corners, begin, point);
        if (m_open.load(std::memory_order_relaxed) == 0 && !fanCloses(corners))
            m_open.store(1, std::memory_order_relaxed);
    }

    void creaseNormals(std::span<const std::uint32_t> corners, std::uint32_t begin, glm::vec3 mean) {
        const bool compare = corners.size() <= kMostComparedCorners;
        for (std::size_t i = 0; i < corners.size(); ++i) {
            const glm::vec3 own = m_faceNormals[corners[i] / 3];
            glm::vec3 sum = own;
            if (own == glm::vec3(0.0f)) {
                sum = mean;
            } else if (compare) {
                sum = glm::vec3(0.0f);
                for (const std::uint32_t c : corners) {
                    const glm::vec3 n = m_faceNormals[c / 3];
                    if (glm::dot(n, own) >= kCreaseCosine) sum += angleAt(c) * n;
                }
            }
            m_normals[begin + i] = packNormal(unitOr(sum, own));
        }
    }

    /// Numbers the different corners of a point; `m_base` counts them, one place later for the running sum.
    void mergeEqualCorners(std::span<const std::uint32_t> corners, std::uint32_t begin, std::size_t point) {
        std::uint32_t count = 0;
        const bool search = corners.size() <= 1024;
        for (std::size_t i = 0; i < corners.size(); ++i) {
            std::uint32_t local = count;
            for (std::size_t j = 0; search && j < i; ++j) {
                const bool same = m_normals[begin + j] == m_normals[begin + i] &&
                                  (vertexOf(corners[j]) == vertexOf(corners[i]) ||
                                   colourOf(corners[j]) == colourOf(corners[i])) &&
                                  uvOf(corners[j]) == uvOf(corners[i]);
                if (!same) continue;
                local = m_local[begin + j];
                break;
            }
            m_local[begin + i] = local;
            if (local == count) ++count;
        }
        m_base[point + 1] = count;
    }

    SurfaceMesh write() {
        for (std::size_t i = 1; i < m_base.size(); ++i)
            m_base[i] += m_base[i - 1];
        SurfaceMesh out;
        out.hasColours = !m_mesh.colors.empty();
        out.hasUvs = !m_mesh.uvs.empty();
        out.positions.resize(m_base.back());
        out.vertices.resize(m_base.back());
        out.sources.resize(m_base.back());
        out.indices.resize(m_corners.size());
        if (m_kept.size() != m_mesh.triangles.size()) out.triangles = m_kept;
        parallelFor(m_begin.size() - 1, 4096, [&](std::size_t from, std::size_t to) {
            for (std::size_t point = from; point < to; ++point) {
                for (std::uint32_t i = m_begin[point]; i < m_begin[point + 1]; ++i) {
                    const std::uint32_t corner = m_corners[i], vertex = m_base[point] + m_local[i];
                    out.indices[corner] = vertex;
                    out.positions[vertex] = m_mesh.positions[vertexOf(corner)];
                    out.sources[vertex] = vertexOf(corner);
                    SurfaceVertex& v = out.vertices[vertex];
                    std::memcpy(v.normal, &m_normals[i], sizeof(v.normal));
                    v.colour = colourOf(corner);
                    v.uv = uvOf(corner);
                }
            }
        });
        return out;
    }

    const mesh::Mesh& m_mesh;
    std::vector<std::uint32_t> m_kept;
    std::vector<std::uint32_t> m_pointOf; ///< per vertex; empty: each vertex is a point of its own
    std::atomic<int> m_open{0};           ///< 1: some edge has no opposite
    std::vector<std::uint32_t> m_begin;   ///< where a point's corners start in m_corners
    std::vector<std::uint32_t> m_corners; ///< 3 * kept triangle + corner
    std::vector<glm::vec3> m_faceNormals; ///< per kept triangle; zero when it has no area
    std::vector<std::uint32_t> m_normals; ///< per entry of m_corners, packed
    std::vector<std::uint32_t> m_local;   ///< per entry of m_corners: which of the point's vertices
    std::vector<std::uint32_t> m_base;    ///< first vertex of each point
};

} // namespace

std::uint32_t packNormal(glm::vec3 n) {
    const float sum = std::abs(n.x) + std::abs(n.y) + std::abs(n.z);
    glm::vec2 e = glm::vec2(n.x, n.y) / std::max(sum, 1e-20f);
    if (n.z < 0.0f) {
        e = {(1.0f - std::abs(e.y)) * (e.x >= 0.0f ? 1.0f : -1.0f),
             (1.0f - std::abs(e.x)) * (e.y >= 0.0f ? 1.0f : -1.0f)};
    }
    const auto snorm = [](float f) {
        return static_cast<std::uint16_t>(
            static_cast<std::int16_t>(std::lround(std::clamp(f, -1.0f, 1.0f) * 32767.0f)));
    };
    return static_cast<std::uint32_t>(snorm(e.x)) | static_cast<std::uint32_t>(snorm(e.y)) << 16;
}

glm::vec3 unpackNormal(std::uint32_t packed) {
    const float x = static_cast<float>(static_cast<std::int16_t>(packed & 0xffffu)) / 32767.0f;
    const float y = static_cast<float>(static_cast<std::int16_t>(packed >> 16)) / 32767.0f;
    glm::vec3 n(x, y, 1.0f - std::abs(x) - std::abs(y));
    const float t = std::max(-n.z, 0.0f);
    n.x += n.x >= 0.0f ? -t : t;
    n.y += n.y >= 0.0f ? -t : t;
    return glm::normalize(n);
}

Result<SurfaceMesh> makeSurfaceMesh(const mesh::Mesh& mesh) {
    ORFEAS_CHECK(checkIndices(mesh));
    return SurfaceBuilder(mesh).build();
}

} // namespace orfeas::render
