#include <gtest/gtest.h>

#include <memory>

#include "core/print/check.h"
#include "core/print/faults.h"
#include "core/print/repair.h"
#include "tests/support/shapes.h"

namespace orfeas::print {
namespace {

// A body of four faces whose first is `face`; the fourth corner lies behind it.
void addTetrahedron(mesh::Mesh& mesh, const std::array<glm::vec3, 3>& face, const glm::vec3& behind) {
    const auto base = static_cast<std::uint32_t>(mesh.positions.size());
    mesh.positions.insert(mesh.positions.end(), face.begin(), face.end());
    mesh.positions.push_back(behind);
    for (const glm::uvec3& t :
         {glm::uvec3(0, 1, 2), glm::uvec3(0, 3, 1), glm::uvec3(1, 3, 2), glm::uvec3(2, 3, 0)})
        mesh.triangles.push_back(t + base);
}

// Taken from a gear whose patch left it: one body's edge lies in the plane of the other's face and runs across an edge
// of it. Where the edges meet, rounding puts the point beside both faces at that edge.
mesh::Mesh edgeAcrossAnEdge() {
    mesh::Mesh mesh;
    addTetrahedron(mesh,
                   {glm::vec3(164.394379f, 56.2639809f, 19.0949001f),
                    glm::vec3(164.384369f, 56.2639809f, 19.0949001f),
                    glm::vec3(164.453369f, 56.2639809f, 19.7602005f)},
                   {164.4f, 55.0f, 19.3f});
    addTetrahedron(mesh,
                   {glm::vec3(164.463379f, 56.2639809f, 19.7581005f),
                    glm::vec3(164.394379f, 56.2639809f, 19.1023006f),
                    glm::vec3(165.138382f, 56.9539795f, 19.6147003f)},
                   {165.5f, 58.0f, 18.6f});
    return mesh;
}

std::size_t pairsOfRepair(const mesh::Mesh& mesh) {
    const Result<Faults> faults = findFaults(mesh, {}, {});
    EXPECT_TRUE(faults.ok() && faults->manifold());
    return faults->crossings.size();
}

std::size_t pairsOfCheck(const mesh::Mesh& mesh) {
    const Result<Report> report = check(mesh, {}, {});
    EXPECT_TRUE(report.ok() && report->selfIntersectionsKnown);
    return report->selfIntersections;
}

TEST(Crossings, RepairSeesWhatTheCheckSees) {
    mesh::Mesh spiked = test::sphere(20, 24);
    spiked.positions[20] = {1.0f, 2.0f, 45.0f};
    const mesh::Mesh overlapping =
        test::merged(test::sphere(20, 24), test::moved(test::sphere(20, 24), {14.3f, 0.4f, 0.9f}));
    const mesh::Mesh inOnePlane = test::merged(test::cube(20), test::moved(test::cube(20), {4, 20, 6}));
    for (const mesh::Mesh& mesh : {edgeAcrossAnEdge(), spiked, overlapping, inOnePlane}) {
        EXPECT_GT(pairsOfCheck(mesh), 0u);
        EXPECT_EQ(pairsOfRepair(mesh), pairsOfCheck(mesh));
    }
    EXPECT_EQ(pairsOfRepair(edgeAcrossAnEdge()), 4u);
}

TEST(Crossings, WhatRepairCallsMendedTheCheckCallsFreeOfCrossings) {
    mesh::Mesh tangled = edgeAcrossAnEdge();
    for (glm::vec3& p : tangled.positions)
        p = 20.0f * (p - glm::vec3(164.4f, 56.3f, 18.6f));
    const Result<Repair> mended = repair(std::make_shared<mesh::Mesh>(tangled), {}, {});
    ASSERT_TRUE(mended.ok()) << mended.error().userText;
    EXPECT_TRUE(mended->solid);
    EXPECT_EQ(pairsOfCheck(*mended->mesh), 0u);
}

} // namespace
} // namespace orfeas::print
