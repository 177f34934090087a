#include "app/commands/history_command.h"

#include <algorithm>
#include <ctime>
#include <filesystem>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "app/facts_text.h"
#include "app/interrupt.h"
#include "core/project/compare.h"
#include "core/project/print_verdict.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;
using history::ProjectFile;
using project::ProjectHistory;

using Options = HistoryOptions;
using Done = HistoryDone;

std::string timeText(std::int64_t seconds) {
    return fmt::format("{:%Y-%m-%d %H:%M}", fmt::localtime(std::time_t(seconds)));
}

std::string versionLine(const history::Snapshot& version) {
    return fmt::format("{}  {}  {}\n", version.id.shortHex(), timeText(version.info.time),
                       version.info.message);
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
        done.text += versionLine(version);
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
    project::SaveRequest request;
    request.message = options.message;
    request.author = options.author;
    request.verdict = project::PrintVerdict().of(*document, {});
    ORFEAS_TRY(id, project.save(*document, request, {}));
    return versionDone("saved", id);
}

Result<Done> restore(ProjectHistory& project, const Options& options) {
    ORFEAS_TRY(version, project.find(options.words.at(0)));
    ORFEAS_TRY(id, project.restore(version));
    return versionDone("restored as", id);
}

Json toJson(const project::ShapeDeviation& deviation) {
    return {{"exact", deviation.exact},
            {"max_mm", shortened(deviation.maxMm)},
            {"mean_mm", shortened(deviation.meanMm)},
            {"lowest_mm", shortened(deviation.lowest)},
            {"highest_mm", shortened(deviation.highest)},
            {"volume_before_mm3", shortened(deviation.volumeBeforeMm3)},
            {"volume_after_mm3", shortened(deviation.volumeAfterMm3)},
            {"volume_change_mm3", shortened(deviation.volumeChangeMm3())}};
}

std::string deviationText(const project::ShapeDeviation& d) {
    return fmt::format(
        "         {} max {:.3f} mm, mean {:.3f} mm, from {:+.3f} to {:+.3f} mm, volume {:+.1f} mm\u00b3\n",
        d.exact ? "exact:" : "sampled:", d.maxMm, d.meanMm, d.lowest, d.highest, d.volumeChangeMm3());
}

void printComparison(const project::ObjectComparison& object, Done& done) {
    using Kind = project::ObjectComparison::Kind;
    if (object.kind == Kind::Same) return;
    constexpr const char* kKinds[] = {"same", "added", "removed", "changed"};
    const char* kind = kKinds[static_cast<int>(object.kind)];
    const bool changed = object.kind == Kind::Changed;
    done.text += fmt::format("{:<8} {}{}\n", kind, object.name, changed ? " (" + object.text() + ")" : "");
    Json json{{"kind", kind},
              {"object", object.name},
              {"id", static_cast<std::uint64_t>(object.id)},
              {"shape", object.shape},
              {"place", object.moved},
              {"settings", object.settings},
              {"name", object.renamed},
              {"visibility", object.visibility},
              {"other", object.other}};
    if (object.deviation) {
        done.text += deviationText(*object.deviation);
        json["deviation"] = toJson(*object.deviation);
    }
    done.json["changes"].push_back(std::move(json));
}

Result<Done> diff(ProjectHistory& project, const Options& options) {
    const Interrupt interrupt;
    const jobs::JobContext context(interrupt.token(), {});
    ORFEAS_TRY(older, project.find(options.words.at(0)));
    ORFEAS_TRY(newer, project.find(options.words.at(1)));
    ORFEAS_TRY(before, project.read(older, context));
    ORFEAS_TRY(after, project.read(newer, context));
    ORFEAS_TRY(objects, project::compareDocuments(*before, *after, project::CompareDepth::Shapes, context));
    Done done{"", {{"older", older.hex()}, {"newer", newer.hex()}, {"changes", Json::array()}}};
    for (const project::ObjectComparison& object : objects)
        printComparison(object, done);
    if (done.text.empty()) done.text = "no differences\n";
    return done;
}

Result<Done> search(ProjectHistory& project, const Options& options) {
    std::string words;
    for (const std::string& word : options.words)
        words += word + " ";
    ORFEAS_TRY(found, project.search(words));
    Done done{"", {{"versions", Json::array()}}};
    for (const history::ObjectId& id : found) {
        ORFEAS_TRY(version, history::readSnapshot(project.file().objects(), id));
        done.text += versionLine(version);
        done.json["versions"].push_back(toJson(version));
    }
    if (found.empty()) done.text = "nothing found\n";
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
    if (options.remove) {
        ORFEAS_CHECK(project.removeTag(options.words.at(0)));
        return Done{"removed the tag " + options.words.at(0) + "\n", {{"removed", options.words.at(0)}}};
    }
    if (options.words.size() < 2) return Error{ErrorCode::BadInput, "Say which version the tag marks", {}};
    ORFEAS_TRY(version, project.find(options.words.at(1)));
    ORFEAS_CHECK(project.tag(options.words.at(0), version));
    return versionDone(("tagged " + options.words.at(0) + ":").c_str(), version);
}

int finish(const Report& report, const Options& options, const Result<Done>& done) {
    if (!done.ok()) return report.fail(about(options.project.string(), done.error()));
    const int printed = report.succeed(done->text, done->json);
    return printed == kExitDone ? done->exitCode : printed;
}

} // namespace

CLI::App* HistoryDeclaration::begin(const char* name, const char* help) {
    CLI::App* command = m_parent->add_subcommand(name, help);
    command->add_option("PROJECT", m_options->project, "Project file, name.orfeas")->required();
    command->add_flag("--json", m_options->json, "Print the result as one JSON object");
    return command;
}

CLI::App* HistoryDeclaration::add(const char* name, const char* help, ProjectFile::Access access,
                                  HistoryAction action) {
    CLI::App* command = begin(name, help);
    command->callback([&slot = m_slot, options = m_options, access, action] {
        slot.run = [options, access, action] {
            const Report report(options->json);
            Result<ProjectHistory> opened = ProjectHistory::open(options->project, access);
            if (!opened.ok()) return report.fail(about(options->project.string(), opened.error()));
            return finish(report, *options, action(*opened, *options));
        };
    });
    return command;
}

CLI::App* HistoryDeclaration::addOnFile(const char* name, const char* help, FileAction action) {
    CLI::App* command = begin(name, help);
    command->callback([&slot = m_slot, options = m_options, action] {
        slot.run = [options, action] { return finish(Report(options->json), *options, action(*options)); };
    });
    return command;
}

void addHistoryCommand(CLI::App& app, CommandSlot& slot) {
    constexpr auto kRead = ProjectFile::Access::ReadOnly;
    constexpr auto kWrite = ProjectFile::Access::ReadWrite;
    CLI::App* parent =
        app.add_subcommand("history", "A project's versions: list, save, restore, compare, variants, git");
    parent->require_subcommand(1);
    HistoryDeclaration declare(parent, slot);
    Options& o = declare.options();

    CLI::App* log = declare.add("log", "Versions, newest first", kRead, showLog);
    log->add_option("--from", o.from, "Version, variant or tag to start at")->type_name("VERSION");
    log->add_option("--limit", o.limit, "At most so many")->type_name("N");
    CLI::App* saving = declare.add("save", "Keep the current state as a named version", kWrite, save);
    saving->add_option("-m,--message", o.message, "What this version is")->required();
    saving->add_option("--author", o.author, "Who made it (default: nobody is named)")->type_name("NAME");
    declare.add("restore", "Make an older version the newest again; nothing is deleted", kWrite, restore)
        ->add_option("VERSION", o.words, "Version, variant or tag")
        ->required()
        ->expected(1);
    declare.add("diff", "What changed between two versions, object by object", kRead, diff)
        ->add_option("VERSIONS", o.words, "Older and newer version, variant or tag")
        ->required()
        ->expected(2);

    declare.add("search", "Versions by message, tag, variant, author or name of an object", kRead, search)
        ->add_option("WORDS", o.words, "All of them must be found")
        ->required();

    CLI::App* variants =
        declare.add("branch", "List variants; make, switch to, rename or remove one", kWrite, branch);
    variants->add_option("NAME", o.words, "Variant")->expected(0, 1);
    variants->add_option("--from", o.from, "Version the new variant starts at (default: the current one)")
        ->type_name("VERSION");
    variants->add_flag("--switch", o.switchTo, "Work on this variant from now on; made when there is none");
    variants->add_option("--rename", o.renameTo, "New name")->type_name("NAME");
    variants->add_flag("--delete", o.remove, "Remove the variant's name");
    variants->add_flag("--force", o.force, "Remove it even when nothing else leads to its versions");
    CLI::App* tags = declare.add("tag", "Give a version a name that stays", kWrite, tag);
    tags->add_flag("--delete", o.remove, "Remove the tag; the version stays");
    tags->add_option("NAME_VERSION", o.words, "The tag, and the version, variant or tag it marks")
        ->required()
        ->expected(1, 2);

    addHistorySharing(declare);
    addHistoryCare(declare);
}

} // namespace orfeas::app
