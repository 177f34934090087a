#include "core/project/import_parts.h"

#include <utility>

#include <glm/common.hpp>
#include <glm/gtc/matrix_transform.hpp>
#include <glm/mat3x3.hpp>
#include <glm/matrix.hpp>

#include "core/mesh/mesh_facts.h"
#include "core/project/object_name.h"

namespace orfeas::project {
namespace {

mesh::Mesh transformed(const mesh::Mesh& source, const glm::mat4& transform) {
    mesh::Mesh out = source;
    for (glm::vec3& p : out.positions)
        p = glm::vec3(transform * glm::vec4(p, 1.0f));
    if (glm::determinant(glm::mat3(transform)) < 0.0f) { // a mirror turns the triangles over
        for (glm::uvec3& t : out.triangles)
            std::swap(t.y, t.z);
        for (glm::uvec3& t : out.uvTriangles)
            std::swap(t.y, t.z);
    }
    return out;
}

glm::vec3 footOf(const mesh::Box& box) {
    const glm::vec3 center = box.center();
    return {center.x, center.y, box.empty() ? 0.0f : box.lower.z};
}

} // namespace

Result<std::vector<ObjectPtr>> importParts(const io::ReadMesh& read, const std::string& name,
                                           const std::string& sourceName, const std::filesystem::path& file,
                                           const jobs::JobContext& context) {
    auto provenance = std::make_shared<Provenance>();
    provenance->sourceName = sourceName;
    provenance->sourcePath = file.string();
    provenance->how = "Imported from " + sourceName;
    std::vector<std::shared_ptr<Object>> objects;
    std::vector<glm::vec3> feet;
    mesh::Box whole;
    for (std::size_t i = 0; i < read.parts.size(); ++i) {
        if (context.cancelled()) return jobs::cancelledError();
        context.report("measuring", static_cast<double>(i) / static_cast<double>(read.parts.size()));
        const io::MeshPart& part = read.parts[i];
        auto placed = std::make_shared<mesh::Mesh>(transformed(*part.mesh, part.transform));
        const mesh::Box box = mesh::boundingBox(*placed);
        whole.lower = glm::min(whole.lower, box.lower);
        whole.upper = glm::max(whole.upper, box.upper);
        feet.push_back(footOf(box));
        for (glm::vec3& p : placed->positions)
            p -= feet.back();
        auto object = std::make_shared<Object>();
        object->name = cleanName(part.name);
        if (object->name.empty() || read.parts.size() == 1) object->name = name;
        object->facts = mesh::measure(*placed);
        object->mesh = std::move(placed);
        object->provenance = provenance;
        objects.push_back(std::move(object));
    }
    const glm::vec3 foot = footOf(whole);
    for (std::size_t i = 0; i < objects.size(); ++i) {
        objects[i]->transform = glm::translate(glm::mat4(1.0f), feet[i] - foot);
    }
    return std::vector<ObjectPtr>(objects.begin(), objects.end());
}

} // namespace orfeas::project
