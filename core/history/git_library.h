// The edge of libgit2: starting it, translating ids, kinds and errors. Included by .cpp files of this folder only.
#pragma once

#include <memory>

#include <git2.h>

#include "core/base/result.h"
#include "core/history/object_id.h"

namespace orfeas::history {

/// Initialises libgit2 once per process, with its own hash verification on. Any thread.
void useGitLibrary();

git_object_t gitKind(ObjectKind kind);
ObjectKind kindFromGit(git_object_t kind); ///< asserts on kinds Orfeas does not store (tags)
ObjectId idFromGit(const git_oid& oid);
git_oid gitId(const ObjectId& id);

/// The last libgit2 error of this thread as an Error that says what was being done.
Error gitError(const char* doing);

template <typename T, void (*Free)(T*)>
struct GitFree {
    void operator()(T* value) const { Free(value); }
};
template <typename T, void (*Free)(T*)>
using GitOwner = std::unique_ptr<T, GitFree<T, Free>>;

using GitOdb = GitOwner<git_odb, git_odb_free>;
using GitRepository = GitOwner<git_repository, git_repository_free>;
using GitTree = GitOwner<git_tree, git_tree_free>;
using GitTreeBuilder = GitOwner<git_treebuilder, git_treebuilder_free>;
using GitCommit = GitOwner<git_commit, git_commit_free>;
using GitSignature = GitOwner<git_signature, git_signature_free>;
using GitOdbObject = GitOwner<git_odb_object, git_odb_object_free>;
using GitReference = GitOwner<git_reference, git_reference_free>;

} // namespace orfeas::history
