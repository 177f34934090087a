#include "core/history/object_id.h"

#include <cstring>

#include <git2.h>

#include "core/base/assert.h"
#include "core/history/git_library.h"

namespace orfeas::history {
namespace {

int digitValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

} // namespace

std::string ObjectId::hex() const {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(40);
    for (const std::uint8_t byte : bytes) {
        text.push_back(kDigits[byte >> 4]);
        text.push_back(kDigits[byte & 15]);
    }
    return text;
}

std::optional<ObjectId> ObjectId::fromHex(std::string_view text) {
    ObjectId id;
    if (text.size() != 2 * id.bytes.size()) return std::nullopt;
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        const int high = digitValue(text[2 * i]);
        const int low = digitValue(text[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        id.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return id;
}

ObjectId hashObject(ObjectKind kind, std::span<const std::byte> content) {
    useGitLibrary();
    git_oid oid;
    const int failed = git_odb_hash(&oid, content.data(), content.size(), gitKind(kind));
    ORFEAS_ASSERT(failed == 0);
    return idFromGit(oid);
}

} // namespace orfeas::history
