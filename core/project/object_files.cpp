#include "core/project/object_files.h"

#include <algorithm>

namespace orfeas::project {
namespace {

bool isShape(const std::string& name) {
    return name != "object.json" && name != "mask.bin" && !name.starts_with("source");
}

} // namespace

ObjectFiles filesByObject(const history::FileList& files) {
    constexpr std::string_view kObjects = "objects/";
    ObjectFiles objects;
    for (const auto& [path, id] : files) {
        if (!path.starts_with(kObjects)) continue;
        const std::size_t slash = path.find('/', kObjects.size());
        if (slash != path.npos) objects[path.substr(0, slash + 1)][path.substr(slash + 1)] = id;
    }
    return objects;
}

std::optional<ObjectId> objectOfFolder(const std::string& folder) {
    constexpr std::size_t kPrefix = 8; // "objects/"
    if (folder.size() != kPrefix + 17) return std::nullopt;
    return parseObjectName(std::string_view(folder).substr(kPrefix, 16));
}

Result<ParsedRecord> readRecord(const history::ObjectStore& store, const FolderFiles& files) {
    const auto record = files.find("object.json");
    if (record == files.end())
        return Error{ErrorCode::BadInput, "A part of the project is missing", "object.json"};
    ORFEAS_TRY(object, store.get(record->second));
    return parseObjectRecord(object.content);
}

Result<std::vector<ObjectChange>> changedObjects(const history::ObjectStore& store,
                                                 const history::FileList& older,
                                                 const history::FileList& newer) {
    const ObjectFiles before = filesByObject(older);
    const ObjectFiles after = filesByObject(newer);
    std::vector<ObjectChange> changes;
    for (const auto& [folder, files] : after) {
        const auto old = before.find(folder);
        if (old != before.end() && old->second == files) continue;
        ORFEAS_TRY(is, readRecord(store, files));
        ObjectChange change{ObjectChange::Kind::Added, objectOfFolder(folder).value_or(ObjectId{}),
                            is.object.name};
        if (old != before.end()) {
            ORFEAS_TRY(was, readRecord(store, old->second));
            change.kind = ObjectChange::Kind::Changed;
            change.geometry = !sameShape(old->second, files);
            change.moved = was.object.transform != is.object.transform;
            change.renamed = was.object.name != is.object.name;
            change.visibility = was.object.visible != is.object.visible;
            change.settings = was.provenance.settings != is.provenance.settings ||
                              was.provenance.generator != is.provenance.generator;
            change.other =
                !(change.geometry || change.moved || change.renamed || change.visibility || change.settings);
        }
        changes.push_back(std::move(change));
    }
    for (const auto& [folder, files] : before) {
        if (after.contains(folder)) continue;
        ORFEAS_TRY(was, readRecord(store, files));
        changes.push_back(
            {ObjectChange::Kind::Removed, objectOfFolder(folder).value_or(ObjectId{}), was.object.name});
    }
    return changes;
}

bool sameShape(const FolderFiles& a, const FolderFiles& b) {
    const auto only = [](const FolderFiles& files) {
        FolderFiles shape = files;
        std::erase_if(shape, [](const auto& file) { return !isShape(file.first); });
        return shape;
    };
    return only(a) == only(b);
}

} // namespace orfeas::project
