#include "core/generate/setting.h"

#include <gtest/gtest.h>

#include <clocale>
#include <limits>

#include "core/generate/detail.h"
#include "core/generate/generator.h"

namespace orfeas::generate {
namespace {

std::vector<SettingSpec> sampleSpecs() {
    return {sizeSetting(), detailSetting(), flagSetting("frame", "Frame", "Adds a frame", true),
            realSetting("frame-width", "Frame width", "How wide the frame is", 0.5, 20, 0.5, 3, "mm",
                        "frame=true")};
}

Result<Settings> parsed(std::vector<std::string> assignments) {
    return parseSettings(sampleSpecs(), assignments);
}

TEST(Setting, defaultsFillInWhatIsMissing) {
    Settings given;
    given.set("size", 120.0);
    const auto complete = completeSettings(sampleSpecs(), given);
    ASSERT_TRUE(complete.ok());
    EXPECT_EQ(complete->number("size"), 120.0);
    EXPECT_EQ(complete->choice("detail"), "normal");
    EXPECT_TRUE(complete->flag("frame"));
    EXPECT_EQ(complete->values().size(), 4u);
}

TEST(Setting, parsesEveryType) {
    const auto settings = parsed({"size=12.5", "detail=fine", "frame=off", "frame-width=1e0"});
    ASSERT_TRUE(settings.ok());
    EXPECT_EQ(settings->number("size"), 12.5);
    EXPECT_EQ(settings->choice("detail"), "fine");
    EXPECT_FALSE(settings->flag("frame"));
    EXPECT_EQ(settings->number("frame-width"), 1.0);
    EXPECT_FALSE(settings->has("back"));
}

TEST(Setting, numbersUseADotWhateverTheLocale) {
    const std::string before = std::setlocale(LC_ALL, nullptr);
    for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "C.UTF-8"}) {
        if (std::setlocale(LC_ALL, name)) break;
    }
    const auto dot = parsed({"size=12.5"});
    const auto comma = parsed({"size=12,5"});
    const std::string text = formatValue(12.5);
    std::setlocale(LC_ALL, before.c_str());
    ASSERT_TRUE(dot.ok());
    EXPECT_EQ(dot->number("size"), 12.5);
    EXPECT_FALSE(comma.ok());
    EXPECT_EQ(text, "12.5");
}

TEST(Setting, errorsNameTheSettingAndItsRange) {
    const auto range = parsed({"size=5"});
    ASSERT_FALSE(range.ok());
    EXPECT_EQ(range.error().code, ErrorCode::BadInput);
    EXPECT_EQ(range.error().userText, "Setting 'size' must be a number from 10 to 1000 mm");
    const auto choice = parsed({"detail=superb"});
    ASSERT_FALSE(choice.ok());
    EXPECT_EQ(choice.error().userText, "Setting 'detail' must be draft, normal or fine");
    const auto unknown = parsed({"sise=80"});
    ASSERT_FALSE(unknown.ok());
    EXPECT_EQ(unknown.error().userText,
              "There is no setting 'sise'; there are: size, detail, frame, frame-width");
}

TEST(Setting, refusesWhatIsNotAValue) {
    for (const char* text : {"size", "=80", "size=", "size=80mm", "size=nan", "size=inf", "size= 80",
                             "frame=maybe", "detail=Fine", ""}) {
        EXPECT_FALSE(parsed({text}).ok()) << text;
    }
}

TEST(Setting, completingRefusesWrongTypesAndNotANumber) {
    Settings wrongType;
    wrongType.set("size", true);
    EXPECT_FALSE(completeSettings(sampleSpecs(), wrongType).ok());
    Settings nan;
    nan.set("size", std::numeric_limits<double>::quiet_NaN());
    EXPECT_FALSE(completeSettings(sampleSpecs(), nan).ok());
}

TEST(Setting, shownOnlyWhenItMatters) {
    const auto specs = sampleSpecs();
    Settings values = *completeSettings(specs, {});
    EXPECT_TRUE(isShown(specs[0], values));
    EXPECT_TRUE(isShown(specs[3], values));
    values.set("frame", false);
    EXPECT_FALSE(isShown(specs[3], values));
}

TEST(Setting, valuesSurviveTheTripThroughText) {
    EXPECT_EQ(formatValue(true), "true");
    EXPECT_EQ(formatValue(0.1), "0.1");
    EXPECT_EQ(formatValue(80.0), "80");
    EXPECT_EQ(formatValue(std::string("mirror")), "mirror");
}

// The inspector and the command line rely on these for every generator.
TEST(Setting, everyDeclarationIsInOrder) {
    for (const Generator* generator : generators()) {
        const auto specs = generator->settings();
        const auto complete = completeSettings(specs, {});
        ASSERT_TRUE(complete.ok()) << generator->name();
        for (const SettingSpec& spec : specs) {
            Settings own;
            own.set(spec.name, spec.standard);
            EXPECT_TRUE(completeSettings(specs, own).ok()) << spec.name;
            EXPECT_EQ(spec.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos)
                << spec.name;
            EXPECT_FALSE(spec.label.empty()) << spec.name;
            EXPECT_FALSE(spec.help.empty() || spec.help.back() == '.') << spec.name;
            if (spec.type == SettingType::Real) {
                EXPECT_GT(spec.step, 0.0) << spec.name;
            }
            if (!spec.shownWhen.empty()) {
                EXPECT_TRUE(complete->has(spec.shownWhen.substr(0, spec.shownWhen.find('=')))) << spec.name;
            }
        }
        EXPECT_TRUE(complete->has("size")) << generator->name();
        EXPECT_TRUE(complete->has("detail")) << generator->name();
    }
}

} // namespace
} // namespace orfeas::generate
