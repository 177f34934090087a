#include "ui/prepare/tool_work.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <glm/gtc/matrix_transform.hpp>

#include "core/io/baked_mesh.h"
#include "core/mesh/mesh_facts.h"
#include "core/print/emboss.h"
#include "core/print/orient.h"
#include "core/print/reshape.h"
#include "core/print/thicken.h"
#include "core/project/object_shape.h"
#include "core/project/scene_transform.h"

namespace orfeas::ui {
namespace {

using Input = PrepareTool::Input;
using Operation = PrepareTool::Operation;
using MeshPtr = std::shared_ptr<const mesh::Mesh>;
using Values = std::vector<double>;

constexpr std::size_t kMostTriangles = 400'000; ///< of walls made anew

// The document with these objects, new ones (id zero) at its end.
Operation taking(std::vector<project::ObjectPtr> objects) {
    return [objects = std::move(objects)](const project::Document& document) -> Result<project::Document> {
        project::Document next = document;
        for (const project::ObjectPtr& object : objects) {
            if (object->id == project::ObjectId{})
                next.objects.push_back(object);
            else
                next = next.withObject(object);
        }
        return next;
    };
}

// A tool that makes one shape of each.
template <typename Function>
PrepareTool::Work onEach(Function function) {
    return [function](const Input& input, const project::Document&,
                      const jobs::JobContext& context) -> Result<Operation> {
        std::vector<project::ObjectPtr> made;
        const auto whole = static_cast<double>(input.objects.size());
        for (const project::ObjectPtr& object : input.objects) {
            const auto done = static_cast<double>(made.size());
            const MeshPtr shape = project::standingShape(*object);
            Result<mesh::Mesh> next =
                function(*shape, input, context.part(done / whole, (done + 1.0) / whole));
            if (!next.ok()) return std::move(next).error();
            made.push_back(
                project::withStandingShape(*object, std::make_shared<const mesh::Mesh>(std::move(*next))));
        }
        return taking(std::move(made));
    };
}

// The first piece takes the object's place, the others become objects beside it in the list, all where they were.
void addPieces(const project::Object& object, std::vector<mesh::Mesh> pieces,
               const project::Document& document, std::vector<project::ObjectPtr>& made) {
    bool first = true;
    project::Document names = document;
    for (mesh::Mesh& piece : pieces) {
        auto part = project::withStandingShape(object, std::make_shared<const mesh::Mesh>(std::move(piece)));
        if (!std::exchange(first, false)) {
            part->id = project::ObjectId{};
            part->name = names.freeName(object.name);
            part->provenance = nullptr;
            names.objects.push_back(part);
        }
        made.push_back(std::move(part));
    }
}

// Where along an axis of the box, as a share.
print::CutPlane planeAt(const mesh::Mesh& mesh, int axis, double share) {
    const mesh::Box box = mesh::boundingBox(mesh);
    glm::dvec3 normal(0.0);
    normal[axis] = 1.0;
    return {normal, double(box.lower[axis]) + share * double(box.size()[axis])};
}

} // namespace

std::vector<project::ObjectId> idsOf(const Input& input) {
    std::vector<project::ObjectId> ids;
    for (const project::ObjectPtr& object : input.objects)
        ids.push_back(object->id);
    return ids;
}

Result<project::Document> scaledTogether(const project::Document& document, const Input& input) {
    const std::vector<project::ObjectId> ids = idsOf(input);
    const mesh::Box box = project::boxOf(document, ids);
    const float longest = std::max({box.size().x, box.size().y, box.size().z});
    if (!(longest > 0.0f)) return Error{ErrorCode::BadInput, "There is nothing to scale", {}};
    const glm::vec3 foot(box.center().x, box.center().y, box.lower.z);
    const glm::mat4 grow = glm::scale(glm::mat4(1.0f), glm::vec3(float(input.values[0]) / longest));
    return project::transformedBy(
        document, ids, glm::translate(glm::mat4(1.0f), foot) * grow * glm::translate(glm::mat4(1.0f), -foot));
}

PrepareTool::Work layBest() {
    return [](const Input& input, const project::Document&,
              const jobs::JobContext& context) -> Result<Operation> {
        std::vector<std::pair<project::ObjectId, glm::vec3>> downs;
        const auto whole = static_cast<double>(input.objects.size());
        for (const project::ObjectPtr& object : input.objects) {
            const auto done = static_cast<double>(downs.size());
            ORFEAS_TRY(ways, print::findOrientations(*project::standingShape(*object), input.print.profile, 1,
                                                     context.part(done / whole, (done + 1.0) / whole)));
            downs.emplace_back(object->id, ways.empty() ? glm::vec3(0, 0, -1) : glm::vec3(ways.front().down));
        }
        return Operation([downs](const project::Document& document) -> Result<project::Document> {
            project::Document next = document;
            for (const auto& [id, down] : downs) {
                ORFEAS_TRY(laid, project::placedOnFace(next, id, down));
                next = std::move(laid);
            }
            return next;
        });
    };
}

PrepareTool::Work flatBase() {
    return onEach(
        [](const mesh::Mesh& mesh, const Input& in, const jobs::JobContext& context) -> Result<mesh::Mesh> {
            ORFEAS_TRY(flat, print::withFlatBase(mesh, in.values[0], context));
            const float up = mesh::boundingBox(flat).lower.z - mesh::boundingBox(mesh).lower.z;
            for (glm::vec3& p : flat.positions) // what is left stands where the whole stood
                p.z -= up;
            return std::move(flat);
        });
}

PrepareTool::Work hollowOut() {
    return onEach([](const mesh::Mesh& mesh, const Input& in, const jobs::JobContext& context) {
        return print::hollowed(
            mesh, {in.values[0], static_cast<int>(in.values[1]), in.values[2], kMostTriangles}, context);
    });
}

PrepareTool::Work thicken() {
    return onEach(
        [](const mesh::Mesh& mesh, const Input& in, const jobs::JobContext& context) -> Result<mesh::Mesh> {
            ORFEAS_TRY(thick, print::thickened(mesh, in.values[0], in.values[0], kMostTriangles, context));
            if (!thick) return Error{ErrorCode::BadInput, "No wall of the object is thinner than that", {}};
            return std::move(*thick);
        });
}

PrepareTool::Work writeText() {
    return onEach([](const mesh::Mesh& mesh, const Input& in, const jobs::JobContext& context) {
        print::EmbossSettings settings;
        settings.text = in.text;
        settings.side = static_cast<print::Side>(static_cast<int>(in.values[1]));
        settings.engraved = in.values[2] > 0.5;
        settings.style.heightMm = in.values[3];
        settings.depthMm = in.values[4];
        settings.shiftMm = {in.values[5], in.values[6]};
        return print::embossed(mesh, settings, context);
    });
}

PrepareTool::Work simplify() {
    return onEach([](const mesh::Mesh& mesh, const Input& in,
                     const jobs::JobContext& context) -> Result<mesh::Mesh> {
        if (in.values[0] <= 0.0 && in.values[1] <= 0.0)
            return Error{ErrorCode::BadInput, "Say how many triangles to keep or how far they may move", {}};
        return print::simplified(mesh, static_cast<std::size_t>(in.values[0]), in.values[1], context);
    });
}

PrepareTool::Work smooth() {
    return onEach([](const mesh::Mesh& mesh, const Input& in, const jobs::JobContext& context) {
        return print::smoothed(mesh, static_cast<int>(in.values[0]), context);
    });
}

PrepareTool::Work remesh() {
    return onEach([](const mesh::Mesh& mesh, const Input& in, const jobs::JobContext& context) {
        return print::voxelRemeshed(mesh, in.values[0], context);
    });
}

PrepareTool::Work cutInTwo() {
    return [](const Input& input, const project::Document& document,
              const jobs::JobContext& context) -> Result<Operation> {
        std::vector<project::ObjectPtr> made;
        print::Pegs pegs;
        pegs.count = static_cast<int>(input.values[2]);
        pegs.diameterMm = input.values[3];
        for (const project::ObjectPtr& object : input.objects) {
            const MeshPtr shape = project::standingShape(*object);
            const print::CutPlane plane =
                planeAt(*shape, static_cast<int>(input.values[0]), 0.01 * input.values[1]);
            ORFEAS_TRY(two, print::cutByPlane(*shape, plane, pegs, context));
            if (two.below.empty() || two.above.empty())
                return Error{ErrorCode::BadInput, "The cut goes beside the object", {}};
            std::vector<mesh::Mesh> pieces;
            pieces.push_back(std::move(two.below));
            pieces.push_back(std::move(two.above));
            addPieces(*object, std::move(pieces), document, made);
        }
        return taking(std::move(made));
    };
}

PrepareTool::Work splitUp() {
    return [](const Input& input, const project::Document& document,
              const jobs::JobContext& context) -> Result<Operation> {
        std::vector<project::ObjectPtr> made;
        for (const project::ObjectPtr& object : input.objects) {
            if (context.cancelled()) return jobs::cancelledError();
            std::vector<mesh::Mesh> parts = print::splitToParts(*project::standingShape(*object));
            if (parts.size() > 1) addPieces(*object, std::move(parts), document, made);
        }
        if (made.empty())
            return Error{ErrorCode::BadInput, "It is one connected part: there is nothing to split", {}};
        return taking(std::move(made));
    };
}

PrepareTool::Work combineAll() {
    return [](const Input& input, const project::Document&,
              const jobs::JobContext& context) -> Result<Operation> {
        const auto kind = static_cast<print::BooleanOperation>(static_cast<int>(input.values[0]));
        const project::Object& first = *input.objects.front();
        const auto placed = [](const project::Object& object) {
            return io::bakedMesh({{}, object.mesh, object.transform});
        };
        mesh::Mesh body = *placed(first);
        std::vector<project::ObjectId> used;
        for (std::size_t i = 1; i < input.objects.size(); ++i) {
            ORFEAS_TRY(next, print::combined(body, *placed(*input.objects[i]), kind, context));
            body = std::move(next);
            used.push_back(input.objects[i]->id);
        }
        const glm::vec3 stands(first.transform[3]);
        for (glm::vec3& p : body.positions)
            p -= stands;
        const project::ObjectPtr one =
            project::withStandingShape(first, std::make_shared<const mesh::Mesh>(std::move(body)));
        return Operation([one, used](const project::Document& document) -> Result<project::Document> {
            return document.withObject(one).without(used);
        });
    };
}

} // namespace orfeas::ui
