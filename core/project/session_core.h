// What the project session does on its thread: the open file, what of the document is on disk, and when to keep it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/project/autosave.h"
#include "core/project/core_event.h"
#include "core/project/history_thread.h"
#include "core/project/print_verdict.h"
#include "core/project/project_session.h"
#include "core/project/project_sharing.h"
#include "core/project/session_event.h"
#include "core/project/session_folder.h"

namespace orfeas::project {

class ProjectService;

/// Owner: ProjectSession. Every call on the session thread.
class SessionCore {
public:
    using Emit = ProjectSession::Sink;
    /// Brings a closure onto the session thread.
    using Post = std::function<void(std::function<void()>)>;

    SessionCore(ProjectService& service, Emit emit, Post post, ProjectSession::Options options);

    void begin(bool resume);
    /// Keeps the work and lets the file go; `remember`: it comes back at the next start.
    void close(bool remember);

    void documentChanged(const DocumentPtr& document, const std::string& undoText);
    void jobDone(JobKind kind, const std::string& name);

    void startNew();
    void open(const std::filesystem::path& file);
    void saveAs(const std::filesystem::path& file);
    void save(const std::string& name);
    void recover();
    void discardRecovery();

    void restore(const history::ObjectId& version);
    void merge(const std::string& theirs, const MergeChoices& choices);
    void createVariant(const std::string& name, const history::ObjectId& from);
    void switchTo(const std::string& variant);
    /// A change of names only.
    void change(const std::function<Result<void>(ProjectHistory&)>& change);

    // session_care.cpp
    void readCare();
    void verify(bool quarantine);
    void collectGarbage(std::chrono::seconds grace);
    void exportGit(const std::filesystem::path& folder);
    void importGit(const std::filesystem::path& folder);
    void pull(const std::string& location, const PullChoices& choices,
              const std::shared_ptr<history::Download>& download);
    /// Everything is in the file, so that a reader of its own finds it: for what runs beside.
    Result<std::filesystem::path> prepareToShare();
    void openBackup(const std::filesystem::path& backup);
    void openSalvaged(const Salvaged& salvaged);

    void setBackups(const history::BackupPolicy& policy) { m_options.backups = policy; }
    const history::BackupPolicy& backups() const { return m_options.backups; }

    /// What the print check found out; told by the service as it goes.
    void checked(const ObjectChecked& event);

    void search(const std::string& words);
    void readThumbnail(const history::ObjectId& version);
    Result<VersionsCompared::Side> side(const std::optional<history::ObjectId>& version);

    const std::optional<std::filesystem::path>& file() const { return m_file; }

private:
    Result<void> attach(ProjectHistory history, const std::filesystem::path& file);
    void release();
    Result<void> makeUntitled();
    Result<void> goOnInCopy();
    void offerSalvage(const std::filesystem::path& file, const Error& error);
    bool openNow(const std::filesystem::path& file);
    static bool holdsFoundWork(const std::filesystem::path& file);
    void offerRecovery(const Recovery& recovery);

    DocumentPtr workingDocument();
    void replaceDocument(const DocumentPtr& document);
    Result<void> keepWork(const std::string& message);
    Result<void> keep(const std::string& message, SnapshotReason reason);
    bool differsFromTip() const;
    bool inPlace();
    Result<void> takeTip(const std::string& undoText);

    void saved(const Autosave::Status& status);
    void emitStatus();
    void emitGraph();
    void fail(const Error& error);
    bool told(const Result<void>& result);
    bool writable();

    ProjectService& m_service;
    Emit m_emit;
    Post m_post;
    ProjectSession::Options m_options;
    SessionFolder m_folder;

    std::optional<std::filesystem::path> m_file;
    std::string m_readOnly; ///< why, or empty
    DocumentPtr m_current;  ///< the working document as last seen
    DocumentPtr m_tip;      ///< what the current variant's last version holds
    DocumentPtr m_awaited;  ///< replaces the document: what comes before it belongs to another file
    std::string m_lastEdit; ///< "Add owl"
    std::string m_variant = "main";
    std::optional<Recovery> m_recovery; ///< offered, not answered
    PrintVerdict m_verdict;
    Autosave::Status m_autosaveStatus;
    std::uint64_t m_attached = 0; ///< changes with the file: older news is not heard
    std::unique_ptr<HistoryThread> m_history;
    std::unique_ptr<Autosave> m_autosave; // last: writes to the history as it goes
};

/// The same objects and groups, told by identity.
bool sameContent(const Document& a, const Document& b);

} // namespace orfeas::project
