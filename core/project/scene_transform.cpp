#include "core/project/scene_transform.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <glm/gtc/matrix_transform.hpp>

#include "core/mesh/placed_box.h"

namespace orfeas::project {
namespace {

constexpr float kSmallestScale = 1e-6f;

glm::vec3 scaleOf(const glm::mat4& transform) {
    return {glm::length(glm::vec3(transform[0])), glm::length(glm::vec3(transform[1])),
            glm::length(glm::vec3(transform[2]))};
}

glm::mat3 turnOf(const glm::mat4& transform) {
    const glm::vec3 scale = glm::max(scaleOf(transform), glm::vec3(kSmallestScale));
    return {glm::vec3(transform[0]) / scale.x, glm::vec3(transform[1]) / scale.y,
            glm::vec3(transform[2]) / scale.z};
}

// R = Rz Ry Rx, the angles in degrees. At the poles of Y the turn about X is taken as zero.
glm::vec3 anglesOf(const glm::mat3& turn) {
    const float sine = std::clamp(-turn[0][2], -1.0f, 1.0f);
    const float y = std::asin(sine);
    const bool pole = std::abs(sine) > 0.99999f;
    const float x = pole ? 0.0f : std::atan2(turn[1][2], turn[2][2]);
    const float z = pole ? std::atan2(-turn[1][0], turn[1][1]) : std::atan2(turn[0][1], turn[0][0]);
    glm::vec3 degrees = glm::degrees(glm::vec3(x, y, z));
    for (int axis = 0; axis < 3; ++axis) {
        if (degrees[axis] < -179.99f) degrees[axis] += 360.0f; // half a turn has one name
    }
    return degrees;
}

glm::mat4 turnBy(const glm::vec3& degrees) {
    const glm::vec3 angles = glm::radians(degrees);
    glm::mat4 turn = glm::rotate(glm::mat4(1.0f), angles.z, {0, 0, 1});
    turn = glm::rotate(turn, angles.y, {0, 1, 0});
    return glm::rotate(turn, angles.x, {1, 0, 0});
}

glm::vec3 worldMiddle(const Object& object) {
    return glm::vec3(object.transform * glm::vec4(object.facts.box.center(), 1.0f));
}

bool finite(const glm::mat4& matrix) {
    for (int column = 0; column < 4; ++column) {
        for (int row = 0; row < 4; ++row) {
            if (!std::isfinite(matrix[column][row])) return false;
        }
    }
    return std::abs(glm::determinant(glm::mat3(matrix))) > 1e-12f;
}

} // namespace

Pose poseOf(const Object& object) {
    return {worldMiddle(object), anglesOf(turnOf(object.transform)),
            object.facts.box.size() * scaleOf(object.transform)};
}

glm::mat4 transformFor(const Object& object, const Pose& pose) {
    const glm::vec3 size = object.facts.box.size();
    glm::vec3 scale = scaleOf(object.transform);
    for (int axis = 0; axis < 3; ++axis) {
        if (size[axis] > 0.0f && pose.size[axis] > 0.0f) scale[axis] = pose.size[axis] / size[axis];
    }
    const glm::mat4 turned = glm::scale(turnBy(pose.degrees), scale);
    const glm::vec3 middle(turned * glm::vec4(object.facts.box.center(), 1.0f));
    return glm::translate(glm::mat4(1.0f), pose.position - middle) * turned;
}

mesh::Box boxOf(const Document& document, Ids objects) {
    mesh::Box box;
    withEach(document, objects, [&](Object& object) {
        box = mesh::joined(box, mesh::transformed(object.facts.box, object.transform));
        return false;
    });
    return box;
}

float lowestOf(const Object& object) {
    const glm::mat4& at = object.transform;
    const glm::vec3 row(at[0][2], at[1][2], at[2][2]);
    // Upright objects (nearly all of them) need no look at their vertices.
    if (row.x == 0.0f && row.y == 0.0f) {
        const mesh::Box& box = object.facts.box;
        return at[3][2] + row.z * (row.z > 0.0f ? box.lower.z : box.upper.z);
    }
    float lowest = std::numeric_limits<float>::max();
    for (const glm::vec3& position : object.mesh->positions)
        lowest = std::min(lowest, glm::dot(row, position));
    return at[3][2] + lowest;
}

Result<Document> transformedBy(const Document& document, Ids objects, const glm::mat4& change) {
    ORFEAS_TRY(free, movable(document, objects));
    bool sound = true;
    Document next = withEach(document, free, [&](Object& object) {
        const glm::mat4 before = object.transform;
        object.transform = change * before;
        sound = sound && finite(object.transform);
        return object.transform != before;
    });
    if (!sound) return Error{ErrorCode::BadInput, "An object cannot be scaled to nothing", {}};
    return next;
}

Result<Document> withTransform(const Document& document, ObjectId id, const glm::mat4& transform) {
    const Object* object = document.find(id);
    const ObjectId one[] = {id};
    return transformedBy(document, one,
                         object ? transform * glm::inverse(object->transform) : glm::mat4(1.0f));
}

Result<Document> droppedToBed(const Document& document, Ids objects) {
    ORFEAS_TRY(free, movable(document, objects));
    return withEach(document, free, [](Object& object) {
        const float lowest = lowestOf(object);
        object.transform[3].z -= lowest;
        return lowest != 0.0f;
    });
}

Result<Document> placedOnFace(const Document& document, ObjectId id, glm::vec3 worldNormal) {
    const Object* object = document.find(id);
    const ObjectId one[] = {id};
    if (!object || glm::length(worldNormal) < 1e-6f)
        return Error{ErrorCode::BadInput, "Choose a face of an object first", {}};
    const glm::vec3 normal = glm::normalize(worldNormal);
    const glm::vec3 down(0.0f, 0.0f, -1.0f);
    const glm::vec3 across = glm::cross(normal, down);
    // Looking straight up or down there is no one axis to turn about: X is as good as any.
    const glm::vec3 axis = glm::length(across) < 1e-6f ? glm::vec3(1.0f, 0.0f, 0.0f) : glm::normalize(across);
    const float angle = std::acos(std::clamp(glm::dot(normal, down), -1.0f, 1.0f));
    const glm::vec3 middle = worldMiddle(*object);
    const glm::mat4 change = glm::translate(glm::mat4(1.0f), middle) *
                             glm::rotate(glm::mat4(1.0f), angle, axis) *
                             glm::translate(glm::mat4(1.0f), -middle);
    ORFEAS_TRY(turned, transformedBy(document, one, change));
    return droppedToBed(turned, one);
}

} // namespace orfeas::project
