// The working document of ProjectHistory: autosave and recovery.
#include "core/project/history_refs.h"
#include "core/project/object_files.h"
#include "core/project/project_history.h"

namespace orfeas::project {

using VersionId = history::ObjectId;

Result<VersionId> ProjectHistory::autosave(const Document& document, const jobs::JobContext& context) {
    ORFEAS_CHECK(requireWritable());
    return inTransaction([&]() -> Result<VersionId> {
        ORFEAS_TRY(newest, tip());
        const Result<history::FileList> before = filesOf(newest);
        ORFEAS_TRY(files, storeDocument(document, before.ok() ? *before : history::FileList(), {}, context));
        ORFEAS_TRY(tree, history::writeTree(m_file->objects(), files));
        history::SnapshotInfo info =
            describeSnapshot(document, {"Working document", SnapshotReason::Edited, {}, {}, {}});
        info.trailers["Reason"] = "autosave";
        const std::vector<VersionId> parents = newest ? std::vector{*newest} : std::vector<VersionId>();
        ORFEAS_TRY(id, history::writeSnapshot(m_file->objects(), tree, parents, info));
        ORFEAS_TRY(head, m_file->refs().head());
        ORFEAS_CHECK(m_file->refs().set(autosaveRef(head), id));
        return id;
    });
}

Result<std::optional<Recovery>> ProjectHistory::recovery() const {
    ORFEAS_TRY(head, m_file->refs().head());
    ORFEAS_TRY(saved, m_file->refs().get(autosaveRef(head)));
    if (!saved) return std::optional<Recovery>();
    ORFEAS_TRY(snapshot, history::readSnapshot(m_file->objects(), *saved));
    Recovery recovery{*saved, head, snapshot.info.time, {}};
    ORFEAS_TRY(newest, tip());
    const Result<history::FileList> before = filesOf(newest);
    ORFEAS_TRY(files, filesOf(*saved));
    if (before.ok()) {
        history::FileList content = *before;
        content.erase("thumbnail.png");
        if (content == files) return std::optional<Recovery>();
        if (Result<std::vector<ObjectChange>> changes = changedObjects(m_file->objects(), *before, files);
            changes.ok()) {
            recovery.changes = *std::move(changes);
        }
    }
    return std::optional<Recovery>(std::move(recovery));
}

Result<void> ProjectHistory::setAutosaveAside() {
    ORFEAS_CHECK(requireWritable());
    ORFEAS_TRY(head, m_file->refs().head());
    ORFEAS_TRY(saved, m_file->refs().get(autosaveRef(head)));
    if (!saved) return {};
    ORFEAS_TRY(transaction, history::Transaction::begin(m_file->database()));
    ORFEAS_CHECK(m_file->refs().set(asideRef(head), *saved));
    ORFEAS_CHECK(m_file->refs().remove(autosaveRef(head)));
    return transaction.commit();
}

Result<void> ProjectHistory::endAutosave() {
    ORFEAS_TRY(head, m_file->refs().head());
    return m_file->refs().remove(autosaveRef(head));
}

} // namespace orfeas::project
