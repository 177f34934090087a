// From the parts of a mesh file to objects that stand on the bed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/io/mesh_format.h"
#include "core/jobs/job.h"
#include "core/project/document.h"

namespace orfeas::project {

/// Objects without ids. The parts keep their places relative to each other; together they stand on Z = 0,
/// centred on X = Y = 0. Each mesh is moved so that it does so itself, and its object's transform only
/// translates. Any thread; fails only when cancelled.
Result<std::vector<ObjectPtr>> importParts(const io::ReadMesh& read, const std::string& name,
                                           const std::string& sourceName, const std::filesystem::path& file,
                                           const jobs::JobContext& context);

} // namespace orfeas::project
