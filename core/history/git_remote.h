// Sharing a project's variants through a git repository in a folder (a shared or synced one, a stick) or at any address
// that libgit2 can reach. Objects keep their ids; merging is left to the caller (core/project/project_sharing.h).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/history/project_file.h"

namespace orfeas::history {

/// Where to share: a folder, or an address such as "file:///…", "ssh://…", "https://…", "user@host:path".
bool isRemoteAddress(const std::string& location);

struct RemoteRefs {
    std::map<std::string, ObjectId> variants; ///< by name, without prefix
    std::map<std::string, ObjectId> tags;
};

/// What an address holds, brought to this machine. Gone with its last owner.
class Download;

/// The slow half of fetchRemote, which needs no project and so keeps nobody from it. Nothing for a folder, which is read
/// where it is. `cancelled` is asked while bytes come in.
Result<std::shared_ptr<Download>> downloadRemote(const std::string& location,
                                                 const std::function<bool()>& cancelled = {});

/// Copies what the location's variants and tags lead to into the project, and remembers its variants under
/// refs/orfeas/remote/. Changes no variant of ours. NotFound: no such folder; BadInput: it is no repository. Takes from
/// `download` when there is one, else fetches by itself.
Result<RemoteRefs> fetchRemote(ProjectFile& project, const std::string& location,
                               const std::shared_ptr<Download>& download = {});

struct PushReport {
    std::vector<std::string> pushed; ///< variants and "tags/NAME" that are there now
    std::vector<std::string>
        refused;               ///< the location has versions of these that we have not seen: pull first
    std::uint64_t objects = 0; ///< written anew
};

/// Brings `variants` (empty: all) and all tags to the location, which is made when it is a folder that is missing or empty.
/// Only ever moves a variant forward, atomically: two people may push at once, and one of them is refused. `cancelled` is
/// asked while an address is being talked to; what has not been sent whole is not there.
Result<PushReport> pushRemote(const ProjectFile& project, const std::string& location,
                              const std::vector<std::string>& variants,
                              const std::function<bool()>& cancelled = {});

} // namespace orfeas::history
