// Boxes of things that stand somewhere.
#pragma once

#include <glm/mat4x4.hpp>

#include "core/mesh/mesh.h"

namespace orfeas::mesh {

/// The box around the corners of `box` after `transform`; an empty box stays empty.
Box transformed(const Box& box, const glm::mat4& transform);

/// The box around both.
Box joined(const Box& a, const Box& b);

} // namespace orfeas::mesh
