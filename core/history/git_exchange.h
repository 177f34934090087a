// A project's past as an ordinary git repository, and back: the outside judge of our own history.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/result.h"
#include "core/history/project_file.h"

namespace orfeas::history {

struct ExchangeReport {
    std::uint64_t objects = 0; ///< written anew
    std::uint64_t refs = 0;
};

/// Writes variants and tags, with everything they lead to, into a bare repository: a new folder, an empty one, or one
/// exported before (then only what is new is added). Object ids stay the same.
Result<ExchangeReport> exportGit(const ProjectFile& project, const std::filesystem::path& folder);

/// Takes in the branches and tags of a repository (bare or not). Branches of the same name must be ahead of or equal
/// to ours, else BadInput names them. Fails when a tree holds what a project cannot (symbolic links, submodules).
Result<ExchangeReport> importGit(ProjectFile& project, const std::filesystem::path& folder);

} // namespace orfeas::history
