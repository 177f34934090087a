#include "core/project/print_verdict.h"

#include <algorithm>
#include <optional>

#include "core/io/baked_mesh.h"
#include "core/print/check.h"

namespace orfeas::project {
namespace {

Result<print::Verdict> lookQuickly(const Object& object, const jobs::JobContext& context) {
    print::CheckOptions options;
    options.quick = true;
    options.unitKnown = true;
    const auto mesh = io::bakedMesh({{}, object.mesh, glm::mat4(glm::mat3(object.transform))});
    ORFEAS_TRY(report, print::check(*mesh, options, context));
    return report.verdict();
}

} // namespace

void PrintVerdict::take(const ObjectChecked& event, const Document& document) {
    const Object* object = document.find(event.object);
    if (event.isPreview || !object || object->mesh != event.mesh) return;
    m_known[event.object] = {event.mesh, glm::mat3(object->transform), event.report->verdict()};
}

std::string PrintVerdict::of(const Document& document, const jobs::JobContext& context) {
    std::optional<print::Verdict> worst;
    std::map<ObjectId, Known> still;
    for (const ObjectPtr& object : document.objects) {
        const glm::mat3 form(object->transform);
        auto known = m_known.find(object->id);
        if (known == m_known.end() || known->second.mesh != object->mesh || known->second.form != form) {
            if (!object->visible || object->mesh->triangles.size() > kMostTriangles) continue;
            const Result<print::Verdict> looked = lookQuickly(*object, context);
            if (!looked.ok()) return {};
            known = m_known.insert_or_assign(object->id, Known{object->mesh, form, *looked}).first;
        }
        still.insert(*known);
        if (object->visible) worst = std::max(worst.value_or(print::Verdict::Prints), known->second.verdict);
    }
    m_known = std::move(still); // the others are gone
    return worst ? std::string(print::nameOf(*worst)) : std::string();
}

} // namespace orfeas::project
