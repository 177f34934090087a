// Wavefront OBJ: polygons, texture coordinates, materials, vertex colours. Normals, curves and groups are passed over.
#include <algorithm>
#include <cmath>
#include <map>

#include "core/io/codec.h"
#include "core/io/file_name.h"
#include "core/io/material.h"
#include "core/io/material_library.h"
#include "core/io/number_text.h"
#include "core/io/polygon.h"

namespace orfeas::io {
namespace {

constexpr std::size_t kMaxLine = 1 << 20;
constexpr std::size_t kMaxParts = 1000;
constexpr std::size_t kMaxLibraries = 16;
constexpr std::size_t kMaxMaterials = 10'000;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    return text;
}

struct Corner {
    std::uint32_t vertex = 0;
    std::uint32_t uv = kNoUv;
};

/// A name that counts from `firstTriangle` on.
struct ObjectStart {
    std::string name;
    std::size_t firstTriangle = 0;
};

class ObjReader {
public:
    ObjReader(FileReader& file, const ReadJob& job) : m_file(file), m_job(job), m_lines(file, kMaxLine) {}

    Result<RawScene> read() {
        std::string_view line;
        for (;;) {
            ORFEAS_TRY(more, nextLine(line));
            if (!more) break;
            if (m_lines.lineNumber() % 8192 == 0) {
                if (m_job.context.cancelled()) return jobs::cancelledError();
                m_job.context.report("reading", static_cast<double>(m_lines.position()) /
                                                    static_cast<double>(m_file.size() + 1));
            }
            ORFEAS_CHECK(readLine(line));
        }
        return finish();
    }

private:
    // A line with its continuations (a backslash at the end).
    Result<bool> nextLine(std::string_view& line) {
        ORFEAS_TRY(more, m_lines.next(line));
        if (!more || !line.ends_with('\\')) return more;
        m_joined.assign(line.substr(0, line.size() - 1));
        for (;;) {
            ORFEAS_TRY(again, m_lines.next(line));
            if (!again) break;
            const bool goesOn = line.ends_with('\\');
            m_joined += ' ';
            m_joined += goesOn ? line.substr(0, line.size() - 1) : line;
            if (m_joined.size() > kMaxLine) return damaged("goes on for more than " + shownBytes(kMaxLine));
            if (!goesOn) break;
        }
        line = m_joined;
        return true;
    }

    Error damaged(std::string_view why) const {
        return refused(m_file, "line " + std::to_string(m_lines.lineNumber()) + ' ' + std::string(why));
    }

    Result<void> readLine(std::string_view line) {
        const std::string_view word = takeToken(line);
        if (word == "v") return readVertex(line);
        if (word == "vt") return readUv(line);
        if (word == "f" || word == "fo") return readFace(line);
        if (word == "o") beginObject(shownText(trimmed(line)));
        if (word == "usemtl") useMaterial(std::string(trimmed(line)));
        if (word == "mtllib") return readLibrary(trimmed(line));
        const bool text = std::all_of(word.begin(), word.end(), [](char c) {
            return static_cast<unsigned char>(c) >= 0x20 || c == '\t';
        });
        // Unknown statements are passed over, but bytes that no text has mean that this is no OBJ file at all.
        if (!text) return damaged("holds bytes that do not belong into an OBJ file");
        return {};
    }

    Result<void> readVertex(std::string_view line) {
        float values[8];
        int count = 0;
        for (std::string_view token = takeToken(line); !token.empty() && count < 8; token = takeToken(line)) {
            const auto value = parseFloat(token);
            if (!value) {
                if (count >= 3) break;
                return damaged("has the vertex coordinate \"" + shownText(token, 40) +
                               "\", which is not a number");
            }
            values[count++] = *value;
        }
        if (count < 3) return damaged("has a vertex with fewer than three coordinates");
        if (m_mesh.positions.size() / 3 > std::min<std::uint64_t>(m_job.limits.maxTriangles, 1u << 30)) {
            return checkTriangleLimit(m_file, UINT64_MAX, m_job.limits);
        }
        m_mesh.positions.emplace_back(values[0], values[1], values[2]);
        if (count >= 6) {
            m_vertexColors.resize(m_mesh.positions.size() - 1, glm::vec3(1.0f));
            m_vertexColors.emplace_back(values[3], values[4], values[5]);
        }
        return {};
    }

    Result<void> readUv(std::string_view line) {
        const auto u = parseFloat(takeToken(line));
        const auto v = parseFloat(takeToken(line));
        if (m_mesh.uvs.size() > std::min<std::uint64_t>(m_job.limits.maxTriangles, 1u << 30) * 3) {
            return checkTriangleLimit(m_file, UINT64_MAX, m_job.limits);
        }
        const glm::vec2 uv(u.value_or(0.0f), 1.0f - v.value_or(0.0f));
        m_mesh.uvs.push_back(std::isfinite(uv.x) && std::isfinite(uv.y) ? uv : glm::vec2(0.0f));
        return {};
    }

    // OBJ counts from one; negative numbers count back from the latest. Numbers beyond the latest are remembered: the
    // vertex may still come.
    Result<std::uint32_t> resolved(std::string_view text, std::size_t have, const char* what) {
        const auto number = parseInteger<std::int64_t>(text);
        if (!number) return damaged("has the corner \"" + shownText(text, 40) + "\", which is not a number");
        const std::int64_t index = *number > 0 ? *number - 1 : static_cast<std::int64_t>(have) + *number;
        if (*number == 0) return damaged(std::string("names ") + what + " 0, but an OBJ file counts from 1");
        if (index < 0) return damaged(std::string("names a ") + what + " before the first one");
        if (index >= UINT32_MAX) return damaged(std::string("names a ") + what + " that cannot exist");
        return static_cast<std::uint32_t>(index);
    }

    Result<Corner> readCorner(std::string_view token) {
        const std::size_t slash = token.find('/');
        Corner corner;
        ORFEAS_TRY(vertex, resolved(token.substr(0, slash), m_mesh.positions.size(), "vertex"));
        corner.vertex = vertex;
        if (slash == std::string_view::npos) return corner;
        std::string_view rest = token.substr(slash + 1);
        rest = rest.substr(0, rest.find('/'));
        if (rest.empty()) return corner;
        // A shape does not depend on its texture, so a wrong texture coordinate only goes without one.
        const auto uv = resolved(rest, m_mesh.uvs.size(), "texture coordinate");
        if (uv.ok()) corner.uv = *uv;
        return corner;
    }

    Result<void> readFace(std::string_view line) {
        m_corners.clear();
        bool ahead = false;
        for (std::string_view token = takeToken(line); !token.empty(); token = takeToken(line)) {
            if (token.starts_with('#')) break;
            ORFEAS_TRY(corner, readCorner(token));
            if (corner.vertex >= m_mesh.positions.size()) {
                ahead = true;
                if (corner.vertex > m_highest) {
                    m_highest = corner.vertex;
                    m_highestLine = m_lines.lineNumber();
                }
            }
            m_corners.push_back(corner);
        }
        if (m_corners.size() < 3) {
            ++m_shortFaces;
            return {};
        }
        m_cuts.clear();
        if (ahead || m_corners.size() == 3) {
            for (unsigned k = 2; k < m_corners.size(); ++k)
                m_cuts.emplace_back(0u, k - 1, k);
        } else {
            m_places.clear();
            for (const Corner& corner : m_corners)
                m_places.push_back(m_mesh.positions[corner.vertex]);
            m_cutter.cut(m_places, m_cuts);
        }
        ORFEAS_CHECK(checkTriangleLimit(m_file, m_mesh.triangles.size() + m_cuts.size(), m_job.limits));
        for (const glm::uvec3& cut : m_cuts)
            addTriangle(cut);
        return {};
    }

    void addTriangle(const glm::uvec3& cut) {
        const Corner& a = m_corners[cut.x];
        const Corner& b = m_corners[cut.y];
        const Corner& c = m_corners[cut.z];
        m_mesh.triangles.emplace_back(a.vertex, b.vertex, c.vertex);
        if (a.uv != kNoUv || b.uv != kNoUv || c.uv != kNoUv || !m_mesh.uvTriangles.empty()) {
            m_mesh.uvTriangles.resize(m_mesh.triangles.size() - 1, glm::uvec3(kNoUv));
            m_mesh.uvTriangles.emplace_back(a.uv, b.uv, c.uv);
        }
        if (m_material != 0 || !m_materialOf.empty()) {
            m_materialOf.resize(m_mesh.triangles.size() - 1, 0);
            m_materialOf.push_back(m_material);
        }
    }

    // An object without triangles gives way to the next one, so a file of nothing but names takes no memory.
    void beginObject(std::string name) {
        if (!m_objects.empty() && m_objects.back().firstTriangle == m_mesh.triangles.size())
            m_objects.pop_back();
        if (m_objects.size() <= kMaxParts) m_objects.push_back({std::move(name), m_mesh.triangles.size()});
    }

    void useMaterial(const std::string& name) {
        if (m_materialNumbers.size() >= kMaxMaterials && !m_materialNumbers.contains(name)) return;
        const auto [place, fresh] = m_materialNumbers.try_emplace(name, m_materialNumbers.size() + 1);
        m_material = static_cast<std::uint32_t>(place->second);
    }

    Result<void> readLibrary(std::string_view name) {
        if (m_libraries.contains(std::string(name)) || m_libraries.size() == kMaxLibraries) return {};
        m_libraries[std::string(name)] = true;
        return readMaterialLibrary(m_file.path(), name, m_job, m_materials, m_scene.warnings);
    }

    Result<RawScene> finish() {
        if (m_mesh.triangles.empty()) {
            return refused(m_file,
                           m_mesh.positions.empty()
                               ? "it holds no triangles"
                               : "it holds points only and no triangles, so there is no surface to work on");
        }
        if (m_highest >= m_mesh.positions.size()) {
            return refused(m_file, "line " + std::to_string(m_highestLine) + " names vertex " +
                                       std::to_string(std::uint64_t(m_highest) + 1) +
                                       ", but the file has only " + std::to_string(m_mesh.positions.size()));
        }
        warn();
        finishUvs();
        finishColors();
        std::vector<Material> materials(m_materialNumbers.size() + 1);
        for (const auto& [name, number] : m_materialNumbers) {
            if (const auto known = m_materials.find(name); known != m_materials.end())
                materials[number] = known->second;
        }
        if (disjointObjects()) {
            split(materials);
        } else {
            const std::string name = m_objects.size() == 1 ? m_objects.front().name : std::string();
            applyMaterials(m_mesh, m_materialOf, materials, m_scene.warnings);
            add(std::move(m_mesh), name);
        }
        return std::move(m_scene);
    }

    void add(mesh::Mesh mesh, const std::string& name) {
        RawPart raw;
        raw.part.name = name;
        raw.part.mesh = std::make_shared<const mesh::Mesh>(std::move(mesh));
        m_scene.parts.push_back(std::move(raw));
    }

    void warn() {
        m_scene.losses.shortFaces = m_shortFaces;
        if (m_shortFaces > 0) {
            m_scene.warnings.push_back(counted(m_shortFaces, "face") +
                                       " with fewer than three corners were left out");
        }
        if (m_cutter.fans() > 0) {
            m_scene.warnings.push_back(counted(m_cutter.fans(), "polygon") +
                                       " that cross themselves were cut into triangles as well as possible");
        }
    }

    void finishUvs() {
        if (m_mesh.uvTriangles.empty()) {
            m_mesh.uvs.clear();
            return;
        }
        for (glm::uvec3& t : m_mesh.uvTriangles) {
            for (int k = 0; k < 3; ++k) {
                if (t[k] >= m_mesh.uvs.size()) t[k] = kNoUv;
            }
        }
        if (m_mesh.uvs.empty()) m_mesh.uvTriangles.clear();
    }

    // 0..1 by custom; some programs write 0..255.
    void finishColors() {
        if (m_vertexColors.empty()) return;
        m_vertexColors.resize(m_mesh.positions.size(), glm::vec3(1.0f));
        float largest = 0.0f;
        for (const glm::vec3& c : m_vertexColors)
            largest = std::max({largest, c.x, c.y, c.z});
        const float scale = largest > 1.0f ? 1.0f : 255.0f;
        for (const glm::vec3& c : m_vertexColors) {
            mesh::Rgba8 color(255);
            for (int k = 0; k < 3; ++k) {
                const float value = std::isfinite(c[k]) ? c[k] * scale : 255.0f;
                color[k] = static_cast<std::uint8_t>(std::clamp(value, 0.0f, 255.0f) + 0.5f);
            }
            m_mesh.colors.push_back(color);
        }
    }

    // Objects become parts only when no two of them share a vertex: many programs use "o" for patches of one surface.
    bool disjointObjects() {
        std::erase_if(m_objects,
                      [&](const ObjectStart& o) { return o.firstTriangle == m_mesh.triangles.size(); });
        if (m_objects.size() > kMaxParts) return false;
        if (m_objects.size() < 2 || m_objects.front().firstTriangle != 0) return false;
        std::vector<std::uint32_t> owner(m_mesh.positions.size(), UINT32_MAX);
        for (std::size_t o = 0; o < m_objects.size(); ++o) {
            for (std::size_t t = m_objects[o].firstTriangle; t < endOf(o); ++t) {
                for (int k = 0; k < 3; ++k) {
                    std::uint32_t& mine = owner[m_mesh.triangles[t][k]];
                    if (mine != UINT32_MAX && mine != o) return false;
                    mine = static_cast<std::uint32_t>(o);
                }
            }
        }
        return true;
    }

    std::size_t endOf(std::size_t object) const {
        return object + 1 < m_objects.size() ? m_objects[object + 1].firstTriangle : m_mesh.triangles.size();
    }

    // Numbers used between two triangles, in the file's order, so that what we wrote ourselves comes back as it was.
    template <typename Indices>
    static std::vector<std::uint32_t> usedNumbers(const Indices& triangles, std::size_t begin,
                                                  std::size_t end) {
        std::vector<std::uint32_t> used;
        if (triangles.empty()) return used;
        for (std::size_t t = begin; t < end; ++t) {
            for (int k = 0; k < 3; ++k) {
                if (triangles[t][k] != kNoUv) used.push_back(triangles[t][k]);
            }
        }
        std::sort(used.begin(), used.end());
        used.erase(std::unique(used.begin(), used.end()), used.end());
        return used;
    }

    mesh::Mesh objectMesh(std::size_t begin, std::size_t end, std::vector<std::uint32_t>& vertexName,
                          std::vector<std::uint32_t>& uvName) const {
        mesh::Mesh part;
        for (const std::uint32_t v : usedNumbers(m_mesh.triangles, begin, end)) {
            vertexName[v] = static_cast<std::uint32_t>(part.positions.size());
            part.positions.push_back(m_mesh.positions[v]);
            if (!m_mesh.colors.empty()) part.colors.push_back(m_mesh.colors[v]);
        }
        for (const std::uint32_t uv : usedNumbers(m_mesh.uvTriangles, begin, end)) {
            uvName[uv] = static_cast<std::uint32_t>(part.uvs.size());
            part.uvs.push_back(m_mesh.uvs[uv]);
        }
        for (std::size_t t = begin; t < end; ++t) {
            const glm::uvec3& tri = m_mesh.triangles[t];
            part.triangles.emplace_back(vertexName[tri.x], vertexName[tri.y], vertexName[tri.z]);
            if (part.uvs.empty()) continue;
            glm::uvec3 uv = m_mesh.uvTriangles[t];
            for (int k = 0; k < 3; ++k)
                uv[k] = uv[k] == kNoUv ? kNoUv : uvName[uv[k]];
            part.uvTriangles.push_back(uv);
        }
        return part;
    }

    void split(const std::vector<Material>& materials) {
        std::vector<std::uint32_t> vertexName(m_mesh.positions.size());
        std::vector<std::uint32_t> uvName(m_mesh.uvs.size());
        for (std::size_t o = 0; o < m_objects.size(); ++o) {
            const std::size_t begin = m_objects[o].firstTriangle;
            mesh::Mesh part = objectMesh(begin, endOf(o), vertexName, uvName);
            std::vector<std::uint32_t> materialOf;
            if (!m_materialOf.empty()) {
                materialOf.assign(m_materialOf.begin() + static_cast<std::ptrdiff_t>(begin),
                                  m_materialOf.begin() + static_cast<std::ptrdiff_t>(endOf(o)));
            }
            applyMaterials(part, materialOf, materials, m_scene.warnings);
            add(std::move(part), m_objects[o].name);
        }
    }

    FileReader& m_file;
    const ReadJob& m_job;
    LineReader m_lines;
    std::string m_joined;
    mesh::Mesh m_mesh;
    std::vector<glm::vec3> m_vertexColors;
    std::vector<ObjectStart> m_objects;
    std::map<std::string, Material> m_materials;
    std::map<std::string, std::size_t> m_materialNumbers; ///< 0 is no material
    std::map<std::string, bool> m_libraries;
    std::vector<std::uint32_t> m_materialOf;
    std::uint32_t m_material = 0;
    std::uint32_t m_highest = 0;
    std::uint64_t m_highestLine = 0;
    std::uint64_t m_shortFaces = 0;
    PolygonCutter m_cutter;
    std::vector<Corner> m_corners;
    std::vector<glm::vec3> m_places;
    std::vector<glm::uvec3> m_cuts;
    RawScene m_scene;
};

} // namespace

Result<RawScene> readObj(FileReader& file, const ReadJob& job) {
    return ObjReader(file, job).read();
}

} // namespace orfeas::io
