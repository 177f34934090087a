// Copies, mirrors and layouts of scene_transform.h.
#include <algorithm>
#include <map>
#include <string>

#include <glm/gtc/matrix_transform.hpp>

#include "core/mesh/placed_box.h"
#include "core/project/free_names.h"
#include "core/project/placement.h"
#include "core/project/scene_transform.h"

namespace orfeas::project {
namespace {

constexpr long long kMostCopies = 100'000;

std::vector<ObjectPtr> chosen(const Document& document, Ids objects) {
    std::vector<ObjectPtr> out;
    withEach(document, objects, [&](Object& object) {
        out.push_back(std::make_shared<Object>(object));
        return false;
    });
    return out;
}

Footprint footprintOf(const mesh::Box& world) {
    return {glm::vec2(world.lower), glm::vec2(world.upper)};
}

FreeNames namesOf(const Document& document) {
    FreeNames names;
    for (const ObjectPtr& object : document.objects)
        names.add(object->name);
    return names;
}

/// What stands on the bed. Of very many objects only what they cover together: looking for gaps between them takes
/// long and finds none.
std::vector<Footprint> takenPlaces(const Document& document) {
    constexpr std::size_t kMany = 400;
    std::vector<Footprint> taken;
    mesh::Box whole;
    for (const ObjectPtr& object : document.objects) {
        const mesh::Box box = mesh::transformed(object->facts.box, object->transform);
        whole = mesh::joined(whole, box);
        taken.push_back(footprintOf(box));
    }
    if (taken.size() > kMany) taken = {footprintOf(whole)};
    return taken;
}

/// Appends copies of the objects, moved.
void appendCopies(Document& document, const std::vector<ObjectPtr>& objects, const glm::mat4& moved,
                  FreeNames& names) {
    for (const ObjectPtr& object : objects) {
        auto copy = std::make_shared<Object>(*object);
        copy->id = ObjectId{};
        copy->name = names.take(object->name);
        copy->transform = moved * object->transform;
        copy->locked = false;
        document.objects.push_back(std::move(copy));
    }
}

glm::mat4 slide(glm::vec2 by) {
    return glm::translate(glm::mat4(1.0f), glm::vec3(by, 0.0f));
}

mesh::Mesh mirroredMesh(const mesh::Mesh& mesh, int axis) {
    mesh::Mesh out = mesh;
    for (glm::vec3& position : out.positions)
        position[axis] = -position[axis];
    for (glm::uvec3& triangle : out.triangles)
        std::swap(triangle.y, triangle.z);
    for (glm::uvec3& triangle : out.uvTriangles)
        std::swap(triangle.y, triangle.z);
    return out;
}

} // namespace

Result<Document> duplicated(const Document& document, Ids objects) {
    const std::vector<ObjectPtr> originals = chosen(document, objects);
    if (originals.empty()) return Error{ErrorCode::BadInput, "Select an object first", {}};
    const glm::vec2 place = findPlace(footprintOf(boxOf(document, objects)), takenPlaces(document));
    FreeNames names = namesOf(document);
    Document next = document;
    appendCopies(next, originals, slide(place), names);
    return next;
}

Document madeUnique(const Document& document, Ids objects) {
    return withEach(document, objects, [](Object& object) {
        object.mesh = std::make_shared<const mesh::Mesh>(*object.mesh);
        return true;
    });
}

// A mirror in the world is M. With S mirroring the mesh itself, M T = (M T S) S: the new transform keeps its hand, so
// that nothing which reads triangles ever meets an inside-out object.
Result<Document> mirrored(const Document& document, Ids objects, int axis) {
    ORFEAS_TRY(free, movable(document, objects));
    glm::vec3 flip(1.0f);
    flip[axis] = -1.0f;
    const glm::mat4 mirror = glm::scale(glm::mat4(1.0f), flip);
    const glm::vec3 middle = boxOf(document, free).center();
    const glm::mat4 world =
        glm::translate(glm::mat4(1.0f), middle) * mirror * glm::translate(glm::mat4(1.0f), -middle);
    std::map<const mesh::Mesh*, std::shared_ptr<const mesh::Mesh>> made;
    return withEach(document, free, [&](Object& object) {
        auto& mesh = made[object.mesh.get()];
        if (!mesh) mesh = std::make_shared<const mesh::Mesh>(mirroredMesh(*object.mesh, axis));
        object.mesh = mesh;
        mesh::Box& box = object.facts.box;
        std::swap(box.lower[axis], box.upper[axis]);
        box.lower[axis] = -box.lower[axis];
        box.upper[axis] = -box.upper[axis];
        object.transform = world * object.transform * mirror;
        return true;
    });
}

Result<Document> arrayed(const Document& document, Ids objects, glm::ivec2 counts, float gap) {
    const std::vector<ObjectPtr> originals = chosen(document, objects);
    if (originals.empty()) return Error{ErrorCode::BadInput, "Select an object first", {}};
    const auto most = static_cast<long long>(counts.x) * counts.y * static_cast<long long>(originals.size());
    if (counts.x < 1 || counts.y < 1 || most > kMostCopies)
        return Error{ErrorCode::BadInput, "An array takes 1 to 100 000 copies", {}};
    const glm::vec2 step = glm::vec2(boxOf(document, objects).size()) + gap;
    FreeNames names = namesOf(document);
    Document next = document;
    next.objects.reserve(document.objects.size() + static_cast<std::size_t>(most));
    for (int y = 0; y < counts.y; ++y) {
        for (int x = 0; x < counts.x; ++x) {
            if (x > 0 || y > 0) appendCopies(next, originals, slide(step * glm::vec2(x, y)), names);
        }
    }
    return next;
}

namespace {

struct Packed {
    ObjectId id{};
    Footprint footprint;
    glm::vec2 corner{0.0f}; ///< where its lower corner comes to stand
};

glm::vec2 extent(const Packed& part) {
    return part.footprint.upper - part.footprint.lower;
}

/// Rows from the back to the front, each as deep as its first part. Returns how many fit, and what they cover.
std::pair<std::size_t, glm::vec2> packRows(std::vector<Packed>& parts, glm::vec2 bed, float gap) {
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Packed& a, const Packed& b) { return extent(a).y > extent(b).y; });
    glm::vec2 at(0.0f);
    glm::vec2 covered(0.0f);
    float rowDepth = 0.0f;
    for (std::size_t part = 0; part < parts.size(); ++part) {
        const glm::vec2 size = extent(parts[part]);
        if (at.x > 0.0f && at.x + size.x > bed.x) {
            at = {0.0f, at.y + rowDepth + gap};
            rowDepth = 0.0f;
        }
        if (size.x > bed.x || at.y + size.y > bed.y) return {part, covered};
        parts[part].corner = at;
        covered = glm::max(covered, at + size);
        rowDepth = std::max(rowDepth, size.y);
        at.x += size.x + gap;
    }
    return {parts.size(), covered};
}

} // namespace

Result<Document> packedOnBed(const Document& document, Ids objects, glm::vec2 bedSize, float gap) {
    ORFEAS_TRY(free, movable(document, objects));
    std::vector<Packed> parts;
    for (const ObjectPtr& object : chosen(document, free))
        parts.push_back(
            {object->id, footprintOf(mesh::transformed(object->facts.box, object->transform)), {}});
    const auto [fitting, covered] = packRows(parts, bedSize, gap);
    if (fitting < parts.size()) {
        return Error{
            ErrorCode::BadInput,
            std::to_string(parts.size() - fitting) + " of " + std::to_string(parts.size()) +
                " objects do not fit on the bed beside the others: select fewer, or make them smaller",
            {}};
    }
    std::map<ObjectId, glm::vec2> moves;
    for (const Packed& part : parts)
        moves[part.id] = part.corner - 0.5f * covered - part.footprint.lower;
    const Document moved = withEach(document, free, [&](Object& object) {
        object.transform = slide(moves[object.id]) * object.transform;
        return true;
    });
    return droppedToBed(moved, free);
}

} // namespace orfeas::project
