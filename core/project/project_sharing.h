// Two people, one shared folder: bringing a project's variants there and taking in what others brought.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/history/git_remote.h"
#include "core/project/project_history.h"

namespace orfeas::project {

/// What pulling did to one variant.
struct PulledVariant {
    enum class Kind { UpToDate, Added, Forwarded, Merged, Conflicts };
    std::string name;
    Kind kind = Kind::UpToDate;
    std::vector<MergeConflict> conflicts; ///< Conflicts: the variant is as it was; pull again with choices
};

struct PullReport {
    std::vector<PulledVariant> variants; ///< sorted by name
    bool changed() const;
    bool conflicts() const;
};

/// What to do with conflicts: an object may be in conflict in several variants, each decided for itself.
struct PullChoices {
    MergeChoices otherwise; ///< in variants not named below
    std::map<std::string, MergeChoices> variants;

    const MergeChoices& of(const std::string& variant) const;
};

/// Takes in the variants and tags of the location and merges each into ours of the same name, object by object. A tag of
/// ours keeps its version. `download`: see history::downloadRemote.
Result<PullReport> pull(ProjectHistory& project, const std::string& location, const PullChoices& choices,
                        const jobs::JobContext& context,
                        const std::shared_ptr<history::Download>& download = {});

/// Brings variants (empty: all) and tags there: see history::pushRemote.
Result<history::PushReport> push(const ProjectHistory& project, const std::string& location,
                                 const std::vector<std::string>& variants,
                                 const std::function<bool()>& cancelled = {});

} // namespace orfeas::project
