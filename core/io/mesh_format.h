// Mesh files: which formats there are, what each can carry, and the one call each for reading and writing. File
// dialogs and the command line are built from this list.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <glm/mat4x4.hpp>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/mesh/mesh_facts.h"

namespace orfeas::io {

/// A file format by what it can do.
struct MeshFormat {
    std::string_view name;      ///< "stl"
    std::string_view title;     ///< "STL"
    std::string_view summary;   ///< "Shape only; every slicer reads it"
    std::string_view extension; ///< "stl", lower case without dot
    bool canRead = false;
    bool canWrite = false;
    bool carriesColor = false;
    bool carriesTexture = false;
    bool carriesUnit = false;
};

/// In the order shown to people: 3MF, STL, OBJ, PLY, GLB, then the read-only ones (FBX, DAE, OFF, …).
std::span<const MeshFormat> meshFormats();

/// By file name extension, any case. Null when unknown.
const MeshFormat* formatForPath(const std::filesystem::path& file);

/// One object in a file.
struct MeshPart {
    std::string name;
    std::shared_ptr<const mesh::Mesh> mesh;
    glm::mat4 transform{1.0f}; ///< mesh to scene, mm, Z up
};

struct WriteOptions {
    bool colors = true; ///< write vertex colours or texture where the format can
    std::string title;  ///< stored where the format can (3MF metadata); empty: the file's stem
    std::shared_ptr<const image::Picture> thumbnail; ///< 3MF package thumbnail, or null
};

/// What was written, measured by reading the file back.
struct Receipt {
    std::filesystem::path file;
    std::vector<std::filesystem::path> sideFiles; ///< MTL and texture of an OBJ
    std::string format;
    std::uint64_t bytes = 0;
    std::uint64_t triangles = 0;
    double volumeMm3 = 0.0;
    glm::vec3 sizeMm{0.0f};
    bool closed = false;
};

/// Writes, reads back, and compares before the file gets its name; an older file of that name stays untouched when
/// anything fails. Side files of an OBJ are named after it. Deterministic bytes, locale-proof. Any thread.
Result<Receipt> writeMesh(const std::filesystem::path& file, std::span<const MeshPart> parts,
                          const WriteOptions& options, const jobs::JobContext& context);

struct ReadLimits {
    std::uint64_t maxFileBytes = 4ull << 30;
    std::uint64_t maxTriangles = 20'000'000;
    std::uint64_t maxMemoryBytes = 3ull << 30; ///< of the importer process
    int timeoutSeconds = 50;                   ///< of the importer process
};

/// What of the shape a file did not give. Each has its sentence among the warnings.
struct ReadLosses {
    std::uint64_t unusableTriangles = 0;  ///< with coordinates that are not usable numbers
    std::uint64_t collapsedTriangles = 0; ///< with two corners at one place
    std::uint64_t shortFaces = 0;         ///< with fewer than three corners
    bool isCutShort = false;              ///< its end is missing
};

/// What a file held.
struct ReadMesh {
    std::vector<MeshPart> parts; ///< at least one, each with at least one triangle
    std::vector<std::string>
        warnings; ///< sentences: "2 triangles with coordinates that are not numbers were left out"
    ReadLosses losses;
    bool unitKnown = false; ///< the file states its unit; else millimetres were assumed
    std::string format;
};

/// Reads STL, OBJ, 3MF, PLY and GLB with our own readers, the rest through the importer process, so that a hostile
/// file cannot bring the program down. Vertices of formats without shared indices (STL) are merged when bit-equal.
Result<ReadMesh> readMesh(const std::filesystem::path& file, const jobs::JobContext& context,
                          const ReadLimits& limits = {});

} // namespace orfeas::io
