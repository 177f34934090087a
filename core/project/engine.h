// The long work the project hands to its workers, as three calls that a test can replace.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/generate/generate_job.h"
#include "core/io/mesh_format.h"
#include "core/jobs/job.h"
#include "core/print/check.h"
#include "core/project/job_queue.h"

namespace orfeas::project {

/// A picture that waits to be made, or is being made: what is needed to begin again in another run of the program.
struct QueuedPicture {
    std::filesystem::path file;
    std::shared_ptr<const image::Picture> picture; ///< where there is no file
    std::string name;
    std::string generator;
    generate::Settings settings;
    bool paused = false;
};

/// What was made, beside the record of the job that made it.
struct MadeFacts {
    std::string generator;
    std::string detail;
    generate::Source source = generate::Source::Made;
    double savedSeconds = 0.0;
    double megapixels = 0.0;
    std::size_t triangles = 0;
};

/// Every call but those marked is set; each runs on a worker thread, may run at the same time as the others, and stops within 250
/// ms.
struct Engine {
    std::function<Result<generate::Generated>(const generate::GenerateTask&,
                                              const generate::GenerateListener&, const jobs::JobContext&)>
        generate;
    std::function<Result<io::ReadMesh>(const std::filesystem::path&, const jobs::JobContext&)> readMesh;
    std::function<Result<io::Receipt>(const std::filesystem::path&, std::span<const io::MeshPart>,
                                      const io::WriteOptions&, const jobs::JobContext&)>
        writeMesh;
    /// May be empty. Called by the watch over the objects after each change; empty: nothing is checked.
    std::function<Result<print::Report>(const mesh::Mesh&, const print::CheckOptions&,
                                        const jobs::JobContext&)>
        check;

    // May be empty; called on the core thread, quick.
    /// Keeps account of an ended job; the number is for `verdict`.
    std::function<std::int64_t(const JobRecord&, const MadeFacts&)> record;
    std::function<void(std::int64_t entry, print::Verdict)> verdict;
    /// Expected times from earlier runs, at the start.
    std::function<void(jobs::CostBook&)> loadCosts;
    std::function<void(const jobs::CostBook&)> saveCosts;
    /// What is still to be made, whenever that changes.
    std::function<void(const std::vector<QueuedPicture>&)> keepQueue;
    /// A result of the cache that was offered.
    std::function<Result<generate::Generated>(const generate::Earlier&)> earlier;

    /// How many jobs run side by side, and in how much memory.
    jobs::EngineOptions jobs;
    bool oneByOne = false; ///< pictures follow each other instead
};

/// Through the result cache and with the user's statistics where this build has them: generate::runGenerateTask, io::readMesh, io::writeMesh, print::check.
Engine standardEngine();

} // namespace orfeas::project
