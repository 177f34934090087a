#include "core/project/salvage.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <unordered_set>

#include "core/history/database.h"
#include "core/history/project_file.h"
#include "core/history/reachable.h"
#include "core/history/snapshot.h"
#include "core/history/sqlite_store.h"
#include "core/project/history_refs.h"
#include "core/project/object_files.h"
#include "core/project/record_json.h"

namespace orfeas::project {
namespace {

namespace fs = std::filesystem;
using history::Database;
using history::FileList;
using history::ObjectKind;
using history::ProjectFile;
using history::Snapshot;
using history::Statement;
using VersionId = history::ObjectId;

// How often reading may fail in a row before the rest of the table is given up; each time it looks twice as far ahead.
constexpr int kMaxLeaps = 40;
constexpr std::size_t kMaxFound = 10;

/// The damaged file, row by row.
class Wreck {
public:
    explicit Wreck(Database database) : m_database(std::move(database)), m_store(m_database) {}

    const history::SqliteStore& store() const { return m_store; }

    /// Calls `visit` for the id of every row that can be reached.
    Result<void> eachRow(const std::function<Result<void>(const VersionId&)>& visit) {
        std::int64_t after = std::numeric_limits<std::int64_t>::min();
        std::int64_t leap = 1;
        for (int failures = 0; failures < kMaxLeaps;) {
            std::int64_t last = after;
            Result<bool> more = readRun(last, visit);
            if (!more.ok()) return std::move(more).error();
            if (*more) return {};
            const bool moved = last != after;
            failures = moved ? 0 : failures + 1;
            leap = moved ? 1 : 2 * leap;
            if (last > std::numeric_limits<std::int64_t>::max() - leap) return {};
            after = std::max<std::int64_t>(last, 0) + leap;
        }
        return {};
    }

    std::map<std::string, VersionId> refs() {
        std::map<std::string, VersionId> refs;
        Result<Statement> select = m_database.prepare("SELECT name, target FROM refs NOT INDEXED");
        if (!select.ok()) return refs;
        for (Result<bool> row = select->step(); row.ok() && *row; row = select->step()) {
            const auto raw = select->bytes(1);
            VersionId id;
            if (raw.size() != id.bytes.size()) continue;
            std::ranges::copy(raw, reinterpret_cast<std::byte*>(id.bytes.data()));
            if (history::isValidRefName(select->text(0))) refs.emplace(select->text(0), id);
        }
        return refs;
    }

    std::string head() {
        const Result<std::string> head =
            m_database.text("SELECT value FROM meta NOT INDEXED WHERE key = 'head'");
        return head.ok() && history::isValidRefName(variantRef(*head)) ? *head : "main";
    }

private:
    // True: came to the end. False: reading failed after row `last`.
    Result<bool> readRun(std::int64_t& last, const std::function<Result<void>(const VersionId&)>& visit) {
        Result<Statement> select =
            m_database.prepare("SELECT rowid, id FROM objects NOT INDEXED WHERE rowid > ? ORDER BY rowid");
        if (!select.ok()) return false;
        select->bind(1, last);
        for (;;) {
            const Result<bool> row = select->step();
            if (!row.ok()) return false;
            if (!*row) return true;
            // Rows rise; where they do not, the pages of the table lead round in a circle.
            if (select->integer(0) <= last) return false;
            last = select->integer(0);
            const auto raw = select->bytes(1);
            VersionId id;
            if (raw.size() != id.bytes.size()) continue;
            std::ranges::copy(raw, reinterpret_cast<std::byte*>(id.bytes.data()));
            ORFEAS_CHECK(visit(id));
        }
    }

    Database m_database;
    history::SqliteStore m_store;
};

class Salvager {
public:
    Salvager(Wreck& wreck, ProjectFile& project, const jobs::JobContext& context)
        : m_wreck(wreck), m_project(project), m_store(project.objects()), m_context(context) {}

    Result<SalvageReport> run() {
        ORFEAS_TRY(transaction, history::Transaction::begin(m_project.database()));
        ORFEAS_CHECK(copyParts());
        if (m_report.parts == 0)
            return Error{
                ErrorCode::BadInput, "Nothing can be read from this file: take the newest backup", {}};
        for (const auto& [name, target] : m_wreck.refs())
            ORFEAS_CHECK(takeRef(name, target));
        ORFEAS_CHECK(takeLost());
        ORFEAS_CHECK(setHead());
        ORFEAS_TRY(reached, reachable());
        for (const VersionId& id : reached)
            m_report.versions += history::readSnapshot(m_store, id).ok();
        ORFEAS_CHECK(transaction.commit());
        return std::move(m_report);
    }

private:
    Result<void> copyParts() {
        return m_wreck.eachRow([&](const VersionId& id) -> Result<void> {
            if (m_context.cancelled()) return jobs::cancelledError();
            const Result<history::StoredObject> part = m_wreck.store().get(id);
            if (!part.ok()) {
                ++m_report.damaged;
                return {};
            }
            ORFEAS_TRY(written, m_store.put(part->kind, part->content));
            ++m_report.parts;
            if (part->kind == ObjectKind::Commit) m_commits.push_back(written);
            return {};
        });
    }

    Result<void> takeRef(const std::string& name, const VersionId& target) {
        ORFEAS_TRY(below, history::reachableFrom(m_store, {target}));
        if (below.missing.empty()) {
            m_report.whole.push_back(name);
            return m_project.refs().set(name, target);
        }
        ORFEAS_TRY(left, newestLeft(target));
        if (!left) {
            m_report.lost.push_back(name + ": none of its versions can be read");
            return {};
        }
        m_mendedFrom.insert(left->id);
        ORFEAS_TRY(mended, mend(*left));
        m_report.mended.push_back(name + (mended.note.empty() ? "" : ": " + mended.note));
        return m_project.refs().set(name, mended.version);
    }

    // The newest version at or before `target` of which at least one file is left.
    Result<std::optional<Snapshot>> newestLeft(const VersionId& target) {
        std::vector<Snapshot> versions;
        std::vector<VersionId> waiting{target};
        std::unordered_set<VersionId> seen;
        while (!waiting.empty()) {
            const VersionId id = waiting.back();
            waiting.pop_back();
            if (!seen.insert(id).second) continue;
            const Result<Snapshot> snapshot = history::readSnapshot(m_store, id);
            if (!snapshot.ok()) continue;
            waiting.insert(waiting.end(), snapshot->parents.begin(), snapshot->parents.end());
            versions.push_back(*snapshot);
        }
        std::ranges::stable_sort(versions, std::greater(), [](const Snapshot& s) { return s.info.time; });
        for (const Snapshot& version : versions) {
            if (!soundFiles(version.tree).empty()) return std::optional(version);
        }
        return std::optional<Snapshot>();
    }

    // Every file of a tree that is there, whatever else is missing.
    FileList soundFiles(const VersionId& root) {
        FileList files;
        struct Folder {
            VersionId id;
            std::string prefix;
            int depth;
        };
        std::vector<Folder> waiting{{root, "", 1}};
        while (!waiting.empty()) {
            const Folder folder = waiting.back();
            waiting.pop_back();
            Result<std::vector<history::TreeItem>> items = history::readFolder(m_store, folder.id);
            if (!items.ok() || folder.depth > history::kMaxTreeDepth) continue;
            for (const history::TreeItem& item : *items) {
                const std::string path = folder.prefix + item.name;
                if (item.folder) {
                    waiting.push_back({item.id, path + "/", folder.depth + 1});
                    continue;
                }
                const Result<bool> there = m_store.has(item.id);
                if (there.ok() && *there)
                    files[path] = item.id;
                else if (path.starts_with("objects/"))
                    m_broken.insert(path.substr(0, 25));
            }
        }
        return files;
    }

    struct Mended {
        VersionId version;
        std::string note;
    };

    // A version as far as it goes; the version itself when it is whole and so is what led to it.
    Result<Mended> mend(const Snapshot& version) {
        ORFEAS_TRY(below, history::reachableFrom(m_store, {version.id}));
        if (below.missing.empty()) return Mended{version.id, "from \"" + version.info.message + "\""};
        m_broken.clear();
        FileList files = soundFiles(version.tree);
        Mended mended;
        std::vector<ObjectId> order;
        for (const auto& [folder, parts] : filesByObject(files)) {
            const auto id = objectOfFolder(folder);
            const Result<ParsedRecord> record = readRecord(m_store, parts);
            const bool whole = id && record.ok() && !m_broken.contains(folder) &&
                               parts.contains("triangles.mesh") &&
                               (parts.contains("positions.mesh") || parts.contains("positions/000000.mesh"));
            if (whole) {
                order.push_back(*id);
                continue;
            }
            const std::string name = record.ok() ? record->object.name : folder;
            mended.note += (mended.note.empty() ? "without \"" : ", \"") + name + "\"";
            std::erase_if(files,
                          [&folder = folder](const auto& file) { return file.first.starts_with(folder); });
        }
        ORFEAS_CHECK(writeScene(files, order));
        ORFEAS_TRY(tree, history::writeTree(m_store, files));
        history::SnapshotInfo info = version.info;
        info.message = "Salvaged \"" + version.info.message + "\"";
        info.trailers["Reason"] = "salvage";
        info.trailers["Objects"] = std::to_string(order.size());
        ORFEAS_TRY(parents, soundParents(version));
        ORFEAS_TRY(id, history::writeSnapshot(m_store, tree, parents, info));
        mended.version = id;
        return mended;
    }

    // The order of the objects that are left, as it was as far as it is known; their groups where they are known.
    Result<void> writeScene(FileList& files, const std::vector<ObjectId>& left) {
        nlohmann::json scene{{"format", "1.0"}, {"objects", nlohmann::json::array()}};
        const auto record = files.find("project.json");
        if (record != files.end()) {
            ORFEAS_TRY(object, m_store.get(record->second));
            if (Result<nlohmann::json> parsed = parseRecordJson(object.content); parsed.ok())
                scene = *std::move(parsed);
        }
        std::set<std::string> missing;
        for (const ObjectId id : left)
            missing.insert(objectFolder(id).substr(8, 16));
        nlohmann::json order = nlohmann::json::array();
        for (const nlohmann::json& entry : scene["objects"]) {
            if (entry.is_string() && missing.erase(entry.get<std::string>())) order.push_back(entry);
        }
        for (const std::string& id : missing)
            order.push_back(id);
        scene["objects"] = order;
        const std::string text = recordText(scene);
        ORFEAS_TRY(blob, m_store.put(ObjectKind::Blob, std::as_bytes(std::span(text))));
        files["project.json"] = blob;
        return {};
    }

    // The nearest versions before it that are whole with everything that led to them.
    Result<std::vector<VersionId>> soundParents(const Snapshot& version) {
        std::vector<VersionId> sound;
        std::vector<VersionId> waiting = version.parents;
        std::unordered_set<VersionId> seen;
        while (!waiting.empty() && sound.size() < 8) {
            const VersionId id = waiting.back();
            waiting.pop_back();
            if (!seen.insert(id).second) continue;
            const Result<Snapshot> snapshot = history::readSnapshot(m_store, id);
            if (!snapshot.ok()) continue;
            ORFEAS_TRY(below, history::reachableFrom(m_store, {id}));
            if (below.missing.empty())
                sound.push_back(id);
            else
                waiting.insert(waiting.end(), snapshot->parents.begin(), snapshot->parents.end());
        }
        return sound;
    }

    Result<std::unordered_set<VersionId>> reachable() {
        ORFEAS_TRY(refs, m_project.refs().list());
        std::vector<VersionId> targets;
        for (const auto& [name, target] : refs)
            targets.push_back(target);
        ORFEAS_TRY(reached, history::reachableFrom(m_store, targets));
        return std::move(reached.objects);
    }

    // Versions whose refs are lost get variants of their own. Superseded autosaves are not versions.
    Result<void> takeLost() {
        ORFEAS_TRY(reached, reachable());
        std::vector<Snapshot> lost;
        std::unordered_set<VersionId> parents;
        for (const VersionId& id : m_commits) {
            const Result<Snapshot> snapshot = history::readSnapshot(m_store, id);
            if (!snapshot.ok()) continue;
            parents.insert(snapshot->parents.begin(), snapshot->parents.end());
            const auto reason = snapshot->info.trailers.find("Reason");
            const bool autosave = reason != snapshot->info.trailers.end() && reason->second == "autosave";
            if (!autosave && !reached.contains(id)) lost.push_back(*snapshot);
        }
        std::erase_if(
            lost, [&](const Snapshot& s) { return parents.contains(s.id) || m_mendedFrom.contains(s.id); });
        std::ranges::stable_sort(lost, std::greater(), [](const Snapshot& s) { return s.info.time; });
        if (lost.size() > kMaxFound) lost.resize(kMaxFound);
        for (const Snapshot& snapshot : lost) {
            ORFEAS_TRY(left, newestLeft(snapshot.id));
            if (!left || !m_mendedFrom.insert(left->id).second) continue;
            ORFEAS_TRY(mended, mend(*left));
            const std::string name = "found-" + std::to_string(m_report.found.size() + 1);
            ORFEAS_CHECK(m_project.refs().set(variantRef(name), mended.version));
            m_report.found.push_back(name + ": \"" + left->info.message + "\"");
        }
        return {};
    }

    Result<void> setHead() {
        ORFEAS_TRY(variants, m_project.refs().list(history::kVariantPrefix));
        const std::string wanted = m_wreck.head();
        if (variants.contains(variantRef(wanted)) || variants.empty())
            return m_project.refs().setHead(wanted);
        return m_project.refs().setHead(variants.begin()->first.substr(history::kVariantPrefix.size()));
    }

    Wreck& m_wreck;
    ProjectFile& m_project;
    history::ObjectStore& m_store;
    const jobs::JobContext& m_context;
    SalvageReport m_report;
    std::vector<VersionId> m_commits;
    std::set<std::string> m_broken; ///< object folders that miss a file
    std::unordered_set<VersionId> m_mendedFrom;
};

} // namespace

Result<SalvageReport> salvage(const fs::path& from, const fs::path& to, const jobs::JobContext& context) {
    std::error_code ignored;
    if (!fs::exists(from, ignored)) return Error{ErrorCode::NotFound, "There is no project of this name", {}};
    Result<Database> opened = Database::open(from, history::OpenMode::ReadOnly);
    if (!opened.ok())
        return Error{ErrorCode::BadInput, "Nothing can be read from this file: take the newest backup",
                     opened.error().detail};
    Wreck wreck(*std::move(opened));
    ORFEAS_TRY(project, ProjectFile::create(to));
    Result<SalvageReport> report = Salvager(wreck, *project, context).run();
    if (!report.ok()) {
        project.reset();
        fs::remove(to, ignored);
    }
    return report;
}

} // namespace orfeas::project
