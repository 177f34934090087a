#include "core/project/document.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/project/free_names.h"

namespace orfeas::project {
const Object* Document::find(ObjectId id) const {
    const auto found =
        std::find_if(objects.begin(), objects.end(), [&](const ObjectPtr& o) { return o->id == id; });
    return found == objects.end() ? nullptr : found->get();
}

const Group* Document::findGroup(GroupId id) const {
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.id == id; });
    return found == groups.end() ? nullptr : &*found;
}

Document Document::withObject(ObjectPtr object) const {
    Document next = *this;
    for (ObjectPtr& existing : next.objects) {
        if (existing->id == object->id) {
            existing = std::move(object);
            return next;
        }
    }
    next.objects.push_back(std::move(object));
    return next;
}

Document Document::without(ObjectId id) const {
    Document next = *this;
    std::erase_if(next.objects, [&](const ObjectPtr& object) { return object->id == id; });
    return next;
}

Document Document::without(std::span<const ObjectId> ids) const {
    const std::set<ObjectId> gone(ids.begin(), ids.end());
    Document next = *this;
    std::erase_if(next.objects, [&](const ObjectPtr& object) { return gone.contains(object->id); });
    return next;
}

Document Document::withoutEmptyGroups() const {
    std::set<GroupId> used;
    for (const ObjectPtr& object : objects)
        used.insert(object->group);
    Document next = *this;
    std::erase_if(next.groups, [&](const Group& group) { return !used.contains(group.id); });
    return next;
}

Document Document::withNumbers(std::uint64_t& last) const {
    Document next = *this;
    for (ObjectPtr& object : next.objects) {
        if (object->id != ObjectId{}) continue;
        auto numbered = std::make_shared<Object>(*object);
        numbered->id = ObjectId{++last};
        object = std::move(numbered);
    }
    return next;
}

std::string Document::freeName(std::string_view wanted) const {
    FreeNames names;
    for (const ObjectPtr& object : objects)
        names.add(object->name);
    return names.take(wanted);
}

} // namespace orfeas::project
