#include "core/project/scene_edit.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "core/project/free_names.h"
#include "core/project/object_name.h"

namespace orfeas::project {
namespace {

std::unordered_set<ObjectId> setOf(Ids objects) {
    return {objects.begin(), objects.end()};
}

std::string freeGroupName(const Document& document, std::string_view wanted) {
    FreeNames names;
    for (const Group& group : document.groups)
        names.add(group.name);
    return names.take(wanted);
}

} // namespace

Document withEach(const Document& document, Ids objects, const std::function<bool(Object&)>& change) {
    const std::unordered_set<ObjectId> wanted = setOf(objects);
    Document next = document;
    for (ObjectPtr& object : next.objects) {
        if (!wanted.contains(object->id)) continue;
        auto copy = std::make_shared<Object>(*object);
        if (change(*copy)) object = std::move(copy);
    }
    return next;
}

Document withVisible(const Document& document, Ids objects, bool visible) {
    return withEach(document, objects,
                    [visible](Object& object) { return std::exchange(object.visible, visible) != visible; });
}

Document withLocked(const Document& document, Ids objects, bool locked) {
    return withEach(document, objects,
                    [locked](Object& object) { return std::exchange(object.locked, locked) != locked; });
}

Document withColour(const Document& document, Ids objects, std::optional<mesh::Rgba8> colour) {
    return withEach(document, objects,
                    [&](Object& object) { return std::exchange(object.colour, colour) != colour; });
}

Result<Document> grouped(const Document& document, Ids objects, std::string_view wanted) {
    std::uint64_t last = 0;
    for (const Group& group : document.groups)
        last = std::max(last, static_cast<std::uint64_t>(group.id));
    const GroupId id{last + 1};
    std::size_t members = 0;
    Document next = withEach(document, objects, [&](Object& object) {
        object.group = id;
        return ++members > 0;
    });
    if (members == 0) return Error{ErrorCode::BadInput, "Select the objects that belong together first", {}};
    next.groups.push_back({id, freeGroupName(document, wanted)});
    return next.withoutEmptyGroups();
}

Document ungrouped(const Document& document, Ids objects) {
    return withEach(document, objects,
                    [](Object& object) { return std::exchange(object.group, GroupId{}) != GroupId{}; })
        .withoutEmptyGroups();
}

Result<Document> withGroupName(const Document& document, GroupId id, std::string_view wanted) {
    const std::string name = cleanName(wanted);
    if (name.empty()) return Error{ErrorCode::BadInput, "A name needs at least one character", {}};
    Document next = document;
    for (Group& group : next.groups) {
        if (group.id == id && group.name != name) group.name = freeGroupName(document, name);
    }
    return next;
}

Result<Document> removed(const Document& document, Ids objects) {
    ORFEAS_TRY(gone, movable(document, objects));
    return document.without(gone).withoutEmptyGroups();
}

Result<std::vector<ObjectId>> movable(const Document& document, Ids objects) {
    const std::unordered_set<ObjectId> wanted = setOf(objects);
    std::vector<ObjectId> free;
    bool any = false;
    for (const ObjectPtr& object : document.objects) {
        if (!wanted.contains(object->id)) continue;
        any = true;
        if (!object->locked) free.push_back(object->id);
    }
    if (!any) return Error{ErrorCode::BadInput, "Select an object first", {}};
    if (free.empty()) return Error{ErrorCode::BadInput, "What is selected is locked: unlock it first", {}};
    return free;
}

} // namespace orfeas::project
