// Shapes whose thickness, overhang and balance are known.
#pragma once

#include "core/mesh/mesh.h"

namespace orfeas::test {

/// From the origin to `size`.
mesh::Mesh block(glm::vec3 size);
/// A square plate lying on the bed.
mesh::Mesh plate(float side, float thickness);
/// A square base at z = 0 and a tip at `height`, which may be below (then inside out).
mesh::Mesh pyramid(float side, float height);
/// A block whose top is shifted along x.
mesh::Mesh leaningBlock(float side, float height, float shift);
/// A square top, 4 mm thick, on a square column in its middle, 10 mm high.
mesh::Mesh table(float top, float column);
/// Two walls, 4 mm thick and 12 mm high, 10 mm deep, with a roof of 4 mm over a gap.
mesh::Mesh gate(float gap);
/// A gate of 20 mm with a peg under its roof that ends above the bed.
mesh::Mesh gateWithPeg();
/// A prism along y, from apex at the origin: two planes with this angle between them, `length` along each.
mesh::Mesh wedge(double degrees, float length, float depth);
/// A standing cylinder with `segments` sides.
mesh::Mesh cylinder(float radius, float height, int segments);
/// Two spheres around the origin, the inner one a cavity.
mesh::Mesh sphereShell(float outer, float thickness, int rings);

mesh::Mesh turnedAboutZ(mesh::Mesh mesh, double degrees);

} // namespace orfeas::test
