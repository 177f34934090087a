#include <cmath>
#include <deque>

#include <CGAL/Constrained_Delaunay_triangulation_2.h>
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Triangulation_face_base_with_info_2.h>
#include <CGAL/Triangulation_vertex_base_with_info_2.h>

#include "core/print/cgal_mesh.h"
#include "core/print/remesh_parts.h"

namespace orfeas::print::remesh {
namespace {

constexpr std::uint32_t kUnused = 0xffffffffu;
constexpr int kUnseen = -1;

struct FaceInfo {
    int depth = kUnseen; ///< outlines between it and the outside
};
using VertexBase = CGAL::Triangulation_vertex_base_with_info_2<std::uint32_t, Kernel>;
using PlainFace = CGAL::Triangulation_face_base_with_info_2<FaceInfo, Kernel>;
using FaceBase = CGAL::Constrained_triangulation_face_base_2<Kernel, PlainFace>;
using Structure = CGAL::Triangulation_data_structure_2<VertexBase, FaceBase>;
using Triangulation =
    CGAL::Constrained_Delaunay_triangulation_2<Kernel, Structure, CGAL::Exact_predicates_tag>;
using Face = Triangulation::Face_handle;
using Outlines = std::vector<std::vector<glm::dvec2>>;

// Flood fill from the outside, one ring of outlines after the other.
void findDepths(Triangulation& triangulation) {
    std::deque<std::pair<Face, int>> starts{{triangulation.infinite_face(), 0}};
    while (!starts.empty()) {
        const auto [start, depth] = starts.front();
        starts.pop_front();
        if (start->info().depth != kUnseen) continue;
        std::vector<Face> todo{start};
        while (!todo.empty()) {
            const Face face = todo.back();
            todo.pop_back();
            if (face->info().depth != kUnseen) continue;
            face->info().depth = depth;
            for (int k = 0; k < 3; ++k) {
                const Face next = face->neighbor(k);
                if (next->info().depth != kUnseen) continue;
                if (triangulation.is_constrained({face, k}))
                    starts.emplace_back(next, depth + 1);
                else
                    todo.push_back(next);
            }
        }
    }
}

bool isInside(const Face& face) {
    return face->info().depth % 2 == 1;
}

bool insert(Triangulation& triangulation, const Outlines& outlines, double spacing,
            const jobs::JobContext& context) {
    double lowX = 1e300, lowY = 1e300, highX = -1e300, highY = -1e300;
    for (const auto& outline : outlines) {
        if (context.cancelled()) return false;
        std::vector<Triangulation::Point> points;
        for (const glm::dvec2& p : outline) {
            points.emplace_back(p.x, p.y);
            lowX = std::min(lowX, p.x), highX = std::max(highX, p.x);
            lowY = std::min(lowY, p.y), highY = std::max(highY, p.y);
        }
        if (points.size() >= 3) triangulation.insert_constraint(points.begin(), points.end(), true);
    }
    // Points within, so that the prism can follow a surface.
    std::vector<Triangulation::Point> grid;
    for (double y = lowY + 0.5 * spacing; y < highY; y += spacing) {
        for (double x = lowX + 0.5 * spacing; x < highX; x += spacing)
            grid.emplace_back(x, y);
    }
    triangulation.insert(grid.begin(), grid.end());
    return !context.cancelled();
}

mesh::Mesh extruded(const Triangulation& triangulation) {
    std::uint32_t count = 0;
    mesh::Mesh out;
    const auto number = [&](const Triangulation::Vertex_handle& vertex) {
        if (vertex->info() != kUnused) return vertex->info();
        out.positions.emplace_back(CGAL::to_double(vertex->point().x()), CGAL::to_double(vertex->point().y()),
                                   0.0);
        return vertex->info() = count++;
    };
    for (auto vertex = triangulation.all_vertices_begin(); vertex != triangulation.all_vertices_end();
         ++vertex)
        vertex->info() = kUnused;
    struct Wall {
        std::uint32_t from, to;
    };
    std::vector<glm::uvec3> lid;
    std::vector<Wall> walls;
    for (auto face = triangulation.finite_faces_begin(); face != triangulation.finite_faces_end(); ++face) {
        if (!isInside(face)) continue;
        lid.emplace_back(number(face->vertex(0)), number(face->vertex(1)), number(face->vertex(2)));
        for (int k = 0; k < 3; ++k) {
            if (!isInside(face->neighbor(k)))
                walls.push_back({number(face->vertex((k + 1) % 3)), number(face->vertex((k + 2) % 3))});
        }
    }
    for (std::uint32_t v = 0; v < count; ++v)
        out.positions.emplace_back(out.positions[v].x, out.positions[v].y, 1.0f);
    for (const glm::uvec3& t : lid) {
        out.triangles.emplace_back(t.x, t.z, t.y);
        out.triangles.push_back(t + count);
    }
    for (const Wall& wall : walls) {
        out.triangles.emplace_back(wall.from, wall.to, wall.to + count);
        out.triangles.emplace_back(wall.from, wall.to + count, wall.from + count);
    }
    return out;
}

} // namespace

Result<mesh::Mesh> prism(const Outlines& outlines, double spacing, const jobs::JobContext& context) {
    return guarded("prism", context, [&]() -> Result<mesh::Mesh> {
        if (!(spacing > 0.0)) return Error{ErrorCode::BadInput, "Points must be apart", "spacing"};
        context.report("drawing outlines", 0.0);
        Triangulation triangulation;
        if (!insert(triangulation, outlines, spacing, context)) return jobs::cancelledError();
        findDepths(triangulation);
        mesh::Mesh out = extruded(triangulation);
        if (out.empty()) return Error{ErrorCode::BadInput, "The outlines go round nothing", {}};
        return out;
    });
}

} // namespace orfeas::print::remesh
