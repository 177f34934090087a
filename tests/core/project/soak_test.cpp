// Two programs work on one project: edits, undo, restore, variants, merges, autosaves, backups, at random. Short in ctest;
// ORFEAS_SOAK_SECONDS=600 for the long run.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "core/history/backup.h"
#include "core/history/verify.h"
#include "core/project/project_history.h"
#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::project {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using history::ProjectFile;

class Worker {
public:
    Worker(fs::path file, unsigned seed) : m_file(std::move(file)), m_random(seed) {}

    /// The number of operations done. Leaves the process with a line on standard error when one fails.
    std::uint64_t work(Clock::time_point until) {
        while (Clock::now() < until) {
            Result<ProjectHistory> history = ProjectHistory::open(m_file, ProjectFile::Access::ReadWrite);
            require("open", history);
            if (history->file().readOnly()) {
                look(*history);
                std::this_thread::sleep_for(std::chrono::milliseconds(pick(3)));
                continue;
            }
            Result<DocumentPtr> document = history->current({});
            require("current", document);
            m_past = {*document};
            for (int i = 0; i < 1 + static_cast<int>(pick(12)); ++i)
                step(*history);
        }
        return m_done;
    }

private:
    template <typename T>
    void require(const char* what, const Result<T>& result) {
        ++m_done;
        if (result.ok()) return;
        std::fprintf(stderr, "%s: %s (%s)\n", what, result.error().userText.c_str(),
                     result.error().detail.c_str());
        ::_exit(3);
    }

    std::size_t pick(std::size_t below) { return m_random() % below; }

    void look(ProjectHistory& history) {
        require("graph", history.graph());
        require("read", history.current({}));
        backUp(history);
    }

    void backUp(ProjectHistory& history) {
        history::BackupPolicy policy;
        policy.keep = 2;
        policy.every = std::chrono::seconds(1);
        policy.folder = m_file.parent_path() / ("backups-" + std::to_string(::getpid()));
        require("backup", history::backUp(history.file().path(), policy));
    }

    DocumentPtr edited() {
        auto next = std::make_shared<Document>(*m_past.back());
        const std::size_t what = pick(4);
        if (next->objects.empty() || (what == 0 && next->objects.size() < 12)) {
            auto object = std::make_shared<Object>();
            object->id = ObjectId{1 + m_random() % 1'000'000'007};
            object->name = "Object " + std::to_string(pick(100));
            object->mesh = std::make_shared<const mesh::Mesh>(test::sphere(5, 4 + static_cast<int>(pick(6))));
            object->facts = mesh::measure(*object->mesh);
            *next = next->withObject(std::move(object));
            return next;
        }
        auto object = std::make_shared<Object>(*next->objects[pick(next->objects.size())]);
        if (what == 1 && next->objects.size() > 1) {
            *next = next->without(object->id);
            return next;
        }
        if (what == 2)
            object->name += "'";
        else
            object->transform[3].x += 1.0f;
        if (object->name.size() > 40) object->name = "Short";
        *next = next->withObject(std::move(object));
        return next;
    }

    void step(ProjectHistory& history) {
        switch (pick(9)) {
        case 0:
        case 1:
            m_past.push_back(edited());
            require("save", history.save(*m_past.back(), "edit", SnapshotReason::Edited, {}));
            break;
        case 2:
        case 3:
            m_past.push_back(edited());
            require("autosave", history.autosave(*m_past.back(), {}));
            break;
        case 4:
            if (m_past.size() > 1) m_past.pop_back();
            require("undo", history.autosave(*m_past.back(), {}));
            break;
        case 5:
            restore(history);
            break;
        case 6:
            branch(history);
            break;
        case 7:
            merge(history);
            break;
        default:
            backUp(history);
        }
    }

    void restore(ProjectHistory& history) {
        const auto log = history.log({}, 20);
        require("log", log);
        if (log->empty()) return;
        require("restore", history.restore((*log)[pick(log->size())].id));
        reread(history);
    }

    void branch(ProjectHistory& history) {
        const auto tip = history.tip();
        require("tip", tip);
        const auto variants = history.variants();
        require("variants", variants);
        if (!*tip) return;
        if (variants->size() < 4) {
            const std::string name = "variant-" + std::to_string(m_random() % 1'000'000);
            require("create", history.createVariant(name, **tip));
            require("switch", history.switchTo(name));
        } else {
            const Variant& chosen = (*variants)[pick(variants->size())];
            if (!chosen.current && pick(2) && chosen.name != "main")
                require("remove", history.removeVariant(chosen.name, true));
            else
                require("switch", history.switchTo(chosen.name));
        }
        reread(history);
    }

    void merge(ProjectHistory& history) {
        const auto variants = history.variants();
        require("variants", variants);
        if (variants->empty()) return;
        const MergeChoice choice = pick(2) ? MergeChoice::Both : MergeChoice::Theirs;
        require("merge", history.merge((*variants)[pick(variants->size())].name, {choice, {}}, {}));
        reread(history);
    }

    void reread(ProjectHistory& history) {
        const auto document = history.current({});
        require("current", document);
        m_past = {*document};
    }

    fs::path m_file;
    std::mt19937 m_random;
    std::vector<DocumentPtr> m_past;
    std::uint64_t m_done = 0;
};

TEST(Soak, twoProgramsAtOnceNeverFail) {
    const char* wanted = std::getenv("ORFEAS_SOAK_SECONDS");
    const auto until = Clock::now() + std::chrono::seconds(wanted ? std::atoi(wanted) : 3);
    const test::TemporaryFolder folder;
    const fs::path file = folder / "p.orfeas";
    { ASSERT_TRUE(ProjectHistory::create(file).ok()); }
    std::vector<pid_t> children;
    for (unsigned seed = 1; seed <= 2; ++seed) {
        const pid_t child = ::fork();
        if (child == 0) {
            const std::uint64_t done = Worker(file, seed).work(until);
            std::fprintf(stderr, "program %u: %llu operations\n", seed,
                         static_cast<unsigned long long>(done));
            ::_exit(done > 0 ? 0 : 4);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    }
    const auto project = std::move(ProjectFile::open(file, ProjectFile::Access::ReadWrite).value());
    ASSERT_FALSE(project->readOnly());
    const history::VerifyReport report = history::verify(*project, history::VerifyMode::Look).value();
    EXPECT_TRUE(report.sound());
    EXPECT_GT(report.snapshots, 1u);
    std::fprintf(stderr, "%llu versions, %llu parts\n", static_cast<unsigned long long>(report.snapshots),
                 static_cast<unsigned long long>(report.objects));
}

} // namespace
} // namespace orfeas::project
