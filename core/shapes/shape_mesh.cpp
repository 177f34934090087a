#include "core/shapes/shape_mesh.h"

#include <algorithm>

#include "core/mesh/surface_extractor.h"
#include "core/shapes/pixels.h"

namespace orfeas::shapes {
namespace {

constexpr float kNoted =
    0.01f; // of the cube: as far as vertices may be from the surface they are coloured by

mesh::Rgba8 colorOf(const ShapeView& shape, Vec3 q) {
    Selection around;
    aroundPoint(shape, q, kNoted, around);
    const Vec3 color = colorAt(shape.materials[materialAt(shape, around, q)], shape.canonical(q));
    return {encoded(color.x), encoded(color.y), encoded(color.z), 255};
}

} // namespace

Result<mesh::Mesh> meshOf(const ShapeView& shape, int samples, float millimetres,
                          const jobs::JobContext& context) {
    mesh::Field field;
    field.concurrent = true;
    field.evaluate = [&](std::span<const glm::vec3> points, std::span<float> values) -> Result<void> {
        std::transform(points.begin(), points.end(), values.begin(), [&](const glm::vec3& p) {
            return -distance(shape, Vec3{p.x, p.y, p.z});
        });
        return {};
    };
    mesh::SurfaceSettings settings;
    settings.box = {glm::vec3(-1.0f), glm::vec3(1.0f)};
    settings.samples = glm::ivec3(samples);
    settings.coarseCells = std::min(samples - 1, 48); // legs and handles are thin
    ORFEAS_TRY(surface, mesh::extractSurface(field, settings, context));
    mesh::Mesh mesh = std::move(surface.mesh);
    mesh.colors.reserve(mesh.positions.size());
    const float scale = 0.5f * millimetres;
    for (glm::vec3& p : mesh.positions) {
        mesh.colors.push_back(colorOf(shape, {p.x, p.y, p.z}));
        p = glm::vec3(p.x, -p.z, p.y) * scale;
    }
    return mesh;
}

} // namespace orfeas::shapes
