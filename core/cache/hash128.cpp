#include "core/cache/hash128.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace orfeas::cache {
namespace {

// The canonical form is the same on every machine.
Hash128 canonical(XXH128_hash_t hash) {
    XXH128_canonical_t form;
    XXH128_canonicalFromHash(&form, hash);
    Hash128 out;
    for (std::size_t i = 0; i < out.bytes.size(); ++i)
        out.bytes[i] = static_cast<std::byte>(form.digest[i]);
    return out;
}

} // namespace

std::string Hash128::hex() const {
    constexpr const char* kDigits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : bytes) {
        text += kDigits[std::to_integer<unsigned>(byte) >> 4];
        text += kDigits[std::to_integer<unsigned>(byte) & 15];
    }
    return text;
}

Hash128 hashOf(std::span<const std::byte> bytes) {
    return canonical(XXH3_128bits(bytes.data(), bytes.size()));
}

struct HashSum::State {
    XXH3_state_t sum;
};

HashSum::HashSum() : m_state(std::make_unique<State>()) {
    XXH3_128bits_reset(&m_state->sum);
}

HashSum::~HashSum() = default;

HashSum& HashSum::add(std::span<const std::byte> bytes) {
    const auto size = static_cast<std::uint64_t>(bytes.size());
    XXH3_128bits_update(&m_state->sum, &size, sizeof size);
    if (!bytes.empty()) XXH3_128bits_update(&m_state->sum, bytes.data(), bytes.size());
    return *this;
}

HashSum& HashSum::add(std::string_view text) {
    return add(std::as_bytes(std::span(text)));
}

HashSum& HashSum::add(std::int64_t number) {
    return add(std::as_bytes(std::span(&number, 1)));
}

Hash128 HashSum::sum() const {
    return canonical(XXH3_128bits_digest(&m_state->sum));
}

} // namespace orfeas::cache
