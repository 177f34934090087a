// The edits of the service core: values in, one undo step out.
#include "core/project/service_core.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/project/object_name.h"

namespace orfeas::project {
namespace {

std::string countOf(std::size_t objects) {
    return std::to_string(objects) + " objects";
}

// What the work was based on still holds; the name, the group or the eye may have changed.
bool sameShapes(const Document& before, const Document& now, const std::vector<ObjectId>& objects) {
    return std::all_of(objects.begin(), objects.end(), [&](ObjectId id) {
        const Object* was = before.find(id);
        const Object* is = now.find(id);
        return was && is && was->mesh == is->mesh && was->transform == is->transform;
    });
}

} // namespace

void ServiceCore::edit(const std::string& undoText,
                       const std::function<Result<Document>(const Document&)>& change) {
    if (Result<void> applied = applyEdit(undoText, change); !applied.ok()) m_emit(Notice{applied.error()});
}

Result<void> ServiceCore::applyEdit(const std::string& undoText,
                                    const std::function<Result<Document>(const Document&)>& change) {
    ORFEAS_TRY(edited, change(document()));
    for (const ObjectPtr& object :
         edited.objects) // a version brought back may hold numbers not given out here
        m_lastObject = std::max(m_lastObject, static_cast<std::uint64_t>(object->id));
    Document next = edited.withNumbers(m_lastObject).withoutEmptyGroups();
    if (next.objects == document().objects && next.groups == document().groups) return {};
    commit(std::move(next), undoText);
    return {};
}

void ServiceCore::removeObjects(const std::vector<ObjectId>& objects) {
    const std::set<ObjectId> wanted(objects.begin(), objects.end());
    Document next = document();
    std::string name;
    for (const ObjectPtr& object : next.objects) {
        if (wanted.contains(object->id)) name = object->name;
    }
    const std::size_t removed =
        std::erase_if(next.objects, [&](const ObjectPtr& object) { return wanted.contains(object->id); });
    for (const ObjectId id : objects) {
        const JobStatus* row = m_queue.find([&](const JobStatus& status) {
            return status.kind == JobKind::Generate && status.object == id &&
                   (status.state == JobState::Waiting || status.state == JobState::Running);
        });
        if (row) m_queue.cancel(row->id);
    }
    if (removed == 0) return;
    commit(next.withoutEmptyGroups(), "Remove " + (removed == 1 ? name : countOf(removed)));
}

void ServiceCore::renameObject(ObjectId id, const std::string& wanted) {
    const Object* object = document().find(id);
    if (!object) return;
    const std::string name = cleanName(wanted);
    if (name.empty()) {
        m_emit(Notice{{ErrorCode::BadInput, "A name needs at least one character", {}}});
        return;
    }
    if (name == object->name) return;
    auto renamed = std::make_shared<Object>(*object);
    renamed->name = document().without(id).freeName(name);
    if (renamed->name == object->name) return;
    std::string text = "Rename to " + renamed->name;
    commit(document().withObject(std::move(renamed)), std::move(text));
}

void ServiceCore::setVisible(ObjectId id, bool visible) {
    const Object* object = document().find(id);
    if (!object || object->visible == visible) return;
    auto changed = std::make_shared<Object>(*object);
    changed->visible = visible;
    std::string text = (visible ? "Show " : "Hide ") + changed->name;
    commit(document().withObject(std::move(changed)), std::move(text));
}

void ServiceCore::undo() {
    if (!m_undo.canUndo()) return;
    m_undo.undo();
    emitDocument();
}

void ServiceCore::redo() {
    if (!m_undo.canRedo()) return;
    m_undo.redo();
    emitDocument();
}

void ServiceCore::operate(const std::string& name, const std::vector<ObjectId>& objects,
                          const ProjectService::Work& work) {
    JobStatus status;
    status.id = m_queue.newId();
    status.kind = JobKind::Operate;
    status.name = name;
    if (objects.size() == 1) status.object = objects.front();
    const DocumentPtr before = m_undo.current();
    m_queue.add(
        Lane::Operate, std::move(status),
        [this, name, objects, work, before](const jobs::JobContext& context) -> Result<JobQueue::Apply> {
            ORFEAS_TRY(operation, work(before, context));
            return JobQueue::Apply([this, name, objects, before, operation](JobStatus&) {
                if (!sameShapes(*before, document(), objects)) {
                    return Result<void>(Error{ErrorCode::Failed,
                                              "The objects were changed while this ran: run it "
                                              "again on what they are now",
                                              {}});
                }
                return applyEdit(name, operation);
            });
        });
}

} // namespace orfeas::project
