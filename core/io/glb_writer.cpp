// GLB (glTF 2.0 binary): Y up and metres, as the format demands. The vertices stay in millimetres with Z up, bit for
// bit; the root node turns and scales them, so that no two places can become one by the change of unit.
// https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html
#include <array>
#include <cmath>
#include <cstring>
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

// glTF numbers all attributes of a corner with one index, so vertices on a texture seam are split.
struct Surface {
    std::shared_ptr<const mesh::Mesh> mesh; ///< placed in the scene
    std::vector<std::uint32_t> vertices;    ///< split vertex to vertex; empty when nothing is split
    std::vector<std::uint32_t> uvs;         ///< split vertex to texture coordinate
    std::vector<glm::uvec3> triangles;      ///< of split vertices
    bool textured = false;
    bool colored = false;

    std::size_t vertexCount() const { return vertices.empty() ? mesh->positions.size() : vertices.size(); }
    const glm::vec3& position(std::size_t i) const {
        return mesh->positions[vertices.empty() ? i : vertices[i]];
    }
    const glm::vec2& uv(std::size_t i) const { return mesh->uvs[uvs.empty() ? i : uvs[i]]; }
    const std::vector<glm::uvec3>& corners() const { return vertices.empty() ? mesh->triangles : triangles; }
};

void splitSeams(Surface& surface) {
    const mesh::Mesh& mesh = *surface.mesh;
    constexpr std::uint32_t none = UINT32_MAX;
    std::vector<std::uint32_t> first(mesh.positions.size(), none); // a chain of copies per vertex
    std::vector<std::uint32_t> next;
    const auto copyOf = [&](std::uint32_t vertex, std::uint32_t uv) {
        for (std::uint32_t i = first[vertex]; i != none; i = next[i]) {
            if (surface.uvs[i] == uv) return i;
        }
        const auto fresh = static_cast<std::uint32_t>(surface.vertices.size());
        surface.vertices.push_back(vertex);
        surface.uvs.push_back(uv);
        next.push_back(first[vertex]);
        first[vertex] = fresh;
        return fresh;
    };
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        glm::uvec3 corners;
        for (int k = 0; k < 3; ++k)
            corners[k] = copyOf(mesh.triangles[t][k], mesh.uvTriangles[t][k]);
        surface.triangles.push_back(corners);
    }
}

// glTF's vertex colours are linear light; 16 bits keep all 256 steps of sRGB apart.
std::uint16_t linear16(std::uint8_t srgb) {
    const double s = srgb / 255.0;
    const double linear = s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4);
    return static_cast<std::uint16_t>(linear * 65'535.0 + 0.5);
}

std::string jsonQuoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : shownText(text, 1000)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

class GlbWriter {
public:
    GlbWriter(OutputSet& out, const WriteJob& job)
        : m_out(out), m_job(job), m_textures(job.parts, job.options) {}

    Result<void> write() {
        for (const MeshPart& part : m_job.parts) {
            if (m_job.context.cancelled()) return jobs::cancelledError();
            Surface surface;
            surface.mesh = bakedMesh(part);
            surface.textured = writesTexture(part, m_job.options);
            surface.colored = !surface.textured && writesColors(part, m_job.options);
            if (surface.textured && !surface.mesh->uvTriangles.empty()) splitSeams(surface);
            m_surfaces.push_back(std::move(surface));
        }
        for (std::size_t i = 0; i < m_textures.size(); ++i) {
            if (m_job.context.cancelled()) return jobs::cancelledError();
            ORFEAS_TRY(png, m_textures.png(i));
            m_pictures.push_back(std::move(png));
        }
        std::string json = makeJson();
        json.resize((json.size() + 3) / 4 * 4, ' ');
        const std::uint64_t binary = (m_binaryBytes + 3) / 4 * 4;
        const std::uint64_t total = 12 + 8 + json.size() + 8 + binary;
        if (total > UINT32_MAX) {
            return Error{ErrorCode::TooLarge, "GLB cannot hold more than 4 GB; choose STL or simplify", {}};
        }
        put(std::array<std::uint32_t, 5>{0x46546c67, 2, std::uint32_t(total), std::uint32_t(json.size()),
                                         0x4e4f534a});
        ORFEAS_CHECK(m_out.main.write(std::as_bytes(std::span(m_bytes))));
        m_bytes.clear();
        ORFEAS_CHECK(m_out.main.write(std::as_bytes(std::span(json))));
        put(std::array<std::uint32_t, 2>{std::uint32_t(binary), 0x004e4942});
        return writeBinary();
    }

private:
    std::size_t addView(std::uint64_t bytes, int target) {
        m_binaryBytes = (m_binaryBytes + 3) / 4 * 4;
        m_views += (m_views.empty() ? "" : ",") + std::string("{\"buffer\":0,\"byteOffset\":") +
                   std::to_string(m_binaryBytes) + ",\"byteLength\":" + std::to_string(bytes) +
                   (target != 0 ? ",\"target\":" + std::to_string(target) : "") + "}";
        m_binaryBytes += bytes;
        return m_viewCount++;
    }

    std::size_t addAccessor(std::size_t view, int component, std::string_view type, std::uint64_t count,
                            std::string_view more) {
        m_accessors += (m_accessors.empty() ? "" : ",") + std::string("{\"bufferView\":") +
                       std::to_string(view) + ",\"componentType\":" + std::to_string(component) +
                       ",\"count\":" + std::to_string(count) + ",\"type\":\"" + std::string(type) + "\"" +
                       std::string(more) + "}";
        return m_accessorCount++;
    }

    static std::string range(const Surface& surface) {
        mesh::Box box;
        for (std::size_t i = 0; i < surface.vertexCount(); ++i) {
            box.lower = glm::min(box.lower, surface.position(i));
            box.upper = glm::max(box.upper, surface.position(i));
        }
        const auto triple = [](const glm::vec3& p) {
            std::string text;
            for (int k = 0; k < 3; ++k) {
                text += k > 0 ? "," : "";
                appendNumber(text, p[k]);
            }
            return text;
        };
        return ",\"min\":[" + triple(box.lower) + "],\"max\":[" + triple(box.upper) + "]";
    }

    std::string primitive(const Surface& surface, const MeshPart& part) {
        constexpr int vertexData = 34962;
        constexpr int indexData = 34963;
        const std::uint64_t vertices = surface.vertexCount();
        const std::uint64_t triangles = surface.corners().size();
        const std::size_t position =
            addAccessor(addView(vertices * 12, vertexData), 5126, "VEC3", vertices, range(surface));
        std::string attributes = "\"POSITION\":" + std::to_string(position);
        std::string material = std::to_string(0);
        if (surface.colored) {
            const std::size_t view = addView(vertices * 8, vertexData);
            attributes += ",\"COLOR_0\":" +
                          std::to_string(addAccessor(view, 5123, "VEC4", vertices, ",\"normalized\":true"));
        }
        if (surface.textured) {
            const std::size_t view = addView(vertices * 8, vertexData);
            attributes += ",\"TEXCOORD_0\":" + std::to_string(addAccessor(view, 5126, "VEC2", vertices, {}));
            material = std::to_string(m_textures.indexOf(part) + 1);
        }
        const std::size_t indices =
            addAccessor(addView(triangles * 12, indexData), 5125, "SCALAR", triangles * 3, {});
        return "{\"attributes\":{" + attributes + "},\"indices\":" + std::to_string(indices) +
               ",\"material\":" + material + "}";
    }

    std::string makeJson() {
        std::string meshes;
        std::string nodes;
        std::string children;
        for (std::size_t i = 0; i < m_surfaces.size(); ++i) {
            const MeshPart& part = m_job.parts[i];
            const std::string name = part.name.empty() ? "object" + std::to_string(i + 1) : part.name;
            const std::string comma = i > 0 ? "," : "";
            meshes += comma + "{\"name\":" + jsonQuoted(name) + ",\"primitives\":[" +
                      primitive(m_surfaces[i], part) + "]}";
            nodes += ",{\"name\":" + jsonQuoted(name) + ",\"mesh\":" + std::to_string(i) + "}";
            children += comma + std::to_string(i + 1);
        }
        const std::string pictures = picturesJson();
        const std::string title =
            m_job.options.title.empty() ? m_job.target.stem().string() : m_job.options.title;
        return "{\"asset\":{\"version\":\"2.0\",\"generator\":\"Orfeas " + std::string(version()) +
               "\"},\"scene\":0,\"scenes\":[{\"name\":" + jsonQuoted(title) +
               ",\"nodes\":[0]}],\"nodes\":[{\"name\":\"millimetres, Z up\",\"matrix\":"
               "[0.001,0,0,0,0,0,-0.001,0,0,0.001,0,0,0,0,0,1],\"children\":[" +
               children + "]}" + nodes + "],\"meshes\":[" + meshes + "]," + pictures + "\"accessors\":[" +
               m_accessors + "],\"bufferViews\":[" + m_views +
               "],\"buffers\":[{\"byteLength\":" + std::to_string(m_binaryBytes) + "}]}";
    }

    // Materials first: one for surfaces without texture, then one per texture.
    std::string picturesJson() {
        const std::string matte = "\"metallicFactor\":0,\"roughnessFactor\":0.9}}";
        std::string materials = "{\"pbrMetallicRoughness\":{" + matte;
        std::string textures;
        std::string images;
        for (std::size_t i = 0; i < m_pictures.size(); ++i) {
            const std::string comma = i > 0 ? "," : "";
            const std::string number = std::to_string(i);
            materials +=
                ",{\"pbrMetallicRoughness\":{\"baseColorTexture\":{\"index\":" + number + "}," + matte;
            textures +=
                comma + "{\"sampler\":" + (m_textures.repeats(i) ? "1" : "0") + ",\"source\":" + number + "}";
            const std::size_t view = addView(m_pictures[i].size(), 0);
            images += comma + "{\"mimeType\":\"image/png\",\"bufferView\":" + std::to_string(view) + "}";
        }
        std::string text = "\"materials\":[" + materials + "],";
        if (!m_pictures.empty()) {
            text += "\"textures\":[" + textures + "],\"images\":[" + images +
                    "],\"samplers\":[{\"magFilter\":9729,\"minFilter\":9987,\"wrapS\":33071,\"wrapT\":33071},"
                    "{\"magFilter\":9729,\"minFilter\":9987,\"wrapS\":10497,\"wrapT\":10497}],";
        }
        return text;
    }

    template <typename T>
    void put(const T& value) {
        const auto* bytes = reinterpret_cast<const char*>(&value);
        m_bytes.append(bytes, sizeof value);
    }

    Result<void> hand(std::size_t atLeast) {
        if (m_bytes.size() < atLeast) return {};
        if (m_job.context.cancelled()) return jobs::cancelledError();
        m_handed += m_bytes.size();
        m_job.context.report("writing",
                             static_cast<double>(m_handed) / static_cast<double>(m_binaryBytes + 8));
        ORFEAS_CHECK(m_out.main.write(std::as_bytes(std::span(m_bytes))));
        m_bytes.clear();
        return {};
    }

    Result<void> writeSurface(const Surface& surface) {
        const std::size_t vertices = surface.vertexCount();
        for (std::size_t i = 0; i < vertices; ++i) {
            put(surface.position(i));
            ORFEAS_CHECK(hand(kPiece));
        }
        for (std::size_t i = 0; surface.colored && i < vertices; ++i) {
            const mesh::Rgba8& c = surface.mesh->colors[i];
            put(std::array<std::uint16_t, 4>{linear16(c.r), linear16(c.g), linear16(c.b),
                                             std::uint16_t(c.a * 257)});
            ORFEAS_CHECK(hand(kPiece));
        }
        for (std::size_t i = 0; surface.textured && i < vertices; ++i) {
            put(surface.uv(i));
            ORFEAS_CHECK(hand(kPiece));
        }
        for (const glm::uvec3& t : surface.corners()) {
            put(t);
            ORFEAS_CHECK(hand(kPiece));
        }
        return hand(0);
    }

    // In the order of addView. All but the pictures have lengths that are multiples of four.
    Result<void> writeBinary() {
        for (const Surface& surface : m_surfaces)
            ORFEAS_CHECK(writeSurface(surface));
        for (const std::vector<std::byte>& picture : m_pictures) {
            ORFEAS_CHECK(m_out.main.write(picture));
            m_bytes.append((4 - picture.size() % 4) % 4, '\0');
            ORFEAS_CHECK(hand(0));
        }
        return {};
    }

    OutputSet& m_out;
    const WriteJob& m_job;
    TextureList m_textures;
    std::vector<Surface> m_surfaces;
    std::vector<std::vector<std::byte>> m_pictures;
    std::string m_views;
    std::string m_accessors;
    std::size_t m_viewCount = 0;
    std::size_t m_accessorCount = 0;
    std::uint64_t m_binaryBytes = 0;
    std::uint64_t m_handed = 0;
    std::string m_bytes;
};

} // namespace

Result<void> writeGlb(OutputSet& out, const WriteJob& job) {
    return GlbWriter(out, job).write();
}

} // namespace orfeas::io
