#include "core/mesh/surface_extractor_cuda.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace orfeas::mesh {
namespace {

constexpr int kSide = 40;

float value(glm::ivec3 at) {
    const glm::vec3 p = glm::vec3(at) / 20.0f - 1.0f;
    return 0.9f - std::sqrt(p.x * p.x + 1.5f * p.y * p.y + p.z * p.z) + 0.1f * std::sin(9.0f * p.x);
}

std::vector<std::array<float, 3>> sorted(const Mesh& mesh) {
    std::vector<std::array<float, 3>> points;
    for (const glm::vec3& p : mesh.positions)
        points.push_back({p.x, p.y, p.z});
    std::sort(points.begin(), points.end());
    return points;
}

// Where there is a device the surface is the processor's; where there is none that is said.
TEST(SurfaceExtractorCuda, makesTheProcessorsSurfaceOrSaysWhyNot) {
    SurfaceSettings settings;
    settings.box = {glm::vec3(0.0f), glm::vec3(kSide - 1.0f)};
    settings.samples = glm::ivec3(kSide);
    std::vector<float> values;
    for (int i = 0; i < kSide * kSide * kSide; ++i)
        values.push_back(value({i % kSide, i / kSide % kSide, i / kSide / kSide}));
    const Result<Surface> onGpu = extractSurfaceOnGpu(values, settings);
    if (!onGpu.ok()) {
        EXPECT_EQ(onGpu.error().code, ErrorCode::Unavailable) << onGpu.error().detail;
        return;
    }
    Field field;
    field.evaluate = [](std::span<const glm::vec3> points, std::span<float> out) -> Result<void> {
        for (std::size_t i = 0; i < points.size(); ++i)
            out[i] = value(glm::ivec3(points[i] + 0.5f));
        return {};
    };
    const Surface onCpu = extractSurface(field, settings, {}).value();
    EXPECT_EQ(onGpu->mesh.triangles.size(), onCpu.mesh.triangles.size());
    EXPECT_EQ(sorted(onGpu->mesh), sorted(onCpu.mesh));
}

TEST(SurfaceExtractorCuda, refusesALatticeOfAnotherSize) {
    SurfaceSettings settings;
    settings.samples = glm::ivec3(kSide);
    EXPECT_EQ(extractSurfaceOnGpu(std::vector<float>(7), settings).error().code, ErrorCode::BadInput);
}

} // namespace
} // namespace orfeas::mesh
