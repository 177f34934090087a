#include "core/cache/stored_result.h"

#include <cstring>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>
#include <zstd.h>

#include "core/cache/hash128.h"
#include "core/mesh/mesh_codec.h"

namespace orfeas::cache {
namespace {

using Json = nlohmann::json;

// Bytes: magic, form, checksum of what follows, length of the JSON, the JSON, then the planes it lists.
constexpr char kMagic[4] = {'O', 'G', 'R', '1'};
constexpr std::size_t kHead = sizeof kMagic + sizeof(std::uint32_t) + sizeof(Hash128);
constexpr std::size_t kMaxPlane = std::size_t{1} << 31;

Error damaged(const char* what) {
    return {ErrorCode::BadInput, "A stored result is damaged", what};
}

std::vector<std::byte> squeezed(std::span<const std::byte> raw) {
    std::vector<std::byte> out(ZSTD_compressBound(raw.size()));
    const std::size_t size = ZSTD_compress(out.data(), out.size(), raw.data(), raw.size(), 1);
    ORFEAS_ASSERT(!ZSTD_isError(size));
    out.resize(size);
    return out;
}

Result<std::vector<std::uint8_t>> unsqueezed(std::span<const std::byte> packed, std::size_t expected) {
    if (expected > kMaxPlane || ZSTD_getFrameContentSize(packed.data(), packed.size()) != expected)
        return damaged("a raster of another size");
    std::vector<std::uint8_t> out(expected);
    const std::size_t size = ZSTD_decompress(out.data(), out.size(), packed.data(), packed.size());
    if (ZSTD_isError(size) || size != expected) return damaged("a raster");
    return out;
}

// --- facts: written and read side by side, so that neither forgets one

Json factsJson(const mesh::MeshFacts& f) {
    return {f.vertices,
            f.triangles,
            f.parts,
            f.openEdges,
            f.nonManifoldEdges,
            f.flippedEdges,
            f.nonManifoldVertices,
            f.degenerateTriangles,
            f.duplicateTriangles,
            f.unusedVertices,
            f.invalidVertices,
            f.volumeMm3,
            f.areaMm2,
            f.box.lower.x,
            f.box.lower.y,
            f.box.lower.z,
            f.box.upper.x,
            f.box.upper.y,
            f.box.upper.z};
}

mesh::MeshFacts factsFrom(const Json& json) {
    mesh::MeshFacts f;
    std::size_t* const counts[] = {&f.vertices,
                                   &f.triangles,
                                   &f.parts,
                                   &f.openEdges,
                                   &f.nonManifoldEdges,
                                   &f.flippedEdges,
                                   &f.nonManifoldVertices,
                                   &f.degenerateTriangles,
                                   &f.duplicateTriangles,
                                   &f.unusedVertices,
                                   &f.invalidVertices};
    std::size_t at = 0;
    for (std::size_t* count : counts)
        *count = json.at(at++).get<std::size_t>();
    f.volumeMm3 = json.at(at++).get<double>();
    f.areaMm2 = json.at(at++).get<double>();
    for (glm::vec3* corner : {&f.box.lower, &f.box.upper}) {
        for (int axis = 0; axis < 3; ++axis)
            (*corner)[axis] = json.at(at++).get<float>();
    }
    return f;
}

Json settingsJson(const generate::Settings& settings) {
    Json json = Json::object();
    for (const auto& [name, value] : settings.values())
        std::visit([&, key = name](const auto& one) { json[key] = one; }, value);
    return json;
}

generate::Settings settingsFrom(const Json& json) {
    generate::Settings settings;
    for (const auto& [name, value] : json.items()) {
        if (value.is_boolean()) settings.set(name, value.get<bool>());
        if (value.is_number()) settings.set(name, value.get<double>());
        if (value.is_string()) settings.set(name, value.get<std::string>());
    }
    return settings;
}

// --- planes

class Planes {
public:
    void add(const char* name, std::size_t count, std::vector<std::byte> bytes) {
        m_list.push_back(Json::array({name, count, bytes.size()}));
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    }
    template <typename T>
    void addElements(const char* name, const std::vector<T>& elements) {
        if (elements.empty()) return;
        add(name, elements.size(), mesh::encodeElements(std::as_bytes(std::span(elements)), sizeof(T)));
    }
    void addIndices(const char* name, const std::vector<glm::uvec3>& triangles) {
        if (triangles.empty()) return;
        static_assert(sizeof(glm::uvec3) == 3 * sizeof(std::uint32_t));
        add(name, triangles.size(), mesh::encodeIndices({&triangles[0].x, 3 * triangles.size()}));
    }
    const Json& list() const { return m_list; }
    const std::vector<std::byte>& bytes() const { return m_bytes; }

private:
    Json m_list = Json::array();
    std::vector<std::byte> m_bytes;
};

template <typename T>
Result<void> readElements(std::vector<T>& into, std::span<const std::byte> plane, std::size_t count) {
    if (count > kMaxPlane / sizeof(T)) return damaged("a plane of too many elements");
    ORFEAS_TRY(bytes, mesh::decodeElements(plane, sizeof(T), count * sizeof(T)));
    if (bytes.size() != count * sizeof(T)) return damaged("a plane of another length");
    into.resize(count);
    std::memcpy(static_cast<void*>(into.data()), bytes.data(), bytes.size());
    return {};
}

Result<void> readIndices(std::vector<glm::uvec3>& into, std::span<const std::byte> plane, std::size_t count,
                         std::size_t limit) {
    if (count > kMaxPlane / sizeof(glm::uvec3) || limit > mesh::kMaxVertices)
        return damaged("a plane of too many triangles");
    ORFEAS_TRY(indices,
               mesh::decodeIndices(plane, static_cast<std::uint32_t>(limit), count * sizeof(glm::uvec3)));
    if (indices.size() != 3 * count) return damaged("a plane of another length");
    into.resize(count);
    std::memcpy(static_cast<void*>(into.data()), indices.data(), count * sizeof(glm::uvec3));
    return {};
}

Result<void> readPlane(const std::string& name, std::span<const std::byte> plane, std::size_t count,
                       const Json& json, mesh::Mesh& mesh, image::Cutout& cutout) {
    if (name == "positions") return readElements(mesh.positions, plane, count);
    if (name == "triangles") return readIndices(mesh.triangles, plane, count, mesh.positions.size());
    if (name == "colors") return readElements(mesh.colors, plane, count);
    if (name == "uvs") return readElements(mesh.uvs, plane, count);
    if (name == "uv_triangles") return readIndices(mesh.uvTriangles, plane, count, mesh.uvs.size());
    if (name == "mask") {
        cutout.mask.width = json.at("mask").at(0).get<int>();
        cutout.mask.height = json.at("mask").at(1).get<int>();
        ORFEAS_TRY(coverage, unsqueezed(plane, count));
        cutout.mask.coverage = std::move(coverage);
        return {};
    }
    if (name == "texture") {
        auto texture = std::make_shared<image::Picture>();
        texture->width = json.at("texture").at(0).get<int>();
        texture->height = json.at("texture").at(1).get<int>();
        texture->hasAlpha = json.at("texture").at(2).get<bool>();
        ORFEAS_TRY(rgba, unsqueezed(plane, count));
        texture->rgba = std::move(rgba);
        if (texture->empty() || texture->rgba.size() != 4 * texture->pixelCount())
            return damaged("the texture");
        mesh.texture = std::move(texture);
        return {};
    }
    return damaged("an unknown plane");
}

Json headerOf(const generate::Generated& made, const Planes& planes) {
    const image::Cutout& cutout = *made.cutout;
    Json json = {{"generator", made.generator},
                 {"settings", settingsJson(made.settings)},
                 {"how", made.how},
                 {"facts", factsJson(made.facts)},
                 {"cutout", {static_cast<int>(cutout.method), cutout.parts, cutout.explanation}},
                 {"mask", {cutout.mask.width, cutout.mask.height}},
                 {"planes", planes.list()}};
    if (const auto& texture = made.mesh->texture)
        json["texture"] = {texture->width, texture->height, texture->hasAlpha};
    return json;
}

Result<generate::Generated> readResult(const Json& json, std::span<const std::byte> planes) {
    generate::Generated made;
    auto mesh = std::make_shared<mesh::Mesh>();
    auto cutout = std::make_shared<image::Cutout>();
    made.generator = json.at("generator").get<std::string>();
    made.settings = settingsFrom(json.at("settings"));
    made.how = json.at("how").get<std::string>();
    made.facts = factsFrom(json.at("facts"));
    cutout->method = static_cast<image::CutoutMethod>(json.at("cutout").at(0).get<int>());
    cutout->parts = json.at("cutout").at(1).get<int>();
    cutout->explanation = json.at("cutout").at(2).get<std::string>();
    for (const Json& entry : json.at("planes")) {
        const auto size = entry.at(2).get<std::size_t>();
        if (size > planes.size()) return damaged("planes cut short");
        ORFEAS_CHECK(readPlane(entry.at(0).get<std::string>(), planes.first(size),
                               entry.at(1).get<std::size_t>(), json, *mesh, *cutout));
        planes = planes.subspan(size);
    }
    if (mesh->triangles.size() != made.facts.triangles || cutout->mask.empty())
        return damaged("a result without its mesh or mask");
    made.mesh = std::move(mesh);
    made.cutout = std::move(cutout);
    return made;
}

} // namespace

Result<std::vector<std::byte>> encodeResult(const generate::Generated& made) {
    const mesh::Mesh& mesh = *made.mesh;
    if (mesh.positions.size() > mesh::kMaxVertices)
        return Error{ErrorCode::TooLarge, "The result is too large to keep", {}};
    Planes planes;
    planes.addElements("positions", mesh.positions);
    planes.addIndices("triangles", mesh.triangles);
    planes.addElements("colors", mesh.colors);
    planes.addElements("uvs", mesh.uvs);
    planes.addIndices("uv_triangles", mesh.uvTriangles);
    const std::vector<std::uint8_t>& coverage = made.cutout->mask.coverage;
    planes.add("mask", coverage.size(), squeezed(std::as_bytes(std::span(coverage))));
    if (mesh.texture) {
        if (!mesh.texture->luma16.empty())
            return Error{ErrorCode::Unsupported, "A texture of 16 bits is not kept", {}};
        const std::vector<std::uint8_t>& rgba = mesh.texture->rgba;
        planes.add("texture", rgba.size(), squeezed(std::as_bytes(std::span(rgba))));
    }
    const std::string json = headerOf(made, planes).dump(-1, ' ', false, Json::error_handler_t::replace);
    const auto jsonBytes = static_cast<std::uint64_t>(json.size());
    std::vector<std::byte> out(kHead + sizeof jsonBytes + json.size() + planes.bytes().size());
    std::byte* to = out.data() + kHead;
    std::memcpy(to, &jsonBytes, sizeof jsonBytes);
    std::memcpy(to + sizeof jsonBytes, json.data(), json.size());
    std::memcpy(to + sizeof jsonBytes + json.size(), planes.bytes().data(), planes.bytes().size());
    const Hash128 sum = hashOf(std::span(out).subspan(kHead));
    const std::uint32_t form = kStoredForm;
    std::memcpy(out.data(), kMagic, sizeof kMagic);
    std::memcpy(out.data() + sizeof kMagic, &form, sizeof form);
    std::memcpy(out.data() + sizeof kMagic + sizeof form, &sum, sizeof sum);
    return out;
}

Result<generate::Generated> decodeResult(std::span<const std::byte> bytes,
                                         std::shared_ptr<const image::Picture> picture,
                                         std::shared_ptr<const image::Cutout> cutout) {
    std::uint32_t form = 0;
    std::uint64_t jsonBytes = 0;
    if (bytes.size() < kHead + sizeof jsonBytes) return damaged("cut short");
    if (std::memcmp(bytes.data(), kMagic, sizeof kMagic) != 0) return damaged("not a stored result");
    std::memcpy(&form, bytes.data() + sizeof kMagic, sizeof form);
    if (form != kStoredForm) return damaged("of another form");
    const Hash128 sum = hashOf(bytes.subspan(kHead));
    if (std::memcmp(bytes.data() + sizeof kMagic + sizeof form, &sum, sizeof sum) != 0)
        return damaged("the checksum does not hold");
    std::memcpy(&jsonBytes, bytes.data() + kHead, sizeof jsonBytes);
    bytes = bytes.subspan(kHead + sizeof jsonBytes);
    if (jsonBytes > bytes.size()) return damaged("cut short");
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    try {
        const Json json = Json::parse(text, text + jsonBytes);
        ORFEAS_TRY(made, readResult(json, bytes.subspan(jsonBytes)));
        const image::Mask& mask = made.cutout->mask;
        if (picture && (mask.width != picture->width || mask.height != picture->height))
            return damaged("of a picture of another size");
        made.picture = std::move(picture);
        if (cutout) made.cutout = std::move(cutout);
        return std::move(made);
    } catch (const Json::exception& wrong) {
        return damaged(wrong.what());
    }
}

} // namespace orfeas::cache
