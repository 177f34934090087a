#include "core/mesh/triangle_tree.h"

#include <bit>

#include "core/base/assert.h"
#include "core/base/parallel.h"
#include "core/jobs/long_loop.h"

namespace orfeas::mesh {
namespace {

constexpr std::uint32_t kLeaf = 4;

struct Key {
    std::uint64_t code; ///< Morton code of the triangle's centre, 21 bits an axis
    std::uint32_t triangle;
};

// Two zero bits between each two of the low 21 bits.
std::uint64_t spread(std::uint64_t x) {
    x = (x | x << 32) & 0x1F00000000FFFFull;
    x = (x | x << 16) & 0x1F0000FF0000FFull;
    x = (x | x << 8) & 0x100F00F00F00F00Full;
    x = (x | x << 4) & 0x10C30C30C30C30C3ull;
    return (x | x << 2) & 0x1249249249249249ull;
}

bool isFinite(const glm::vec3& p) {
    // 1e30 and beyond overflow when squared.
    return std::abs(p.x) < 1e30f && std::abs(p.y) < 1e30f && std::abs(p.z) < 1e30f;
}

// Stable, least significant byte first; bytes that all keys share cost one pass of counting.
void radixSort(std::vector<Key>& keys, const jobs::JobContext& context) {
    std::vector<Key> other(keys.size());
    for (int shift = 0; shift < 64 && !context.cancelled(); shift += 11) {
        std::array<std::size_t, 2049> first{};
        for (const Key& key : keys)
            ++first[((key.code >> shift) & 2047u) + 1];
        if (std::find(first.begin(), first.end(), keys.size()) != first.end()) continue;
        for (std::size_t i = 1; i < first.size(); ++i)
            first[i] += first[i - 1];
        for (const Key& key : keys)
            other[first[(key.code >> shift) & 2047u]++] = key;
        keys.swap(other);
    }
}

std::vector<Key> sortedKeys(const Mesh& mesh, Box& box, const jobs::JobContext& context) {
    std::vector<Key> keys;
    keys.reserve(mesh.triangles.size());
    for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t) {
        const glm::uvec3& tri = mesh.triangles[t];
        bool finite = true;
        for (int k = 0; k < 3; ++k) {
            ORFEAS_ASSERT(tri[k] < mesh.positions.size());
            finite = finite && isFinite(mesh.positions[tri[k]]);
        }
        if (!finite) continue;
        keys.push_back({0, t});
        for (int k = 0; k < 3; ++k) {
            box.lower = glm::min(box.lower, mesh.positions[tri[k]]);
            box.upper = glm::max(box.upper, mesh.positions[tri[k]]);
        }
    }
    const glm::dvec3 size(glm::dvec3(box.upper) - glm::dvec3(box.lower));
    const double scale = 2097151.0 / std::max({size.x, size.y, size.z, 1e-300});
    parallelFor(keys.size(), 16384, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const glm::uvec3& tri = mesh.triangles[keys[i].triangle];
            const glm::dvec3 centre = (glm::dvec3(mesh.positions[tri.x]) + glm::dvec3(mesh.positions[tri.y]) +
                                       glm::dvec3(mesh.positions[tri.z])) /
                                      3.0;
            const glm::dvec3 cell =
                glm::clamp((centre - glm::dvec3(box.lower)) * scale, glm::dvec3(0.0), glm::dvec3(2097151.0));
            keys[i].code = spread(static_cast<std::uint64_t>(cell.x)) |
                           spread(static_cast<std::uint64_t>(cell.y)) << 1 |
                           spread(static_cast<std::uint64_t>(cell.z)) << 2;
        }
    });
    radixSort(keys, context);
    return keys;
}

// Where a range of sorted keys falls apart: at the highest bit in which they differ; halfway when all are equal.
std::uint32_t splitOf(const std::vector<Key>& keys, std::uint32_t begin, std::uint32_t end) {
    const std::uint64_t differing = keys[begin].code ^ keys[end - 1].code;
    if (differing == 0) return begin + (end - begin) / 2;
    const std::uint64_t bit = std::bit_floor(differing);
    const auto at = std::partition_point(keys.begin() + begin, keys.begin() + end,
                                         [&](const Key& key) { return (key.code & bit) == 0; });
    return static_cast<std::uint32_t>(at - keys.begin());
}

} // namespace

void TriangleTree::clear() {
    *this = TriangleTree();
}

TriangleTree::TriangleTree(const Mesh& mesh, const jobs::JobContext& context) {
    const std::vector<Key> keys = sortedKeys(mesh, m_box, context);
    if (context.cancelled()) {
        clear();
        return;
    }
    const auto count = static_cast<std::uint32_t>(keys.size());
    if (count == 0) return;
    m_order.resize(count);
    m_corners.resize(count);
    parallelFor(count, 16384, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            m_order[i] = keys[i].triangle;
            const glm::uvec3& tri = mesh.triangles[keys[i].triangle];
            m_corners[i] = {mesh.positions[tri.x], mesh.positions[tri.y], mesh.positions[tri.z]};
        }
    });
    struct Range {
        std::uint32_t begin;
        std::uint32_t end;
        std::uint32_t parent; ///< whose second child this is, or none
    };
    constexpr std::uint32_t kNone = 0xffffffffu;
    m_nodes.reserve(count / 2 + 1);
    std::vector<Range> ranges{{0, count, kNone}};
    while (!ranges.empty()) {
        if (jobs::stopsAt(m_nodes.size(), context)) {
            clear();
            return;
        }
        const Range range = ranges.back();
        ranges.pop_back();
        const auto index = static_cast<std::uint32_t>(m_nodes.size());
        if (range.parent != kNone) m_nodes[range.parent].link = index;
        if (range.end - range.begin <= kLeaf) {
            m_nodes.push_back({{}, range.begin, {}, kLeafBit | (range.end - range.begin)});
            continue;
        }
        m_nodes.push_back({{}, range.begin, {}, 0});
        const std::uint32_t split = splitOf(keys, range.begin, range.end);
        ranges.push_back({split, range.end, index});
        ranges.push_back({range.begin, split, kNone}); // popped next: stands right behind its parent
    }
    // Children stand behind their parents, so that going backwards finds them ready.
    for (std::size_t i = m_nodes.size(); i-- > 0;) {
        if (jobs::stopsAt(i, context)) {
            clear();
            return;
        }
        Node& node = m_nodes[i];
        Box box;
        if (!node.isLeaf()) {
            const Node& a = m_nodes[i + 1];
            const Node& b = m_nodes[node.link];
            box = {glm::min(a.lower, b.lower), glm::max(a.upper, b.upper)};
        }
        for (std::uint32_t t = node.first; node.isLeaf() && t < node.end(); ++t) {
            for (const glm::vec3& p : m_corners[t]) {
                box.lower = glm::min(box.lower, p);
                box.upper = glm::max(box.upper, p);
            }
        }
        node.lower = box.lower;
        node.upper = box.upper;
    }
}

glm::dvec3 closestPointOnTriangle(const glm::dvec3& p, const TriangleTree::Corners& triangle) {
    const auto& [a, b, c] = triangle;
    const glm::dvec3 ab = b - a;
    const glm::dvec3 ac = c - a;
    const glm::dvec3 ap = p - a;
    const double d1 = glm::dot(ab, ap);
    const double d2 = glm::dot(ac, ap);
    if (d1 <= 0.0 && d2 <= 0.0) return a;
    const glm::dvec3 bp = p - b;
    const double d3 = glm::dot(ab, bp);
    const double d4 = glm::dot(ac, bp);
    if (d3 >= 0.0 && d4 <= d3) return b;
    const double vc = d1 * d4 - d3 * d2;
    if (vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0 && d1 > d3) return a + ab * (d1 / (d1 - d3));
    const glm::dvec3 cp = p - c;
    const double d5 = glm::dot(ab, cp);
    const double d6 = glm::dot(ac, cp);
    if (d6 >= 0.0 && d5 <= d6) return c;
    const double vb = d5 * d2 - d1 * d6;
    if (vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0 && d2 > d6) return a + ac * (d2 / (d2 - d6));
    const double va = d3 * d6 - d5 * d4;
    if (va <= 0.0 && d4 - d3 >= 0.0 && d5 - d6 >= 0.0 && d4 - d3 + d5 - d6 > 0.0) {
        return b + (c - b) * ((d4 - d3) / (d4 - d3 + d5 - d6));
    }
    const double sum = va + vb + vc;
    if (!(sum > 0.0)) return a; // no area
    return a + ab * (vb / sum) + ac * (vc / sum);
}

} // namespace orfeas::mesh
