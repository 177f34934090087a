#include "core/image/cutout.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "sample_pictures.h"

namespace orfeas {
namespace {

using image::CutoutEffort;
using image::CutoutMethod;
using image::Picture;

struct Colour {
    double red, green, blue;
};

/// Repeatable noise in -1..1, different for every pixel and channel.
double noise(std::uint32_t x, std::uint32_t y, std::uint32_t channel) {
    std::uint32_t value = x * 374761393u + y * 668265263u + channel * 2246822519u;
    value = (value ^ (value >> 13)) * 1274126177u;
    return static_cast<double>((value ^ (value >> 16)) & 0xffffu) / 32767.5 - 1.0;
}

/// `coverage` (0..1) of `subject` over `background`, with some noise, opaque.
Picture scene(int width, int height, const std::function<double(double, double)>& coverage,
              const std::function<Colour(double, double)>& subject,
              const std::function<Colour(double, double)>& background, double grain = 3.0) {
    Picture picture;
    picture.width = width;
    picture.height = height;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double a = coverage(x + 0.5, y + 0.5);
            const Colour front = subject(x + 0.5, y + 0.5);
            const Colour back = background(x + 0.5, y + 0.5);
            const double channels[3] = {front.red * a + back.red * (1 - a),
                                        front.green * a + back.green * (1 - a),
                                        front.blue * a + back.blue * (1 - a)};
            for (std::uint32_t c = 0; c < 3; ++c) {
                const double value = channels[c] + grain * noise(static_cast<std::uint32_t>(x),
                                                                 static_cast<std::uint32_t>(y), c);
                picture.rgba.push_back(static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0)));
            }
            picture.rgba.push_back(255);
        }
    }
    return picture;
}

/// Coverage of a disc, anti-aliased over one pixel.
std::function<double(double, double)> disc(double x, double y, double radius) {
    return [=](double u, double v) { return std::clamp(radius + 0.5 - std::hypot(u - x, v - y), 0.0, 1.0); };
}

std::function<double(double, double)> ring(double x, double y, double outer, double inner) {
    return [=](double u, double v) { return disc(x, y, outer)(u, v) - disc(x, y, inner)(u, v); };
}

double overlap(const image::Mask& mask, const std::function<double(double, double)>& truth) {
    double both = 0.0;
    double either = 0.0;
    for (int y = 0; y < mask.height; ++y) {
        for (int x = 0; x < mask.width; ++x) {
            const bool found = mask.at(x, y) >= 128;
            const bool wanted = truth(x + 0.5, y + 0.5) >= 0.5;
            both += found && wanted;
            either += found || wanted;
        }
    }
    return both / either;
}

image::Cutout cut(const Picture& picture, CutoutEffort effort = CutoutEffort::Full) {
    auto outcome = image::cutOut(picture, effort, {});
    EXPECT_TRUE(outcome.ok()) << (outcome.ok() ? "" : outcome.error().userText);
    return outcome.ok() ? std::move(*outcome) : image::Cutout{};
}

Colour backdrop(double x, double y) {
    // A wall lit from the left, a floor, and the soft shadow of the subject on it.
    const double light = 150 + 0.12 * x;
    const double shadow = 1.0 - 0.45 * std::exp(-(std::pow((x - 160) / 70, 2) + std::pow((y - 225) / 14, 2)));
    if (y < 190) return {light, light + 8, light + 20};
    return {(light + 25) * shadow, (light + 20) * shadow, (light + 12) * shadow};
}

Picture clearPicture(int width, int height) {
    Picture picture;
    picture.width = width;
    picture.height = height;
    picture.rgba.assign(4 * picture.pixelCount(), 0);
    picture.hasAlpha = true;
    return picture;
}

void setAlpha(Picture& picture, int x, int y, int alpha) {
    picture.rgba[4 * static_cast<std::size_t>(y * picture.width + x) + 3] = static_cast<std::uint8_t>(alpha);
}

TEST(CutOutByAlpha, KeepsEveryLevelExactlyAndHoles) {
    auto picture = clearPicture(64, 64);
    for (int y = 8; y < 56; ++y) {
        for (int x = 8; x < 56; ++x)
            setAlpha(picture, x, y, (x * 5 + y * 3) % 255 + 1);
    }
    setAlpha(picture, 30, 30, 0); // a hole of one pixel
    for (const auto effort : {CutoutEffort::Quick, CutoutEffort::Full}) {
        const auto cutout = cut(picture, effort);
        EXPECT_EQ(cutout.method, CutoutMethod::Alpha);
        EXPECT_EQ(cutout.explanation, "Cut out by the picture's own transparency");
        ASSERT_EQ(cutout.mask.coverage.size(), picture.pixelCount());
        for (std::size_t i = 0; i < picture.pixelCount(); ++i) {
            ASSERT_EQ(cutout.mask.coverage[i], picture.rgba[4 * i + 3]);
        }
    }
}

TEST(CutOutByAlpha, CountsPartsAndDropsSpecks) {
    auto picture = clearPicture(120, 60);
    for (int y = 10; y < 50; ++y) {
        for (int x = 10; x < 50; ++x)
            setAlpha(picture, x, y, 255);
        for (int x = 70; x < 90; ++x)
            setAlpha(picture, x, y, 255);
    }
    setAlpha(picture, 110, 5, 255);
    const auto cutout = cut(picture);
    EXPECT_EQ(cutout.parts, 2);
    EXPECT_EQ(cutout.mask.at(110, 5), 0);
    EXPECT_EQ(cutout.mask.at(80, 20), 255);
}

TEST(CutOutByAlpha, LiftsAPictureThatIsFaintAllOver) {
    auto picture = clearPicture(40, 40);
    for (int y = 10; y < 30; ++y) {
        for (int x = 10; x < 30; ++x)
            setAlpha(picture, x, y, 60);
    }
    const auto cutout = cut(picture);
    EXPECT_EQ(cutout.method, CutoutMethod::Alpha);
    EXPECT_EQ(cutout.mask.at(20, 20), 255);
}

TEST(CutOut, RefusesWhatCannotBeSeen) {
    const auto outcome = image::cutOut(clearPicture(20, 20), CutoutEffort::Full, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().code, ErrorCode::BadInput);
    EXPECT_FALSE(image::cutOut({}, CutoutEffort::Full, {}).ok());
}

TEST(CutOut, TakesABarelyTransparentPictureForOpaque) {
    auto picture = scene(
        120, 120, disc(60, 60, 30),
        [](double, double) {
            return Colour{200, 40, 30};
        },
        [](double, double) {
            return Colour{240, 240, 240};
        });
    picture.hasAlpha = true;
    for (std::size_t i = 0; i < picture.pixelCount(); ++i)
        picture.rgba[4 * i + 3] = i % 3 == 0 ? 251 : 255;
    EXPECT_EQ(cut(picture).method, CutoutMethod::Automatic);
}

TEST(CutOutAutomatically, FindsADiscOverGradientShadowAndNoise) {
    const auto truth = disc(160, 150, 75);
    const auto shaded = [](double x, double y) {
        const double light = 1.0 - 0.004 * (x - 110) - 0.003 * (y - 90);
        return Colour{205 * light, 95 * light, 60 * light};
    };
    const auto picture = scene(320, 300, truth, shaded, backdrop, 4.0);
    const auto full = cut(picture, CutoutEffort::Full);
    EXPECT_EQ(full.method, CutoutMethod::Automatic);
    EXPECT_EQ(full.parts, 1);
    EXPECT_GE(overlap(full.mask, truth), 0.97);
    EXPECT_GE(overlap(cut(picture, CutoutEffort::Quick).mask, truth), 0.95);
}

TEST(CutOutAutomatically, IsSharpToPartsOfAPixel) {
    const auto truth = disc(400.3, 390.7, 250);
    const auto picture = scene(
        800, 800, truth,
        [](double, double) {
            return Colour{40, 90, 190};
        },
        [](double, double) {
            return Colour{235, 230, 220};
        },
        2.0);
    const auto mask = cut(picture).mask;
    double area = 0.0;
    for (const std::uint8_t value : mask.coverage)
        area += value / 255.0;
    const double radius = std::sqrt(area / 3.14159265358979);
    EXPECT_NEAR(radius, 250.0, 0.15);
    EXPECT_GE(overlap(mask, truth), 0.995);
}

TEST(CutOutAutomatically, KeepsTheHoleOfARing) {
    const auto truth = ring(150, 150, 100, 50);
    const auto picture = scene(
        300, 300, truth,
        [](double, double) {
            return Colour{60, 130, 70};
        },
        [](double x, double y) {
            return Colour{200 + 0.1 * x, 195 + 0.1 * y, 205};
        });
    const auto cutout = cut(picture);
    EXPECT_EQ(cutout.mask.at(150, 150), 0);
    EXPECT_GE(overlap(cutout.mask, truth), 0.97);
}

TEST(CutOutAutomatically, KeepsSeveralParts) {
    const auto left = disc(90, 110, 50);
    const auto right = disc(230, 120, 40);
    const auto truth = [&](double x, double y) { return left(x, y) + right(x, y); };
    const auto picture = scene(
        320, 240, truth,
        [](double x, double) {
            return x < 160 ? Colour{190, 60, 60} : Colour{60, 60, 190};
        },
        [](double, double) {
            return Colour{225, 225, 225};
        });
    const auto cutout = cut(picture);
    EXPECT_EQ(cutout.parts, 2);
    EXPECT_GE(overlap(cutout.mask, truth), 0.97);
}

TEST(CutOutAutomatically, FillsADrawing) {
    const auto lines = [](double x, double y) {
        const double head = std::abs(std::hypot(x - 200, y - 110) - 60);
        const double body = std::abs(std::hypot((x - 200) / 0.8, y - 270) - 100);
        return std::clamp(3.0 - std::min(head, body), 0.0, 1.0);
    };
    const auto filled = [](double x, double y) {
        return std::hypot(x - 200, y - 110) <= 62 || std::hypot((x - 200) / 0.8, y - 270) <= 102 ? 1.0 : 0.0;
    };
    const auto picture = scene(
        400, 400, lines,
        [](double, double) {
            return Colour{40, 40, 70};
        },
        [](double x, double y) {
            return Colour{225 - 0.05 * x, 222 - 0.04 * y, 215};
        });
    EXPECT_GE(overlap(cut(picture).mask, filled), 0.95);
}

TEST(CutOutAutomatically, LooksInsideBarsAndPages) {
    const auto truth = disc(170, 120, 50);
    auto picture = scene(
        340, 260, truth,
        [](double, double) {
            return Colour{60, 70, 160};
        },
        [](double x, double y) {
            return Colour{205 + 0.05 * x, 200 + 0.05 * y, 190};
        },
        4.0);
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            if (y >= 40 && y < 215) continue;
            std::fill_n(picture.rgba.begin() + 4 * (y * picture.width + x), 3, std::uint8_t{0});
        }
    }
    EXPECT_GE(overlap(cut(picture).mask, truth), 0.95);
}

TEST(CutOutAutomatically, TakesABoldRectangleForAShape) {
    const auto truth = [](double x, double y) { return x > 60 && x < 200 && y > 50 && y < 170 ? 1.0 : 0.0; };
    const auto picture = scene(
        260, 220, truth,
        [](double, double) {
            return Colour{200, 30, 40};
        },
        [](double, double) {
            return Colour{255, 255, 255};
        },
        0.0);
    EXPECT_GE(overlap(cut(picture).mask, truth), 0.97);
}

TEST(CutOutAutomatically, SaysWhenNothingCanBeToldApart) {
    const auto flat = scene(
        100, 80, disc(0, 0, 0),
        [](double, double) {
            return Colour{0, 0, 0};
        },
        [](double x, double) {
            return Colour{100 + 0.3 * x, 120, 140};
        });
    const auto cutout = cut(flat);
    EXPECT_EQ(cutout.method, CutoutMethod::Whole);
    EXPECT_EQ(cutout.parts, 1);
    EXPECT_EQ(std::count(cutout.mask.coverage.begin(), cutout.mask.coverage.end(), 255), 8000);
    EXPECT_EQ(cut(test::colourful(1, 1)).method, CutoutMethod::Whole);
    EXPECT_EQ(cut(test::colourful(3, 2)).method, CutoutMethod::Whole);
}

TEST(CutOutAutomatically, IsTheSameEveryTime) {
    const auto picture = scene(
        200, 180, ring(100, 90, 60, 20),
        [](double, double) {
            return Colour{90, 70, 160};
        },
        backdrop, 6.0);
    EXPECT_EQ(cut(picture).mask.coverage, cut(picture).mask.coverage);
    EXPECT_EQ(cut(picture, CutoutEffort::Quick).mask.coverage,
              cut(picture, CutoutEffort::Quick).mask.coverage);
}

TEST(CutOut, StopsWhenAskedBeforeAndDuring) {
    const auto picture = scene(
        300, 300, disc(150, 150, 90),
        [](double, double) {
            return Colour{90, 70, 160};
        },
        backdrop);
    std::stop_source before;
    before.request_stop();
    const auto first = image::cutOut(picture, CutoutEffort::Full, jobs::JobContext(before.get_token(), {}));
    ASSERT_FALSE(first.ok());
    EXPECT_EQ(first.error().code, ErrorCode::Cancelled);
    for (const double when : {0.0, 0.1, 0.8}) {
        std::stop_source during;
        const jobs::JobContext context(during.get_token(), [&](const jobs::Progress& progress) {
            if (progress.fraction >= when) during.request_stop();
        });
        const auto outcome = image::cutOut(picture, CutoutEffort::Full, context);
        ASSERT_FALSE(outcome.ok()) << when;
        EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
    }
}

TEST(CutoutFromMask, TakesTheUsersMaskAsItIs) {
    const auto picture = test::colourful(10, 6);
    image::Mask mask{10, 6, std::vector<std::uint8_t>(60, 0)};
    EXPECT_FALSE(image::cutoutFromMask(mask, picture).ok());
    mask.coverage[12] = 200;
    mask.coverage[47] = 130;
    const auto cutout = image::cutoutFromMask(mask, picture);
    ASSERT_TRUE(cutout.ok());
    EXPECT_EQ(cutout->method, CutoutMethod::User);
    EXPECT_EQ(cutout->parts, 2);
    EXPECT_EQ(cutout->mask.coverage, mask.coverage);
    EXPECT_FALSE(image::cutoutFromMask(mask, test::colourful(6, 10)).ok());
}

} // namespace
} // namespace orfeas
