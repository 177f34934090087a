// An Assimp scene as the form of core/io/import_form.h: flattened, in millimetres, Z up.
#pragma once

#include <cstdint>
#include <string>

#include "app/import/result_file.h"

struct aiScene;

namespace orfeas::import {

/// Writes the scene read from a file with this extension. Returns why it cannot be used, or nothing.
std::string writeScene(const aiScene& scene, const std::string& extension, std::uint64_t maxTriangles,
                       ResultFile& out);

} // namespace orfeas::import
