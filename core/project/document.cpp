#include "core/project/document.h"

#include <algorithm>
#include <charconv>
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

std::string Document::freeName(std::string_view wanted) const {
    const auto taken = [&](std::string_view name) {
        return std::any_of(objects.begin(), objects.end(),
                           [&](const ObjectPtr& o) { return o->name == name; });
    };
    std::string name(wanted);
    auto [stem, number] = splitNumber(wanted);
    while (taken(name))
        name = std::string(stem) + " " + std::to_string(++number);
    return name;
}

} // namespace orfeas::project
