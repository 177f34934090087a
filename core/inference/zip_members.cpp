#include "core/inference/zip_members.h"

#include <algorithm>
#include <optional>

namespace orfeas::inference {
namespace {

// PKWARE APPNOTE 4.3: sizes and signatures of the records.
constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kCentralHeader = 0x02014b50;
constexpr std::uint32_t kEnd = 0x06054b50;
constexpr std::uint32_t kEnd64 = 0x06064b50;
constexpr std::uint32_t kEnd64Locator = 0x07064b50;
constexpr std::size_t kLocalSize = 30;
constexpr std::size_t kCentralSize = 46;
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kEnd64Size = 56;
constexpr std::size_t kEnd64LocatorSize = 20;
constexpr std::uint64_t kMaxMembers = 100'000;
constexpr std::uint32_t kInZip64 = 0xFFFFFFFF;

Error broken(const std::string& what) {
    return {ErrorCode::BadInput, "The checkpoint is damaged: " + what, {}};
}

class Bytes {
public:
    explicit Bytes(std::span<const std::byte> data) : m_data(data) {}

    std::size_t size() const { return m_data.size(); }
    bool has(std::uint64_t at, std::uint64_t count) const { return at <= size() && count <= size() - at; }
    /// `at + width` must be within the data.
    std::uint64_t number(std::uint64_t at, unsigned width) const {
        std::uint64_t value = 0;
        for (unsigned i = width; i-- > 0;)
            value = value << 8 | std::to_integer<std::uint64_t>(m_data[at + i]);
        return value;
    }
    std::uint32_t u32(std::uint64_t at) const { return static_cast<std::uint32_t>(number(at, 4)); }
    std::uint16_t u16(std::uint64_t at) const { return static_cast<std::uint16_t>(number(at, 2)); }
    std::span<const std::byte> part(std::uint64_t at, std::uint64_t count) const {
        return m_data.subspan(at, count);
    }

private:
    std::span<const std::byte> m_data;
};

struct Directory {
    std::uint64_t at = 0;
    std::uint64_t size = 0;
    std::uint64_t members = 0;
};

std::optional<std::uint64_t> findEnd(const Bytes& file) {
    if (file.size() < kEndSize) return std::nullopt;
    const std::uint64_t last = file.size() - kEndSize;
    const std::uint64_t first = last > 0xFFFF ? last - 0xFFFF : 0;
    for (std::uint64_t at = last + 1; at-- > first;) {
        if (file.u32(at) == kEnd) return at;
    }
    return std::nullopt;
}

Result<Directory> findDirectory(const Bytes& file) {
    const std::optional<std::uint64_t> end = findEnd(file);
    if (!end) return broken("its table of contents is missing; the file may be cut short");
    Directory directory{file.u32(*end + 16), file.u32(*end + 12), file.u16(*end + 10)};
    if (*end >= kEnd64LocatorSize && file.u32(*end - kEnd64LocatorSize) == kEnd64Locator) {
        const std::uint64_t at = file.number(*end - kEnd64LocatorSize + 8, 8);
        if (!file.has(at, kEnd64Size) || file.u32(at) != kEnd64)
            return broken("its table of contents is not where it says");
        directory = {file.number(at + 48, 8), file.number(at + 40, 8), file.number(at + 32, 8)};
    }
    if (!file.has(directory.at, directory.size)) return broken("its table of contents lies outside the file");
    if (directory.members > kMaxMembers) return broken("it lists more members than any known network has");
    return directory;
}

struct Member {
    std::string name;
    std::uint64_t local = 0;
    std::uint64_t size = 0;
    std::uint64_t packed = 0;
};

// Replaces what did not fit into 32 bits by the zip64 extra field (APPNOTE 4.5.3).
bool readZip64(const Bytes& file, std::uint64_t extra, std::uint64_t length, Member& member) {
    const bool needed = member.size == kInZip64 || member.packed == kInZip64 || member.local == kInZip64;
    if (!needed) return true;
    for (std::uint64_t at = 0; at + 4 <= length;) {
        const std::uint64_t size = file.u16(extra + at + 2);
        if (at + 4 + size > length) return false;
        if (file.u16(extra + at) == 1) {
            std::uint64_t from = extra + at + 4;
            const std::uint64_t end = from + size;
            for (std::uint64_t* value : {&member.size, &member.packed, &member.local}) {
                if (*value != kInZip64) continue;
                if (from + 8 > end) return false;
                *value = file.number(from, 8);
                from += 8;
            }
            return true;
        }
        at += 4 + size;
    }
    return false;
}

Result<std::span<const std::byte>> contents(const Bytes& file, const Member& member) {
    if (!file.has(member.local, kLocalSize) || file.u32(member.local) != kLocalHeader) {
        return broken("\"" + member.name + "\" is not where it says");
    }
    const std::uint64_t data =
        member.local + kLocalSize + file.u16(member.local + 26) + file.u16(member.local + 28);
    if (!file.has(data, member.size))
        return broken("\"" + member.name + "\" reaches beyond the end of the file");
    return file.part(data, member.size);
}

} // namespace

Result<std::map<std::string, std::span<const std::byte>, std::less<>>>
zipMembers(std::span<const std::byte> bytes) {
    const Bytes file(bytes);
    ORFEAS_TRY(directory, findDirectory(file));
    std::map<std::string, std::span<const std::byte>, std::less<>> members;
    std::uint64_t at = directory.at;
    const std::uint64_t end = directory.at + directory.size;
    for (std::uint64_t i = 0; i < directory.members; ++i) {
        if (end - at < kCentralSize || file.u32(at) != kCentralHeader)
            return broken("its table of contents is not sound");
        const std::uint64_t nameLength = file.u16(at + 28);
        const std::uint64_t extraLength = file.u16(at + 30);
        const std::uint64_t entry = kCentralSize + nameLength + extraLength + file.u16(at + 32);
        if (end - at < entry) return broken("its table of contents is not sound");
        const auto nameBytes = file.part(at + kCentralSize, nameLength);
        Member member{std::string(reinterpret_cast<const char*>(nameBytes.data()), nameLength),
                      file.u32(at + 42), file.u32(at + 24), file.u32(at + 20)};
        if (!readZip64(file, at + kCentralSize + nameLength, extraLength, member)) {
            return broken("the size of \"" + member.name + "\" is missing");
        }
        if ((file.u16(at + 8) & 1u) != 0 || file.u16(at + 10) != 0 || member.size != member.packed) {
            return Error{ErrorCode::Unsupported,
                         "The checkpoint is compressed or encrypted, which PyTorch never does",
                         {}};
        }
        ORFEAS_TRY(data, contents(file, member));
        if (!members.emplace(member.name, data).second) return broken("\"" + member.name + "\" occurs twice");
        at += entry;
    }
    return members;
}

} // namespace orfeas::inference
