// Hostile projects: project files, encoded planes and records, mutated at random. A crash, an assertion or a hang is the
// finding; the input that did it lies in the folder given by --keep.
//   fuzz_project [--rounds N | --seconds N] [--seed N] [--keep DIR] [--seeds DIR]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/history/memory_store.h"
#include "core/history/verify.h"
#include "core/mesh/mesh_codec.h"
#include "core/project/project_history.h"
#include "core/project/salvage.h"
#include "tests/fuzz/project_parsers.h"
#include "tests/support/file_bytes.h"
#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas {
namespace {

namespace fs = std::filesystem;
using Random = std::mt19937_64;

constexpr std::size_t kMaxBytes = 64u << 20;

std::span<const std::byte> asBytes(const std::string& text) {
    return std::as_bytes(std::span(text));
}

std::string asText(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// One to eight changes: bits, interesting bytes, cuts, doubled and moved blocks.
std::string mutated(std::string input, Random& random) {
    static constexpr unsigned char kOdd[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
    for (std::uint64_t changes = 1 + random() % 8; changes > 0 && !input.empty(); --changes) {
        const std::size_t at = random() % input.size();
        const std::size_t length = std::min<std::size_t>(1 + random() % 64, input.size() - at);
        switch (random() % 7) {
        case 0:
        case 1:
            input[at] = static_cast<char>(input[at] ^ (1 << random() % 8));
            break;
        case 2:
            input[at] = static_cast<char>(kOdd[random() % sizeof kOdd]);
            break;
        case 3:
            std::memset(input.data() + at, static_cast<int>(kOdd[random() % sizeof kOdd]),
                        std::min<std::size_t>(length, 8));
            break;
        case 4:
            if (random() % 4 == 0) input.resize(at);
            break;
        case 5:
            if (input.size() < 1u << 20) input.insert(at, input.substr(at, length));
            break;
        default:
            input.replace(at, length, input.substr(random() % input.size(), length));
        }
    }
    return input;
}

project::Document sampleDocument() {
    project::Document document;
    for (std::uint64_t id = 1; id <= 2; ++id) {
        auto object = std::make_shared<project::Object>();
        object->id = project::ObjectId{id};
        object->name = "Owl";
        object->mesh = std::make_shared<const mesh::Mesh>(test::sphere(10, 6));
        object->facts = mesh::measure(*object->mesh);
        document.objects.push_back(object);
    }
    return document;
}

std::string sampleProject(const fs::path& folder) {
    const fs::path file = folder / "sample.orfeas";
    {
        auto history = std::move(project::ProjectHistory::create(file).value());
        project::Document document = sampleDocument();
        for (const char* message : {"one", "two"}) {
            if (!history.save(document, message, project::SnapshotReason::Named, {}).ok()) std::abort();
            document.objects.pop_back();
        }
    }
    return test::bytesOf(file);
}

void tryElements(const std::string& input) {
    (void)mesh::decodeElements(asBytes(input), 12, kMaxBytes);
}

void tryIndices(const std::string& input) {
    (void)mesh::decodeIndices(asBytes(input), 1000, kMaxBytes);
}

void tryRecords(const std::string& input) {
    (void)project::parseObjectRecord(asBytes(input));
    (void)project::parseSceneRecord(asBytes(input));
}

void tryTree(const std::string& input) {
    history::MemoryStore store;
    const auto tree = store.put(history::ObjectKind::Tree, asBytes(input));
    const auto commit = store.put(history::ObjectKind::Commit, asBytes(input));
    (void)history::readTree(store, *tree);
    (void)history::readSnapshot(store, *commit);
}

void tryProject(const std::string& input, const fs::path& folder) {
    const fs::path file = folder / "input.orfeas";
    test::putBytes(file, input);
    auto history = project::ProjectHistory::open(file, history::ProjectFile::Access::ReadOnly);
    if (history.ok()) {
        (void)history->current({});
        (void)history->graph();
        (void)history->thumbnail({});
        (void)history->recovery();
        (void)history::verify(history->file(), history::VerifyMode::Look);
    }
    const auto saved = project::salvage(file, folder / "saved.orfeas", {});
    std::error_code ignored;
    fs::remove(folder / "saved.orfeas", ignored);
}

struct Options {
    std::uint64_t rounds = 3000;
    std::uint64_t seconds = 0;
    std::uint64_t seed = 1;
    fs::path keep;
    fs::path seeds;
};

// What fuzz_parsers starts from: one file a parser, its number first.
void writeSeeds(const fs::path& folder, const std::string& elements, const std::string& indices,
                const std::string& record, const std::string& tree) {
    using test::Parser;
    const std::string commit =
        "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor Orfeas <orfeas@localhost> 1764136800 "
        "+0000\ncommitter Orfeas <orfeas@localhost> 1764136800 +0000\n\nFlat base\n\n"
        "Orfeas-Reason: named\nOrfeas-Triangles: 12\n";
    const std::string scene = project::sceneRecord(sampleDocument());
    for (const auto& [parser, bytes] :
         {std::pair{Parser::Elements, elements}, std::pair{Parser::Indices, indices},
          std::pair{Parser::ObjectRecord, record}, std::pair{Parser::SceneRecord, scene},
          std::pair{Parser::Tree, tree}, std::pair{Parser::Commit, commit}}) {
        const char number = static_cast<char>(parser);
        test::putBytes(folder / ("seed-" + std::to_string(number)), std::string(1, number) + bytes);
    }
}

int run(const Options& options) {
    const test::TemporaryFolder folder;
    const mesh::Mesh sphere = test::sphere(10, 10);
    const std::string planes =
        asText(mesh::encodeElements(std::as_bytes(std::span(sphere.positions)), sizeof(glm::vec3)));
    std::vector<std::uint32_t> indices;
    for (const glm::uvec3& t : sphere.triangles)
        indices.insert(indices.end(), {t.x, t.y, t.z});
    const std::string list = asText(mesh::encodeIndices(indices));
    const std::string record = project::objectRecord(*sampleDocument().objects[0]);
    const std::string tree = std::string("40000 objects") + '\0' + std::string(20, 'a') +
                             "100644 project.json" + '\0' + std::string(20, 'b');
    const std::string file = sampleProject(folder.path());
    if (!options.seeds.empty()) writeSeeds(options.seeds, planes, list, record, tree);
    Random random(options.seed);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(options.seconds);
    std::uint64_t round = 0;
    for (; options.seconds ? std::chrono::steady_clock::now() < until : round < options.rounds; ++round) {
        const int kind = static_cast<int>(random() % 10);
        const std::string& base = kind < 3   ? planes
                                  : kind < 5 ? list
                                  : kind < 7 ? record
                                  : kind < 9 ? tree
                                             : file;
        const std::string input = mutated(base, random);
        if (!options.keep.empty()) test::putBytes(options.keep / "last-input", input);
        if (kind < 3)
            tryElements(input);
        else if (kind < 5)
            tryIndices(input);
        else if (kind < 7)
            tryRecords(input);
        else if (kind < 9)
            tryTree(input);
        else
            tryProject(input, folder.path());
    }
    std::printf("%llu inputs, no finding\n", static_cast<unsigned long long>(round));
    return 0;
}

} // namespace
} // namespace orfeas

int main(int argc, char** argv) {
    orfeas::Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        if (name == "--keep")
            options.keep = argv[i + 1];
        else if (name == "--seeds")
            options.seeds = argv[i + 1];
        else
            (name == "--rounds"    ? options.rounds
             : name == "--seconds" ? options.seconds
                                   : options.seed) = std::strtoull(argv[i + 1], nullptr, 10);
    }
    return orfeas::run(options);
}
