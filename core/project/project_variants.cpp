// Variants, tags and merging of ProjectHistory.
#include <algorithm>

#include "core/image/picture_file.h"
#include "core/project/history_refs.h"
#include "core/project/object_files.h"
#include "core/project/project_history.h"
#include "core/project/thumbnail.h"

namespace orfeas::project {
namespace {

using history::FileList;
using history::kVariantPrefix;
using history::Snapshot;
using VersionId = history::ObjectId;

Error noSuchVariant(const std::string& name) {
    return {ErrorCode::NotFound, "There is no variant \"" + name + "\"", {}};
}

} // namespace

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

Result<void> ProjectHistory::removeTag(const std::string& name) {
    ORFEAS_CHECK(requireWritable());
    ORFEAS_TRY(existing, m_file->refs().get(tagRef(name)));
    if (!existing) return Error{ErrorCode::NotFound, "There is no tag \"" + name + "\"", {}};
    return m_file->refs().remove(tagRef(name));
}

Result<MergeOutcome> ProjectHistory::merge(const std::string& theirs, const MergeChoices& choices,
                                           const jobs::JobContext& context) {
    ORFEAS_TRY(version, find(theirs));
    ORFEAS_TRY(head, m_file->refs().head());
    return mergeInto(head, version, theirs, choices, context);
}

Result<MergeOutcome> ProjectHistory::mergeInto(const std::string& into, const VersionId& theirs,
                                               const std::string& theirName, const MergeChoices& choices,
                                               const jobs::JobContext& context) {
    ORFEAS_CHECK(requireWritable());
    history::ObjectStore& store = m_file->objects();
    ORFEAS_TRY(ours, m_file->refs().get(variantRef(into)));
    ORFEAS_TRY(head, m_file->refs().head());
    if (!ours && into != head) return noSuchVariant(into);
    const auto moveTo = [&](MergeOutcome::Kind kind, const VersionId& version) -> Result<MergeOutcome> {
        ORFEAS_CHECK(m_file->refs().set(variantRef(into), version));
        return MergeOutcome{kind, version, {}};
    };
    if (!ours) return moveTo(MergeOutcome::Kind::Forwarded, theirs); // a variant without versions
    ORFEAS_TRY(base, mergeBase(store, *ours, theirs));
    if (base == theirs) return MergeOutcome{MergeOutcome::Kind::UpToDate, *ours, {}};
    if (base == *ours) return moveTo(MergeOutcome::Kind::Forwarded, theirs);
    ORFEAS_TRY(baseFiles, filesOf(base));
    ORFEAS_TRY(oursFiles, filesOf(*ours));
    ORFEAS_TRY(theirsFiles, filesOf(theirs));
    ORFEAS_TRY(transaction, history::Transaction::begin(m_file->database()));
    ORFEAS_TRY(merged, mergeFiles(store, baseFiles, oursFiles, theirsFiles, choices, theirName));
    if (!merged.conflicts.empty())
        return MergeOutcome{MergeOutcome::Kind::Conflicts, *ours, std::move(merged.conflicts)};
    // Read back before it is kept: what cannot be opened is no merge.
    ORFEAS_TRY(document, m_archive.read(store, merged.files, context));
    ORFEAS_TRY(png, image::encodePng(m_thumbnailer.draw(*document, kThumbnailSide, context),
                                     image::PngEffort::Quick));
    ORFEAS_TRY(thumbnail, store.put(history::ObjectKind::Blob, png));
    merged.files["thumbnail.png"] = thumbnail;
    ORFEAS_TRY(tree, history::writeTree(store, merged.files));
    const SaveRequest request{"Merge \"" + theirName + "\"", SnapshotReason::Merged, {}, {}, {}};
    ORFEAS_TRY(id,
               history::writeSnapshot(store, tree, {*ours, theirs}, describeSnapshot(*document, request)));
    Result<MergeOutcome> outcome = moveTo(MergeOutcome::Kind::Merged, id);
    if (!outcome.ok()) return outcome;
    ORFEAS_CHECK(transaction.commit());
    return outcome;
}

} // namespace orfeas::project
