// Formats that Assimp reads, through the importer process: surfaces of one object are joined, and their materials
// become one texture or a colour per vertex.
#include <algorithm>

#include "core/io/codec.h"
#include "core/io/file_name.h"
#include "core/io/import_process.h"
#include "core/io/material.h"
#include "core/io/texture_file.h"

namespace orfeas::io {
namespace {

using Texture = std::shared_ptr<const image::Picture>;

Result<Texture> textureOf(ImportTexture& texture, const FileReader& file, const ReadJob& job,
                          std::vector<std::string>& warnings) {
    const std::string_view text(reinterpret_cast<const char*>(texture.bytes.data()), texture.bytes.size());
    if (texture.kind == ImportTextureKind::Name) {
        return loadTextureBeside(file.path(), std::string(text.substr(0, 4096)), job, warnings);
    }
    if (texture.kind == ImportTextureKind::File)
        return decodeTexture(texture.bytes, "embedded", job, warnings);
    image::Picture picture;
    picture.width = static_cast<int>(texture.width);
    picture.height = static_cast<int>(texture.height);
    picture.rgba.resize(texture.bytes.size());
    std::copy(texture.bytes.begin(), texture.bytes.end(), reinterpret_cast<std::byte*>(picture.rgba.data()));
    return Texture(std::make_shared<const image::Picture>(std::move(picture)));
}

// Appends a surface; attributes that only some surfaces have are filled up.
void join(mesh::Mesh& whole, ImportSurface& surface) {
    mesh::Mesh& mesh = surface.mesh;
    const std::size_t base = whole.positions.size();
    whole.positions.insert(whole.positions.end(), mesh.positions.begin(), mesh.positions.end());
    for (const glm::uvec3& t : mesh.triangles)
        whole.triangles.push_back(t + glm::uvec3(static_cast<unsigned>(base)));
    if (!mesh.colors.empty() || !whole.colors.empty()) {
        whole.colors.resize(base, mesh::Rgba8(255));
        whole.colors.insert(whole.colors.end(), mesh.colors.begin(), mesh.colors.end());
        whole.colors.resize(whole.positions.size(), mesh::Rgba8(255));
    }
    if (!mesh.uvs.empty() || !whole.uvs.empty()) {
        whole.uvs.resize(base, glm::vec2(0.0f));
        whole.uvs.insert(whole.uvs.end(), mesh.uvs.begin(), mesh.uvs.end());
        whole.uvs.resize(whole.positions.size(), glm::vec2(0.0f));
    }
    mesh = {};
}

} // namespace

Result<RawScene> readForeign(FileReader& file, const ReadJob& job) {
    ORFEAS_TRY(imported, runImporter(file, job));
    if (imported.status == ImportStatus::OutOfMemory) {
        return Error{ErrorCode::OutOfMemory,
                     refused(file, "it needs more than the " + shownBytes(job.limits.maxMemoryBytes) +
                                       " of memory that reading may take")
                         .userText,
                     {}};
    }
    if (imported.status == ImportStatus::Refused) return refused(file, shownText(imported.text, 300));
    RawScene scene;
    scene.unitKnown = imported.unitKnown;
    for (const std::string& warning : imported.warnings)
        scene.warnings.push_back(shownText(warning, 300));
    std::vector<Texture> textures;
    for (ImportTexture& texture : imported.textures) {
        ORFEAS_TRY(picture, textureOf(texture, file, job, scene.warnings));
        textures.push_back(picture);
    }
    for (std::size_t begin = 0; begin < imported.surfaces.size();) {
        if (job.context.cancelled()) return jobs::cancelledError();
        mesh::Mesh whole;
        std::vector<std::uint32_t> materialOf;
        std::vector<Material> materials;
        std::size_t end = begin;
        for (;
             end < imported.surfaces.size() && imported.surfaces[end].group == imported.surfaces[begin].group;
             ++end) {
            ImportSurface& surface = imported.surfaces[end];
            Material material{surface.color, nullptr, !surface.hasColor};
            if (surface.texture != kImportNoTexture) material.texture = textures[surface.texture];
            if (material.texture) material.plain = false;
            materialOf.insert(materialOf.end(), surface.mesh.triangles.size(),
                              static_cast<std::uint32_t>(materials.size()));
            materials.push_back(std::move(material));
            join(whole, surface);
        }
        applyMaterials(whole, materialOf, materials, scene.warnings);
        RawPart raw;
        raw.needsWeld = true; // Assimp splits vertices wherever a normal or a texture coordinate differs
        raw.part.name = shownText(imported.surfaces[begin].name);
        raw.part.mesh = std::make_shared<const mesh::Mesh>(std::move(whole));
        scene.parts.push_back(std::move(raw));
        begin = end;
    }
    return scene;
}

} // namespace orfeas::io
