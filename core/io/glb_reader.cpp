// GLB (glTF 2.0 binary): one part per node with a mesh, its primitives joined; metres and Y up become millimetres and
// Z up. Skeletons and morph targets are read in their rest shape.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <glm/gtc/quaternion.hpp>

#include "core/io/baked_mesh.h"
#include "core/io/codec.h"
#include "core/io/file_name.h"
#include "core/io/gltf_document.h"
#include "core/io/material.h"
#include "core/io/texture_file.h"

namespace orfeas::io {
namespace {

constexpr std::size_t kMaxNodes = 1'000'000;

// Y up and metres to Z up and millimetres.
const glm::dmat4 kToMillimetres(1000.0, 0, 0, 0, 0, 0, 1000.0, 0, 0, -1000.0, 0, 0, 0, 0, 0, 1);

std::uint8_t srgb8(float linear) {
    const double v = std::isfinite(linear) ? std::clamp(static_cast<double>(linear), 0.0, 1.0) : 1.0;
    const double s = v <= 0.0031308 ? v * 12.92 : 1.055 * std::pow(v, 1.0 / 2.4) - 0.055;
    return static_cast<std::uint8_t>(s * 255.0 + 0.5);
}

mesh::Rgba8 srgb(const glm::vec4& c) {
    const float alpha = std::isfinite(c.w) ? std::clamp(c.w, 0.0f, 1.0f) : 1.0f;
    return {srgb8(c.x), srgb8(c.y), srgb8(c.z), static_cast<std::uint8_t>(alpha * 255.0f + 0.5f)};
}

glm::dmat4 nodeTransform(const Json& node) {
    const Json& matrix = jsonMember(node, "matrix");
    glm::dmat4 m(1.0);
    if (matrix.is_array() && matrix.size() == 16) {
        for (int i = 0; i < 16; ++i)
            m[i / 4][i % 4] = jsonNumber(matrix[static_cast<std::size_t>(i)], i % 5 == 0);
        return m;
    }
    const auto numbers = [&](const char* name, std::array<double, 4> values, std::size_t count) {
        const Json& list = jsonMember(node, name);
        for (std::size_t i = 0; list.is_array() && i < count && i < list.size(); ++i) {
            values[i] = jsonNumber(list[i], values[i]);
        }
        return values;
    };
    const auto t = numbers("translation", {0, 0, 0, 0}, 3);
    const auto r = numbers("rotation", {0, 0, 0, 1}, 4);
    const auto s = numbers("scale", {1, 1, 1, 0}, 3);
    m = glm::mat4_cast(glm::dquat(r[3], r[0], r[1], r[2]));
    for (int k = 0; k < 3; ++k)
        m[k] *= s[static_cast<std::size_t>(k)];
    m[3] = {t[0], t[1], t[2], 1.0};
    return m;
}

class GlbReader {
public:
    GlbReader(FileReader& file, const ReadJob& job, GltfDocument document)
        : m_file(file), m_job(job), m_document(std::move(document)) {}

    Result<RawScene> read() {
        ORFEAS_CHECK(checkExtensions());
        ORFEAS_CHECK(loadMaterials());
        ORFEAS_CHECK(walk());
        if (m_scene.parts.empty())
            return refused(m_file, "it holds no triangles, so there is no surface to work on");
        m_scene.unitKnown = true;
        return std::move(m_scene);
    }

private:
    Error unsupported(const std::string& why) const {
        return {ErrorCode::Unsupported, refused(m_file, why).userText, {}};
    }

    Result<void> checkExtensions() const {
        const Json& required = jsonMember(m_document.json(), "extensionsRequired");
        if (!required.is_array()) return {};
        for (const Json& entry : required) {
            const std::string name = entry.is_string() ? entry.get<std::string>() : std::string();
            const bool known = name.starts_with("KHR_materials_") || name == "KHR_texture_transform" ||
                               name == "KHR_mesh_quantization";
            if (known) continue;
            const bool packed =
                name.find("draco") != std::string::npos || name.find("meshopt") != std::string::npos;
            return unsupported(packed ? "its shape is compressed (" + shownText(name, 60) +
                                            "), which cannot be read; export it again without compression"
                                      : "it needs the extension \"" + shownText(name, 60) +
                                            "\", which is not known");
        }
        return {};
    }

    Result<void> loadMaterials() {
        m_materials.emplace_back(); // 0: none
        const Json& materials = jsonMember(m_document.json(), "materials");
        if (!materials.is_array()) return {};
        for (const Json& json : materials) {
            if (m_materials.size() > 65'536) break;
            Material material;
            const Json& pbr = jsonMember(json, "pbrMetallicRoughness");
            const Json& factor = jsonMember(pbr, "baseColorFactor");
            if (factor.is_array() && factor.size() == 4) {
                glm::vec4 linear;
                for (int k = 0; k < 4; ++k) {
                    linear[k] = static_cast<float>(jsonNumber(factor[static_cast<std::size_t>(k)], 1.0));
                }
                material.color = srgb(linear);
                material.plain = false;
            }
            const std::uint64_t texture = jsonIndex(jsonMember(pbr, "baseColorTexture"), "index", kNoIndex);
            if (texture != kNoIndex) {
                ORFEAS_TRY(picture, textureOf(texture));
                material.texture = picture;
                if (picture) material.plain = false;
            }
            m_materials.push_back(std::move(material));
        }
        return {};
    }

    Result<std::shared_ptr<const image::Picture>> textureOf(std::uint64_t texture) {
        const std::uint64_t image =
            jsonIndex(jsonElement(m_document.json(), "textures", texture), "source", kNoIndex);
        if (const auto known = m_pictures.find(image); known != m_pictures.end()) return known->second;
        std::shared_ptr<const image::Picture> picture;
        auto bytes = m_document.imageBytes(image);
        if (bytes.ok() && !bytes->empty() && m_pictures.size() < 64) {
            ORFEAS_TRY(decoded,
                       decodeTexture(*bytes, "image " + std::to_string(image), m_job, m_scene.warnings));
            picture = decoded;
        } else {
            m_scene.warnings.push_back("a texture that is not in the file was left out");
        }
        m_pictures[image] = picture;
        return picture;
    }

    struct Visit {
        std::uint64_t node;
        glm::dmat4 transform;
    };

    // Every node may be reached once; more means a circle.
    Result<void> walk() {
        std::vector<Visit> open = roots();
        std::size_t visits = 0;
        const Json& nodes = jsonMember(m_document.json(), "nodes");
        const std::size_t most = nodes.is_array() ? std::min(nodes.size(), kMaxNodes) : 0;
        while (!open.empty()) {
            if (m_job.context.cancelled()) return jobs::cancelledError();
            if (++visits > most)
                return refused(m_file, "its nodes contain each other in a circle, or one is missing");
            const Visit visit = open.back();
            open.pop_back();
            const Json& node = jsonElement(m_document.json(), "nodes", visit.node);
            const glm::dmat4 transform = visit.transform * nodeTransform(node);
            const std::uint64_t mesh = jsonIndex(node, "mesh", kNoIndex);
            if (mesh != kNoIndex) ORFEAS_CHECK(addMesh(node, mesh, transform));
            const Json& children = jsonMember(node, "children");
            if (!children.is_array()) continue;
            if (children.size() > most)
                return refused(m_file, "one of its nodes has more children than there are nodes");
            for (std::size_t i = children.size(); i-- > 0;) {
                if (!children[i].is_number_unsigned())
                    return refused(m_file, "a child of a node is not a number");
                open.push_back({children[i].get<std::uint64_t>(), transform});
            }
            if (open.size() > 2 * most + 1)
                return refused(m_file, "its nodes contain each other in a circle");
        }
        return {};
    }

    // Those of the default scene; without any scene all nodes that are nobody's child.
    std::vector<Visit> roots() const {
        const Json& json = m_document.json();
        const Json& list = jsonMember(jsonElement(json, "scenes", jsonIndex(json, "scene", 0)), "nodes");
        std::vector<Visit> open;
        if (list.is_array()) {
            for (std::size_t i = list.size(); i-- > 0 && open.size() < kMaxNodes;) {
                if (list[i].is_number_unsigned())
                    open.push_back({list[i].get<std::uint64_t>(), kToMillimetres});
            }
            return open;
        }
        const Json& nodes = jsonMember(json, "nodes");
        const std::size_t count = nodes.is_array() ? std::min(nodes.size(), kMaxNodes) : 0;
        std::vector<bool> child(count, false);
        for (std::size_t i = 0; i < count; ++i) {
            const Json& children = jsonMember(nodes[i], "children");
            if (!children.is_array()) continue;
            for (const Json& c : children) {
                if (c.is_number_unsigned() && c.get<std::uint64_t>() < count)
                    child[c.get<std::uint64_t>()] = true;
            }
        }
        for (std::size_t i = count; i-- > 0;) {
            if (!child[i]) open.push_back({i, kToMillimetres});
        }
        return open;
    }

    struct Building {
        mesh::Mesh mesh;
        std::vector<std::uint32_t> materialOf;
        bool needsWeld = false;
    };

    Result<void> addMesh(const Json& node, std::uint64_t index, const glm::dmat4& transform) {
        const Json& json = jsonElement(m_document.json(), "meshes", index);
        const Json& primitives = jsonMember(json, "primitives");
        if (!primitives.is_array()) return m_document.damaged("a node shows a mesh that is not in the file");
        if (node.contains("skin"))
            warnOnce("the object is posed by a skeleton; it was read in its rest shape");
        Building building;
        for (const Json& primitive : primitives)
            ORFEAS_CHECK(addPrimitive(primitive, building));
        mesh::Mesh& mesh = building.mesh;
        if (mesh.triangles.empty()) return {};
        applyMaterials(mesh, building.materialOf, m_materials, m_scene.warnings);
        RawPart raw;
        raw.needsWeld = building.needsWeld;
        const std::string name = jsonText(node, "name");
        raw.part.name = shownText(name.empty() ? jsonText(json, "name") : name);
        raw.part.mesh = std::make_shared<const mesh::Mesh>(std::move(mesh));
        raw.part.transform = glm::mat4(transform);
        // The change of unit belongs into the mesh, whose lengths are millimetres by definition.
        raw.part.mesh = bakedMesh(raw.part);
        raw.part.transform = glm::mat4(1.0f);
        m_scene.parts.push_back(std::move(raw));
        return {};
    }

    void warnOnce(const std::string& text) {
        if (std::find(m_scene.warnings.begin(), m_scene.warnings.end(), text) == m_scene.warnings.end()) {
            m_scene.warnings.push_back(text);
        }
    }

    Result<void> addPrimitive(const Json& primitive, Building& building) {
        const std::uint64_t mode = jsonIndex(primitive, "mode", 4);
        if (mode < 4) {
            warnOnce("points and lines in the file were left out");
            return {};
        }
        if (jsonMember(primitive, "extensions").contains("KHR_draco_mesh_compression")) {
            return unsupported(
                "its shape is compressed (Draco), which cannot be read; export it again without compression");
        }
        const Json& attributes = jsonMember(primitive, "attributes");
        const std::uint64_t position = jsonIndex(attributes, "POSITION", kNoIndex);
        if (position == kNoIndex) return {};
        ORFEAS_TRY(count, m_document.accessorCount(position));
        mesh::Mesh& mesh = building.mesh;
        if ((count + m_vertices) / 3 > m_job.limits.maxTriangles ||
            mesh.positions.size() + count > UINT32_MAX - 1) {
            return checkTriangleLimit(m_file, UINT64_MAX, m_job.limits);
        }
        m_vertices += count;
        ORFEAS_TRY(corners, cornersOf(primitive, mode, count, building));
        const auto base = static_cast<std::uint32_t>(mesh.positions.size());
        ORFEAS_TRY(positions, m_document.readFloats(position, 3, m_job.context));
        for (const glm::vec4& p : positions)
            mesh.positions.emplace_back(p.x, p.y, p.z);
        ORFEAS_CHECK(addColors(attributes, count, base, mesh));
        ORFEAS_TRY(uvs, addUvs(attributes, count, base, mesh));
        building.needsWeld |= attributes.contains("NORMAL") || uvs;
        const std::uint64_t material = jsonIndex(primitive, "material", kNoIndex);
        const bool known = material != kNoIndex && material + 1 < m_materials.size();
        for (std::size_t i = 0; i + 2 < corners.size(); i += 3) {
            mesh.triangles.emplace_back(base + corners[i], base + corners[i + 1], base + corners[i + 2]);
            building.materialOf.push_back(known ? static_cast<std::uint32_t>(material + 1) : 0);
        }
        return {};
    }

    // Three vertex numbers a triangle, whatever the mode.
    Result<std::vector<std::uint32_t>> cornersOf(const Json& primitive, std::uint64_t mode,
                                                 std::uint64_t vertices, Building& building) {
        const std::uint64_t accessor = jsonIndex(primitive, "indices", kNoIndex);
        std::vector<std::uint32_t> list;
        if (accessor != kNoIndex) {
            ORFEAS_TRY(count, m_document.accessorCount(accessor));
            ORFEAS_CHECK(checkTriangleLimit(m_file, m_triangles + count / (mode == 4 ? 3 : 1), m_job.limits));
            ORFEAS_TRY(indices, m_document.readIndices(accessor, m_job.context));
            list = std::move(indices);
        } else {
            building.needsWeld = true;
            list.resize(vertices);
            for (std::uint32_t i = 0; i < list.size(); ++i)
                list[i] = i;
        }
        for (const std::uint32_t index : list) {
            if (index >= vertices) {
                return m_document.damaged("a triangle names vertex " + std::to_string(index) +
                                          ", but there are only " + std::to_string(vertices));
            }
        }
        if (mode == 4) {
            list.resize(list.size() / 3 * 3);
        } else {
            std::vector<std::uint32_t> cut;
            for (std::size_t i = 2; i < list.size(); ++i) {
                const bool odd = mode == 5 && i % 2 == 1;
                const std::uint32_t a = mode == 5 ? list[i - 2] : list[0];
                const std::uint32_t b = list[i - 1];
                const std::uint32_t c = list[i];
                if (a == b || b == c || c == a) continue;
                cut.insert(cut.end(), {a, odd ? c : b, odd ? b : c});
            }
            list = std::move(cut);
        }
        m_triangles += list.size() / 3;
        ORFEAS_CHECK(checkTriangleLimit(m_file, m_triangles, m_job.limits));
        return list;
    }

    Result<void> addColors(const Json& attributes, std::uint64_t count, std::uint32_t base,
                           mesh::Mesh& mesh) {
        const std::uint64_t accessor = jsonIndex(attributes, "COLOR_0", kNoIndex);
        if (accessor == kNoIndex && mesh.colors.empty()) return {};
        mesh.colors.resize(base, mesh::Rgba8(255));
        if (accessor != kNoIndex) {
            ORFEAS_TRY(colors, m_document.readFloats(accessor, 3, m_job.context));
            if (colors.size() == count) {
                for (const glm::vec4& c : colors)
                    mesh.colors.push_back(srgb(c));
            }
        }
        mesh.colors.resize(base + count, mesh::Rgba8(255));
        return {};
    }

    // Texture coordinates run along the vertices; a primitive without any gets zeros when another one has some.
    Result<bool> addUvs(const Json& attributes, std::uint64_t count, std::uint32_t base, mesh::Mesh& mesh) {
        const std::uint64_t accessor = jsonIndex(attributes, "TEXCOORD_0", kNoIndex);
        if (accessor == kNoIndex && mesh.uvs.empty()) return false;
        mesh.uvs.resize(base, glm::vec2(0.0f));
        if (accessor != kNoIndex) {
            ORFEAS_TRY(uvs, m_document.readFloats(accessor, 2, m_job.context));
            for (std::size_t i = 0; i < uvs.size() && i < count; ++i) {
                const glm::vec2 uv(uvs[i]);
                mesh.uvs.push_back(std::isfinite(uv.x) && std::isfinite(uv.y) ? uv : glm::vec2(0.0f));
            }
        }
        mesh.uvs.resize(base + count, glm::vec2(0.0f));
        return accessor != kNoIndex;
    }

    FileReader& m_file;
    const ReadJob& m_job;
    GltfDocument m_document;
    std::vector<Material> m_materials;
    std::map<std::uint64_t, std::shared_ptr<const image::Picture>> m_pictures;
    RawScene m_scene;
    std::uint64_t m_vertices = 0;
    std::uint64_t m_triangles = 0;
};

} // namespace

Result<RawScene> readGlb(FileReader& file, const ReadJob& job) {
    ORFEAS_TRY(document, GltfDocument::open(file, job));
    return GlbReader(file, job, std::move(document)).read();
}

} // namespace orfeas::io
