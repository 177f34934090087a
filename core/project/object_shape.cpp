#include "core/project/object_shape.h"

#include <utility>

#include <glm/gtc/matrix_transform.hpp>
#include <glm/mat3x3.hpp>

#include "core/io/baked_mesh.h"
#include "core/mesh/mesh_facts.h"

namespace orfeas::project {

std::shared_ptr<const mesh::Mesh> standingShape(const Object& object) {
    return io::bakedMesh({{}, object.mesh, glm::mat4(glm::mat3(object.transform))});
}

std::shared_ptr<Object> withStandingShape(const Object& object, std::shared_ptr<const mesh::Mesh> shape) {
    auto out = std::make_shared<Object>(object);
    out->facts = mesh::measure(*shape);
    out->mesh = std::move(shape);
    out->transform = glm::translate(glm::mat4(1.0f), glm::vec3(object.transform[3]));
    return out;
}

} // namespace orfeas::project
