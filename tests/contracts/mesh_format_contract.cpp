#include "tests/contracts/mesh_format_contract.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <clocale>
#include <csignal>
#include <limits>
#include <locale>
#include <thread>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glm/gtc/matrix_transform.hpp>

#include "core/image/picture_file.h"
#include "core/mesh/mesh_facts.h"
#include "tests/support/file_bytes.h"
#include "tests/support/shapes.h"
#include "tests/support/unprivileged.h"

namespace orfeas::test {
namespace {

using testing::HasSubstr;

image::Picture checkered() {
    image::Picture picture;
    picture.width = 8;
    picture.height = 4;
    for (int i = 0; i < picture.width * picture.height; ++i) {
        for (const int c : {i * 8, 255 - i * 7, (i % 3) * 120, 255})
            picture.rgba.push_back(static_cast<std::uint8_t>(c));
    }
    return picture;
}

// A build without picture codecs writes textures but cannot read them.
bool texturesReadable() {
    const auto png = image::encodePng(checkered());
    return png.ok() && image::decodePicture(*png, {}).ok();
}

// Decimal commas and grouped thousands, as in many languages.
struct CommaNumbers : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

class OtherLocale {
public:
    OtherLocale() : m_before(std::locale::global(std::locale(std::locale::classic(), new CommaNumbers))) {}
    ~OtherLocale() { std::locale::global(m_before); }

private:
    std::locale m_before;
};

std::string sorted(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names)
        all += name + "\n";
    return all;
}

} // namespace

io::MeshPart partOf(mesh::Mesh mesh, std::string name, glm::mat4 transform) {
    return {std::move(name), std::make_shared<const mesh::Mesh>(std::move(mesh)), transform};
}

std::vector<glm::vec3> cornersOf(const std::vector<io::MeshPart>& parts) {
    std::vector<glm::vec3> corners;
    for (const io::MeshPart& part : parts) {
        for (const glm::uvec3& t : part.mesh->triangles) {
            for (int k = 0; k < 3; ++k) {
                const glm::vec3& p = part.mesh->positions[t[k]];
                corners.push_back(part.transform == glm::mat4(1.0f)
                                      ? p
                                      : glm::vec3(glm::dmat4(part.transform) * glm::dvec4(p, 1.0)));
            }
        }
    }
    return corners;
}

mesh::Mesh coloredSphere(int rings) {
    mesh::Mesh mesh = moved(sphere(17.3f, rings), {0.1f, -3.7f, 1e-3f});
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
        mesh.colors.emplace_back(static_cast<int>(i % 256), static_cast<int>(255 - i % 256),
                                 static_cast<int>(i * 7 % 256), 255);
    }
    return mesh;
}

mesh::Mesh texturedCube() {
    mesh::Mesh mesh = cube(10.0f);
    mesh.texture = std::make_shared<const image::Picture>(checkered());
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        const float left = static_cast<float>(t) / 16.0f;
        const auto base = static_cast<unsigned>(mesh.uvs.size());
        mesh.uvs.insert(mesh.uvs.end(), {{left, 0.25f}, {left + 0.0625f, 0.25f}, {left, 0.75f}});
        mesh.uvTriangles.emplace_back(base, base + 1, base + 2);
    }
    return mesh;
}

io::Receipt MeshFormatContract::written(const std::vector<io::MeshPart>& parts, const std::string& stem,
                                        const io::WriteOptions& options) const {
    auto receipt = io::writeMesh(file(stem), parts, options, {});
    EXPECT_TRUE(receipt.ok()) << (receipt.ok() ? ""
                                               : receipt.error().userText + " / " + receipt.error().detail);
    return receipt.ok() ? *receipt : io::Receipt{};
}

io::ReadMesh MeshFormatContract::readBack(const std::string& stem) const {
    auto read = io::readMesh(file(stem), {});
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().userText);
    return read.ok() ? *read : io::ReadMesh{};
}

TEST_P(MeshFormatContract, coordinatesComeBackBitForBit) {
    const std::vector<io::MeshPart> parts{partOf(moved(sphere(23.456f, 20), {1e-4f, 777.77f, -0.3333f}))};
    const io::Receipt receipt = written(parts);
    const io::ReadMesh read = readBack();
    EXPECT_EQ(cornersOf(read.parts), cornersOf(parts));
    ASSERT_EQ(read.parts.size(), 1u);
    EXPECT_TRUE(mesh::measure(*read.parts[0].mesh).solid());
    EXPECT_EQ(read.format, format().name);
    EXPECT_EQ(read.unitKnown, format().carriesUnit);
    EXPECT_TRUE(read.warnings.empty()) << read.warnings.front();

    const mesh::MeshFacts facts = mesh::measure(*parts[0].mesh);
    EXPECT_EQ(receipt.triangles, facts.triangles);
    EXPECT_NEAR(receipt.volumeMm3, facts.volumeMm3, 1e-6 * facts.volumeMm3);
    EXPECT_EQ(receipt.sizeMm, facts.box.size());
    EXPECT_TRUE(receipt.closed);
    EXPECT_EQ(receipt.bytes, std::filesystem::file_size(file()));
    EXPECT_EQ(receipt.format, format().name);
}

TEST_P(MeshFormatContract, extremeCoordinatesComeBackBitForBit) {
    mesh::Mesh mesh = cube(1.0f);
    const float values[] = {1e-30f,      -1e-30f, std::numeric_limits<float>::denorm_min(), 16777216.0f, 0.1f,
                            -1234567.9f, 3e9f};
    for (std::size_t i = 0; i < std::size(values); ++i)
        mesh.positions[i][static_cast<int>(i % 3)] = values[i];
    const std::vector<io::MeshPart> parts{partOf(mesh)};
    written(parts);
    EXPECT_EQ(cornersOf(readBack().parts), cornersOf(parts));
}

TEST_P(MeshFormatContract, anOpenMeshIsReportedAsOpen) {
    EXPECT_FALSE(written({partOf(cubeWithHole())}).closed);
}

TEST_P(MeshFormatContract, severalPartsWithTransforms) {
    const glm::mat4 turned =
        glm::rotate(glm::translate(glm::mat4(1.0f), {40.0f, 0.5f, -2.0f}), 0.3f, {0.0f, 0.6f, 0.8f});
    const std::vector<io::MeshPart> parts{partOf(cube(10), "first"),
                                          partOf(sphere(5), "größer <&> \"猫\"", turned)};
    const io::Receipt receipt = written(parts);
    const io::ReadMesh read = readBack();
    const std::vector<glm::vec3> wanted = cornersOf(parts);
    const std::vector<glm::vec3> found = cornersOf(read.parts);
    ASSERT_EQ(found.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        for (int k = 0; k < 3; ++k)
            ASSERT_NEAR(found[i][k], wanted[i][k], 4e-6f);
    }
    EXPECT_TRUE(receipt.closed);
    const bool oneMesh = format().name == "stl" || format().name == "ply";
    ASSERT_EQ(read.parts.size(), oneMesh ? 1u : 2u);
    if (!oneMesh) {
        EXPECT_EQ(read.parts[0].name, "first");
        EXPECT_EQ(read.parts[1].name, "größer <&> \"猫\"");
    }
}

TEST_P(MeshFormatContract, aMirroredPartKeepsItsOutside) {
    const glm::mat4 mirrored = glm::scale(glm::mat4(1.0f), {-1.0f, 1.0f, 1.0f});
    const io::Receipt receipt = written({partOf(cube(10), "m", mirrored)});
    EXPECT_NEAR(receipt.volumeMm3, 1000.0, 1e-6);
    const io::ReadMesh read = readBack();
    ASSERT_EQ(read.parts.size(), 1u);
    EXPECT_EQ(read.parts[0].transform, glm::mat4(1.0f));
    const mesh::MeshFacts facts = mesh::measure(*read.parts[0].mesh);
    EXPECT_TRUE(facts.solid());
    EXPECT_EQ(facts.box.lower.x, -10.0f);
}

TEST_P(MeshFormatContract, colorsComeBack) {
    const mesh::Mesh sphere = coloredSphere();
    written({partOf(sphere)});
    const io::ReadMesh read = readBack();
    ASSERT_EQ(read.parts.size(), 1u);
    if (format().carriesColor) {
        EXPECT_EQ(read.parts[0].mesh->colors, sphere.colors);
    } else {
        EXPECT_TRUE(read.parts[0].mesh->colors.empty());
    }
    io::WriteOptions plain;
    plain.colors = false;
    written({partOf(sphere)}, "plain", plain);
    EXPECT_TRUE(readBack("plain").parts[0].mesh->colors.empty());
}

TEST_P(MeshFormatContract, texturesComeBack) {
    const mesh::Mesh cube = texturedCube();
    const io::Receipt receipt = written({partOf(cube)});
    EXPECT_TRUE(receipt.closed) << "seams must not open the surface";
    const io::ReadMesh read = readBack();
    ASSERT_EQ(read.parts.size(), 1u);
    const mesh::Mesh& found = *read.parts[0].mesh;
    EXPECT_EQ(found.positions.size(), 8u);
    if (!format().carriesTexture) {
        EXPECT_EQ(found.texture, nullptr);
        EXPECT_EQ(found.colors.empty(), !format().carriesColor);
        return;
    }
    if (!texturesReadable()) {
        EXPECT_EQ(found.texture, nullptr);
        EXPECT_FALSE(read.warnings.empty());
        return;
    }
    ASSERT_NE(found.texture, nullptr);
    EXPECT_EQ(found.texture->rgba, cube.texture->rgba);
    ASSERT_EQ(found.triangles.size(), cube.triangles.size());
    for (std::size_t t = 0; t < cube.triangles.size(); ++t) {
        for (int k = 0; k < 3; ++k) {
            const glm::vec2 wanted = cube.uvs[cube.uvTriangle(t)[k]];
            const glm::vec2 uv = found.uvs[found.uvTriangle(t)[k]];
            EXPECT_NEAR(uv.x, wanted.x, 1e-6f);
            EXPECT_NEAR(uv.y, wanted.y, 1e-6f);
        }
    }
    for (const auto& side : receipt.sideFiles)
        EXPECT_TRUE(std::filesystem::exists(side)) << side;
}

TEST_P(MeshFormatContract, aTextureGoesBeforeVertexColors) {
    mesh::Mesh cube = texturedCube();
    cube.colors.assign(8, mesh::Rgba8(10, 20, 30, 255));
    written({partOf(cube)});
    EXPECT_EQ(readBack().parts[0].mesh->texture != nullptr, format().carriesTexture && texturesReadable());
}

TEST_P(MeshFormatContract, namesBeyondAscii) {
    const std::string stem = "größe – œuvre 猫 $1";
    const io::Receipt receipt = written({partOf(texturedCube(), "ünï")}, stem);
    EXPECT_EQ(receipt.file, file(stem));
    const io::ReadMesh read = readBack(stem);
    EXPECT_EQ(read.parts[0].mesh->texture != nullptr, format().carriesTexture && texturesReadable());
}

TEST_P(MeshFormatContract, sameBytesEveryTimeInEveryLocale) {
    const std::vector<io::MeshPart> parts{partOf(coloredSphere(), "a"),
                                          partOf(texturedCube(), "b", glm::mat4(1.5f))};
    written(parts);
    const std::string first = bytesOf(file());
    written(parts);
    EXPECT_EQ(bytesOf(file()), first);
    const OtherLocale locale;
    written(parts);
    EXPECT_EQ(bytesOf(file()), first);
    EXPECT_EQ(cornersOf(readBack().parts).size(), cornersOf(parts).size());
}

TEST_P(MeshFormatContract, refusesWhatIsNoObject) {
    mesh::Mesh broken = cube();
    broken.positions[3].y = std::numeric_limits<float>::quiet_NaN();
    const auto nan = io::writeMesh(file(), std::vector{partOf(broken, "vase")}, {}, {});
    ASSERT_FALSE(nan.ok());
    EXPECT_THAT(nan.error().userText, HasSubstr("vase"));
    const auto nothing = io::writeMesh(file(), std::vector{partOf({})}, {}, {});
    ASSERT_FALSE(nothing.ok());
    EXPECT_EQ(nothing.error().code, ErrorCode::BadInput);
    EXPECT_TRUE(namesIn(folder()).empty());
}

TEST_P(MeshFormatContract, missingAndReadOnlyFolders) {
    const auto missing =
        io::writeMesh(folder() / "no" / file().filename(), std::vector{partOf(cube())}, {}, {});
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    written({partOf(cube())});
    const std::string before = bytesOf(file());
    std::filesystem::permissions(folder(), std::filesystem::perms(0555));
    {
        const Unprivileged asUser;
        const auto locked = io::writeMesh(file(), std::vector{partOf(sphere(3))}, {}, {});
        EXPECT_FALSE(locked.ok());
        if (!locked.ok()) {
            EXPECT_EQ(locked.error().code, ErrorCode::PermissionDenied);
        }
    }
    std::filesystem::permissions(folder(), std::filesystem::perms::all);
    EXPECT_EQ(bytesOf(file()), before);
}

// A disk with no room, as seen by a process that may not write more than 4 kB to a file.
TEST_P(MeshFormatContract, aFullDiskLeavesTheOldFilesAndNothingElse) {
    written({partOf(texturedCube())});
    const std::string before = bytesOf(file());
    const std::string names = sorted(namesIn(folder()));
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{4096, 4096};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const auto result = io::writeMesh(file(), std::vector{partOf(coloredSphere(40))}, {}, {});
        ::_exit(!result.ok() && result.error().code == ErrorCode::DiskFull ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_EQ(bytesOf(file()), before);
    EXPECT_EQ(sorted(namesIn(folder())), names);
}

// Stopped at the first, second, third … report of progress: each time all is as before.
TEST_P(MeshFormatContract, cancellationLeavesNothing) {
    const std::vector<io::MeshPart> parts{partOf(coloredSphere(30)), partOf(texturedCube())};
    bool finished = false;
    for (int stopAt = 0; !finished && stopAt < 200; ++stopAt) {
        std::stop_source source;
        int reports = 0;
        const jobs::JobContext context(source.get_token(), [&](const jobs::Progress&) {
            if (reports++ == stopAt) source.request_stop();
        });
        if (stopAt == 0) source.request_stop();
        const auto result = io::writeMesh(file(), parts, {}, context);
        finished = result.ok();
        if (finished) break;
        ASSERT_EQ(result.error().code, ErrorCode::Cancelled);
        ASSERT_TRUE(namesIn(folder()).empty()) << sorted(namesIn(folder()));
    }
    EXPECT_TRUE(finished);
}

TEST_P(MeshFormatContract, cutShortAnywhereIsASentenceAndNeverACrash) {
    written({partOf(coloredSphere(5)), partOf(texturedCube())});
    const std::string whole = bytesOf(file());
    const auto cut = file("cut");
    for (std::size_t length = 0; length < whole.size(); length += 1 + whole.size() / 150) {
        putBytes(cut, std::string_view(whole).substr(0, length));
        const auto read = io::readMesh(cut, {});
        if (read.ok()) {
            ASSERT_FALSE(read->parts.empty());
        } else {
            ASSERT_THAT(read.error().userText, HasSubstr("cut."));
            ASSERT_NE(read.error().userText.back(), '.');
        }
        // Formats that state what they hold notice every cut; of OBJ only a line is lost.
        if (format().name != "obj") {
            ASSERT_FALSE(read.ok()) << length << " of " << whole.size();
        }
    }
}

TEST_P(MeshFormatContract, damagedBytesAreNeverACrash) {
    written({partOf(coloredSphere(4)), partOf(texturedCube())});
    const std::string whole = bytesOf(file());
    const auto damaged = file("damaged");
    std::uint32_t random = 12345;
    for (int round = 0; round < 150; ++round) {
        std::string bytes = whole;
        for (int flips = 0; flips <= round % 4; ++flips) {
            random = random * 1664525u + 1013904223u;
            bytes[(random >> 8) % bytes.size()] ^= static_cast<char>(1 << (random & 7));
        }
        putBytes(damaged, bytes);
        const auto read = io::readMesh(damaged, {});
        if (!read.ok()) {
            ASSERT_FALSE(read.error().userText.empty());
            continue;
        }
        for (const io::MeshPart& part : read->parts) {
            const mesh::MeshFacts facts = mesh::measure(*part.mesh); // asserts every index
            ASSERT_EQ(facts.invalidVertices, 0u);
        }
    }
}

TEST_P(MeshFormatContract, readsAndWritesTheSameFile) {
    written({partOf(sphere(8))});
    const io::ReadMesh read = readBack();
    const io::Receipt receipt = written(read.parts);
    EXPECT_EQ(receipt.triangles, read.parts[0].mesh->triangles.size());
}

TEST_P(MeshFormatContract, limitsAreKept) {
    written({partOf(sphere(8))});
    io::ReadLimits limits;
    limits.maxTriangles = 10;
    EXPECT_EQ(io::readMesh(file(), {}, limits).error().code, ErrorCode::TooLarge);
    limits = {};
    limits.maxFileBytes = 100;
    EXPECT_EQ(io::readMesh(file(), {}, limits).error().code, ErrorCode::TooLarge);
}

} // namespace orfeas::test
