#include <algorithm>

#include "core/base/version.h"
#include "tests/app/command_test.h"

namespace orfeas::test {
namespace {

using CommandLine = CommandTest;

// Exactly one line, ours, without a period.
void expectOneError(const Finished& finished) {
    EXPECT_TRUE(finished.err.starts_with("orfeas: error: ")) << finished.err;
    EXPECT_EQ(std::count(finished.err.begin(), finished.err.end(), '\n'), 1) << finished.err;
    EXPECT_FALSE(finished.err.ends_with(".\n")) << finished.err;
}

TEST_F(CommandLine, tellsItsVersion) {
    const Finished finished = runOrfeas({"--version"});
    EXPECT_EQ(finished.exitCode, 0);
    EXPECT_EQ(finished.out, "orfeas " + std::string(version()) + "\n");
    EXPECT_EQ(finished.err, "");
}

TEST_F(CommandLine, helpGoesToStandardOutput) {
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"--help"}, {"generate", "--help"}, {"check", "--help"}}) {
        const Finished finished = runOrfeas(arguments);
        EXPECT_EQ(finished.exitCode, 0);
        EXPECT_NE(finished.out.find("Usage"), std::string::npos);
        EXPECT_EQ(finished.err, "");
    }
}

TEST_F(CommandLine, generateHelpListsTheDeclaredSettings) {
    const Finished finished = runOrfeas({"generate", "--help"});
    for (const char* expected : {"inflate", "relief", "extrude", "detail", "{name}"}) {
        EXPECT_NE(finished.out.find(expected), std::string::npos) << expected;
    }
}

TEST_F(CommandLine, badUsageIsOneSentenceAndTwo) {
    const std::string picture = writePicture("a.png");
    const std::vector<std::vector<std::string>> wrong{
        {},
        {"fly"},
        {"generate"},
        {"generate", picture},
        {"generate", picture, "-o", at("a.stl"), "--no-such-option"},
        {"generate", picture, "-o", at("a.xyz")},
        {"generate", picture, "-o", at("a")},
        {"generate", picture, "-o", at("nowhere/a.stl")},
        {"generate", at("none.png"), "-o", at("a.stl")},
        {"generate", folder.path().string(), "-o", at("a.stl")},
        {"generate", picture, "-o", at("a.stl"), "--generator", "wishes"},
        {"generate", picture, "-o", at("a.stl"), "--set", "size"},
        {"generate", picture, "-o", at("a.stl"), "--set", "wings=2"},
        {"generate", picture, "-o", at("a.stl"), "--size-mm", "-5"},
        {"generate", picture, "-o", at("a.stl"), "--size-mm", "nan"},
        {"generate", picture, "-o", at("a.stl"), "--size-mm", "80", "--set", "size=70"},
        {"generate", picture, "-o", at("a.stl"), "--device", "cuda:0"},
        {"generate", picture, "-o", at("a.stl"), "--model", "triposr"},
        {"generate", picture, "-o", at("a.stl"), "--memory-limit", "600MB"},
        {"generate", picture, "-o", at("a.stl"), "--progress", "loud"},
        {"generate", picture, picture, "-o", at("a.stl")},
        {"generate", picture, "-o", picture},
        {"check"},
        {"check", at("none.stl")},
        {"convert", picture},
    };
    for (const std::vector<std::string>& arguments : wrong) {
        const Finished finished = runOrfeas(arguments);
        std::string shown;
        for (const std::string& argument : arguments)
            shown += argument + " ";
        EXPECT_EQ(finished.exitCode, 2) << shown;
        EXPECT_EQ(finished.out, "") << shown;
        expectOneError(finished);
    }
    EXPECT_EQ(files(), (std::vector<std::string>{"a.png"}));
}

TEST_F(CommandLine, jsonAnswersOnFailureToo) {
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"generate", at("none.png"), "-o", at("a.stl"), "--json"},
          {"generate", "--json"},
          {"convert", at("none.stl"), at("b.stl"), "--json"},
          {"check", at("none.stl"), "--json"}}) {
        const Finished finished = runOrfeas(arguments);
        EXPECT_EQ(finished.exitCode, 2);
        EXPECT_FALSE(finished.json().at("error").at("message").get<std::string>().empty());
        expectOneError(finished);
    }
}

TEST_F(CommandLine, aNewlineInAFileNameDoesNotBreakTheLine) {
    const Finished finished = runOrfeas({"check", at("two\nlines.stl")});
    EXPECT_EQ(finished.exitCode, 2);
    expectOneError(finished);
}

TEST_F(CommandLine, benchListsWhatItCanMeasure) {
    const Finished finished = runOrfeas({"bench", "--json"});
    EXPECT_EQ(finished.exitCode, 0);
    EXPECT_EQ(finished.json().at("benches").at(0).at("name"), "generate");
}

} // namespace
} // namespace orfeas::test
