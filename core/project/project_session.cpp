#include "core/project/project_session.h"

#include <algorithm>
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
        : emit(std::move(sink)),
          core(
              service, emit, [this](std::function<void()> task) { post(std::move(task)); },
              std::move(options)),
          chores(jobs::makeThreadWorker("orfeas-compare")), thread(jobs::makeThreadWorker("orfeas-session")) {
    }

    void post(std::function<void()> task) {
        thread->post([this, task = std::move(task)](const std::stop_token&) {
            if (!closed) task();
        });
    }

    void wait() {
        std::promise<void> done;
        thread->post([&](const std::stop_token&) { done.set_value(); });
        done.get_future().wait();
    }

    /// Chores first: what they still send is for nobody.
    void close() {
        chores.reset();
        core.close(true);
        closed = true;
    }

    void fail(const Error& error) {
        if (error.code != ErrorCode::Cancelled) emit(SessionFailed{error});
    }

    /// A rolling copy, when one is due, beside everything else. `now`: asked for by the user.
    void backUp(bool now = false) {
        if (!core.file() || (!now && core.backups().keep == 0)) return;
        history::BackupPolicy policy = core.backups();
        if (now) {
            policy.keep = std::max<std::size_t>(policy.keep, 1);
            policy.every = history::BackupPolicy::kAlways;
        }
        chores->post([file = *core.file(), policy, now, this](const std::stop_token& stop) {
            const auto made = history::backUp(file, policy, [&] { return stop.stop_requested(); });
            if (!made.ok()) return fail(made.error());
            if (!now || !*made) return;
            emit(SessionTold{"Backup made: " + (*made)->file.filename().string()});
            post([this] { core.readCare(); });
        });
    }

    /// Runs `work` beside everything else, while `text` says what is going on.
    void chore(const std::string& text, std::function<void(const std::stop_token&)> work) {
        emit(ChoreChanged{text});
        chores->post([this, work = std::move(work)](const std::stop_token& stop) {
            work(stop);
            emit(ChoreChanged{});
        });
    }

    void push(const std::string& location) {
        const auto file = core.prepareToShare();
        if (!file.ok()) return fail(file.error());
        // A reader of its own: the network may take its time, and edits go on meanwhile.
        chore("Sending to " + location, [this, file = *file, location](const std::stop_token& stop) {
            const auto project = ProjectHistory::open(file, history::ProjectFile::Access::ReadOnly);
            if (!project.ok()) return fail(project.error());
            const auto report = project::push(*project, location, {}, [&] { return stop.stop_requested(); });
            if (!report.ok()) return fail(report.error());
            if (report->refused.empty()) return emit(SessionTold{"Everything is there now: " + location});
            std::string names;
            for (const std::string& name : report->refused)
                names += (names.empty() ? "" : ", ") + name;
            fail({ErrorCode::BadInput,
                  "Others brought newer versions of " + names + ": take them in first, then send again",
                  {}});
        });
    }

    void pull(const std::string& location, const PullChoices& choices) {
        chore("Fetching from " + location, [this, location, choices](const std::stop_token& stop) {
            auto download = history::downloadRemote(location, [&] { return stop.stop_requested(); });
            if (!download.ok()) return fail(download.error());
            post([this, location, choices, it = *download] { core.pull(location, choices, it); });
        });
    }

    void salvage(const std::filesystem::path& damaged) {
        chore("Saving what is sound", [this, damaged](const std::stop_token& stop) {
            std::filesystem::path to;
            std::error_code ignored;
            for (int number = 1; to.empty() || std::filesystem::exists(to, ignored); ++number) {
                const std::string name = damaged.stem().string() + " salvaged";
                to = damaged.parent_path() /
                     (name + (number == 1 ? "" : " " + std::to_string(number)) + ".orfeas");
            }
            auto report = project::salvage(damaged, to, {stop, {}});
            if (!report.ok()) return fail(report.error());
            post([this, it = Salvaged{damaged, to, std::move(*report)}] { core.openSalvaged(it); });
        });
    }

    void compare(VersionsCompared::Side older, VersionsCompared::Side newer, std::uint64_t number) {
        chores->post([this, older = std::move(older), newer = std::move(newer),
                      number](const std::stop_token& stop) {
            if (number != lastCompare) return;
            const jobs::JobContext context(stop, {});
            auto objects = compareDocuments(*older.document, *newer.document, CompareDepth::Shapes, context);
            if (number != lastCompare) return;
            if (!objects.ok()) return fail(objects.error());
            emit(CompareDone{std::make_shared<const VersionsCompared>(
                VersionsCompared{older, newer, std::move(*objects)})});
        });
    }

    Sink emit;
    std::atomic<std::uint64_t> lastRead = 0;
    std::atomic<std::uint64_t> lastCompare = 0;
    std::atomic<std::uint64_t> lastSearch = 0;
    SessionCore core;
    bool closed = false;                  ///< session thread only
    std::unique_ptr<jobs::Worker> chores; ///< session thread only
    std::unique_ptr<jobs::Worker> thread; // last: joined first
};

ProjectSession::ProjectSession(ProjectService& service, Sink sink, Options options)
    : m_implementation(std::make_unique<Implementation>(service, std::move(sink), std::move(options))) {}

ProjectSession::~ProjectSession() {
    m_implementation->post([it = m_implementation.get()] { it->close(); });
    m_implementation->wait();
}

void ProjectSession::observe(const CoreEvent& event) {
    SessionCore& core = m_implementation->core;
    if (const auto* changed = std::get_if<DocumentChanged>(&event)) {
        m_implementation->post([&core, document = changed->document, text = changed->undoText] {
            core.documentChanged(document, text);
        });
    } else if (const auto* checked = std::get_if<ObjectChecked>(&event)) {
        m_implementation->post([&core, it = *checked] { core.checked(it); });
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

void ProjectSession::setBackups(history::BackupPolicy policy) {
    m_implementation->post(
        [&core = m_implementation->core, policy = std::move(policy)] { core.setBackups(policy); });
}

void ProjectSession::backUpNow() {
    m_implementation->post([it = m_implementation.get()] { it->backUp(true); });
}

void ProjectSession::openBackup(std::filesystem::path backup) {
    m_implementation->post(
        [&core = m_implementation->core, backup = std::move(backup)] { core.openBackup(backup); });
}

void ProjectSession::readCare() {
    m_implementation->post([&core = m_implementation->core] { core.readCare(); });
}

void ProjectSession::verify(bool quarantine) {
    m_implementation->post([&core = m_implementation->core, quarantine] { core.verify(quarantine); });
}

void ProjectSession::collectGarbage(std::chrono::seconds grace) {
    m_implementation->post([&core = m_implementation->core, grace] { core.collectGarbage(grace); });
}

void ProjectSession::salvage(std::filesystem::path damaged) {
    m_implementation->post(
        [it = m_implementation.get(), damaged = std::move(damaged)] { it->salvage(damaged); });
}

void ProjectSession::exportGit(std::filesystem::path folder) {
    m_implementation->post(
        [&core = m_implementation->core, folder = std::move(folder)] { core.exportGit(folder); });
}

void ProjectSession::importGit(std::filesystem::path folder) {
    m_implementation->post(
        [&core = m_implementation->core, folder = std::move(folder)] { core.importGit(folder); });
}

void ProjectSession::push(std::string location) {
    m_implementation->post(
        [it = m_implementation.get(), location = std::move(location)] { it->push(location); });
}

void ProjectSession::pull(std::string location, PullChoices choices) {
    m_implementation->post([it = m_implementation.get(), location = std::move(location),
                            choices = std::move(choices)] { it->pull(location, choices); });
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

void ProjectSession::search(std::string words) {
    const std::uint64_t number = ++m_implementation->lastSearch;
    m_implementation->post([it = m_implementation.get(), words = std::move(words), number] {
        if (number == it->lastSearch) it->core.search(words);
    });
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
