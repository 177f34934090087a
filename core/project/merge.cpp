#include "core/project/merge.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/project/object_files.h"
#include "core/project/object_record.h"
#include "core/project/record_json.h"

namespace orfeas::project {
namespace {

using history::FileList;
using history::ObjectKind;
using history::ObjectStore;
using nlohmann::json;
using BlobId = history::ObjectId;

constexpr const char* kScene = "project.json";
constexpr const char* kRecord = "object.json";
constexpr const char* kThumbnail = "thumbnail.png";

/// One object on one side: its record as JSON, and everything that is its shape.
struct Side {
    json record = json::object();
    FolderFiles shape; ///< every file but the record
};

Result<json> readJson(const ObjectStore& store, const BlobId& blob) {
    ORFEAS_TRY(object, store.get(blob));
    return parseRecordJson(object.content);
}

Result<BlobId> writeJson(ObjectStore& store, const json& record) {
    const std::string text = recordText(record);
    return store.put(ObjectKind::Blob, std::as_bytes(std::span(text)));
}

Result<Side> readSide(const ObjectStore& store, const FolderFiles& files) {
    Side side;
    side.shape = files;
    if (const auto record = side.shape.find(kRecord); record != side.shape.end()) {
        ORFEAS_TRY(parsed, readJson(store, record->second));
        side.record = std::move(parsed);
        side.shape.erase(record);
    }
    return side;
}

json field(const json& record, const std::string& key) {
    const auto found = record.find(key);
    return found == record.end() ? json() : *found;
}

std::string nameOf(const Side& side) {
    const json name = field(side.record, "name");
    return name.is_string() ? name.get<std::string>() : "Object";
}

// An object's shape and the record of how it was made go together.
bool sameMaking(const Side& a, const Side& b) {
    return a.shape == b.shape && field(a.record, "made") == field(b.record, "made");
}

std::set<std::string> fieldsOf(std::initializer_list<const Side*> sides) {
    std::set<std::string> keys;
    for (const Side* side : sides) {
        for (const auto& [key, value] : side->record.items())
            keys.insert(key);
    }
    keys.erase("made");
    return keys;
}

void note(SideChange& change, const std::string& key) {
    bool& flag = key == "transform" ? change.place
                 : key == "name"    ? change.renamed
                 : key == "visible" ? change.visibility
                                    : change.other;
    flag = true;
}

SideChange describe(const Side& base, const Side& side) {
    SideChange change;
    change.name = nameOf(side);
    change.shape = !sameMaking(base, side);
    for (const std::string& key : fieldsOf({&base, &side})) {
        if (field(base.record, key) != field(side.record, key)) note(change, key);
    }
    const bool any = change.shape || change.place || change.renamed || change.visibility || change.other;
    change.kind = any ? SideChange::Kind::Changed : SideChange::Kind::Unchanged;
    return change;
}

/// The aspects of one object brought together, theirs winning where both changed if `theirsWin`.
struct Together {
    Side side;
    bool conflict = false; ///< an aspect was changed by both, differently
};

Together together(const Side& base, const Side& ours, const Side& theirs, bool theirsWin) {
    Together result;
    const auto pick = [&](bool oursSame, bool theirsSame, bool equal) {
        if (equal || theirsSame) return false;
        if (oursSame) return true;
        result.conflict = true;
        return theirsWin;
    };
    const bool shape = pick(sameMaking(base, ours), sameMaking(base, theirs), sameMaking(ours, theirs));
    const Side& maker = shape ? theirs : ours;
    result.side.shape = maker.shape;
    if (maker.record.contains("made")) result.side.record["made"] = maker.record["made"];
    for (const std::string& key : fieldsOf({&base, &ours, &theirs})) {
        const json was = field(base.record, key);
        const json mine = field(ours.record, key);
        const json other = field(theirs.record, key);
        const Side& from = pick(was == mine, was == other, mine == other) ? theirs : ours;
        if (from.record.contains(key)) result.side.record[key] = from.record[key];
    }
    return result;
}

class Merger {
public:
    Merger(ObjectStore& store, const FileList& base, const FileList& ours, const FileList& theirs,
           const MergeChoices& choices, const std::string& theirName)
        : m_store(store), m_base(base), m_ours(ours), m_theirs(theirs), m_choices(choices),
          m_theirName(theirName) {}

    Result<MergedFiles> run() {
        ORFEAS_CHECK(renumberGroups());
        mergeOtherFiles();
        ORFEAS_CHECK(mergeObjects());
        ORFEAS_CHECK(mergeScene());
        return std::move(m_result);
    }

private:
    // Both sides may have given the same number to two new groups: theirs gets another one.
    Result<void> renumberGroups() {
        ORFEAS_TRY(base, scene(m_base));
        ORFEAS_TRY(ours, scene(m_ours));
        ORFEAS_TRY(theirs, scene(m_theirs));
        std::uint64_t last = 0;
        const Groups was = groupsOf(base, last);
        const Groups mine = groupsOf(ours, last);
        const Groups other = groupsOf(theirs, last);
        std::map<std::uint64_t, std::uint64_t> numbers;
        for (const auto& [id, group] : other) {
            const auto found = mine.find(id);
            if (!was.contains(id) && found != mine.end() && found->second != group) numbers[id] = ++last;
        }
        if (numbers.empty()) return {};
        const auto renumber = [&](json& holder, const char* key) {
            if (!holder.is_object()) return false;
            const json value = field(holder, key);
            const auto found =
                value.is_number_unsigned() ? numbers.find(value.get<std::uint64_t>()) : numbers.end();
            if (found == numbers.end()) return false;
            holder[key] = found->second;
            return true;
        };
        for (json& group : theirs["groups"])
            renumber(group, "id");
        ORFEAS_TRY(sceneBlob, writeJson(m_store, theirs));
        m_theirs[kScene] = sceneBlob;
        for (auto& [path, blob] : m_theirs) {
            if (!path.ends_with("/object.json")) continue;
            ORFEAS_TRY(record, readJson(m_store, blob));
            if (!renumber(record, "group")) continue;
            ORFEAS_TRY(renumbered, writeJson(m_store, record));
            blob = renumbered;
        }
        return {};
    }

    // What lies outside the objects: unknown files of other versions. Ours wins where both changed one.
    void mergeOtherFiles() {
        const auto at = [](const FileList& files, const std::string& path) {
            const auto found = files.find(path);
            return found == files.end() ? BlobId{} : found->second;
        };
        FileList all = m_ours;
        all.insert(m_theirs.begin(), m_theirs.end());
        for (const auto& [path, unused] : all) {
            if (path.starts_with("objects/") || path == kScene || path == kThumbnail) continue;
            const BlobId was = at(m_base, path);
            const BlobId mine = at(m_ours, path);
            const BlobId other = at(m_theirs, path);
            const bool theirsWin = m_choices.otherwise == MergeChoice::Theirs;
            const BlobId taken = was == mine || (was != other && theirsWin) ? other : mine;
            if (!taken.isNull()) m_result.files[path] = taken;
        }
    }

    Result<void> mergeObjects() {
        const ObjectFiles base = filesByObject(m_base);
        const ObjectFiles ours = filesByObject(m_ours);
        const ObjectFiles theirs = filesByObject(m_theirs);
        std::set<std::string> folders;
        for (const ObjectFiles* side : {&base, &ours, &theirs}) {
            for (const auto& [folder, files] : *side) {
                folders.insert(folder);
                if (const auto id = objectOfFolder(folder))
                    m_lastId = std::max(m_lastId, static_cast<std::uint64_t>(*id));
            }
        }
        const auto at = [](const ObjectFiles& side, const std::string& folder) -> const FolderFiles* {
            const auto found = side.find(folder);
            return found == side.end() ? nullptr : &found->second;
        };
        for (const std::string& folder : folders) {
            ORFEAS_CHECK(mergeObject(folder, at(base, folder), at(ours, folder), at(theirs, folder)));
        }
        return {};
    }

    Result<void> mergeObject(const std::string& folder, const FolderFiles* base, const FolderFiles* ours,
                             const FolderFiles* theirs) {
        const auto equal = [](const FolderFiles* a, const FolderFiles* b) {
            return a == b || (a && b && *a == *b);
        };
        if (equal(ours, theirs) || equal(base, theirs)) {
            if (ours) add(folder, *ours);
            return {};
        }
        if (equal(base, ours)) {
            ++m_result.takenFromTheirs;
            if (theirs) add(folder, *theirs);
            return {};
        }
        if (!base) { // two objects that happen to have the same id
            add(folder, *ours);
            return addCopy(*theirs, {});
        }
        if (!ours || !theirs) return mergeRemoved(folder, *base, ours, theirs);
        return mergeChanged(folder, *base, *ours, *theirs);
    }

    // One removed what the other changed.
    Result<void> mergeRemoved(const std::string& folder, const FolderFiles& base, const FolderFiles* ours,
                              const FolderFiles* theirs) {
        const MergeChoice choice = choiceOf(folder);
        if (choice == MergeChoice::Ask) {
            ORFEAS_TRY(was, readSide(m_store, base));
            ORFEAS_TRY(kept, readSide(m_store, ours ? *ours : *theirs));
            SideChange removed;
            removed.kind = SideChange::Kind::Removed;
            removed.name = nameOf(was);
            const SideChange changed = describe(was, kept);
            m_result.conflicts.push_back({objectOfFolder(folder).value_or(ObjectId{}),
                                          ours ? changed : removed, ours ? removed : changed});
            return {};
        }
        const FolderFiles* chosen = choice == MergeChoice::Both
                                        ? (ours ? ours : theirs)
                                        : (choice == MergeChoice::Ours ? ours : theirs);
        if (chosen != ours) ++m_result.takenFromTheirs;
        if (chosen) add(folder, *chosen);
        return {};
    }

    Result<void> mergeChanged(const std::string& folder, const FolderFiles& baseFiles,
                              const FolderFiles& oursFiles, const FolderFiles& theirsFiles) {
        ORFEAS_TRY(base, readSide(m_store, baseFiles));
        ORFEAS_TRY(ours, readSide(m_store, oursFiles));
        ORFEAS_TRY(theirs, readSide(m_store, theirsFiles));
        const MergeChoice choice = choiceOf(folder);
        const Together merged = together(base, ours, theirs, choice == MergeChoice::Theirs);
        if (merged.conflict && choice == MergeChoice::Ask) {
            m_result.conflicts.push_back(
                {objectOfFolder(folder).value_or(ObjectId{}), describe(base, ours), describe(base, theirs)});
            return {};
        }
        ++m_result.takenFromTheirs;
        FolderFiles files = merged.side.shape;
        ORFEAS_TRY(record, writeJson(m_store, merged.side.record));
        files[kRecord] = record;
        add(folder, files);
        if (merged.conflict && choice == MergeChoice::Both) return addCopy(theirsFiles, m_theirName);
        return {};
    }

    void add(const std::string& folder, const FolderFiles& files) {
        for (const auto& [name, blob] : files)
            m_result.files[folder + name] = blob;
        if (const auto id = objectOfFolder(folder)) m_present.insert(*id);
    }

    // Under a new id, and with a name that says where it came from.
    Result<void> addCopy(const FolderFiles& theirs, const std::string& suffix) {
        ++m_result.takenFromTheirs;
        const ObjectId id{++m_lastId};
        FolderFiles files = theirs;
        if (!suffix.empty()) {
            ORFEAS_TRY(side, readSide(m_store, theirs));
            side.record["name"] = nameOf(side) + " (" + suffix + ")";
            ORFEAS_TRY(record, writeJson(m_store, side.record));
            files[kRecord] = record;
        }
        add(objectFolder(id), files);
        m_copies.push_back(id);
        return {};
    }

    MergeChoice choiceOf(const std::string& folder) const {
        return m_choices.of(objectOfFolder(folder).value_or(ObjectId{}));
    }

    using Groups = std::map<std::uint64_t, json>;

    static Groups groupsOf(const json& record, std::uint64_t& last) {
        Groups groups;
        for (const json& group : field(record, "groups")) {
            const json id = group.is_object() ? field(group, "id") : json();
            if (!id.is_number_unsigned()) continue;
            groups.emplace(id.get<std::uint64_t>(), group);
            last = std::max(last, id.get<std::uint64_t>());
        }
        return groups;
    }

    // Per group as per object; one that a merged object belongs to stays whoever removed it.
    Result<json> mergedGroups(const json& base, const json& ours, const json& theirs) const {
        std::uint64_t last = 0;
        const Groups was = groupsOf(base, last);
        Groups merged = groupsOf(ours, last);
        const Groups other = groupsOf(theirs, last);
        const auto at = [](const Groups& groups, std::uint64_t id) {
            const auto found = groups.find(id);
            return found == groups.end() ? json() : found->second;
        };
        Groups all = was;
        all.insert(merged.begin(), merged.end());
        all.insert(other.begin(), other.end());
        for (const auto& [id, group] : all) {
            const bool oursSame = at(was, id) == at(merged, id);
            const bool both = !oursSame && at(was, id) != at(other, id);
            const json taken = oursSame || (both && m_choices.otherwise == MergeChoice::Theirs)
                                   ? at(other, id)
                                   : at(merged, id);
            if (taken.is_null())
                merged.erase(id);
            else
                merged[id] = taken;
        }
        for (const auto& [path, blob] : m_result.files) {
            if (!path.ends_with("/object.json")) continue;
            ORFEAS_TRY(record, readJson(m_store, blob));
            const json id = field(record, "group");
            if (!id.is_number_unsigned() || merged.contains(id.get<std::uint64_t>())) continue;
            const auto found = all.find(id.get<std::uint64_t>());
            if (found != all.end()) merged.insert(*found);
        }
        json list = json::array();
        for (const auto& [id, group] : merged)
            list.push_back(group);
        return list;
    }

    Result<json> scene(const FileList& files) const {
        const auto found = files.find(kScene);
        if (found == files.end()) return json(json::object());
        return readJson(m_store, found->second);
    }

    static std::vector<ObjectId> orderOf(const json& record) {
        std::vector<ObjectId> order;
        for (const json& entry : field(record, "objects")) {
            const auto id = entry.is_string() ? parseObjectName(entry.get<std::string>()) : std::nullopt;
            if (id) order.push_back(*id);
        }
        return order;
    }

    // Only the objects both know, so that an order can be told changed or not.
    static bool sameOrder(std::vector<ObjectId> a, std::vector<ObjectId> b) {
        const std::set<ObjectId> inA(a.begin(), a.end());
        const std::set<ObjectId> inB(b.begin(), b.end());
        std::erase_if(a, [&](ObjectId id) { return !inB.contains(id); });
        std::erase_if(b, [&](ObjectId id) { return !inA.contains(id); });
        return a == b;
    }

    Result<void> mergeScene() {
        ORFEAS_TRY(base, scene(m_base));
        ORFEAS_TRY(ours, scene(m_ours));
        ORFEAS_TRY(theirs, scene(m_theirs));
        const bool theirsWin = m_choices.otherwise == MergeChoice::Theirs;
        json merged = ours;
        for (const auto& [key, value] : theirs.items()) {
            const json was = field(base, key);
            if (was == field(ours, key) || (was != value && theirsWin)) merged[key] = value;
        }
        for (const auto& [key, value] : base.items()) {
            if (!theirs.contains(key) && field(ours, key) == value) merged.erase(key);
        }
        const std::vector<ObjectId> mine = orderOf(ours);
        const std::vector<ObjectId> other = orderOf(theirs);
        const bool theirOrder = sameOrder(orderOf(base), mine);
        std::vector<ObjectId> order;
        std::set<ObjectId> placed;
        for (const auto* list : {theirOrder ? &other : &mine, theirOrder ? &mine : &other,
                                 const_cast<const std::vector<ObjectId>*>(&m_copies)}) {
            for (const ObjectId id : *list) {
                if (m_present.contains(id) && placed.insert(id).second) order.push_back(id);
            }
        }
        ORFEAS_TRY(groups, mergedGroups(base, ours, theirs));
        merged.erase("groups");
        if (!groups.empty()) merged["groups"] = groups;
        merged["objects"] = json::array();
        for (const ObjectId id : order)
            merged["objects"].push_back(objectFolder(id).substr(8, 16));
        ORFEAS_TRY(blob, writeJson(m_store, merged));
        m_result.files[kScene] = blob;
        return {};
    }

    ObjectStore& m_store;
    const FileList& m_base;
    const FileList& m_ours;
    FileList m_theirs; ///< its groups may get other numbers
    const MergeChoices& m_choices;
    const std::string& m_theirName;
    MergedFiles m_result;
    std::set<ObjectId> m_present;
    std::vector<ObjectId> m_copies;
    std::uint64_t m_lastId = 0;
};

} // namespace

std::string SideChange::text() const {
    if (kind == Kind::Unchanged) return "unchanged";
    if (kind == Kind::Added) return "added";
    if (kind == Kind::Removed) return "removed";
    std::string words;
    const auto say = [&](bool flag, const char* word) {
        if (flag) words += std::string(words.empty() ? "" : ", ") + word;
    };
    say(shape, "changed the shape");
    say(place, "moved");
    say(renamed, "renamed");
    say(visibility, "shown or hidden");
    say(other, "changed other settings");
    return words;
}

MergeChoice MergeChoices::of(ObjectId object) const {
    const auto found = objects.find(object);
    return found == objects.end() ? otherwise : found->second;
}

Result<MergedFiles> mergeFiles(ObjectStore& store, const FileList& base, const FileList& ours,
                               const FileList& theirs, const MergeChoices& choices,
                               const std::string& theirName) {
    return Merger(store, base, ours, theirs, choices, theirName).run();
}

} // namespace orfeas::project
