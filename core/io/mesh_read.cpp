// readMesh: tells the format, reads, and brings what was read into the form the rest of Orfeas relies on.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "core/io/baked_mesh.h"
#include "core/io/codec.h"
#include "core/io/file_name.h"
#include "core/mesh/mesh_facts_job.h"

namespace orfeas::io {
namespace {

using Reader = Result<RawScene> (*)(FileReader&, const ReadJob&);

Reader readerOf(std::string_view format) {
    if (format == "stl") return readStl;
    if (format == "obj") return readObj;
    if (format == "ply") return readPly;
    if (format == "glb") return readGlb;
#ifdef ORFEAS_HAVE_THREE_MF
    if (format == "3mf") return readThreeMf;
#endif
#ifdef ORFEAS_HAVE_IMPORTER
    return readForeign;
#else
    return nullptr;
#endif
}

// The format by unmistakable content, or nothing.
std::string_view formatByContent(std::span<const std::byte> head, std::uint64_t size) {
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    if (text.starts_with("glTF")) return "glb";
    if (text.starts_with("ply\n") || text.starts_with("ply\r")) return "ply";
    if (text.starts_with("Kaydara FBX Binary")) return "fbx";
    if (text.starts_with("OFF\n") || text.starts_with("OFF\r") || text.starts_with("COFF\n")) return "off";
    if (text.starts_with("BLENDER")) return "blend";
    if (text.starts_with("PK\x03\x04")) return "3mf";
    if (head.size() >= 84) {
        std::uint32_t count = 0;
        std::memcpy(&count, head.data() + 80, 4);
        if (count > 0 && size == 84 + 50ull * count) return "stl";
    }
    if (text.starts_with("solid") && text.find("facet") != std::string_view::npos) return "stl";
    return {};
}

const MeshFormat* formatNamed(std::string_view name) {
    const auto formats = meshFormats();
    const auto found =
        std::find_if(formats.begin(), formats.end(), [&](const MeshFormat& f) { return f.name == name; });
    return found == formats.end() ? nullptr : &*found;
}

bool finite(const glm::vec3& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
}

// A picture position beyond this is not one: the square of it must stay a float.
constexpr float kFarthest = 1e15f;

bool sensible(const glm::vec3& p) {
    return finite(p) && std::abs(p.x) < kFarthest && std::abs(p.y) < kFarthest && std::abs(p.z) < kFarthest;
}

// Leaves out triangles with a corner that is no place, and then the vertices that are no places. Returns how many
// triangles went.
std::size_t dropNonsense(mesh::Mesh& mesh) {
    std::vector<std::uint8_t> good(mesh.positions.size());
    bool all = true;
    for (std::size_t v = 0; v < good.size(); ++v)
        all &= (good[v] = sensible(mesh.positions[v])) != 0;
    if (all) return 0;
    if (!mesh.uvs.empty() && mesh.uvTriangles.empty()) mesh.uvTriangles = mesh.triangles;
    std::size_t kept = 0;
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        const glm::uvec3 tri = mesh.triangles[t];
        if (!good[tri.x] || !good[tri.y] || !good[tri.z]) continue;
        mesh.triangles[kept] = tri;
        if (!mesh.uvTriangles.empty()) mesh.uvTriangles[kept] = mesh.uvTriangles[t];
        ++kept;
    }
    const std::size_t dropped = mesh.triangles.size() - kept;
    mesh.triangles.resize(kept);
    if (!mesh.uvTriangles.empty()) mesh.uvTriangles.resize(kept);
    std::vector<unsigned> renamed(mesh.positions.size());
    unsigned vertices = 0;
    for (std::size_t v = 0; v < good.size(); ++v) {
        if (!good[v]) continue;
        mesh.positions[vertices] = mesh.positions[v];
        if (!mesh.colors.empty()) mesh.colors[vertices] = mesh.colors[v];
        renamed[v] = vertices++;
    }
    mesh.positions.resize(vertices);
    if (!mesh.colors.empty()) mesh.colors.resize(vertices);
    for (glm::uvec3& t : mesh.triangles)
        t = {renamed[t.x], renamed[t.y], renamed[t.z]};
    return dropped;
}

bool needsCleaning(const mesh::Mesh& mesh) {
    return !std::all_of(mesh.positions.begin(), mesh.positions.end(), sensible);
}

struct Cleaned {
    std::size_t dropped = 0;
    std::size_t collapsed = 0;
};

// The part as promised by readMesh: finite, welded where the format splits, transform that does not mirror.
MeshPart cleanedPart(RawPart&& raw, Cleaned& counts, const jobs::JobContext& context) {
    MeshPart part = std::move(raw.part);
    if (needsCleaning(*part.mesh)) {
        auto copy = std::make_shared<mesh::Mesh>(*part.mesh);
        counts.dropped += dropNonsense(*copy);
        part.mesh = std::move(copy);
    }
    const Placement placement(part.transform);
    if (placement.mirrors()) {
        part.mesh = bakedMesh(part);
        part.transform = glm::mat4(1.0f);
    }
    if (raw.needsWeld) {
        const std::size_t before = part.mesh->triangles.size();
        part.mesh = std::make_shared<const mesh::Mesh>(mesh::weldExact(*part.mesh, context));
        counts.collapsed += before - part.mesh->triangles.size();
    }
    return part;
}

bool sensibleTransform(const glm::mat4& m) {
    for (int c = 0; c < 4; ++c) {
        for (int r = 0; r < 4; ++r) {
            if (!std::isfinite(m[c][r]) || std::abs(m[c][r]) > kFarthest) return false;
        }
    }
    return true;
}

Result<ReadMesh> finish(const FileReader& file, RawScene&& scene, const ReadJob& job) {
    ReadMesh out;
    out.unitKnown = scene.unitKnown;
    out.warnings = std::move(scene.warnings);
    out.losses = scene.losses;
    Cleaned counts;
    for (RawPart& raw : scene.parts) {
        if (job.context.cancelled()) return jobs::cancelledError();
        if (!sensibleTransform(raw.part.transform)) {
            counts.dropped += raw.part.mesh->triangles.size();
            continue;
        }
        MeshPart part = cleanedPart(std::move(raw), counts, job.context);
        if (job.context.cancelled()) return jobs::cancelledError();
        if (!part.mesh->empty()) out.parts.push_back(std::move(part));
    }
    out.losses.unusableTriangles = counts.dropped;
    out.losses.collapsedTriangles = counts.collapsed;
    if (counts.dropped > 0) {
        out.warnings.push_back(counted(counts.dropped, "triangle") +
                               " with coordinates that are not usable numbers were left out");
    }
    if (counts.collapsed > 0) {
        out.warnings.push_back(counted(counts.collapsed, "triangle") +
                               " with two corners at one place were left out");
    }
    if (out.parts.empty()) {
        return refused(file, counts.dropped > 0 ? "none of its triangles has usable coordinates"
                                                : "it holds no triangles, so there is no surface to work on");
    }
    return out;
}

Error unreadable(const FileReader& file) {
    std::string known;
    for (const MeshFormat& format : meshFormats()) {
        if (format.canRead) known += (known.empty() ? "" : ", ") + std::string(format.title);
    }
    return {ErrorCode::Unsupported,
            "cannot read " + shownName(file.path()) +
                ": this is not a kind of 3D file that is known here; use one of " + known,
            {}};
}

} // namespace

Result<ReadMesh> readMesh(const std::filesystem::path& file, const jobs::JobContext& context,
                          const ReadLimits& limits) {
    ORFEAS_TRY(reader, FileReader::open(file, limits.maxFileBytes));
    if (reader.size() == 0) return refused(reader, "the file is empty");
    std::array<std::byte, 4096> head{};
    ORFEAS_TRY(headLength, reader.readAt(0, head));
    const MeshFormat* named = formatForPath(file);
    const MeshFormat* found = formatNamed(formatByContent(std::span(head).first(headLength), reader.size()));
    const MeshFormat* format = found != nullptr ? found : named;
    if (format == nullptr) return unreadable(reader);
    const Reader read = format->canRead ? readerOf(format->name) : nullptr;
    if (read == nullptr) {
        return Error{ErrorCode::Unsupported,
                     "cannot read " + shownName(file) + ": this build of Orfeas leaves out " +
                         std::string(format->title) + " files; convert it to STL or OBJ first",
                     {}};
    }
    const ReadJob job{context.part(0.0, 0.8), limits, {}};
    ORFEAS_TRY(scene, read(reader, job));
    if (context.cancelled()) return jobs::cancelledError();
    if (named != format) {
        scene.warnings.push_back("the file is named like " +
                                 std::string(named ? named->title : "no known kind") + " but holds " +
                                 std::string(format->title) + "; it was read as that");
    }
    ORFEAS_TRY(out, finish(reader, std::move(scene), job));
    out.format = format->name;
    context.report("reading", 1.0);
    return std::move(out);
}

Error refused(const FileReader& file, std::string_view why) {
    return {ErrorCode::BadInput, "cannot read " + shownName(file.path()) + ": " + std::string(why), {}};
}

Error beyondLimit(const FileReader& file, std::string_view why) {
    return {ErrorCode::TooLarge, "cannot read " + shownName(file.path()) + ": " + std::string(why), {}};
}

Result<void> checkTriangleLimit(const FileReader& file, std::uint64_t triangles, const ReadLimits& limits) {
    if (triangles <= limits.maxTriangles) return {};
    return beyondLimit(file, "it has more than " + std::to_string(limits.maxTriangles) +
                                 " triangles; simplify it in another program first");
}

} // namespace orfeas::io
