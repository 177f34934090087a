#include "core/project/project_sharing.h"

#include <algorithm>

#include "core/project/history_refs.h"

namespace orfeas::project {
namespace {

Result<PulledVariant> pullVariant(ProjectHistory& project, const std::string& name,
                                  const history::ObjectId& theirs, const MergeChoices& choices,
                                  const jobs::JobContext& context) {
    PulledVariant pulled{name, PulledVariant::Kind::Added, {}};
    ORFEAS_TRY(ours, project.file().refs().get(variantRef(name)));
    if (!ours) {
        ORFEAS_CHECK(project.file().refs().set(variantRef(name), theirs));
        return pulled;
    }
    ORFEAS_TRY(outcome, project.mergeInto(name, theirs, "shared", choices, context));
    switch (outcome.kind) {
    case MergeOutcome::Kind::UpToDate:
        pulled.kind = PulledVariant::Kind::UpToDate;
        break;
    case MergeOutcome::Kind::Forwarded:
        pulled.kind = PulledVariant::Kind::Forwarded;
        break;
    case MergeOutcome::Kind::Merged:
        pulled.kind = PulledVariant::Kind::Merged;
        break;
    case MergeOutcome::Kind::Conflicts:
        pulled.kind = PulledVariant::Kind::Conflicts;
        break;
    }
    pulled.conflicts = std::move(outcome.conflicts);
    return pulled;
}

} // namespace

bool PullReport::changed() const {
    return std::ranges::any_of(variants, [](const PulledVariant& variant) {
        return variant.kind != PulledVariant::Kind::UpToDate &&
               variant.kind != PulledVariant::Kind::Conflicts;
    });
}

bool PullReport::conflicts() const {
    return std::ranges::any_of(variants, [](const PulledVariant& variant) {
        return variant.kind == PulledVariant::Kind::Conflicts;
    });
}

const MergeChoices& PullChoices::of(const std::string& variant) const {
    const auto found = variants.find(variant);
    return found == variants.end() ? otherwise : found->second;
}

Result<PullReport> pull(ProjectHistory& project, const std::string& location, const PullChoices& choices,
                        const jobs::JobContext& context, const std::shared_ptr<history::Download>& download) {
    ORFEAS_TRY(remote, history::fetchRemote(project.file(), location, download));
    PullReport report;
    for (const auto& [name, target] : remote.variants) {
        if (context.cancelled()) return jobs::cancelledError();
        ORFEAS_TRY(pulled, pullVariant(project, name, target, choices.of(name), context));
        report.variants.push_back(std::move(pulled));
    }
    for (const auto& [name, target] : remote.tags) {
        ORFEAS_TRY(ours, project.file().refs().get(tagRef(name)));
        if (!ours) ORFEAS_CHECK(project.file().refs().set(tagRef(name), target));
    }
    ORFEAS_CHECK(project.file().refs().mendHead());
    return report;
}

Result<history::PushReport> push(const ProjectHistory& project, const std::string& location,
                                 const std::vector<std::string>& variants,
                                 const std::function<bool()>& cancelled) {
    return history::pushRemote(project.file(), location, variants, cancelled);
}

} // namespace orfeas::project
