// 3MF, core specification 1.x with the materials extension: a zip package whose 3D/3dmodel.model holds one object
// per shape (millimetres, Z up, vertices shared by index) and one item per part. https://3mf.io/specification
#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "core/base/version.h"
#include "core/image/picture_file.h"
#include "core/io/baked_mesh.h"
#include "core/io/codec.h"
#include "core/io/file_name.h"
#include "core/io/number_text.h"
#include "core/io/texture_file.h"
#include "core/io/zip_package.h"

namespace orfeas::io {
namespace {

constexpr std::string_view kModelPart = "3D/3dmodel.model";
constexpr std::string_view kThumbnailPart = "Metadata/thumbnail.png";

std::string texturePart(std::size_t index) {
    return "3D/Textures/texture" + std::to_string(index + 1) + ".png";
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : shownText(text, 1000)) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

// A shape. A part that mirrors is baked, because not every program turns its triangles over.
struct Object {
    std::string name; ///< of the first part with that shape
    std::shared_ptr<const mesh::Mesh> mesh;
    std::size_t id = 0;
    std::size_t propertyId = 0; ///< of its colorgroup or texture2dgroup, 0 for none
    bool textured = false;
    std::size_t textureId = 0;
    std::vector<mesh::Rgba8> palette;     ///< its different colours, sorted
    std::vector<std::uint32_t> paletteOf; ///< per vertex
};

// Where a shape stands; parts that share a mesh are instances of one object, which slicers show as such.
struct Item {
    std::size_t object = 0; ///< index among the objects
    std::string name;
    glm::mat4 transform{1.0f};
};

struct Model {
    std::vector<Object> objects;
    std::vector<Item> items; ///< in the order of the parts
};

std::uint32_t packed(const mesh::Rgba8& c) {
    return std::uint32_t(c.r) << 24 | std::uint32_t(c.g) << 16 | std::uint32_t(c.b) << 8 | c.a;
}

void fillPalette(Object& object) {
    std::vector<std::uint32_t> keys;
    keys.reserve(object.mesh->colors.size());
    for (const mesh::Rgba8& c : object.mesh->colors)
        keys.push_back(packed(c));
    std::vector<std::uint32_t> sorted = keys;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    for (const std::uint32_t key : sorted) {
        object.palette.emplace_back(key >> 24, (key >> 16) & 255, (key >> 8) & 255, key & 255);
    }
    for (const std::uint32_t key : keys) {
        object.paletteOf.push_back(
            static_cast<std::uint32_t>(std::lower_bound(sorted.begin(), sorted.end(), key) - sorted.begin()));
    }
}

Object objectOf(const WriteJob& job, const TextureList& textures, const MeshPart& part, bool mirrors,
                std::size_t& nextId) {
    Object object;
    object.name = part.name;
    object.mesh = mirrors ? bakedMesh(part) : part.mesh;
    object.textured = writesTexture(part, job.options);
    if (object.textured) object.textureId = textures.indexOf(part) + 1;
    if (!object.textured && writesColors(part, job.options)) fillPalette(object);
    if (object.textured || !object.palette.empty()) object.propertyId = nextId++;
    object.id = nextId++;
    return object;
}

Model modelOf(const WriteJob& job, const TextureList& textures) {
    Model model;
    std::map<const mesh::Mesh*, std::size_t> known;
    std::size_t nextId = textures.size() + 1; // textures come first
    for (const MeshPart& part : job.parts) {
        const bool mirrors = Placement(part.transform).mirrors();
        const auto shared = mirrors ? known.end() : known.find(part.mesh.get());
        const std::size_t index = shared == known.end() ? model.objects.size() : shared->second;
        if (index == model.objects.size()) {
            model.objects.push_back(objectOf(job, textures, part, mirrors, nextId));
            if (!mirrors) known.emplace(part.mesh.get(), index);
        }
        model.items.push_back({index, part.name, mirrors ? glm::mat4(1.0f) : part.transform});
    }
    return model;
}

// The model part, made piece by piece: a list of sections, each a fixed text or one text per element.
class ModelText : public TextStream {
public:
    ModelText(Model model, const TextureList& textures, const std::string& title)
        : m_objects(std::move(model.objects)), m_items(std::move(model.items)) {
        addHead(textures, title);
        for (const Object& object : m_objects)
            addObject(object);
        addBuild();
    }

    void rewind() override {
        m_section = 0;
        m_element = 0;
    }

    bool next(std::string& out) override {
        if (m_section == m_sections.size()) return false;
        constexpr std::size_t kBatch = 1024;
        const Section& section = m_sections[m_section];
        const std::size_t end = std::min(section.count, m_element + kBatch);
        switch (section.kind) {
        case Kind::Text:
            out += section.text;
            break;
        case Kind::Colors:
            putColors(out, *section.object, end);
            break;
        case Kind::Uvs:
            putUvs(out, *section.object, end);
            break;
        case Kind::Vertices:
            putVertices(out, *section.object, end);
            break;
        case Kind::Triangles:
            putTriangles(out, *section.object, end);
            break;
        }
        m_element = end;
        if (m_element >= section.count) {
            ++m_section;
            m_element = 0;
        }
        return true;
    }

private:
    enum class Kind { Text, Colors, Uvs, Vertices, Triangles };
    struct Section {
        Kind kind;
        std::string text;
        const Object* object = nullptr;
        std::size_t count = 0;
    };

    void addText(std::string text) { m_sections.push_back({Kind::Text, std::move(text), nullptr, 0}); }

    void addHead(const TextureList& textures, const std::string& title) {
        std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                           "<model unit=\"millimeter\" xml:lang=\"en-US\" "
                           "xmlns=\"http://schemas.microsoft.com/3dmanufacturing/core/2015/02\"";
        const bool materials =
            textures.size() > 0 || std::any_of(m_objects.begin(), m_objects.end(),
                                               [](const Object& o) { return o.propertyId != 0; });
        if (materials) text += " xmlns:m=\"http://schemas.microsoft.com/3dmanufacturing/material/2015/02\"";
        text += ">\n<metadata name=\"Title\">" + escaped(title) +
                "</metadata>\n<metadata name=\"Application\">Orfeas " + std::string(version()) +
                "</metadata>\n<resources>\n";
        for (std::size_t i = 0; i < textures.size(); ++i) {
            const std::string style = textures.repeats(i) ? "wrap" : "clamp";
            text += "<m:texture2d id=\"" + std::to_string(i + 1) + "\" path=\"/" + texturePart(i) +
                    "\" contenttype=\"image/png\" tilestyleu=\"" + style + "\" tilestylev=\"" + style +
                    "\"/>\n";
        }
        addText(std::move(text));
    }

    void addObject(const Object& object) {
        const std::string property = std::to_string(object.propertyId);
        if (object.textured) {
            addText("<m:texture2dgroup id=\"" + property + "\" texid=\"" + std::to_string(object.textureId) +
                    "\">\n");
            m_sections.push_back({Kind::Uvs, {}, &object, object.mesh->uvs.size()});
            addText("</m:texture2dgroup>\n");
        } else if (object.propertyId != 0) {
            addText("<m:colorgroup id=\"" + property + "\">\n");
            m_sections.push_back({Kind::Colors, {}, &object, object.palette.size()});
            addText("</m:colorgroup>\n");
        }
        std::string text = "<object id=\"" + std::to_string(object.id) + "\" type=\"model\"";
        if (!object.name.empty()) text += " name=\"" + escaped(object.name) + "\"";
        if (object.propertyId != 0) text += " pid=\"" + property + "\" pindex=\"0\"";
        addText(text + ">\n<mesh>\n<vertices>\n");
        m_sections.push_back({Kind::Vertices, {}, &object, object.mesh->positions.size()});
        addText("</vertices>\n<triangles>\n");
        m_sections.push_back({Kind::Triangles, {}, &object, object.mesh->triangles.size()});
        addText("</triangles>\n</mesh>\n</object>\n");
    }

    void addBuild() {
        std::string text = "</resources>\n<build>\n";
        for (const Item& item : m_items) {
            text += "<item objectid=\"" + std::to_string(m_objects[item.object].id) + "\"";
            if (!item.name.empty() && item.name != m_objects[item.object].name)
                text += " partnumber=\"" + escaped(item.name) + "\"";
            if (!Placement(item.transform).identity()) {
                // Row vectors times matrix: the rows here are glm's columns.
                text += " transform=\"";
                for (int column = 0; column < 4; ++column) {
                    for (int row = 0; row < 3; ++row) {
                        if (column + row > 0) text += ' ';
                        appendNumber(text, item.transform[column][row]);
                    }
                }
                text += '"';
            }
            text += "/>\n";
        }
        addText(text + "</build>\n</model>\n");
    }

    void putColors(std::string& out, const Object& object, std::size_t end) const {
        constexpr char digits[] = "0123456789ABCDEF";
        for (std::size_t i = m_element; i < end; ++i) {
            out += "<m:color color=\"#";
            for (int k = 0; k < 4; ++k) {
                out += digits[object.palette[i][k] >> 4];
                out += digits[object.palette[i][k] & 15];
            }
            out += "\"/>\n";
        }
    }

    void putUvs(std::string& out, const Object& object, std::size_t end) const {
        for (std::size_t i = m_element; i < end; ++i) {
            out += "<m:tex2coord u=\"";
            appendNumber(out, object.mesh->uvs[i].x);
            out += "\" v=\"";
            appendNumber(out, 1.0f - object.mesh->uvs[i].y); // 3MF counts from the bottom
            out += "\"/>\n";
        }
    }

    void putVertices(std::string& out, const Object& object, std::size_t end) const {
        for (std::size_t i = m_element; i < end; ++i) {
            const glm::vec3& p = object.mesh->positions[i];
            out += "<vertex x=\"";
            appendNumber(out, p.x);
            out += "\" y=\"";
            appendNumber(out, p.y);
            out += "\" z=\"";
            appendNumber(out, p.z);
            out += "\"/>\n";
        }
    }

    void putTriangles(std::string& out, const Object& object, std::size_t end) const {
        for (std::size_t i = m_element; i < end; ++i) {
            const glm::uvec3& t = object.mesh->triangles[i];
            putIndices(out, {"<triangle v1=\"", "\" v2=\"", "\" v3=\""}, t);
            if (object.propertyId != 0) {
                const glm::uvec3 p =
                    object.textured
                        ? object.mesh->uvTriangle(i)
                        : glm::uvec3(object.paletteOf[t.x], object.paletteOf[t.y], object.paletteOf[t.z]);
                out += "\" pid=\"";
                appendNumber(out, std::uint64_t(object.propertyId));
                putIndices(out, {"\" p1=\"", "\" p2=\"", "\" p3=\""}, p);
            }
            out += "\"/>\n";
        }
    }

    static void putIndices(std::string& out, const std::array<std::string_view, 3>& before,
                           const glm::uvec3& t) {
        for (int k = 0; k < 3; ++k) {
            out += before[static_cast<std::size_t>(k)];
            appendNumber(out, std::uint64_t(t[k]));
        }
    }

    std::vector<Object> m_objects;
    std::vector<Item> m_items;
    std::vector<Section> m_sections;
    std::size_t m_section = 0;
    std::size_t m_element = 0;
};

std::string contentTypes(std::size_t textures) {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\n"
                       "<Default Extension=\"rels\" "
                       "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\n"
                       "<Default Extension=\"model\" "
                       "ContentType=\"application/vnd.ms-package.3dmanufacturing-3dmodel+xml\"/>\n"
                       "<Default Extension=\"png\" ContentType=\"image/png\"/>\n";
    for (std::size_t i = 0; i < textures; ++i) {
        text += "<Override PartName=\"/" + texturePart(i) +
                "\" ContentType=\"application/vnd.ms-package.3dmanufacturing-3dmodeltexture\"/>\n";
    }
    return text + "</Types>\n";
}

std::string relationship(std::size_t id, std::string_view target, std::string_view type) {
    return "<Relationship Id=\"rel" + std::to_string(id) + "\" Target=\"/" + std::string(target) +
           "\" Type=\"" + std::string(type) + "\"/>\n";
}

std::string relationships(const std::string& list) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\n" +
           list + "</Relationships>\n";
}

} // namespace

Result<void> writeThreeMf(OutputSet& out, const WriteJob& job) {
    const TextureList textures(job.parts, job.options);
    const bool thumbnail = job.options.thumbnail && !job.options.thumbnail->empty();
    ZipWriter package;
    ORFEAS_CHECK(package.addText("[Content_Types].xml", contentTypes(textures.size())));
    std::string root =
        relationship(0, kModelPart, "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel");
    if (thumbnail) {
        root +=
            relationship(1, kThumbnailPart,
                         "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail");
    }
    ORFEAS_CHECK(package.addText("_rels/.rels", relationships(root)));
    if (thumbnail) {
        ORFEAS_TRY(png, image::encodePng(*job.options.thumbnail));
        ORFEAS_CHECK(package.addStored(kThumbnailPart, std::move(png)));
    }
    const std::string title = job.options.title.empty() ? job.target.stem().string() : job.options.title;
    auto model = std::make_unique<ModelText>(modelOf(job, textures), textures, title);
    ORFEAS_CHECK(package.addStream(kModelPart, std::move(model)));
    std::string pictures;
    for (std::size_t i = 0; i < textures.size(); ++i) {
        if (job.context.cancelled()) return jobs::cancelledError();
        pictures +=
            relationship(i, texturePart(i), "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dtexture");
        ORFEAS_TRY(png, textures.png(i));
        ORFEAS_CHECK(package.addStored(texturePart(i), std::move(png)));
    }
    if (!pictures.empty()) {
        ORFEAS_CHECK(package.addText("3D/_rels/3dmodel.model.rels", relationships(pictures)));
    }
    return package.finish(out.main, job.context);
}

} // namespace orfeas::io
