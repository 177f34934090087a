// Between our meshes and CGAL's. Only for the files of the remeshing module.
#pragma once

#include <chrono>
#include <exception>
#include <new>
#include <optional>
#include <string>

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Surface_mesh.h>

#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::print {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Point = Kernel::Point_3;
using SurfaceMesh = CGAL::Surface_mesh<Point>;

/// Thrown out of a CGAL visitor or predicate to leave an algorithm that has no other way to be stopped.
struct StopRequest : std::exception {
    const char* what() const noexcept override { return "stopped"; }
};

inline Point pointOf(const glm::vec3& p) {
    return {p.x, p.y, p.z};
}

inline glm::vec3 positionOf(const Point& p) {
    return {static_cast<float>(p.x()), static_cast<float>(p.y()), static_cast<float>(p.z())};
}

/// Nothing when the triangles do not form a manifold mesh.
inline std::optional<SurfaceMesh> surfaceMeshOf(const mesh::Mesh& mesh) {
    SurfaceMesh out;
    using Count = SurfaceMesh::size_type;
    out.reserve(static_cast<Count>(mesh.positions.size()), static_cast<Count>(mesh.triangles.size() * 3 / 2),
                static_cast<Count>(mesh.triangles.size()));
    for (const glm::vec3& p : mesh.positions)
        out.add_vertex(pointOf(p));
    using Vertex = SurfaceMesh::Vertex_index;
    for (const glm::uvec3& t : mesh.triangles) {
        if (out.add_face(Vertex(t.x), Vertex(t.y), Vertex(t.z)) == SurfaceMesh::null_face()) return {};
    }
    return out;
}

inline mesh::Mesh meshOf(SurfaceMesh& surface) {
    surface.collect_garbage();
    mesh::Mesh out;
    out.positions.reserve(surface.number_of_vertices());
    for (const auto vertex : surface.vertices())
        out.positions.push_back(positionOf(surface.point(vertex)));
    out.triangles.reserve(surface.number_of_faces());
    for (const auto face : surface.faces()) {
        glm::uvec3 t(0u);
        int k = 0;
        for (const auto vertex : surface.vertices_around_face(surface.halfedge(face))) {
            if (k < 3) t[k++] = vertex;
        }
        out.triangles.push_back(t);
    }
    return out;
}

/// Runs `work` (which returns a Result) and turns what it throws into an Error.
template <typename Work>
auto guarded(const char* what, const jobs::JobContext& context, const Work& work) -> decltype(work()) {
    try {
        return work();
    } catch (const StopRequest&) {
        return jobs::cancelledError();
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "There is not enough memory to rework this mesh", what};
    } catch (const std::exception& fault) {
        if (context.cancelled()) return jobs::cancelledError();
        return Error{ErrorCode::Failed, "The mesh could not be reworked",
                     std::string(what) + ": " + fault.what()};
    }
}

} // namespace orfeas::print
