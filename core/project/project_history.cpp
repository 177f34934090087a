#include "core/project/project_history.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "core/base/version.h"
#include "core/image/picture_file.h"
#include "core/project/history_refs.h"
#include "core/project/object_files.h"
#include "core/project/object_record.h"
#include "core/project/thumbnail.h"

namespace orfeas::project {
namespace {

using history::FileList;
using history::Snapshot;
using history::SnapshotInfo;
using VersionId = history::ObjectId;

constexpr const char* kThumbnailFile = "thumbnail.png";
constexpr std::size_t kMaxThumbnailBytes = 16u << 20;

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

} // namespace

SnapshotInfo describeSnapshot(const Document& document, const SaveRequest& request) {
    std::size_t triangles = 0;
    bool solid = true;
    for (const ObjectPtr& object : document.objects) {
        triangles += object->facts.triangles;
        solid = solid && object->facts.solid();
    }
    SnapshotInfo info{request.message, {}, unixSeconds(), request.author};
    info.trailers = {{"Version", std::string(version())},
                     {"Reason", reasonName(request.reason)},
                     {"Objects", std::to_string(document.objects.size())},
                     {"Triangles", std::to_string(triangles)},
                     {"Verdict", !request.verdict.empty() ? request.verdict
                                 : solid                  ? "solid"
                                                          : "not solid"}};
    return info;
}

namespace {

// What counts as content when it is asked whether anything changed.
FileList withoutThumbnail(FileList files) {
    files.erase(kThumbnailFile);
    return files;
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
    return m_archive.read(m_file->objects(), files, context);
}

Result<VersionId> ProjectHistory::inTransaction(const std::function<Result<VersionId>()>& change) {
    ORFEAS_CHECK(m_file->requireInPlace());
    ORFEAS_TRY(transaction, history::Transaction::begin(m_file->database()));
    Result<VersionId> done = change();
    if (done.ok()) {
        if (Result<void> committed = transaction.commit(); !committed.ok())
            done = std::move(committed).error();
    }
    if (!done.ok()) m_archive = {}; // what it remembers is rolled back
    return done;
}

Result<VersionId> ProjectHistory::append(const VersionId& tree, const SnapshotInfo& info) {
    ORFEAS_TRY(newest, tip());
    const std::vector<VersionId> parents = newest ? std::vector{*newest} : std::vector<VersionId>();
    ORFEAS_TRY(id, history::writeSnapshot(m_file->objects(), tree, parents, info));
    ORFEAS_TRY(head, m_file->refs().head());
    ORFEAS_CHECK(m_file->refs().set(variantRef(head), id));
    return id;
}

// Fields and files that another version of Orfeas put into the tip, and this one does not know, go into what follows.
Result<void> ProjectHistory::carryUnknown(const FileList& before, FileList& files) {
    history::ObjectStore& store = m_file->objects();
    for (const auto& [path, blob] : before) {
        const std::size_t name = path.rfind('/') + 1; // 0 when there is none
        const std::string folder = path.substr(0, name);
        const auto now = files.find(path);
        const bool record = path.ends_with(".json");
        if (now == files.end()) {
            const bool owned = folder.empty() || !folder.starts_with("objects/") ||
                               files.contains(folder.substr(0, 25) + "object.json");
            if (owned && !ProjectArchive::isKnownFile(path)) files[path] = blob;
        } else if (record && now->second != blob && ProjectArchive::isKnownFile(path)) {
            const Result<history::StoredObject> was = store.get(blob);
            if (!was.ok()) continue; // a damaged tip must not keep new work from being saved
            ORFEAS_TRY(is, store.get(now->second));
            const std::string text(reinterpret_cast<const char*>(is.content.data()), is.content.size());
            Result<std::string> carried = withUnknownFields(text, was->content);
            if (!carried.ok() || *carried == text) continue;
            ORFEAS_TRY(id, store.put(history::ObjectKind::Blob, std::as_bytes(std::span(*carried))));
            now->second = id;
        }
    }
    return {};
}

Result<FileList> ProjectHistory::storeDocument(const Document& document, const FileList& before,
                                               const std::shared_ptr<const image::Picture>& thumbnail,
                                               const jobs::JobContext& context) {
    Result<FileList> files = m_archive.write(m_file->objects(), document, context);
    if (!files.ok()) return files;
    ORFEAS_CHECK(carryUnknown(before, *files));
    if (thumbnail) {
        ORFEAS_TRY(png, image::encodePng(*thumbnail, image::PngEffort::Quick));
        ORFEAS_TRY(id, m_file->objects().put(history::ObjectKind::Blob, png));
        (*files)[kThumbnailFile] = id;
    }
    return files;
}

Result<FileList> ProjectHistory::filesOf(const std::optional<VersionId>& version) const {
    if (!version) return FileList();
    ORFEAS_TRY(snapshot, history::readSnapshot(m_file->objects(), *version));
    return history::readTree(m_file->objects(), snapshot.tree);
}

Result<VersionId> ProjectHistory::save(const Document& document, const SaveRequest& request,
                                       const jobs::JobContext& context) {
    ORFEAS_CHECK(requireWritable());
    // Before the transaction: nobody else is kept from the file meanwhile.
    std::shared_ptr<const image::Picture> thumbnail = request.thumbnail;
    if (!thumbnail) {
        thumbnail =
            std::make_shared<const image::Picture>(m_thumbnailer.draw(document, kThumbnailSide, context));
        if (context.cancelled()) return jobs::cancelledError();
    }
    return inTransaction([&]() -> Result<VersionId> {
        ORFEAS_TRY(newest, tip());
        // A tip that cannot be read any more must not keep new work from being saved.
        const Result<FileList> read = filesOf(newest);
        const FileList before = read.ok() ? *read : FileList();
        ORFEAS_TRY(files, storeDocument(document, before, thumbnail, context));
        ORFEAS_CHECK(endAutosave());
        const bool same = newest && read.ok() && withoutThumbnail(before) == withoutThumbnail(files);
        if (same && request.reason != SnapshotReason::Named) return *newest;
        ORFEAS_TRY(tree, history::writeTree(m_file->objects(), files));
        return append(tree, describeSnapshot(document, request));
    });
}

Result<VersionId> ProjectHistory::save(const Document& document, const std::string& message,
                                       SnapshotReason reason, const jobs::JobContext& context) {
    return save(document, SaveRequest{message, reason, {}, {}, {}}, context);
}

Result<std::vector<std::byte>> ProjectHistory::thumbnail(const VersionId& version) const {
    ORFEAS_TRY(newest, tip());
    if (version.isNull() && !newest) return std::vector<std::byte>();
    ORFEAS_TRY(snapshot, history::readSnapshot(m_file->objects(), version.isNull() ? *newest : version));
    ORFEAS_TRY(blob, history::findInTree(m_file->objects(), snapshot.tree, kThumbnailFile));
    if (!blob) return std::vector<std::byte>();
    ORFEAS_TRY(object, m_file->objects().get(*blob));
    if (object.kind != history::ObjectKind::Blob || object.content.size() > kMaxThumbnailBytes)
        return Error{ErrorCode::BadInput, "The version's small picture is damaged", blob->hex()};
    return std::move(object.content);
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
    std::vector<Snapshot> waiting; // a heap
    std::unordered_set<VersionId> seen{*from};
    ORFEAS_TRY(first, history::readSnapshot(m_file->objects(), *from));
    waiting.push_back(std::move(first));
    while (!waiting.empty() && versions.size() < limit) {
        std::ranges::pop_heap(waiting, older);
        versions.push_back(std::move(waiting.back()));
        waiting.pop_back();
        const std::vector<VersionId> parents = versions.back().parents;
        for (const VersionId& parent : parents) {
            if (!seen.insert(parent).second) continue;
            ORFEAS_TRY(snapshot, history::readSnapshot(m_file->objects(), parent));
            waiting.push_back(std::move(snapshot));
            std::ranges::push_heap(waiting, older);
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

Result<std::vector<VersionId>> ProjectHistory::search(const std::string& words) const {
    ORFEAS_TRY(all, graph());
    std::map<VersionId, std::string> names; ///< of records read before: most versions share most of them
    std::vector<VersionId> found;
    for (GraphVersion& version : all.versions) {
        if (!matches(version, words)) {
            const Result<FileList> files = history::readTree(m_file->objects(), version.tree);
            if (!files.ok()) continue;
            for (const auto& [path, blob] : *files) {
                if (!path.ends_with("/object.json")) continue;
                const auto [name, fresh] = names.try_emplace(blob);
                if (fresh) {
                    const Result<ParsedRecord> record =
                        readRecord(m_file->objects(), {{"object.json", blob}});
                    if (record.ok()) name->second = record->object.name;
                }
                version.message += "\n" + name->second;
            }
            if (!matches(version, words)) continue;
        }
        found.push_back(version.id);
    }
    return found;
}

Result<VersionId> ProjectHistory::restore(const VersionId& version) {
    ORFEAS_CHECK(requireWritable());
    return inTransaction([&]() -> Result<VersionId> {
        ORFEAS_TRY(snapshot, history::readSnapshot(m_file->objects(), version));
        SnapshotInfo info = snapshot.info;
        info.message = "Restore \"" + snapshot.info.message + "\"";
        info.time = unixSeconds();
        info.authorName.clear();
        info.trailers["Reason"] = reasonName(SnapshotReason::Restored);
        info.trailers["Version"] = orfeas::version();
        info.trailers["Restored"] = version.hex();
        ORFEAS_CHECK(endAutosave());
        return append(snapshot.tree, info);
    });
}

Result<std::vector<ObjectChange>> ProjectHistory::differences(const VersionId& older,
                                                              const VersionId& newer) const {
    ORFEAS_TRY(olderFiles, filesOf(older));
    ORFEAS_TRY(newerFiles, filesOf(newer));
    return changedObjects(m_file->objects(), olderFiles, newerFiles);
}

} // namespace orfeas::project
