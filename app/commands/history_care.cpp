// `orfeas history verify|salvage|gc|backup`.
#include <fmt/format.h>

#include "app/commands/history_command.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "core/history/backup.h"
#include "core/history/verify.h"
#include "core/project/salvage.h"

namespace orfeas::app {
namespace {

using history::ProjectFile;
using project::ProjectHistory;
using Options = HistoryOptions;
using Done = HistoryDone;

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

Result<Done> salvage(const Options& options) {
    const Interrupt interrupt;
    ORFEAS_TRY(report, project::salvage(options.project, options.output, {interrupt.token(), {}}));
    Done done{fmt::format("{}: {} of {} sound, {}\n", options.output.string(),
                          counted(report.parts, "part", "parts"), report.parts + report.damaged,
                          counted(report.versions, "version", "versions")),
              {{"project", options.output.string()},
               {"parts", report.parts},
               {"damaged", report.damaged},
               {"versions", report.versions},
               {"whole", report.whole},
               {"mended", report.mended},
               {"found", report.found},
               {"lost", report.lost}}};
    for (const std::string& name : report.mended)
        done.text += "  mended: " + name + "\n";
    for (const std::string& name : report.found)
        done.text += "  found: " + name + "\n";
    for (const std::string& what : report.lost)
        done.text += "  ! lost: " + what + "\n";
    return done;
}

Done backupList(const Options& options) {
    Done done{"", {{"backups", Json::array()}}};
    const std::filesystem::path folder =
        options.folder.empty() ? history::backupFolder(options.project) : options.folder;
    for (const history::Backup& it : history::listBackups(folder, options.project.stem().string())) {
        done.text += it.file.string() + "\n";
        done.json["backups"].push_back(
            {{"backup", it.file.string()}, {"time", it.time}, {"bytes", it.bytes}});
    }
    if (done.text.empty()) done.text = "no backups yet\n";
    return done;
}

Result<Done> backup(const Options& options) {
    if (options.list) return backupList(options);
    const Interrupt interrupt;
    history::BackupPolicy policy;
    policy.keep = options.keep;
    policy.every = history::BackupPolicy::kAlways;
    policy.maxAge = std::chrono::seconds(static_cast<std::int64_t>(options.maxAgeDays * 86400.0));
    policy.folder = options.folder;
    ORFEAS_TRY(made,
               history::backUp(options.project, policy, [&] { return interrupt.token().stop_requested(); }));
    if (!made) return Error{ErrorCode::BadInput, "Keep at least one backup", {}};
    return Done{made->file.string() + "\n", {{"backup", made->file.string()}, {"bytes", made->bytes}}};
}

// What a program that ended too early left: looked at, taken over, or set aside.
Result<Done> recover(ProjectHistory& project, const Options& options) {
    ORFEAS_TRY(left, project.recovery());
    if (!left) return Done{"nothing was left unsaved\n", {{"found", false}}};
    if (options.discard) {
        ORFEAS_CHECK(project.setAutosaveAside());
        return Done{"set aside " + left->version.shortHex() + "\n",
                    {{"found", true}, {"set_aside", left->version.hex()}}};
    }
    const Interrupt interrupt;
    ORFEAS_TRY(document, project.read(left->version, {interrupt.token(), {}}));
    ORFEAS_TRY(id, project.save(*document, "Recovered work", project::SnapshotReason::Edited,
                                {interrupt.token(), {}}));
    return Done{"recovered as " + id.shortHex() + "\n", {{"found", true}, {"version", id.hex()}}};
}

} // namespace

void addHistoryCare(HistoryDeclaration& declare) {
    constexpr auto kWrite = ProjectFile::Access::ReadWrite;
    Options& o = declare.options();
    declare.add("verify", "Check every part; exit code 1 when something is damaged", kWrite, verify)
        ->add_flag("--quarantine", o.quarantine, "Set damaged parts aside (never deletes)");
    declare.addOnFile("salvage", "Save what is sound of a damaged project into a new one", salvage)
        ->add_option("-o,--output", o.output, "The new project")
        ->required();
    declare.add("gc", "Remove parts that no version leads to", kWrite, collect)
        ->add_option("--grace-days", o.graceDays, "Keep what is younger")
        ->check(CLI::Range(0.0, 36500.0))
        ->capture_default_str();
    declare.add("recover", "Keep the work that a crash left as a version", kWrite, recover)
        ->add_flag("--discard", o.discard, "Set it aside instead");
    CLI::App* copies =
        declare.addOnFile("backup", "Make a backup beside the project and remove old ones", backup);
    copies->add_option("--keep", o.keep, "So many stay")->check(CLI::Range(1, 1000))->capture_default_str();
    copies->add_option("--max-age-days", o.maxAgeDays, "Older ones go, but never the newest")
        ->check(CLI::Range(0.0, 36500.0))
        ->capture_default_str();
    copies->add_flag("--list", o.list, "Only list the backups there are, newest first");
    copies->add_option("--folder", o.folder, "Where backups go (default: PROJECT-backups)")->type_name("DIR");
}

} // namespace orfeas::app
