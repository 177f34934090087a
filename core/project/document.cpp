#include "core/project/document.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

namespace orfeas::project {
namespace {

// "Owl 3" is "Owl" and 3; "Owl" is "Owl" and 1.
std::pair<std::string_view, unsigned> splitNumber(std::string_view name) {
    const std::size_t space = name.find_last_of(' ');
    if (space == std::string_view::npos || space == 0 || space + 1 == name.size()) return {name, 1};
    unsigned number = 0;
    const char* end = name.data() + name.size();
    const auto [stopped, error] = std::from_chars(name.data() + space + 1, end, number);
    if (error != std::errc() || stopped != end || number >= 1'000'000 || name[space + 1] == '0')
        return {name, 1};
    return {name.substr(0, space), number};
}

} // namespace

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
    std::set<std::string_view> names; // a plate of copies asks thousands of times
    for (const ObjectPtr& object : objects)
        names.insert(object->name);
    const auto taken = [&](const std::string& name) { return names.contains(name); };
    std::string name(wanted);
    auto [stem, number] = splitNumber(wanted);
    while (taken(name))
        name = std::string(stem) + " " + std::to_string(++number);
    return name;
}

} // namespace orfeas::project
