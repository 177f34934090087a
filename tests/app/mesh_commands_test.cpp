#include "tests/app/command_test.h"
#include "tests/support/shapes.h"

namespace orfeas::test {
namespace {

using MeshCommands = CommandTest;
using mesh::Mesh;
using nlohmann::json;

TEST_F(MeshCommands, checkTellsSolidFromNot) {
    const std::string good = writeStl("good.stl", cube());
    const std::string hole = writeStl("hole.stl", cubeWithHole());
    EXPECT_EQ(runOrfeas({"check", good}).exitCode, 0);
    const Finished finished = runOrfeas({"check", good, hole});
    EXPECT_EQ(finished.exitCode, 1);
    EXPECT_EQ(finished.err, "");
    EXPECT_NE(finished.out.find("good.stl: Prints"), std::string::npos);
    EXPECT_NE(finished.out.find("hole.stl: Does not print: Open edges"), std::string::npos);
    EXPECT_NE(finished.out.find("3 edges belong to one triangle only"), std::string::npos);
}

TEST_F(MeshCommands, checkFiguresAsJson) {
    const Finished finished = runOrfeas({"check", writeStl("cube.stl", cube(10.0f)), "--json"});
    const json file = finished.json().at("files").at(0);
    EXPECT_EQ(file.at("solid"), true);
    EXPECT_EQ(file.at("unit_known"), false);
    const json object = file.at("objects").at(0);
    EXPECT_EQ(object.at("triangles"), 12);
    EXPECT_EQ(object.at("vertices"), 8);
    EXPECT_EQ(object.at("volume_mm3"), 1000.0);
    EXPECT_EQ(object.at("size_mm"), json::parse("[10.0, 10.0, 10.0]"));
    EXPECT_TRUE(object.at("problems").empty());
}

TEST_F(MeshCommands, checkJudgesByProfileAndPrinter) {
    Mesh plate = cube(40.0f);
    for (glm::vec3& p : plate.positions)
        p.z *= 0.5f / 40.0f;
    const std::string file = writeStl("plate.stl", plate);
    const Finished filament = runOrfeas({"check", file, "--json"});
    EXPECT_EQ(filament.exitCode, 1);
    const json finding = filament.json().at("files").at(0).at("findings").at(0);
    EXPECT_EQ(finding.at("kind"), "thin-walls");
    EXPECT_EQ(finding.at("severity"), "failure");
    EXPECT_EQ(finding.at("unit"), "mm");
    EXPECT_EQ(runOrfeas({"check", file, "--profile", "sla"}).exitCode, 0);
    EXPECT_EQ(runOrfeas({"check", file, "--printer", "elegoo-mars-4"}).exitCode, 0);
    EXPECT_EQ(runOrfeas({"check", file, "--size-mm", "200"}).exitCode, 0);
    const Finished unknown = runOrfeas({"check", file, "--profile", "sls"});
    EXPECT_EQ(unknown.exitCode, 2);
    EXPECT_NE(unknown.err.find("there are fdm-0.4, sla"), std::string::npos);
}

TEST_F(MeshCommands, checkNamesInsideOut) {
    const Finished finished = runOrfeas({"check", writeStl("in.stl", insideOut(cube())), "--json"});
    EXPECT_EQ(finished.exitCode, 1);
    EXPECT_EQ(finished.json().at("files").at(0).at("objects").at(0).at("problems").at(0).at("kind"),
              "inside-out");
}

TEST_F(MeshCommands, checkGoesOnAfterAFileItCannotRead) {
    const Finished finished =
        runOrfeas({"check", writeText("bad.stl", "x"), writeStl("good.stl", cube()), "--json"});
    EXPECT_EQ(finished.exitCode, 2);
    const json result = finished.json();
    EXPECT_EQ(result.at("files").size(), 2u);
    EXPECT_TRUE(result.at("files").at(0).contains("error"));
    EXPECT_EQ(result.at("files").at(1).at("solid"), true);
}

TEST_F(MeshCommands, convertKeepsTheShape) {
    const std::string input = writeStl("cube.stl", cube());
    for (const char* name : {"a.3mf", "a.obj", "a.ply", "a.glb", "b.stl"}) {
        ASSERT_EQ(runOrfeas({"convert", input, at(name)}).exitCode, 0) << name;
        const json object =
            runOrfeas({"check", at(name), "--json"}).json().at("files").at(0).at("objects").at(0);
        EXPECT_NEAR(object.at("volume_mm3").get<double>(), 1000.0, 0.01) << name;
        EXPECT_EQ(object.at("triangles"), 12) << name;
        EXPECT_EQ(object.at("solid"), true) << name;
    }
}

TEST_F(MeshCommands, convertPrintsAReceipt) {
    const Finished finished = runOrfeas({"convert", writeStl("cube.stl", cube()), at("out.obj"), "--json"});
    ASSERT_EQ(finished.exitCode, 0) << finished.err;
    const json receipt = finished.json();
    EXPECT_EQ(receipt.at("format"), "obj");
    EXPECT_EQ(receipt.at("triangles"), 12);
    EXPECT_EQ(receipt.at("closed"), true);
    EXPECT_EQ(receipt.at("objects"), 1);
}

TEST_F(MeshCommands, convertRefusesToReplaceItsInput) {
    const std::string input = writeStl("cube.stl", cube());
    const std::string before = read("cube.stl");
    const Finished finished = runOrfeas({"convert", input, folder.path().string() + "/./cube.stl"});
    EXPECT_EQ(finished.exitCode, 2);
    EXPECT_NE(finished.err.find("would replace the input"), std::string::npos);
    EXPECT_EQ(read("cube.stl"), before);
}

TEST_F(MeshCommands, convertLeavesTheOldFileWhenTheInputIsBad) {
    writeText("old.3mf", "precious");
    for (const char* text : {"", "solid x\n facet", "garbage"}) {
        EXPECT_EQ(runOrfeas({"convert", writeText("bad.stl", text), at("old.3mf")}).exitCode, 2);
        EXPECT_EQ(read("old.3mf"), "precious");
    }
    EXPECT_EQ(files(), (std::vector<std::string>{"bad.stl", "old.3mf"}));
}

TEST_F(MeshCommands, renderRefusesNonsense) {
    const std::string input = writeStl("cube.stl", cube());
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"render", input, "-o", at("a.png"), "--size", "wide"},
          {"render", input, "-o", at("a.png"), "--size", "0x10"},
          {"render", input, "-o", at("a.png"), "--size", "99999x10"},
          {"render", input, "-o", at("a.png"), "--view", "inside"},
          {"render", input, "-o", at("nowhere/a.png")},
          {"render", at("none.stl"), "-o", at("a.png")}}) {
        EXPECT_EQ(runOrfeas(arguments).exitCode, 2) << arguments.back();
    }
    EXPECT_FALSE(exists("a.png"));
}

} // namespace
} // namespace orfeas::test
