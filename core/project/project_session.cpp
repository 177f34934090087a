#include "core/project/project_session.h"

#include <atomic>
#include <future>
#include <utility>

#include "core/history/backup.h"
#include "core/history/ref_store.h"
#include "core/jobs/worker.h"
#include "core/project/object_name.h"
#include "core/project/session_core.h"

namespace orfeas::project {

struct ProjectSession::Implementation {
    Implementation(ProjectService& service, Sink sink, Options options)
        : emit(std::move(sink)), backups(options.backups),
          core(
              service, emit, [this](std::function<void()> task) { post(std::move(task)); },
              std::move(options)),
          chores(jobs::makeThreadWorker("orfeas-compare")), thread(jobs::makeThreadWorker("orfeas-session")) {
    }

    void post(std::function<void()> task) {
        thread->post([task = std::move(task)](const std::stop_token&) { task(); });
    }

    void wait() {
        std::promise<void> done;
        post([&] { done.set_value(); });
        done.get_future().wait();
    }

    /// A rolling copy, when one is due, beside everything else.
    void backUp() {
        if (!backups || !core.file()) return;
        chores->post([file = *core.file(), this](const std::stop_token& stop) {
            const auto made = history::backUp(file, {}, [&] { return stop.stop_requested(); });
            if (!made.ok() && made.error().code != ErrorCode::Cancelled) emit(SessionFailed{made.error()});
        });
    }

    void compare(VersionsCompared::Side older, VersionsCompared::Side newer, std::uint64_t number) {
        chores->post([this, older = std::move(older), newer = std::move(newer),
                      number](const std::stop_token& stop) {
            if (number != lastCompare) return;
            const jobs::JobContext context(stop, {});
            auto objects = compareDocuments(*older.document, *newer.document, CompareDepth::Shapes, context);
            if (number != lastCompare) return;
            if (!objects.ok()) {
                if (objects.error().code != ErrorCode::Cancelled) emit(SessionFailed{objects.error()});
                return;
            }
            emit(CompareDone{std::make_shared<const VersionsCompared>(
                VersionsCompared{older, newer, std::move(*objects)})});
        });
    }

    Sink emit;
    bool backups;
    std::atomic<std::uint64_t> lastRead = 0;
    std::atomic<std::uint64_t> lastCompare = 0;
    SessionCore core;
    std::unique_ptr<jobs::Worker> chores;
    std::unique_ptr<jobs::Worker> thread; // last: joined first
};

ProjectSession::ProjectSession(ProjectService& service, Sink sink, Options options)
    : m_implementation(std::make_unique<Implementation>(service, std::move(sink), std::move(options))) {}

ProjectSession::~ProjectSession() {
    m_implementation->post([&core = m_implementation->core] { core.close(true); });
    m_implementation->wait();
}

void ProjectSession::observe(const CoreEvent& event) {
    SessionCore& core = m_implementation->core;
    if (const auto* changed = std::get_if<DocumentChanged>(&event)) {
        m_implementation->post([&core, document = changed->document, text = changed->undoText] {
            core.documentChanged(document, text);
        });
    } else if (const auto* job = std::get_if<JobChanged>(&event)) {
        // A remake is a slider's settling, not a milestone.
        if (job->status.state != JobState::Done || job->status.isRemake) return;
        m_implementation->post(
            [it = m_implementation.get(), kind = job->status.kind, name = job->status.name] {
                it->core.jobDone(kind, name);
                it->backUp();
            });
    }
}

void ProjectSession::begin(bool resume) {
    m_implementation->post([&core = m_implementation->core, resume] { core.begin(resume); });
}

void ProjectSession::startNew() {
    m_implementation->post([&core = m_implementation->core] { core.startNew(); });
}

void ProjectSession::open(std::filesystem::path file) {
    m_implementation->post([&core = m_implementation->core, file = std::move(file)] { core.open(file); });
}

void ProjectSession::saveAs(std::filesystem::path file) {
    m_implementation->post([&core = m_implementation->core, file = std::move(file)] { core.saveAs(file); });
}

void ProjectSession::save(std::string name) {
    m_implementation->post([it = m_implementation.get(), name = std::move(name)] {
        it->core.save(name);
        it->backUp();
    });
}

void ProjectSession::recover() {
    m_implementation->post([&core = m_implementation->core] { core.recover(); });
}

void ProjectSession::discardRecovery() {
    m_implementation->post([&core = m_implementation->core] { core.discardRecovery(); });
}

void ProjectSession::restore(history::ObjectId version) {
    m_implementation->post([&core = m_implementation->core, version] { core.restore(version); });
}

void ProjectSession::createVariant(std::string name, history::ObjectId from) {
    m_implementation->post(
        [&core = m_implementation->core, name = std::move(name), from] { core.createVariant(name, from); });
}

void ProjectSession::switchTo(std::string variant) {
    m_implementation->post(
        [&core = m_implementation->core, variant = std::move(variant)] { core.switchTo(variant); });
}

void ProjectSession::renameVariant(std::string from, std::string to) {
    m_implementation->post([&core = m_implementation->core, from = std::move(from), to = std::move(to)] {
        core.change([&](ProjectHistory& history) { return history.renameVariant(from, to); });
    });
}

void ProjectSession::removeVariant(std::string variant, bool force) {
    m_implementation->post([&core = m_implementation->core, variant = std::move(variant), force] {
        core.change([&](ProjectHistory& history) { return history.removeVariant(variant, force); });
    });
}

void ProjectSession::tag(std::string name, history::ObjectId version) {
    m_implementation->post([&core = m_implementation->core, name = std::move(name), version] {
        core.change([&](ProjectHistory& history) { return history.tag(name, version); });
    });
}

void ProjectSession::removeTag(std::string name) {
    m_implementation->post([&core = m_implementation->core, name = std::move(name)] {
        core.change([&](ProjectHistory& history) { return history.removeTag(name); });
    });
}

void ProjectSession::merge(std::string theirs, MergeChoices choices) {
    m_implementation->post([&core = m_implementation->core, theirs = std::move(theirs),
                            choices = std::move(choices)] { core.merge(theirs, choices); });
}

void ProjectSession::readVersion(history::ObjectId version) {
    const std::uint64_t number = ++m_implementation->lastRead;
    m_implementation->post([it = m_implementation.get(), version, number] {
        if (number != it->lastRead) return;
        const auto side = it->core.side(version);
        if (!side.ok()) return it->emit(SessionFailed{side.error()});
        it->emit(VersionRead{version, side->title, side->document});
    });
}

void ProjectSession::readThumbnail(history::ObjectId version) {
    m_implementation->post([&core = m_implementation->core, version] { core.readThumbnail(version); });
}

void ProjectSession::compare(history::ObjectId older, std::optional<history::ObjectId> newer) {
    const std::uint64_t number = ++m_implementation->lastCompare;
    m_implementation->post([it = m_implementation.get(), older, newer, number] {
        if (number != it->lastCompare) return;
        const auto before = it->core.side(older);
        if (!before.ok()) return it->emit(SessionFailed{before.error()});
        const auto after = it->core.side(newer);
        if (!after.ok()) return it->emit(SessionFailed{after.error()});
        it->compare(*before, *after, number);
    });
}

void ProjectSession::wait() {
    m_implementation->wait();
}

std::string refNameFor(const std::string& typed) {
    std::string name;
    for (const char c : cleanName(typed)) {
        const bool refused = std::string_view("~^:?*[\\\x7f").find(c) != std::string_view::npos || c == '@';
        if (c == ' ')
            name += '-';
        else if (!refused && !((c == '.' || c == '/') && (name.empty() || name.back() == c)))
            name += c;
    }
    while (!name.empty() && (name.back() == '.' || name.back() == '/' || name.ends_with(".lock")))
        name.resize(name.size() - (name.ends_with(".lock") ? 5 : 1));
    const std::string ref = std::string(history::kVariantPrefix) + name;
    return !name.empty() && name.front() != '-' && history::isValidRefName(ref) ? name : std::string();
}

} // namespace orfeas::project
