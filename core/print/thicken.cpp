#include "core/print/thicken.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <vector>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "core/jobs/long_loop.h"
#include "core/mesh/mesh_facts.h"
#include "core/mesh/mesh_parts.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/make_anew.h"
#include "core/print/remesh_engine.h"

namespace orfeas::print {
namespace {

using Corners = std::array<glm::dvec3, 3>;

glm::dvec3 normalOf(const Corners& c) {
    const glm::dvec3 n = glm::cross(c[1] - c[0], c[2] - c[0]);
    const double length = glm::length(n);
    return length > 0.0 ? n / length : glm::dvec3(0.0);
}

// Halves the longest edge until no edge is longer than `most`, so that each piece is thin or not as a whole.
void splitInto(const Corners& triangle, double most, std::vector<Corners>& out) {
    std::vector<Corners> todo{triangle};
    while (!todo.empty()) {
        const Corners c = todo.back();
        todo.pop_back();
        std::size_t longest = 0;
        double length = 0.0;
        for (std::size_t k = 0; k < 3; ++k) {
            const double l = glm::length(c[(k + 1) % 3] - c[k]);
            if (l > length) {
                length = l;
                longest = k;
            }
        }
        if (length <= most) {
            out.push_back(c);
            continue;
        }
        const glm::dvec3 a = c[longest], b = c[(longest + 1) % 3], apex = c[(longest + 2) % 3];
        const glm::dvec3 middle = 0.5 * (a + b);
        todo.push_back({a, middle, apex});
        todo.push_back({middle, b, apex});
    }
}

struct Piece {
    Corners sheet; ///< halfway to the opposite wall
    double area = 0.0;
    bool thin = false;
};

void measurePiece(const mesh::TriangleTree& tree, const mesh::Mesh& mesh, const glm::dvec3& normal,
                  double thin, Piece& piece) {
    const glm::dvec3 middle = (piece.sheet[0] + piece.sheet[1] + piece.sheet[2]) / 3.0;
    const auto opposite = [&](std::uint32_t face, bool) {
        const glm::uvec3& t = mesh.triangles[face];
        const glm::dvec3 other = normalOf({glm::dvec3(mesh.positions[t.x]), glm::dvec3(mesh.positions[t.y]),
                                           glm::dvec3(mesh.positions[t.z])});
        return glm::dot(other, normal) < -0.7;
    };
    const auto hit = tree.firstHit(middle, -normal, thin * 1e-4, thin, opposite);
    if (!hit) return;
    piece.thin = true;
    for (glm::dvec3& corner : piece.sheet)
        corner -= normal * (0.5 * hit->distance);
}

double voxelFor(const mesh::Mesh& mesh, double thickness) {
    const glm::dvec3 size(mesh::boundingBox(mesh).size());
    return std::max(thickness / 5.0, std::max({size.x, size.y, size.z}) / 700.0);
}

// Without crumbs, and no finer than it needs to be.
Result<mesh::Mesh> solidBody(const mesh::Mesh& made, std::size_t maxTriangles,
                             const jobs::JobContext& context) {
    mesh::Mesh body = mesh::weldExact(made);
    const mesh::MeshParts parts = mesh::findParts(body);
    double largest = 0.0;
    for (const mesh::MeshPart& part : parts.parts)
        largest = std::max(largest, part.volumeMm3);
    std::vector<std::uint8_t> keep(parts.parts.size());
    for (std::size_t i = 0; i < keep.size(); ++i)
        keep[i] = std::abs(parts.parts[i].volumeMm3) >= 1e-3 * largest;
    body = mesh::keepParts(body, parts, keep);
    if (!mesh::measure(body).solid())
        return Error{ErrorCode::Failed, "The thin walls could not be made thicker",
                     "padded mesh is no solid"};
    return simplifiedSolid(body, maxTriangles, 0.0, 20.0, context);
}

} // namespace

Result<ThinWalls> findThinWalls(const mesh::Mesh& mesh, double thin, const jobs::JobContext& context) {
    const mesh::TriangleTree tree(mesh, context);
    const glm::dvec3 size(mesh::boundingBox(mesh).size());
    const double most = std::max(2.0 * thin, glm::length(size) / 150.0);
    std::vector<Corners> pieces;
    std::vector<glm::dvec3> normals;
    for (std::size_t f = 0; f < mesh.triangles.size(); ++f) {
        if (f % 4096 == 0 && context.cancelled()) return jobs::cancelledError();
        const glm::uvec3& t = mesh.triangles[f];
        const Corners c{glm::dvec3(mesh.positions[t.x]), glm::dvec3(mesh.positions[t.y]),
                        glm::dvec3(mesh.positions[t.z])};
        splitInto(c, most, pieces);
        normals.resize(pieces.size(), normalOf(c));
    }
    std::vector<Piece> measured(pieces.size());
    jobs::SharedProgress progress(context, "measuring walls", pieces.size());
    parallelFor(pieces.size(), 512, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            if (i % 256 == 0) {
                if (context.cancelled()) return;
                progress.add(std::min<std::size_t>(256, pieces.size() - i));
            }
            const Corners& c = pieces[i];
            measured[i] = {c, 0.5 * glm::length(glm::cross(c[1] - c[0], c[2] - c[0])), false};
            if (normals[i] != glm::dvec3(0.0)) measurePiece(tree, mesh, normals[i], thin, measured[i]);
        }
    });
    if (context.cancelled()) return jobs::cancelledError();
    ThinWalls walls;
    double area = 0.0, thinArea = 0.0;
    for (const Piece& piece : measured) {
        area += piece.area;
        if (!piece.thin) continue;
        thinArea += piece.area;
        const auto base = static_cast<std::uint32_t>(walls.core.positions.size());
        for (const glm::dvec3& corner : piece.sheet)
            walls.core.positions.emplace_back(corner);
        walls.core.triangles.emplace_back(base, base + 1, base + 2);
    }
    walls.areaShare = area > 0.0 ? thinArea / area : 0.0;
    return walls;
}

Result<std::optional<mesh::Mesh>> thickened(const mesh::Mesh& mesh, double thin, double to,
                                            std::size_t maxTriangles, const jobs::JobContext& context) {
    context.report("measuring walls", 0.0);
    ORFEAS_TRY(walls, findThinWalls(mesh, thin, context.part(0.0, 0.2)));
    if (walls.core.empty()) return std::optional<mesh::Mesh>();
    ORFEAS_TRY(engine, remeshEngine());
    const double voxel = voxelFor(mesh, to);
    ORFEAS_TRY(made, engine->padded(mesh, walls.core, 0.5 * to, voxel, context.part(0.2, 0.6)));
    ORFEAS_TRY(body, solidBody(made, maxTriangles, context.part(0.6, 1.0)));
    return std::optional<mesh::Mesh>(std::move(body));
}

Result<mesh::Mesh> plateOf(const mesh::Mesh& sheets, double thickness, std::size_t maxTriangles,
                           const jobs::JobContext& context) {
    ORFEAS_TRY(engine, remeshEngine());
    double area = 0.0;
    for (const glm::uvec3& t : sheets.triangles) {
        const glm::dvec3 a(sheets.positions[t.x]), b(sheets.positions[t.y]), c(sheets.positions[t.z]);
        area += 0.5 * glm::length(glm::cross(b - a, c - a));
    }
    // Two sides of two triangles a voxel: no more of them than can be made fewer in seconds.
    const double voxel = std::max(voxelFor(sheets, thickness), std::sqrt(4.0 * area / 600'000.0));
    ORFEAS_TRY(made, engine->padded({}, sheets, 0.5 * thickness, voxel, context.part(0.0, 0.6)));
    return solidBody(made, maxTriangles, context.part(0.6, 1.0));
}

} // namespace orfeas::print
