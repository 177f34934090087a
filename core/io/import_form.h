// What the importer process hands back: a flat binary form, little endian, written once from front to back.
//
//   char[8]  "ORFIMP02"
//   u32      status: 0 a scene follows, 1 the file was refused, 2 memory did not suffice; text follows
//   text     for people, empty when a scene follows          (text: u32 length, bytes)
//   u32      flags: 1 the file states its unit
//   u32 n    warnings, n times text
//   u32 n    textures, n times: u32 kind, u32 width, u32 height, u64 length, bytes
//            kind 0: a picture file; 1: the name of a picture file; 2: width * height RGBA pixels
//   u32 n    surfaces, n times:
//            u32 group, text name, u32 texture (UINT32_MAX none), u32 has color, u8[4] color,
//            u32 vertices, u32 triangles, u32 attributes (1 colours, 2 texture coordinates),
//            f32[3] per vertex (millimetres, Z up, placed in the scene), u8[4] per vertex, f32[2] per vertex
//            (from the top left), u32[3] per triangle
//   char[8]  "ORFIMPOK"
//
// Surfaces of one group are one object. The reader trusts nothing of it: the process read a hostile file.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "core/base/result.h"
#include "core/io/codec.h"
#include "core/io/file_reader.h"
#include "core/mesh/mesh.h"

namespace orfeas::io {

constexpr std::array<char, 8> kImportBegin{'O', 'R', 'F', 'I', 'M', 'P', '0', '2'};
constexpr std::array<char, 8> kImportEnd{'O', 'R', 'F', 'I', 'M', 'P', 'O', 'K'};

enum class ImportStatus : std::uint32_t { Scene = 0, Refused = 1, OutOfMemory = 2 };
enum class ImportTextureKind : std::uint32_t { File = 0, Name = 1, Pixels = 2 };
constexpr std::uint32_t kImportUnitKnown = 1;
constexpr std::uint32_t kImportColors = 1;
constexpr std::uint32_t kImportUvs = 2;
constexpr std::uint32_t kImportNoTexture = UINT32_MAX;

struct ImportTexture {
    ImportTextureKind kind = ImportTextureKind::File;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<std::byte> bytes;
};

struct ImportSurface {
    std::uint32_t group = 0;
    std::string name;
    std::uint32_t texture = kImportNoTexture;
    bool hasColor = false;
    mesh::Rgba8 color{255, 255, 255, 255};
    mesh::Mesh mesh; ///< uvs, when there are any, run along the positions
};

struct ImportScene {
    ImportStatus status = ImportStatus::Scene;
    std::string text;
    bool unitKnown = false;
    std::vector<std::string> warnings;
    std::vector<ImportTexture> textures;
    std::vector<ImportSurface> surfaces;
};

/// Reads and checks the form; `file` is the result, never the hostile file itself. Fails when it is incomplete,
/// when a count does not fit its size or the limits, or when an index is out of range.
Result<ImportScene> readImportForm(FileReader& file, const ReadLimits& limits);

} // namespace orfeas::io
