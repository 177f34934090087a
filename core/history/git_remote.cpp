#include "core/history/git_remote.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "core/base/log.h"
#include "core/history/git_repository.h"

namespace orfeas::history {
namespace {

namespace fs = std::filesystem;

Error remoteError(const char* what) {
    Error error = gitError("");
    return {ErrorCode::IoFailed, what, error.detail};
}

} // namespace

namespace {

Error cancelledError() {
    return {ErrorCode::Cancelled, "cancelled", {}};
}

/// What libgit2 asks and tells while it talks to an address. Everything that comes by ends the talk when it is to stop:
/// packing, bytes out, bytes in, and what the other side says meanwhile.
struct Talk {
    const std::function<bool()>& cancelled;
    std::vector<std::string> refused; ///< refs the other side would not take

    bool stopped() const { return cancelled && cancelled(); }

    git_remote_callbacks callbacks() {
        git_remote_callbacks all;
        git_remote_init_callbacks(&all, GIT_REMOTE_CALLBACKS_VERSION);
        all.payload = this;
        all.credentials = credentials;
        all.sideband_progress = [](const char*, int, void* self) { return goOn(self); };
        all.transfer_progress = [](const git_indexer_progress*, void* self) { return goOn(self); };
        all.pack_progress = [](int, unsigned int, unsigned int, void* self) { return goOn(self); };
        all.push_transfer_progress = [](unsigned int, unsigned int, std::size_t, void* self) {
            return goOn(self);
        };
        all.push_update_reference = [](const char* ref, const char* status, void* self) {
            if (status) static_cast<Talk*>(self)->refused.push_back(ref);
            return 0;
        };
        return all;
    }

private:
    static int goOn(void* self) { return static_cast<const Talk*>(self)->stopped() ? GIT_EUSER : 0; }

    // Only what the user's own ssh agent offers; nothing is read from disk and nobody is asked.
    static int credentials(git_credential** out, const char*, const char* user, unsigned int allowed, void*) {
        if (!(allowed & GIT_CREDENTIAL_SSH_KEY)) return GIT_PASSTHROUGH;
        return git_credential_ssh_key_from_agent(out, user ? user : "git");
    }
};

} // namespace

/// A bare repository between the project and an address, gone with its owner.
class Download {
public:
    static Result<Download> open(const std::string& address) {
        useGitLibrary();
        std::string folder = (fs::temp_directory_path() / "orfeas-XXXXXX").string();
        if (!::mkdtemp(folder.data()))
            return Error{ErrorCode::IoFailed, "No temporary folder can be made", folder};
        Download passage(folder);
        ORFEAS_TRY(bare, openOrCreateBare(folder));
        passage.m_bare = std::move(bare);
        git_remote* remote = nullptr;
        if (git_remote_create_anonymous(&remote, passage.m_bare.repository.get(), address.c_str()))
            return remoteError("This is no address of a git repository");
        passage.m_remote.reset(remote);
        return passage;
    }
    Download(Download&& other) noexcept
        : m_folder(std::exchange(other.m_folder, {})), m_bare(std::move(other.m_bare)),
          m_remote(std::move(other.m_remote)) {}
    Download& operator=(Download&&) = delete;
    ~Download() {
        m_remote.reset();
        m_bare = {};
        std::error_code error;
        if (!m_folder.empty()) fs::remove_all(m_folder, error);
        if (error) log(LogLevel::Warning, "history", "a temporary folder stays: " + error.message());
    }

    Repository& bare() { return m_bare; }

    Result<void> fetch(const std::function<bool()>& cancelled = {}) {
        Talk talk{cancelled, {}};
        git_fetch_options options;
        git_fetch_options_init(&options, GIT_FETCH_OPTIONS_VERSION);
        options.callbacks = talk.callbacks();
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
        char variants[] = "+refs/heads/*:refs/heads/*";
        char tags[] = "+refs/tags/*:refs/tags/*";
        char* specs[] = {variants, tags};
        const git_strarray list{specs, 2};
        if (git_remote_fetch(m_remote.get(), &list, &options, nullptr) == 0) return {};
        if (talk.stopped()) return cancelledError();
        return remoteError("The shared repository cannot be reached: check the address and the connection");
    }

    /// The refs the other side would not take.
    Result<std::vector<std::string>> push(const std::vector<std::string>& refs,
                                          const std::function<bool()>& cancelled) {
        std::vector<std::string> specs;
        for (const std::string& ref : refs)
            specs.push_back(ref + ":" + ref);
        std::vector<char*> pointers;
        for (std::string& spec : specs)
            pointers.push_back(spec.data());
        const git_strarray list{pointers.data(), pointers.size()};
        Talk talk{cancelled, {}};
        git_push_options options;
        git_push_options_init(&options, GIT_PUSH_OPTIONS_VERSION);
        options.callbacks = talk.callbacks();
        if (git_remote_push(m_remote.get(), &list, &options) == 0) return talk.refused;
        if (talk.stopped()) return cancelledError();
        return remoteError(
            "The shared repository did not take the versions: pull first, or check the address");
    }

private:
    explicit Download(std::string folder) : m_folder(std::move(folder)) {}

    std::string m_folder; ///< empty: moved from
    Repository m_bare;
    GitOwner<git_remote, git_remote_free> m_remote;
};

namespace {

// One set of names per location, so that two shared folders are told apart.
std::string trackingPrefix(const std::string& location) {
    const ObjectId id = hashObject(ObjectKind::Blob, std::as_bytes(std::span(location)));
    return "refs/orfeas/remote/" + id.shortHex() + "/";
}

Result<RemoteRefs> takeIn(ProjectFile& project, Repository& repository, const std::string& location) {
    ORFEAS_TRY(refs, exchangedRefs(repository.repository.get()));
    std::vector<ObjectId> targets;
    RemoteRefs remote;
    for (const auto& [name, target] : refs) {
        targets.push_back(target);
        if (name.starts_with(kVariantPrefix))
            remote.variants[name.substr(kVariantPrefix.size())] = target;
        else
            remote.tags[name.substr(kTagPrefix.size())] = target;
    }
    ORFEAS_TRY(transaction, Transaction::begin(project.database()));
    ORFEAS_CHECK(copyReachable(RepositoryStore(repository.odb.get()), project.objects(), targets));
    for (const auto& [name, target] : remote.variants)
        ORFEAS_CHECK(project.refs().set(trackingPrefix(location) + name, target));
    ORFEAS_CHECK(transaction.commit());
    return remote;
}

/// What is to be brought: those that the other side is behind of, and those it has more of than we have seen.
struct Plan {
    std::map<std::string, ObjectId> forward; ///< by full name
    std::vector<std::string> refused;
    std::vector<std::string> equal;
};

std::string shownName(const std::string& ref) {
    return ref.starts_with(kVariantPrefix) ? ref.substr(kVariantPrefix.size()) : ref.substr(5);
}

Result<Plan> planPush(const ProjectFile& project, const std::map<std::string, ObjectId>& theirs,
                      const std::vector<std::string>& variants) {
    ORFEAS_TRY(refs, project.refs().list());
    Plan plan;
    for (const std::string& variant : variants) {
        if (!refs.contains(std::string(kVariantPrefix) + variant))
            return Error{ErrorCode::NotFound, "There is no variant \"" + variant + "\"", {}};
    }
    for (const auto& [name, target] : refs) {
        const bool wanted = name.starts_with(kVariantPrefix)
                                ? variants.empty() || std::ranges::count(variants, shownName(name))
                                : name.starts_with(kTagPrefix);
        if (!wanted) continue;
        const auto there = theirs.find(name);
        if (there == theirs.end()) {
            plan.forward[name] = target;
        } else if (there->second == target) {
            plan.equal.push_back(shownName(name));
        } else if (name.starts_with(kTagPrefix)) {
            plan.refused.push_back(shownName(name)); // a tag stays where it is
        } else {
            ORFEAS_TRY(behind, isBehind(project.objects(), there->second, target));
            if (behind)
                plan.forward[name] = target;
            else
                plan.refused.push_back(shownName(name));
        }
    }
    return plan;
}

std::vector<ObjectId> targetsOf(const Plan& plan) {
    std::vector<ObjectId> targets;
    for (const auto& [name, target] : plan.forward)
        targets.push_back(target);
    return targets;
}

// Moves one ref from where we saw it; false when somebody else moved it meanwhile.
Result<bool> moveRef(git_repository* repository, const std::string& name, const ObjectId& target,
                     const std::map<std::string, ObjectId>& seen) {
    const git_oid oid = gitId(target);
    const auto before = seen.find(name);
    git_reference* reference = nullptr;
    int code = 0;
    if (before == seen.end()) {
        code = git_reference_create(&reference, repository, name.c_str(), &oid, 0, "orfeas push");
    } else {
        const git_oid expected = gitId(before->second);
        code = git_reference_create_matching(&reference, repository, name.c_str(), &oid, 1, &expected,
                                             "orfeas push");
    }
    git_reference_free(reference);
    if (code == GIT_EMODIFIED || code == GIT_EEXISTS || code == GIT_ELOCKED) return false;
    if (code) return remoteError("The shared folder cannot be written");
    return true;
}

Result<PushReport> pushToFolder(const ProjectFile& project, const fs::path& folder,
                                const std::vector<std::string>& variants) {
    ORFEAS_TRY(bare, openOrCreateBare(folder));
    ORFEAS_TRY(theirs, exchangedRefs(bare.repository.get()));
    ORFEAS_TRY(plan, planPush(project, theirs, variants));
    RepositoryStore store(bare.odb.get());
    ORFEAS_TRY(copied, copyReachable(project.objects(), store, targetsOf(plan)));
    PushReport report{plan.equal, plan.refused, copied};
    for (const auto& [name, target] : plan.forward) {
        ORFEAS_TRY(moved, moveRef(bare.repository.get(), name, target, theirs));
        (moved ? report.pushed : report.refused).push_back(shownName(name));
    }
    return report;
}

Result<PushReport> pushToAddress(const ProjectFile& project, const std::string& address,
                                 const std::vector<std::string>& variants,
                                 const std::function<bool()>& cancelled) {
    ORFEAS_TRY(passage, Download::open(address));
    ORFEAS_CHECK(passage.fetch(cancelled));
    ORFEAS_TRY(theirs, exchangedRefs(passage.bare().repository.get()));
    ORFEAS_TRY(plan, planPush(project, theirs, variants));
    RepositoryStore store(passage.bare().odb.get());
    ORFEAS_TRY(copied, copyReachable(project.objects(), store, targetsOf(plan)));
    std::vector<std::string> names;
    for (const auto& [name, target] : plan.forward) {
        ORFEAS_TRY(moved, moveRef(passage.bare().repository.get(), name, target, theirs));
        if (moved) names.push_back(name);
    }
    PushReport report{plan.equal, plan.refused, copied};
    if (names.empty()) return report;
    ORFEAS_TRY(refused, passage.push(names, cancelled));
    for (const std::string& name : names)
        (std::ranges::count(refused, name) ? report.refused : report.pushed).push_back(shownName(name));
    return report;
}

} // namespace

bool isRemoteAddress(const std::string& location) {
    if (location.find("://") != location.npos) return true;
    const std::size_t colon = location.find(':');
    const std::size_t slash = location.find('/');
    return colon != location.npos && colon > 1 && (slash == location.npos || colon < slash);
}

Result<std::shared_ptr<Download>> downloadRemote(const std::string& location,
                                                 const std::function<bool()>& cancelled) {
    if (!isRemoteAddress(location)) return std::shared_ptr<Download>();
    ORFEAS_TRY(download, Download::open(location));
    ORFEAS_CHECK(download.fetch(cancelled));
    return std::make_shared<Download>(std::move(download));
}

Result<RemoteRefs> fetchRemote(ProjectFile& project, const std::string& location,
                               const std::shared_ptr<Download>& download) {
    if (project.readOnly())
        return Error{
            ErrorCode::PermissionDenied, "The project is read-only: " + project.readOnlyReason(), {}};
    if (download) return takeIn(project, download->bare(), location);
    if (isRemoteAddress(location)) {
        ORFEAS_TRY(fetched, downloadRemote(location));
        return takeIn(project, fetched->bare(), location);
    }
    std::error_code ignored;
    if (!fs::exists(location, ignored))
        return Error{ErrorCode::NotFound, "There is no such folder: push to it first", location};
    ORFEAS_TRY(repository, openRepository(location));
    return takeIn(project, repository, location);
}

Result<PushReport> pushRemote(const ProjectFile& project, const std::string& location,
                              const std::vector<std::string>& variants,
                              const std::function<bool()>& cancelled) {
    Result<PushReport> report = isRemoteAddress(location)
                                    ? pushToAddress(project, location, variants, cancelled)
                                    : pushToFolder(project, location, variants);
    if (!report.ok()) return report;
    std::ranges::sort(report->pushed);
    std::ranges::sort(report->refused);
    return report;
}

} // namespace orfeas::history
