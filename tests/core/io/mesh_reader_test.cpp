// What readers make of the odd and the hostile: small files written out here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "core/io/mesh_format.h"
#include "core/mesh/mesh_facts.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::io {
namespace {

using testing::HasSubstr;

Result<ReadMesh> readText(const std::string& name, const std::string& text, const ReadLimits& limits = {}) {
    const test::TemporaryFolder folder;
    test::putBytes(folder / name, text);
    return readMesh(folder / name, {}, limits);
}

std::string refusalOf(const std::string& name, const std::string& text) {
    const auto read = readText(name, text);
    return read.ok() ? "read" : read.error().userText;
}

double areaOf(const ReadMesh& read) {
    double area = 0.0;
    for (const MeshPart& part : read.parts)
        area += mesh::measure(*part.mesh).areaMm2;
    return area;
}

const std::string kFacet =
    "facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\n";

TEST(StlReader, textWithDecimalCommasAndOddLineEnds) {
    const auto read =
        readText("a.stl", "solid x\r\nfacet normal 0 0 1\r\nouter loop\r\nvertex 0,5 0 0\r\n"
                          "vertex 1,5 0,0 0\r\nVERTEX 0 1e0 0\r\nendloop\r\nendfacet\r\nendsolid x\r\n");
    ASSERT_TRUE(read.ok()) << read.error().userText;
    EXPECT_NEAR(areaOf(*read), 0.5, 1e-7);
    EXPECT_TRUE(read->warnings.empty());
}

TEST(StlReader, textThatStops) {
    EXPECT_THAT(refusalOf("a.stl", "solid x\n" + kFacet + "facet normal 0 0 1\nouter loop\nvertex 0 0 0\n"),
                HasSubstr("cut short"));
    const auto whole = readText("a.stl", "solid x\n" + kFacet);
    ASSERT_TRUE(whole.ok());
    EXPECT_THAT(whole->warnings.at(0), HasSubstr("end of the file is missing"));
}

std::string binaryStl(std::uint32_t stated, unsigned present, const std::string& head = "solid but binary") {
    std::string bytes(84, '\0');
    bytes.replace(0, head.size(), head);
    std::memcpy(bytes.data() + 80, &stated, 4);
    const float corners[12] = {0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0};
    for (unsigned i = 0; i < present; ++i) {
        bytes.append(reinterpret_cast<const char*>(corners), sizeof corners);
        bytes.append(2, '\0');
    }
    return bytes;
}

TEST(StlReader, binaryThatBeginsLikeText) {
    EXPECT_TRUE(readText("a.stl", binaryStl(2, 2)).ok());
}

TEST(StlReader, countsThatAreWrong) {
    EXPECT_THAT(refusalOf("a.stl", binaryStl(5, 3, "b")), HasSubstr("cut short"));
    EXPECT_THAT(refusalOf("a.stl", binaryStl(0, 0, "b")), HasSubstr("no triangles"));
    const auto junk = readText("a.stl", binaryStl(2, 2, "b") + "junk");
    ASSERT_TRUE(junk.ok());
    EXPECT_THAT(junk->warnings.at(0), HasSubstr("4 bytes"));
    const auto uncounted = readText("a.stl", binaryStl(0, 3, "b"));
    ASSERT_TRUE(uncounted.ok());
    EXPECT_EQ(uncounted->parts[0].mesh->triangles.size(), 3u);
}

TEST(ObjReader, concavePolygonKeepsItsArea) {
    // An L of area 3; a fan from its first corner would cover 4.
    const auto read =
        readText("a.obj", "v 2 1 0\nv 1 1 0\nv 1 2 0\nv 0 2 0\nv 0 0 0\nv 2 0 0\nf 1 2 3 4 5 6\n");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->parts[0].mesh->triangles.size(), 4u);
    EXPECT_NEAR(areaOf(*read), 3.0, 1e-6);
}

TEST(ObjReader, negativeIndicesContinuationsAndCarriageReturns) {
    const auto read = readText("a.obj", "v 0 0 0\r\nv 1 0 \\\r\n0\r\nv 0 1 0\r\nf -3/-1 -2 -1//7 # end\r\n");
    ASSERT_TRUE(read.ok()) << read.error().userText;
    EXPECT_EQ(read->parts[0].mesh->triangles[0], glm::uvec3(0, 1, 2));
}

TEST(ObjReader, verticesMayComeAfterTheirFaces) {
    EXPECT_TRUE(readText("a.obj", "f 1 2 3\nv 0 0 0\nv 1 0 0\nv 0 1 0\n").ok());
}

TEST(ObjReader, wrongIndicesNameTheirLine) {
    const std::string three = "v 0 0 0\nv 1 0 0\nv 0 1 0\n";
    EXPECT_THAT(refusalOf("a.obj", three + "f 1 2 4\n"), HasSubstr("line 4"));
    EXPECT_THAT(refusalOf("a.obj", three + "f 0 1 2\n"), HasSubstr("counts from 1"));
    EXPECT_THAT(refusalOf("a.obj", three + "f -4 1 2\n"), HasSubstr("line 4"));
    EXPECT_THAT(refusalOf("a.obj", three + "f 1 2 99999999999999999999\n"), HasSubstr("line 4"));
    EXPECT_THAT(refusalOf("a.obj", "v 0 0 zero\n"), HasSubstr("line 1"));
}

TEST(ObjReader, pointsOnlyAndEndlessLines) {
    EXPECT_THAT(refusalOf("a.obj", "v 0 0 0\nv 1 0 0\np 1 2\n"), HasSubstr("points only"));
    EXPECT_THAT(refusalOf("a.obj", std::string(3'000'000, 'v')), HasSubstr("line 1"));
}

TEST(ObjReader, aMissingLibraryIsAWarning) {
    const auto read =
        readText("a.obj", "mtllib ../../etc/none.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl x\nf 1 2 3\n");
    ASSERT_TRUE(read.ok());
    EXPECT_THAT(read->warnings.at(0), HasSubstr("none.mtl"));
}

TEST(ObjReader, numbersThatAreNoneAreLeftOut) {
    const auto read = readText("a.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nv nan 0 0\nf 1 2 3\nf 1 2 4\n");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->parts[0].mesh->triangles.size(), 1u);
    EXPECT_EQ(read->parts[0].mesh->positions.size(), 3u);
    EXPECT_THAT(read->warnings.at(0), HasSubstr("1 triangle"));
    EXPECT_THAT(refusalOf("a.obj", "v inf 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"),
                HasSubstr("none of its triangles"));
}

const std::string kPlyHead =
    "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty double z\n"
    "property uchar red\nproperty uchar green\nproperty uchar blue\nelement face 1\n"
    "property list uchar int vertex_index\nend_header\n";
const std::string kPlyVertices = "0 0 0 255 0 0\n1 0 0 0 255 0\n1 1 0 0 0 255\n0 1 0 1 2 3\n";

TEST(PlyReader, textWithColorsAndAQuad) {
    const auto read = readText("a.ply", kPlyHead + kPlyVertices + "4 0 1 2 3\n");
    ASSERT_TRUE(read.ok()) << read.error().userText;
    EXPECT_NEAR(areaOf(*read), 1.0, 1e-9);
    EXPECT_EQ(read->parts[0].mesh->colors.at(3), mesh::Rgba8(1, 2, 3, 255));
}

TEST(PlyReader, manyNumbersAcrossTheBuffer) {
    std::string text =
        "ply\nformat ascii 1.0\nelement vertex 60000\nproperty float x\nproperty float y\nproperty float z\n"
        "element face 1\nproperty list uchar int vertex_index\nend_header\n";
    for (int i = 0; i < 60'000; ++i)
        text += std::to_string(i) + ".5 " + std::to_string(i % 7) + " -0.25\n";
    const auto read = readText("a.ply", text + "3 0 1 59999");
    ASSERT_TRUE(read.ok()) << read.error().userText;
    EXPECT_EQ(read->parts[0].mesh->positions.at(59'999), glm::vec3(59'999.5f, 59'999 % 7, -0.25f));
}

TEST(PlyReader, refusesWhatDoesNotFit) {
    EXPECT_THAT(refusalOf("a.ply", kPlyHead + kPlyVertices + "4 0 1 2 4\n"), HasSubstr("vertex 4"));
    EXPECT_THAT(refusalOf("a.ply", kPlyHead + kPlyVertices + "4 0 1 2 -1\n"), HasSubstr("vertex -1"));
    EXPECT_THAT(refusalOf("a.ply", kPlyHead + kPlyVertices + "4 0 1\n"), HasSubstr("cut short"));
    std::string huge = kPlyHead;
    huge.replace(huge.find("vertex 4"), 8, "vertex 4000000000");
    EXPECT_THAT(refusalOf("a.ply", huge + kPlyVertices), HasSubstr("cut short"));
    EXPECT_THAT(refusalOf("a.ply", "ply\nformat ascii 1.0\nelement junk 18446744073709551615\nend_header\n"),
                HasSubstr("without properties"));
}

TEST(PlyReader, bigEndianStrips) {
    std::string text =
        "ply\nformat binary_big_endian 1.0\nelement vertex 4\nproperty short x\nproperty short y\n"
        "property short z\nelement tristrips 1\nproperty list int int vertex_indices\nend_header\n";
    for (const int v : {0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0})
        text += {'\0', static_cast<char>(v)};
    for (const int v : {4, 0, 1, 2, 3})
        text += {'\0', '\0', '\0', static_cast<char>(v)};
    const auto read = readText("a.ply", text);
    ASSERT_TRUE(read.ok()) << read.error().userText;
    EXPECT_EQ(read->parts[0].mesh->triangles, (std::vector<glm::uvec3>{{0, 1, 2}, {1, 3, 2}}));
}

// A GLB with this JSON and one triangle of positions followed by the bytes 0, 1, 2.
std::string glb(std::string json) {
    json.resize((json.size() + 3) / 4 * 4, ' ');
    const float corners[9] = {0, 0, 0, 1, 0, 0, 0, 0, -1};
    std::string binary(reinterpret_cast<const char*>(corners), sizeof corners);
    binary += std::string("\0\1\2\0", 4);
    std::string out;
    const auto word = [&](std::size_t v) {
        const auto w = static_cast<std::uint32_t>(v);
        out.append(reinterpret_cast<const char*>(&w), 4);
    };
    for (const std::size_t v : {std::size_t(0x46546c67), std::size_t(2), 28 + json.size() + binary.size(),
                                json.size(), std::size_t(0x4e4f534a)})
        word(v);
    out += json;
    word(binary.size());
    word(0x004e4942);
    return out + binary;
}

std::string gltfJson(const std::string& accessorExtra = "", const std::string& nodes = R"([{"mesh":0}])",
                     const std::string& count = "3") {
    return R"({"asset":{"version":"2.0"},"scenes":[{"nodes":[0]}],"nodes":)" + nodes +
           R"(,"meshes":[{"primitives":[{"attributes":{"POSITION":0},"indices":1}]}],"accessors":[{"bufferView":0,"componentType":5126,"count":)" +
           count + R"(,"type":"VEC3")" + accessorExtra +
           R"(},{"bufferView":1,"componentType":5121,"count":3,"type":"SCALAR"}],"bufferViews":[{"buffer":0,"byteLength":36},{"buffer":0,"byteOffset":36,"byteLength":3}],"buffers":[{"byteLength":40}]})";
}

TEST(GlbReader, metresAndYUpBecomeMillimetresAndZUp) {
    const auto read = readText("a.glb", glb(gltfJson()));
    ASSERT_TRUE(read.ok()) << read.error().userText;
    EXPECT_EQ(read->parts[0].mesh->positions,
              (std::vector<glm::vec3>{{0, 0, 0}, {1000, 0, 0}, {0, 1000, 0}}));
    EXPECT_TRUE(read->unitKnown);
}

TEST(GlbReader, refusesWhatIsNotThere) {
    EXPECT_THAT(refusalOf("a.glb", glb(gltfJson("", R"([{"mesh":0}])", "4"))),
                HasSubstr("longer than its data"));
    EXPECT_THAT(refusalOf("a.glb", glb(gltfJson("", R"([{"mesh":0}])", "4000000000"))),
                HasSubstr("longer than its data"));
    EXPECT_THAT(refusalOf("a.glb", glb(gltfJson(R"(,"sparse":{"count":1})"))), HasSubstr("sparse"));
    EXPECT_THAT(refusalOf("a.glb", glb(gltfJson("", R"([{"children":[0]}])"))), HasSubstr("circle"));
    EXPECT_THAT(refusalOf("a.glb", glb(gltfJson("", R"([{"mesh":7}])"))), HasSubstr("not in the file"));
    EXPECT_THAT(refusalOf("a.glb", glb("{" + std::string(40'000, '['))), HasSubstr("JSON"));
    EXPECT_THAT(refusalOf("a.glb", glb(R"({"a":)" + std::string(500, '[') + std::string(500, ']') + "}")),
                HasSubstr("JSON"));
    EXPECT_THAT(refusalOf("a.glb", glb(R"({"extensionsRequired":["KHR_draco_mesh_compression"]})")),
                HasSubstr("compressed"));
}

TEST(MeshFormats, compressionOfGltfIsUnsupportedNotBroken) {
    const auto read = readText("a.glb", glb(R"({"extensionsRequired":["EXT_meshopt_compression"]})"));
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::Unsupported);
}

} // namespace
} // namespace orfeas::io
