// The name of a request: two requests with one name have one answer.
#pragma once

#include <memory>
#include <optional>

#include "core/cache/hash128.h"
#include "core/generate/generate_job.h"

namespace orfeas::cache {

/// What decides the bytes of a result: the prepared picture's pixels, the mask if one is given, the generator with its
/// revision (for "auto": of all it may choose), its weights, every setting after completion, the revision of the steps
/// around the generator, and the version of the program. `task.picture` is the prepared one. Nothing when the generator
/// or a setting is not known, or when the generator says that no name can be given (generator.h, `weightsName`).
std::optional<Hash128> requestKey(const generate::GenerateTask& task);

/// The name of the pixels alone.
Hash128 pictureHash(const image::Picture& picture);

} // namespace orfeas::cache
