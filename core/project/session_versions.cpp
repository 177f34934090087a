// The session's commands about versions and variants.
#include <utility>

#include "core/project/project_service.h"
#include "core/project/session_core.h"

namespace orfeas::project {
namespace {

std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

} // namespace

// The last version of the current variant becomes the working document, as an undo step.
Result<void> SessionCore::takeTip(const std::string& undoText) {
    const auto document = m_history->ask([](ProjectHistory& history) { return history.current({}); });
    if (!document.ok()) return document.error();
    m_tip = *document;
    m_current = *document;
    m_autosave->settled();
    m_autosaveStatus = {};
    m_service.edit(undoText, [next = *document](const Document&) -> Result<Document> { return *next; });
    return {};
}

// --- versions

void SessionCore::restore(const history::ObjectId& version) {
    if (!writable() || !told(keepWork("Changes before going back"))) return;
    const auto title = m_history->ask([&](ProjectHistory& history) -> Result<std::string> {
        ORFEAS_TRY(snapshot, history::readSnapshot(history.file().objects(), version));
        ORFEAS_CHECK(history.restore(version));
        return snapshot.info.message;
    });
    if (!title.ok()) return fail(title.error());
    told(takeTip("Go back to " + quoted(*title)));
    emitGraph();
    emitStatus();
}

void SessionCore::merge(const std::string& theirs, const MergeChoices& choices) {
    if (!writable() || !told(keepWork("Changes before merging"))) return;
    const auto merged =
        m_history->ask([&](ProjectHistory& history) { return history.merge(theirs, choices, {}); });
    if (!merged.ok()) return fail(merged.error());
    switch (merged->kind) {
    case MergeOutcome::Kind::Conflicts:
        m_emit(MergeAsked{theirs, merged->conflicts});
        return;
    case MergeOutcome::Kind::UpToDate:
        m_emit(SessionTold{quoted(theirs) + " holds nothing new"});
        return;
    case MergeOutcome::Kind::Forwarded:
    case MergeOutcome::Kind::Merged:
        break;
    }
    if (!told(takeTip("Merge " + quoted(theirs)))) return;
    m_emit(SessionTold{"Merged " + quoted(theirs)});
    emitGraph();
    emitStatus();
}

void SessionCore::createVariant(const std::string& name, const history::ObjectId& from) {
    if (!writable() || !told(keepWork("Changes before the variant " + quoted(name)))) return;
    if (!told(m_history->ask([&](ProjectHistory& history) { return history.createVariant(name, from); })))
        return;
    switchTo(name);
}

void SessionCore::switchTo(const std::string& variant) {
    if (!writable() || !told(keepWork("Changes before switching to " + quoted(variant)))) return;
    const auto document = m_history->ask([&](ProjectHistory& history) -> Result<DocumentPtr> {
        ORFEAS_TRY(target, history.find(variant));
        ORFEAS_TRY(read, history.read(target, {})); // before anything changes: it may be damaged
        ORFEAS_CHECK(history.switchTo(variant));
        return read;
    });
    if (!document.ok()) return fail(document.error());
    m_tip = *document;
    m_lastEdit.clear();
    m_autosave->settled();
    m_autosaveStatus = {};
    replaceDocument(*document);
    emitGraph();
    emitStatus();
    const auto recovery = m_history->ask([](ProjectHistory& history) { return history.recovery(); });
    if (recovery.ok() && *recovery) offerRecovery(**recovery);
}

void SessionCore::change(const std::function<Result<void>(ProjectHistory&)>& change) {
    if (!writable() || !told(m_history->ask([&](ProjectHistory& history) { return change(history); })))
        return;
    emitGraph();
    emitStatus();
}

} // namespace orfeas::project
