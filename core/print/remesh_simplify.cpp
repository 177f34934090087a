#include <time.h>

#include <cmath>
#include <limits>
#include <optional>

#include <CGAL/Surface_mesh_simplification/Policies/Edge_collapse/Bounded_normal_change_filter.h>
#include <CGAL/Surface_mesh_simplification/Policies/Edge_collapse/GarlandHeckbert_plane_policies.h>
#include <CGAL/Surface_mesh_simplification/edge_collapse.h>

#include "core/print/cgal_mesh.h"
#include "core/print/remesh_parts.h"

namespace orfeas::print::remesh {
namespace {

namespace sms = CGAL::Surface_mesh_simplification;

// Of this thread alone: what else the machine does must not change what comes out.
double cpuSeconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Ends the collapse at the target, at the error bound, when time is up or when a stop is asked for.
class StopRule {
public:
    StopRule(const SimplifySettings& settings, std::size_t edges, const jobs::JobContext& context)
        : m_context(&context), m_edges(edges), m_targetEdges(settings.targetTriangles * 3 / 2),
          m_maxCost(settings.maxErrorMm > 0.0 ? settings.maxErrorMm * settings.maxErrorMm
                                              : std::numeric_limits<double>::infinity()),
          m_end(cpuSeconds() + settings.secondsLimit) {}

    template <typename Profile>
    bool operator()(double cost, const Profile&, std::size_t, std::size_t edges) const {
        if (++m_calls % 256 == 0) {
            if (m_context->cancelled()) throw StopRequest();
            const double whole = static_cast<double>(m_edges - m_targetEdges);
            if (whole > 0.0) m_context->report("simplifying", static_cast<double>(m_edges - edges) / whole);
            if (cpuSeconds() > m_end) return true;
        }
        return edges <= m_targetEdges || cost > m_maxCost;
    }

private:
    const jobs::JobContext* m_context;
    std::size_t m_edges;
    std::size_t m_targetEdges;
    double m_maxCost;
    double m_end;
    mutable std::size_t m_calls = 0;
};

} // namespace

Result<mesh::Mesh> simplify(const mesh::Mesh& mesh, const SimplifySettings& settings,
                            const jobs::JobContext& context) {
    return guarded("simplify", context, [&]() -> Result<mesh::Mesh> {
        context.report("simplifying", 0.0);
        std::optional<SurfaceMesh> surface = surfaceMeshOf(mesh);
        if (!surface) return Error{ErrorCode::BadInput, "Only a mesh that is a solid can be simplified", {}};
        using Policies = sms::GarlandHeckbert_plane_policies<SurfaceMesh, Kernel>;
        Policies policies(*surface);
        const auto& cost = policies.get_cost();
        const auto& placement = policies.get_placement();
        const sms::Bounded_normal_change_filter<> filter;
        const StopRule stop(settings, surface->number_of_edges(), context);
        sms::edge_collapse(*surface, stop,
                           CGAL::parameters::get_cost(cost).get_placement(placement).filter(filter));
        return meshOf(*surface);
    });
}

} // namespace orfeas::print::remesh
