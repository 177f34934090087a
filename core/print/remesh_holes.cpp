#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include <CGAL/Polygon_mesh_processing/fair.h>
#include <CGAL/Polygon_mesh_processing/refine.h>
#include <CGAL/Polygon_mesh_processing/triangulate_hole.h>

#include "core/print/boundary_loops.h"
#include "core/print/cgal_mesh.h"
#include "core/print/remesh_parts.h"

namespace orfeas::print::remesh {
namespace {

namespace pmp = CGAL::Polygon_mesh_processing;

constexpr std::size_t kLargestLoop = 4000;     // edges; wider ones are left to remeshing
constexpr std::size_t kLargestCubicLoop = 400; // the search without a Delaunay triangulation is cubic
constexpr std::size_t kSmallLoop = 8;          // closed without new vertices

using Patch = std::vector<glm::uvec3>;

// The loop's normal (Newell) and how far it strays from its plane, as a share of its size.
double unevenness(const mesh::Mesh& mesh, const BoundaryLoop& loop) {
    glm::dvec3 normal(0.0), center(0.0);
    for (const std::uint32_t v : loop.vertices)
        center += glm::dvec3(mesh.positions[v]);
    center /= static_cast<double>(loop.vertices.size());
    double size = 0.0;
    for (std::size_t i = 0; i < loop.vertices.size(); ++i) {
        const glm::dvec3 a = glm::dvec3(mesh.positions[loop.vertices[i]]) - center;
        const glm::dvec3 b =
            glm::dvec3(mesh.positions[loop.vertices[(i + 1) % loop.vertices.size()]]) - center;
        normal += glm::cross(a, b);
        size = std::max(size, glm::length(a));
    }
    const double length = glm::length(normal);
    if (length <= 0.0 || size <= 0.0) return 1.0;
    double stray = 0.0;
    for (const std::uint32_t v : loop.vertices)
        stray = std::max(stray, std::abs(glm::dot(glm::dvec3(mesh.positions[v]) - center, normal / length)));
    return stray / size;
}

Patch triangulated(const mesh::Mesh& mesh, const BoundaryLoop& loop, bool flat) {
    std::vector<Point> points, thirds;
    for (std::size_t i = 0; i < loop.vertices.size(); ++i) {
        points.push_back(pointOf(mesh.positions[loop.vertices[i]]));
        thirds.push_back(pointOf(mesh.positions[loop.opposite[i]]));
    }
    std::vector<CGAL::Triple<int, int, int>> faces;
    const bool cubicTooDear = loop.vertices.size() > kLargestCubicLoop;
    pmp::triangulate_hole_polyline(points, thirds, std::back_inserter(faces),
                                   CGAL::parameters::use_delaunay_triangulation(true)
                                       .use_2d_constrained_delaunay_triangulation(flat)
                                       .do_not_use_cubic_algorithm(cubicTooDear));
    Patch patch;
    const auto at = [&](int i) { return loop.vertices[static_cast<std::size_t>(i)]; };
    for (const auto& f : faces)
        patch.emplace_back(at(f.first), at(f.second), at(f.third));
    return patch;
}

// A wide patch bulges as the surface round it does: refined to its density, then faired (Liepa 2003).
class Fairing {
public:
    Fairing(const mesh::Mesh& mesh, const std::vector<std::vector<std::uint32_t>>& facesAt)
        : m_mesh(mesh), m_facesAt(facesAt) {}

    /// False, and nothing changed, when the patch cannot be faired.
    bool apply(const BoundaryLoop& loop, Patch& patch, std::vector<glm::vec3>& added) const {
        SurfaceMesh local;
        std::map<std::uint32_t, SurfaceMesh::Vertex_index> number;
        std::vector<std::uint32_t> global;
        const auto vertex = [&](std::uint32_t v) {
            const auto [it, fresh] = number.try_emplace(v);
            if (fresh) {
                it->second = local.add_vertex(pointOf(m_mesh.positions[v]));
                global.push_back(v);
            }
            return it->second;
        };
        const auto add = [&](const glm::uvec3& t) {
            const auto a = vertex(t.x);
            const auto b = vertex(t.y);
            const auto c = vertex(t.z);
            return local.add_face(a, b, c);
        };
        std::vector<SurfaceMesh::Face_index> inner;
        for (const glm::uvec3& t : patch) {
            inner.push_back(add(t));
            if (inner.back() == SurfaceMesh::null_face()) return false;
        }
        for (const std::uint32_t face : ringsAround(loop, 3)) {
            if (add(m_mesh.triangles[face]) == SurfaceMesh::null_face()) return false;
        }
        std::vector<SurfaceMesh::Face_index> newFaces;
        std::vector<SurfaceMesh::Vertex_index> newVertices;
        pmp::refine(local, inner, std::back_inserter(newFaces), std::back_inserter(newVertices));
        if (!newVertices.empty() && !pmp::fair(local, newVertices)) return false;
        return collect(local, inner, newFaces, newVertices, global, patch, added);
    }

private:
    std::vector<std::uint32_t> ringsAround(const BoundaryLoop& loop, int rings) const {
        std::vector<std::uint32_t> faces, front = loop.vertices;
        for (int ring = 0; ring < rings; ++ring) {
            for (const std::uint32_t v : front)
                faces.insert(faces.end(), m_facesAt[v].begin(), m_facesAt[v].end());
            std::sort(faces.begin(), faces.end());
            faces.erase(std::unique(faces.begin(), faces.end()), faces.end());
            front.clear();
            for (const std::uint32_t f : faces)
                for (int k = 0; k < 3; ++k)
                    front.push_back(m_mesh.triangles[f][k]);
            std::sort(front.begin(), front.end());
            front.erase(std::unique(front.begin(), front.end()), front.end());
        }
        return faces;
    }

    static bool collect(SurfaceMesh& local, const std::vector<SurfaceMesh::Face_index>& inner,
                        const std::vector<SurfaceMesh::Face_index>& newFaces,
                        const std::vector<SurfaceMesh::Vertex_index>& newVertices,
                        std::vector<std::uint32_t>& global, Patch& patch, std::vector<glm::vec3>& added) {
        const std::uint32_t first = 0x80000000u; // numbers of new vertices, told apart from the mesh's own
        std::vector<glm::vec3> fresh;
        global.resize(local.num_vertices(), 0);
        for (const auto v : newVertices) {
            const glm::vec3 p = positionOf(local.point(v));
            if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z)) return false;
            global[v] = first + static_cast<std::uint32_t>(fresh.size());
            fresh.push_back(p);
        }
        std::vector<SurfaceMesh::Face_index> faces = inner;
        faces.insert(faces.end(), newFaces.begin(), newFaces.end());
        std::sort(faces.begin(), faces.end());
        faces.erase(std::unique(faces.begin(), faces.end()), faces.end());
        Patch out;
        for (const auto face : faces) {
            glm::uvec3 t(0u);
            int k = 0;
            for (const auto v : local.vertices_around_face(local.halfedge(face)))
                t[k++] = global[v];
            out.push_back(t);
        }
        patch = std::move(out);
        added = std::move(fresh);
        return true;
    }

    const mesh::Mesh& m_mesh;
    const std::vector<std::vector<std::uint32_t>>& m_facesAt;
};

void append(HoleFill& fill, const Patch& patch, const std::vector<glm::vec3>& added, std::size_t edges) {
    const auto base = static_cast<std::uint32_t>(fill.mesh.positions.size());
    fill.patchStart.push_back(static_cast<std::uint32_t>(fill.mesh.triangles.size()));
    fill.holeEdges.push_back(static_cast<std::uint32_t>(edges));
    fill.mesh.positions.insert(fill.mesh.positions.end(), added.begin(), added.end());
    for (glm::uvec3 t : patch) {
        for (int k = 0; k < 3; ++k) {
            if (t[k] >= 0x80000000u) t[k] = base + (t[k] - 0x80000000u);
        }
        fill.mesh.triangles.push_back(t);
    }
}

} // namespace

Result<HoleFill> fillHoles(const mesh::Mesh& mesh, bool fair, const jobs::JobContext& context) {
    return guarded("fill holes", context, [&]() -> Result<HoleFill> {
        HoleFill fill;
        fill.mesh.positions = mesh.positions;
        fill.mesh.triangles = mesh.triangles;
        const std::vector<BoundaryLoop> loops = boundaryLoops(mesh, context);
        if (context.cancelled()) return jobs::cancelledError();
        std::vector<std::vector<std::uint32_t>> facesAt(loops.empty() || !fair ? 0 : mesh.positions.size());
        if (!facesAt.empty()) {
            for (std::uint32_t f = 0; f < mesh.triangles.size(); ++f)
                for (int k = 0; k < 3; ++k)
                    facesAt[mesh.triangles[f][k]].push_back(f);
        }
        for (std::size_t i = 0; i < loops.size(); ++i) {
            if (context.cancelled()) return jobs::cancelledError();
            context.report("filling holes", static_cast<double>(i) / static_cast<double>(loops.size()));
            const BoundaryLoop& loop = loops[i];
            if (!loop.closed || loop.vertices.size() < 3 || loop.vertices.size() > kLargestLoop) {
                ++fill.unfilled;
                continue;
            }
            const bool flat = unevenness(mesh, loop) < 0.02;
            Patch patch = triangulated(mesh, loop, flat);
            if (patch.empty()) {
                ++fill.unfilled;
                continue;
            }
            std::vector<glm::vec3> added;
            if (fair && !flat && loop.vertices.size() > kSmallLoop)
                Fairing(mesh, facesAt).apply(loop, patch, added);
            append(fill, patch, added, loop.vertices.size());
        }
        return fill;
    });
}

} // namespace orfeas::print::remesh
