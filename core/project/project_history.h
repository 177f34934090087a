// A project file with Documents in it: save, restore, variants, tags, merge, autosave. What the command line and the
// desktop mean by "history".
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/history/project_file.h"
#include "core/history/snapshot.h"
#include "core/image/picture.h"
#include "core/jobs/job.h"
#include "core/project/document.h"
#include "core/project/history_graph.h"
#include "core/project/merge.h"
#include "core/project/object_files.h"
#include "core/project/project_archive.h"
#include "core/project/thumbnail.h"

namespace orfeas::project {

/// Why a version was kept; stored in it. Named is the user's own; all others are automatic.
enum class SnapshotReason { Generated, Imported, Repaired, Exported, Edited, Restored, Merged, Named };

struct SaveRequest {
    std::string message;
    SnapshotReason reason = SnapshotReason::Named;
    std::string verdict;                             ///< empty: "solid" or "not solid", from the facts
    std::string author;                              ///< empty: nobody named
    std::shared_ptr<const image::Picture> thumbnail; ///< null: drawn here (drawThumbnail)
};

struct Variant {
    std::string name;
    history::ObjectId tip;
    bool current = false;
};

struct MergeOutcome {
    enum class Kind {
        UpToDate,  ///< theirs holds nothing new
        Forwarded, ///< ours had nothing of its own: the variant now points at theirs
        Merged,    ///< a version with two parents was added
        Conflicts  ///< nothing was changed: choose for `conflicts` and merge again
    };
    Kind kind = Kind::UpToDate;
    history::ObjectId version; ///< the variant's tip afterwards
    std::vector<MergeConflict> conflicts;
};

/// A working document that was being edited when the program last ended, newer than the variant's last version.
struct Recovery {
    history::ObjectId version; ///< read() gives the document
    std::string variant;
    std::int64_t time = 0;             ///< Unix seconds of the last autosave
    std::vector<ObjectChange> changes; ///< against the variant's last version; empty when that cannot be read
};

/// An open project with its past. One thread at a time (see HistoryThread). Every change is one transaction: it is
/// there whole or not at all.
class ProjectHistory {
public:
    static Result<ProjectHistory> create(const std::filesystem::path& file);
    static Result<ProjectHistory> open(const std::filesystem::path& file,
                                       history::ProjectFile::Access access);

    history::ProjectFile& file() { return *m_file; }
    const history::ProjectFile& file() const { return *m_file; }

    // --- versions
    /// The newest version of the current variant, or nothing in a new project.
    Result<std::optional<history::ObjectId>> tip() const;
    /// Its document; empty for a new project.
    Result<DocumentPtr> current(const jobs::JobContext& context) const;
    Result<DocumentPtr> read(const history::ObjectId& version, const jobs::JobContext& context) const;

    /// Adds a version to the current variant and ends its autosave. Nothing changed: the tip is returned and nothing is
    /// added, unless the reason is Named.
    Result<history::ObjectId> save(const Document& document, const SaveRequest& request,
                                   const jobs::JobContext& context);
    Result<history::ObjectId> save(const Document& document, const std::string& message,
                                   SnapshotReason reason, const jobs::JobContext& context);

    /// The versions that led to `from` (default: the tip of the current variant), newest first, at most `limit`.
    Result<std::vector<history::Snapshot>> log(std::optional<history::ObjectId> from,
                                               std::size_t limit) const;
    /// All variants and tags at once.
    Result<HistoryGraph> graph(std::size_t limit = 100'000) const { return readGraph(*m_file, limit); }
    /// PNG bytes; empty when the version has none. `version` null: the tip of the current variant.
    Result<std::vector<std::byte>> thumbnail(const history::ObjectId& version) const;

    /// A version by what people type: 4 to 40 digits of its id, a variant, a tag. NotFound or, when several match,
    /// BadInput.
    Result<history::ObjectId> find(const std::string& text) const;

    /// Versions that have every word of `words` in message, tag, variant, author or the name of an object; newest first.
    Result<std::vector<history::ObjectId>> search(const std::string& words) const;

    /// Makes an older version the newest again by adding it on top: nothing is deleted.
    Result<history::ObjectId> restore(const history::ObjectId& version);

    /// Object by object, in the order of their ids, then what was removed. Reads no geometry.
    Result<std::vector<ObjectChange>> differences(const history::ObjectId& older,
                                                  const history::ObjectId& newer) const;

    // --- variants and tags
    Result<std::vector<Variant>> variants() const;
    Result<void> createVariant(const std::string& name, const history::ObjectId& from);
    Result<void> switchTo(const std::string& name);
    Result<void> renameVariant(const std::string& from, const std::string& to);
    /// Refused for the current variant and for one whose versions nothing else leads to, unless `force`.
    Result<void> removeVariant(const std::string& name, bool force);
    Result<void> tag(const std::string& name, const history::ObjectId& version);
    /// The version itself stays as long as something else leads to it.
    Result<void> removeTag(const std::string& name);

    /// Brings what `theirs` (a variant, tag or version) has into the current variant. See merge.h.
    Result<MergeOutcome> merge(const std::string& theirs, const MergeChoices& choices,
                               const jobs::JobContext& context);
    /// The same between any two: the variant `into` moves, the current variant need not be one of them.
    Result<MergeOutcome> mergeInto(const std::string& into, const history::ObjectId& theirs,
                                   const std::string& theirName, const MergeChoices& choices,
                                   const jobs::JobContext& context);

    // --- the working document
    /// Keeps it on the current variant's own ref, apart from the versions. Replaces the autosave before it.
    Result<history::ObjectId> autosave(const Document& document, const jobs::JobContext& context);
    /// Whether the current variant has an autosave that differs from its last version. Ask right after opening.
    Result<std::optional<Recovery>> recovery() const;
    /// Ends the autosave of the current variant without taking it over. It is set aside until the next one is.
    Result<void> setAutosaveAside();

private:
    explicit ProjectHistory(std::unique_ptr<history::ProjectFile> file) : m_file(std::move(file)) {}
    Result<void> requireWritable() const;
    /// Runs `change` and commits; undone whole when it or the commit fails.
    Result<history::ObjectId> inTransaction(const std::function<Result<history::ObjectId>()>& change);
    Result<history::ObjectId> append(const history::ObjectId& tree, const history::SnapshotInfo& info);
    Result<history::FileList> filesOf(const std::optional<history::ObjectId>& version) const;
    Result<history::FileList> storeDocument(const Document& document, const history::FileList& before,
                                            const std::shared_ptr<const image::Picture>& thumbnail,
                                            const jobs::JobContext& context);
    Result<void> carryUnknown(const history::FileList& before, history::FileList& files);
    Result<void> endAutosave();

    std::unique_ptr<history::ProjectFile> m_file;
    mutable ProjectArchive m_archive; ///< reading teaches it, too
    Thumbnailer m_thumbnailer;
};

} // namespace orfeas::project
