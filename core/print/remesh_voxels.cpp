#include <algorithm>
#include <cmath>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include <openvdb/openvdb.h>
#include <openvdb/tools/Composite.h>
#include <openvdb/tools/LevelSetUtil.h>
#include <openvdb/tools/MeshToVolume.h>
#include <openvdb/tools/VolumeToMesh.h>

#include "core/mesh/mesh_facts.h"
#include "core/print/remesh_parts.h"

namespace orfeas::print::remesh {
namespace {

struct Stopped {};

// OpenVDB's idea of an interrupter.
class Interrupter {
public:
    explicit Interrupter(const jobs::JobContext& context) : m_context(&context) {}
    void start(const char* = nullptr) {}
    void end() {}
    bool wasInterrupted(int = -1) const { return m_context->cancelled(); }

private:
    const jobs::JobContext* m_context;
};

// OpenVDB's idea of a mesh, in voxel units.
class VoxelSpaceMesh {
public:
    VoxelSpaceMesh(const mesh::Mesh& mesh, double voxel) : m_mesh(&mesh), m_scale(1.0 / voxel) {}
    std::size_t polygonCount() const { return m_mesh->triangles.size(); }
    std::size_t pointCount() const { return m_mesh->positions.size(); }
    std::size_t vertexCount(std::size_t) const { return 3; }
    void getIndexSpacePoint(std::size_t n, std::size_t v, openvdb::Vec3d& at) const {
        const glm::dvec3 p =
            glm::dvec3(m_mesh->positions[m_mesh->triangles[n][static_cast<int>(v)]]) * m_scale;
        at = openvdb::Vec3d(p.x, p.y, p.z);
    }

private:
    const mesh::Mesh* m_mesh;
    double m_scale;
};

constexpr double kMaxVoxelsAlong = 2000.0;

bool tooFine(const mesh::Mesh& mesh, double voxel) {
    const glm::vec3 size = mesh::boundingBox(mesh).size();
    return !(voxel > 0.0) || std::max({size.x, size.y, size.z}) / voxel > kMaxVoxelsAlong;
}

openvdb::FloatGrid::Ptr distanceOf(const mesh::Mesh& mesh, double voxel, double outside, double inside,
                                   bool isSigned, const jobs::JobContext& context) {
    // openvdb::initialize() registers types for OpenVDB's own files, which are never used here.
    const VoxelSpaceMesh input(mesh, voxel);
    Interrupter interrupter(context);
    const auto transform = openvdb::math::Transform::createLinearTransform(voxel);
    const int flags = isSigned ? 0 : openvdb::tools::UNSIGNED_DISTANCE_FIELD;
    auto grid = openvdb::tools::meshToVolume<openvdb::FloatGrid>(
        interrupter, input, *transform, static_cast<float>(outside), static_cast<float>(inside), flags);
    if (context.cancelled()) throw Stopped();
    return grid;
}

mesh::Mesh surfaceOf(const openvdb::FloatGrid& grid, double level) {
    openvdb::tools::VolumeToMesh mesher(level, 0.0);
    mesher(grid);
    mesh::Mesh out;
    out.positions.reserve(mesher.pointListSize());
    for (std::size_t i = 0; i < mesher.pointListSize(); ++i) {
        const openvdb::Vec3s& p = mesher.pointList()[i];
        out.positions.emplace_back(p.x(), p.y(), p.z());
    }
    for (std::size_t pool = 0; pool < mesher.polygonPoolListSize(); ++pool) {
        const openvdb::tools::PolygonPool& polygons = mesher.polygonPoolList()[pool];
        for (std::size_t i = 0; i < polygons.numQuads(); ++i) {
            const openvdb::Vec4I& q = polygons.quad(i);
            // The shorter diagonal; OpenVDB runs clockwise.
            const auto gap = [&](int a, int b) {
                const glm::vec3 d = out.positions[q[a]] - out.positions[q[b]];
                return glm::dot(d, d);
            };
            if (gap(0, 2) <= gap(1, 3)) {
                out.triangles.emplace_back(q[0], q[2], q[1]);
                out.triangles.emplace_back(q[0], q[3], q[2]);
            } else {
                out.triangles.emplace_back(q[0], q[3], q[1]);
                out.triangles.emplace_back(q[1], q[3], q[2]);
            }
        }
        for (std::size_t i = 0; i < polygons.numTriangles(); ++i) {
            const openvdb::Vec3I& t = polygons.triangle(i);
            out.triangles.emplace_back(t[0], t[2], t[1]);
        }
    }
    return out;
}

template <typename Work>
Result<mesh::Mesh> guarded(const Work& work) {
    try {
        return work();
    } catch (const Stopped&) {
        return jobs::cancelledError();
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "There is not enough memory for voxels this small", {}};
    } catch (const std::exception& fault) {
        return Error{ErrorCode::Failed, "The mesh could not be turned into voxels", fault.what()};
    }
}

Error tooFineError() {
    return {ErrorCode::TooLarge, "The voxels are too small for an object of this size", {}};
}

} // namespace

Result<mesh::Mesh> voxelRemesh(const mesh::Mesh& mesh, double voxelMm, double offsetMm,
                               const jobs::JobContext& context) {
    if (tooFine(mesh, voxelMm)) return tooFineError();
    return guarded([&]() -> Result<mesh::Mesh> {
        context.report("filling voxels", 0.0);
        const double reach = std::abs(offsetMm) / voxelMm;
        const double outside = 3.0 + std::max(offsetMm / voxelMm, 0.0);
        const double inside = 3.0 + (offsetMm < 0.0 ? reach : 0.0);
        const auto grid = distanceOf(mesh, voxelMm, outside, inside, true, context);
        context.report("making the surface", 0.6);
        mesh::Mesh out = surfaceOf(*grid, offsetMm);
        if (context.cancelled()) return jobs::cancelledError();
        if (out.empty()) return Error{ErrorCode::Failed, "Nothing is left of the mesh as voxels", {}};
        return out;
    });
}

Result<mesh::Mesh> padded(const mesh::Mesh& mesh, const mesh::Mesh& core, double radiusMm, double voxelMm,
                          const jobs::JobContext& context) {
    if (tooFine(mesh, voxelMm)) return tooFineError();
    return guarded([&]() -> Result<mesh::Mesh> {
        context.report("filling voxels", 0.0);
        const auto body = distanceOf(mesh, voxelMm, 3.0, 3.0, true, context);
        const auto skin = distanceOf(core, voxelMm, 3.0 + radiusMm / voxelMm, 3.0, false, context);
        context.report("thickening", 0.5);
        // Distance to the core less the radius is a level set of what lies within the radius.
        const float radius = static_cast<float>(radiusMm);
        const float band = static_cast<float>(3.0 * voxelMm);
        for (auto value = skin->beginValueOn(); value; ++value)
            value.setValue(std::min(*value - radius, band));
        for (auto value = skin->beginValueOff(); value; ++value)
            value.setValue(band);
        openvdb::tools::changeBackground(skin->tree(), band);
        openvdb::tools::csgUnion(*body, *skin);
        if (context.cancelled()) return jobs::cancelledError();
        context.report("making the surface", 0.7);
        return surfaceOf(*body, 0.0);
    });
}

} // namespace orfeas::print::remesh
