#include "core/print/profile.h"

#include <fstream>

#include <gtest/gtest.h>

#include "core/print/printer.h"
#include "core/print/report.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::print {
namespace {

std::filesystem::path written(const test::TemporaryFolder& folder, const std::string& text) {
    const std::filesystem::path file = folder.path() / "profiles.json";
    std::ofstream(file) << text;
    return file;
}

TEST(Profiles, KnowTheTwoBuiltInOnes) {
    const auto profiles = readProfiles("/nowhere/profiles.json");
    ASSERT_TRUE(profiles.ok());
    ASSERT_EQ(profiles->size(), 2u);
    EXPECT_EQ((*profiles)[0].name, "fdm-0.4");
    EXPECT_EQ((*profiles)[0].failWallMm, 0.8);
    EXPECT_EQ(profileNamed("SLA", *profiles)->process, Process::Resin);
    EXPECT_EQ(profileNamed("sls", *profiles).error().userText,
              "There is no profile \"sls\"; there are fdm-0.4, sla");
}

TEST(Profiles, AUsersOwnTakesWhatItDoesNotSayFromItsBase) {
    const test::TemporaryFolder folder;
    const auto profiles = readProfiles(written(
        folder,
        R"([{"name": "fine", "based_on": "sla", "fail_wall_mm": 0.2}, {"name": "wide", "based_on": "fine"}])"));
    ASSERT_TRUE(profiles.ok()) << profiles.error().userText;
    ASSERT_EQ(profiles->size(), 4u);
    EXPECT_EQ((*profiles)[2].process, Process::Resin);
    EXPECT_EQ((*profiles)[2].failWallMm, 0.2);
    EXPECT_EQ((*profiles)[3].failWallMm, 0.2);
    EXPECT_EQ((*profiles)[3].title, "wide");
}

TEST(Profiles, RefuseNonsenseAndSayWhere) {
    const test::TemporaryFolder folder;
    for (const auto& [text, words] : std::vector<std::pair<std::string, std::string>>{
             {"{", "not a JSON list"},
             {"{}", "not a JSON list"},
             {"[3]", "profile 1 is not an object"},
             {R"([{"title": "x"}])", "has no \"name\""},
             {R"([{"name": "FDM-0.4"}])", "the name of another"},
             {R"([{"name": "a", "based_on": "b"}])", "based on \"b\""},
             {R"([{"name": "a", "layer_mm": -1}])", "\"layer_mm\""},
             {R"([{"name": "a", "layer_mm": "x"}])", "\"layer_mm\""},
             {R"([{"name": "a", "process": "clay"}])", "\"process\""},
             {R"([{"name": "a", "fail_wall_mm": 9}])", "fail_wall_mm <= warn_wall_mm"}}) {
        const auto profiles = readProfiles(written(folder, text));
        ASSERT_FALSE(profiles.ok()) << text;
        EXPECT_NE(profiles.error().userText.find(words), std::string::npos) << profiles.error().userText;
    }
}

TEST(Printers, AreADozenAndNameTheirProfile) {
    EXPECT_GE(printers().size(), 12u);
    for (const Printer& printer : printers()) {
        EXPECT_TRUE(profileNamed(printer.profile, builtInProfiles()).ok()) << printer.name;
        EXPECT_GT(printer.volumeMm.z, 100.0);
        EXPECT_EQ(printerNamed(printer.name)->title, printer.title);
    }
    EXPECT_FALSE(printerNamed("toaster").ok());
}

TEST(Reports, AreAsGraveAsTheirGravestFinding) {
    Report report;
    EXPECT_EQ(report.verdict(), Verdict::Prints);
    EXPECT_EQ(verdictSentence(report), "Prints");
    report.findings.push_back({});
    report.findings.back().kind = FindingKind::ThinWalls;
    EXPECT_EQ(report.verdict(), Verdict::Prints);
    report.findings.back().severity = Severity::Warning;
    EXPECT_EQ(verdictSentence(report), "Prints with care: Thin walls");
    EXPECT_TRUE(report.isSound());
    report.findings.back().kind = FindingKind::OpenEdges;
    EXPECT_FALSE(report.isSound());
    EXPECT_NE(report.find(FindingKind::OpenEdges), nullptr);
    EXPECT_EQ(report.find(FindingKind::Crumbs), nullptr);
}

} // namespace
} // namespace orfeas::print
