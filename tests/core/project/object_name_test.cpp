#include "core/project/object_name.h"

#include <gtest/gtest.h>

namespace orfeas::project {
namespace {

TEST(ObjectName, prettifiesFileStems) {
    EXPECT_EQ(objectNameFor("/tmp/garden_owl-2.png"), "Garden owl 2");
    EXPECT_EQ(objectNameFor("owl.final.png"), "Owl.final");
    EXPECT_EQ(objectNameFor("__a--b__.png"), "A b");
    EXPECT_EQ(objectNameFor("IMG_0001.JPG"), "IMG 0001");
}

TEST(ObjectName, isNeverEmpty) {
    EXPECT_EQ(objectNameFor("___.png"), "Object");
    EXPECT_EQ(objectNameFor(""), "Object");
}

TEST(ObjectName, keepsOtherScripts) {
    EXPECT_EQ(objectNameFor("f\xC3\xA4n_\xD1\x81\xD0\xBE\xD0\xB2\xD0\xB0.png"),
              "F\xC3\xA4n \xD1\x81\xD0\xBE\xD0\xB2\xD0\xB0");
    EXPECT_EQ(shownFileName("/x/\xE6\xA2\x9F.png"), "\xE6\xA2\x9F.png");
}

TEST(ObjectName, mendsBytesThatAreNoUtf8) {
    EXPECT_EQ(objectNameFor("a\xFF\xFE.png"), "A\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(cleanName("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");       // longer than needed
    EXPECT_EQ(cleanName("\xED\xA0\x80").substr(0, 3), "\xEF\xBF\xBD");  // a surrogate
    EXPECT_EQ(cleanName("\xF0\x9F\xA6\x89"), "\xF0\x9F\xA6\x89");       // an owl
    EXPECT_EQ(cleanName("cut\xE6\xA2"), "cut\xEF\xBF\xBD\xEF\xBF\xBD"); // cut short
}

TEST(ObjectName, cleansSpacesAndControls) {
    EXPECT_EQ(cleanName("  a \t\n b  "), "a b");
    EXPECT_EQ(cleanName(" \t "), "");
}

} // namespace
} // namespace orfeas::project
