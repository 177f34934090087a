// Wavefront OBJ with its material library and texture pictures beside it.
#include <algorithm>
#include <string>

#include "core/base/version.h"
#include "core/io/baked_mesh.h"
#include "core/io/codec.h"
#include "core/io/file_name.h"
#include "core/io/number_text.h"
#include "core/io/texture_file.h"

namespace orfeas::io {
namespace {

constexpr std::size_t kPiece = 1 << 16;

// Names of side files are written into a line of their own, so they must not hold a line end.
std::string sideStem(const std::filesystem::path& target) {
    std::string stem = target.stem().string();
    for (char& c : stem) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '_';
    }
    return stem;
}

// Not the file's name alone: made from owl.png, owl.obj must leave the picture beside it alone.
std::string textureName(const std::filesystem::path& target, std::size_t index) {
    return sideStem(target) + "-texture" + (index == 0 ? "" : "-" + std::to_string(index + 1)) + ".png";
}

std::string materialName(std::size_t index) {
    return "texture" + std::to_string(index + 1);
}

class ObjWriter {
public:
    ObjWriter(OutputSet& out, const WriteJob& job)
        : m_out(out), m_job(job), m_textures(job.parts, job.options) {
        for (const MeshPart& part : job.parts)
            m_total += part.mesh->triangles.size();
    }

    Result<void> write() {
        m_text = "# Orfeas " + std::string(version()) + "; millimetres, Z up\n";
        if (m_textures.size() > 0) {
            ORFEAS_CHECK(writeSides());
            m_text += "mtllib " + sideStem(m_job.target) + ".mtl\n";
        }
        std::size_t number = 0;
        for (const MeshPart& part : m_job.parts) {
            ++number;
            ORFEAS_CHECK(writePart(part, part.name.empty() ? "object" + std::to_string(number)
                                                           : shownText(part.name)));
        }
        return put(0);
    }

private:
    // Hands the text on when there is enough of it.
    Result<void> put(std::size_t atLeast) {
        if (m_text.size() < atLeast) return {};
        if (m_job.context.cancelled()) return jobs::cancelledError();
        ORFEAS_CHECK(m_out.main.write(std::as_bytes(std::span(m_text))));
        m_text.clear();
        return {};
    }

    Result<void> addSide(const std::string& name, std::span<const std::byte> bytes) {
        const std::filesystem::path target = m_job.target.parent_path() / name;
        ORFEAS_TRY(file, AtomicFile::create(target));
        ORFEAS_CHECK(file.write(bytes));
        m_out.sides.push_back({target, std::move(file)});
        return {};
    }

    Result<void> writeSides() {
        std::string library;
        for (std::size_t i = 0; i < m_textures.size(); ++i) {
            if (m_job.context.cancelled()) return jobs::cancelledError();
            const std::string name = textureName(m_job.target, i);
            ORFEAS_TRY(png, m_textures.png(i));
            ORFEAS_CHECK(addSide(name, png));
            library += "newmtl " + materialName(i) + "\nKa 0 0 0\nKd 1 1 1\nKs 0 0 0\nd 1\nillum 1\nmap_Kd " +
                       name + "\n";
        }
        return addSide(sideStem(m_job.target) + ".mtl", std::as_bytes(std::span(library)));
    }

    Result<void> writePart(const MeshPart& part, const std::string& name) {
        const bool textured = writesTexture(part, m_job.options);
        m_text += "o " + name + "\n";
        ORFEAS_CHECK(writeVertices(part, !textured && writesColors(part, m_job.options)));
        if (textured) {
            for (const glm::vec2& uv : part.mesh->uvs) {
                putNumbers("vt", {uv.x, 1.0f - uv.y}); // OBJ counts from the bottom
                ORFEAS_CHECK(put(kPiece));
            }
            m_text += "usemtl " + materialName(m_textures.indexOf(part)) + "\n";
        }
        ORFEAS_CHECK(writeFaces(part, textured));
        m_vertexBase += part.mesh->positions.size();
        if (textured) m_uvBase += part.mesh->uvs.size();
        return {};
    }

    Result<void> writeVertices(const MeshPart& part, bool colored) {
        const Placement placement(part.transform);
        const mesh::Mesh& mesh = *part.mesh;
        for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
            const glm::vec3 p = placement(mesh.positions[v]);
            if (colored) {
                const mesh::Rgba8& c = mesh.colors[v];
                putNumbers("v", {p.x, p.y, p.z, unit(c.r), unit(c.g), unit(c.b)});
            } else {
                putNumbers("v", {p.x, p.y, p.z});
            }
            ORFEAS_CHECK(put(kPiece));
        }
        return {};
    }

    Result<void> writeFaces(const MeshPart& part, bool textured) {
        const Placement placement(part.transform);
        const mesh::Mesh& mesh = *part.mesh;
        for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
            const glm::uvec3 corners = placement(mesh.triangles[t]);
            const glm::uvec3 uvs = textured ? placement(mesh.uvTriangle(t)) : glm::uvec3(0);
            m_text += 'f';
            for (int k = 0; k < 3; ++k) {
                m_text += ' ';
                appendNumber(m_text, m_vertexBase + corners[k] + 1);
                if (!textured) continue;
                m_text += '/';
                appendNumber(m_text, m_uvBase + uvs[k] + 1);
            }
            m_text += '\n';
            ORFEAS_CHECK(put(kPiece));
            if (++m_done % 65'536 == 0) {
                m_job.context.report("writing", static_cast<double>(m_done) / static_cast<double>(m_total));
            }
        }
        return {};
    }

    static float unit(std::uint8_t value) { return static_cast<float>(value) / 255.0f; }

    void putNumbers(std::string_view keyword, std::initializer_list<float> values) {
        m_text += keyword;
        for (const float value : values) {
            m_text += ' ';
            appendNumber(m_text, value);
        }
        m_text += '\n';
    }

    OutputSet& m_out;
    const WriteJob& m_job;
    TextureList m_textures;
    std::string m_text;
    std::uint64_t m_vertexBase = 0;
    std::uint64_t m_uvBase = 0;
    std::uint64_t m_total = 0;
    std::uint64_t m_done = 0;
};

} // namespace

Result<void> writeObj(OutputSet& out, const WriteJob& job) {
    return ObjWriter(out, job).write();
}

} // namespace orfeas::io
