#include "core/print/reshape.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/mesh/mesh_facts.h"
#include "core/mesh/mesh_parts.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/appearance.h"
#include "core/print/make_anew.h"
#include "core/print/shell_nesting.h"
#include "core/print/work_mesh.h"

namespace orfeas::print {
namespace {

constexpr double kPi = 3.14159265358979323846;

// Colours and texture of `from` on what was made of it.
mesh::Mesh dressed(const mesh::Mesh& from, mesh::Mesh made) {
    if (from.colors.empty() && from.uvs.empty()) return made;
    const mesh::TriangleTree tree(from);
    carryAppearance(from, tree, std::vector<std::uint32_t>(made.triangles.size(), kNoSource), made);
    return made;
}

Result<mesh::Mesh> solidOf(mesh::Mesh made, const char* what) {
    mesh::Mesh welded = mesh::weldExact(made);
    if (!mesh::measure(welded).solid())
        return Error{ErrorCode::Failed, "The result would not be a solid", what};
    return welded;
}

double longestOf(const mesh::Mesh& mesh) {
    const glm::vec3 size = mesh::boundingBox(mesh).size();
    return double(std::max({size.x, size.y, size.z}));
}

} // namespace

mesh::Mesh scaled(const mesh::Mesh& mesh, double factor) {
    mesh::Mesh out = mesh;
    const mesh::Box box = mesh::boundingBox(mesh);
    const glm::dvec3 base(box.center().x, box.center().y, box.lower.z);
    for (glm::vec3& p : out.positions)
        p = glm::vec3(base + (glm::dvec3(p) - base) * factor);
    return out;
}

mesh::Mesh scaledToLongest(const mesh::Mesh& mesh, double longestMm) {
    const double longest = longestOf(mesh);
    return longest > 0.0 ? scaled(mesh, longestMm / longest) : mesh;
}

mesh::Mesh scaledToHeight(const mesh::Mesh& mesh, double heightMm) {
    const double height = double(mesh::boundingBox(mesh).size().z);
    return height > 0.0 ? scaled(mesh, heightMm / height) : mesh;
}

mesh::Mesh mirrored(const mesh::Mesh& mesh, int axis) {
    mesh::Mesh out = mesh;
    const mesh::Box box = mesh::boundingBox(mesh);
    for (glm::vec3& p : out.positions)
        p[axis] = box.lower[axis] + (box.upper[axis] - p[axis]);
    for (glm::uvec3& t : out.triangles)
        std::swap(t.y, t.z);
    if (!out.uvs.empty() && out.uvTriangles.empty()) out.uvTriangles = mesh.triangles;
    for (glm::uvec3& t : out.uvTriangles)
        std::swap(t.y, t.z);
    return out;
}

mesh::Mesh droppedToBed(const mesh::Mesh& mesh) {
    mesh::Mesh out = mesh;
    const float lowest = mesh::boundingBox(mesh).lower.z;
    for (glm::vec3& p : out.positions)
        p.z -= lowest;
    return out;
}

std::vector<mesh::Mesh> splitToParts(const mesh::Mesh& mesh) {
    if (mesh.empty()) return {};
    const mesh::TriangleTree tree(mesh);
    const ShellNesting nesting = nestShells(mesh, tree, {}, 0.0, {});
    std::vector<std::uint32_t> owner(nesting.shells.size());
    for (std::uint32_t s = 0; s < owner.size(); ++s) {
        const bool cavity = nesting.shells[s].within.size() % 2 == 1 && nesting.shells[s].volumeMm3 < 0.0;
        owner[s] = cavity ? static_cast<std::uint32_t>(nesting.shells[s].outer) : s;
    }
    mesh::MeshParts parts;
    parts.of.resize(mesh.triangles.size());
    parts.parts.resize(owner.size());
    for (std::size_t f = 0; f < parts.of.size(); ++f)
        parts.of[f] = owner[nesting.of[f]];
    std::vector<mesh::Mesh> out;
    for (std::uint32_t s = 0; s < owner.size(); ++s) {
        if (owner[s] != s) continue;
        std::vector<std::uint8_t> keep(owner.size(), 0);
        keep[s] = 1;
        out.push_back(mesh::keepParts(mesh, parts, keep));
    }
    return out;
}

Result<mesh::Mesh> withFlatBase(const mesh::Mesh& mesh, double mm, const jobs::JobContext& context) {
    ORFEAS_TRY(engine, remeshEngine());
    const double height = double(mesh::boundingBox(mesh).lower.z) + mm;
    ORFEAS_TRY(cut, engine->cut(mesh, {0.0, 0.0, -1.0}, -height, context));
    ORFEAS_TRY(solid, solidOf(std::move(cut), "flat base"));
    return dressed(mesh, std::move(solid));
}

Result<mesh::Mesh> simplified(const mesh::Mesh& mesh, std::size_t target, double maxErrorMm,
                              const jobs::JobContext& context) {
    if (!mesh::measure(mesh).solid())
        return Error{ErrorCode::BadInput, "Only a solid can be simplified: repair it first", {}};
    ORFEAS_TRY(simple, simplifiedSolid(mesh, target, maxErrorMm, 60.0, context));
    return dressed(mesh, std::move(simple));
}

Result<mesh::Mesh> smoothed(const mesh::Mesh& mesh, int rounds, const jobs::JobContext& context) {
    std::vector<std::vector<std::uint32_t>> around(mesh.positions.size());
    for (const glm::uvec3& t : mesh.triangles) {
        for (int k = 0; k < 3; ++k) {
            around[t[k]].push_back(t[(k + 1) % 3]);
            around[t[k]].push_back(t[(k + 2) % 3]);
        }
    }
    std::vector<glm::dvec3> now(mesh.positions.begin(), mesh.positions.end());
    std::vector<glm::dvec3> next(now);
    const auto pass = [&](double weight) {
        for (std::size_t v = 0; v < now.size(); ++v) {
            if (around[v].empty()) continue;
            glm::dvec3 mean(0.0);
            for (const std::uint32_t n : around[v])
                mean += now[n];
            next[v] = now[v] + (mean / static_cast<double>(around[v].size()) - now[v]) * weight;
        }
        std::swap(now, next);
    };
    for (int round = 0; round < rounds; ++round) {
        if (context.cancelled()) return jobs::cancelledError();
        context.report("smoothing", static_cast<double>(round) / rounds);
        pass(0.5);
        pass(-0.53);
    }
    mesh::Mesh out = mesh;
    for (std::size_t v = 0; v < now.size(); ++v)
        out.positions[v] = glm::vec3(now[v]);
    const double before = mesh::measure(mesh).volumeMm3, after = mesh::measure(out).volumeMm3;
    if (before <= 0.0 || after <= 0.0) return out;
    const glm::dvec3 center(mesh::boundingBox(out).center());
    const double factor = std::cbrt(before / after);
    for (std::size_t v = 0; v < now.size(); ++v)
        out.positions[v] = glm::vec3(center + (now[v] - center) * factor);
    return out;
}

Result<mesh::Mesh> voxelRemeshed(const mesh::Mesh& mesh, double voxelMm, const jobs::JobContext& context) {
    ORFEAS_TRY(engine, remeshEngine());
    ORFEAS_TRY(made, engine->voxelRemesh(mesh, voxelMm, 0.0, context));
    ORFEAS_TRY(solid, solidOf(std::move(made), "voxel remesh"));
    return dressed(mesh, std::move(solid));
}

Result<mesh::Mesh> combined(const mesh::Mesh& a, const mesh::Mesh& b, BooleanOperation operation,
                            const jobs::JobContext& context) {
    ORFEAS_TRY(engine, remeshEngine());
    ORFEAS_TRY(made, engine->boolean(a, b, operation, context));
    if (made.empty()) return Error{ErrorCode::BadInput, "Nothing would be left of the objects", {}};
    ORFEAS_TRY(solid, solidOf(std::move(made), "boolean"));
    return dressed(a, std::move(solid));
}

mesh::Mesh cylinder(const glm::dvec3& center, const glm::dvec3& axis, double radius, double length,
                    int sides) {
    const glm::dvec3 z = glm::normalize(axis);
    const glm::dvec3 helper = std::abs(z.x) < 0.9 ? glm::dvec3(1, 0, 0) : glm::dvec3(0, 1, 0);
    const glm::dvec3 x = glm::normalize(glm::cross(helper, z));
    const glm::dvec3 y = glm::cross(z, x);
    mesh::Mesh out;
    const auto n = static_cast<std::uint32_t>(sides);
    for (const double end : {-0.5, 0.5}) {
        for (std::uint32_t i = 0; i < n; ++i) {
            const double angle = 2.0 * kPi * i / n;
            out.positions.emplace_back(center + z * (end * length) +
                                       (x * std::cos(angle) + y * std::sin(angle)) * radius);
        }
    }
    for (const double end : {-0.5, 0.5})
        out.positions.emplace_back(center + z * (end * length));
    for (std::uint32_t i = 0; i < n; ++i) {
        const std::uint32_t j = (i + 1) % n;
        out.triangles.emplace_back(i, j, n + j);
        out.triangles.emplace_back(i, n + j, n + i);
        out.triangles.emplace_back(2 * n, j, i);
        out.triangles.emplace_back(2 * n + 1, n + i, n + j);
    }
    return out;
}

} // namespace orfeas::print
