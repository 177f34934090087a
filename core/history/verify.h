// Is a project sound? Checks everything, changes nothing unless asked, never deletes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/history/project_file.h"

namespace orfeas::history {

struct VerifyReport {
    std::uint64_t objects = 0;               ///< rows looked at
    std::uint64_t snapshots = 0;             ///< reachable ones
    std::uint64_t unreachable = 0;           ///< sound objects that no ref leads to (left for gc)
    std::vector<std::string> databaseFaults; ///< what SQLite's integrity check says
    std::vector<ObjectId> damaged;           ///< rows whose content does not match its name
    std::vector<ObjectId> missing;           ///< linked to, but not there or damaged
    std::vector<std::string> brokenRefs;     ///< refs that lead to something missing or damaged
    std::vector<ObjectId> quarantined;       ///< moved aside by this call

    bool sound() const {
        return databaseFaults.empty() && damaged.empty() && missing.empty() && brokenRefs.empty();
    }
};

enum class VerifyMode {
    Look,       ///< report only
    Quarantine, ///< also move damaged rows into the table `quarantine`, so that they can be stored afresh
};

/// SQLite's integrity check, the hash of every object, every link that a ref leads to.
Result<VerifyReport> verify(ProjectFile& project, VerifyMode mode);

struct CollectReport {
    std::uint64_t removed = 0;
    std::uint64_t keptYoung = 0; ///< unreachable, but within the grace period
    std::uint64_t bytesBefore = 0;
    std::uint64_t bytesAfter = 0;
};

/// Removes objects that no ref leads to and that are older than `graceSeconds`, then gives the space back. Refused
/// (BadInput) while the project is not sound: what is unreachable cannot be known then.
Result<CollectReport> collectGarbage(ProjectFile& project, std::int64_t graceSeconds);

} // namespace orfeas::history
