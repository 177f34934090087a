// Textures between meshes and files. Inside core/io only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/io/codec.h"
#include "core/io/mesh_format.h"

namespace orfeas::io {

/// Whether this part's texture is to be written: it has one, and the options want colour.
bool writesTexture(const MeshPart& part, const WriteOptions& options);
/// Whether this part's vertex colours are to be written. A texture goes before them in formats that carry both.
bool writesColors(const MeshPart& part, const WriteOptions& options);

/// The different textures of a scene, in order of first use.
class TextureList {
public:
    TextureList(std::span<const MeshPart> parts, const WriteOptions& options);

    std::size_t size() const { return m_textures.size(); }
    /// Asserts that the part's texture is to be written.
    std::size_t indexOf(const MeshPart& part) const;
    Result<std::vector<std::byte>> png(std::size_t index) const;
    /// Whether texture coordinates leave 0..1, which means that the texture repeats; else it ends at its border.
    bool repeats(std::size_t index) const { return m_repeats[index]; }

private:
    std::vector<const image::Picture*> m_textures;
    std::vector<bool> m_repeats;
};

/// Decodes a texture found inside a file. Null with a warning when it cannot be decoded: a mesh without its picture
/// is better than none. Only being cancelled is an error.
Result<std::shared_ptr<const image::Picture>> decodeTexture(std::span<const std::byte> bytes,
                                                            const std::string& name, const ReadJob& job,
                                                            std::vector<std::string>& warnings);

/// The same for a texture beside the file. The name comes from the file and is used relative to its folder; absolute
/// names and names that climb out of the folder are looked up by their last component only.
Result<std::shared_ptr<const image::Picture>> loadTextureBeside(const std::filesystem::path& meshFile,
                                                                std::string name, const ReadJob& job,
                                                                std::vector<std::string>& warnings);

/// Why a side file could not be had, for a warning.
std::string whyMissing(const Error& error);

/// Where a file named inside `meshFile` may be read: in its folder or below, never elsewhere.
std::filesystem::path pathBeside(const std::filesystem::path& meshFile, std::string name, const ReadJob& job);

} // namespace orfeas::io
