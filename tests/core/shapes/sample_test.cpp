#include "core/shapes/sample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <thread>

#include "core/shapes/family.h"

namespace orfeas::shapes {
namespace {

constexpr std::uint64_t kSeeds = 60;

bool same(const Sample& a, const Sample& b) {
    const auto equal = [](const TruthPoint& p, const TruthPoint& q) {
        return p.position == q.position && p.distance == q.distance && p.color == q.color;
    };
    return a.family == b.family && a.drawing == b.drawing && a.rgba == b.rgba &&
           a.view.cameraDistance == b.view.cameraDistance && a.view.azimuth == b.view.azimuth &&
           a.view.elevation == b.view.elevation && a.depth.front == b.depth.front &&
           a.depth.back == b.depth.back &&
           std::equal(a.points.begin(), a.points.end(), b.points.begin(), b.points.end(), equal);
}

int alphaAt(const Sample& sample, int x, int y) {
    if (x < 0 || y < 0 || x >= sample.side || y >= sample.side) return 0;
    return sample.rgba[4 * static_cast<std::size_t>(y * sample.side + x) + 3];
}

struct Pixel {
    int x = 0, y = 0;
};

// As the header of View says.
Pixel seenAt(const Sample& sample, glm::vec3 p) {
    const float by = sample.view.cameraDistance / (sample.view.cameraDistance - p.z);
    const float half = 0.5f * static_cast<float>(sample.side);
    return {static_cast<int>(std::floor((p.x * by + 1.0f) * half)),
            static_cast<int>(std::floor((1.0f - p.y * by) * half))};
}

TEST(Sample, isTheSameOnEveryThread) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const Sample here = makeSample(seed, {});
        Sample there;
        std::thread([&] { there = makeSample(seed, {}); }).join();
        EXPECT_TRUE(same(here, there)) << seed;
        EXPECT_FALSE(same(here, makeSample(seed + 100, {}))) << seed;
    }
}

// A family that often cuts everything away, as real ones do now and then.
void buildOftenNothing(Builder& b) {
    b.part();
    b.ball({}, 0.5f);
    if (b.random.chance(0.6f)) Builder::carve(b.ball({}, 0.7f));
}

TEST(Sample, isNeverOfNothing) {
    const Family family{"often nothing", buildOftenNothing, 0.0f, {}};
    SampleOptions options;
    options.pictureSide = 32;
    options.surfacePoints = options.volumePoints = 64;
    options.family = &family;
    for (std::uint64_t seed = 0; seed < 16; ++seed) {
        const Sample sample = makeSample(seed, options);
        EXPECT_EQ(sample.points.size(), 128u) << seed;
        EXPECT_TRUE(std::any_of(sample.rgba.begin(), sample.rgba.end(), [](auto v) { return v != 0; }))
            << seed;
    }
}

TEST(Sample, depthMapsEncloseWhatIsInsideAndCoverWhatThePictureShows) {
    std::size_t inside = 0, enclosed = 0, plain = 0, agree = 0;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const Sample sample = makeSample(seed, {});
        const DepthMaps& depth = sample.depth;
        ASSERT_EQ(depth.side, sample.side / 2);
        ASSERT_EQ(depth.front.size(), static_cast<std::size_t>(depth.side * depth.side));
        for (const TruthPoint& point : sample.points) {
            if (point.distance > -0.03f) continue;
            const Pixel pixel = seenAt(sample, point.position);
            const auto at = static_cast<std::size_t>(pixel.y / 2 * depth.side + pixel.x / 2);
            ++inside;
            // The middle of the square stands for all of it: on a slope its depth is a little off.
            enclosed += depth.front[at] != kNoDepth && point.position.z < depth.front[at] + 0.02f &&
                        point.position.z > depth.back[at] - 0.02f;
        }
        for (int y = 0; y < depth.side; ++y) {
            for (int x = 0; x < depth.side; ++x) {
                const int alpha = alphaAt(sample, 2 * x, 2 * y) + alphaAt(sample, 2 * x + 1, 2 * y) +
                                  alphaAt(sample, 2 * x, 2 * y + 1) + alphaAt(sample, 2 * x + 1, 2 * y + 1);
                if (alpha != 0 && alpha != 4 * 255) continue;
                const float front = depth.front[static_cast<std::size_t>(y * depth.side + x)];
                ++plain;
                agree += (front != kNoDepth) == (alpha != 0);
            }
        }
    }
    EXPECT_GT(inside, 1000u);
    EXPECT_GT(double(enclosed), 0.995 * double(inside));
    EXPECT_GT(double(agree), 0.999 * double(plain));
}

TEST(Sample, hasTheSizesAskedForAndColoursAndPointsInRange) {
    const SampleOptions options{96, 300, 200};
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const Sample sample = makeSample(seed, options);
        EXPECT_EQ(sample.side, 96);
        EXPECT_EQ(sample.rgba.size(), 4u * 96 * 96);
        ASSERT_EQ(sample.points.size(), 500u) << seed;
        EXPECT_GE(sample.view.cameraDistance, 1.0f / std::tan(0.5f * 55.1f * 0.0174533f));
        EXPECT_LE(sample.view.cameraDistance, 1.0f / std::tan(0.5f * 24.9f * 0.0174533f));
        for (const TruthPoint& p : sample.points) {
            for (int axis = 0; axis < 3; ++axis) {
                EXPECT_LE(std::abs(p.position[axis]), 1.0f) << seed;
                EXPECT_TRUE(p.color[axis] >= 0.0f && p.color[axis] <= 1.0f) << seed << " " << p.color[axis];
            }
            EXPECT_TRUE(std::isfinite(p.distance)) << seed;
        }
    }
}

// Points well inside are seen on opaque pixels; points seen on wholly empty neighbourhoods are outside.
TEST(Sample, pictureAndPointsShowTheSameSolid) {
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const Sample sample = makeSample(seed, {});
        int inside = 0;
        for (const TruthPoint& p : sample.points) {
            const Pixel at = seenAt(sample, p.position);
            if (p.distance < -0.01f) {
                ++inside;
                EXPECT_GT(alphaAt(sample, at.x, at.y), 0) << seed << " " << sample.family;
            }
            bool empty = true;
            for (int dy = -1; dy <= 1; ++dy) {
                for (int dx = -1; dx <= 1; ++dx)
                    empty = empty && alphaAt(sample, at.x + dx, at.y + dy) == 0;
            }
            if (empty) {
                EXPECT_GT(p.distance, -0.004f) << seed << " " << sample.family;
            }
        }
        EXPECT_GT(inside, 20) << seed << " " << sample.family;
    }
}

TEST(Sample, silhouetteIsCentredAndFillsThePicture) {
    double fill = 0.0;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const Sample sample = makeSample(seed, {});
        int left = sample.side, right = -1, top = sample.side, bottom = -1;
        for (int y = 0; y < sample.side; ++y) {
            for (int x = 0; x < sample.side; ++x) {
                if (alphaAt(sample, x, y) == 0) continue;
                left = std::min(left, x);
                right = std::max(right, x);
                top = std::min(top, y);
                bottom = std::max(bottom, y);
            }
        }
        ASSERT_GT(right, left) << seed;
        EXPECT_GT(left, 0) << seed << " " << sample.family;
        EXPECT_GT(top, 0) << seed << " " << sample.family;
        EXPECT_LE(std::abs(left + right + 1 - sample.side), 4) << seed << " " << sample.family;
        EXPECT_LE(std::abs(top + bottom + 1 - sample.side), 4) << seed << " " << sample.family;
        fill += std::max(right - left + 1, bottom - top + 1) / double(sample.side) / double(kSeeds);
    }
    EXPECT_GT(fill, 0.72);
    EXPECT_LT(fill, 0.95);
}

TEST(Sample, everyFamilyOccurs) {
    std::set<std::string> seen, drawn;
    for (const Family& family : families()) {
        if (family.weight > 0.0f) drawn.emplace(family.name);
    }
    for (std::uint64_t seed = 0; seed < 400 && seen.size() < drawn.size(); ++seed)
        seen.insert(makeSample(seed, {8, 1, 1}).family);
    EXPECT_EQ(seen, drawn);
}

TEST(Sample, isOfTheFamilyThatWasAskedFor) {
    for (const Family& family : families())
        EXPECT_EQ(makeSample(5, {8, 1, 1, &family}).family, family.name);
}

} // namespace
} // namespace orfeas::shapes
