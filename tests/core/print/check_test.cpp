#include "core/print/check.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "tests/core/print/print_shapes.h"
#include "tests/support/shapes.h"

namespace orfeas::print {
namespace {

using test::cube;
using test::insideOut;
using test::merged;
using test::moved;
using test::sphere;

Report checked(const mesh::Mesh& mesh, CheckOptions options = {}) {
    return check(mesh, options, {}).value();
}

// The kinds that keep the mesh from printing.
std::set<std::string> failures(const Report& report) {
    std::set<std::string> kinds;
    for (const Finding& finding : report.findings) {
        if (finding.severity == Severity::Failure) kinds.emplace(nameOf(finding.kind));
    }
    return kinds;
}

using Kinds = std::set<std::string>;

// Every triangle for itself and a hair away from its neighbours.
mesh::Mesh shattered(const mesh::Mesh& mesh) {
    mesh::Mesh out;
    for (const glm::uvec3& t : mesh.triangles) {
        const auto first = static_cast<std::uint32_t>(out.positions.size());
        for (int k = 0; k < 3; ++k)
            out.positions.push_back(mesh.positions[t[k]] + glm::vec3(2e-5f * float(first % 5)));
        out.triangles.emplace_back(first, first + 1, first + 2);
    }
    return out;
}

// Two triangles that have only one point in common are missing.
mesh::Mesh holesThatMeet() {
    mesh::Mesh mesh = sphere(14.0f, 12);
    const glm::uvec3 first = mesh.triangles[100];
    mesh.triangles.erase(mesh.triangles.begin() + 100);
    const auto meets = [&](const glm::uvec3& t) {
        int shared = 0;
        for (int i = 0; i < 3; ++i)
            shared += t[i] == first.x || t[i] == first.y || t[i] == first.z;
        return shared == 1;
    };
    mesh.triangles.erase(std::find_if(mesh.triangles.begin(), mesh.triangles.end(), meets));
    return mesh;
}

mesh::Mesh finned() {
    mesh::Mesh mesh = cube(20.0f);
    mesh.positions.emplace_back(10.0f, -10.0f, 10.0f);
    mesh.triangles.emplace_back(0u, 1u, 8u);
    return mesh;
}

mesh::Mesh sheet() {
    mesh::Mesh mesh;
    mesh.positions = {{0, 0, 0}, {20, 0, 0}, {20, 20, 0}, {0, 20, 0}};
    mesh.triangles = {{0, 1, 2}, {0, 2, 3}, {0, 2, 1}, {0, 3, 2}};
    return mesh;
}

TEST(Check, ASoundCubePrints) {
    const Report report = checked(cube(20.0f));
    EXPECT_EQ(report.verdict(), Verdict::Prints) << verdictSentence(report);
    EXPECT_TRUE(report.isSound());
    EXPECT_NEAR(report.facts.volumeMm3, 8000.0, 1e-3);
    EXPECT_NEAR(report.base.contactMm2, 400.0, 2.0);
    EXPECT_NEAR(report.base.widestMm, 20.0, 0.2);
    EXPECT_NEAR(report.base.tipDegrees, 45.0, 0.1);
    EXPECT_EQ(report.walls.thinnestMm, 20.0);
    EXPECT_EQ(report.shells.size(), 1u);
    EXPECT_TRUE(report.shells[0].closed);
}

TEST(Check, NamesEveryFaultOfASurfaceAndNoOther) {
    mesh::Mesh doubled = cube(20.0f);
    doubled.triangles.push_back(doubled.triangles[0]);
    mesh::Mesh turned = cube(20.0f);
    std::swap(turned.triangles[0].x, turned.triangles[0].y);
    mesh::Mesh collapsed = cube(20.0f);
    collapsed.triangles.emplace_back(0u, 0u, 1u);
    mesh::Mesh nowhere = cube(20.0f);
    nowhere.positions[6].x = std::numeric_limits<float>::quiet_NaN();
    struct Case {
        const char* what;
        mesh::Mesh mesh;
        Kinds kinds;
    };
    const std::vector<Case> cases{
        {"hole", test::cubeWithHole(20.0f), {"open-edges"}},
        {"doubled", doubled, {"duplicate-faces"}},
        {"turned", turned, {"orientation"}},
        {"collapsed", collapsed, {"degenerate-faces"}},
        {"inside out", insideOut(cube(20.0f)), {"inverted-shells"}},
        {"part inside out",
         merged(cube(20.0f), moved(insideOut(cube(20.0f)), {30, 0, 0})),
         {"inverted-shells"}},
        {"nested", merged(cube(20.0f), moved(cube(8.0f), {6, 6, 6})), {"nested-shells"}},
        {"edge to edge", merged(cube(20.0f), moved(cube(20.0f), {20, 20, 0})), {"non-manifold-edges"}},
        {"corner to corner",
         merged(cube(20.0f), moved(cube(20.0f), {20, 20, 20})),
         {"floating-parts", "non-manifold-vertices"}},
        {"overlapping", merged(cube(20.0f), moved(cube(20.0f), {7, 8, 0})), {"self-intersections"}},
        {"floating", merged(cube(20.0f), moved(cube(10.0f), {5, 5, 30})), {"floating-parts"}},
        {"crumb", merged(cube(20.0f), moved(cube(0.8f), {5, 5, 30})), {"crumbs"}},
        {"far", moved(cube(20.0f), {3000, 0, 0}), {"far-from-origin"}},
        {"shattered", shattered(cube(20.0f)), {"open-edges"}},
        {"holes that meet", holesThatMeet(), {"open-edges"}},
        {"fin", finned(), {"non-manifold-edges"}},
        {"sheet", sheet(), {"duplicate-faces", "no-volume"}},
        {"crumbs through one another",
         merged(cube(20.0f), merged(moved(cube(0.8f), {5, 5, 30}), moved(cube(0.8f), {5.3f, 5.2f, 30.1f}))),
         {"crumbs"}},
        {"too small", cube(0.05f), {"scale-suspicion"}},
        {"nowhere", nowhere, {"invalid-points", "open-edges"}},
    };
    for (const Case& one : cases) {
        const Report report = checked(one.mesh);
        EXPECT_EQ(failures(report), one.kinds) << one.what;
    }
}

TEST(Check, ACavityIsNoFault) {
    const mesh::Mesh hollow = merged(cube(20.0f), moved(insideOut(cube(10.0f)), {5, 5, 5}));
    const Report report = checked(hollow);
    EXPECT_NE(report.verdict(), Verdict::DoesNotPrint);
    const Finding* trapped = report.find(FindingKind::TrappedVolume);
    ASSERT_NE(trapped, nullptr);
    EXPECT_NEAR(trapped->value, 1000.0, 1e-3);
    EXPECT_EQ(trapped->severity, Severity::Note);
    CheckOptions resin;
    resin.profile = builtInProfiles()[1];
    EXPECT_EQ(checked(hollow, resin).find(FindingKind::TrappedVolume)->severity, Severity::Warning);
}

TEST(Check, ABallInACavityFloats) {
    const mesh::Mesh hollow = merged(cube(20.0f), moved(insideOut(cube(16.0f)), {2, 2, 2}));
    const Report report = checked(merged(hollow, moved(sphere(4.0f), {10, 10, 10})));
    EXPECT_EQ(failures(report), Kinds{"floating-parts"});
    EXPECT_EQ(report.shells.at(2).depth, 2);
    EXPECT_EQ(report.shells.at(2).outer, 1);
}

TEST(Check, AFinIsASheetWithoutThickness) {
    const Report report = checked(finned());
    ASSERT_NE(report.find(FindingKind::InternalFaces), nullptr);
    EXPECT_EQ(report.find(FindingKind::InternalFaces)->place.triangles, std::vector<std::uint32_t>{12});
    EXPECT_EQ(report.find(FindingKind::NonManifoldEdges)->count, 1u);
    // Its rim is open, which is told, but is no second alarm.
    EXPECT_EQ(report.find(FindingKind::OpenEdges)->count, 2u);
    EXPECT_EQ(report.find(FindingKind::OpenEdges)->severity, Severity::Note);
}

TEST(Check, APieceOfABrokenSurfaceIsNoPartOfItsOwn) {
    const Report report = checked(merged(shattered(cube(20.0f)), moved(shattered(cube(10.0f)), {5, 5, 40})));
    // What hangs in the air still does; the large cube stands with all of its pieces.
    EXPECT_NE(report.find(FindingKind::FloatingParts), nullptr);
    for (const Shell& shell : report.shells)
        EXPECT_EQ(shell.floating, shell.firstTriangle >= 12) << shell.firstTriangle;
    EXPECT_EQ(report.find(FindingKind::InvertedShells), nullptr);
}

TEST(Check, PointsThatAreNotSharedMatterWhereTheFormatSharesThem) {
    const mesh::Mesh joined = cube(20.0f);
    mesh::Mesh loose;
    for (const glm::uvec3& t : joined.triangles) {
        const auto first = static_cast<std::uint32_t>(loose.positions.size());
        for (int k = 0; k < 3; ++k)
            loose.positions.push_back(joined.positions[t[k]]);
        loose.triangles.emplace_back(first, first + 1, first + 2);
    }
    EXPECT_EQ(checked(loose).verdict(), Verdict::Prints);
    CheckOptions options;
    options.pointsMustBeShared = true;
    EXPECT_EQ(failures(checked(loose, options)), Kinds{"unshared-points"});
    EXPECT_EQ(checked(loose, options).find(FindingKind::UnsharedPoints)->count, 36u);
    EXPECT_EQ(checked(joined, options).verdict(), Verdict::Prints);
}

TEST(Check, SaysHowToMakeAThinPlateThickEnough) {
    const Report report = checked(test::plate(40.0f, 0.4f));
    const Finding* thin = report.find(FindingKind::ThinWalls);
    ASSERT_NE(thin, nullptr);
    EXPECT_EQ(thin->severity, Severity::Failure);
    EXPECT_NEAR(thin->value, 0.4, 1e-3);
    EXPECT_NE(thin->text.find("0.40 mm thick at this size"), std::string::npos) << thin->text;
    EXPECT_EQ(thin->remedy, "Print it 80 mm long or thicken it by 0.40 mm");
    EXPECT_FALSE(thin->place.triangles.empty());
    EXPECT_EQ(checked(test::plate(40.0f, 1.0f)).find(FindingKind::ThinWalls)->severity, Severity::Warning);
    EXPECT_EQ(checked(test::plate(40.0f, 1.3f)).find(FindingKind::ThinWalls), nullptr);
}

TEST(Check, KnowsThePrintersRoom) {
    EXPECT_TRUE(failures(checked(cube(400.0f))).contains("build-volume"));
    // 290 mm fit a bed of 250 x 210 only across the corner.
    const Report across = checked(test::block({290.0f, 20.0f, 20.0f}));
    ASSERT_NE(across.find(FindingKind::BuildVolume), nullptr);
    EXPECT_EQ(across.find(FindingKind::BuildVolume)->severity, Severity::Note);
    EXPECT_EQ(checked(test::block({200.0f, 240.0f, 20.0f})).find(FindingKind::BuildVolume), nullptr);
}

TEST(Check, SuspectsAnotherUnit) {
    const Report metres = checked(cube(0.07f));
    const Finding* scale = metres.find(FindingKind::ScaleSuspicion);
    ASSERT_NE(scale, nullptr);
    EXPECT_EQ(scale->severity, Severity::Failure);
    EXPECT_EQ(scale->remedy, "If the file is in metres, it is meant to be 70.0 mm long");
    const Report inches = checked(cube(3.0f));
    EXPECT_EQ(inches.find(FindingKind::ScaleSuspicion)->severity, Severity::Warning);
    EXPECT_NE(inches.find(FindingKind::ScaleSuspicion)->remedy.find("inches"), std::string::npos);
    CheckOptions known;
    known.unitKnown = true;
    EXPECT_EQ(checked(cube(3.0f), known).find(FindingKind::ScaleSuspicion), nullptr);
}

TEST(Check, StandsOnATipOrLeansTooFar) {
    const Report tip = checked(insideOut(test::pyramid(20.0f, -20.0f)));
    EXPECT_EQ(tip.find(FindingKind::BaseContact)->severity, Severity::Failure);
    const Report leaning = checked(test::leaningBlock(10.0f, 40.0f, 30.0f));
    ASSERT_NE(leaning.find(FindingKind::Stability), nullptr);
    EXPECT_LT(leaning.base.tipDegrees, 0.0);
    EXPECT_NEAR(leaning.base.centreOfMass.x, 20.0, 0.01);
}

TEST(Check, SaysThatTheBaseOfAnOpenBodyIsUnknown) {
    const Report open = checked(test::cubeWithHole(20.0f));
    ASSERT_NE(open.find(FindingKind::BaseContact), nullptr);
    EXPECT_EQ(open.find(FindingKind::BaseContact)->severity, Severity::Note);
    EXPECT_EQ(checked(cube(20.0f)).find(FindingKind::BaseContact), nullptr);
}

TEST(Check, MeasuresOverhangsAndTellsBridges) {
    // A table: its top hangs over on all sides. A gate: its top spans 8 mm between two walls.
    const Report table = checked(test::table(30.0f, 10.0f));
    EXPECT_NEAR(table.overhangMm2, 30.0 * 30.0 - 10.0 * 10.0, 1e-2);
    ASSERT_NE(table.find(FindingKind::Overhangs), nullptr);
    EXPECT_EQ(table.find(FindingKind::Overhangs)->severity, Severity::Warning);
    const Report gate = checked(test::gate(8.0f));
    EXPECT_EQ(gate.overhangMm2, 0.0);
    ASSERT_NE(gate.find(FindingKind::Bridges), nullptr);
    EXPECT_NEAR(gate.find(FindingKind::Bridges)->value, 8.0, 1e-4);
    EXPECT_NE(checked(test::gate(14.0f)).find(FindingKind::Overhangs), nullptr);
}

TEST(Check, AHangingPegBeginsInTheAir) {
    const mesh::Mesh peg = test::gateWithPeg();
    const Report report = checked(peg);
    ASSERT_NE(report.find(FindingKind::Islands), nullptr);
    EXPECT_EQ(report.find(FindingKind::Islands)->count, 1u);
    EXPECT_EQ(checked(test::gate(8.0f)).find(FindingKind::Islands), nullptr);
}

TEST(Check, TheVerdictStandsWhereverTheObjectStandsOnTheBed) {
    const mesh::Mesh shape = merged(sphere(14.0f, 12), moved(test::plate(12.0f, 0.5f), {20, 0, -14}));
    const Report reference = checked(shape);
    for (const double degrees : {0.0, 17.0, 45.0, 90.0, 133.7}) {
        for (const glm::vec3& by : {glm::vec3(0.0f), glm::vec3(70, -30, 12)}) {
            const Report report = checked(moved(test::turnedAboutZ(shape, degrees), by));
            EXPECT_EQ(failures(report), failures(reference)) << degrees;
            EXPECT_EQ(report.verdict(), reference.verdict());
            EXPECT_NEAR(report.walls.failShare, reference.walls.failShare, 0.003);
            EXPECT_NEAR(report.facts.volumeMm3, reference.facts.volumeMm3, 0.5);
            EXPECT_NEAR(report.base.contactMm2, reference.base.contactMm2, 0.02 * reference.base.contactMm2);
        }
    }
}

TEST(Check, QuickAndFullAgreeOnTheVerdict) {
    CheckOptions quick;
    quick.quick = true;
    for (const mesh::Mesh& mesh :
         {cube(20.0f), test::plate(30.0f, 0.5f), sphere(15.0f), test::table(30.0f, 10.0f)})
        EXPECT_EQ(checked(mesh, quick).verdict(), checked(mesh).verdict());
}

TEST(Check, IsStopped) {
    std::stop_source source;
    source.request_stop();
    const auto report = check(cube(20.0f), {}, jobs::JobContext(source.get_token(), {}));
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::Cancelled);
}

TEST(Check, AnswersForNothing) {
    EXPECT_EQ(failures(checked({})), (Kinds{"no-volume"}));
    mesh::Mesh sheet;
    sheet.positions = {{0, 0, 0}, {20, 0, 0}, {20, 20, 0}};
    sheet.triangles = {{0, 1, 2}, {0, 2, 1}};
    EXPECT_TRUE(failures(checked(sheet)).contains("no-volume"));
}

TEST(Check, KeepsABoundedNumberOfPlaces) {
    mesh::Mesh soup;
    for (std::uint32_t t = 0; t < 30'000; ++t) {
        const float x = static_cast<float>(t % 200) * 1.5f;
        const float y = static_cast<float>(t / 200) * 1.5f;
        soup.positions.insert(soup.positions.end(), {{x, y, 0}, {x + 1, y, 0}, {x, y + 1, 1}});
        soup.triangles.emplace_back(3 * t, 3 * t + 1, 3 * t + 2);
    }
    const Report report = checked(soup);
    const Finding* open = report.find(FindingKind::OpenEdges);
    ASSERT_NE(open, nullptr);
    EXPECT_EQ(open->count, 90'000u);
    EXPECT_EQ(open->place.triangles.size(), kMaxPlaces);
    EXPECT_LE(report.shells.size(), kMaxShells);
    EXPECT_EQ(report.shellCount, 30'000u);
}

} // namespace
} // namespace orfeas::print
