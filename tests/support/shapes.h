// Named shapes with known truth, for tests.
#pragma once

#include "core/mesh/mesh.h"

namespace orfeas::test {

/// Axis-aligned cube from 0 to `side`: 8 vertices, 12 triangles, volume side³.
mesh::Mesh cube(float side = 10.0f);
/// The cube without its last triangle: three open edges.
mesh::Mesh cubeWithHole(float side = 10.0f);
/// Latitude-longitude sphere around the origin, closed, `rings` by 2*`rings`.
mesh::Mesh sphere(float radius, int rings = 16);
/// All meshes in one, indices shifted.
mesh::Mesh merged(const mesh::Mesh& a, const mesh::Mesh& b);
/// Every triangle turned over.
mesh::Mesh insideOut(mesh::Mesh mesh);
/// Every position moved.
mesh::Mesh moved(mesh::Mesh mesh, glm::vec3 by);

} // namespace orfeas::test
