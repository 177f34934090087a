// MTL files: the part of them a Mesh can use. Inside core/io only.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/codec.h"
#include "core/io/material.h"

namespace orfeas::io {

/// Reads the library `name` beside `meshFile` into `materials`. What is missing or damaged is a warning: the shape
/// does not depend on it. Only being cancelled is an error.
Result<void> readMaterialLibrary(const std::filesystem::path& meshFile, std::string_view name,
                                 const ReadJob& job, std::map<std::string, Material>& materials,
                                 std::vector<std::string>& warnings);

} // namespace orfeas::io
