#include "core/history/verify.h"

#include <chrono>

#include "core/history/reachable.h"
#include "core/history/snapshot.h"

namespace orfeas::history {
namespace {

std::span<const std::byte> asBytes(const ObjectId& id) {
    return std::as_bytes(std::span(id.bytes));
}

Result<std::vector<std::string>> databaseFaults(Database& database) {
    std::vector<std::string> faults;
    ORFEAS_TRY(check, database.prepare("PRAGMA integrity_check(100)"));
    for (;;) {
        Result<bool> row = check.step();
        if (!row.ok()) {
            faults.push_back(row.error().detail);
            return faults;
        }
        if (!*row) return faults;
        if (std::string line = check.text(0); line != "ok") faults.push_back(std::move(line));
    }
}

Result<std::vector<ObjectId>> allIds(const ObjectStore& store) {
    std::vector<ObjectId> ids;
    ORFEAS_CHECK(store.forEach([&](const ObjectId& id) {
        ids.push_back(id);
        return true;
    }));
    return ids;
}

Result<std::vector<ObjectId>> roots(const RefStore& refs) {
    ORFEAS_TRY(all, refs.list());
    std::vector<ObjectId> targets;
    for (const auto& [name, target] : all)
        targets.push_back(target);
    return targets;
}

// A ref is broken when anything below it is not sound.
Result<std::vector<std::string>> brokenRefs(const ProjectFile& project) {
    std::vector<std::string> broken;
    ORFEAS_TRY(all, project.refs().list());
    for (const auto& [name, target] : all) {
        ORFEAS_TRY(below, reachableFrom(project.objects(), {target}));
        if (!below.missing.empty()) broken.push_back(name);
    }
    return broken;
}

Result<void> quarantine(ProjectFile& project, const std::vector<ObjectId>& damaged) {
    ORFEAS_TRY(transaction, Transaction::begin(project.database()));
    for (const ObjectId& id : damaged) {
        ORFEAS_TRY(copy,
                   project.database().prepare("INSERT INTO quarantine SELECT id, kind, size, packing, data, "
                                              "'content does not match its name' FROM objects WHERE id = ?"));
        copy.bind(1, asBytes(id));
        ORFEAS_CHECK(copy.run());
        ORFEAS_TRY(remove, project.database().prepare("DELETE FROM objects WHERE id = ?"));
        remove.bind(1, asBytes(id));
        ORFEAS_CHECK(remove.run());
    }
    return transaction.commit();
}

std::uint64_t databaseBytes(Database& database) {
    const Result<std::int64_t> pages = database.integer("PRAGMA page_count");
    const Result<std::int64_t> pageSize = database.integer("PRAGMA page_size");
    return pages.ok() && pageSize.ok() ? static_cast<std::uint64_t>(*pages * *pageSize) : 0;
}

} // namespace

Result<VerifyReport> verify(ProjectFile& project, VerifyMode mode) {
    VerifyReport report;
    ORFEAS_TRY(faults, databaseFaults(project.database()));
    report.databaseFaults = std::move(faults);
    ORFEAS_TRY(ids, allIds(project.objects()));
    for (const ObjectId& id : ids) {
        ++report.objects;
        const Result<StoredObject> object = project.objects().get(id);
        if (!object.ok()) report.damaged.push_back(id);
    }
    ORFEAS_TRY(head, project.refs().head());
    ORFEAS_TRY(variants, project.refs().list(kVariantPrefix));
    if (!variants.empty() && !variants.contains(std::string(kVariantPrefix) + head))
        report.brokenRefs.push_back("the current variant \"" + head + "\" does not exist");
    ORFEAS_TRY(targets, roots(project.refs()));
    ORFEAS_TRY(reached, reachableFrom(project.objects(), targets));
    report.missing = std::move(reached.missing);
    for (const ObjectId& id : ids)
        report.unreachable += !reached.objects.contains(id);
    report.unreachable -= std::min<std::uint64_t>(report.unreachable, report.damaged.size());
    for (const ObjectId& id : reached.objects)
        report.snapshots += readSnapshot(project.objects(), id).ok();
    if (!report.missing.empty()) {
        ORFEAS_TRY(broken, brokenRefs(project));
        report.brokenRefs.insert(report.brokenRefs.end(), broken.begin(), broken.end());
    }
    if (mode == VerifyMode::Quarantine && !report.damaged.empty()) {
        if (project.readOnly()) {
            return Error{
                ErrorCode::PermissionDenied, "The project is read-only: " + project.readOnlyReason(), {}};
        }
        ORFEAS_CHECK(quarantine(project, report.damaged));
        report.quarantined = report.damaged;
    }
    return report;
}

Result<CollectReport> collectGarbage(ProjectFile& project, std::int64_t graceSeconds) {
    if (project.readOnly()) {
        return Error{
            ErrorCode::PermissionDenied, "The project is read-only: " + project.readOnlyReason(), {}};
    }
    CollectReport report;
    report.bytesBefore = databaseBytes(project.database());
    ORFEAS_TRY(targets, roots(project.refs()));
    ORFEAS_TRY(reached, reachableFrom(project.objects(), targets));
    if (!reached.missing.empty()) {
        return Error{ErrorCode::BadInput,
                     "The project is damaged, so nothing was removed: run `orfeas history verify` first",
                     {}};
    }
    ORFEAS_TRY(ids, allIds(project.objects()));
    const std::int64_t now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    {
        ORFEAS_TRY(transaction, Transaction::begin(project.database()));
        for (const ObjectId& id : ids) {
            if (reached.objects.contains(id)) continue;
            ORFEAS_TRY(remove, project.database().prepare(
                                   "DELETE FROM objects WHERE id = ? AND added <= ? RETURNING 1"));
            remove.bind(1, asBytes(id)).bind(2, now - graceSeconds);
            ORFEAS_TRY(gone, remove.step());
            ++(gone ? report.removed : report.keptYoung);
        }
        ORFEAS_CHECK(transaction.commit());
    }
    if (report.removed) ORFEAS_CHECK(project.database().execute("VACUUM"));
    report.bytesAfter = databaseBytes(project.database());
    return report;
}

} // namespace orfeas::history
