// The name of a content: 128 bits of it.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace orfeas::cache {

/// XXH3, 128 bits (xxhash.com): as fast as memory is read. Tells contents apart that nobody shaped to be confused: a
/// cache on the user's own machine needs no more.
struct Hash128 {
    std::array<std::byte, 16> bytes{};

    /// 32 lower-case hexadecimal digits.
    std::string hex() const;
    auto operator<=>(const Hash128&) const = default;
};

Hash128 hashOf(std::span<const std::byte> bytes);

/// Names a sequence of parts. Every part goes in with its length, so that no two sequences read the same.
class HashSum {
public:
    HashSum();
    ~HashSum();
    HashSum(const HashSum&) = delete;
    HashSum& operator=(const HashSum&) = delete;

    HashSum& add(std::span<const std::byte> bytes);
    HashSum& add(std::string_view text);
    HashSum& add(std::int64_t number);
    Hash128 sum() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace orfeas::cache
