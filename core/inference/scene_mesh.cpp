#include "core/inference/scene_mesh.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/inference/density_response.h"
#include "core/mesh/mesh_parts.h"
#include "core/mesh/surface_extractor.h"

namespace orfeas::inference {
namespace {

constexpr double kCrumbShare = 0.01;
constexpr std::uint64_t kBytesPerTriangle = 64; ///< with half a vertex, parts and a copy

// Keeps parts that are solid and large enough; what faces inward is a cavity.
mesh::Mesh withoutCrumbs(const mesh::Mesh& mesh, bool keepCrumbs) {
    const mesh::MeshParts parts = mesh::findParts(mesh);
    double largest = 0.0;
    for (const mesh::MeshPart& part : parts.parts)
        largest = std::max(largest, part.volumeMm3);
    std::vector<std::uint8_t> keep;
    for (const mesh::MeshPart& part : parts.parts) {
        keep.push_back(part.volumeMm3 > 0.0 && (keepCrumbs || part.volumeMm3 >= kCrumbShare * largest));
    }
    return mesh::keepParts(mesh, parts, keep);
}

Result<void> colorVertices(const SceneCode& scene, mesh::Mesh& mesh, std::size_t batch,
                           const jobs::JobContext& context) {
    std::vector<glm::vec3> values;
    mesh.colors.resize(mesh.positions.size());
    const auto byte = [](float value) {
        return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0f, 1.0f) * 255.0f));
    };
    for (std::size_t begin = 0; begin < mesh.positions.size(); begin += batch) {
        if (context.cancelled()) return jobs::cancelledError();
        const std::size_t count = std::min(batch, mesh.positions.size() - begin);
        values.resize(count);
        ORFEAS_CHECK(scene.color(std::span(mesh.positions).subspan(begin, count), values));
        for (std::size_t i = 0; i < count; ++i) {
            mesh.colors[begin + i] = {byte(values[i].x), byte(values[i].y), byte(values[i].z), 255};
        }
    }
    return {};
}

} // namespace

Result<mesh::Mesh> meshScene(const SceneCode& scene, const TripoSrConfig& config,
                             const SceneMeshSettings& settings, const jobs::JobContext& context) {
    const std::optional<float> level = rawLevel(config, settings.threshold);
    if (!level) return Error{ErrorCode::BadInput, "No density of this network can reach that threshold", {}};
    mesh::Field field;
    field.batch = settings.queryPoints;
    field.evaluate = [&](std::span<const glm::vec3> points, std::span<float> values) {
        return scene.density(points, values);
    };
    field.response = [&](float raw) { return densityOf(config, raw); };
    mesh::SurfaceSettings surface;
    surface.box = {glm::vec3(static_cast<float>(-config.radius)),
                   glm::vec3(static_cast<float>(config.radius))};
    surface.samples = glm::ivec3(settings.resolution);
    surface.level = *level;
    if (settings.maxBytes > 0) {
        // Samples near the surface, and then the mesh, its colours, and the copy without crumbs.
        surface.maxBytes = std::min<std::size_t>(surface.maxBytes, settings.maxBytes / 2);
        surface.maxTriangles =
            std::min<std::size_t>(surface.maxTriangles, settings.maxBytes / 2 / kBytesPerTriangle);
    }
    ORFEAS_TRY(extracted, mesh::extractSurface(field, surface, context.part(0.0, 0.8)));
    mesh::Mesh mesh = withoutCrumbs(extracted.mesh, settings.keepCrumbs);
    if (mesh.empty()) {
        return Error{
            ErrorCode::Failed,
            "The network saw no solid object in this picture; try a lower threshold or another cut-out",
            {}};
    }
    if (settings.colors) {
        context.report("colouring", 0.8);
        ORFEAS_CHECK(colorVertices(scene, mesh, settings.queryPoints, context));
    }
    // The network's camera looks along -x, with y to the right and z up.
    for (glm::vec3& p : mesh.positions)
        p = {p.y, p.z, p.x};
    return mesh;
}

} // namespace orfeas::inference
