#include "core/mesh/surface_extractor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <set>
#include <stop_token>

#include "core/mesh/marching_cubes_table.h"
#include "core/mesh/mesh_facts.h"

namespace orfeas::mesh {
namespace {

using Function = std::function<float(glm::vec3)>;

Field fieldOf(Function function) {
    Field field;
    field.concurrent = true;
    field.evaluate = [function](std::span<const glm::vec3> points, std::span<float> values) -> Result<void> {
        for (std::size_t i = 0; i < points.size(); ++i)
            values[i] = function(points[i]);
        return {};
    };
    return field;
}

SurfaceSettings settingsFor(int samples) {
    SurfaceSettings settings;
    settings.box = {glm::vec3(-1.0f), glm::vec3(1.0f)};
    settings.samples = glm::ivec3(samples);
    return settings;
}

Surface extract(const Function& function, const SurfaceSettings& settings) {
    return extractSurface(fieldOf(function), settings, {}).value();
}

float length(glm::vec3 v) {
    return std::sqrt(v.x * v.x + v.y * v.y + v.z * v.z);
}

float ball(glm::vec3 p, glm::vec3 center, float radius) {
    return radius - length(p - center);
}

void expectSolid(const Mesh& mesh) {
    const MeshFacts facts = measure(mesh);
    EXPECT_TRUE(facts.solid()) << "open " << facts.openEdges << " non-manifold edges "
                               << facts.nonManifoldEdges << " vertices " << facts.nonManifoldVertices
                               << " flipped " << facts.flippedEdges << " degenerate "
                               << facts.degenerateTriangles << " volume " << facts.volumeMm3;
    // Nothing collapses either when a file format merges equal positions.
    EXPECT_EQ(measure(weldExact(mesh)).triangles, facts.triangles);
    EXPECT_EQ(measure(weldExact(mesh)).vertices, facts.vertices);
}

TEST(MarchingCubesTable, everyEdgeIsUsedExactlyByMixedCorners) {
    const MarchingCubesTable& table = MarchingCubesTable::instance();
    for (unsigned corners = 0; corners < 256; ++corners) {
        std::set<unsigned> used(table.triangles(corners).begin(), table.triangles(corners).end());
        for (unsigned e = 0; e < 12; ++e) {
            const unsigned a = table.edges()[e].corner;
            const unsigned b = a | 1u << table.edges()[e].axis;
            const bool crossed = (corners >> a & 1u) != (corners >> b & 1u);
            EXPECT_EQ(used.contains(e), crossed) << corners << " edge " << e;
        }
    }
}

TEST(SurfaceExtractor, ballHasItsVolumeAndFacesOutward) {
    const Surface surface =
        extract([](glm::vec3 p) { return ball(p, glm::vec3(0.1f), 0.7f); }, settingsFor(64));
    expectSolid(surface.mesh);
    const MeshFacts facts = measure(surface.mesh);
    EXPECT_NEAR(facts.volumeMm3, 4.0 / 3.0 * 3.14159265 * 0.343, 0.005);
    EXPECT_EQ(facts.parts, 1u);
    for (const glm::vec3& p : surface.mesh.positions)
        EXPECT_NEAR(length(p - glm::vec3(0.1f)), 0.7f, 0.002f);
}

TEST(SurfaceExtractor, refiningFindsExactlyTheDenseSurface) {
    const std::array<Function, 4> fields{
        [](glm::vec3 p) { return ball(p, glm::vec3(0.1f, 0.0f, -0.2f), 0.6f); },
        [](glm::vec3 p) { // a torus
            const float ring = std::hypot(p.x, p.y) - 0.6f;
            return 0.2f - std::hypot(ring, p.z);
        },
        [](glm::vec3 p) { return 0.012f - std::abs(p.z - 0.031f); }, // a sheet thinner than a coarse cell
        [](glm::vec3 p) { // small balls between coarse lattice points
            const float a = ball(p, glm::vec3(0.53f, 0.27f, 0.11f), 0.03f);
            const float b = ball(p, glm::vec3(-0.41f, -0.33f, 0.62f), 0.03f);
            return std::max({a, b, ball(p, glm::vec3(0.0f), 0.3f)});
        },
    };
    for (const Function& field : fields) {
        SurfaceSettings settings = settingsFor(129);
        const Surface sparse = extract(field, settings);
        settings.coarseCells = 129;
        const Surface dense = extract(field, settings);
        EXPECT_EQ(dense.evaluatedPoints, 129u * 129u * 129u);
        EXPECT_LT(sparse.evaluatedPoints, dense.evaluatedPoints / 3);
        EXPECT_EQ(sparse.mesh.triangles.size(), dense.mesh.triangles.size());
        const auto asSet = [](const Mesh& mesh) {
            std::set<std::array<float, 3>> set;
            for (const glm::vec3& p : mesh.positions)
                set.insert({p.x, p.y, p.z});
            return set;
        };
        EXPECT_EQ(asSet(sparse.mesh), asSet(dense.mesh));
        expectSolid(sparse.mesh);
    }
}

TEST(SurfaceExtractor, whatLeavesTheBoxIsCapped) {
    const Surface rod = extract([](glm::vec3 p) { return 0.3f - std::hypot(p.x, p.y); }, settingsFor(40));
    expectSolid(rod.mesh);
    const Surface block = extract([](glm::vec3) { return 1.0f; }, settingsFor(70));
    expectSolid(block.mesh);
    const float cell = 2.0f / 69.0f;
    EXPECT_NEAR(boundingBox(block.mesh).upper.x, 1.0f + 0.25f * cell, 1e-6f);
}

TEST(SurfaceExtractor, isLeftOpenAtTheBorderOnRequest) {
    SurfaceSettings settings = settingsFor(40);
    settings.closedAtBorder = false;
    const Surface rod = extract([](glm::vec3 p) { return 0.3f - std::hypot(p.x, p.y); }, settings);
    const MeshFacts facts = measure(rod.mesh);
    EXPECT_GT(facts.openEdges, 0u);
    EXPECT_EQ(facts.unusedVertices, 0u);
    EXPECT_EQ(facts.box.upper.z, 1.0f);
}

TEST(SurfaceExtractor, cornersOnTheLevelMakeNoDegenerateFaces) {
    // Whole numbers: most lattice values equal the level or differ from it by one.
    for (unsigned seed = 0; seed < 20; ++seed) {
        std::mt19937 random(seed);
        std::vector<float> values(9 * 9 * 9);
        for (float& value : values)
            value = static_cast<float>(static_cast<int>(random() % 3)) - 1.0f;
        SurfaceSettings settings = settingsFor(9);
        const Surface surface = extract(
            [&](glm::vec3 p) {
                const glm::ivec3 at((p + 1.0f) * 4.0f + 0.5f);
                return values[static_cast<std::size_t>((at.z * 9 + at.y) * 9 + at.x)];
            },
            settings);
        expectSolid(surface.mesh);
    }
}

// Ten seconds' worth; sanitizers take tenfold for each.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr unsigned kRandomFields = 150;
#else
constexpr unsigned kRandomFields = 10'000;
#endif

// White noise meets every one of the 256 cases and every way they meet. ORFEAS_RANDOM_FIELDS sets how many.
TEST(SurfaceExtractor, isSolidForRandomFields) {
    const char* text = std::getenv("ORFEAS_RANDOM_FIELDS");
    const unsigned count = text ? static_cast<unsigned>(std::strtoul(text, nullptr, 10)) : kRandomFields;
    for (unsigned seed = 0; seed < count; ++seed) {
        std::mt19937 random(seed);
        const int n = 4 + static_cast<int>(random() % 9);
        std::vector<float> values(static_cast<std::size_t>(n * n * n));
        const float bias = static_cast<float>(random() % 100) / 100.0f - 0.5f;
        for (float& value : values)
            value = static_cast<float>(random() % 2048) / 1024.0f - 1.0f + bias;
        const float scale = 0.5f * static_cast<float>(n - 1);
        const Surface surface = extract(
            [&](glm::vec3 p) {
                const glm::ivec3 at((p + 1.0f) * scale + 0.5f);
                return values[static_cast<std::size_t>((at.z * n + at.y) * n + at.x)];
            },
            settingsFor(n));
        expectSolid(surface.mesh);
        if (HasFailure()) FAIL() << "seed " << seed;
    }
}

TEST(SurfaceExtractor, smoothRandomFieldsAreSolidWhenRefined) {
    for (unsigned seed = 0; seed < 10; ++seed) {
        std::mt19937 random(seed);
        std::array<glm::vec4, 12> waves;
        for (glm::vec4& wave : waves) {
            for (int k = 0; k < 4; ++k)
                wave[k] = static_cast<float>(random() % 2000) / 100.0f - 10.0f;
        }
        const Surface surface = extract(
            [&](glm::vec3 p) {
                float sum = 0.0f;
                for (const glm::vec4& w : waves)
                    sum += std::sin(w.x * p.x + w.y * p.y + w.z * p.z + w.w);
                return sum;
            },
            settingsFor(97));
        expectSolid(surface.mesh);
    }
}

TEST(SurfaceExtractor, responseDecidesWhereTheCrossingLies) {
    Field field = fieldOf([](glm::vec3 p) { return -5.0f * (p.x + 1.0f); });
    SurfaceSettings settings = settingsFor(3);
    settings.level = std::log(0.5f);
    const Mesh plain = extractSurface(field, settings, {}).value().mesh;
    field.response = [](float value) { return std::exp(value); };
    const Mesh mapped = extractSurface(field, settings, {}).value().mesh;
    const auto contains = [](const Mesh& mesh, float x) {
        return std::any_of(mesh.positions.begin(), mesh.positions.end(),
                           [&](glm::vec3 p) { return std::abs(p.x - x) < 1e-5f; });
    };
    EXPECT_TRUE(contains(plain, -1.0f - std::log(0.5f) / 5.0f));
    EXPECT_TRUE(contains(mapped, -1.0f + 0.5f / (1.0f - std::exp(-5.0f))));
}

TEST(SurfaceExtractor, valuesThatAreNotNumbersAreOutside) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinite = std::numeric_limits<float>::infinity();
    expectSolid(
        extract([&](glm::vec3 p) { return p.x > 0.3f ? nan : ball(p, {}, 0.7f); }, settingsFor(50)).mesh);
    expectSolid(
        extract([&](glm::vec3 p) { return length(p) < 0.7f ? infinite : -infinite; }, settingsFor(50)).mesh);
    EXPECT_TRUE(extract([&](glm::vec3) { return nan; }, settingsFor(50)).mesh.empty());
}

TEST(SurfaceExtractor, samplesAndBoxMayDifferPerAxis) {
    SurfaceSettings settings = settingsFor(64);
    settings.box = {glm::vec3(-2.0f, -1.0f, -0.5f), glm::vec3(2.0f, 1.0f, 0.5f)};
    settings.samples = {201, 101, 51};
    const Mesh mesh = extract([](glm::vec3 p) { return ball(p, {}, 0.4f); }, settings).mesh;
    expectSolid(mesh);
    EXPECT_NEAR(measure(mesh).volumeMm3, 4.0 / 3.0 * 3.14159265 * 0.064, 0.001);
}

TEST(SurfaceExtractor, passesTheFieldsErrorOn) {
    Field field = fieldOf([](glm::vec3) { return 0.0f; });
    field.evaluate = [](std::span<const glm::vec3>, std::span<float>) -> Result<void> {
        return Error{ErrorCode::OutOfMemory, "no room", {}};
    };
    for (const bool concurrent : {false, true}) {
        field.concurrent = concurrent;
        const Result<Surface> result = extractSurface(field, settingsFor(64), {});
        ASSERT_FALSE(result.ok());
        EXPECT_EQ(result.error().code, ErrorCode::OutOfMemory);
    }
}

TEST(SurfaceExtractor, stopsWhenAsked) {
    std::stop_source stop;
    std::size_t calls = 0;
    Field field = fieldOf([](glm::vec3) { return 0.0f; });
    field.concurrent = false;
    field.batch = 1000;
    field.evaluate = [&](std::span<const glm::vec3>, std::span<float> values) -> Result<void> {
        if (++calls == 3) stop.request_stop();
        std::fill(values.begin(), values.end(), 0.0f);
        return {};
    };
    const Result<Surface> result = extractSurface(field, settingsFor(64), {stop.get_token(), {}});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(calls, 3u);
}

TEST(SurfaceExtractor, refusesWhatMakesNoSenseOrDoesNotFit) {
    const Field field = fieldOf([](glm::vec3 p) { return ball(p, {}, 0.7f); });
    SurfaceSettings settings = settingsFor(1);
    EXPECT_EQ(extractSurface(field, settings, {}).error().code, ErrorCode::BadInput);
    settings = settingsFor(64);
    settings.box.upper.y = -1.0f;
    EXPECT_EQ(extractSurface(field, settings, {}).error().code, ErrorCode::BadInput);
    settings = settingsFor(64);
    settings.maxTriangles = 100;
    EXPECT_EQ(extractSurface(field, settings, {}).error().code, ErrorCode::TooLarge);
    settings = settingsFor(64);
    settings.maxBytes = 10'000;
    EXPECT_EQ(extractSurface(field, settings, {}).error().code, ErrorCode::TooLarge);
}

} // namespace
} // namespace orfeas::mesh
