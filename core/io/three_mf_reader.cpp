// 3MF: resolves the objects, components, transforms, units and properties of a package into parts. Understands the
// core specification, the materials extension (colours, textures) and the production extension (several model parts).
#include <algorithm>
#include <cmath>
#include <set>

#include "core/io/file_name.h"
#include "core/io/texture_file.h"
#include "core/io/three_mf_model.h"
#include "core/io/xml_stream.h"

namespace orfeas::io {
namespace {

constexpr std::uint64_t kMaxModelBytes = 2ull << 30;
constexpr std::uint64_t kMaxTextureBytes = 256ull << 20;
constexpr unsigned kMaxDepth = 32;
constexpr unsigned kMaxVisits = 100'000;
constexpr std::size_t kMaxModels = 1'000;

std::string normalPath(std::string_view path) {
    while (path.starts_with('/'))
        path.remove_prefix(1);
    return std::string(path);
}

class PackageReader {
public:
    PackageReader(FileReader& file, const ReadJob& job, ZipReader package)
        : m_file(file), m_job(job), m_package(std::move(package)) {
        m_budget = {kMaxModelBytes, job.limits.maxTriangles};
        if (job.limits.maxFileBytes == UINT64_MAX) m_budget.bytes = UINT64_MAX;
    }

    Result<RawScene> read() {
        ORFEAS_TRY(root, rootPart());
        ORFEAS_CHECK(load(root));
        m_scene.unitKnown = true;
        std::vector<ThreeMfUse> items = m_models[root].items;
        if (items.empty()) items = itemsOfEverything(root);
        m_trianglesLeft = m_job.limits.maxTriangles;
        for (const ThreeMfUse& item : items)
            ORFEAS_CHECK(place(root, item));
        for (const std::string& warning : m_warnings)
            m_scene.warnings.push_back(warning);
        return std::move(m_scene);
    }

private:
    struct Visit {
        std::string model;
        std::uint32_t object;
        glm::dmat4 transform; ///< in millimetres
        unsigned depth;
        std::string name;
    };

    // The part the package names as its model; files of careless programs are searched for one.
    Result<std::string> rootPart() {
        std::string target;
        if (m_package.has("_rels/.rels")) {
            ORFEAS_TRY(text, m_package.readAll("_rels/.rels", 1 << 20));
            XmlStream xml(
                [&](std::string_view name, const XmlAttributes& a) -> std::optional<std::string> {
                    const bool model =
                        name == "Relationship" && a.find("Type").value_or("").ends_with("/3dmodel");
                    if (model && target.empty()) target = normalPath(a.find("Target").value_or(""));
                    return std::nullopt;
                },
                [](std::string_view) { return std::optional<std::string>(); });
            if (const auto reason = xml.feed(text, true)) {
                return refused(m_file, "its list of relationships is damaged: " + *reason);
            }
        }
        if (target.empty() || !m_package.has(target)) target = m_package.nameEndingWith(".model");
        if (target.empty()) return refused(m_file, "it is a zip file, but there is no 3MF model in it");
        return target;
    }

    Result<void> load(const std::string& part) {
        if (m_models.contains(part)) return {};
        if (m_models.size() == kMaxModels) return beyondLimit(m_file, "it has more than 1000 model parts");
        ORFEAS_TRY(model, parseThreeMfModel(m_package, part, m_file, m_job, m_budget));
        m_models[part] = std::move(model);
        return {};
    }

    std::vector<ThreeMfUse> itemsOfEverything(const std::string& root) {
        m_warnings.insert("the file does not say what to build, so all its objects were read");
        std::set<std::uint32_t> used;
        std::vector<ThreeMfUse> items;
        for (const auto& [id, object] : m_models[root].objects) {
            for (const ThreeMfUse& component : object.components)
                used.insert(component.objectId);
        }
        for (const auto& [id, object] : m_models[root].objects) {
            if (!used.contains(id)) items.push_back({{}, id, glm::dmat4(1.0), {}});
        }
        return items;
    }

    static glm::dmat4 inMillimetres(glm::dmat4 transform, double unitMm) {
        if (unitMm != 1.0) {
            for (int row = 0; row < 3; ++row)
                transform[3][row] *= unitMm;
        }
        return transform;
    }

    // Walks down the components without recursion; an object that holds itself runs into the depth limit.
    Result<void> place(const std::string& root, const ThreeMfUse& item) {
        std::vector<Visit> open{{item.path.empty() ? root : normalPath(item.path), item.objectId,
                                 inMillimetres(item.transform, m_models[root].unitMm), 0, item.name}};
        while (!open.empty()) {
            if (m_job.context.cancelled()) return jobs::cancelledError();
            const Visit visit = std::move(open.back());
            open.pop_back();
            if (++m_visits > kMaxVisits)
                return beyondLimit(m_file, "its objects are used more than 100000 times");
            ORFEAS_CHECK(load(visit.model));
            ThreeMfModel& model = m_models[visit.model];
            const auto found = model.objects.find(visit.object);
            if (found == model.objects.end()) {
                return refused(m_file, "it uses object " + std::to_string(visit.object) +
                                           ", which is not in the file");
            }
            ThreeMfObject& object = found->second;
            // What is built several times has a name for each time.
            const bool isNamedItem = visit.depth == 0 && !visit.name.empty();
            const std::string& name = object.name.empty() || isNamedItem ? visit.name : object.name;
            if (object.support) {
                m_warnings.insert("support structures in the file were left out");
                continue;
            }
            ORFEAS_CHECK(emit(visit, model, object, name));
            if (object.components.empty()) continue;
            if (visit.depth == kMaxDepth) {
                return refused(m_file, "its objects contain each other in a circle or too deeply");
            }
            if (object.components.size() > kMaxVisits) {
                return beyondLimit(m_file, "its objects are used more than 100000 times");
            }
            for (std::size_t i = object.components.size(); i-- > 0;) {
                const ThreeMfUse& component = object.components[i];
                open.push_back({component.path.empty() ? visit.model : normalPath(component.path),
                                component.objectId,
                                visit.transform * inMillimetres(component.transform, model.unitMm),
                                visit.depth + 1, name});
            }
        }
        return {};
    }

    Result<void> emit(const Visit& visit, ThreeMfModel& model, ThreeMfObject& object,
                      const std::string& name) {
        if (!object.mesh || object.mesh->triangles.empty()) return {};
        if (object.mesh->triangles.size() > m_trianglesLeft) {
            return checkTriangleLimit(m_file, UINT64_MAX, m_job.limits);
        }
        m_trianglesLeft -= object.mesh->triangles.size();
        ORFEAS_CHECK(resolveProperties(model, object));
        RawPart raw;
        raw.part.name = name;
        raw.part.mesh = object.mesh;
        raw.part.transform = glm::mat4(visit.transform);
        m_scene.parts.push_back(std::move(raw));
        return {};
    }

    // Turns the properties of the triangles into a texture or vertex colours of the mesh, once.
    Result<void> resolveProperties(ThreeMfModel& model, ThreeMfObject& object) {
        if (object.properties.empty() && object.fallback.group == 0) return {};
        object.properties.resize(object.mesh->triangles.size(), object.fallback);
        std::set<std::uint32_t> groups;
        for (const ThreeMfProperty& p : object.properties)
            groups.insert(p.group);
        const auto first = model.textureGroups.find(*groups.begin());
        if (groups.size() == 1 && first != model.textureGroups.end()) {
            ORFEAS_CHECK(applyTexture(model, object, first->second));
        } else {
            applyColors(model, object);
        }
        object.properties = {};
        object.fallback = {};
        return {};
    }

    Result<void> applyTexture(ThreeMfModel& model, ThreeMfObject& object,
                              const ThreeMfModel::TextureGroup& group) {
        for (const ThreeMfProperty& p : object.properties) {
            if (std::max({p.index.x, p.index.y, p.index.z}) >= group.uvs.size()) {
                m_warnings.insert(
                    "texture coordinates that are not there were asked for, so a texture was left out");
                return {};
            }
        }
        const bool finite = std::all_of(group.uvs.begin(), group.uvs.end(), [](const glm::vec2& uv) {
            return std::isfinite(uv.x) && std::isfinite(uv.y);
        });
        ORFEAS_TRY(texture, textureOf(model, group.texture));
        if (!texture || !finite) return {};
        object.mesh->texture = texture;
        object.mesh->uvs = group.uvs;
        for (const ThreeMfProperty& p : object.properties)
            object.mesh->uvTriangles.push_back(p.index);
        return {};
    }

    Result<std::shared_ptr<const image::Picture>> textureOf(ThreeMfModel& model, std::uint32_t id) {
        const std::string part = normalPath(model.textures[id]);
        if (const auto known = m_textures.find(part); known != m_textures.end()) return known->second;
        std::shared_ptr<const image::Picture> texture;
        std::vector<std::string> warnings;
        auto bytes = m_package.readAll(part, kMaxTextureBytes);
        if (bytes.ok()) {
            ORFEAS_TRY(decoded, decodeTexture(*bytes, part, m_job, warnings));
            texture = decoded;
        } else {
            warnings.push_back("the texture \"" + shownText(part) +
                               "\" is missing or damaged and was left out");
        }
        m_warnings.insert(warnings.begin(), warnings.end());
        m_textures[part] = texture;
        return texture;
    }

    void applyColors(const ThreeMfModel& model, ThreeMfObject& object) {
        mesh::Mesh& mesh = *object.mesh;
        std::vector<std::uint8_t> known(mesh.positions.size(), 0);
        mesh.colors.assign(mesh.positions.size(), mesh::Rgba8(200, 200, 200, 255));
        bool any = false;
        for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
            const auto group = model.colors.find(object.properties[t].group);
            if (group == model.colors.end()) continue;
            for (int k = 0; k < 3; ++k) {
                const unsigned vertex = mesh.triangles[t][k];
                const unsigned index = object.properties[t].index[k];
                if (known[vertex] || index >= group->second.size()) continue;
                mesh.colors[vertex] = group->second[index];
                known[vertex] = 1;
                any = true;
            }
        }
        if (!any) mesh.colors.clear();
    }

    FileReader& m_file;
    const ReadJob& m_job;
    ZipReader m_package;
    ThreeMfBudget m_budget;
    std::map<std::string, ThreeMfModel> m_models;
    std::map<std::string, std::shared_ptr<const image::Picture>> m_textures;
    std::set<std::string> m_warnings;
    RawScene m_scene;
    std::uint64_t m_trianglesLeft = 0;
    unsigned m_visits = 0;
};

} // namespace

Result<RawScene> readThreeMf(FileReader& file, const ReadJob& job) {
    ORFEAS_TRY(package, ZipReader::open(file));
    return PackageReader(file, job, std::move(package)).read();
}

} // namespace orfeas::io
