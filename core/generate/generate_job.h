// From a picture to a finished mesh: decode, cut out, first shape, refine, check. One call, used by the
// command line and by the project's queue alike.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/generate/generator.h"
#include "core/generate/setting.h"
#include "core/image/cutout.h"
#include "core/image/picture.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh_facts.h"

namespace orfeas::generate {

/// What to make. A given `picture` is used and `file` then only says where it came from; a given `cutout`
/// (the user's mask, of the picture's size) is used as it is.
struct GenerateTask {
    std::filesystem::path file;
    std::shared_ptr<const image::Picture> picture;
    std::shared_ptr<const image::Cutout> cutout;
    std::string generator = "auto";
    Settings settings; ///< may be incomplete: defaults fill in
};

/// Where a result came from.
enum class Source {
    Made,   ///< the generator ran for it
    Kept,   ///< read from the cache (core/cache)
    Shared, ///< taken over from an equal request that was running
};

/// What came of it. Every pointer is set.
struct Generated {
    std::shared_ptr<const image::Picture> picture;
    std::shared_ptr<const image::Cutout> cutout;
    std::string generator; ///< the one that ran: never "auto"
    Settings settings;     ///< complete
    MeshPtr mesh;
    mesh::MeshFacts facts;
    std::string how;
    bool reproducible = true; ///< see Outcome
    Source source = Source::Made;
    double savedSeconds = 0.0; ///< Kept: what it took when it was made
};

/// An earlier result of a picture that looks the same: offered, never taken by itself.
struct Earlier {
    std::string name; ///< of that picture: "owl.png"
    std::string generator;
    std::string settings; ///< "back=mirror size=80"
    std::int64_t createdUnix = 0;
    std::int64_t value = 0; ///< its number in the cache
};

/// Called on the working thread: the picture, the first shape as a preview, the cut-out, then finer previews.
/// Each may be empty.
struct GenerateListener {
    std::function<void(const std::shared_ptr<const image::Picture>&)> onPicture;
    std::function<void(const std::shared_ptr<const image::Cutout>&)> onCutout;
    std::function<void(const Preview&)> onPreview;
    std::function<void(const Earlier&)> onEarlier; ///< by the cache, before anything is made
};

/// Rises when the steps around the generators (reading, cut-out, choice, repair) change what comes out.
inline constexpr int kPipelineRevision = 1;

/// The picture a task is made from: given or read, and made smaller where it is larger than any print can show. Given back
/// as the task's picture it passes through unchanged.
Result<std::shared_ptr<const image::Picture>> preparedPicture(const GenerateTask& task,
                                                              const jobs::JobContext& context);

/// findGenerator, or an Error that names those there are.
Result<const Generator*> generatorNamed(const std::string& name);

/// Runs on the calling thread. The result bounds a solid or this fails: nothing else is ever handed on.
Result<Generated> runGenerateTask(const GenerateTask& task, const GenerateListener& listener,
                                  const jobs::JobContext& context);

} // namespace orfeas::generate
