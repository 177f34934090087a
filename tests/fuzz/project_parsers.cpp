#include "tests/fuzz/project_parsers.h"

#include "core/history/memory_store.h"
#include "core/history/snapshot.h"
#include "core/mesh/mesh_codec.h"
#include "core/project/object_record.h"

namespace orfeas::test {
namespace {

constexpr std::size_t kMaxBytes = 16u << 20;
constexpr std::uint32_t kVertices = 1000;

void parseStored(history::ObjectKind kind, std::span<const std::byte> input) {
    history::MemoryStore store;
    const auto id = store.put(kind, input);
    if (!id.ok()) return;
    (void)history::readTree(store, *id);
    (void)history::readFolder(store, *id);
    (void)history::readTreeLinks(store, *id);
    (void)history::readSnapshot(store, *id);
}

void parseRecord(std::span<const std::byte> input) {
    const auto parsed = project::parseObjectRecord(input);
    if (!parsed.ok()) return;
    // What was read is written again, and carries along what is unknown.
    const std::string written = project::objectRecord(parsed->object);
    (void)project::withUnknownFields(written, input);
    (void)project::parseObjectRecord(std::as_bytes(std::span(written)));
}

} // namespace

void parseHostile(Parser parser, std::span<const std::byte> input) {
    switch (parser) {
    case Parser::Elements:
        (void)mesh::decodeElements(input, 12, kMaxBytes);
        (void)mesh::decodeElements(input, 4, kMaxBytes);
        return;
    case Parser::Indices:
        (void)mesh::decodeIndices(input, kVertices, kMaxBytes);
        return;
    case Parser::ObjectRecord:
        return parseRecord(input);
    case Parser::SceneRecord:
        (void)project::parseSceneRecord(input);
        return;
    case Parser::Tree:
        return parseStored(history::ObjectKind::Tree, input);
    case Parser::Commit:
        return parseStored(history::ObjectKind::Commit, input);
    case Parser::Count:
        return;
    }
}

} // namespace orfeas::test
