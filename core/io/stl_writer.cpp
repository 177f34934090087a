// Binary STL: 80 bytes of text, a count, then 50 bytes a triangle, little endian.
#include <array>
#include <bit>
#include <cstring>

#include <glm/geometric.hpp>

#include "core/io/baked_mesh.h"
#include "core/io/codec.h"

namespace orfeas::io {
namespace {

static_assert(std::endian::native == std::endian::little,
              "the binary writers store numbers as they are in memory");

constexpr std::size_t kRecordBytes = 50;
constexpr std::size_t kBatch = 4096;
// Must not begin with "solid": that would mean the text form.
constexpr char kHeader[] = "Binary STL by Orfeas; millimetres, Z up";

// Unit length, or zero for a triangle without area, as the format wants.
glm::vec3 normalOf(const glm::vec3& a, const glm::vec3& b, const glm::vec3& c) {
    const glm::dvec3 cross = glm::cross(glm::dvec3(b) - glm::dvec3(a), glm::dvec3(c) - glm::dvec3(a));
    const double length = glm::length(cross);
    return length > 0.0 ? glm::vec3(cross / length) : glm::vec3(0.0f);
}

void putRecord(std::byte* out, const glm::vec3& a, const glm::vec3& b, const glm::vec3& c) {
    const std::array<glm::vec3, 4> values{normalOf(a, b, c), a, b, c};
    std::memcpy(out, values.data(), sizeof values);
    std::memset(out + sizeof values, 0, kRecordBytes - sizeof values);
}

} // namespace

Result<void> writeStl(OutputSet& out, const WriteJob& job) {
    std::uint64_t total = 0;
    for (const MeshPart& part : job.parts)
        total += part.mesh->triangles.size();
    if (total > UINT32_MAX) {
        return Error{ErrorCode::TooLarge,
                     "STL cannot hold more than 4 294 967 295 triangles; choose PLY or simplify",
                     {}};
    }
    std::array<std::byte, 84> head{};
    std::memcpy(head.data(), kHeader, sizeof kHeader - 1);
    const auto count = static_cast<std::uint32_t>(total);
    std::memcpy(head.data() + 80, &count, 4);
    ORFEAS_CHECK(out.main.write(head));

    std::vector<std::byte> batch(kBatch * kRecordBytes);
    std::uint64_t done = 0;
    for (const MeshPart& part : job.parts) {
        const Placement placement(part.transform);
        const mesh::Mesh& mesh = *part.mesh;
        for (std::size_t begin = 0; begin < mesh.triangles.size(); begin += kBatch) {
            if (job.context.cancelled()) return jobs::cancelledError();
            const std::size_t n = std::min(kBatch, mesh.triangles.size() - begin);
            for (std::size_t i = 0; i < n; ++i) {
                const glm::uvec3 t = placement(mesh.triangles[begin + i]);
                putRecord(batch.data() + i * kRecordBytes, placement(mesh.positions[t.x]),
                          placement(mesh.positions[t.y]), placement(mesh.positions[t.z]));
            }
            ORFEAS_CHECK(out.main.write(std::span(batch).first(n * kRecordBytes)));
            done += n;
            job.context.report("writing", static_cast<double>(done) / static_cast<double>(total));
        }
    }
    return {};
}

} // namespace orfeas::io
