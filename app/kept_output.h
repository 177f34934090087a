// What follows a generation and depends on nothing else, the print check and the file: kept beside the result, so that
// a command asked for again neither checks nor writes anew.
#pragma once

#include <filesystem>
#include <span>

#include "app/report.h"
#include "core/base/result.h"
#include "core/io/mesh_format.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::cache {
class CacheStore;
}

namespace orfeas::app {

/// Any thread, several at once. What is kept is named by content (the mesh's, the parts', the thumbnail's), by the revision of
/// the check and of the writers, and by the program's version, and verified by a checksum when it is read. Trouble with
/// the store is logged and costs time, never a result.
class KeptOutput {
public:
    /// `store` null: everything is done anew. It outlives this.
    explicit KeptOutput(cache::CacheStore* store) : m_store(store) {}

    /// The check of a mesh whose size is meant, for the standard profile and printer, as print_text.h tells it.
    Result<Json> check(const mesh::Mesh& mesh, const jobs::JobContext& context) const;

    /// Like io::writeMesh, byte for byte. A kept file is read back under its temporary name like a new one. Files with others
    /// beside them (OBJ with its material) are written anew each time.
    Result<io::Receipt> write(const std::filesystem::path& file, std::span<const io::MeshPart> parts,
                              const io::WriteOptions& options, const jobs::JobContext& context) const;

private:
    cache::CacheStore* m_store;
};

} // namespace orfeas::app
