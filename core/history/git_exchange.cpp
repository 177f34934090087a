#include "core/history/git_exchange.h"

#include <map>

#include "core/history/git_repository.h"

namespace orfeas::history {

namespace fs = std::filesystem;

Result<ExchangeReport> exportGit(const ProjectFile& project, const fs::path& folder) {
    ORFEAS_TRY(bare, openOrCreateBare(folder));
    ORFEAS_TRY(refs, project.refs().list());
    std::erase_if(refs, [](const auto& ref) { return !isExchanged(ref.first); });
    std::vector<ObjectId> targets;
    for (const auto& [name, target] : refs)
        targets.push_back(target);
    RepositoryStore store(bare.odb.get());
    ORFEAS_TRY(copied, copyReachable(project.objects(), store, targets));
    for (const auto& [name, target] : refs) {
        const git_oid oid = gitId(target);
        git_reference* reference = nullptr;
        if (git_reference_create(&reference, bare.repository.get(), name.c_str(), &oid, 1, "orfeas export")) {
            return gitError("writing branches");
        }
        git_reference_free(reference);
    }
    ORFEAS_TRY(head, project.refs().head());
    if (git_repository_set_head(bare.repository.get(), (std::string(kVariantPrefix) + head).c_str())) {
        return gitError("writing HEAD");
    }
    return ExchangeReport{copied, refs.size()};
}

Result<ExchangeReport> importGit(ProjectFile& project, const fs::path& folder) {
    if (project.readOnly()) {
        return Error{
            ErrorCode::PermissionDenied, "The project is read-only: " + project.readOnlyReason(), {}};
    }
    ORFEAS_TRY(opened, openRepository(folder));
    ORFEAS_TRY(refs, exchangedRefs(opened.repository.get()));
    if (refs.empty()) return Error{ErrorCode::BadInput, "The repository has no branches", folder.string()};
    const RepositoryStore store(opened.odb.get());
    std::vector<ObjectId> targets;
    for (const auto& [name, target] : refs) {
        ORFEAS_TRY(ours, project.refs().get(name));
        if (ours) {
            ORFEAS_TRY(ahead, isBehind(store, *ours, target));
            if (!ahead) {
                return Error{ErrorCode::BadInput,
                             "Both sides have new versions: rename one of the variants and try again", name};
            }
        }
        targets.push_back(target);
    }
    ORFEAS_TRY(transaction, Transaction::begin(project.database()));
    ORFEAS_TRY(copied, copyReachable(store, project.objects(), targets));
    for (const auto& [name, target] : refs)
        ORFEAS_CHECK(project.refs().set(name, target));
    ORFEAS_CHECK(project.refs().mendHead());
    ORFEAS_CHECK(transaction.commit());
    return ExchangeReport{copied, refs.size()};
}

} // namespace orfeas::history
