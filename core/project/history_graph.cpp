#include "core/project/history_graph.h"

#include <algorithm>
#include <charconv>
#include <queue>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace orfeas::project {
namespace {

using history::ObjectStore;
using history::Snapshot;
using VersionId = history::ObjectId;

bool isDamage(const Error& error) {
    return error.code == ErrorCode::BadInput || error.code == ErrorCode::NotFound;
}

std::string trailer(const Snapshot& snapshot, const char* key) {
    const auto found = snapshot.info.trailers.find(key);
    return found == snapshot.info.trailers.end() ? std::string() : found->second;
}

std::uint64_t count(const std::string& text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

GraphVersion versionOf(Snapshot snapshot) {
    GraphVersion version;
    version.reason = trailer(snapshot, "Reason");
    version.named = version.reason == "named";
    version.objects = count(trailer(snapshot, "Objects"));
    version.triangles = count(trailer(snapshot, "Triangles"));
    version.verdict = trailer(snapshot, "Verdict");
    version.id = snapshot.id;
    version.tree = snapshot.tree;
    version.parents = std::move(snapshot.parents);
    version.message = std::move(snapshot.info.message);
    version.time = snapshot.info.time;
    version.author = std::move(snapshot.info.authorName);
    return version;
}

/// Versions by id, and how many of those known grew from each.
struct Known {
    std::unordered_map<VersionId, GraphVersion> versions;
    std::unordered_map<VersionId, std::size_t> children;
};

Result<Known> readAll(const ObjectStore& store, const std::vector<VersionId>& tips) {
    Known known;
    std::vector<VersionId> waiting = tips;
    std::unordered_set<VersionId> seen;
    while (!waiting.empty()) {
        const VersionId id = waiting.back();
        waiting.pop_back();
        if (!seen.insert(id).second) continue;
        Result<Snapshot> snapshot = history::readSnapshot(store, id);
        if (!snapshot.ok()) {
            if (!isDamage(snapshot.error())) return std::move(snapshot).error();
            continue;
        }
        for (const VersionId& parent : snapshot->parents) {
            ++known.children[parent];
            waiting.push_back(parent);
        }
        known.versions.emplace(id, versionOf(*std::move(snapshot)));
    }
    return known;
}

// Newest first among those whose children have all been given out.
std::vector<GraphVersion> ordered(Known known, std::size_t limit) {
    using Key = std::pair<std::int64_t, VersionId>;
    std::priority_queue<Key> ready;
    for (const auto& [id, version] : known.versions) {
        if (!known.children.contains(id)) ready.push({version.time, id});
    }
    std::vector<GraphVersion> versions;
    while (!ready.empty() && versions.size() < limit) {
        GraphVersion& next = known.versions.at(ready.top().second);
        ready.pop();
        for (const VersionId& parent : next.parents) {
            const auto found = known.versions.find(parent);
            if (--known.children[parent] == 0 && found != known.versions.end())
                ready.push({found->second.time, parent});
        }
        versions.push_back(std::move(next));
    }
    return versions;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return out;
}

Result<std::unordered_set<VersionId>> ancestorsOf(const ObjectStore& store, const VersionId& version) {
    std::unordered_set<VersionId> seen;
    std::vector<VersionId> waiting{version};
    while (!waiting.empty()) {
        const VersionId id = waiting.back();
        waiting.pop_back();
        if (!seen.insert(id).second) continue;
        ORFEAS_TRY(snapshot, history::readSnapshot(store, id));
        waiting.insert(waiting.end(), snapshot.parents.begin(), snapshot.parents.end());
    }
    return seen;
}

} // namespace

Result<HistoryGraph> readGraph(const history::ProjectFile& project, std::size_t limit) {
    HistoryGraph graph;
    ORFEAS_TRY(head, project.refs().head());
    graph.currentVariant = head;
    ORFEAS_TRY(variants, project.refs().list(history::kVariantPrefix));
    ORFEAS_TRY(tags, project.refs().list(history::kTagPrefix));
    std::vector<VersionId> tips;
    for (const auto* refs : {&variants, &tags}) {
        for (const auto& [name, target] : *refs)
            tips.push_back(target);
    }
    ORFEAS_TRY(known, readAll(project.objects(), tips));
    const auto label = [&](const auto& refs, std::string_view prefix, auto member) {
        for (const auto& [name, target] : refs) {
            const auto found = known.versions.find(target);
            if (found != known.versions.end()) (found->second.*member).push_back(name.substr(prefix.size()));
        }
    };
    label(variants, history::kVariantPrefix, &GraphVersion::variants);
    label(tags, history::kTagPrefix, &GraphVersion::tags);
    const std::size_t total = known.versions.size();
    graph.versions = ordered(std::move(known), limit);
    graph.complete = graph.versions.size() == total;
    return graph;
}

bool matches(const GraphVersion& version, std::string_view words) {
    const std::string wanted = lower(words);
    std::string text = lower(version.message) + "\n" + lower(version.author) + "\n" + version.reason;
    for (const auto* names : {&version.variants, &version.tags}) {
        for (const std::string& name : *names)
            text += "\n" + lower(name);
    }
    const std::string id = version.id.hex();
    for (std::size_t at = 0; at < wanted.size();) {
        const std::size_t begin = wanted.find_first_not_of(" \t", at);
        if (begin == wanted.npos) break;
        at = std::min(wanted.find_first_of(" \t", begin), wanted.size());
        const std::string word = wanted.substr(begin, at - begin);
        if (text.find(word) == text.npos && !(word.size() >= 4 && id.starts_with(word))) return false;
    }
    return true;
}

Result<std::optional<VersionId>> mergeBase(const ObjectStore& store, const VersionId& a, const VersionId& b) {
    ORFEAS_TRY(known, ancestorsOf(store, a));
    // Where the ways back from b first meet the ancestors of a.
    std::vector<Snapshot> meeting;
    std::unordered_set<VersionId> seen;
    std::vector<VersionId> waiting{b};
    while (!waiting.empty()) {
        const VersionId id = waiting.back();
        waiting.pop_back();
        if (!seen.insert(id).second) continue;
        ORFEAS_TRY(snapshot, history::readSnapshot(store, id));
        if (known.contains(id))
            meeting.push_back(std::move(snapshot));
        else
            waiting.insert(waiting.end(), snapshot.parents.begin(), snapshot.parents.end());
    }
    std::ranges::sort(meeting, [](const Snapshot& x, const Snapshot& y) {
        return std::pair(x.info.time, x.id) > std::pair(y.info.time, y.id);
    });
    for (const Snapshot& candidate : meeting) {
        bool older = false;
        for (const Snapshot& other : meeting) {
            if (older || other.id == candidate.id) continue;
            ORFEAS_TRY(grew, isAncestor(store, candidate.id, other.id));
            older = grew;
        }
        if (!older) return std::optional<VersionId>(candidate.id);
    }
    return std::optional<VersionId>();
}

Result<bool> isAncestor(const ObjectStore& store, const VersionId& ancestor, const VersionId& version) {
    if (ancestor == version) return true;
    ORFEAS_TRY(all, ancestorsOf(store, version));
    return all.contains(ancestor);
}

} // namespace orfeas::project
