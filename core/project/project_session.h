// The open project as a file: opens, keeps and closes it beside the ProjectService, so that nothing is ever lost.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/project/autosave.h"
#include "core/project/core_event.h"
#include "core/project/project_sharing.h"
#include "core/project/session_event.h"

namespace orfeas::project {

class ProjectService;

/// Commands go down: each returns at once, from any one thread, and is carried out in order on the session's own thread.
/// Events come up: the sink is called on the session's threads and must not block. Documents go to the service, and come
/// back through `observe`.
///
/// Every edit is on disk within two seconds (autosave). A version is kept by itself when a generation, repair, import or
/// export has finished, before the document is replaced by another one (restore, switch, open, close), and when asked
/// for. An untitled project has a file too, in the user's data folder. Nothing here deletes a version.
class ProjectSession {
public:
    using Sink = std::function<void(const SessionEvent&)>;
    struct Options {
        std::filesystem::path folder; ///< of the user's data, for untitled projects and what was open
        Autosave::Options autosave;
        history::BackupPolicy backups; ///< rolling copies beside the project; none with `keep` 0
    };

    /// Borrows the service, which must outlive it.
    ProjectSession(ProjectService& service, Sink sink, Options options);
    ProjectSession(const ProjectSession&) = delete;
    ProjectSession& operator=(const ProjectSession&) = delete;
    /// Keeps the work, closes the file. Waits for that.
    ~ProjectSession();

    /// The service's events, on its core thread. Returns at once.
    void observe(const CoreEvent& event);

    /// What the program starts with: work that a crash left (RecoveryOffered; without `resume` only that), else, when `resume`, what was open last, else
    /// an empty untitled project.
    void begin(bool resume);

    // --- files
    void startNew();
    void open(std::filesystem::path file);
    /// Goes on in a copy at `file`, with the whole history. An older file of that name is replaced at the very end.
    void saveAs(std::filesystem::path file);
    /// Keeps a version by name; empty: named after the last edit.
    void save(std::string name);
    /// The answers to RecoveryOffered.
    void recover();
    void discardRecovery();

    // --- versions
    /// Adds the old version on top and makes its document the working one: undoable.
    void restore(history::ObjectId version);
    void createVariant(std::string name, history::ObjectId from); ///< and switches to it
    void switchTo(std::string variant);
    void renameVariant(std::string from, std::string to);
    void removeVariant(std::string variant, bool force);
    void tag(std::string name, history::ObjectId version);
    void removeTag(std::string name);
    void merge(std::string theirs, MergeChoices choices);

    // --- the file itself; what takes its time runs beside everything else
    /// Of what is open from now on.
    void setBackups(history::BackupPolicy policy);
    void backUpNow();                                ///< whatever the policy says of time
    void openBackup(std::filesystem::path backup);   ///< a copy of it, beside the project
    void readCare();                                 ///< CareRead
    void verify(bool quarantine);                    ///< Verified
    void collectGarbage(std::chrono::seconds grace); ///< what nothing leads to and is older
    /// Saves what is sound of a damaged project beside it, and opens that: Salvaged.
    void salvage(std::filesystem::path damaged);
    void exportGit(std::filesystem::path folder);
    void importGit(std::filesystem::path folder);
    /// To and from a shared folder or an address, all variants and tags.
    void push(std::string location);
    void pull(std::string location, PullChoices choices);

    // --- questions; the answers are events. Of several readVersion, search or compare only the last one is answered.
    void readVersion(history::ObjectId version);
    void readThumbnail(history::ObjectId version);
    void search(std::string words);
    /// Without `newer`: with the working document.
    void compare(history::ObjectId older, std::optional<history::ObjectId> newer);

    /// Waits until everything asked for so far is done: for tests.
    void wait();

private:
    struct Implementation;
    std::unique_ptr<Implementation> m_implementation;
};

/// A name as variants and tags take it: what people type, with "-" for spaces and without what git refuses. May be empty.
std::string refNameFor(const std::string& typed);

} // namespace orfeas::project
