#include "core/project/project_history.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <queue>
#include <set>
#include <unordered_set>

#include "core/base/version.h"
#include "core/project/object_record.h"

namespace orfeas::project {
namespace {

using history::FileList;
using history::kTagPrefix;
using history::kVariantPrefix;
using history::Snapshot;
using history::SnapshotInfo;
using VersionId = history::ObjectId;

std::string variantRef(const std::string& name) {
    return std::string(kVariantPrefix) + name;
}
std::string tagRef(const std::string& name) {
    return std::string(kTagPrefix) + name;
}

const char* reasonName(SnapshotReason reason) {
    switch (reason) {
    case SnapshotReason::Generated:
        return "generate";
    case SnapshotReason::Imported:
        return "import";
    case SnapshotReason::Repaired:
        return "repair";
    case SnapshotReason::Exported:
        return "export";
    case SnapshotReason::Edited:
        return "edit";
    case SnapshotReason::Restored:
        return "restore";
    case SnapshotReason::Merged:
        return "merge";
    case SnapshotReason::Named:
        return "named";
    }
    ORFEAS_ASSERT(false);
    return "";
}

std::int64_t unixSeconds() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

SnapshotInfo describe(const Document& document, const std::string& message, SnapshotReason reason) {
    std::size_t triangles = 0;
    bool solid = true;
    for (const ObjectPtr& object : document.objects) {
        triangles += object->facts.triangles;
        solid = solid && object->facts.solid();
    }
    SnapshotInfo info{message, {}, unixSeconds(), {}};
    info.trailers = {{"Version", std::string(version())},
                     {"Reason", reasonName(reason)},
                     {"Objects", std::to_string(document.objects.size())},
                     {"Triangles", std::to_string(triangles)},
                     {"Verdict", solid ? "solid" : "not solid"}};
    return info;
}

Error noSuchVariant(const std::string& name) {
    return {ErrorCode::NotFound, "There is no variant \"" + name + "\"", {}};
}

// The files of each object: folder name to (file name to blob).
using ObjectFiles = std::map<std::string, std::map<std::string, VersionId>>;

ObjectFiles filesByObject(const FileList& files) {
    ObjectFiles objects;
    for (const auto& [path, id] : files) {
        const std::size_t slash = path.find('/', 8);
        if (path.starts_with("objects/") && slash != path.npos) {
            objects[path.substr(0, slash + 1)][path.substr(slash + 1)] = id;
        }
    }
    return objects;
}

Result<ParsedRecord> recordOf(const history::ObjectStore& store,
                              const std::map<std::string, VersionId>& files) {
    const auto record = files.find("object.json");
    if (record == files.end())
        return Error{ErrorCode::BadInput, "A part of the project is missing", "object.json"};
    ORFEAS_TRY(object, store.get(record->second));
    return parseObjectRecord(object.content);
}

bool sameGeometry(const std::map<std::string, VersionId>& a, const std::map<std::string, VersionId>& b) {
    const auto blob = [](const std::map<std::string, VersionId>& files, const char* name) {
        const auto found = files.find(name);
        return found == files.end() ? VersionId{} : found->second;
    };
    return std::ranges::all_of(std::initializer_list<const char*>{"positions.mesh", "triangles.mesh",
                                                                  "colors.mesh", "uvs.mesh",
                                                                  "uv_triangles.mesh", "texture.png"},
                               [&](const char* name) { return blob(a, name) == blob(b, name); });
}

} // namespace

Result<ProjectHistory> ProjectHistory::create(const std::filesystem::path& file) {
    ORFEAS_TRY(made, history::ProjectFile::create(file));
    return ProjectHistory(std::move(made));
}

Result<ProjectHistory> ProjectHistory::open(const std::filesystem::path& file,
                                            history::ProjectFile::Access access) {
    ORFEAS_TRY(opened, history::ProjectFile::open(file, access));
    return ProjectHistory(std::move(opened));
}

Result<void> ProjectHistory::requireWritable() const {
    if (!m_file->readOnly()) return {};
    return Error{
        ErrorCode::PermissionDenied, "The project cannot be changed: " + m_file->readOnlyReason(), {}};
}

Result<std::optional<VersionId>> ProjectHistory::tip() const {
    ORFEAS_TRY(head, m_file->refs().head());
    return m_file->refs().get(variantRef(head));
}

Result<DocumentPtr> ProjectHistory::current(const jobs::JobContext& context) const {
    ORFEAS_TRY(newest, tip());
    if (!newest) return DocumentPtr(std::make_shared<const Document>());
    return read(*newest, context);
}

Result<DocumentPtr> ProjectHistory::read(const VersionId& version, const jobs::JobContext& context) const {
    ORFEAS_TRY(snapshot, history::readSnapshot(m_file->objects(), version));
    ORFEAS_TRY(files, history::readTree(m_file->objects(), snapshot.tree));
    return readDocument(m_file->objects(), files, context);
}

Result<VersionId> ProjectHistory::append(const VersionId& tree, const SnapshotInfo& info) {
    ORFEAS_TRY(newest, tip());
    const std::vector<VersionId> parents = newest ? std::vector{*newest} : std::vector<VersionId>();
    ORFEAS_TRY(id, history::writeSnapshot(m_file->objects(), tree, parents, info));
    ORFEAS_TRY(head, m_file->refs().head());
    ORFEAS_CHECK(m_file->refs().set(variantRef(head), id));
    return id;
}

Result<VersionId> ProjectHistory::save(const Document& document, const std::string& message,
                                       SnapshotReason reason, const jobs::JobContext& context) {
    ORFEAS_CHECK(requireWritable());
    ORFEAS_TRY(transaction, history::Transaction::begin(m_file->database()));
    Result<FileList> files = m_archive.write(m_file->objects(), document, context);
    if (!files.ok()) {
        m_archive = {}; // what it remembers is rolled back
        return std::move(files).error();
    }
    ORFEAS_TRY(tree, history::writeTree(m_file->objects(), *files));
    ORFEAS_TRY(newest, tip());
    if (newest && reason != SnapshotReason::Named) {
        ORFEAS_TRY(before, history::readSnapshot(m_file->objects(), *newest));
        if (before.tree == tree) return *newest;
    }
    ORFEAS_TRY(id, append(tree, describe(document, message, reason)));
    Result<void> committed = transaction.commit();
    if (!committed.ok()) {
        m_archive = {};
        return std::move(committed).error();
    }
    return id;
}

Result<std::vector<Snapshot>> ProjectHistory::log(std::optional<VersionId> from, std::size_t limit) const {
    if (!from) {
        ORFEAS_TRY(newest, tip());
        from = newest;
    }
    std::vector<Snapshot> versions;
    if (!from) return versions;
    // Newest first; a version never before one that grew from it, as long as clocks went forward.
    const auto older = [](const Snapshot& a, const Snapshot& b) {
        return std::pair(a.info.time, a.id) < std::pair(b.info.time, b.id);
    };
    std::priority_queue<Snapshot, std::vector<Snapshot>, decltype(older)> waiting(older);
    std::unordered_set<VersionId> seen{*from};
    ORFEAS_TRY(first, history::readSnapshot(m_file->objects(), *from));
    waiting.push(first);
    while (!waiting.empty() && versions.size() < limit) {
        versions.push_back(waiting.top());
        waiting.pop();
        const std::vector<VersionId> parents = versions.back().parents;
        for (const VersionId& parent : parents) {
            if (!seen.insert(parent).second) continue;
            ORFEAS_TRY(snapshot, history::readSnapshot(m_file->objects(), parent));
            waiting.push(snapshot);
        }
    }
    return versions;
}

Result<VersionId> ProjectHistory::find(const std::string& text) const {
    for (const std::string& name : {variantRef(text), tagRef(text)}) {
        ORFEAS_TRY(target, m_file->refs().get(name));
        if (target) return *target;
    }
    std::string digits = text;
    std::transform(digits.begin(), digits.end(), digits.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? char(c + 32) : c; });
    const bool isId = digits.size() >= 4 && digits.size() <= 40 &&
                      digits.find_first_not_of("0123456789abcdef") == digits.npos;
    std::vector<VersionId> matches;
    if (isId) {
        ORFEAS_CHECK(m_file->objects().forEach([&](const VersionId& id) {
            if (id.hex().starts_with(digits)) matches.push_back(id);
            return true;
        }));
        std::erase_if(
            matches, [&](const VersionId& id) { return !history::readSnapshot(m_file->objects(), id).ok(); });
    }
    if (matches.size() == 1) return matches.front();
    if (matches.empty()) {
        return Error{
            ErrorCode::NotFound, "There is no version, variant or tag \"" + text + "\" in this project", {}};
    }
    return Error{ErrorCode::BadInput, "Several versions start with \"" + text + "\": give more digits", {}};
}

Result<VersionId> ProjectHistory::restore(const VersionId& version) {
    ORFEAS_CHECK(requireWritable());
    ORFEAS_TRY(transaction, history::Transaction::begin(m_file->database()));
    ORFEAS_TRY(snapshot, history::readSnapshot(m_file->objects(), version));
    SnapshotInfo info = snapshot.info;
    info.message = "Restore \"" + snapshot.info.message + "\"";
    info.time = unixSeconds();
    info.authorName.clear();
    info.trailers["Reason"] = reasonName(SnapshotReason::Restored);
    info.trailers["Version"] = orfeas::version();
    info.trailers["Restored"] = version.hex();
    ORFEAS_TRY(id, append(snapshot.tree, info));
    ORFEAS_CHECK(transaction.commit());
    return id;
}

Result<std::vector<Variant>> ProjectHistory::variants() const {
    ORFEAS_TRY(head, m_file->refs().head());
    ORFEAS_TRY(refs, m_file->refs().list(kVariantPrefix));
    std::vector<Variant> list;
    for (const auto& [ref, target] : refs) {
        const std::string name = ref.substr(kVariantPrefix.size());
        list.push_back({name, target, name == head});
    }
    return list;
}

Result<void> ProjectHistory::createVariant(const std::string& name, const VersionId& from) {
    ORFEAS_CHECK(requireWritable());
    ORFEAS_TRY(existing, m_file->refs().get(variantRef(name)));
    if (existing)
        return Error{
            ErrorCode::BadInput, "There is a variant \"" + name + "\" already: choose another name", {}};
    ORFEAS_CHECK(history::readSnapshot(m_file->objects(), from));
    return m_file->refs().set(variantRef(name), from);
}

Result<void> ProjectHistory::switchTo(const std::string& name) {
    ORFEAS_CHECK(requireWritable());
    ORFEAS_TRY(target, m_file->refs().get(variantRef(name)));
    if (!target) return noSuchVariant(name);
    return m_file->refs().setHead(name);
}

Result<void> ProjectHistory::renameVariant(const std::string& from, const std::string& to) {
    ORFEAS_TRY(target, m_file->refs().get(variantRef(from)));
    if (!target) return noSuchVariant(from);
    ORFEAS_TRY(transaction, history::Transaction::begin(m_file->database()));
    ORFEAS_CHECK(createVariant(to, *target));
    ORFEAS_CHECK(m_file->refs().remove(variantRef(from)));
    ORFEAS_TRY(head, m_file->refs().head());
    if (head == from) ORFEAS_CHECK(m_file->refs().setHead(to));
    return transaction.commit();
}

Result<void> ProjectHistory::removeVariant(const std::string& name, bool force) {
    ORFEAS_CHECK(requireWritable());
    ORFEAS_TRY(target, m_file->refs().get(variantRef(name)));
    if (!target) return noSuchVariant(name);
    ORFEAS_TRY(head, m_file->refs().head());
    if (head == name) {
        return Error{
            ErrorCode::BadInput, "\"" + name + "\" is the current variant: switch to another one first", {}};
    }
    if (!force) {
        ORFEAS_TRY(refs, m_file->refs().list());
        bool reached = false;
        for (const auto& [ref, other] : refs) {
            if (ref == variantRef(name) || reached) continue;
            ORFEAS_TRY(versions, log(other, std::size_t(-1)));
            reached = std::ranges::any_of(versions, [&](const Snapshot& s) { return s.id == *target; });
        }
        if (!reached) {
            return Error{ErrorCode::BadInput,
                         "Nothing else leads to the versions of \"" + name +
                             "\": tag its last version, or remove it with --force",
                         {}};
        }
    }
    return m_file->refs().remove(variantRef(name));
}

Result<void> ProjectHistory::tag(const std::string& name, const VersionId& version) {
    ORFEAS_CHECK(requireWritable());
    ORFEAS_TRY(existing, m_file->refs().get(tagRef(name)));
    if (existing)
        return Error{ErrorCode::BadInput, "There is a tag \"" + name + "\" already: choose another name", {}};
    return m_file->refs().set(tagRef(name), version);
}

Result<std::vector<ObjectChange>> ProjectHistory::differences(const VersionId& older,
                                                              const VersionId& newer) const {
    const history::ObjectStore& store = m_file->objects();
    ORFEAS_TRY(olderSnapshot, history::readSnapshot(store, older));
    ORFEAS_TRY(newerSnapshot, history::readSnapshot(store, newer));
    ORFEAS_TRY(olderFiles, history::readTree(store, olderSnapshot.tree));
    ORFEAS_TRY(newerFiles, history::readTree(store, newerSnapshot.tree));
    const ObjectFiles before = filesByObject(olderFiles);
    const ObjectFiles after = filesByObject(newerFiles);
    std::vector<ObjectChange> changes;
    for (const auto& [folder, files] : after) {
        ORFEAS_TRY(is, recordOf(store, files));
        const auto old = before.find(folder);
        if (old == before.end()) {
            changes.push_back({ObjectChange::Kind::Added, is.object.id, is.object.name});
            continue;
        }
        if (old->second == files) continue;
        ORFEAS_TRY(was, recordOf(store, old->second));
        ObjectChange change{ObjectChange::Kind::Changed, is.object.id, is.object.name};
        change.geometry = !sameGeometry(old->second, files);
        change.moved = was.object.transform != is.object.transform;
        change.renamed = was.object.name != is.object.name;
        change.visibility = was.object.visible != is.object.visible;
        change.settings = was.provenance.settings != is.provenance.settings ||
                          was.provenance.generator != is.provenance.generator;
        changes.push_back(change);
    }
    for (const auto& [folder, files] : before) {
        if (after.contains(folder)) continue;
        ORFEAS_TRY(was, recordOf(store, files));
        changes.push_back({ObjectChange::Kind::Removed, was.object.id, was.object.name});
    }
    return changes;
}

} // namespace orfeas::project
