// git repositories on disk as stores, for exchanging and sharing histories. Included by .cpp files of this folder only.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/history/git_library.h"
#include "core/history/object_store.h"

namespace orfeas::history {

/// Objects of a repository, read and written through libgit2. Borrows the database.
class RepositoryStore final : public ObjectStore {
public:
    explicit RepositoryStore(git_odb* odb) : m_odb(odb) {}

    Result<ObjectId> put(ObjectKind kind, std::span<const std::byte> content) override;
    Result<StoredObject> get(const ObjectId& id) const override;
    Result<bool> has(const ObjectId& id) const override;
    Result<void> forEach(const std::function<bool(const ObjectId&)>& visit) const override;

private:
    git_odb* m_odb;
};

struct Repository {
    GitRepository repository;
    GitOdb odb;
};

/// A new or empty folder becomes a bare repository; one that holds something else is refused.
Result<Repository> openOrCreateBare(const std::filesystem::path& folder);
/// Bare or not; BadInput when the folder is none.
Result<Repository> openRepository(const std::filesystem::path& folder);

/// Branches and tags with the snapshots they lead to.
Result<std::map<std::string, ObjectId>> exchangedRefs(git_repository* repository);
/// Whether a ref is one that leaves the project: a variant or a tag.
bool isExchanged(const std::string& ref);

/// Copies everything below `roots` that `to` lacks; how much that was. Complete or an Error.
Result<std::uint64_t> copyReachable(const ObjectStore& from, ObjectStore& to,
                                    const std::vector<ObjectId>& roots);

/// Whether `ancestor` is `tip` or among what came before it, as far as `store` knows.
Result<bool> isBehind(const ObjectStore& store, const ObjectId& ancestor, const ObjectId& tip);

} // namespace orfeas::history
