#include "core/history/git_repository.h"

#include <unordered_set>

#include "core/history/reachable.h"
#include "core/history/ref_store.h"
#include "core/history/snapshot.h"

namespace orfeas::history {
namespace {

namespace fs = std::filesystem;

Result<Repository> withOdb(git_repository* raw) {
    Repository opened{GitRepository(raw), nullptr};
    git_odb* odb = nullptr;
    if (git_repository_odb(&odb, raw)) return gitError("opening the repository");
    opened.odb.reset(odb);
    return opened;
}

} // namespace

Result<ObjectId> RepositoryStore::put(ObjectKind kind, std::span<const std::byte> content) {
    git_oid oid;
    if (git_odb_write(&oid, m_odb, content.data(), content.size(), gitKind(kind))) {
        return gitError("writing the repository");
    }
    return idFromGit(oid);
}

Result<StoredObject> RepositoryStore::get(const ObjectId& id) const {
    const git_oid oid = gitId(id);
    git_odb_object* raw = nullptr;
    const int code = git_odb_read(&raw, m_odb, &oid);
    const GitOdbObject object(raw);
    if (code == GIT_ENOTFOUND)
        return Error{ErrorCode::NotFound, "A part of the repository is missing", id.hex()};
    if (code) return gitError("reading the repository");
    const git_object_t kind = git_odb_object_type(object.get());
    if (kind != GIT_OBJECT_COMMIT && kind != GIT_OBJECT_TREE && kind != GIT_OBJECT_BLOB) {
        return Error{ErrorCode::Unsupported, "The repository holds objects that are no part of a project",
                     id.hex()};
    }
    const auto* data = static_cast<const std::byte*>(git_odb_object_data(object.get()));
    return StoredObject{kindFromGit(kind), {data, data + git_odb_object_size(object.get())}};
}

Result<bool> RepositoryStore::has(const ObjectId& id) const {
    const git_oid oid = gitId(id);
    return git_odb_exists(m_odb, &oid) == 1;
}

Result<void> RepositoryStore::forEach(const std::function<bool(const ObjectId&)>& visit) const {
    const auto each = [](const git_oid* oid, void* payload) {
        return (*static_cast<const std::function<bool(const ObjectId&)>*>(payload))(idFromGit(*oid))
                   ? 0
                   : GIT_EUSER;
    };
    const int code = git_odb_foreach(m_odb, each, const_cast<void*>(static_cast<const void*>(&visit)));
    if (code && code != GIT_EUSER) return gitError("listing the repository");
    return {};
}

Result<Repository> openOrCreateBare(const fs::path& folder) {
    useGitLibrary();
    git_repository* raw = nullptr;
    std::error_code ignored;
    if (fs::exists(folder, ignored) && !fs::is_empty(folder, ignored)) {
        if (git_repository_open_bare(&raw, folder.c_str())) {
            return Error{ErrorCode::BadInput,
                         "The folder is not empty and not a bare repository: choose another folder",
                         folder.string()};
        }
    } else if (git_repository_init(&raw, folder.c_str(), 1)) {
        return Error{ErrorCode::IoFailed,
                     "The repository cannot be made there: check that the folder can be written",
                     gitError("").detail};
    }
    return withOdb(raw);
}

Result<Repository> openRepository(const fs::path& folder) {
    useGitLibrary();
    git_repository* raw = nullptr;
    if (git_repository_open(&raw, folder.c_str())) {
        return Error{ErrorCode::BadInput, "There is no git repository in this folder", folder.string()};
    }
    return withOdb(raw);
}

bool isExchanged(const std::string& ref) {
    return ref.starts_with(kVariantPrefix) || ref.starts_with(kTagPrefix);
}

Result<std::map<std::string, ObjectId>> exchangedRefs(git_repository* repository) {
    std::map<std::string, ObjectId> refs;
    git_strarray names{};
    if (git_reference_list(&names, repository)) return gitError("listing branches");
    for (std::size_t i = 0; i < names.count; ++i) {
        git_oid oid;
        // Peeled names only: an annotated tag is followed to its snapshot.
        git_object* peeled = nullptr;
        git_reference* reference = nullptr;
        if (!isExchanged(names.strings[i]) || git_reference_lookup(&reference, repository, names.strings[i]))
            continue;
        if (git_reference_peel(&peeled, reference, GIT_OBJECT_COMMIT) == 0) {
            oid = *git_object_id(peeled);
            refs.emplace(names.strings[i], idFromGit(oid));
        }
        git_object_free(peeled);
        git_reference_free(reference);
    }
    git_strarray_dispose(&names);
    return refs;
}

Result<std::uint64_t> copyReachable(const ObjectStore& from, ObjectStore& to,
                                    const std::vector<ObjectId>& roots) {
    ORFEAS_TRY(reached, reachableFrom(from, roots));
    if (!reached.missing.empty()) {
        return Error{ErrorCode::BadInput,
                     "A part of the history is missing or damaged, so nothing was copied",
                     reached.missing.front().hex()};
    }
    std::uint64_t copied = 0;
    for (const ObjectId& id : reached.objects) {
        ORFEAS_TRY(known, to.has(id));
        if (known) continue;
        ORFEAS_TRY(object, from.get(id));
        ORFEAS_TRY(written, to.put(object.kind, object.content));
        if (written != id)
            return Error{ErrorCode::BadInput, "A part of the history changed its name while it was copied",
                         id.hex()};
        ++copied;
    }
    return copied;
}

Result<bool> isBehind(const ObjectStore& store, const ObjectId& ancestor, const ObjectId& tip) {
    std::vector<ObjectId> waiting{tip};
    std::unordered_set<ObjectId> seen;
    while (!waiting.empty()) {
        const ObjectId id = waiting.back();
        waiting.pop_back();
        if (id == ancestor) return true;
        if (!seen.insert(id).second) continue;
        ORFEAS_TRY(snapshot, readSnapshot(store, id));
        waiting.insert(waiting.end(), snapshot.parents.begin(), snapshot.parents.end());
    }
    return false;
}

} // namespace orfeas::history
