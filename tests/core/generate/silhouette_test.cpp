#include "core/generate/silhouette.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/contracts/generator_contract.h"

namespace orfeas::generate {
namespace {

struct Contour {
    double meanRadius = 0.0;
    double worst = 0.0;     ///< largest deviation from the mean radius, mm
    double roughness = 0.0; ///< largest deviation from the mean radius of 10 degrees around, mm
};

// Where rays from the middle of the grid leave the outline.
Contour contourOf(const Silhouette& s) {
    std::vector<double> radii;
    const double cx = 0.5 * (s.distance.width - 1), cy = 0.5 * (s.distance.height - 1);
    for (int k = 0; k < 720; ++k) {
        const double angle = k * 3.14159265358979 / 360.0;
        double r = 0.2 * s.distance.width;
        while (sampleLinear(s.distance, static_cast<float>(cx + r * std::cos(angle)),
                            static_cast<float>(cy + r * std::sin(angle))) > 0.0f)
            r += 0.02;
        radii.push_back(r * s.cellMm);
    }
    Contour contour;
    for (const double r : radii)
        contour.meanRadius += r / static_cast<double>(radii.size());
    for (const double r : radii)
        contour.worst = std::max(contour.worst, std::abs(r - contour.meanRadius));
    for (std::size_t i = 0; i < radii.size(); ++i) {
        double mean = 0.0;
        for (std::size_t k = 0; k <= 20; ++k)
            mean += radii[(i + radii.size() + k - 10) % radii.size()] / 21.0;
        contour.roughness = std::max(contour.roughness, std::abs(radii[i] - mean));
    }
    return contour;
}

Silhouette silhouetteOf(const test::Subject& subject, SilhouetteOptions options = {}) {
    auto s = makeSilhouette(subject.cutout->mask, options, {});
    ORFEAS_ASSERT(s.ok());
    return *std::move(s);
}

test::Subject binaryDisc(int side, double radius) {
    const double c = 0.5 * side;
    return test::subject("disc", side, side, [=](int x, int y) {
        return std::hypot(x + 0.5 - c, y + 0.5 - c) < radius ? 255 : 0;
    });
}

TEST(Silhouette, antiAliasedCircleIsRoundWellWithinAPixel) {
    const Contour contour = contourOf(silhouetteOf(test::discSubject(256, 100.0)));
    const double pixel = 80.0 / 200.0;
    EXPECT_LT(contour.worst, 0.12 * pixel);
    EXPECT_NEAR(contour.meanRadius, 40.0, 0.3);
}

TEST(Silhouette, stairStepsOfABinaryCircleAreGone) {
    for (const int side : {40, 100, 400}) {
        const Contour contour = contourOf(silhouetteOf(binaryDisc(side, 0.4 * side)));
        const double pixel = 80.0 / (0.8 * side);
        EXPECT_LT(contour.worst, 0.5 * pixel) << side;
        EXPECT_LT(contour.roughness, 0.16 * pixel) << side; // the stairs themselves: 0.5 and more
        EXPECT_NEAR(contour.meanRadius, 40.0, 0.6 * pixel) << side;
    }
}

TEST(Silhouette, partsAreJoinedOnlyWhenAskedFor) {
    const test::Subject blobs = test::subject("blobs", 90, 60, [](int x, int y) {
        return std::hypot(x - 15, y - 40) < 12 || std::hypot(x - 75, y - 14) < 9 ? 255 : 0;
    });
    SilhouetteOptions apart;
    apart.joinParts = false;
    EXPECT_EQ(silhouetteOf(blobs, apart).bridges, 0);
    const Silhouette joined = silhouetteOf(blobs);
    EXPECT_EQ(joined.parts, 2);
    EXPECT_EQ(joined.bridges, 1);
}

TEST(Silhouette, thinLinesBecomeWideEnough) {
    const test::Subject line = test::subject("line", 300, 300, [](int x, int y) {
        return (x > 20 && std::abs(y - 150) < 2) || x > 260 ? 255 : 0;
    });
    SilhouetteOptions options;
    options.minWidthMm = 2.0;
    const Silhouette s = silhouetteOf(line, options);
    EXPECT_GT(s.widened, 0);
    const int column = s.distance.width / 2;
    double width = 0.0;
    for (int y = 0; y < s.distance.height; ++y)
        width += s.distance.at(column, y) > 0.0f ? s.cellMm : 0.0;
    EXPECT_NEAR(width, 2.0, 0.5);
}

TEST(Silhouette, linesOfOnePixelInALargePictureAreKept) {
    const test::Subject cross = test::subject("cross", 1500, 1500, [](int x, int y) {
        const bool line = x == 700 || y == 300 || x == y;
        return line && x > 50 && y > 50 && x < 1450 && y < 1450 ? 255 : 0;
    });
    const Silhouette s = silhouetteOf(cross);
    EXPECT_EQ(s.parts, 1);
    EXPECT_EQ(s.bridges, 0);
    const auto inside = [&](double x, double y) {
        const float cx = static_cast<float>((x - s.placement.x0) / s.placement.step - 0.5);
        const float cy = static_cast<float>((y - s.placement.y0) / s.placement.step - 0.5);
        return sampleLinear(s.distance, cx, cy) > 0.0f;
    };
    for (int k = 100; k < 1400; k += 7) {
        EXPECT_TRUE(inside(700.5, k)) << k;
        EXPECT_TRUE(inside(k, 300.5)) << k;
        EXPECT_TRUE(inside(k + 0.5, k + 0.5)) << k;
    }
}

TEST(Silhouette, crumbsGoAndPinholesClose) {
    const test::Subject dirty = test::subject("dirty", 400, 400, [](int x, int y) {
        const bool crumb = std::hypot(x - 20, y - 20) < 2.5;
        const bool pinhole = std::hypot(x - 200, y - 200) < 2;
        return (std::hypot(x - 200, y - 200) < 150 && !pinhole) || crumb ? 255 : 0;
    });
    const Silhouette s = silhouetteOf(dirty);
    EXPECT_EQ(s.parts, 1);
    EXPECT_EQ(s.bridges, 0);
    const glm::dvec2 origin = s.placement.toPicture({0, 0});
    const auto cellOf = [&](double p, double o) { return static_cast<int>((p - o) / s.placement.step); };
    EXPECT_GT(s.distance.at(cellOf(200, origin.x), cellOf(200, origin.y)), 0.0f);
}

TEST(Silhouette, nothingIsRefused) {
    const test::Subject nothing = test::subject("nothing", 20, 20, [](int, int) { return 0; });
    const auto s = makeSilhouette(nothing.cutout->mask, {}, {});
    ASSERT_FALSE(s.ok());
    EXPECT_EQ(s.error().code, ErrorCode::BadInput);
}

} // namespace
} // namespace orfeas::generate
