#include "core/io/texture_file.h"

#include <algorithm>

#include "core/image/picture_file.h"
#include "core/io/file_name.h"

namespace orfeas::io {
namespace {

constexpr std::uint64_t kMaxTextureBytes = 256ull << 20;

} // namespace

bool writesTexture(const MeshPart& part, const WriteOptions& options) {
    const mesh::Mesh& mesh = *part.mesh;
    return options.colors && mesh.texture && !mesh.texture->empty() && !mesh.uvs.empty();
}

bool writesColors(const MeshPart& part, const WriteOptions& options) {
    return options.colors && !part.mesh->colors.empty();
}

TextureList::TextureList(std::span<const MeshPart> parts, const WriteOptions& options) {
    for (const MeshPart& part : parts) {
        if (!writesTexture(part, options)) continue;
        const image::Picture* picture = part.mesh->texture.get();
        if (std::find(m_textures.begin(), m_textures.end(), picture) == m_textures.end()) {
            m_textures.push_back(picture);
            m_repeats.push_back(false);
        }
        const bool outside =
            std::any_of(part.mesh->uvs.begin(), part.mesh->uvs.end(), [](const glm::vec2& uv) {
                return uv.x < 0.0f || uv.x > 1.0f || uv.y < 0.0f || uv.y > 1.0f;
            });
        if (outside) m_repeats[indexOf(part)] = true;
    }
}

std::size_t TextureList::indexOf(const MeshPart& part) const {
    const auto found = std::find(m_textures.begin(), m_textures.end(), part.mesh->texture.get());
    ORFEAS_ASSERT(found != m_textures.end());
    return static_cast<std::size_t>(found - m_textures.begin());
}

Result<std::vector<std::byte>> TextureList::png(std::size_t index) const {
    return image::encodePng(*m_textures[index]);
}

Result<std::shared_ptr<const image::Picture>> decodeTexture(std::span<const std::byte> bytes,
                                                            const std::string& name, const ReadJob& job,
                                                            std::vector<std::string>& warnings) {
    image::DecodeLimits limits;
    limits.maxFileBytes = kMaxTextureBytes;
    auto picture = image::decodePicture(bytes, job.context, limits);
    if (picture.ok()) return std::make_shared<const image::Picture>(std::move(*picture));
    if (picture.error().code == ErrorCode::Cancelled) return std::move(picture).error();
    warnings.push_back("the texture \"" + shownText(name) + "\" was left out: " + picture.error().userText);
    return std::shared_ptr<const image::Picture>();
}

std::string whyMissing(const Error& error) {
    return error.code == ErrorCode::NotFound ? "it is not beside the file" : error.userText;
}

std::filesystem::path pathBeside(const std::filesystem::path& meshFile, std::string name,
                                 const ReadJob& job) {
    std::replace(name.begin(), name.end(), '\\', '/');
    std::filesystem::path wanted = std::filesystem::path(name).lexically_normal();
    const bool outside = wanted.is_absolute() || (!wanted.empty() && *wanted.begin() == "..") ||
                         (name.size() > 1 && name[1] == ':');
    if (outside) wanted = wanted.filename();
    const auto standIn = job.standIns.find(wanted);
    return standIn != job.standIns.end() ? standIn->second : meshFile.parent_path() / wanted;
}

Result<std::shared_ptr<const image::Picture>> loadTextureBeside(const std::filesystem::path& meshFile,
                                                                std::string name, const ReadJob& job,
                                                                std::vector<std::string>& warnings) {
    const std::filesystem::path place = pathBeside(meshFile, name, job);
    auto bytes = readFile(place, kMaxTextureBytes);
    if (!bytes.ok()) {
        warnings.push_back("the texture \"" + shownText(name) +
                           "\" was left out: " + whyMissing(bytes.error()));
        return std::shared_ptr<const image::Picture>();
    }
    return decodeTexture(*bytes, name, job, warnings);
}

} // namespace orfeas::io
