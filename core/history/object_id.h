// The name of an object: the SHA-1 of a git object. A type, never a bare string.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace orfeas::history {

enum class ObjectKind { Commit = 1, Tree = 2, Blob = 3 };

struct ObjectId {
    std::array<std::uint8_t, 20> bytes{};

    std::string hex() const;
    std::string shortHex() const { return hex().substr(0, 8); }
    static std::optional<ObjectId> fromHex(std::string_view text); ///< exactly 40 digits, either case
    bool isNull() const { return *this == ObjectId{}; }
    auto operator<=>(const ObjectId&) const = default;
};

/// SHA-1 of "<kind> <size>\0<content>", as git computes it.
ObjectId hashObject(ObjectKind kind, std::span<const std::byte> content);

} // namespace orfeas::history

template <>
struct std::hash<orfeas::history::ObjectId> {
    std::size_t operator()(const orfeas::history::ObjectId& id) const noexcept {
        std::size_t value = 0;
        for (std::size_t i = 0; i < sizeof value; ++i)
            value = (value << 8) | id.bytes[i];
        return value;
    }
};
