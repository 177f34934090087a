#include <algorithm>
#include <ctime>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "app/report.h"
#include "core/history/git_exchange.h"
#include "core/history/verify.h"
#include "core/project/project_history.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;
using history::ProjectFile;
using project::ProjectHistory;

struct Options {
    fs::path project;
    std::vector<std::string> words; ///< versions, names
    fs::path folder;
    std::string message;
    std::string from;
    std::string renameTo;
    std::size_t limit = 50;
    double graceDays = 14.0;
    bool remove = false;
    bool switchTo = false;
    bool force = false;
    bool quarantine = false;
    bool json = false;
};

/// What a sub-command did: printed as text or as JSON.
struct Done {
    std::string text;
    Json json;
    int exitCode = kExitDone;
};

std::string timeText(std::int64_t seconds) {
    return fmt::format("{:%Y-%m-%d %H:%M}", fmt::localtime(std::time_t(seconds)));
}

Json toJson(const history::Snapshot& version) {
    Json parents = Json::array();
    for (const history::ObjectId& parent : version.parents)
        parents.push_back(parent.hex());
    Json out{{"version", version.id.hex()},
             {"message", version.info.message},
             {"time", version.info.time},
             {"parents", parents}};
    for (const auto& [key, value] : version.info.trailers)
        out["about"][key] = value;
    return out;
}

Result<Done> showLog(ProjectHistory& project, const Options& options) {
    std::optional<history::ObjectId> from;
    if (!options.from.empty()) {
        ORFEAS_TRY(found, project.find(options.from));
        from = found;
    }
    ORFEAS_TRY(versions, project.log(from, options.limit));
    Done done{"", {{"versions", Json::array()}}};
    for (const history::Snapshot& version : versions) {
        done.text += fmt::format("{}  {}  {}\n", version.id.shortHex(), timeText(version.info.time),
                                 version.info.message);
        done.json["versions"].push_back(toJson(version));
    }
    if (versions.empty()) done.text = "no versions yet\n";
    return done;
}

Done versionDone(const char* what, const history::ObjectId& id) {
    return {fmt::format("{} {}\n", what, id.shortHex()), {{"version", id.hex()}}};
}

Result<Done> save(ProjectHistory& project, const Options& options) {
    ORFEAS_TRY(document, project.current({}));
    ORFEAS_TRY(id, project.save(*document, options.message, project::SnapshotReason::Named, {}));
    return versionDone("saved", id);
}

Result<Done> restore(ProjectHistory& project, const Options& options) {
    ORFEAS_TRY(version, project.find(options.words.at(0)));
    ORFEAS_TRY(id, project.restore(version));
    return versionDone("restored as", id);
}

std::string changeText(const project::ObjectChange& change) {
    using Kind = project::ObjectChange::Kind;
    if (change.kind == Kind::Added) return "added    " + change.name;
    if (change.kind == Kind::Removed) return "removed  " + change.name;
    std::string what;
    const auto add = [&](bool flag, const char* word) {
        if (flag) what += std::string(what.empty() ? "" : ", ") + word;
    };
    add(change.geometry, "shape");
    add(change.moved, "place");
    add(change.settings, "settings");
    add(change.renamed, "name");
    add(change.visibility, "visibility");
    return "changed  " + change.name + (what.empty() ? "" : " (" + what + ")");
}

Result<Done> diff(ProjectHistory& project, const Options& options) {
    ORFEAS_TRY(older, project.find(options.words.at(0)));
    ORFEAS_TRY(newer, project.find(options.words.at(1)));
    ORFEAS_TRY(changes, project.differences(older, newer));
    Done done{"", {{"older", older.hex()}, {"newer", newer.hex()}, {"changes", Json::array()}}};
    for (const project::ObjectChange& change : changes) {
        constexpr const char* kKinds[] = {"added", "removed", "changed"};
        done.text += changeText(change) + "\n";
        done.json["changes"].push_back({{"kind", kKinds[static_cast<int>(change.kind)]},
                                        {"object", change.name},
                                        {"shape", change.geometry},
                                        {"place", change.moved},
                                        {"settings", change.settings},
                                        {"name", change.renamed},
                                        {"visibility", change.visibility}});
    }
    if (changes.empty()) done.text = "no differences\n";
    return done;
}

Result<Done> listVariants(ProjectHistory& project) {
    ORFEAS_TRY(variants, project.variants());
    Done done{"", {{"variants", Json::array()}}};
    for (const project::Variant& variant : variants) {
        done.text +=
            fmt::format("{} {}  {}\n", variant.current ? "*" : " ", variant.tip.shortHex(), variant.name);
        done.json["variants"].push_back(
            {{"name", variant.name}, {"version", variant.tip.hex()}, {"current", variant.current}});
    }
    return done;
}

Result<Done> branch(ProjectHistory& project, const Options& options) {
    if (options.words.empty()) return listVariants(project);
    const std::string& name = options.words.front();
    if (options.remove) {
        ORFEAS_CHECK(project.removeVariant(name, options.force));
    } else if (!options.renameTo.empty()) {
        ORFEAS_CHECK(project.renameVariant(name, options.renameTo));
    } else {
        ORFEAS_TRY(variants, project.variants());
        const bool exists =
            std::ranges::any_of(variants, [&](const project::Variant& v) { return v.name == name; });
        if (!exists || !options.switchTo) {
            ORFEAS_TRY(head, project.file().refs().head());
            ORFEAS_TRY(from, project.find(options.from.empty() ? head : options.from));
            ORFEAS_CHECK(project.createVariant(name, from));
        }
        if (options.switchTo) ORFEAS_CHECK(project.switchTo(name));
    }
    return listVariants(project);
}

Result<Done> tag(ProjectHistory& project, const Options& options) {
    ORFEAS_TRY(version, project.find(options.words.at(1)));
    ORFEAS_CHECK(project.tag(options.words.at(0), version));
    return versionDone(("tagged " + options.words.at(0) + ":").c_str(), version);
}

Json idList(const std::vector<history::ObjectId>& ids) {
    Json list = Json::array();
    for (const history::ObjectId& id : ids)
        list.push_back(id.hex());
    return list;
}

Result<Done> verify(ProjectHistory& project, const Options& options) {
    const auto mode = options.quarantine ? history::VerifyMode::Quarantine : history::VerifyMode::Look;
    ORFEAS_TRY(report, history::verify(project.file(), mode));
    Done done;
    done.exitCode = report.sound() ? kExitDone : kExitFailed;
    done.text = fmt::format("{}: {} in {}\n", report.sound() ? "sound" : "damaged",
                            counted(report.objects, "part", "parts"),
                            counted(report.snapshots, "version", "versions"));
    for (const std::string& fault : report.databaseFaults)
        done.text += "  ! database: " + fault + "\n";
    for (const history::ObjectId& id : report.damaged)
        done.text += "  ! damaged: " + id.hex() + "\n";
    for (const history::ObjectId& id : report.missing)
        done.text += "  ! missing: " + id.hex() + "\n";
    for (const std::string& ref : report.brokenRefs)
        done.text += "  ! broken: " + ref + "\n";
    if (!report.quarantined.empty()) {
        done.text += fmt::format("  {} set aside\n",
                                 counted(report.quarantined.size(), "damaged part", "damaged parts"));
    }
    done.json = {{"sound", report.sound()},
                 {"parts", report.objects},
                 {"versions", report.snapshots},
                 {"unreachable", report.unreachable},
                 {"database", report.databaseFaults},
                 {"damaged", idList(report.damaged)},
                 {"missing", idList(report.missing)},
                 {"broken", report.brokenRefs},
                 {"quarantined", idList(report.quarantined)}};
    return done;
}

Result<Done> collect(ProjectHistory& project, const Options& options) {
    ORFEAS_TRY(report, history::collectGarbage(project.file(),
                                               static_cast<std::int64_t>(options.graceDays * 86400.0)));
    return Done{fmt::format("{} removed, {} still within the grace period\n",
                            counted(report.removed, "part", "parts"), report.keptYoung),
                {{"removed", report.removed},
                 {"kept_young", report.keptYoung},
                 {"bytes_before", report.bytesBefore},
                 {"bytes_after", report.bytesAfter}}};
}

Done exchanged(const history::ExchangeReport& report) {
    return {fmt::format("{} and {} copied\n", counted(report.objects, "part", "parts"),
                        counted(report.refs, "name", "names")),
            {{"parts", report.objects}, {"names", report.refs}}};
}

Result<Done> exportRepository(ProjectHistory& project, const Options& options) {
    ORFEAS_TRY(report, history::exportGit(project.file(), options.folder));
    return exchanged(report);
}

Result<Done> importRepository(ProjectHistory& project, const Options& options) {
    ORFEAS_TRY(report, history::importGit(project.file(), options.folder));
    return exchanged(report);
}

using Action = Result<Done> (*)(ProjectHistory&, const Options&);

int runHistory(const Options& options, ProjectFile::Access access, Action action) {
    const Report report(options.json);
    Result<ProjectHistory> opened = ProjectHistory::open(options.project, access);
    if (!opened.ok()) return report.fail(about(options.project.string(), opened.error()));
    const Result<Done> done = action(*opened, options);
    if (!done.ok()) return report.fail(about(options.project.string(), done.error()));
    const int printed = report.succeed(done->text, done->json);
    return printed == kExitDone ? done->exitCode : printed;
}

// Declares the sub-commands; all share one set of options, of which a run uses its own.
class Declaration {
public:
    Declaration(CLI::App* parent, CommandSlot& slot) : m_parent(parent), m_slot(slot) {}

    Options& options() { return *m_options; }

    CLI::App* add(const char* name, const char* help, ProjectFile::Access access, Action action) {
        CLI::App* command = m_parent->add_subcommand(name, help);
        command->add_option("PROJECT", m_options->project, "Project file, name.orfeas")->required();
        command->add_flag("--json", m_options->json, "Print the result as one JSON object");
        command->callback([&slot = m_slot, options = m_options, access, action] {
            slot.run = [options, access, action] { return runHistory(*options, access, action); };
        });
        return command;
    }

private:
    CLI::App* m_parent;
    CommandSlot& m_slot;
    std::shared_ptr<Options> m_options = std::make_shared<Options>();
};

} // namespace

void addHistoryCommand(CLI::App& app, CommandSlot& slot) {
    constexpr auto kRead = ProjectFile::Access::ReadOnly;
    constexpr auto kWrite = ProjectFile::Access::ReadWrite;
    CLI::App* parent =
        app.add_subcommand("history", "A project's versions: list, save, restore, compare, variants, git");
    parent->require_subcommand(1);
    Declaration declare(parent, slot);
    Options& o = declare.options();

    CLI::App* log = declare.add("log", "Versions, newest first", kRead, showLog);
    log->add_option("--from", o.from, "Version, variant or tag to start at")->type_name("VERSION");
    log->add_option("--limit", o.limit, "At most so many")->type_name("N");
    declare.add("save", "Keep the current state as a named version", kWrite, save)
        ->add_option("-m,--message", o.message, "What this version is")
        ->required();
    declare.add("restore", "Make an older version the newest again; nothing is deleted", kWrite, restore)
        ->add_option("VERSION", o.words, "Version, variant or tag")
        ->required()
        ->expected(1);
    declare.add("diff", "What changed between two versions, object by object", kRead, diff)
        ->add_option("VERSIONS", o.words, "Older and newer version, variant or tag")
        ->required()
        ->expected(2);

    CLI::App* variants =
        declare.add("branch", "List variants; make, switch to, rename or remove one", kWrite, branch);
    variants->add_option("NAME", o.words, "Variant")->expected(0, 1);
    variants->add_option("--from", o.from, "Version the new variant starts at (default: the current one)")
        ->type_name("VERSION");
    variants->add_flag("--switch", o.switchTo, "Work on this variant from now on; made when there is none");
    variants->add_option("--rename", o.renameTo, "New name")->type_name("NAME");
    variants->add_flag("--delete", o.remove, "Remove the variant's name");
    variants->add_flag("--force", o.force, "Remove it even when nothing else leads to its versions");
    declare.add("tag", "Give a version a name that stays", kWrite, tag)
        ->add_option("NAME_VERSION", o.words, "The tag, and the version, variant or tag it marks")
        ->required()
        ->expected(2);

    declare.add("verify", "Check every part; exit code 1 when something is damaged", kWrite, verify)
        ->add_flag("--quarantine", o.quarantine, "Set damaged parts aside (never deletes)");
    declare.add("gc", "Remove parts that no version leads to", kWrite, collect)
        ->add_option("--grace-days", o.graceDays, "Keep what is younger")
        ->check(CLI::Range(0.0, 36500.0))
        ->capture_default_str();
    declare.add("export-git", "Write an ordinary bare git repository", kRead, exportRepository)
        ->add_option("FOLDER", o.folder, "New or earlier exported folder")
        ->required();
    declare.add("import-git", "Take in the branches of a git repository", kWrite, importRepository)
        ->add_option("FOLDER", o.folder, "Repository")
        ->required();
}

} // namespace orfeas::app
