#include "core/project/session_core.h"

#include <algorithm>
#include <future>
#include <utility>

#include "core/base/log.h"
#include "core/history/backup.h"
#include "core/image/picture_file.h"
#include "core/project/object_name.h"
#include "core/project/project_service.h"
#include "core/project/thumbnail.h"

namespace orfeas::project {
namespace {

namespace fs = std::filesystem;
using history::ProjectFile;

DocumentPtr emptyDocument() {
    return std::make_shared<const Document>();
}

std::string stemOf(const fs::path& file) {
    return shownFileName(file.stem());
}

SnapshotReason reasonOf(JobKind kind) {
    switch (kind) {
    case JobKind::Generate:
        return SnapshotReason::Generated;
    case JobKind::Import:
        return SnapshotReason::Imported;
    case JobKind::Export:
        return SnapshotReason::Exported;
    case JobKind::Operate:
        return SnapshotReason::Repaired;
    }
    ORFEAS_ASSERT(false);
    return SnapshotReason::Edited;
}

} // namespace

bool sameContent(const Document& a, const Document& b) {
    return a.objects == b.objects && a.groups == b.groups;
}

SessionCore::SessionCore(ProjectService& service, Emit emit, Post post, ProjectSession::Options options)
    : m_service(service), m_emit(std::move(emit)), m_post(std::move(post)), m_options(std::move(options)),
      m_folder(m_options.folder), m_current(emptyDocument()), m_tip(emptyDocument()) {}

// --- what is open

Result<void> SessionCore::attach(ProjectHistory history, const fs::path& file) {
    m_readOnly = history.file().readOnlyReason();
    m_file = file;
    m_history = std::make_unique<HistoryThread>(std::move(history));
    m_autosaveStatus = {};
    m_autosave = std::make_unique<Autosave>(*m_history, m_options.autosave,
                                            [this, number = ++m_attached](const Autosave::Status& status) {
                                                m_post([this, status, number] {
                                                    if (number == m_attached)
                                                        saved(status); // not of a file that was left
                                                });
                                            });
    return m_folder.markOpen(file);
}

void SessionCore::release() {
    m_autosave.reset();
    ++m_attached; // what it told last is for nobody
    m_history.reset();
    m_file.reset();
    m_readOnly.clear();
    m_recovery.reset();
    m_lastEdit.clear();
    m_variant = "main";
    m_autosaveStatus = {};
    m_folder.markClosed();
}

Result<void> SessionCore::makeUntitled() {
    ORFEAS_TRY(file, m_folder.nameUntitled());
    ORFEAS_TRY(made, ProjectHistory::create(file));
    m_tip = emptyDocument();
    if (const Result<void> marked = attach(std::move(made), file); !marked.ok()) fail(marked.error());
    return {};
}

// The project is open and shown, or nothing has changed.
bool SessionCore::openNow(const fs::path& file) {
    std::error_code ignored;
    if (m_file && fs::equivalent(*m_file, file, ignored)) return true;
    Result<ProjectHistory> opened = ProjectHistory::open(file, ProjectFile::Access::ReadWrite);
    if (!opened.ok()) {
        offerSalvage(file, opened.error());
        return false;
    }
    Result<DocumentPtr> document = opened->current({});
    if (!document.ok()) {
        { const ProjectHistory closed = std::move(*opened); }
        offerSalvage(file, document.error());
        return false;
    }
    close(false);
    const Result<void> marked = attach(std::move(*opened), file);
    if (!marked.ok()) fail(marked.error());
    m_tip = *document;
    replaceDocument(*document);
    emitGraph();
    emitStatus();
    const auto recovery = m_history->ask([](ProjectHistory& history) { return history.recovery(); });
    if (!recovery.ok()) return told(recovery.error());
    if (*recovery && m_readOnly.empty()) offerRecovery(**recovery);
    return true;
}

void SessionCore::offerRecovery(const Recovery& recovery) {
    m_recovery = recovery;
    RecoveryOffered offer;
    offer.recovery = recovery;
    offer.status.file = *m_file;
    if (!m_folder.isUntitled(*m_file)) offer.status.name = stemOf(*m_file);
    m_history->ask([&](ProjectHistory& history) {
        const auto document = history.read(recovery.version, {});
        if (!document.ok()) return;
        for (const ObjectPtr& object : (*document)->objects)
            offer.objects.push_back(object->name);
        // An autosave carries no picture: what is offered is drawn now.
        if (auto png =
                image::encodePng(drawThumbnail(**document, kThumbnailSide, {}), image::PngEffort::Quick);
            png.ok())
            offer.thumbnail = std::make_shared<const std::vector<std::byte>>(std::move(*png));
    });
    m_emit(offer);
}

bool SessionCore::holdsFoundWork(const fs::path& file) {
    const auto opened = ProjectHistory::open(file, ProjectFile::Access::ReadOnly);
    if (!opened.ok()) return false;
    const auto recovery = opened->recovery();
    return recovery.ok() && *recovery;
}

void SessionCore::begin(bool resume) {
    if (const auto left = m_folder.takeAbandoned()) {
        if ((resume || holdsFoundWork(*left)) && openNow(*left)) return;
    }
    if (const auto last = resume ? m_folder.remembered() : std::nullopt) {
        if (openNow(*last)) return;
    }
    emitGraph();
    emitStatus();
}

void SessionCore::close(bool remember) {
    const DocumentPtr last = workingDocument();
    if (m_file && !m_readOnly.empty() && !sameContent(*last, *m_tip)) {
        // What was changed in a project that cannot be written goes on as an untitled one.
        release();
        m_current = last;
        if (const Result<void> made = makeUntitled(); !made.ok()) return fail(made.error());
    }
    if (!m_file) {
        if (remember) m_folder.forget();
        return;
    }
    if (!inPlace()) told(goOnInCopy());
    told(keepWork("Changes until closing"));
    const fs::path file = *m_file;
    release();
    if (remember) told(m_folder.remember(file));
}

void SessionCore::startNew() {
    close(false);
    m_tip = emptyDocument();
    replaceDocument(m_tip);
    emitGraph();
    emitStatus();
}

void SessionCore::open(const fs::path& file) {
    openNow(file);
}

void SessionCore::saveAs(const fs::path& file) {
    std::error_code ignored;
    if (m_file && fs::equivalent(*m_file, file, ignored)) return save({});
    m_current = workingDocument();
    const bool wasUntitled = m_file && m_folder.isUntitled(*m_file);
    const std::optional<fs::path> before = m_file;
    const fs::path fresh = file.string() + ".saving";
    fs::remove(fresh, ignored);
    const auto write = [&]() -> Result<ProjectHistory> {
        if (before) {
            if (m_readOnly.empty() && inPlace())
                ORFEAS_CHECK(keepWork("Changes until saving under another name"));
            ORFEAS_CHECK(m_history->ask(
                [&](ProjectHistory& history) { return history::copyProject(history.file(), fresh); }));
        } else if (const auto made = ProjectHistory::create(fresh); !made.ok()) {
            return made.error();
        }
        if (fs::exists(file, ignored)) {
            ORFEAS_TRY(old, ProjectHistory::open(file, ProjectFile::Access::ReadWrite));
            if (old.file().readOnly())
                return Error{ErrorCode::PermissionDenied,
                             "The project there cannot be replaced: " + old.file().readOnlyReason() +
                                 "; choose another name",
                             {}};
        }
        std::error_code error;
        fs::rename(fresh, file, error);
        if (error)
            return Error{ErrorCode::IoFailed, "The project cannot be saved there: choose another folder",
                         error.message()};
        return ProjectHistory::open(file, ProjectFile::Access::ReadWrite);
    };
    Result<ProjectHistory> made = write();
    if (!made.ok()) {
        fs::remove(fresh, ignored);
        return fail(made.error());
    }
    release();
    if (const Result<void> marked = attach(std::move(*made), file); !marked.ok()) fail(marked.error());
    if (wasUntitled) fs::remove(*before, ignored); // its whole history has moved
    if (!before) m_tip = emptyDocument();
    told(keep("Saved as " + stemOf(file), SnapshotReason::Named));
    emitGraph();
    emitStatus();
}

void SessionCore::save(const std::string& name) {
    m_current = workingDocument();
    if (!m_file && !m_current->objects.empty() && !told(makeUntitled())) return;
    if (!writable()) return;
    const std::string message = !name.empty() ? name : !m_lastEdit.empty() ? m_lastEdit : "Saved";
    if (told(keep(message, SnapshotReason::Named))) m_emit(SessionTold{"Version kept: " + message});
}

// --- recovery

void SessionCore::recover() {
    if (!m_recovery) return;
    const history::ObjectId version = m_recovery->version;
    const auto document = m_history->ask([&](ProjectHistory& history) { return history.read(version, {}); });
    if (!document.ok()) return fail(document.error());
    m_recovery.reset();
    m_current = *document;
    if (!told(keep("Recovered work", SnapshotReason::Edited))) return;
    replaceDocument(*document);
    emitStatus();
}

void SessionCore::discardRecovery() {
    if (!m_recovery) return;
    m_recovery.reset();
    told(m_history->ask([](ProjectHistory& history) { return history.setAutosaveAside(); }));
    emitStatus();
}

// --- the document

// Whatever the core thread has done so far is in it.
DocumentPtr SessionCore::workingDocument() {
    auto answer = std::make_shared<std::promise<DocumentPtr>>();
    auto future = answer->get_future();
    m_service.edit({}, [answer](const Document& document) -> Result<Document> {
        answer->set_value(std::make_shared<const Document>(document));
        return document;
    });
    DocumentPtr now = future.get();
    if (sameContent(*now, *m_current)) return m_current;
    m_current = now;
    return now;
}

void SessionCore::replaceDocument(const DocumentPtr& document) {
    m_awaited = document;
    m_current = document;
    m_service.openDocument(document);
}

void SessionCore::documentChanged(const DocumentPtr& document, const std::string& undoText) {
    if (m_awaited) {
        if (m_awaited != document) return;
        m_awaited.reset();
        m_current = document;
        return;
    }
    const bool same = sameContent(*document, *m_current);
    m_current = document;
    if (!undoText.empty()) m_lastEdit = undoText;
    if (!m_file) {
        if (document->objects.empty()) return;
        if (!told(makeUntitled())) return;
    }
    if (m_readOnly.empty() && !(same && sameContent(*document, *m_tip))) {
        if (m_recovery) { // work goes on before the question is answered: the old work becomes a variant
            told(m_history->ask([version = m_recovery->version](ProjectHistory& history) {
                return history.createVariant("recovered-" + version.hex().substr(0, 6), version);
            }));
            m_recovery.reset();
            emitGraph();
        }
        m_autosaveStatus.pending = true;
        m_autosave->edited(document);
    }
    emitStatus();
}

void SessionCore::jobDone(JobKind kind, const std::string& name) {
    if (!m_file || !m_readOnly.empty()) return;
    const std::string message = kind == JobKind::Export ? "Export " + name
                                : m_lastEdit.empty()    ? name
                                                        : m_lastEdit;
    told(keep(message, reasonOf(kind)));
}

bool SessionCore::differsFromTip() const {
    return m_file && !sameContent(*m_current, *m_tip);
}

Result<void> SessionCore::keepWork(const std::string& message) {
    m_current = workingDocument();
    if (!differsFromTip() || !m_readOnly.empty()) return {};
    return keep(message, SnapshotReason::Edited);
}

bool SessionCore::inPlace() {
    return m_history->ask([](ProjectHistory& history) { return history.file().requireInPlace().ok(); });
}

void SessionCore::checked(const ObjectChecked& event) {
    m_verdict.take(event, *m_current);
}

Result<void> SessionCore::keep(const std::string& message, SnapshotReason reason) {
    SaveRequest request;
    request.message = message;
    request.reason = reason;
    request.verdict = m_verdict.of(*m_current, {});
    const DocumentPtr document = m_current;
    const auto kept =
        m_history->ask([&](ProjectHistory& history) { return history.save(*document, request, {}); });
    if (!kept.ok()) return kept.error();
    m_tip = document;
    m_autosave->settled();
    m_autosaveStatus = {};
    emitGraph();
    emitStatus();
    return {};
}

// --- questions

void SessionCore::search(const std::string& words) {
    if (!m_history) return;
    auto found = m_history->ask([&](ProjectHistory& history) { return history.search(words); });
    if (!found.ok()) return fail(found.error());
    m_emit(Found{words, std::move(*found)});
}

void SessionCore::readThumbnail(const history::ObjectId& version) {
    if (!m_history) return;
    auto png = m_history->ask([&](ProjectHistory& history) { return history.thumbnail(version); });
    ThumbnailRead read{version, std::make_shared<const std::vector<std::byte>>()};
    if (png.ok()) read.png = std::make_shared<const std::vector<std::byte>>(std::move(*png));
    m_emit(read);
}

Result<VersionsCompared::Side> SessionCore::side(const std::optional<history::ObjectId>& version) {
    if (!version) return VersionsCompared::Side{std::nullopt, "Now", 0, workingDocument()};
    if (!m_history) return Error{ErrorCode::NotFound, "There is no version yet", {}};
    return m_history->ask([&](ProjectHistory& history) -> Result<VersionsCompared::Side> {
        ORFEAS_TRY(snapshot, history::readSnapshot(history.file().objects(), *version));
        ORFEAS_TRY(document, history.read(*version, {}));
        return VersionsCompared::Side{version, snapshot.info.message, snapshot.info.time, document};
    });
}

// --- telling

void SessionCore::saved(const Autosave::Status& status) {
    m_autosaveStatus = status;
    if (status.error && status.error->code == ErrorCode::NotFound && !inPlace()) {
        told(goOnInCopy());
        return;
    }
    emitStatus();
}

void SessionCore::emitStatus() {
    SessionStatus status;
    if (m_file) {
        status.file = *m_file;
        if (!m_folder.isUntitled(*m_file)) status.name = stemOf(*m_file);
        status.variant = m_variant;
        status.edited = differsFromTip();
        status.state = SaveState::Saved;
        if (!m_readOnly.empty()) {
            status.state = SaveState::ReadOnly;
            status.reason = m_readOnly;
        } else if (m_autosaveStatus.error) {
            status.state = SaveState::Failed;
            status.reason = m_autosaveStatus.error->userText;
        } else if (m_autosaveStatus.pending) {
            status.state = SaveState::Unsaved;
        }
    }
    m_emit(SessionChanged{status});
}

void SessionCore::emitGraph() {
    if (!m_history) {
        m_emit(GraphChanged{std::make_shared<const HistoryGraph>()});
        return;
    }
    auto graph = m_history->ask([](ProjectHistory& history) { return history.graph(); });
    if (!graph.ok()) return fail(graph.error());
    m_variant = graph->currentVariant;
    m_emit(GraphChanged{std::make_shared<const HistoryGraph>(std::move(*graph))});
}

void SessionCore::fail(const Error& error) {
    log(LogLevel::Warning, "session", error.userText + ": " + error.detail);
    m_emit(SessionFailed{error});
}

bool SessionCore::told(const Result<void>& result) {
    if (!result.ok()) fail(result.error());
    return result.ok();
}

bool SessionCore::writable() {
    if (m_file && m_readOnly.empty()) return true;
    const std::string why =
        m_file ? "This project cannot be changed: " + m_readOnly + "; save it under another name"
               : "There is nothing to keep yet";
    return told(Error{ErrorCode::PermissionDenied, why, {}});
}

} // namespace orfeas::project
