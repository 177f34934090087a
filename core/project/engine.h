// The long work the project hands to its workers, as three calls that a test can replace.
#pragma once

#include <filesystem>
#include <functional>
#include <span>

#include "core/base/result.h"
#include "core/generate/generate_job.h"
#include "core/io/mesh_format.h"
#include "core/jobs/job.h"
#include "core/print/check.h"

namespace orfeas::project {

/// Every call but the last is set; each runs on a worker thread, may run at the same time as the others, and stops within 250
/// ms.
struct Engine {
    std::function<Result<generate::Generated>(const generate::GenerateTask&,
                                              const generate::GenerateListener&, const jobs::JobContext&)>
        generate;
    std::function<Result<io::ReadMesh>(const std::filesystem::path&, const jobs::JobContext&)> readMesh;
    std::function<Result<io::Receipt>(const std::filesystem::path&, std::span<const io::MeshPart>,
                                      const io::WriteOptions&, const jobs::JobContext&)>
        writeMesh;
    /// Called by the watch over the objects after each change; empty: nothing is checked.
    std::function<Result<print::Report>(const mesh::Mesh&, const print::CheckOptions&,
                                        const jobs::JobContext&)>
        check;
};

/// generate::runGenerateTask, io::readMesh, io::writeMesh, print::check.
Engine standardEngine();

} // namespace orfeas::project
