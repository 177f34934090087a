// The planes of one object's shape as a mesh again (core/history/FORMAT.md, "Encoded planes").
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/history/object_store.h"
#include "core/mesh/mesh.h"

namespace orfeas::project {

/// Name within the object's folder ("positions/000000.mesh") to blob.
using ShapeFiles = std::map<std::string, history::ObjectId>;

/// Long planes are stored in pieces of so many elements, so that an edit of one region stores little again.
inline constexpr std::size_t kPieceElements = 16384;
std::string pieceName(const char* plane, std::size_t piece);

/// Everything but the texture. Unpacks, checks and decodes on all cores, straight into the mesh's arrays. BadInput when a
/// plane is missing, damaged, or does not fit the others.
Result<mesh::Mesh> readShape(const history::ObjectStore& store, const ShapeFiles& files);

} // namespace orfeas::project
