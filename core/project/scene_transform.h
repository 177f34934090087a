// Edits of where objects stand: pure functions from a Document to the next one. Millimetres, Z up, the bed at z = 0
// centred on the origin. Locked objects stay; an error when nothing is left to move.
#pragma once

#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "core/mesh/mesh.h"
#include "core/project/scene_edit.h"

namespace orfeas::project {

/// Position, turn and size of an object, as the fields of the desktop show them. Objects are never sheared.
struct Pose {
    glm::vec3 position{0.0f}; ///< of the middle of the object's box, world
    glm::vec3 degrees{0.0f};  ///< turned about the fixed axes X, then Y, then Z
    glm::vec3 size{0.0f};     ///< of its own box along its own axes, mm
};
Pose poseOf(const Object& object);
/// The transform with that pose; sizes of zero or less stay as they are.
glm::mat4 transformFor(const Object& object, const Pose& pose);

/// The box of the objects in the world, of their transformed boxes; empty when none is there.
mesh::Box boxOf(const Document& document, Ids objects);
/// The lowest point of the object's vertices in the world, exactly.
float lowestOf(const Object& object);

/// Moves, turns or scales in the world: the new transform is `change` times the old one.
Result<Document> transformedBy(const Document& document, Ids objects, const glm::mat4& change);
Result<Document> withTransform(const Document& document, ObjectId object, const glm::mat4& transform);

/// Each object by itself onto the bed.
Result<Document> droppedToBed(const Document& document, Ids objects);
/// Turned by the shortest way so that the face looking to `worldNormal` lies on the bed.
Result<Document> placedOnFace(const Document& document, ObjectId object, glm::vec3 worldNormal);

/// Copies that share the meshes, beside the originals as one block, clear of everything. New objects have ObjectId{}.
Result<Document> duplicated(const Document& document, Ids objects);
/// Gives each object a mesh of its own.
Document madeUnique(const Document& document, Ids objects);
/// Mirrored in the world across the middle of their common box; `axis` 0 to 2. Meshes that were shared stay shared.
Result<Document> mirrored(const Document& document, Ids objects, int axis);
/// `counts` times the block of objects along X and Y, the originals included, with `gap` between. New objects have
/// ObjectId{}.
Result<Document> arrayed(const Document& document, Ids objects, glm::ivec2 counts, float gap);
/// Onto a bed of that size in rows, tallest footprint first, `gap` apart, the whole centred. Objects that do not fit
/// make an error that counts them.
Result<Document> packedOnBed(const Document& document, Ids objects, glm::vec2 bedSize, float gap);

} // namespace orfeas::project
