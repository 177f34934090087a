// What every format's reader and writer looks like to mesh_read.cpp and mesh_write.cpp. Inside core/io only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/io/atomic_file.h"
#include "core/io/file_reader.h"
#include "core/io/mesh_format.h"
#include "core/jobs/job.h"

namespace orfeas::io {

/// What a writer gets. Parts are valid: indices in range, coordinates finite, attributes parallel.
struct WriteJob {
    const std::filesystem::path& target; ///< the final name; side files are named after it
    std::span<const MeshPart> parts;     ///< none empty
    const WriteOptions& options;
    const jobs::JobContext& context;
};

/// Files that belong together; the main one is committed last.
struct OutputSet {
    struct SideFile {
        std::filesystem::path target;
        AtomicFile file;
    };
    AtomicFile main;
    std::vector<SideFile> sides;
};

Result<void> writeStl(OutputSet& out, const WriteJob& job);
Result<void> writeObj(OutputSet& out, const WriteJob& job);
Result<void> writeThreeMf(OutputSet& out, const WriteJob& job);
Result<void> writePly(OutputSet& out, const WriteJob& job);
Result<void> writeGlb(OutputSet& out, const WriteJob& job);

/// What a reader gets.
struct ReadJob {
    jobs::JobContext context;
    ReadLimits limits;
    /// Side files that do not have their final name yet.
    std::map<std::filesystem::path, std::filesystem::path> standIns;
};

/// A part as the file states it: bit for bit, nothing merged, left out or checked but the indices.
struct RawPart {
    MeshPart part;
    bool needsWeld = false; ///< the format splits vertices (no shared indices, or one per corner attribute)
};

struct RawScene {
    std::vector<RawPart> parts;
    std::vector<std::string> warnings;
    ReadLosses losses; ///< what the codec knows of; the rest is counted when its scene is cleaned
    bool unitKnown = false;
};

Result<RawScene> readStl(FileReader& file, const ReadJob& job);
Result<RawScene> readObj(FileReader& file, const ReadJob& job);
Result<RawScene> readThreeMf(FileReader& file, const ReadJob& job);
Result<RawScene> readPly(FileReader& file, const ReadJob& job);
Result<RawScene> readGlb(FileReader& file, const ReadJob& job);
/// Through the importer process.
Result<RawScene> readForeign(FileReader& file, const ReadJob& job);

/// `cannot read "cup.stl": <why>`, the sentence of every refused file.
Error refused(const FileReader& file, std::string_view why);
/// The same with the code for a stated limit.
Error beyondLimit(const FileReader& file, std::string_view why);
/// Refuses more triangles than the limits allow.
Result<void> checkTriangleLimit(const FileReader& file, std::uint64_t triangles, const ReadLimits& limits);

} // namespace orfeas::io
