// Checkpoints as torch.save writes them, made in code: whole ones and broken ones.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace orfeas::test {

/// Emits pickle opcodes (protocol 2).
class PickleText {
public:
    PickleText() : m_text("\x80\x02") {}

    PickleText& raw(std::string_view opcodes) {
        m_text += opcodes;
        return *this;
    }
    PickleText& text(std::string_view value);
    PickleText& number(std::int32_t value);
    PickleText& global(std::string_view module, std::string_view name);
    PickleText& counts(const std::vector<int>& values); ///< a tuple
    /// A tensor of a storage of `stored` elements.
    PickleText& tensor(std::string_view storageType, std::string_view key, int stored, int offset,
                       const std::vector<int>& shape, const std::vector<int>& strides);
    std::string take() { return m_text + "."; }

private:
    std::string m_text;
};

using Members = std::vector<std::pair<std::string, std::string>>;

/// A zip of stored members.
std::string zipOf(const Members& members);

/// Bytes of floats.
std::string floats(const std::vector<float>& values);

/// A dictionary with "a" = 2 x 3 floats 0..5, and "b" = its transpose, in the same storage.
Members soundCheckpoint();

} // namespace orfeas::test
