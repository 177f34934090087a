#include <CGAL/alpha_wrap_3.h>

#include "core/print/cgal_mesh.h"
#include "core/print/remesh_parts.h"

namespace orfeas::print::remesh {
namespace {

// The wrapper's own hooks, used to leave it when a stop is asked for. How much is still to do it does not know.
class StopVisitor : public CGAL::Alpha_wraps_3::internal::Wrapping_default_visitor {
public:
    explicit StopVisitor(const jobs::JobContext& context) : m_context(&context) {}

    template <typename Wrapper, typename Gate>
    void before_facet_treatment(const Wrapper&, const Gate&) {
        if (++m_count % 64 == 0 && m_context->cancelled()) throw StopRequest();
        if (m_count % 4096 == 0)
            m_context->report("wrapping", 1.0 - 1.0 / (1.0 + static_cast<double>(m_count) / 1e5));
    }

private:
    const jobs::JobContext* m_context;
    std::size_t m_count = 0;
};

} // namespace

Result<mesh::Mesh> alphaWrap(const mesh::Mesh& mesh, double alphaMm, double offsetMm,
                             const jobs::JobContext& context) {
    return guarded("alpha wrap", context, [&]() -> Result<mesh::Mesh> {
        std::vector<Point> points;
        points.reserve(mesh.positions.size());
        for (const glm::vec3& p : mesh.positions)
            points.push_back(pointOf(p));
        std::vector<std::array<std::size_t, 3>> faces;
        faces.reserve(mesh.triangles.size());
        for (const glm::uvec3& t : mesh.triangles)
            faces.push_back({t.x, t.y, t.z});
        context.report("wrapping", 0.0);
        SurfaceMesh wrap;
        StopVisitor visitor(context);
        CGAL::alpha_wrap_3(points, faces, alphaMm, offsetMm, wrap, CGAL::parameters::default_values(),
                           CGAL::parameters::visitor(std::ref(visitor)));
        if (wrap.is_empty()) return Error{ErrorCode::Failed, "The mesh could not be wrapped", {}};
        return meshOf(wrap);
    });
}

} // namespace orfeas::print::remesh
