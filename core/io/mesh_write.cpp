// writeMesh: validate, write under a temporary name, read that back, compare, and only then let it have its name.
#include <cmath>

#include <glm/common.hpp>

#include "core/io/baked_mesh.h"
#include "core/io/codec.h"
#include "core/io/file_name.h"
#include "core/mesh/mesh_facts_job.h"

namespace orfeas::io {
namespace {

using Writer = Result<void> (*)(OutputSet&, const WriteJob&);
using Reader = Result<RawScene> (*)(FileReader&, const ReadJob&);

struct Codec {
    std::string_view format;
    Writer write;
    Reader read;
};

constexpr Codec kCodecs[] = {
#ifdef ORFEAS_HAVE_THREE_MF
    {"3mf", writeThreeMf, readThreeMf},
#endif
    {"stl", writeStl, readStl},         {"obj", writeObj, readObj},
    {"ply", writePly, readPly},         {"glb", writeGlb, readGlb},
};

bool finite(const glm::vec3& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
}

// Wrong sizes and indices are bugs of the caller; numbers may go wrong in honest arithmetic and get a sentence.
Result<void> validatePart(const MeshPart& part) {
    const mesh::Mesh& mesh = *part.mesh;
    ORFEAS_ASSERT(mesh.colors.empty() || mesh.colors.size() == mesh.positions.size());
    ORFEAS_ASSERT(mesh.uvTriangles.empty() || mesh.uvTriangles.size() == mesh.triangles.size());
    ORFEAS_ASSERT(mesh.uvs.empty() || !mesh.uvTriangles.empty() || mesh.uvs.size() == mesh.positions.size());
    for (const glm::uvec3& t : mesh.triangles) {
        for (int k = 0; k < 3; ++k)
            ORFEAS_ASSERT(t[k] < mesh.positions.size());
    }
    const Placement placement(part.transform);
    for (const glm::vec3& p : mesh.positions) {
        if (!finite(placement(p))) {
            return Error{
                ErrorCode::Failed,
                "the object \"" + shownText(part.name) +
                    "\" has corners at places that are not numbers, so it was not written; repair it first",
                {}};
        }
    }
    for (const glm::uvec3& t : mesh.uvTriangles) {
        for (int k = 0; k < 3; ++k)
            ORFEAS_ASSERT(t[k] < mesh.uvs.size());
    }
    for (const glm::vec2& uv : mesh.uvs) {
        if (!std::isfinite(uv.x) || !std::isfinite(uv.y)) {
            return Error{ErrorCode::Failed,
                         "the object \"" + shownText(part.name) +
                             "\" has texture coordinates that are not numbers, so it was not written",
                         {}};
        }
    }
    return {};
}

Result<std::vector<MeshPart>> validated(std::span<const MeshPart> parts, const jobs::JobContext& context) {
    std::vector<MeshPart> kept;
    for (const MeshPart& part : parts) {
        if (context.cancelled()) return jobs::cancelledError();
        if (!part.mesh || part.mesh->empty()) continue;
        ORFEAS_CHECK(validatePart(part));
        kept.push_back(part);
    }
    if (kept.empty())
        return Error{ErrorCode::BadInput, "there is nothing to write: no object has a triangle", {}};
    return kept;
}

SceneFigures figuresOf(std::span<const MeshPart> parts) {
    SceneFigures figures;
    for (const MeshPart& part : parts)
        figures.add(part);
    return figures;
}

bool closed(const std::vector<RawPart>& parts, const jobs::JobContext& context) {
    for (const RawPart& raw : parts) {
        if (context.cancelled()) return false;
        const mesh::MeshFacts facts = raw.needsWeld
                                          ? mesh::measure(mesh::weldExact(*raw.part.mesh, context), context)
                                          : mesh::measure(*raw.part.mesh, context);
        if (!facts.closed()) return false;
    }
    return true;
}

Error differs(const std::filesystem::path& target, const std::string& detail) {
    return {ErrorCode::Failed,
            "reading " + shownName(target) +
                " back gave another object than was written, so it was not kept; please report this as a "
                "fault of Orfeas",
            detail};
}

// What the file under its temporary name really holds.
Result<Receipt> verify(OutputSet& out, const Codec& codec, const SceneFigures& meant, const WriteJob& job,
                       const jobs::JobContext& context) {
    ORFEAS_CHECK(out.main.flush());
    ReadLimits limits;
    limits.maxFileBytes = UINT64_MAX;
    limits.maxTriangles = UINT64_MAX;
    ReadJob readJob{context, limits, {}};
    for (OutputSet::SideFile& side : out.sides) {
        ORFEAS_CHECK(side.file.flush());
        readJob.standIns[side.target.filename()] = side.file.temporaryPath();
    }
    ORFEAS_TRY(reader, FileReader::open(out.main.temporaryPath(), UINT64_MAX));
    if (reader.size() != out.main.bytesWritten()) return differs(job.target, "size");
    auto scene = codec.read(reader, readJob);
    if (!scene.ok()) {
        if (scene.error().code == ErrorCode::Cancelled) return std::move(scene).error();
        return differs(job.target, scene.error().userText);
    }
    SceneFigures found;
    for (const RawPart& raw : scene->parts)
        found.add(raw.part);
    if (found.triangles != meant.triangles) return differs(job.target, "triangle count");
    if (found.box.lower != meant.box.lower || found.box.upper != meant.box.upper)
        return differs(job.target, "box");
    if (std::abs(found.volumeMm3 - meant.volumeMm3) > 1e-9 * std::abs(meant.volumeMm3)) {
        return differs(job.target, "volume");
    }
    if (found.fingerprint != meant.fingerprint) return differs(job.target, "coordinates");

    Receipt receipt;
    receipt.file = job.target;
    receipt.format = codec.format;
    receipt.bytes = reader.size();
    receipt.triangles = found.triangles;
    receipt.volumeMm3 = found.volumeMm3;
    receipt.sizeMm = found.box.size();
    receipt.closed = closed(scene->parts, context);
    for (const OutputSet::SideFile& side : out.sides)
        receipt.sideFiles.push_back(side.target);
    if (context.cancelled()) return jobs::cancelledError();
    return receipt;
}

Error unknownFormat(const std::filesystem::path& file) {
    std::string known;
    for (const MeshFormat& format : meshFormats()) {
        if (format.canWrite) known += (known.empty() ? "." : ", .") + std::string(format.extension);
    }
    return {ErrorCode::Unsupported,
            "cannot tell from the name " + shownName(file) +
                " what kind of file to write; end it with one of " + known,
            {}};
}

} // namespace

Result<Receipt> writeMesh(const std::filesystem::path& file, std::span<const MeshPart> parts,
                          const WriteOptions& options, const jobs::JobContext& context) {
    const MeshFormat* format = formatForPath(file);
    const Codec* codec = nullptr;
    for (const Codec& candidate : kCodecs) {
        if (format != nullptr && format->canWrite && candidate.format == format->name) codec = &candidate;
    }
    if (codec == nullptr) return unknownFormat(file);
    ORFEAS_TRY(kept, validated(parts, context));
    const SceneFigures meant = figuresOf(kept);

    ORFEAS_TRY(main, AtomicFile::create(file));
    OutputSet out{std::move(main), {}};
    const jobs::JobContext writing = context.part(0.0, 0.6);
    const WriteJob job{file, kept, options, writing};
    ORFEAS_CHECK(codec->write(out, job));
    ORFEAS_TRY(receipt, verify(out, *codec, meant, job, context.part(0.6, 0.95)));
    context.report("saving", 0.95);
    // The main file names the others, so it comes last.
    for (OutputSet::SideFile& side : out.sides)
        ORFEAS_CHECK(side.file.commit());
    ORFEAS_CHECK(out.main.commit());
    context.report("saving", 1.0);
    return std::move(receipt);
}

} // namespace orfeas::io
