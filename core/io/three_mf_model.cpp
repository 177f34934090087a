#include "core/io/three_mf_model.h"

#include <algorithm>

#include "core/io/file_name.h"
#include "core/io/number_text.h"
#include "core/io/xml_stream.h"

namespace orfeas::io {
namespace {

using Refusal = std::optional<std::string>;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view{}
                                           : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::optional<float> number(const XmlAttributes& attributes, std::string_view name) {
    const auto text = attributes.find(name);
    return text ? parseFloat(trimmed(*text)) : std::nullopt;
}

std::optional<std::uint32_t> index(const XmlAttributes& attributes, std::string_view name) {
    const auto text = attributes.find(name);
    return text ? parseInteger<std::uint32_t>(trimmed(*text)) : std::nullopt;
}

// Twelve numbers, three a row, for row vectors: the rows are glm's columns.
std::optional<glm::dmat4> matrix(const XmlAttributes& attributes) {
    const auto text = attributes.find("transform");
    glm::dmat4 m(1.0);
    if (!text) return m;
    std::string_view rest = *text;
    for (int column = 0; column < 4; ++column) {
        for (int row = 0; row < 3; ++row) {
            rest = trimmed(rest);
            const std::size_t length = std::min(rest.find_first_of(" \t\r\n"), rest.size());
            const auto value = parseFloat(rest.substr(0, length));
            if (!value) return std::nullopt;
            m[column][row] = *value;
            rest.remove_prefix(length);
        }
    }
    return trimmed(rest).empty() ? std::optional(m) : std::nullopt;
}

std::optional<mesh::Rgba8> color(std::string_view text) {
    text = trimmed(text);
    if ((text.size() != 7 && text.size() != 9) || text.front() != '#') return std::nullopt;
    mesh::Rgba8 c(255);
    for (int k = 0; k < static_cast<int>(text.size() / 2); ++k) {
        const std::string_view pair = text.substr(1 + 2 * static_cast<std::size_t>(k), 2);
        const auto [end, error] = std::from_chars(pair.data(), pair.data() + 2, c[k], 16);
        if (error != std::errc{} || end != pair.data() + 2) return std::nullopt;
    }
    return c;
}

std::optional<double> unitInMm(std::string_view unit) {
    if (unit == "micron") return 0.001;
    if (unit == "millimeter") return 1.0;
    if (unit == "centimeter") return 10.0;
    if (unit == "inch") return 25.4;
    if (unit == "foot") return 304.8;
    if (unit == "meter") return 1000.0;
    return std::nullopt;
}

// Takes the elements as they come. The context is the object, group or build that is open.
class ModelBuilder {
public:
    ModelBuilder(ThreeMfBudget& budget) : m_budget(budget) {}

    /// Refused only because it is too large.
    bool beyondLimit() const { return m_beyondLimit; }
    ThreeMfModel take() { return std::move(m_model); }

    Refusal begin(std::string_view name, const XmlAttributes& a) {
        if (name == "vertex") return vertex(a);
        if (name == "triangle") return triangle(a);
        if (name == "tex2coord") return uv(a);
        if (name == "color" || name == "base") return colorOf(a, name == "base" ? "displaycolor" : "color");
        if (name == "object") return object(a);
        if (name == "mesh") return mesh();
        if (name == "component" || name == "item") return use(a, name == "item");
        if (name == "colorgroup" || name == "basematerials") return colorGroup(a);
        if (name == "texture2d") return texture(a);
        if (name == "texture2dgroup") return textureGroup(a);
        if (name == "model") return model(a);
        return std::nullopt;
    }

    Refusal end(std::string_view name) {
        if (name == "object") {
            if (const Refusal wrong = checkIndices()) return wrong;
            m_object = nullptr;
        }
        if (name == "colorgroup" || name == "basematerials") m_colors = nullptr;
        if (name == "texture2dgroup") m_uvs = nullptr;
        return std::nullopt;
    }

private:
    Refusal model(const XmlAttributes& a) {
        if (const auto unit = a.find("unit")) {
            const auto mm = unitInMm(*unit);
            if (!mm) return "states the unknown unit \"" + shownText(*unit, 40) + '"';
            m_model.unitMm = *mm;
        }
        return std::nullopt;
    }

    Refusal object(const XmlAttributes& a) {
        const auto id = index(a, "id");
        if (!id) return "begins an object without a number";
        if (m_object != nullptr) return "begins an object inside another one";
        const auto [place, fresh] = m_model.objects.try_emplace(*id);
        if (!fresh) return "defines object " + std::to_string(*id) + " a second time";
        m_object = &place->second;
        m_object->name = shownText(a.find("name").value_or(""));
        const std::string_view type = a.find("type").value_or("model");
        m_object->support = type == "support" || type == "solidsupport";
        m_object->fallback.group = index(a, "pid").value_or(0);
        m_object->fallback.index = glm::uvec3(index(a, "pindex").value_or(0));
        return std::nullopt;
    }

    Refusal mesh() {
        if (m_object == nullptr || m_object->mesh) return "begins a mesh where none may be";
        m_object->mesh = std::make_shared<mesh::Mesh>();
        return std::nullopt;
    }

    Refusal vertex(const XmlAttributes& a) {
        if (m_object == nullptr || !m_object->mesh) return "has a vertex outside of a mesh";
        const auto x = number(a, "x");
        const auto y = number(a, "y");
        const auto z = number(a, "z");
        if (!x || !y || !z) return "has a vertex without three numbers";
        if (m_object->mesh->positions.size() / 3 > std::min<std::uint64_t>(m_budget.triangles, 1u << 30)) {
            m_beyondLimit = true;
            return "has far more vertices than triangles are allowed";
        }
        m_object->mesh->positions.emplace_back(scaled(*x), scaled(*y), scaled(*z));
        return std::nullopt;
    }

    float scaled(float value) const {
        return m_model.unitMm == 1.0 ? value
                                     : static_cast<float>(static_cast<double>(value) * m_model.unitMm);
    }

    Refusal triangle(const XmlAttributes& a) {
        if (m_object == nullptr || !m_object->mesh) return "has a triangle outside of a mesh";
        const auto v1 = index(a, "v1");
        const auto v2 = index(a, "v2");
        const auto v3 = index(a, "v3");
        if (!v1 || !v2 || !v3) return "has a triangle without three vertex numbers";
        if (m_budget.triangles == 0) {
            m_beyondLimit = true;
            return "holds more triangles than can be read";
        }
        --m_budget.triangles;
        mesh::Mesh& mesh = *m_object->mesh;
        mesh.triangles.emplace_back(*v1, *v2, *v3);
        const auto p1 = index(a, "p1");
        const std::uint32_t group = index(a, "pid").value_or(m_object->fallback.group);
        if (p1 && group != 0) {
            m_object->properties.resize(mesh.triangles.size(), m_object->fallback);
            m_object->properties.back() = {group,
                                           {*p1, index(a, "p2").value_or(*p1), index(a, "p3").value_or(*p1)}};
        }
        return std::nullopt;
    }

    Refusal checkIndices() const {
        if (m_object == nullptr || !m_object->mesh) return std::nullopt;
        const std::size_t vertices = m_object->mesh->positions.size();
        for (const glm::uvec3& t : m_object->mesh->triangles) {
            const unsigned highest = std::max({t.x, t.y, t.z});
            if (highest >= vertices) {
                return "ends an object in which a triangle names vertex " + std::to_string(highest) +
                       ", but there are only " + std::to_string(vertices);
            }
        }
        return std::nullopt;
    }

    Refusal use(const XmlAttributes& a, bool item) {
        const auto id = index(a, "objectid");
        const auto m = matrix(a);
        if (!id) return "uses an object without naming it";
        if (!m) return "has a transform that is not twelve numbers";
        if (!item && m_object == nullptr) return "has a component outside of an object";
        auto& uses = item ? m_model.items : m_object->components;
        uses.push_back({std::string(a.find("path").value_or("")), *id, *m,
                        shownText(a.find("partnumber").value_or(""))});
        return std::nullopt;
    }

    Refusal colorGroup(const XmlAttributes& a) {
        const auto id = index(a, "id");
        if (!id) return "begins a colour group without a number";
        m_colors = &m_model.colors[*id];
        return std::nullopt;
    }

    Refusal colorOf(const XmlAttributes& a, std::string_view attribute) {
        if (m_colors == nullptr) return std::nullopt;
        // A colour that cannot be read stays grey: colours never decide whether a shape can be read.
        m_colors->push_back(color(a.find(attribute).value_or("")).value_or(mesh::Rgba8(200, 200, 200, 255)));
        return std::nullopt;
    }

    Refusal texture(const XmlAttributes& a) {
        const auto id = index(a, "id");
        if (id) m_model.textures[*id] = std::string(a.find("path").value_or(""));
        return std::nullopt;
    }

    Refusal textureGroup(const XmlAttributes& a) {
        const auto id = index(a, "id");
        if (!id) return "begins a texture group without a number";
        ThreeMfModel::TextureGroup& group = m_model.textureGroups[*id];
        group.texture = index(a, "texid").value_or(0);
        m_uvs = &group.uvs;
        return std::nullopt;
    }

    Refusal uv(const XmlAttributes& a) {
        if (m_uvs == nullptr) return std::nullopt;
        m_uvs->emplace_back(number(a, "u").value_or(0.0f), 1.0f - number(a, "v").value_or(0.0f));
        return std::nullopt;
    }

    ThreeMfModel m_model;
    ThreeMfBudget& m_budget;
    bool m_beyondLimit = false;
    ThreeMfObject* m_object = nullptr;
    std::vector<mesh::Rgba8>* m_colors = nullptr;
    std::vector<glm::vec2>* m_uvs = nullptr;
};

} // namespace

Result<ThreeMfModel> parseThreeMfModel(ZipReader& package, const std::string& part, FileReader& file,
                                       const ReadJob& job, ThreeMfBudget& budget) {
    ModelBuilder builder(budget);
    XmlStream xml([&](std::string_view name, const XmlAttributes& a) { return builder.begin(name, a); },
                  [&](std::string_view name) { return builder.end(name); });
    std::uint64_t bytes = 0;
    const auto take = [&](std::span<const std::byte> piece, bool last) -> Result<void> {
        if (job.context.cancelled()) return jobs::cancelledError();
        bytes += piece.size();
        if (const auto reason = xml.feed(piece, last)) {
            if (builder.beyondLimit()) return checkTriangleLimit(file, UINT64_MAX, job.limits);
            return refused(file, "its part \"" + shownText(part) + "\" is damaged: " + *reason);
        }
        return {};
    };
    ORFEAS_CHECK(package.read(part, budget.bytes, take));
    budget.bytes -= std::min(budget.bytes, bytes);
    return builder.take();
}

} // namespace orfeas::io
