#include "core/generate/inflate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

#include "core/mesh/mesh_facts.h"
#include "tests/contracts/generator_contract.h"

namespace orfeas::generate {
namespace {

mesh::Mesh inflated(const test::Subject& subject, const std::vector<std::string>& settings,
                    const char* detail = "draft") {
    const InflateGenerator inflate;
    auto outcome = inflate.run(test::request(inflate, subject, detail, settings), {}, {});
    ORFEAS_ASSERT(outcome.ok());
    return *outcome->mesh;
}

long eulerCharacteristic(const mesh::Mesh& m) {
    // Closed: every edge has two triangles.
    return static_cast<long>(m.positions.size()) - static_cast<long>(m.triangles.size()) / 2;
}

TEST(Inflate, discBecomesAnEllipsoid) {
    const mesh::Mesh m = inflated(test::discSubject(300, 130), {"relief=0", "flat-base=false"}, "normal");
    const glm::vec3 size = mesh::boundingBox(m).size();
    EXPECT_NEAR(size.x, 80.0, 0.2);
    EXPECT_NEAR(size.z, 80.0, 0.2);
    EXPECT_NEAR(size.y, 0.84 * 80.0, 0.5); // the roundness of InflateGenerator
    const double volume = std::numbers::pi / 6.0 * size.x * size.y * size.z;
    EXPECT_NEAR(mesh::measure(m).volumeMm3 / volume, 1.0, 0.005);
    // Every vertex lies on the ellipsoid.
    for (const glm::vec3& p : m.positions) {
        const double r = std::hypot(p.x / 40.0, p.y / (0.5 * size.y), (p.z - 40.0) / 40.0);
        ASSERT_NEAR(r, 1.0, 0.006);
    }
}

TEST(Inflate, ringStaysARing) {
    EXPECT_EQ(eulerCharacteristic(inflated(test::ringSubject(200), {})), 0);
    EXPECT_EQ(eulerCharacteristic(inflated(test::discSubject(200, 80), {})), 2);
}

TEST(Inflate, trianglesAreNoNeedles) {
    const mesh::Mesh m = inflated(test::ringSubject(300), {}, "normal");
    std::vector<double> smallest;
    for (const glm::uvec3& t : m.triangles) {
        double least = 180.0;
        for (int k = 0; k < 3; ++k) {
            const glm::dvec3 a(m.positions[t[k]]), b(m.positions[t[(k + 1) % 3]]),
                c(m.positions[t[(k + 2) % 3]]);
            const double cosine = glm::dot(glm::normalize(b - a), glm::normalize(c - a));
            least = std::min(least, std::acos(std::clamp(cosine, -1.0, 1.0)) * 180.0 / std::numbers::pi);
        }
        smallest.push_back(least);
    }
    std::sort(smallest.begin(), smallest.end());
    EXPECT_GT(smallest[smallest.size() / 100], 12.0);
    EXPECT_GT(smallest[smallest.size() / 2], 30.0);
}

TEST(Inflate, backsDiffer) {
    const test::Subject disc = test::discSubject(200, 80);
    const double mirror = mesh::measure(inflated(disc, {"relief=0"})).volumeMm3;
    const double shallow = mesh::measure(inflated(disc, {"relief=0", "back=shallow"})).volumeMm3;
    const double flat = mesh::measure(inflated(disc, {"relief=0", "back=flat"})).volumeMm3;
    EXPECT_LT(flat, shallow);
    EXPECT_LT(shallow, mirror);
    EXPECT_NEAR(flat / mirror, 0.5, 0.05);
}

TEST(Inflate, fullnessScalesTheDepth) {
    const test::Subject disc = test::discSubject(200, 80);
    const float thin = mesh::boundingBox(inflated(disc, {"relief=0", "fullness=50"})).size().y;
    const float full = mesh::boundingBox(inflated(disc, {"relief=0", "fullness=100"})).size().y;
    EXPECT_NEAR(thin / full, 0.5, 0.01);
}

TEST(Inflate, reliefMovesTheFrontOnlyAndVanishesAtTheOutline) {
    const test::Subject disc = test::discSubject(300, 130);
    const mesh::Mesh plain = inflated(disc, {"relief=0", "flat-base=false"});
    const mesh::Mesh relief = inflated(disc, {"relief=1", "flat-base=false"});
    ASSERT_EQ(plain.positions.size(), relief.positions.size());
    double most = 0.0;
    for (std::size_t i = 0; i < plain.positions.size(); ++i) {
        const glm::vec3 a = plain.positions[i], b = relief.positions[i];
        const double radius = std::hypot(a.x, a.z - 40.0);
        const double moved = std::abs((b.y - relief.positions[0].y) - (a.y - plain.positions[0].y));
        if (radius < 30.0 && a.y < 0.0) most = std::max(most, moved);
        EXPECT_NEAR(a.x, b.x, 0.1);
        EXPECT_NEAR(a.z, b.z, 0.1);
    }
    EXPECT_GT(most, 0.3);
}

TEST(Inflate, backgroundDoesNotBleedIntoTheColours) {
    // A red disc on bright green, which is cut away.
    test::Subject disc = test::discSubject(120, 50);
    auto picture = std::make_shared<image::Picture>(*disc.picture);
    for (std::size_t i = 0; i < picture->pixelCount(); ++i) {
        const bool red = disc.cutout->mask.coverage[i] >= 250;
        picture->rgba[4 * i] = red ? 200 : 0;
        picture->rgba[4 * i + 1] = red ? 0 : 255;
        picture->rgba[4 * i + 2] = 0;
    }
    disc.picture = picture;
    const mesh::Mesh m = inflated(disc, {});
    for (const mesh::Rgba8& color : m.colors)
        ASSERT_LT(color.g, 16);
    ASSERT_TRUE(m.texture);
    for (std::size_t i = 0; i < m.texture->pixelCount(); ++i)
        ASSERT_LT(m.texture->rgba[4 * i + 1], 16);
}

} // namespace
} // namespace orfeas::generate
