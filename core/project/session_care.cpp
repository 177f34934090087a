// The session's care for the file itself: checks, backups, damage, exchange with others.
#include <algorithm>
#include <utility>

#include "core/history/git_exchange.h"
#include "core/project/project_service.h"
#include "core/project/session_core.h"

namespace orfeas::project {
namespace {

namespace fs = std::filesystem;
using history::ProjectFile;

std::string counted(std::uint64_t count, const char* one, const char* many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::vector<history::Backup> backupsOf(const fs::path& file, const history::BackupPolicy& policy) {
    return history::listBackups(policy.folder.empty() ? history::backupFolder(file) : policy.folder,
                                file.stem().string());
}

std::string pulledText(const PullReport& report) {
    std::string text;
    for (const PulledVariant& variant : report.variants) {
        using Kind = PulledVariant::Kind;
        if (variant.kind == Kind::UpToDate || variant.kind == Kind::Conflicts) continue;
        const char* what = variant.kind == Kind::Added ? " is new" : " has new versions";
        text += (text.empty() ? "" : ", ") + variant.name + what;
    }
    return text.empty() ? "Nothing new there" : "Taken in: " + text;
}

// "name restored.orfeas" beside `file`, or the next free one.
fs::path freeName(const fs::path& folder, const std::string& stem) {
    std::error_code ignored;
    for (int number = 1;; ++number) {
        const fs::path file = folder / (stem + (number == 1 ? "" : " " + std::to_string(number)) + ".orfeas");
        if (!fs::exists(file, ignored)) return file;
    }
}

} // namespace

void SessionCore::readCare() {
    if (!m_file) return m_emit(CareRead{});
    std::error_code ignored;
    CareRead care{*m_file, fs::file_size(*m_file, ignored), backupsOf(*m_file, m_options.backups),
                  m_options.backups.folder.empty() ? history::backupFolder(*m_file)
                                                   : m_options.backups.folder};
    if (ignored) care.bytes = 0;
    const auto log = fs::file_size(m_file->string() + "-wal", ignored); // folded in when the project closes
    if (!ignored) care.bytes += log;
    m_emit(care);
}

void SessionCore::verify(bool quarantine) {
    if (!m_file) return fail({ErrorCode::NotFound, "There is nothing to check yet", {}});
    const auto mode =
        quarantine && m_readOnly.empty() ? history::VerifyMode::Quarantine : history::VerifyMode::Look;
    auto report =
        m_history->ask([&](ProjectHistory& history) { return history::verify(history.file(), mode); });
    if (!report.ok()) return fail(report.error());
    m_emit(Verified{std::move(*report)});
}

void SessionCore::collectGarbage(std::chrono::seconds grace) {
    if (!writable() || !told(keepWork("Changes before cleaning up"))) return;
    const auto report = m_history->ask(
        [&](ProjectHistory& history) { return history::collectGarbage(history.file(), grace.count()); });
    if (!report.ok()) return fail(report.error());
    m_emit(SessionTold{report->removed == 0
                           ? "Nothing to clean up: every part is used, or too young to go"
                           : counted(report->removed, "part", "parts") + " that nothing used removed"});
    readCare();
}

void SessionCore::exportGit(const fs::path& folder) {
    if (!m_file) return fail({ErrorCode::NotFound, "There is nothing to write yet", {}});
    if (m_readOnly.empty() && !told(keepWork("Changes before writing a git repository"))) return;
    const auto report =
        m_history->ask([&](ProjectHistory& history) { return history::exportGit(history.file(), folder); });
    if (!report.ok()) return fail(report.error());
    m_emit(SessionTold{"Git repository written: " + counted(report->refs, "name", "names") + ", " +
                       counted(report->objects, "new part", "new parts")});
}

void SessionCore::importGit(const fs::path& folder) {
    if (!m_file && !told(makeUntitled())) return;
    if (!writable() || !told(keepWork("Changes before taking in a git repository"))) return;
    const auto report =
        m_history->ask([&](ProjectHistory& history) { return history::importGit(history.file(), folder); });
    if (!report.ok()) return fail(report.error());
    if (!told(takeTip("Take in the git repository"))) return;
    m_emit(SessionTold{"Taken in: " + counted(report->refs, "name", "names") + ", " +
                       counted(report->objects, "new part", "new parts")});
    emitGraph();
    emitStatus();
}

Result<fs::path> SessionCore::prepareToShare() {
    if (!m_file) return Error{ErrorCode::NotFound, "There is nothing to share yet", {}};
    if (m_readOnly.empty()) ORFEAS_CHECK(keepWork("Changes before sharing"));
    return *m_file;
}

void SessionCore::pull(const std::string& location, const PullChoices& choices,
                       const std::shared_ptr<history::Download>& download) {
    if (!m_file && !told(makeUntitled())) return;
    if (!writable() || !told(keepWork("Changes before taking in what others brought"))) return;
    const auto before = m_history->ask([](ProjectHistory& history) { return history.tip(); });
    const auto report = m_history->ask(
        [&](ProjectHistory& history) { return project::pull(history, location, choices, {}, download); });
    if (!report.ok()) return fail(report.error());
    const auto after = m_history->ask([](ProjectHistory& history) { return history.tip(); });
    if (after.ok() && before.ok() && *after != *before && !told(takeTip("Take in what others brought")))
        return;
    emitGraph();
    emitStatus();
    const auto conflict =
        std::ranges::find_if(report->variants, [](const PulledVariant& v) { return !v.conflicts.empty(); });
    if (conflict != report->variants.end())
        return m_emit(PullAsked{location, conflict->name, conflict->conflicts});
    m_emit(SessionTold{pulledText(*report)});
}

// --- when the file is not what it should be

// Deleted, moved or replaced under our hands: what is open is still all there, and goes on in a copy.
Result<void> SessionCore::goOnInCopy() {
    ORFEAS_TRY(file, m_folder.nameUntitled());
    ORFEAS_CHECK(
        m_history->ask([&](ProjectHistory& history) { return history::copyProject(history.file(), file); }));
    ORFEAS_TRY(opened, ProjectHistory::open(file, ProjectFile::Access::ReadWrite));
    const std::string lastEdit = m_lastEdit;
    const std::string variant = m_variant;
    const std::optional<Recovery> recovery = m_recovery;
    release();
    m_lastEdit = lastEdit;
    m_variant = variant;
    m_recovery = recovery;
    const Result<void> marked = attach(std::move(opened), file);
    if (!marked.ok()) fail(marked.error());
    if (differsFromTip()) m_autosave->edited(m_current);
    m_emit(SessionTold{
        "The project file was deleted or moved while it was open. Nothing is lost: the work goes on "
        "in an untitled copy with the whole history; save it where you want it"});
    emitStatus();
    return {};
}

// Only where something may be saved: a file that was never a project is told in one sentence.
void SessionCore::offerSalvage(const fs::path& file, const Error& error) {
    std::vector<history::Backup> backups = backupsOf(file, m_options.backups);
    if (error.code != ErrorCode::BadInput || (backups.empty() && !history::resemblesProject(file)))
        return fail(error);
    m_emit(DamageFound{file, error, std::move(backups)});
}

// A backup stays what it is: a copy of it is opened.
void SessionCore::openBackup(const fs::path& backup) {
    const fs::path folder =
        backup.parent_path().has_parent_path() ? backup.parent_path().parent_path() : backup.parent_path();
    fs::path to = freeName(folder, backup.stem().string());
    Result<void> copied = history::copyProject(backup, to);
    if (!copied.ok() && copied.error().code == ErrorCode::PermissionDenied) {
        const auto untitled = m_folder.nameUntitled();
        if (!untitled.ok()) return fail(untitled.error());
        to = *untitled;
        copied = history::copyProject(backup, to);
    }
    if (!copied.ok()) return fail(copied.error());
    if (openNow(to)) m_emit(SessionTold{"Opened a copy of the backup: the backup itself stays as it is"});
}

void SessionCore::openSalvaged(const Salvaged& salvaged) {
    if (openNow(salvaged.to)) m_emit(salvaged);
}

} // namespace orfeas::project
