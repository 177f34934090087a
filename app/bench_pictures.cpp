#include "app/bench_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <glm/geometric.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

namespace orfeas::app {
namespace {

constexpr int kSide = 1024;

// Signed distance in pixels, negative inside.
float capsule(glm::vec2 p, glm::vec2 a, glm::vec2 b, float radius) {
    const glm::vec2 ab = b - a;
    const float t = std::clamp(glm::dot(p - a, ab) / glm::dot(ab, ab), 0.0f, 1.0f);
    return glm::length(p - a - t * ab) - radius;
}

float circle(glm::vec2 p, glm::vec2 center, float radius) {
    return glm::length(p - center) - radius;
}

// A standing figure with a ring in one hand.
float figure(glm::vec2 p) {
    float d = circle(p, {512, 240}, 120);
    d = std::min(d, capsule(p, {512, 400}, {512, 620}, 130));
    d = std::min(d, capsule(p, {450, 700}, {420, 940}, 52));
    d = std::min(d, capsule(p, {574, 700}, {604, 940}, 52));
    d = std::min(d, capsule(p, {420, 420}, {240, 560}, 40));
    d = std::min(d, capsule(p, {604, 420}, {760, 500}, 40));
    return std::min(d, std::abs(circle(p, {840, 470}, 85)) - 26);
}

std::uint8_t byteOf(float value) {
    return static_cast<std::uint8_t>(std::clamp(value, 0.0f, 255.0f) + 0.5f);
}

struct Pixel {
    glm::vec3 color;
    float alpha;
};

template <typename Paint>
std::shared_ptr<const image::Picture> painted(bool hasAlpha, const Paint& paint) {
    auto picture = std::make_shared<image::Picture>();
    picture->width = kSide;
    picture->height = kSide;
    picture->hasAlpha = hasAlpha;
    picture->rgba.reserve(4 * picture->pixelCount());
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const Pixel pixel = paint(glm::vec2(x + 0.5f, y + 0.5f));
            for (int c = 0; c < 3; ++c)
                picture->rgba.push_back(byteOf(pixel.color[c]));
            picture->rgba.push_back(byteOf(255.0f * pixel.alpha));
        }
    }
    return picture;
}

float coverage(float distance) {
    return std::clamp(0.5f - distance, 0.0f, 1.0f);
}

glm::vec3 subjectColor(glm::vec2 p) {
    const float stripes = 0.5f + 0.5f * std::sin(p.y * 0.05f);
    return glm::vec3(200.0f, 120.0f, 60.0f) * (0.7f + 0.3f * stripes);
}

Pixel figurePixel(glm::vec2 p) {
    return {subjectColor(p), coverage(figure(p))};
}

Pixel scenePixel(glm::vec2 p) {
    const glm::vec3 background = glm::vec3(150.0f, 175.0f, 190.0f) + 0.04f * (p.y - 512.0f);
    const float cover = coverage(figure(p));
    return {(1.0f - cover) * background + cover * subjectColor(p), 1.0f};
}

Pixel platePixel(glm::vec2 p) {
    const float rings = std::sin(glm::length(p - glm::vec2(512.0f)) * 0.06f);
    const float weave = std::sin(p.x * 0.11f) * std::sin(p.y * 0.09f);
    return {glm::vec3(128.0f + 70.0f * rings + 50.0f * weave), 1.0f};
}

} // namespace

std::span<const BenchPicture> benchPictures() {
    static const std::array<BenchPicture, 3> all{{
        {"figure", "cut-out with limbs and a ring", painted(true, figurePixel)},
        {"scene", "the same before a background", painted(false, scenePixel)},
        {"plate", "grey detail everywhere", painted(false, platePixel)},
    }};
    return all;
}

} // namespace orfeas::app
