#include "core/shapes/contact_sheet.h"

#include <gtest/gtest.h>

#include <set>

namespace orfeas::shapes {
namespace {

TEST(ContactSheet, showsEachShapeFromThreeSides) {
    SheetOptions options;
    options.count = 5;
    options.columns = 2;
    options.side = 32;
    options.family = &families().front();
    const ContactSheet sheet = makeContactSheet(options, {});
    EXPECT_EQ(sheet.picture.width, 2 * 3 * 32);
    EXPECT_EQ(sheet.picture.height, 3 * 32);
    ASSERT_EQ(sheet.families.size(), 5u);
    for (const std::string& family : sheet.families)
        EXPECT_EQ(family, families().front().name);
    for (int cell = 0; cell < 3 * 5; ++cell) { // more than paper in every cell
        std::set<int> values;
        for (int y = 0; y < 32; ++y) {
            for (int x = 0; x < 32; ++x)
                values.insert(sheet.picture.pixel(cell % 6 * 32 + x, cell / 6 * 32 + y)[0]);
        }
        EXPECT_GT(values.size(), 2u) << cell;
    }
}

} // namespace
} // namespace orfeas::shapes
