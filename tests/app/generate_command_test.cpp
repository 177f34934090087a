#include <csignal>
#include <filesystem>
#include <sstream>

#include "tests/app/command_test.h"

namespace orfeas::test {
namespace {

using nlohmann::json;

class GenerateCommand : public CommandTest {
protected:
    // Draft, to be quick.
    Finished generate(std::vector<std::string> arguments,
                      const std::map<std::string, std::string>& environment = {}) {
        arguments.insert(arguments.begin(), {"generate", "--set", "detail=draft"});
        return runOrfeas(arguments, environment);
    }
};

std::vector<json> lines(const std::string& text) {
    std::vector<json> out;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        out.push_back(json::parse(line));
    return out;
}

TEST_F(GenerateCommand, makesASolidOfTheWantedSizeAndSaysSo) {
    const Finished finished = generate({writePicture("disc.png"), "-o", at("disc.stl"), "--size-mm", "50",
                                        "--generator", "inflate", "--json"});
    ASSERT_EQ(finished.exitCode, 0) << finished.err;
    const json output = finished.json().at("outputs").at(0);
    EXPECT_EQ(output.at("file"), at("disc.stl"));
    EXPECT_EQ(output.at("closed"), true);
    EXPECT_GT(output.at("volume_mm3"), 0.0);
    EXPECT_EQ(output.at("bytes"), std::filesystem::file_size(at("disc.stl")));
    const json object = output.at("objects").at(0);
    EXPECT_EQ(object.at("generator"), "inflate");
    EXPECT_EQ(object.at("name"), "Disc");
    EXPECT_EQ(object.at("cutout").at("method"), "alpha");
    EXPECT_EQ(object.at("facts").at("solid"), true);
    EXPECT_EQ(object.at("settings").at("size"), 50.0);
    EXPECT_EQ(runOrfeas({"check", at("disc.stl")}).exitCode, 0);
}

// An OBJ's texture lies beside it, where the picture often lies too.
TEST_F(GenerateCommand, theTextureOfAnObjDoesNotReplaceThePicture) {
    const std::string picture = writePicture("disc.png");
    const std::string before = read("disc.png");
    const Finished finished = generate({picture, "-o", at("disc.obj"), "--generator", "inflate", "--json"});
    ASSERT_EQ(finished.exitCode, 0) << finished.err;
    EXPECT_EQ(finished.json().at("outputs").at(0).at("side_files").size(), 2u);
    EXPECT_EQ(read("disc.png"), before);
    EXPECT_TRUE(exists("disc-texture.png"));
}

TEST_F(GenerateCommand, autoNamesWhatItChose) {
    const Finished finished = generate({writePicture("disc.png"), "-o", at("disc.stl"), "--json"});
    ASSERT_EQ(finished.exitCode, 0) << finished.err;
    const std::string chosen = finished.json().at("outputs").at(0).at("objects").at(0).at("generator");
    EXPECT_EQ(chosen, "reconstruct"); // shaded, and the weights lie beside the program
    EXPECT_NE(finished.out.find("light and shadow"), std::string::npos) << finished.out;
}

TEST_F(GenerateCommand, theShippedNetworkMakesASolidThatPrints) {
    const Finished finished =
        generate({writePicture("disc.png"), "-o", at("disc.stl"), "--generator", "reconstruct", "--json"});
    ASSERT_EQ(finished.exitCode, 0) << finished.err;
    EXPECT_EQ(finished.json().at("outputs").at(0).at("objects").at(0).at("facts").at("solid"), true);
    EXPECT_EQ(runOrfeas({"check", at("disc.stl")}).exitCode, 0);
}

TEST_F(GenerateCommand, writesEveryFormat) {
    const std::string picture = writePicture("disc.png");
    for (const char* name : {"a.stl", "a.3mf", "a.obj", "a.ply", "a.glb"}) {
        const Finished finished = generate({picture, "-o", at(name)});
        EXPECT_EQ(finished.exitCode, 0) << finished.err;
        EXPECT_NE(finished.out.find("closed     yes"), std::string::npos);
        EXPECT_EQ(runOrfeas({"check", at(name)}).exitCode, 0) << name;
    }
}

TEST_F(GenerateCommand, sameInputGivesSameBytesInAnyLocale) {
    const std::string picture = writePicture("disc.png");
    for (const char* extension : {".3mf", ".obj", ".ply", ".glb", ".stl"}) {
        const std::string name = std::string("out") + extension;
        ASSERT_EQ(generate({picture, "-o", at(name)}).exitCode, 0);
        const std::string first = read(name);
        ASSERT_EQ(generate({picture, "-o", at(name)}, {{"LC_ALL", "de_DE.UTF-8"}, {"ORFEAS_THREADS", "1"}})
                      .exitCode,
                  0);
        EXPECT_TRUE(first == read(name)) << name;
    }
}

TEST_F(GenerateCommand, progressLinesAreJsonAndTheFirstPreviewIsTheOutline) {
    const Finished finished =
        generate({writePicture("disc.png"), "-o", at("disc.stl"), "--progress", "json"});
    ASSERT_EQ(finished.exitCode, 0);
    double time = 0.0;
    double fraction = 0.0;
    std::string firstPreview;
    for (const json& line : lines(finished.err)) {
        EXPECT_GE(line.at("t_ms"), time);
        EXPECT_GE(line.at("fraction"), fraction);
        EXPECT_FALSE(line.at("stage").get<std::string>().empty());
        time = line.at("t_ms");
        fraction = line.at("fraction");
        if (line.at("preview").is_null() || !firstPreview.empty()) continue;
        firstPreview = line.at("preview");
        EXPECT_GT(line.at("triangles"), 0);
    }
    EXPECT_EQ(firstPreview, "outline");
}

TEST_F(GenerateCommand, previewsAreSolidsToo) {
    const Finished finished =
        generate({writePicture("disc.png"), "-o", at("disc.stl"), "--previews", at("previews"), "--json"});
    ASSERT_EQ(finished.exitCode, 0) << finished.err;
    const json previews = finished.json().at("previews");
    ASSERT_FALSE(previews.empty());
    for (const json& preview : previews)
        EXPECT_EQ(runOrfeas({"check", preview}).exitCode, 0) << preview;
    EXPECT_TRUE(exists("previews/disc-01-outline.stl"));
}

TEST_F(GenerateCommand, severalPicturesBecomeObjectsOfOneFile) {
    const Finished finished =
        generate({writePicture("a_b.png"), writePicture("c.png"), "-o", at("both.3mf"), "--json"});
    ASSERT_EQ(finished.exitCode, 0) << finished.err;
    const json objects = finished.json().at("outputs").at(0).at("objects");
    ASSERT_EQ(objects.size(), 2u);
    EXPECT_EQ(objects[0].at("name"), "A b");
    const Finished checked = runOrfeas({"check", at("both.3mf"), "--json"});
    EXPECT_EQ(checked.exitCode, 0);
    EXPECT_EQ(checked.json().at("files").at(0).at("objects").size(), 2u);
}

TEST_F(GenerateCommand, underAMemoryLimitAllPicturesAreMade) {
    const Finished finished = generate({writePicture("a.png"), writePicture("b.png"), writePicture("c.png"),
                                        "-o", at("all.3mf"), "--memory-limit", "650MB", "--json"});
    ASSERT_EQ(finished.exitCode, 0) << finished.err;
    EXPECT_EQ(finished.json().at("outputs").at(0).at("objects").size(), 3u);
    const Finished less = generate({at("a.png"), "-o", at("a.3mf"), "--memory-limit", "100MB"});
    EXPECT_EQ(less.exitCode, 2);
    EXPECT_NE(less.err.find("give --memory-limit 650MB or more"), std::string::npos) << less.err;
    EXPECT_FALSE(exists("a.3mf"));
}

TEST_F(GenerateCommand, aPatternOrAFolderGivesOneFileEach) {
    std::filesystem::create_directories(at("in"));
    const std::string a = writePicture("a.png");
    const std::string sameName = writePicture("in/a.png");
    ASSERT_EQ(generate({a, sameName, "-o", at("made-{name}.stl")}).exitCode, 0);
    EXPECT_TRUE(exists("made-a.stl"));
    EXPECT_TRUE(exists("made-a-2.stl"));
    std::filesystem::create_directories(at("out"));
    ASSERT_EQ(generate({a, "-o", at("out")}).exitCode, 0);
    EXPECT_TRUE(exists("out/a.3mf"));
}

TEST_F(GenerateCommand, aBadPictureDoesNotKeepTheOthersFromBeingMade) {
    const std::string bad = writeText("bad.png", "no picture");
    const Finished finished = generate({bad, writePicture("good.png"), "-o", at("{name}.stl"), "--json"});
    EXPECT_EQ(finished.exitCode, 2);
    EXPECT_TRUE(exists("good.stl"));
    EXPECT_FALSE(exists("bad.stl"));
    EXPECT_EQ(finished.json().at("outputs").size(), 1u);
    EXPECT_NE(finished.err.find("bad.png"), std::string::npos);
}

TEST_F(GenerateCommand, badPicturesLeaveTheOldFileAlone) {
    writeText("old.stl", "precious");
    for (const std::string& text :
         {std::string(), std::string("GIF89a"), read("none"), std::string("\x89PNG\r\n\x1a\n", 8)}) {
        const Finished finished = generate({writeText("bad.png", text), "-o", at("old.stl")});
        EXPECT_EQ(finished.exitCode, 2) << finished.err;
        EXPECT_EQ(read("old.stl"), "precious");
    }
    EXPECT_EQ(files(), (std::vector<std::string>{"bad.png", "old.stl"}));
}

TEST_F(GenerateCommand, namesInOtherScriptsWork) {
    const std::string picture = writePicture("n\xC3\xA4me \xD0\xBA\xD0\xBE\xD1\x82.png");
    const Finished finished = generate({picture, "-o", at("\xE6\xA2\x9F.3mf"), "--json"});
    ASSERT_EQ(finished.exitCode, 0) << finished.err;
    EXPECT_EQ(finished.json().at("outputs").at(0).at("file"), at("\xE6\xA2\x9F.3mf"));
}

TEST_F(GenerateCommand, interruptLeavesNothing) {
    // Large and fine: far from done when the first shape is out.
    const std::string picture = writePicture("big.png", 2000, 900);
    writeText("old.3mf", "precious");
    Program program({"generate", picture, "-o", at("old.3mf"), "--set", "detail=fine", "--generator",
                     "inflate", "--progress", "json", "--json"},
                    {});
    ASSERT_TRUE(program.waitForError("\"preview\":\"outline\""));
    program.signal(SIGINT);
    const Finished finished = program.wait();
    EXPECT_EQ(finished.exitCode, 130);
    EXPECT_EQ(finished.json().at("error").at("code"), "cancelled");
    EXPECT_EQ(read("old.3mf"), "precious");
    EXPECT_EQ(files(), (std::vector<std::string>{"big.png", "old.3mf"}));
}

TEST_F(GenerateCommand, foldersNobodyMayWriteToAreRefused) {
    const std::string picture = writePicture("a.png");
    const Finished finished =
        generate({picture, "-o", "/proc/a.stl"}); // nobody may write there, not even root
    EXPECT_NE(finished.exitCode, 0);
    EXPECT_TRUE(finished.err.starts_with("orfeas: error: ")) << finished.err;
    EXPECT_NE(finished.err.find("a.stl"), std::string::npos) << finished.err;
}

// A cache and statistics of its own.
class CachedGenerate : public GenerateCommand {
protected:
    const std::map<std::string, std::string> own{
        {"ORFEAS_CACHE", at("cache")}, {"XDG_DATA_HOME", at("data")}, {"ORFEAS_STATISTICS", "on"}};
    json object(const Finished& finished) { return finished.json().at("outputs").at(0).at("objects").at(0); }
};

TEST_F(CachedGenerate, everyFormatIsTheSameFileTheSecondTime) {
    const std::string picture = writePicture("disc.png");
    for (const std::string extension : {".3mf", ".ply", ".glb"}) {
        const Finished first = generate({picture, "-o", at("a" + extension), "--json"}, own);
        const Finished second = generate({picture, "-o", at("b" + extension), "--json"}, own);
        ASSERT_EQ(second.exitCode, 0) << second.err;
        EXPECT_EQ(object(second).at("source"), "kept");
        EXPECT_EQ(read("a" + extension), read("b" + extension)) << extension;
        const auto figures = [](const Finished& finished) {
            json output = finished.json().at("outputs").at(0);
            output.erase("file");
            output.erase("side_files");
            output.erase("objects");
            return output;
        };
        EXPECT_EQ(figures(first), figures(second)) << extension;
    }
}

TEST_F(CachedGenerate, theSecondTimeItComesFromTheCacheByteForByte) {
    const std::string picture = writePicture("disc.png");
    const Finished first = generate({picture, "-o", at("a.stl"), "--json"}, own);
    const Finished second = generate({picture, "-o", at("b.stl"), "--json"}, own);
    ASSERT_EQ(second.exitCode, 0) << second.err;
    EXPECT_EQ(object(first).at("source"), "made");
    EXPECT_EQ(object(second).at("source"), "kept");
    EXPECT_EQ(read("a.stl"), read("b.stl"));
    json told = object(second); // and in the same words
    told["source"] = object(first).at("source");
    told["saved_s"] = object(first).at("saved_s");
    EXPECT_EQ(told, object(first));
    const Finished third = generate({picture, "-o", at("c.stl"), "--no-cache", "--json"}, own);
    EXPECT_EQ(object(third).at("source"), "made");
    EXPECT_EQ(read("a.stl"), read("c.stl"));
    const json stats = runOrfeas({"cache", "stats", "--json"}, own).json();
    EXPECT_EQ(stats.at("hits"), 1);
    EXPECT_EQ(stats.at("misses"), 1);
    EXPECT_EQ(stats.at("entries"), 1); // the check and the file beside it are none
    EXPECT_EQ(runOrfeas({"cache", "clear", "--json"}, own).exitCode, 0);
    EXPECT_EQ(runOrfeas({"cache", "stats", "--json"}, own).json().at("entries"), 0);
    const json account = runOrfeas({"stats", "--json", "--csv", at("jobs.csv")}, own).json();
    EXPECT_EQ(account.at("total").at("jobs"), 3);
    EXPECT_EQ(account.at("total").at("answered"), 1);
    EXPECT_TRUE(exists("jobs.csv"));
    EXPECT_EQ(read("jobs.csv").find("disc"), std::string::npos); // no names
}

TEST_F(CachedGenerate, manyPicturesAreOneBatchInTheirOrder) {
    std::vector<std::string> arguments;
    for (int i = 0; i < 6; ++i)
        arguments.push_back(writePicture("p" + std::to_string(i) + ".png", 96, 20 + 3 * (i / 2)));
    arguments.insert(arguments.end(), {"-o", at("{name}.stl"), "--json", "--progress", "json"});
    const Finished finished = generate(arguments, own);
    ASSERT_EQ(finished.exitCode, 0) << finished.err;
    const json outputs = finished.json().at("outputs");
    ASSERT_EQ(outputs.size(), 6u);
    int made = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(outputs[i].at("file"), at("p" + std::to_string(i) + ".stl"));
        made += outputs[i].at("objects").at(0).at("source") == "made";
    }
    EXPECT_EQ(made, 3); // equal pictures once
    EXPECT_EQ(read("p0.stl"), read("p1.stl"));
    double fraction = 0.0;
    for (const json& line : lines(finished.err)) {
        EXPECT_GE(line.at("fraction"), fraction); // one progress for all
        fraction = line.at("fraction");
    }
}

TEST_F(CachedGenerate, statisticsCanBeSwitchedOff) {
    const std::string picture = writePicture("disc.png");
    ASSERT_EQ(runOrfeas({"stats", "--off", "--json"}, own).json().at("enabled"), false);
    ASSERT_EQ(generate({picture, "-o", at("a.stl")}, own).exitCode, 0);
    EXPECT_EQ(runOrfeas({"stats", "--json"}, own).json().at("total").at("jobs"), 0);
    ASSERT_EQ(runOrfeas({"stats", "--on", "--json"}, own).json().at("enabled"), true);
    auto off = own;
    off["ORFEAS_STATISTICS"] = "off";
    ASSERT_EQ(generate({picture, "-o", at("b.stl")}, off).exitCode, 0);
    EXPECT_EQ(runOrfeas({"stats", "--json"}, own).json().at("total").at("jobs"), 0);
}

} // namespace
} // namespace orfeas::test
