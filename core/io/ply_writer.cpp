// PLY, binary little endian: one mesh, a colour per vertex. Textures become vertex colours.
#include <cstring>
#include <string>

#include "core/base/version.h"
#include "core/io/baked_mesh.h"
#include "core/io/codec.h"
#include "core/io/material.h"

namespace orfeas::io {
namespace {

constexpr std::size_t kBatch = 4096;

std::string header(std::uint64_t vertices, std::uint64_t triangles, bool colors) {
    std::string text = "ply\nformat binary_little_endian 1.0\ncomment Orfeas " + std::string(version()) +
                       "; millimetres, Z up\nelement vertex " + std::to_string(vertices) +
                       "\nproperty float x\nproperty float y\nproperty float z\n";
    if (colors) {
        text += "property uchar red\nproperty uchar green\nproperty uchar blue\nproperty uchar alpha\n";
    }
    return text + "element face " + std::to_string(triangles) +
           "\nproperty list uchar int vertex_indices\nend_header\n";
}

class Batch {
public:
    explicit Batch(OutputSet& out) : m_out(out) {}

    template <typename T>
    void put(const T& value) {
        const std::size_t at = m_bytes.size();
        m_bytes.resize(at + sizeof value);
        std::memcpy(m_bytes.data() + at, &value, sizeof value);
    }
    Result<void> flush() {
        ORFEAS_CHECK(m_out.main.write(m_bytes));
        m_bytes.clear();
        return {};
    }

private:
    OutputSet& m_out;
    std::vector<std::byte> m_bytes;
};

Result<void> writeVertices(Batch& batch, const MeshPart& part, bool colored, const WriteJob& job) {
    const Placement placement(part.transform);
    const std::vector<mesh::Rgba8> colors = colored ? vertexColors(*part.mesh) : std::vector<mesh::Rgba8>();
    for (std::size_t v = 0; v < part.mesh->positions.size(); ++v) {
        batch.put(placement(part.mesh->positions[v]));
        if (colored) batch.put(colors.empty() ? mesh::Rgba8(255) : colors[v]);
        if (v % kBatch == kBatch - 1) {
            if (job.context.cancelled()) return jobs::cancelledError();
            ORFEAS_CHECK(batch.flush());
        }
    }
    return batch.flush();
}

Result<void> writeFaces(Batch& batch, const MeshPart& part, std::uint32_t base, const WriteJob& job) {
    const Placement placement(part.transform);
    for (std::size_t t = 0; t < part.mesh->triangles.size(); ++t) {
        batch.put(std::uint8_t(3));
        batch.put(placement(part.mesh->triangles[t]) + glm::uvec3(base));
        if (t % kBatch == kBatch - 1) {
            if (job.context.cancelled()) return jobs::cancelledError();
            ORFEAS_CHECK(batch.flush());
        }
    }
    return batch.flush();
}

} // namespace

Result<void> writePly(OutputSet& out, const WriteJob& job) {
    std::uint64_t vertices = 0;
    std::uint64_t triangles = 0;
    bool colors = false;
    for (const MeshPart& part : job.parts) {
        vertices += part.mesh->positions.size();
        triangles += part.mesh->triangles.size();
        colors |= job.options.colors &&
                  (!part.mesh->colors.empty() || (part.mesh->texture && !part.mesh->uvs.empty()));
    }
    if (vertices > INT32_MAX) {
        return Error{ErrorCode::TooLarge,
                     "PLY cannot number more than 2 147 483 647 vertices; choose STL or simplify",
                     {}};
    }
    const std::string head = header(vertices, triangles, colors);
    ORFEAS_CHECK(out.main.write(std::as_bytes(std::span(head))));
    Batch batch(out);
    for (const MeshPart& part : job.parts)
        ORFEAS_CHECK(writeVertices(batch, part, colors, job));
    job.context.report("writing", 0.5);
    std::uint32_t base = 0;
    for (const MeshPart& part : job.parts) {
        ORFEAS_CHECK(writeFaces(batch, part, base, job));
        base += static_cast<std::uint32_t>(part.mesh->positions.size());
    }
    job.context.report("writing", 1.0);
    return {};
}

} // namespace orfeas::io
