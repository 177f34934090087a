#include "core/project/compare.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>

#include "tests/support/shapes.h"

namespace orfeas::project {
namespace {

ObjectPtr object(std::uint64_t id, mesh::Mesh mesh) {
    auto made = std::make_shared<Object>();
    made->id = ObjectId{id};
    made->name = "Object " + std::to_string(id);
    made->mesh = std::make_shared<const mesh::Mesh>(std::move(mesh));
    made->facts = mesh::measure(*made->mesh);
    return made;
}

TEST(Compare, sameTopologyIsExactPerVertex) {
    mesh::Mesh older = test::cube(10);
    mesh::Mesh newer = older;
    const auto top = std::ranges::find(older.positions, glm::vec3(10, 10, 10)) - older.positions.begin();
    newer.positions[static_cast<std::size_t>(top)] += glm::vec3(0, 0, 2);
    const ShapeDeviation out = compareShapes(older, newer, {}).value();
    EXPECT_TRUE(out.exact);
    EXPECT_FLOAT_EQ(out.newer[static_cast<std::size_t>(top)], 2.0f);
    EXPECT_DOUBLE_EQ(out.maxMm, 2.0);
    EXPECT_FLOAT_EQ(out.lowest, 0.0f);
    EXPECT_GT(out.meanMm, 0.0);
    EXPECT_LT(out.meanMm, 2.0);
    EXPECT_GT(out.volumeChangeMm3(), 0.0);
    const ShapeDeviation in = compareShapes(newer, older, {}).value();
    EXPECT_FLOAT_EQ(in.newer[static_cast<std::size_t>(top)], -2.0f);
    EXPECT_DOUBLE_EQ(in.volumeChangeMm3(), -out.volumeChangeMm3());
}

TEST(Compare, otherTopologyIsSampledBothWays) {
    const mesh::Mesh small = test::sphere(10, 48);
    const mesh::Mesh large = test::sphere(11, 40);
    const ShapeDeviation grown = compareShapes(small, large, {}).value();
    EXPECT_FALSE(grown.exact);
    for (const float d : grown.newer)
        EXPECT_NEAR(d, 1.0f, 0.05f);
    for (const float d : grown.older)
        EXPECT_NEAR(d, 1.0f, 0.05f) << "the newer surface lies outside, seen from the older one as well";
    EXPECT_NEAR(grown.meanMm, 1.0, 0.05);
    const double expected = 4.0 / 3.0 * std::numbers::pi * (11.0 * 11 * 11 - 1000.0);
    EXPECT_NEAR(grown.volumeChangeMm3(), expected, 0.03 * expected);
    const ShapeDeviation shrunk = compareShapes(large, small, {}).value();
    for (const float d : shrunk.newer)
        EXPECT_NEAR(d, -1.0f, 0.05f);
}

TEST(Compare, whatVanishedShowsOnTheOlderShape) {
    const mesh::Mesh both = test::merged(test::cube(10), test::moved(test::cube(2), {30, 0, 0}));
    const ShapeDeviation deviation = compareShapes(both, test::cube(10), {}).value();
    EXPECT_NEAR(*std::ranges::max_element(deviation.newer), 0.0f, 1e-5f);
    EXPECT_NEAR(deviation.lowest, -22.0f, 1e-4f) << "the far side of the small cube lay 22 mm outside";
    EXPECT_NEAR(deviation.volumeChangeMm3(), -8.0, 1e-3);
}

TEST(Compare, objectByObject) {
    const ObjectPtr kept = object(1, test::cube());
    auto moved = std::make_shared<Object>(*kept);
    moved->transform[3].x = 4;
    auto renamed = std::make_shared<Object>(*object(2, test::cube()));
    auto grown = object(3, test::cube(5));
    Document older;
    older.objects = {kept, renamed, grown, object(9, test::cube())};
    auto other = std::make_shared<Object>(*renamed);
    other->name = "Owl";
    other->locked = true;
    auto larger = std::make_shared<Object>(*grown);
    larger->mesh = std::make_shared<const mesh::Mesh>(test::cube(6));
    Document newer;
    newer.objects = {moved, other, larger, object(4, test::cube())};
    const auto list = compareDocuments(older, newer, CompareDepth::Shapes, {}).value();
    ASSERT_EQ(list.size(), 5u);
    EXPECT_EQ(list[0].text(), "place");
    EXPECT_EQ(list[1].text(), "name, other");
    EXPECT_EQ(list[2].text(), "shape");
    EXPECT_EQ(list[3].text(), "added");
    EXPECT_EQ(list[4].text(), "removed");
    EXPECT_FALSE(list[0].deviation);
    ASSERT_TRUE(list[2].deviation);
    EXPECT_NEAR(list[2].deviation->volumeChangeMm3(), 216.0 - 125.0, 1e-3);
    const auto quick = compareDocuments(older, newer, CompareDepth::Records, {}).value();
    EXPECT_FALSE(quick[2].deviation);
    EXPECT_TRUE(quick[2].shape);
}

TEST(Compare, stopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    const auto result = compareShapes(test::sphere(10, 20), test::sphere(10, 24), {stop.get_token(), {}});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace orfeas::project
