// Cutting in two, with pegs to put the pieces together again. See reshape.h.
#include <algorithm>
#include <cmath>
#include <vector>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/mesh/mesh_facts.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/appearance.h"
#include "core/print/reshape.h"
#include "core/print/work_mesh.h"

namespace orfeas::print {
namespace {

mesh::Mesh dressed(const mesh::Mesh& from, mesh::Mesh made) {
    if (made.empty() || (from.colors.empty() && from.uvs.empty())) return made;
    const mesh::TriangleTree tree(from);
    carryAppearance(from, tree, std::vector<std::uint32_t>(made.triangles.size(), kNoSource), made);
    return made;
}

struct Lid {
    glm::dvec3 center{0.0};
    glm::dvec3 along{1.0, 0.0, 0.0}; ///< its longest direction
    double reach = 0.0;              ///< half its length
};

// The flat face that the cut left: its middle and its longest direction (second moments of its area).
Lid lidOf(const mesh::Mesh& piece, const glm::dvec3& normal, double offset) {
    Lid lid;
    const double near = 1e-5 * glm::length(glm::dvec3(mesh::boundingBox(piece).size()));
    double area = 0.0;
    std::vector<std::pair<glm::dvec3, double>> faces;
    for (const glm::uvec3& t : piece.triangles) {
        const glm::dvec3 a(piece.positions[t.x]), b(piece.positions[t.y]), c(piece.positions[t.z]);
        const auto off = [&](const glm::dvec3& p) { return std::abs(glm::dot(p, normal) - offset) > near; };
        if (off(a) || off(b) || off(c)) continue;
        const double here = 0.5 * glm::length(glm::cross(b - a, c - a));
        faces.emplace_back((a + b + c) / 3.0, here);
        lid.center += (a + b + c) / 3.0 * here;
        area += here;
    }
    if (area <= 0.0) return lid;
    lid.center /= area;
    glm::dvec3 direction(0.0);
    double farthest = 0.0;
    for (const auto& [middle, here] : faces) {
        const double d = glm::length(middle - lid.center);
        if (d > farthest) {
            farthest = d;
            direction = middle - lid.center;
        }
    }
    lid.reach = farthest;
    if (farthest > 0.0) lid.along = direction / farthest;
    return lid;
}

bool inside(const mesh::TriangleTree& tree, const glm::dvec3& p) {
    int turns = 0;
    tree.eachHit(p, {0.3127, 0.5341, 0.7853}, 0.0, 1e300,
                 [&](const mesh::TriangleTree::Hit& hit) { turns += hit.fromBehind ? 1 : -1; });
    return turns > 0;
}

// Room for a peg: its axis and four sides lie a peg's radius inside the whole.
bool hasRoom(const mesh::TriangleTree& whole, const glm::dvec3& at, const glm::dvec3& normal,
             const Pegs& pegs) {
    for (const double end : {-0.5, 0.0, 0.5}) {
        const glm::dvec3 p = at + normal * (end * (pegs.lengthMm + 2.0 * pegs.clearanceMm));
        if (!inside(whole, p)) return false;
        if (whole.closest(p, 0.5 * pegs.diameterMm + pegs.clearanceMm + 0.8)) return false;
    }
    return true;
}

std::vector<glm::dvec3> pegPlaces(const mesh::Mesh& mesh, const Lid& lid, const glm::dvec3& normal,
                                  const Pegs& pegs) {
    const mesh::TriangleTree whole(mesh);
    std::vector<glm::dvec3> places;
    const int count = std::clamp(pegs.count, 0, 8);
    for (int i = 0; i < count; ++i) {
        const double share = count == 1 ? 0.0 : -0.6 + 1.2 * i / (count - 1);
        const glm::dvec3 wanted = lid.center + lid.along * (share * lid.reach);
        for (int pull = 0; pull <= 4; ++pull) {
            const glm::dvec3 at = wanted + (lid.center - wanted) * (0.2 * pull);
            const bool clear = std::all_of(places.begin(), places.end(), [&](const glm::dvec3& other) {
                return glm::length(other - at) > 1.5 * pegs.diameterMm;
            });
            if (!clear || !hasRoom(whole, at, normal, pegs)) continue;
            places.push_back(at);
            break;
        }
    }
    return places;
}

} // namespace

Result<CutPieces> cutByPlane(const mesh::Mesh& mesh, const CutPlane& plane, const Pegs& pegs,
                             const jobs::JobContext& context) {
    const double length = glm::length(plane.normal);
    if (!(length > 0.0)) return Error{ErrorCode::BadInput, "The plane to cut along has no direction", {}};
    const glm::dvec3 normal = plane.normal / length;
    ORFEAS_TRY(engine, remeshEngine());
    CutPieces pieces;
    ORFEAS_TRY(below, engine->cut(mesh, normal, plane.offset, context.part(0.0, 0.3)));
    ORFEAS_TRY(above, engine->cut(mesh, -normal, -plane.offset, context.part(0.3, 0.6)));
    pieces.below = mesh::weldExact(below);
    pieces.above = mesh::weldExact(above);
    if (pegs.count > 0 && !pieces.below.empty() && !pieces.above.empty()) {
        const Lid lid = lidOf(pieces.below, normal, plane.offset);
        for (const glm::dvec3& at : pegPlaces(mesh, lid, normal, pegs)) {
            // A hair shorter into the piece it belongs to, so that no two faces lie in one plane.
            const mesh::Mesh peg = cylinder(at, normal, 0.5 * pegs.diameterMm, pegs.lengthMm, 48);
            const mesh::Mesh hole = cylinder(at, normal, 0.5 * pegs.diameterMm + pegs.clearanceMm,
                                             pegs.lengthMm + 2.0 * pegs.clearanceMm, 48);
            ORFEAS_TRY(with, engine->boolean(pieces.below, peg, BooleanOperation::Union, context));
            ORFEAS_TRY(without, engine->boolean(pieces.above, hole, BooleanOperation::Difference, context));
            pieces.below = mesh::weldExact(with);
            pieces.above = mesh::weldExact(without);
            ++pieces.pegs;
        }
    }
    for (mesh::Mesh* piece : {&pieces.below, &pieces.above}) {
        if (!piece->empty() && !mesh::measure(*piece).solid())
            return Error{ErrorCode::Failed, "The cut would not leave a solid; move the plane a little", {}};
        *piece = dressed(mesh, std::move(*piece));
    }
    return pieces;
}

} // namespace orfeas::print
