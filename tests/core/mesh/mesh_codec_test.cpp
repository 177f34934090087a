#include "core/mesh/mesh_codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <random>

#include "tests/support/shapes.h"

namespace orfeas::mesh {
namespace {

constexpr std::size_t kPlenty = 1u << 30;

std::span<const std::byte> bytesOf(const std::vector<glm::vec3>& values) {
    return std::as_bytes(std::span(values));
}

std::span<const std::uint32_t> flat(const std::vector<glm::uvec3>& triangles) {
    return {reinterpret_cast<const std::uint32_t*>(triangles.data()), 3 * triangles.size()};
}

TEST(MeshCodec, positionsComeBackBitForBit) {
    std::vector<glm::vec3> positions = test::sphere(40, 50).positions;
    positions.push_back(
        {-0.0f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::denorm_min()});
    const std::vector<std::byte> plane = encodeElements(bytesOf(positions), sizeof(glm::vec3));
    const auto back = decodeElements(plane, sizeof(glm::vec3), kPlenty);
    ASSERT_TRUE(back.ok());
    ASSERT_EQ(back->size(), bytesOf(positions).size());
    EXPECT_EQ(std::memcmp(back->data(), positions.data(), back->size()), 0);
}

TEST(MeshCodec, trianglesKeepTheirOrderAndFirstCorner) {
    const Mesh sphere = test::sphere(40, 50);
    const std::vector<std::byte> plane = encodeIndices(flat(sphere.triangles));
    const auto back = decodeIndices(plane, static_cast<std::uint32_t>(sphere.positions.size()), kPlenty);
    ASSERT_TRUE(back.ok());
    ASSERT_EQ(back->size(), flat(sphere.triangles).size());
    EXPECT_TRUE(std::equal(back->begin(), back->end(), flat(sphere.triangles).begin()));
}

TEST(MeshCodec, randomIndicesAndExtremesComeBack) {
    std::mt19937 random(7);
    std::vector<std::uint32_t> indices(10'000);
    for (std::uint32_t& index : indices)
        index = static_cast<std::uint32_t>(random() % kMaxVertices);
    for (const std::uint32_t index : {0u, kMaxVertices - 1, 0u, kMaxVertices - 1})
        indices.push_back(index);
    const auto back = decodeIndices(encodeIndices(indices), kMaxVertices, kPlenty);
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(*back, indices);
}

TEST(MeshCodec, emptyPlanesComeBackEmpty) {
    EXPECT_TRUE(decodeElements(encodeElements({}, 12), 12, kPlenty)->empty());
    EXPECT_TRUE(decodeIndices(encodeIndices({}), 0, kPlenty)->empty());
}

TEST(MeshCodec, isMuchSmallerThanTheArrays) {
    const Mesh sphere = test::sphere(40, 200);
    EXPECT_LT(encodeIndices(flat(sphere.triangles)).size() * 5, sphere.triangles.size() * sizeof(glm::uvec3));
    EXPECT_LT(encodeElements(bytesOf(sphere.positions), 12).size(), sphere.positions.size() * 11);
}

TEST(MeshCodec, sameInputSameBytes) {
    const Mesh sphere = test::sphere(40, 20);
    EXPECT_EQ(encodeIndices(flat(sphere.triangles)), encodeIndices(flat(sphere.triangles)));
    EXPECT_EQ(encodeElements(bytesOf(sphere.positions), 12), encodeElements(bytesOf(sphere.positions), 12));
}

TEST(MeshCodec, refusesIndicesBeyondTheVertices) {
    const std::vector<std::uint32_t> indices{0, 1, 9};
    EXPECT_FALSE(decodeIndices(encodeIndices(indices), 9, kPlenty).ok());
    EXPECT_TRUE(decodeIndices(encodeIndices(indices), 10, kPlenty).ok());
}

TEST(MeshCodec, refusesWhatIsLargerThanAllowedBeforeTakingMemory) {
    std::vector<std::byte> plane = encodeElements(bytesOf(test::sphere(1, 8).positions), 12);
    EXPECT_EQ(decodeElements(plane, 12, 100).error().code, ErrorCode::TooLarge);
    const std::uint64_t lie = std::uint64_t(1) << 60;
    std::memcpy(plane.data() + 16, &lie, sizeof lie);
    EXPECT_FALSE(decodeElements(plane, 12, kPlenty).ok());
}

TEST(MeshCodec, everyTruncationIsRefused) {
    const std::vector<std::byte> plane = encodeElements(bytesOf(test::sphere(1, 6).positions), 12);
    for (std::size_t size = 0; size < plane.size(); ++size) {
        EXPECT_FALSE(decodeElements(std::span(plane).first(size), 12, kPlenty).ok()) << size;
    }
}

TEST(MeshCodec, flippedBitsNeverCrash) {
    const Mesh sphere = test::sphere(1, 6);
    const std::vector<std::byte> elements = encodeElements(bytesOf(sphere.positions), 12);
    const std::vector<std::byte> indices = encodeIndices(flat(sphere.triangles));
    const auto limit = static_cast<std::uint32_t>(sphere.positions.size());
    for (std::size_t bit = 0; bit < 8 * std::max(elements.size(), indices.size()); ++bit) {
        for (const std::vector<std::byte>* plane : {&elements, &indices}) {
            if (bit / 8 >= plane->size()) continue;
            std::vector<std::byte> flipped = *plane;
            flipped[bit / 8] ^= std::byte(1 << (bit % 8));
            const auto decoded = decodeElements(flipped, 12, kPlenty);
            EXPECT_TRUE(!decoded.ok() || decoded->size() % 12 == 0);
            const auto back = decodeIndices(flipped, limit, kPlenty);
            EXPECT_TRUE(!back.ok() ||
                        std::all_of(back->begin(), back->end(), [&](auto i) { return i < limit; }));
        }
    }
}

} // namespace
} // namespace orfeas::mesh
