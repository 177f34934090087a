// Hollowing, with holes to drain. See reshape.h.
#include <algorithm>
#include <cmath>
#include <vector>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/mesh/mesh_facts.h"
#include "core/mesh/mesh_parts.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/appearance.h"
#include "core/print/make_anew.h"
#include "core/print/reshape.h"
#include "core/print/work_mesh.h"

namespace orfeas::print {
namespace {

// Where drains go: the cavity's points nearest to the bed, apart from each other.
std::vector<glm::dvec3> drainPlaces(const mesh::Mesh& cavity, int count, double apart) {
    std::vector<std::uint32_t> order(cavity.positions.size());
    for (std::uint32_t v = 0; v < order.size(); ++v)
        order[v] = v;
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return cavity.positions[a].z < cavity.positions[b].z;
    });
    const mesh::Box box = mesh::boundingBox(cavity);
    const double floor = double(box.lower.z) + 0.02 * double(box.size().z);
    // Of the floor of the cavity the middle first, then what is farthest from the places chosen.
    std::vector<glm::dvec3> candidates;
    glm::dvec3 middle(0.0);
    for (const std::uint32_t v : order) {
        if (double(cavity.positions[v].z) > floor && candidates.size() >= 16) break;
        candidates.emplace_back(cavity.positions[v]);
        middle += candidates.back();
    }
    if (candidates.empty()) return {};
    middle /= static_cast<double>(candidates.size());
    std::vector<glm::dvec3> places;
    for (int i = 0; i < count; ++i) {
        const glm::dvec3* best = nullptr;
        double bestScore = -1e300;
        for (const glm::dvec3& p : candidates) {
            double nearest = 1e300;
            for (const glm::dvec3& taken : places)
                nearest = std::min(nearest, glm::length(glm::dvec2(p - taken)));
            const double score = places.empty() ? -glm::length(glm::dvec2(p - middle)) : nearest;
            if (score > bestScore) {
                bestScore = score;
                best = &p;
            }
        }
        if (!best || (!places.empty() && bestScore < apart)) break;
        places.push_back(*best);
    }
    return places;
}

Result<mesh::Mesh> innerWall(const mesh::Mesh& mesh, const HollowSettings& settings,
                             const RemeshEngine& engine, const jobs::JobContext& context) {
    const glm::vec3 size = mesh::boundingBox(mesh).size();
    const double longest = double(std::max({size.x, size.y, size.z}));
    const double voxel = std::clamp(settings.wallMm / 4.0, longest / 500.0, longest / 64.0);
    ORFEAS_TRY(made, engine.voxelRemesh(mesh, voxel, -settings.wallMm, context.part(0.0, 0.5)));
    mesh::Mesh inner = mesh::weldExact(made);
    const mesh::MeshParts parts = mesh::findParts(inner);
    std::vector<std::uint8_t> keep(parts.parts.size());
    // Pockets smaller than a drop of resin are left solid.
    for (std::size_t i = 0; i < keep.size(); ++i)
        keep[i] = std::abs(parts.parts[i].volumeMm3) > std::pow(2.0 * settings.wallMm, 3.0);
    inner = mesh::keepParts(inner, parts, keep);
    if (inner.empty() || !mesh::measure(inner).solid())
        return Error{
            ErrorCode::BadInput, "The object is nowhere thick enough to be hollow with walls like that", {}};
    return simplifiedSolid(inner, settings.maxTriangles, 0.0, 20.0, context.part(0.5, 0.8));
}

} // namespace

Result<mesh::Mesh> hollowed(const mesh::Mesh& mesh, const HollowSettings& settings,
                            const jobs::JobContext& context) {
    if (!(settings.wallMm > 0.0)) return Error{ErrorCode::BadInput, "Walls must be thicker than 0 mm", {}};
    if (!mesh::measure(mesh).solid())
        return Error{ErrorCode::BadInput, "Only a solid can be hollowed: repair it first", {}};
    ORFEAS_TRY(engine, remeshEngine());
    Result<mesh::Mesh> inner = innerWall(mesh, settings, *engine, context);
    if (!inner.ok() && inner.error().code == ErrorCode::Failed) {
        return Error{ErrorCode::BadInput,
                     "The object is nowhere thick enough to be hollow with walls like that",
                     inner.error().detail};
    }
    if (!inner.ok()) return std::move(inner).error();
    const std::vector<glm::dvec3> drains =
        drainPlaces(*inner, std::clamp(settings.drainHoles, 0, 8), 2.0 * settings.drainMm);
    const float bed = mesh::boundingBox(mesh).lower.z;
    mesh::Mesh cavity = std::move(*inner);
    for (const glm::dvec3& at : drains) {
        const double top = at.z + settings.wallMm, bottom = double(bed) - settings.wallMm;
        const mesh::Mesh shaft =
            cylinder({at.x, at.y, 0.5 * (top + bottom)}, {0, 0, 1}, 0.5 * settings.drainMm, top - bottom, 32);
        ORFEAS_TRY(with, engine->boolean(cavity, shaft, BooleanOperation::Union, context));
        cavity = mesh::weldExact(with);
    }
    ORFEAS_TRY(hollow, engine->boolean(mesh, cavity, BooleanOperation::Difference, context));
    mesh::Mesh out = mesh::weldExact(hollow);
    if (!mesh::measure(out).solid())
        return Error{
            ErrorCode::Failed, "The hollow object would not be a solid; try another wall thickness", {}};
    if (!mesh.colors.empty() || !mesh.uvs.empty()) {
        const mesh::TriangleTree tree(mesh);
        carryAppearance(mesh, tree, std::vector<std::uint32_t>(out.triangles.size(), kNoSource), out);
    }
    return out;
}

} // namespace orfeas::print
