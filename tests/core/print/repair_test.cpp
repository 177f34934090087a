#include "core/print/repair.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "core/mesh/mesh_facts.h"
#include "core/print/faults.h"
#include "tests/support/shapes.h"

namespace orfeas::print {
namespace {

using test::cube;
using test::cubeWithHole;
using test::insideOut;
using test::merged;
using test::moved;
using test::sphere;

std::shared_ptr<const mesh::Mesh> shared(mesh::Mesh mesh) {
    return std::make_shared<const mesh::Mesh>(std::move(mesh));
}

Repair repaired(mesh::Mesh mesh, const RepairSettings& settings = {}) {
    Result<Repair> result = repair(shared(std::move(mesh)), settings, {});
    EXPECT_TRUE(result.ok()) << result.error().userText;
    return result.ok() ? *result : Repair{};
}

void expectSound(const Repair& repair, double volume, double tolerance = 1e-3) {
    ASSERT_TRUE(repair.mesh);
    const Result<Faults> faults = findFaults(*repair.mesh, {}, {});
    ASSERT_TRUE(faults.ok());
    EXPECT_TRUE(faults->sound()) << faults->inWords();
    EXPECT_NEAR(faults->facts.volumeMm3, volume, tolerance * std::abs(volume));
    const Result<Repair> again = print::repair(repair.mesh, {}, {});
    ASSERT_TRUE(again.ok());
    EXPECT_FALSE(again->changed);
    EXPECT_EQ(again->mesh, repair.mesh);
}

bool did(const Repair& repair, RegionKind kind) {
    return std::any_of(repair.regions.begin(), repair.regions.end(),
                       [&](const RepairRegion& region) { return region.kind == kind; });
}

mesh::Mesh unwelded(const mesh::Mesh& mesh) {
    mesh::Mesh out;
    for (const glm::uvec3& t : mesh.triangles) {
        const auto base = static_cast<std::uint32_t>(out.positions.size());
        for (int k = 0; k < 3; ++k)
            out.positions.push_back(mesh.positions[t[k]]);
        out.triangles.emplace_back(base, base + 1, base + 2);
    }
    return out;
}

TEST(Repair, LeavesSoundMeshesAsTheyAre) {
    for (const mesh::Mesh& mesh : {cube(), sphere(10.0f, 24), merged(cube(), moved(cube(), {20, 0, 0})),
                                   merged(cube(30.0f), insideOut(moved(cube(5.0f), {10, 10, 10})))}) {
        const auto input = shared(mesh);
        const Result<Repair> result = repair(input, {}, {});
        ASSERT_TRUE(result.ok());
        EXPECT_FALSE(result->changed);
        EXPECT_EQ(result->mesh, input);
        EXPECT_TRUE(result->steps.empty());
    }
}

TEST(Repair, ClosesAHole) {
    const Repair result = repaired(cubeWithHole());
    expectSound(result, 1000.0);
    ASSERT_TRUE(did(result, RegionKind::Filled));
    EXPECT_EQ(result.mesh->triangles.size(), 12u);
    EXPECT_NEAR(result.meanDeviationMm, 0.0, 1e-6 + result.maxDeviationMm);
}

TEST(Repair, LeavesAHoleThatWasTurnedDown) {
    const Repair first = repaired(cubeWithHole());
    RepairSettings settings;
    settings.allowRemesh = true;
    for (const RepairRegion& region : first.regions) {
        if (region.kind == RegionKind::Filled) settings.rejected.push_back(region.key);
    }
    ASSERT_EQ(settings.rejected.size(), 1u);
    const Repair second = repaired(cubeWithHole(), settings);
    EXPECT_FALSE(second.solid);
    EXPECT_EQ(second.mesh->triangles.size(), 11u);
}

TEST(Repair, FillsEachOfManyHolesThatTouch) {
    // A row of triangles from pole to pole, each of which meets the next in one point.
    mesh::Mesh mesh = sphere(20.0f, 24);
    const double volume = mesh::measure(mesh).volumeMm3;
    const auto longitude = [&](const glm::uvec3& t) {
        const glm::vec3 middle = (mesh.positions[t.x] + mesh.positions[t.y] + mesh.positions[t.z]) / 3.0f;
        return std::atan2(middle.y, middle.x);
    };
    std::vector<glm::uvec3> kept, gone;
    std::set<std::set<std::uint32_t>> edges;
    for (const glm::uvec3& t : mesh.triangles) {
        const std::set<std::set<std::uint32_t>> own{{t.x, t.y}, {t.y, t.z}, {t.z, t.x}};
        const bool apart =
            std::none_of(own.begin(), own.end(), [&](const auto& e) { return edges.contains(e); });
        if (longitude(t) > 0.0f && longitude(t) < 0.13f && apart) {
            edges.insert(own.begin(), own.end());
            gone.push_back(t);
        } else {
            kept.push_back(t);
        }
    }
    ASSERT_GT(gone.size(), 15u);
    mesh.triangles = kept;
    const Repair result = repaired(mesh);
    expectSound(result, volume, 1e-5);
    EXPECT_EQ(result.mesh->triangles.size(), kept.size() + gone.size());
    EXPECT_EQ(std::count_if(result.regions.begin(), result.regions.end(),
                            [](const RepairRegion& region) { return region.kind == RegionKind::Filled; }),
              std::ptrdiff_t(gone.size()));
}

TEST(Repair, FillsEachOfARingOfHolesThatTouch) {
    // The triangles above the equator, every other one: they cut the ball in two halves that touch in points.
    mesh::Mesh mesh = sphere(20.0f, 24);
    const double volume = mesh::measure(mesh).volumeMm3;
    const std::size_t whole = mesh.triangles.size();
    std::erase_if(mesh.triangles, [&](const glm::uvec3& t) {
        int on = 0, above = 0;
        for (int k = 0; k < 3; ++k) {
            on += std::abs(mesh.positions[t[k]].z) < 1e-3f;
            above += mesh.positions[t[k]].z > 1e-3f;
        }
        return on == 2 && above == 1;
    });
    ASSERT_LT(mesh.triangles.size() + 20, whole);
    const Repair result = repaired(mesh);
    expectSound(result, volume, 1e-5);
    EXPECT_EQ(result.mesh->triangles.size(), whole);
}

TEST(Repair, JoinsPointsThatLieOnOneAnother) {
    mesh::Mesh soup = unwelded(sphere(20.0f, 16));
    std::uint32_t seed = 1;
    for (glm::vec3& p : soup.positions) {
        seed = seed * 1664525u + 1013904223u;
        p.x += 1e-5f * static_cast<float>(static_cast<int>(seed >> 16) % 3 - 1);
    }
    const Repair result = repaired(soup);
    expectSound(result, mesh::measure(sphere(20.0f, 16)).volumeMm3);
    EXPECT_LT(result.maxDeviationMm, 1e-3);
}

TEST(Repair, JoinsAPointOnANeighboursEdge) {
    mesh::Mesh mesh = cube();
    // Splits the first face's first edge on one side only.
    const glm::uvec3 t = mesh.triangles[0];
    const auto middle = static_cast<std::uint32_t>(mesh.positions.size());
    mesh.positions.push_back(0.5f * (mesh.positions[t.x] + mesh.positions[t.y]));
    mesh.triangles[0] = {t.x, middle, t.z};
    mesh.triangles.emplace_back(middle, t.y, t.z);
    const Repair result = repaired(mesh);
    expectSound(result, 1000.0);
    EXPECT_TRUE(did(result, RegionKind::Stitched));
}

TEST(Repair, TurnsFacesAndShells) {
    mesh::Mesh one = cube();
    std::swap(one.triangles[3].y, one.triangles[3].z);
    expectSound(repaired(one), 1000.0);
    expectSound(repaired(insideOut(cube())), 1000.0);
    // Everything inside out, the cavity too.
    const mesh::Mesh hollow = merged(cube(30.0f), insideOut(moved(cube(10.0f), {10, 10, 10})));
    expectSound(repaired(insideOut(hollow)), 26000.0);
}

TEST(Repair, DropsWhatIsThereTwiceOrWithoutArea) {
    mesh::Mesh mesh = cube();
    mesh.triangles.push_back(mesh.triangles[0]);
    mesh.triangles.emplace_back(mesh.triangles[1].x, mesh.triangles[1].z, mesh.triangles[1].y);
    mesh.triangles.emplace_back(0u, 0u, 1u);
    const Repair result = repaired(mesh);
    expectSound(result, 1000.0);
    EXPECT_EQ(result.mesh->triangles.size(), 12u);
}

TEST(Repair, LeavesOutPointsThatAreNoNumbers) {
    mesh::Mesh mesh = sphere(20.0f, 16);
    mesh.positions[40].y = std::numeric_limits<float>::quiet_NaN();
    const double volume = mesh::measure(sphere(20.0f, 16)).volumeMm3;
    expectSound(repaired(mesh), volume, 0.01);
}

TEST(Repair, TakesFinsOff) {
    mesh::Mesh mesh = cube();
    const auto tip = static_cast<std::uint32_t>(mesh.positions.size());
    mesh.positions.emplace_back(5.0f, -6.0f, -6.0f + 16.0f);
    const glm::uvec3 t = mesh.triangles[0];
    mesh.triangles.emplace_back(t.x, t.y, tip);
    const Repair result = repaired(mesh);
    expectSound(result, 1000.0);
    EXPECT_TRUE(did(result, RegionKind::Removed));
}

TEST(Repair, PartsBodiesThatOnlyTouch) {
    const Repair edge = repaired(mesh::weldExact(merged(cube(), moved(cube(), {10, 10, 0}))));
    expectSound(edge, 2000.0);
    EXPECT_TRUE(did(edge, RegionKind::Separated));
    EXPECT_LT(edge.maxDeviationMm, 0.01);
    expectSound(repaired(mesh::weldExact(merged(cube(), moved(cube(), {10, 10, 10})))), 2000.0, 0.01);
}

TEST(Repair, UnitesOverlappingShells) {
    const Repair result = repaired(merged(cube(), moved(cube(), {5, 5, 0})));
    expectSound(result, 1750.0);
    EXPECT_TRUE(did(result, RegionKind::United));
}

TEST(Repair, RemovesWhatIsInsideMaterialAndCrumbs) {
    expectSound(repaired(merged(cube(20.0f), moved(cube(4.0f), {8, 8, 8}))), 8000.0);
    expectSound(repaired(merged(cube(20.0f), moved(cube(0.5f), {30, 30, 30}))), 8000.0);
}

TEST(Repair, SetsAFloatingPartDown) {
    const Repair result = repaired(merged(cube(10.0f), moved(cube(10.0f), {0, 0, 20})));
    expectSound(result, 2000.0);
    ASSERT_TRUE(did(result, RegionKind::Moved));
    // It counts where it stands now; its region says how far it went.
    EXPECT_LT(result.maxDeviationMm, 1e-5);
    EXPECT_NEAR(result.regions[0].maxDeviationMm, 20.0f, 15.0f);
    RepairSettings keep;
    keep.removeFloating = false;
    EXPECT_FALSE(repaired(merged(cube(10.0f), moved(cube(10.0f), {0, 0, 20})), keep).changed);
}

TEST(Repair, BringsWhatIsFarAwayToTheOriginAndChangesNothingElse) {
    const auto input = shared(moved(sphere(20.0f, 24), {150'000.0f, -90'000.0f, 5'000.0f}));
    const Result<Repair> result = repair(input, {}, {});
    ASSERT_TRUE(result.ok()) << result.error().userText;
    ASSERT_TRUE(result->changed);
    ASSERT_EQ(result->mesh->triangles, input->triangles);
    const glm::vec3 way = result->mesh->positions[0] - input->positions[0];
    for (std::size_t v = 0; v < input->positions.size(); ++v)
        ASSERT_EQ(result->mesh->positions[v] - input->positions[v], way) << v;
    EXPECT_LT(glm::length(mesh::boundingBox(*result->mesh).center()), 40.0f);
    ASSERT_EQ(result->regions.size(), 1u);
    EXPECT_EQ(result->regions[0].kind, RegionKind::Moved);
    EXPECT_EQ(result->regions[0].faces.size(), input->triangles.size());
    EXPECT_EQ(result->maxDeviationMm, 0.0);
    EXPECT_FALSE(repair(result->mesh, {}, {})->changed);
    RepairSettings stay;
    stay.rejected = {result->regions[0].key};
    EXPECT_EQ(repair(input, stay, {})->mesh, input);
}

TEST(Repair, CutsAnUndersideThatIsAPoint) {
    mesh::Mesh pyramid;
    pyramid.positions = {{0, 0, 0}, {10, 10, 20}, {-10, 10, 20}, {-10, -10, 20}, {10, -10, 20}};
    pyramid.triangles = {{0, 1, 2}, {0, 2, 3}, {0, 3, 4}, {0, 4, 1}, {1, 3, 2}, {1, 4, 3}};
    if (mesh::measure(pyramid).volumeMm3 < 0.0) pyramid = insideOut(pyramid);
    const Repair result = repaired(pyramid);
    EXPECT_TRUE(did(result, RegionKind::Flattened));
    expectSound(result, mesh::measure(pyramid).volumeMm3, 0.01);
}

TEST(Repair, UntanglesASpike) {
    mesh::Mesh mesh = sphere(20.0f, 24);
    mesh.positions[300] = -1.2f * mesh.positions[300];
    expectSound(repaired(mesh), mesh::measure(sphere(20.0f, 24)).volumeMm3, 0.02);
}

TEST(Repair, RefusesDrawingsWithReason) {
    mesh::Mesh sheet;
    sheet.positions = {{0, 0, 0}, {10, 0, 0}, {10, 10, 0}, {0, 10, 0}};
    sheet.triangles = {{0, 1, 2}, {0, 2, 3}};
    const Result<Repair> result = repair(shared(sheet), {}, {});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::BadInput);
    EXPECT_FALSE(result.error().userText.empty());
    EXPECT_FALSE(repair(shared({}), {}, {}).ok());
}

TEST(Repair, ThickensOnRequestOnly) {
    mesh::Mesh plate = cube(20.0f);
    for (glm::vec3& p : plate.positions)
        p.z *= 0.015f;
    EXPECT_FALSE(repaired(plate).changed);
    RepairSettings settings;
    settings.thin = ThinParts::WhenUnprintable;
    EXPECT_TRUE(did(repaired(plate, settings), RegionKind::Thickened));
    EXPECT_FALSE(repaired(cube(), settings).changed);
    settings.thin = ThinParts::Thicken;
    const Repair thick = repaired(plate, settings);
    EXPECT_TRUE(did(thick, RegionKind::Thickened));
    const glm::vec3 size = mesh::boundingBox(*thick.mesh).size();
    EXPECT_NEAR(size.z, 1.2f, 0.15f);
}

TEST(Repair, KeepsColours) {
    mesh::Mesh mesh = cubeWithHole();
    for (const glm::vec3& p : mesh.positions)
        mesh.colors.push_back(p.z > 5.0f ? mesh::Rgba8(255, 0, 0, 255) : mesh::Rgba8(0, 0, 255, 255));
    const Repair result = repaired(mesh);
    ASSERT_EQ(result.mesh->colors.size(), result.mesh->positions.size());
    for (std::size_t v = 0; v < result.mesh->positions.size(); ++v)
        EXPECT_EQ(result.mesh->colors[v].r, result.mesh->positions[v].z > 5.0f ? 255 : 0);
}

TEST(Repair, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    const Result<Repair> result = repair(shared(cubeWithHole()), {}, jobs::JobContext(stop.get_token(), {}));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace orfeas::print
