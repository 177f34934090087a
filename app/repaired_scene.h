// Repairs what a file held: one object by itself, several as they stand together.
#pragma once

#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/io/mesh_format.h"
#include "core/jobs/job.h"
#include "core/print/repair.h"

namespace orfeas::app {

struct RepairedScene {
    print::Repair repair;            ///< of all objects as one mesh
    std::vector<io::MeshPart> parts; ///< to be written: the very parts read when nothing had to be done
};

/// All parts as one mesh in scene coordinates. The mesh itself when there is one in place already. Colours are kept; of
/// several parts with textures each vertex keeps the colour that the texture has there.
std::shared_ptr<const mesh::Mesh> mergedParts(const std::vector<io::MeshPart>& parts);

Result<RepairedScene> repairScene(const std::vector<io::MeshPart>& parts,
                                  const print::RepairSettings& settings, const jobs::JobContext& context);

} // namespace orfeas::app
