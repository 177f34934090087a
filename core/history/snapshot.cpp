#include "core/history/snapshot.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <string_view>

#include "core/base/assert.h"

// Trees and commits are written and read by their published form (git's own documentation, "Git Objects" and
// gitformat-*): a dozen lines each, streaming-free, and every length checked. `export-git` proves them against git.
namespace orfeas::history {
namespace {

constexpr std::string_view kNobody = "Orfeas";
constexpr std::string_view kMail = " <orfeas@localhost>";
constexpr std::string_view kTrailerPrefix = "Orfeas-";

std::span<const std::byte> asBytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::string_view asText(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Error badPath(const std::string& path) {
    return {ErrorCode::BadInput, "A part of the project has a name that cannot be stored", path};
}

Error badObject(const ObjectId& id, const char* what) {
    return {ErrorCode::BadInput,
            "A part of the history is damaged: try `orfeas history verify` to save what is sound",
            id.hex() + ": " + what};
}

bool validPart(std::string_view part) {
    return !part.empty() && part != "." && part != ".." && part != ".git" && part.find('\0') == part.npos;
}

// git sorts a tree's entries by name, folders as if their name ended in '/'. `files` is a sorted range with a common
// prefix of `depth` characters; sub-folders are consecutive in it.
using FileIterator = FileList::const_iterator;

using TreeEntry = TreeItem;

std::string sortKey(const TreeEntry& entry) {
    return entry.folder ? entry.name + "/" : entry.name;
}

// A name cannot be a file and a folder at once.
Result<void> requireDistinctNames(const std::vector<TreeEntry>& entries) {
    std::vector<std::string_view> names;
    for (const TreeEntry& entry : entries)
        names.push_back(entry.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) return badPath(std::string(*twice));
    return {};
}

Result<ObjectId> writeFolder(ObjectStore& store, FileIterator begin, FileIterator end, std::size_t prefix,
                             int depth) {
    if (depth > kMaxTreeDepth) return badPath(begin->first);
    std::vector<TreeEntry> entries;
    for (FileIterator it = begin; it != end;) {
        const std::string& path = it->first;
        const std::size_t slash = path.find('/', prefix);
        const std::string name = path.substr(prefix, slash == path.npos ? path.npos : slash - prefix);
        if (!validPart(name)) return badPath(path);
        if (slash == path.npos) {
            entries.push_back({name, false, it->second});
            ++it;
            continue;
        }
        const std::string inside = path.substr(0, slash + 1);
        FileIterator last = it;
        while (last != end && last->first.starts_with(inside))
            ++last;
        ORFEAS_TRY(folder, writeFolder(store, it, last, slash + 1, depth + 1));
        entries.push_back({name, true, folder});
        it = last;
    }
    std::sort(entries.begin(), entries.end(),
              [](const TreeEntry& a, const TreeEntry& b) { return sortKey(a) < sortKey(b); });
    ORFEAS_CHECK(requireDistinctNames(entries));
    std::string content;
    for (const TreeEntry& entry : entries) {
        content.append(entry.folder ? "40000 " : "100644 ").append(entry.name).push_back('\0');
        content.append(reinterpret_cast<const char*>(entry.id.bytes.data()), entry.id.bytes.size());
    }
    return store.put(ObjectKind::Tree, asBytes(content));
}

Result<std::vector<TreeEntry>> parseTree(const ObjectId& id, const StoredObject& object) {
    if (object.kind != ObjectKind::Tree) return badObject(id, "not a tree");
    std::vector<TreeEntry> entries;
    std::string_view rest = asText(object.content);
    while (!rest.empty()) {
        const std::size_t space = rest.find(' ');
        const std::size_t zero = rest.find('\0');
        if (space == rest.npos || zero == rest.npos || zero < space || rest.size() - zero - 1 < 20) {
            return badObject(id, "tree cut short");
        }
        const std::string_view mode = rest.substr(0, space);
        TreeEntry entry{std::string(rest.substr(space + 1, zero - space - 1)), mode == "40000", {}};
        if (!entry.folder && mode != "100644" && mode != "100755")
            return badObject(id, "entry of an unknown kind");
        if (!validPart(entry.name) || entry.name.find('/') != entry.name.npos)
            return badObject(id, "bad entry name");
        std::copy_n(rest.data() + zero + 1, 20, reinterpret_cast<char*>(entry.id.bytes.data()));
        rest.remove_prefix(zero + 21);
        entries.push_back(std::move(entry));
    }
    return entries;
}

// Lines must not break the commit's own form.
std::string oneLine(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\0'; }, ' ');
    return text;
}

std::string signature(const SnapshotInfo& info) {
    std::string name = oneLine(info.authorName);
    std::erase_if(name, [](char c) { return c == '<' || c == '>'; });
    if (name.empty()) name = kNobody;
    return name.append(kMail) + " " + std::to_string(info.time) + " +0000";
}

void parseMessage(std::string_view message, SnapshotInfo& info) {
    const std::size_t firstEnd = message.find('\n');
    info.message = std::string(message.substr(0, firstEnd));
    while (!message.empty()) {
        const std::size_t end = message.find('\n');
        const std::string_view line = message.substr(0, end);
        message.remove_prefix(end == message.npos ? message.size() : end + 1);
        const std::size_t colon = line.find(": ");
        if (line.starts_with(kTrailerPrefix) && colon != line.npos) {
            info.trailers.emplace(
                std::string(line.substr(kTrailerPrefix.size(), colon - kTrailerPrefix.size())),
                std::string(line.substr(colon + 2)));
        }
    }
}

// "Name <mail> 1700000000 +0000"
void parseSignature(std::string_view line, SnapshotInfo& info) {
    const std::size_t open = line.find(" <");
    const std::size_t close = line.rfind("> ");
    if (open == line.npos || close == line.npos || close < open) return;
    if (line.substr(0, open) != kNobody) info.authorName = std::string(line.substr(0, open));
    const std::string_view when = line.substr(close + 2);
    std::from_chars(when.data(), when.data() + when.size(), info.time);
}

} // namespace

Result<ObjectId> writeTree(ObjectStore& store, const FileList& files) {
    return writeFolder(store, files.begin(), files.end(), 0, 1);
}

Result<FileList> readTree(const ObjectStore& store, const ObjectId& root) {
    struct Folder {
        ObjectId id;
        std::string prefix;
        int depth;
    };
    FileList files;
    std::vector<Folder> waiting{{root, "", 1}};
    std::size_t visited = 0;
    while (!waiting.empty()) {
        const Folder folder = std::move(waiting.back());
        waiting.pop_back();
        if (folder.depth > kMaxTreeDepth || ++visited > kMaxFiles)
            return badObject(folder.id, "too deep or too many");
        ORFEAS_TRY(object, store.get(folder.id));
        ORFEAS_TRY(entries, parseTree(folder.id, object));
        for (TreeEntry& entry : entries) {
            std::string path = folder.prefix + entry.name;
            if (entry.folder) {
                waiting.push_back({entry.id, path + "/", folder.depth + 1});
            } else if (files.size() < kMaxFiles) {
                files.emplace(std::move(path), entry.id);
            } else {
                return badObject(folder.id, "too many files");
            }
        }
    }
    return files;
}

Result<std::optional<ObjectId>> findInTree(const ObjectStore& store, const ObjectId& tree,
                                           std::string_view name) {
    ORFEAS_TRY(object, store.get(tree));
    ORFEAS_TRY(entries, parseTree(tree, object));
    for (const TreeEntry& entry : entries) {
        if (!entry.folder && entry.name == name) return std::optional<ObjectId>(entry.id);
    }
    return std::optional<ObjectId>();
}

Result<std::vector<TreeItem>> readFolder(const ObjectStore& store, const ObjectId& tree) {
    ORFEAS_TRY(object, store.get(tree));
    return parseTree(tree, object);
}

Result<std::vector<ObjectId>> readTreeLinks(const ObjectStore& store, const ObjectId& tree) {
    ORFEAS_TRY(object, store.get(tree));
    ORFEAS_TRY(entries, parseTree(tree, object));
    std::vector<ObjectId> links;
    links.reserve(entries.size());
    for (const TreeEntry& entry : entries)
        links.push_back(entry.id);
    return links;
}

Result<ObjectId> writeSnapshot(ObjectStore& store, const ObjectId& tree, const std::vector<ObjectId>& parents,
                               const SnapshotInfo& info) {
    std::string content = "tree " + tree.hex() + "\n";
    for (const ObjectId& parent : parents)
        content += "parent " + parent.hex() + "\n";
    const std::string who = signature(info);
    content += "author " + who + "\ncommitter " + who + "\n\n" + oneLine(info.message) + "\n";
    if (!info.trailers.empty()) content += "\n";
    for (const auto& [key, value] : info.trailers) {
        content.append(kTrailerPrefix).append(oneLine(key)).append(": ").append(oneLine(value)).append("\n");
    }
    return store.put(ObjectKind::Commit, asBytes(content));
}

Result<Snapshot> readSnapshot(const ObjectStore& store, const ObjectId& id) {
    ORFEAS_TRY(object, store.get(id));
    if (object.kind != ObjectKind::Commit) return badObject(id, "not a snapshot");
    Snapshot snapshot;
    snapshot.id = id;
    bool hasTree = false;
    std::string_view rest = asText(object.content);
    for (;;) {
        const std::size_t end = rest.find('\n');
        if (end == rest.npos) return badObject(id, "snapshot cut short");
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        if (line.empty()) break;
        const bool isTree = line.starts_with("tree ");
        if (isTree || line.starts_with("parent ")) {
            const std::optional<ObjectId> target = ObjectId::fromHex(line.substr(line.find(' ') + 1));
            if (!target) return badObject(id, "bad link");
            if (isTree) snapshot.tree = *target;
            if (!isTree) snapshot.parents.push_back(*target);
            hasTree |= isTree;
        } else if (line.starts_with("committer ")) {
            parseSignature(line.substr(10), snapshot.info);
        }
    }
    if (!hasTree) return badObject(id, "snapshot without a tree");
    parseMessage(rest, snapshot.info);
    return snapshot;
}

} // namespace orfeas::history
