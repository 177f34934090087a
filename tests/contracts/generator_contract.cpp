#include "tests/contracts/generator_contract.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <stop_token>

#include "core/base/parallel.h"
#include "core/mesh/mesh_facts.h"
#include "core/mesh/self_intersection.h"

namespace orfeas::test {
namespace {

using generate::Generator;

void expectSolid(const mesh::Mesh& mesh, const std::string& what) {
    const mesh::MeshFacts facts = mesh::measure(mesh);
    EXPECT_TRUE(facts.solid()) << what << ": open " << facts.openEdges << ", non-manifold "
                               << facts.nonManifoldEdges << " edges and " << facts.nonManifoldVertices
                               << " vertices, flipped " << facts.flippedEdges << ", degenerate "
                               << facts.degenerateTriangles << ", volume " << facts.volumeMm3;
    EXPECT_EQ(facts.unusedVertices, 0u) << what;
    // An STL file knows vertices by their coordinates only.
    const mesh::MeshFacts welded = mesh::measure(mesh::weldExact(mesh));
    EXPECT_TRUE(welded.solid()) << what << ": not a solid once welded by coordinates";
    EXPECT_EQ(welded.triangles, facts.triangles) << what;
}

void expectNoSelfIntersection(const mesh::Mesh& mesh, const std::string& what) {
    const auto crossing = mesh::selfIntersectingTriangles(mesh, {});
    ASSERT_TRUE(crossing.ok());
    EXPECT_TRUE(crossing->empty()) << what << ": " << crossing->size() << " triangles cross others";
}

// Stands on the bed with a face, centred, the longest side as asked for.
void expectPlaced(const mesh::Mesh& mesh, double size, const std::string& what) {
    const mesh::Box box = mesh::boundingBox(mesh);
    EXPECT_EQ(box.lower.z, 0.0f) << what;
    EXPECT_NEAR(box.center().x, 0.0, 1e-3) << what;
    EXPECT_NEAR(box.center().y, 0.0, 1e-3) << what;
    const glm::vec3 extent = box.size();
    EXPECT_NEAR(std::max({extent.x, extent.y, extent.z}), size, 1e-3 * size) << what;
    double onBed = 0.0;
    for (const glm::uvec3& t : mesh.triangles) {
        const glm::vec3 a = mesh.positions[t.x], b = mesh.positions[t.y], c = mesh.positions[t.z];
        if (a.z != 0.0f || b.z != 0.0f || c.z != 0.0f) continue;
        onBed += 0.5 * std::abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y));
    }
    EXPECT_GT(onBed, 0.3 * std::min(1.0, size * size / 6400.0)) << what << ": no face on the bed (mm²)";
}

void expectAttributes(const mesh::Mesh& mesh, const std::string& what) {
    EXPECT_EQ(mesh.colors.size(), mesh.positions.size()) << what;
    EXPECT_EQ(mesh.uvs.size(), mesh.positions.size()) << what;
    for (const glm::vec2& uv : mesh.uvs) {
        ASSERT_TRUE(uv.x >= 0.0f && uv.x <= 1.0f && uv.y >= 0.0f && uv.y <= 1.0f) << what;
    }
}

void hostileMasksGiveSolids(const Generator& generator) {
    for (const Subject& s : hostileSubjects()) {
        const std::string what = std::string(generator.name()) + " of " + s.name;
        const auto first = generator.firstShape(request(generator, s, "draft"), {});
        ASSERT_TRUE(first.ok()) << what << ": " << first.error().userText;
        expectSolid(**first, what + " first shape");
        const auto outcome = generator.run(request(generator, s, "draft"), {}, {});
        ASSERT_TRUE(outcome.ok()) << what << ": " << outcome.error().userText;
        expectSolid(*outcome->mesh, what);
        expectNoSelfIntersection(*outcome->mesh, what);
        expectPlaced(*outcome->mesh, 80.0, what);
    }
}

void everyDetailGivesASolid(const Generator& generator) {
    std::size_t before = 0;
    for (const char* detail : {"draft", "normal", "fine"}) {
        const std::string what = std::string(generator.name()) + " " + detail;
        const Subject ring = ringSubject(160);
        int previews = 0;
        const auto outcome = generator.run(request(generator, ring, detail),
                                           [&](const generate::Preview& preview) {
                                               ++previews;
                                               expectSolid(*preview.mesh, what + " preview");
                                               EXPECT_FALSE(preview.stage.empty());
                                           },
                                           {});
        ASSERT_TRUE(outcome.ok()) << what << ": " << outcome.error().userText;
        expectSolid(*outcome->mesh, what);
        expectNoSelfIntersection(*outcome->mesh, what);
        expectAttributes(*outcome->mesh, what);
        EXPECT_TRUE(outcome->mesh->texture) << what;
        EXPECT_FALSE(outcome->how.empty() || outcome->how.find("reconstruct") != std::string::npos) << what;
        EXPECT_GT(outcome->mesh->triangles.size(), before) << what;
        EXPECT_LT(outcome->mesh->triangles.size(), 450'000u) << what;
        if (std::string(detail) != "draft") {
            EXPECT_GE(previews, 1) << what;
        }
        before = outcome->mesh->triangles.size();
    }
}

void sizeIsRespected(const Generator& generator) {
    for (const std::string size : {"10", "33.3", "1000"}) {
        const auto outcome =
            generator.run(request(generator, ringSubject(96), "draft", {"size=" + size}), {}, {});
        ASSERT_TRUE(outcome.ok()) << generator.name() << ": " << outcome.error().userText;
        expectPlaced(*outcome->mesh, std::stod(size), std::string(generator.name()) + " at " + size + " mm");
        expectSolid(*outcome->mesh, std::string(generator.name()) + " at " + size + " mm");
    }
}

bool sameMesh(const mesh::Mesh& a, const mesh::Mesh& b) {
    return a.positions == b.positions && a.triangles == b.triangles && a.colors == b.colors && a.uvs == b.uvs;
}

void sameEveryTime(const Generator& generator) {
    const Subject ring = ringSubject(128);
    const auto once = generator.run(request(generator, ring, "draft"), {}, {});
    const auto again = generator.run(request(generator, ring, "draft"), {}, {});
    ASSERT_TRUE(once.ok() && again.ok());
    EXPECT_TRUE(sameMesh(*once->mesh, *again->mesh)) << generator.name();
    // A loop inside a loop runs on one thread: the same work without helpers.
    std::shared_ptr<const mesh::Mesh> alone;
    parallelFor(1, 1, [&](std::size_t, std::size_t) {
        auto outcome = generator.run(request(generator, ring, "draft"), {}, {});
        if (outcome.ok()) alone = outcome->mesh;
    });
    ASSERT_TRUE(alone);
    EXPECT_TRUE(sameMesh(*once->mesh, *alone)) << generator.name();
}

void stopsWhenAsked(const Generator& generator) {
    std::stop_source stop;
    stop.request_stop();
    const auto first =
        generator.firstShape(request(generator, ringSubject(96), "draft"), {stop.get_token(), {}});
    ASSERT_FALSE(first.ok());
    EXPECT_EQ(first.error().code, ErrorCode::Cancelled);
    // Asked to stop at every stage in turn: it must never finish a stage more than is under way.
    for (int stage = 1;; ++stage) {
        std::stop_source later;
        int reports = 0;
        double last = 0.0;
        const jobs::JobContext context(later.get_token(), [&](const jobs::Progress& progress) {
            EXPECT_GE(progress.fraction, last) << generator.name() << " at " << progress.stage;
            last = progress.fraction;
            if (++reports == stage) later.request_stop();
        });
        const auto outcome = generator.run(request(generator, ringSubject(96), "normal"), {}, context);
        if (outcome.ok()) {
            EXPECT_GT(stage, 2) << generator.name() << " hardly reports";
            break;
        }
        EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
        EXPECT_LE(reports, stage + 1);
    }
}

void emptySubjectsAreRefused(const Generator& generator) {
    const Subject nothing = subject("nothing", 32, 32, [](int, int) { return 0; });
    generate::Request wanted = request(generator, nothing, "draft");
    if (wanted.settings.has("outline")) wanted.settings.set("outline", std::string("subject"));
    const auto outcome = generator.run(wanted, {}, {});
    if (generator.name() == "auto" && outcome.ok()) return; // may take the whole frame
    ASSERT_FALSE(outcome.ok()) << generator.name();
    EXPECT_FALSE(outcome.error().userText.empty());
}

int noise(int x, int y) {
    std::uint32_t h =
        static_cast<std::uint32_t>(x) * 0x9e3779b1u ^ static_cast<std::uint32_t>(y) * 0x85ebca77u;
    h = (h ^ (h >> 15)) * 0x2c1b3c6du;
    return static_cast<int>((h >> 13) & 255u);
}

} // namespace

Subject subject(std::string name, int width, int height, const std::function<int(int, int)>& coverage) {
    auto picture = std::make_shared<image::Picture>();
    picture->width = width;
    picture->height = height;
    picture->hasAlpha = true;
    auto cutout = std::make_shared<image::Cutout>();
    cutout->mask = {width, height, {}};
    cutout->method = image::CutoutMethod::Alpha;
    cutout->parts = 1;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const auto cover = static_cast<std::uint8_t>(std::clamp(coverage(x, y), 0, 255));
            const int wave = static_cast<int>(127.0 + 100.0 * std::sin(x * 0.21) * std::cos(y * 0.17));
            for (const int c : {wave, 255 - wave, (wave + x) % 256})
                picture->rgba.push_back(static_cast<std::uint8_t>(c));
            picture->rgba.push_back(cover);
            cutout->mask.coverage.push_back(cover);
        }
    }
    return {std::move(name), std::move(picture), std::move(cutout)};
}

Subject discSubject(int side, double radius) {
    const double c = 0.5 * side;
    return subject("disc", side, side, [=](int x, int y) {
        return static_cast<int>(std::lround(255.0 * (radius - std::hypot(x + 0.5 - c, y + 0.5 - c) + 0.5)));
    });
}

Subject ringSubject(int side) {
    const double c = 0.5 * side;
    return subject("ring", side, side, [=](int x, int y) {
        const double r = std::hypot(x + 0.5 - c, y + 0.5 - c) / side;
        return static_cast<int>(255.0 * side * (0.14 - std::abs(r - 0.3)) + 128.0);
    });
}

std::vector<Subject> hostileSubjects() {
    std::vector<Subject> all;
    const auto add = [&](const char* name, int w, int h, const std::function<bool(int, int)>& inside) {
        all.push_back(subject(name, w, h, [&](int x, int y) { return inside(x, y) ? 255 : 0; }));
    };
    add("one pixel of one", 1, 1, [](int, int) { return true; });
    add("one pixel of many", 64, 64, [](int x, int y) { return x == 40 && y == 11; });
    add("full frame", 48, 30, [](int, int) { return true; });
    add("panorama", 400, 20, [](int, int) { return true; });
    add("column", 3, 300, [](int, int) { return true; });
    add("checkerboard", 64, 64, [](int x, int y) { return (x / 8 + y / 8) % 2 == 0; });
    add("fine checkerboard", 33, 33, [](int x, int y) { return (x + y) % 2 == 0; });
    add("squares touching at a corner", 40, 40, [](int x, int y) { return (x < 20) == (y < 20); });
    add("two far blobs", 90, 60,
        [](int x, int y) { return std::hypot(x - 15, y - 40) < 12 || std::hypot(x - 75, y - 14) < 9; });
    add("ring in a ring", 120, 120, [](int x, int y) {
        const double r = std::hypot(x - 59.5, y - 59.5);
        return (r > 42 && r < 55) || (r > 14 && r < 26);
    });
    add("hair-thin lines", 200, 200,
        [](int x, int y) { return (y == 60 && x > 20) || x == 100 || (x == y && x < 150); });
    add("stick figure", 128, 256, [](int x, int y) {
        return std::abs(std::hypot(x - 64, y - 40) - 25) < 1.2 ||
               (std::abs(x - 64) < 2 && y > 64 && y < 160) ||
               (y > 158 && std::abs(std::abs(x - 64) - (y - 158) * 0.5) < 1.5) ||
               (std::abs(y - 95) < 1 && std::abs(x - 64) < 50);
    });
    add("noise", 96, 96, [](int x, int y) { return noise(x, y) < 110; });
    add("sparse noise", 96, 96, [](int x, int y) { return noise(x, y) < 6; });
    add("comb", 120, 60, [](int x, int y) { return y > 45 || x % 6 < 2; });
    all.push_back(subject("faint everywhere", 50, 50,
                          [](int x, int y) { return std::hypot(x - 25, y - 25) < 18 ? 90 : 0; }));
    all.push_back(ringSubject(64));
    all.back().name = "soft ring";
    return all;
}

generate::Request request(const Generator& generator, const Subject& subject, const std::string& detail,
                          const std::vector<std::string>& assignments) {
    std::vector<std::string> all = assignments;
    all.push_back("detail=" + detail);
    const auto given = generate::parseSettings(generator.settings(), all);
    ORFEAS_ASSERT(given.ok());
    return {subject.picture, subject.cutout, *generate::completeSettings(generator.settings(), *given)};
}

void checkGeneratorContract(const Generator& generator) {
    hostileMasksGiveSolids(generator);
    everyDetailGivesASolid(generator);
    sizeIsRespected(generator);
    sameEveryTime(generator);
    stopsWhenAsked(generator);
    emptySubjectsAreRefused(generator);
}

} // namespace orfeas::test
