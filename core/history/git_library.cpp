#include "core/history/git_library.h"

#include <cstring>
#include <string>

#include "core/base/assert.h"

namespace orfeas::history {

void useGitLibrary() {
    // Never shut down: objects of other threads may outlive any owner.
    static const int started = git_libgit2_init();
    ORFEAS_ASSERT(started > 0);
}

git_object_t gitKind(ObjectKind kind) {
    switch (kind) {
    case ObjectKind::Commit:
        return GIT_OBJECT_COMMIT;
    case ObjectKind::Tree:
        return GIT_OBJECT_TREE;
    case ObjectKind::Blob:
        return GIT_OBJECT_BLOB;
    }
    ORFEAS_ASSERT(false);
    return GIT_OBJECT_INVALID;
}

ObjectKind kindFromGit(git_object_t kind) {
    ORFEAS_ASSERT(kind == GIT_OBJECT_COMMIT || kind == GIT_OBJECT_TREE || kind == GIT_OBJECT_BLOB);
    return static_cast<ObjectKind>(kind);
}

ObjectId idFromGit(const git_oid& oid) {
    ObjectId id;
    std::memcpy(id.bytes.data(), oid.id, id.bytes.size());
    return id;
}

git_oid gitId(const ObjectId& id) {
    git_oid oid;
    std::memcpy(oid.id, id.bytes.data(), id.bytes.size());
    return oid;
}

Error gitError(const char* doing) {
    const git_error* last = git_error_last();
    return {ErrorCode::Failed, std::string("The project's history could not be used while ") + doing,
            last && last->message ? last->message : "no detail"};
}

} // namespace orfeas::history
