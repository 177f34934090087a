#include "app/kept_output.h"

#include "app/print_text.h"
#include "core/print/check.h"

#ifdef ORFEAS_HAS_HISTORY
#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/log.h"
#include "core/base/version.h"
#include "core/cache/cache_store.h"
#include "core/cache/hash128.h"
#include "core/io/atomic_file.h"
#include "core/io/revision.h"
#include "core/print/revision.h"
#endif

namespace orfeas::app {
namespace {

Result<Json> checkAnew(const mesh::Mesh& mesh, const jobs::JobContext& context) {
    print::CheckOptions options;
    options.unitKnown = true;
    ORFEAS_TRY(report, print::check(mesh, options, context));
    return toJson(report);
}

} // namespace

#ifdef ORFEAS_HAS_HISTORY

namespace {

namespace fs = std::filesystem;
using cache::CacheStore;
using cache::Hash128;
using cache::HashSum;

// Larger files would drive too many results out, and writing them is not what takes the time.
constexpr std::size_t kMostBytes = std::size_t{64} << 20;

template <typename T>
void addArray(HashSum& sum, const std::vector<T>& values) {
    sum.add(std::as_bytes(std::span(values)));
}

void addPicture(HashSum& sum, const image::Picture* picture) {
    sum.add(picture ? picture->width : 0).add(picture ? picture->height : 0);
    if (picture) addArray(sum, picture->rgba);
}

void addMesh(HashSum& sum, const mesh::Mesh& mesh) {
    addArray(sum, mesh.positions);
    addArray(sum, mesh.triangles);
    addArray(sum, mesh.colors);
    addArray(sum, mesh.uvs);
    addArray(sum, mesh.uvTriangles);
    addPicture(sum, mesh.texture.get());
}

Hash128 nameOfCheck(const mesh::Mesh& mesh) {
    HashSum sum;
    sum.add("check").add(version()).add(print::kCheckRevision);
    addMesh(sum, mesh);
    return sum.sum();
}

Hash128 nameOfFile(const fs::path& file, std::span<const io::MeshPart> parts,
                   const io::WriteOptions& options) {
    const io::MeshFormat* format = io::formatForPath(file);
    HashSum sum;
    sum.add("file").add(version()).add(io::kWriterRevision);
    sum.add(format ? format->name : std::string_view()).add(options.colors ? 1 : 0);
    sum.add(options.title.empty() ? file.stem().string() : options.title); // as the writers do
    addPicture(sum, options.thumbnail.get());
    for (const io::MeshPart& part : parts) {
        sum.add(part.name).add(std::as_bytes(std::span(&part.transform, 1)));
        addMesh(sum, *part.mesh);
    }
    return sum.sum();
}

// Kept bytes: a checksum of what follows, the length of the words, the words (JSON), the file.
struct Kept {
    std::vector<std::byte> bytes; ///< all of them
    Json words;
    std::size_t fileAt = 0;

    std::span<const std::byte> file() const { return std::span(bytes).subspan(fileAt); }
};

constexpr std::size_t kHead = sizeof(Hash128) + sizeof(std::uint32_t);

std::vector<std::byte> encoded(const Json& words, std::span<const std::byte> file) {
    const std::string text = words.dump();
    const auto length = static_cast<std::uint32_t>(text.size());
    std::vector<std::byte> bytes(kHead + text.size() + file.size());
    std::memcpy(bytes.data() + sizeof(Hash128), &length, sizeof length);
    std::memcpy(bytes.data() + kHead, text.data(), text.size());
    std::copy(file.begin(), file.end(), bytes.begin() + static_cast<std::ptrdiff_t>(kHead + text.size()));
    const Hash128 sum = cache::hashOf(std::span(bytes).subspan(sizeof(Hash128)));
    std::copy(sum.bytes.begin(), sum.bytes.end(), bytes.begin());
    return bytes;
}

// Nothing where the bytes are not what `encoded` made.
std::optional<Kept> decoded(std::vector<std::byte> bytes) {
    if (bytes.size() < kHead) return std::nullopt;
    const auto rest = std::span<const std::byte>(bytes).subspan(sizeof(Hash128));
    if (!std::equal(bytes.begin(), bytes.begin() + sizeof(Hash128), cache::hashOf(rest).bytes.begin()))
        return std::nullopt;
    std::uint32_t length = 0;
    std::memcpy(&length, rest.data(), sizeof length);
    if (length > bytes.size() - kHead) return std::nullopt;
    const auto* text = reinterpret_cast<const char*>(bytes.data() + kHead);
    Json words = Json::parse(text, text + length, nullptr, false);
    if (words.is_discarded()) return std::nullopt;
    return Kept{std::move(bytes), std::move(words), kHead + length};
}

void logTrouble(const Error& error) {
    log(LogLevel::Warning, "cache", error.userText + ": " + error.detail);
}

std::optional<Kept> find(CacheStore* store, const Hash128& name) {
    if (!store || !store->limits().enabled) return std::nullopt;
    auto value = store->find(name);
    if (!value.ok()) logTrouble(value.error());
    if (!value.ok() || !*value) return std::nullopt;
    std::optional<Kept> kept = decoded(std::move((*value)->bytes));
    if (!kept) store->drop((*value)->id);
    return kept;
}

void keep(CacheStore* store, const Hash128& name, const std::string& title, const Json& words,
          std::span<const std::byte> file) {
    if (!store) return;
    cache::EntryInfo info;
    info.name = title;
    if (const auto kept = store->put({&name, 1}, info, 0.0, encoded(words, file)); !kept.ok())
        logTrouble(kept.error());
}

Json wordsOf(const io::Receipt& receipt) {
    const glm::vec3& size = receipt.sizeMm;
    return {{"format", receipt.format},
            {"triangles", receipt.triangles},
            {"volume", receipt.volumeMm3},
            {"size", {size.x, size.y, size.z}},
            {"closed", receipt.closed}};
}

io::Receipt receiptFrom(const Kept& kept, const fs::path& file) {
    io::Receipt receipt;
    receipt.file = file;
    receipt.format = kept.words.at("format").get<std::string>();
    receipt.bytes = kept.file().size();
    receipt.triangles = kept.words.at("triangles").get<std::uint64_t>();
    receipt.volumeMm3 = kept.words.at("volume").get<double>();
    for (int axis = 0; axis < 3; ++axis)
        receipt.sizeMm[axis] = kept.words.at("size").at(static_cast<std::size_t>(axis)).get<float>();
    receipt.closed = kept.words.at("closed").get<bool>();
    return receipt;
}

Result<io::Receipt> writeKept(const Kept& kept, const fs::path& file, const jobs::JobContext& context) {
    const io::Receipt receipt = receiptFrom(kept, file);
    ORFEAS_TRY(out, io::AtomicFile::create(file));
    ORFEAS_CHECK(out.write(kept.file()));
    ORFEAS_CHECK(out.flush());
    ORFEAS_TRY(written, io::readFile(out.temporaryPath(), kept.file().size()));
    if (!std::ranges::equal(written, kept.file()))
        return Error{
            ErrorCode::IoFailed, "the file could not be written: reading it back gave other bytes", {}};
    if (context.cancelled()) return jobs::cancelledError();
    context.report("saving", 0.95);
    ORFEAS_CHECK(out.commit());
    context.report("saving", 1.0);
    return receipt;
}

} // namespace

Result<Json> KeptOutput::check(const mesh::Mesh& mesh, const jobs::JobContext& context) const {
    if (!m_store) return checkAnew(mesh, context);
    const Hash128 name = nameOfCheck(mesh);
    if (std::optional<Kept> kept = find(m_store, name)) return std::move(kept->words);
    ORFEAS_TRY(checked, checkAnew(mesh, context));
    keep(m_store, name, "check", checked, {});
    return std::move(checked);
}

Result<io::Receipt> KeptOutput::write(const fs::path& file, std::span<const io::MeshPart> parts,
                                      const io::WriteOptions& options,
                                      const jobs::JobContext& context) const {
    if (!m_store) return io::writeMesh(file, parts, options, context);
    const Hash128 name = nameOfFile(file, parts, options);
    if (const std::optional<Kept> kept = find(m_store, name)) return writeKept(*kept, file, context);
    ORFEAS_TRY(receipt, io::writeMesh(file, parts, options, context));
    if (!receipt.sideFiles.empty() || receipt.bytes > kMostBytes) return std::move(receipt);
    // As the reader found it when it was verified, or not at all: somebody may have changed it since.
    const auto bytes = io::readFile(file, receipt.bytes);
    if (bytes.ok() && bytes->size() == receipt.bytes)
        keep(m_store, name, file.filename().string(), wordsOf(receipt), *bytes);
    return std::move(receipt);
}

#else

Result<Json> KeptOutput::check(const mesh::Mesh& mesh, const jobs::JobContext& context) const {
    return checkAnew(mesh, context);
}

Result<io::Receipt> KeptOutput::write(const std::filesystem::path& file, std::span<const io::MeshPart> parts,
                                      const io::WriteOptions& options,
                                      const jobs::JobContext& context) const {
    return io::writeMesh(file, parts, options, context);
}

#endif

} // namespace orfeas::app
