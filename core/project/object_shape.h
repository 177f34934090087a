// An object's shape by itself: what tools that measure in millimetres work on.
#pragma once

#include <memory>

#include "core/mesh/mesh.h"
#include "core/project/document.h"

namespace orfeas::project {

/// The mesh turned and scaled as the object is, without its place on the bed. The very mesh when it is neither.
std::shared_ptr<const mesh::Mesh> standingShape(const Object& object);

/// The object with another such shape, in the same place.
std::shared_ptr<Object> withStandingShape(const Object& object, std::shared_ptr<const mesh::Mesh> shape);

} // namespace orfeas::project
