#include "tests/core/inference/made_checkpoint.h"

#include <cstring>

namespace orfeas::test {
namespace {

void put(std::string& text, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        text += static_cast<char>(value >> (8 * i) & 255u);
}

} // namespace

PickleText& PickleText::text(std::string_view value) {
    m_text += 'X';
    put(m_text, value.size(), 4);
    m_text += value;
    return *this;
}

PickleText& PickleText::number(std::int32_t value) {
    m_text += 'J';
    put(m_text, static_cast<std::uint32_t>(value), 4);
    return *this;
}

PickleText& PickleText::global(std::string_view module, std::string_view name) {
    m_text += 'c';
    m_text.append(module).append("\n").append(name).append("\n");
    return *this;
}

PickleText& PickleText::counts(const std::vector<int>& values) {
    m_text += '(';
    for (const int value : values)
        number(value);
    m_text += 't';
    return *this;
}

PickleText& PickleText::tensor(std::string_view storageType, std::string_view key, int stored, int offset,
                               const std::vector<int>& shape, const std::vector<int>& strides) {
    global("torch._utils", "_rebuild_tensor_v2").raw("((");
    text("storage").global("torch", storageType).text(key).text("cpu").number(stored).raw("tQ");
    number(offset).counts(shape).counts(strides).raw("\x89");
    return global("collections", "OrderedDict").raw(")RtR");
}

std::string zipOf(const Members& members) {
    std::string file;
    std::string directory;
    for (const auto& [name, data] : members) {
        const std::uint64_t at = file.size();
        put(file, 0x04034b50, 4);
        file.append(22 - 8, '\0');
        put(file, data.size(), 4);
        put(file, data.size(), 4);
        put(file, name.size(), 2);
        put(file, 0, 2);
        file += name + data;
        put(directory, 0x02014b50, 4);
        directory.append(16, '\0');
        put(directory, data.size(), 4);
        put(directory, data.size(), 4);
        put(directory, name.size(), 2);
        directory.append(12, '\0');
        put(directory, at, 4);
        directory += name;
    }
    const std::uint64_t start = file.size();
    file += directory;
    put(file, 0x06054b50, 4);
    put(file, 0, 4);
    put(file, members.size(), 2);
    put(file, members.size(), 2);
    put(file, directory.size(), 4);
    put(file, start, 4);
    put(file, 0, 2);
    return file;
}

std::string floats(const std::vector<float>& values) {
    std::string bytes(values.size() * 4, '\0');
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

Members soundCheckpoint() {
    PickleText pickle;
    pickle.global("collections", "OrderedDict").raw(")R(");
    pickle.text("a").tensor("FloatStorage", "0", 6, 0, {2, 3}, {3, 1});
    pickle.text("b").tensor("FloatStorage", "0", 6, 0, {3, 2}, {1, 3});
    pickle.raw("u}").text("_metadata").raw("}sb");
    return {{"model/data.pkl", pickle.take()},
            {"model/data/0", floats({0, 1, 2, 3, 4, 5})},
            {"model/version", "3\n"}};
}

} // namespace orfeas::test
