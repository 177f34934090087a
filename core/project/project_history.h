// A project file with Documents in it: save, restore, variants, tags, differences. What the command line and the
// desktop mean by "history".
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/history/project_file.h"
#include "core/history/snapshot.h"
#include "core/jobs/job.h"
#include "core/project/document.h"
#include "core/project/project_archive.h"

namespace orfeas::project {

/// Why a version was kept; stored in it.
enum class SnapshotReason { Generated, Imported, Edited, Restored, Named };

struct Variant {
    std::string name;
    history::ObjectId tip;
    bool current = false;
};

/// What happened to one object between two versions.
struct ObjectChange {
    enum class Kind { Added, Removed, Changed };
    Kind kind = Kind::Changed;
    std::string name;      ///< the newer one
    bool geometry = false; ///< Changed: what about it
    bool moved = false;
    bool settings = false;
    bool renamed = false;
    bool visibility = false;
};

/// An open project with its past. One thread at a time (the core thread). Every change is one transaction: it is
/// there whole or not at all.
class ProjectHistory {
public:
    static Result<ProjectHistory> create(const std::filesystem::path& file);
    static Result<ProjectHistory> open(const std::filesystem::path& file,
                                       history::ProjectFile::Access access);

    history::ProjectFile& file() { return *m_file; }
    const history::ProjectFile& file() const { return *m_file; }

    /// The newest version of the current variant; empty for a new project.
    Result<DocumentPtr> current(const jobs::JobContext& context) const;
    Result<DocumentPtr> read(const history::ObjectId& version, const jobs::JobContext& context) const;

    /// Adds a version to the current variant. Nothing changed: the tip is returned and nothing is added, unless the
    /// reason is Named.
    Result<history::ObjectId> save(const Document& document, const std::string& message,
                                   SnapshotReason reason, const jobs::JobContext& context);

    /// The versions that led to `from` (default: the tip of the current variant), newest first, at most `limit`.
    Result<std::vector<history::Snapshot>> log(std::optional<history::ObjectId> from,
                                               std::size_t limit) const;

    /// A version by what people type: 4 to 40 digits of its id, a variant, a tag. NotFound or, when several match,
    /// BadInput.
    Result<history::ObjectId> find(const std::string& text) const;

    /// Makes an older version the newest again by adding it on top: nothing is deleted.
    Result<history::ObjectId> restore(const history::ObjectId& version);

    Result<std::vector<Variant>> variants() const;
    Result<void> createVariant(const std::string& name, const history::ObjectId& from);
    Result<void> switchTo(const std::string& name);
    Result<void> renameVariant(const std::string& from, const std::string& to);
    /// Refused for the current variant and for one whose versions nothing else leads to, unless `force`.
    Result<void> removeVariant(const std::string& name, bool force);
    Result<void> tag(const std::string& name, const history::ObjectId& version);

    /// Object by object, in the order of the newer version, then what was removed.
    Result<std::vector<ObjectChange>> differences(const history::ObjectId& older,
                                                  const history::ObjectId& newer) const;

private:
    explicit ProjectHistory(std::unique_ptr<history::ProjectFile> file) : m_file(std::move(file)) {}
    Result<void> requireWritable() const;
    Result<std::optional<history::ObjectId>> tip() const;
    Result<history::ObjectId> append(const history::ObjectId& tree, const history::SnapshotInfo& info);

    std::unique_ptr<history::ProjectFile> m_file;
    ProjectArchive m_archive;
};

} // namespace orfeas::project
