// Saving what is sound of a damaged project into a new one. The damaged file is only read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"

namespace orfeas::project {

struct SalvageReport {
    std::uint64_t parts = 0;         ///< sound ones, all copied
    std::uint64_t damaged = 0;       ///< rows seen that are not
    std::uint64_t versions = 0;      ///< that the new project's variants and tags lead to
    std::vector<std::string> whole;  ///< variants, tags and working documents that lost nothing
    std::vector<std::string> mended; ///< those that go on from what is left: "main: without \"Owl\""
    std::vector<std::string> found;  ///< variants made for versions that nothing led to any more
    std::vector<std::string> lost;   ///< what could not be saved, in words
};

/// Reads every row that SQLite can still reach, past damaged pages, and keeps those whose content has their name. Refs that
/// lead to damage go on from the newest version of which something is left: objects that miss a part are left out, and
/// a version says "Salvaged" when it is not what it was. `to` must not exist; nothing is left there on failure.
/// BadInput when nothing at all can be read: a backup is the way then.
Result<SalvageReport> salvage(const std::filesystem::path& from, const std::filesystem::path& to,
                              const jobs::JobContext& context);

} // namespace orfeas::project
