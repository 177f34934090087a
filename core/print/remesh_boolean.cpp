#include <CGAL/Polygon_mesh_processing/clip.h>
#include <CGAL/Polygon_mesh_processing/corefinement.h>

#include "core/print/cgal_mesh.h"
#include "core/print/remesh_parts.h"

namespace orfeas::print::remesh {
namespace {

namespace pmp = CGAL::Polygon_mesh_processing;

// Leaves the corefinement when a stop is asked for; asked at every face split and copied.
struct StopVisitor : pmp::Corefinement::Default_visitor<SurfaceMesh> {
    using Face = SurfaceMesh::Face_index;
    const jobs::JobContext* context = nullptr;
    std::size_t calls = 0;

    void ask() {
        if (++calls % 64 == 0 && context->cancelled()) throw StopRequest();
    }
    void before_subface_creations(Face, SurfaceMesh&) { ask(); }
    void after_face_copy(Face, const SurfaceMesh&, Face, SurfaceMesh&) { ask(); }
    void new_vertex_added(std::size_t, SurfaceMesh::Vertex_index, const SurfaceMesh&) { ask(); }
};

Error notSolid() {
    return {ErrorCode::BadInput, "Only solids can be joined or cut: repair the mesh first", {}};
}

} // namespace

Result<mesh::Mesh> boolean(const mesh::Mesh& a, const mesh::Mesh& b, BooleanOperation operation,
                           const jobs::JobContext& context) {
    return guarded("boolean", context, [&]() -> Result<mesh::Mesh> {
        context.report("combining", 0.0);
        std::optional<SurfaceMesh> first = surfaceMeshOf(a);
        std::optional<SurfaceMesh> second = surfaceMeshOf(b);
        if (!first || !second || !CGAL::is_closed(*first) || !CGAL::is_closed(*second)) return notSolid();
        SurfaceMesh out;
        StopVisitor visitor;
        visitor.context = &context;
        const auto np = CGAL::parameters::visitor(visitor).throw_on_self_intersection(true);
        bool done = false;
        if (operation == BooleanOperation::Union) {
            done = pmp::corefine_and_compute_union(*first, *second, out, np);
        } else if (operation == BooleanOperation::Difference) {
            done = pmp::corefine_and_compute_difference(*first, *second, out, np);
        } else {
            done = pmp::corefine_and_compute_intersection(*first, *second, out, np);
        }
        if (context.cancelled()) return jobs::cancelledError();
        if (!done) {
            return Error{ErrorCode::Failed, "The surfaces meet in a way that leaves no solid",
                         "corefinement failed"};
        }
        return meshOf(out);
    });
}

Result<mesh::Mesh> cut(const mesh::Mesh& mesh, glm::dvec3 normal, double offset,
                       const jobs::JobContext& context) {
    return guarded("cut", context, [&]() -> Result<mesh::Mesh> {
        context.report("cutting", 0.0);
        std::optional<SurfaceMesh> surface = surfaceMeshOf(mesh);
        if (!surface || !CGAL::is_closed(*surface)) return notSolid();
        const Kernel::Plane_3 plane(normal.x, normal.y, normal.z, -offset);
        StopVisitor visitor;
        visitor.context = &context;
        pmp::clip(*surface, plane,
                  CGAL::parameters::clip_volume(true).visitor(visitor).allow_self_intersections(false));
        if (context.cancelled()) return jobs::cancelledError();
        return meshOf(*surface);
    });
}

} // namespace orfeas::print::remesh
