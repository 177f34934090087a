// `orfeas history merge|push|pull|export-git|import-git`.
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "app/commands/history_command.h"
#include "app/facts_text.h"
#include "app/interrupt.h"
#include "core/history/git_exchange.h"
#include "core/project/project_sharing.h"

namespace orfeas::app {
namespace {

using history::ProjectFile;
using project::ProjectHistory;
using Options = HistoryOptions;
using Done = HistoryDone;

// "7=theirs": for one object, as the conflicts list them.
Result<void> addTake(project::MergeChoices& choices, const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::string what = equals == text.npos ? "" : text.substr(equals + 1);
    std::uint64_t object = 0;
    const auto [end, wrong] =
        std::from_chars(text.data(), text.data() + std::min(equals, text.size()), object);
    const bool number = wrong == std::errc() && end == text.data() + equals;
    const std::map<std::string, project::MergeChoice> kWords{{"ours", project::MergeChoice::Ours},
                                                             {"theirs", project::MergeChoice::Theirs},
                                                             {"both", project::MergeChoice::Both}};
    if (!number || !kWords.contains(what))
        return Error{ErrorCode::BadInput, "--take wants OBJECT=ours, OBJECT=theirs or OBJECT=both", text};
    choices.objects[project::ObjectId{object}] = kWords.at(what);
    return {};
}

Result<project::MergeChoices> choicesOf(const Options& options) {
    project::MergeChoices choices;
    for (const std::string& text : options.takes)
        ORFEAS_CHECK(addTake(choices, text));
    if (options.ours) choices.otherwise = project::MergeChoice::Ours;
    if (options.theirs) choices.otherwise = project::MergeChoice::Theirs;
    if (options.both) choices.otherwise = project::MergeChoice::Both;
    return choices;
}

Json toJson(const std::vector<project::MergeConflict>& conflicts) {
    Json list = Json::array();
    for (const project::MergeConflict& conflict : conflicts) {
        list.push_back({{"object", static_cast<std::uint64_t>(conflict.object)},
                        {"name", conflict.ours.name},
                        {"ours", conflict.ours.text()},
                        {"theirs", conflict.theirs.text()}});
    }
    return list;
}

std::string conflictsText(const std::vector<project::MergeConflict>& conflicts) {
    std::string text;
    for (const project::MergeConflict& conflict : conflicts) {
        text += fmt::format("  ! {} (object {}): here {}, there {}\n", conflict.ours.name,
                            static_cast<std::uint64_t>(conflict.object), conflict.ours.text(),
                            conflict.theirs.text());
    }
    return text;
}

constexpr const char* kChoose =
    "nothing was changed; choose with --ours, --theirs or --both, or for one object --take OBJECT=theirs\n";

Result<Done> merge(ProjectHistory& project, const Options& options) {
    const Interrupt interrupt;
    ORFEAS_TRY(theirs, project.find(options.words.at(0)));
    ORFEAS_TRY(head, project.file().refs().head());
    const std::string into = options.into.empty() ? head : options.into;
    ORFEAS_TRY(choices, choicesOf(options));
    ORFEAS_TRY(outcome,
               project.mergeInto(into, theirs, options.words.at(0), choices, {interrupt.token(), {}}));
    constexpr const char* kKinds[] = {"up-to-date", "forwarded", "merged", "conflicts"};
    const char* kind = kKinds[static_cast<int>(outcome.kind)];
    Done done{fmt::format("{}: {} {}\n", into, kind, outcome.version.shortHex()),
              {{"variant", into}, {"result", kind}, {"version", outcome.version.hex()}}};
    if (outcome.kind == project::MergeOutcome::Kind::Conflicts) {
        done.text = conflictsText(outcome.conflicts) + kChoose;
        done.json["conflicts"] = toJson(outcome.conflicts);
        done.exitCode = kExitFailed;
    }
    return done;
}

Result<Done> pull(ProjectHistory& project, const Options& options) {
    const Interrupt interrupt;
    ORFEAS_TRY(choices, choicesOf(options));
    ORFEAS_TRY(download,
               history::downloadRemote(options.location, [&] { return interrupt.token().stop_requested(); }));
    ORFEAS_TRY(report,
               project::pull(project, options.location, {choices, {}}, {interrupt.token(), {}}, download));
    constexpr const char* kKinds[] = {"up-to-date", "added", "forwarded", "merged", "conflicts"};
    Done done{"", {{"variants", Json::array()}}};
    for (const project::PulledVariant& variant : report.variants) {
        const char* kind = kKinds[static_cast<int>(variant.kind)];
        done.text += fmt::format("{}: {}\n", variant.name, kind) + conflictsText(variant.conflicts);
        done.json["variants"].push_back(
            {{"name", variant.name}, {"result", kind}, {"conflicts", toJson(variant.conflicts)}});
    }
    if (report.variants.empty()) done.text = "nothing there yet\n";
    if (report.conflicts()) {
        done.text += kChoose;
        done.exitCode = kExitFailed;
    }
    return done;
}

Result<Done> push(ProjectHistory& project, const Options& options) {
    const Interrupt interrupt;
    ORFEAS_TRY(report, project::push(project, options.location, options.words,
                                     [&] { return interrupt.token().stop_requested(); }));
    Done done{"", {{"pushed", report.pushed}, {"refused", report.refused}, {"parts", report.objects}}};
    for (const std::string& name : report.pushed)
        done.text += name + ": there\n";
    for (const std::string& name : report.refused)
        done.text += "  ! " + name + ": others brought newer versions; pull first\n";
    if (!report.refused.empty()) done.exitCode = kExitFailed;
    return done;
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

CLI::App* addChoices(CLI::App* command, Options& o) {
    CLI::Option* ours = command->add_flag("--ours", o.ours, "Where both changed the same, keep ours");
    CLI::Option* theirs = command->add_flag("--theirs", o.theirs, "Where both changed the same, take theirs");
    CLI::Option* both = command->add_flag("--both", o.both, "Keep ours and add theirs as another object");
    ours->excludes(theirs)->excludes(both);
    theirs->excludes(both);
    command->add_option("--take", o.takes, "For one object in conflict: OBJECT=ours, theirs or both")
        ->type_name("CHOICE");
    return command;
}

} // namespace

void addHistorySharing(HistoryDeclaration& declare) {
    constexpr auto kRead = ProjectFile::Access::ReadOnly;
    constexpr auto kWrite = ProjectFile::Access::ReadWrite;
    Options& o = declare.options();
    CLI::App* merging = addChoices(
        declare.add("merge", "Bring a variant into the current one, object by object", kWrite, merge), o);
    merging->add_option("VARIANT", o.words, "Variant, tag or version")->required()->expected(1);
    merging->add_option("--into", o.into, "Another variant than the current one")->type_name("VARIANT");
    addChoices(declare.add("pull", "Take in and merge what others brought to a shared place", kWrite, pull),
               o)
        ->add_option("LOCATION", o.location, "Folder, or address of a git repository")
        ->required();
    CLI::App* pushing = declare.add("push", "Bring variants and tags to a shared place", kRead, push);
    pushing->add_option("LOCATION", o.location, "Folder (made when missing), or address")->required();
    pushing->add_option("VARIANTS", o.words, "Only these (default: all)");
    declare.add("export-git", "Write an ordinary bare git repository", kRead, exportRepository)
        ->add_option("FOLDER", o.folder, "New or earlier exported folder")
        ->required();
    declare.add("import-git", "Take in the branches of a git repository", kWrite, importRepository)
        ->add_option("FOLDER", o.folder, "Repository")
        ->required();
}

} // namespace orfeas::app
