// From a picture to a finished mesh: decode, cut out, first shape, refine, check. One call, used by the
// command line and by the project's queue alike.
#pragma once

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

/// What came of it. Every pointer is set.
struct Generated {
    std::shared_ptr<const image::Picture> picture;
    std::shared_ptr<const image::Cutout> cutout;
    std::string generator; ///< the one that ran: never "auto"
    Settings settings;     ///< complete
    MeshPtr mesh;
    mesh::MeshFacts facts;
    std::string how;
};

/// Called on the working thread: the picture, the first shape as a preview, the cut-out, then finer previews.
/// Each may be empty.
struct GenerateListener {
    std::function<void(const std::shared_ptr<const image::Picture>&)> onPicture;
    std::function<void(const std::shared_ptr<const image::Cutout>&)> onCutout;
    std::function<void(const Preview&)> onPreview;
};

/// findGenerator, or an Error that names those there are.
Result<const Generator*> generatorNamed(const std::string& name);

/// Runs on the calling thread. The result bounds a solid or this fails: nothing else is ever handed on.
Result<Generated> runGenerateTask(const GenerateTask& task, const GenerateListener& listener,
                                  const jobs::JobContext& context);

} // namespace orfeas::generate
