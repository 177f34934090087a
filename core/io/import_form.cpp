#include "core/io/import_form.h"

#include <algorithm>
#include <cstring>

namespace orfeas::io {
namespace {

constexpr std::uint32_t kMaxText = 1 << 16;
constexpr std::uint32_t kMaxWarnings = 1000;
constexpr std::uint32_t kMaxTextures = 256;
constexpr std::uint32_t kMaxSurfaces = 1'000'000;

// Takes pieces off the front; remembers the first failure so that callers check once per step.
class Cursor {
public:
    explicit Cursor(FileReader& file) : m_file(file) {}

    bool ok() const { return m_ok; }
    std::uint64_t left() const { return m_file.size() - std::min(m_file.size(), m_position); }

    void take(std::span<std::byte> into) {
        if (!m_ok || into.empty()) return;
        auto got = m_file.readAt(m_position, into);
        m_ok = got.ok() && *got == into.size();
        m_position += into.size();
    }
    template <typename T>
    T value() {
        T v{};
        take(std::as_writable_bytes(std::span(&v, 1)));
        return m_ok ? v : T{};
    }
    /// A count of things of which each takes at least `bytesEach`.
    std::uint32_t count(std::uint64_t most, std::uint64_t bytesEach) {
        const auto n = value<std::uint32_t>();
        m_ok = m_ok && n <= most && n * bytesEach <= left();
        return m_ok ? n : 0;
    }
    template <typename T>
    void list(std::vector<T>& values, std::uint32_t n) {
        m_ok = m_ok && n * std::uint64_t(sizeof(T)) <= left();
        if (!m_ok) return;
        values.resize(n);
        take(std::as_writable_bytes(std::span(values)));
    }
    std::string text() {
        std::string t(count(kMaxText, 1), '\0');
        take(std::as_writable_bytes(std::span(t)));
        return m_ok ? t : std::string();
    }
    void require(bool condition) { m_ok = m_ok && condition; }

private:
    FileReader& m_file;
    std::uint64_t m_position = 0;
    bool m_ok = true;
};

void readTexture(Cursor& cursor, ImportTexture& texture) {
    const auto kind = cursor.value<std::uint32_t>();
    cursor.require(kind <= 2);
    texture.kind = static_cast<ImportTextureKind>(kind);
    texture.width = cursor.value<std::uint32_t>();
    texture.height = cursor.value<std::uint32_t>();
    const auto length = cursor.value<std::uint64_t>();
    cursor.require(length <= (512u << 20) && length <= cursor.left());
    if (texture.kind == ImportTextureKind::Pixels) {
        cursor.require(texture.width > 0 && texture.height > 0 && texture.width <= 32'768 &&
                       texture.height <= 32'768 && length == 4ull * texture.width * texture.height);
    }
    if (cursor.ok()) cursor.list(texture.bytes, static_cast<std::uint32_t>(length));
}

void readSurface(Cursor& cursor, ImportSurface& surface, std::uint32_t textures,
                 std::uint64_t& trianglesLeft) {
    surface.group = cursor.value<std::uint32_t>();
    surface.name = cursor.text();
    surface.texture = cursor.value<std::uint32_t>();
    cursor.require(surface.texture == kImportNoTexture || surface.texture < textures);
    surface.hasColor = cursor.value<std::uint32_t>() != 0;
    surface.color = cursor.value<mesh::Rgba8>();
    const auto vertices = cursor.value<std::uint32_t>();
    const auto triangles = cursor.value<std::uint32_t>();
    const auto attributes = cursor.value<std::uint32_t>();
    cursor.require(triangles <= trianglesLeft && vertices < UINT32_MAX);
    if (!cursor.ok()) return;
    trianglesLeft -= triangles;
    mesh::Mesh& mesh = surface.mesh;
    cursor.list(mesh.positions, vertices);
    if ((attributes & kImportColors) != 0) cursor.list(mesh.colors, vertices);
    if ((attributes & kImportUvs) != 0) cursor.list(mesh.uvs, vertices);
    cursor.list(mesh.triangles, triangles);
    for (const glm::uvec3& t : mesh.triangles)
        cursor.require(t.x < vertices && t.y < vertices && t.z < vertices);
}

} // namespace

Result<ImportScene> readImportForm(FileReader& file, const ReadLimits& limits) {
    const Error broken{ErrorCode::IoFailed, "the importer stopped before it was done", "import form"};
    Cursor cursor(file);
    cursor.require(cursor.value<std::array<char, 8>>() == kImportBegin);
    ImportScene scene;
    const auto status = cursor.value<std::uint32_t>();
    cursor.require(status <= 2);
    scene.status = static_cast<ImportStatus>(status);
    scene.text = cursor.text();
    if (!cursor.ok()) return broken;
    if (scene.status != ImportStatus::Scene) return scene;
    scene.unitKnown = (cursor.value<std::uint32_t>() & kImportUnitKnown) != 0;
    scene.warnings.resize(cursor.count(kMaxWarnings, 4));
    for (std::string& warning : scene.warnings)
        warning = cursor.text();
    const std::uint32_t textures = cursor.count(kMaxTextures, 20);
    for (std::uint32_t i = 0; i < textures && cursor.ok(); ++i)
        readTexture(cursor, scene.textures.emplace_back());
    const std::uint32_t surfaces = cursor.count(kMaxSurfaces, 36);
    std::uint64_t trianglesLeft = limits.maxTriangles;
    for (std::uint32_t i = 0; i < surfaces && cursor.ok(); ++i) {
        readSurface(cursor, scene.surfaces.emplace_back(), textures, trianglesLeft);
    }
    cursor.require(cursor.value<std::array<char, 8>>() == kImportEnd);
    if (!cursor.ok()) return broken;
    return scene;
}

} // namespace orfeas::io
