#include "core/io/gltf_document.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/io/file_name.h"

namespace orfeas::io {
namespace {

constexpr std::uint64_t kMaxJsonBytes = 64 << 20;
constexpr int kMaxJsonDepth = 64;
constexpr std::uint64_t kMaxUriBytes = 512 << 20;

const Json kNull;

std::uint32_t wordAt(std::span<const std::byte> bytes, std::size_t offset) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + offset, 4);
    return value;
}

std::uint64_t componentSize(std::uint64_t type) {
    switch (type) {
    case 5120:
    case 5121:
        return 1;
    case 5122:
    case 5123:
        return 2;
    case 5125:
    case 5126:
        return 4;
    default:
        return 0;
    }
}

std::uint64_t componentCount(const std::string& type) {
    if (type == "SCALAR") return 1;
    if (type == "VEC2") return 2;
    if (type == "VEC3") return 3;
    if (type == "VEC4") return 4;
    return 0; // matrices are no attributes of a surface
}

template <typename T>
T load(const std::byte* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

float component(const std::byte* bytes, std::uint64_t type, bool normalized) {
    switch (type) {
    case 5120:
        return normalized ? std::max(load<std::int8_t>(bytes) / 127.0f, -1.0f) : load<std::int8_t>(bytes);
    case 5121:
        return normalized ? load<std::uint8_t>(bytes) / 255.0f : load<std::uint8_t>(bytes);
    case 5122:
        return normalized ? std::max(load<std::int16_t>(bytes) / 32767.0f, -1.0f) : load<std::int16_t>(bytes);
    case 5123:
        return normalized ? load<std::uint16_t>(bytes) / 65535.0f : load<std::uint16_t>(bytes);
    case 5125:
        return static_cast<float>(load<std::uint32_t>(bytes));
    default:
        return load<float>(bytes);
    }
}

std::vector<std::byte> fromBase64(std::string_view text) {
    std::vector<std::byte> bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : text) {
        const int value = c >= 'A' && c <= 'Z'   ? c - 'A'
                          : c >= 'a' && c <= 'z' ? c - 'a' + 26
                          : c >= '0' && c <= '9' ? c - '0' + 52
                          : c == '+' || c == '-' ? 62
                          : c == '/' || c == '_' ? 63
                                                 : -1;
        if (value < 0) continue;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        have += 6;
        if (have >= 8) {
            have -= 8;
            bytes.push_back(static_cast<std::byte>(bits >> have & 255));
        }
    }
    return bytes;
}

// The data of "data:image/png;base64,…", or nothing.
std::optional<std::vector<std::byte>> fromDataUri(const std::string& uri) {
    if (!uri.starts_with("data:")) return std::nullopt;
    const std::size_t comma = uri.find(',');
    if (comma == std::string::npos || uri.substr(0, comma).find(";base64") == std::string::npos)
        return std::nullopt;
    return fromBase64(std::string_view(uri).substr(comma + 1));
}

} // namespace

const Json& jsonMember(const Json& object, const char* name) {
    if (!object.is_object()) return kNull;
    const auto found = object.find(name);
    return found == object.end() ? kNull : *found;
}

std::uint64_t jsonIndex(const Json& object, const char* name, std::uint64_t fallback) {
    const Json& value = jsonMember(object, name);
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    // Some programs write whole numbers with a fraction.
    if (value.is_number_float()) {
        const double number = value.get<double>();
        if (number >= 0.0 && number < 9e15 &&
            number == static_cast<double>(static_cast<std::uint64_t>(number))) {
            return static_cast<std::uint64_t>(number);
        }
    }
    return fallback;
}

const Json& jsonElement(const Json& object, const char* name, std::uint64_t index) {
    const Json& array = jsonMember(object, name);
    return array.is_array() && index < array.size() ? array[index] : kNull;
}

double jsonNumber(const Json& value, double fallback) {
    return value.is_number() ? value.get<double>() : fallback;
}

std::string jsonText(const Json& object, const char* name) {
    const Json& value = jsonMember(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

Result<GltfDocument> GltfDocument::open(FileReader& file, const ReadJob& job) {
    GltfDocument document;
    document.m_file = &file;
    std::array<std::byte, 20> head{};
    ORFEAS_TRY(got, file.readAt(0, head));
    if (got < head.size() || wordAt(head, 0) != 0x46546c67) return refused(file, "it is not a GLB file");
    if (wordAt(head, 4) != 2)
        return refused(file, "it has version " + std::to_string(wordAt(head, 4)) +
                                 " of the format, and only version 2 can be read");
    const std::uint64_t total = wordAt(head, 8);
    if (total > file.size()) return refused(file, "the file is cut short; get a complete copy of it");
    const std::uint64_t jsonLength = wordAt(head, 12);
    if (wordAt(head, 16) != 0x4e4f534a || 20 + jsonLength > total)
        return refused(file, "its first chunk is damaged");
    if (jsonLength > kMaxJsonBytes)
        return beyondLimit(file, "its description is larger than " + shownBytes(kMaxJsonBytes));

    std::vector<char> text(jsonLength);
    ORFEAS_TRY(textLength, file.readAt(20, std::as_writable_bytes(std::span(text))));
    if (textLength < text.size())
        return refused(file, "the file became shorter while it was read; try again");
    bool tooDeep = false;
    const auto shallow = [&](int depth, Json::parse_event_t, Json&) {
        tooDeep |= depth > kMaxJsonDepth;
        return depth <= kMaxJsonDepth;
    };
    document.m_json = Json::parse(text.begin(), text.end(), shallow, false);
    if (tooDeep || document.m_json.is_discarded() || !document.m_json.is_object()) {
        return refused(file, "its description is not well-formed JSON");
    }
    const std::uint64_t next = 20 + jsonLength;
    if (next + 8 <= total) {
        std::array<std::byte, 8> chunk{};
        ORFEAS_TRY(chunkLength, file.readAt(next, chunk));
        if (chunkLength == 8 && wordAt(chunk, 4) == 0x004e4942) {
            document.m_binaryOffset = next + 8;
            document.m_binaryLength = wordAt(chunk, 0);
            document.m_hasBinary = true;
            if (document.m_binaryOffset + document.m_binaryLength > total) {
                return refused(file, "its binary chunk is cut short; get a complete copy of it");
            }
        }
    }
    ORFEAS_CHECK(document.loadBuffers());
    if (job.context.cancelled()) return jobs::cancelledError();
    return document;
}

Result<void> GltfDocument::loadBuffers() {
    const Json& buffers = jsonMember(m_json, "buffers");
    if (!buffers.is_array()) return {};
    m_memory.resize(buffers.size());
    for (std::size_t i = 0; i < buffers.size(); ++i) {
        const std::string uri = jsonText(buffers[i], "uri");
        if (uri.size() > kMaxUriBytes) return beyondLimit(*m_file, "a piece of data in it is too large");
        if (auto bytes = fromDataUri(uri)) m_memory[i] = std::move(*bytes);
    }
    return {};
}

Result<GltfDocument::View> GltfDocument::viewOf(std::uint64_t index) const {
    const Json& json = jsonElement(m_json, "bufferViews", index);
    if (!json.is_object()) return damaged("it names data that is not in the file");
    const std::uint64_t buffer = jsonIndex(json, "buffer", kNoIndex);
    View view;
    view.offset = jsonIndex(json, "byteOffset", 0);
    view.length = jsonIndex(json, "byteLength", 0);
    view.stride = jsonIndex(json, "byteStride", 0);
    const Json& bufferJson = jsonElement(m_json, "buffers", buffer);
    if (!bufferJson.is_object()) return damaged("it names data that is not in the file");
    const bool embedded = buffer == 0 && m_hasBinary && !bufferJson.contains("uri");
    if (!embedded && m_memory[buffer].empty()) {
        return Error{ErrorCode::Unsupported,
                     refused(*m_file, "its data is in another file; export it as one GLB file").userText,
                     {}};
    }
    const std::uint64_t available = embedded ? m_binaryLength : m_memory[buffer].size();
    if (view.offset > available || view.length > available - view.offset || view.stride > 65'536) {
        return damaged("it names data beyond the end of the file");
    }
    if (embedded) {
        view.offset += m_binaryOffset;
    } else {
        view.memory = &m_memory[buffer];
    }
    return view;
}

Result<GltfDocument::Accessor> GltfDocument::accessorOf(std::uint64_t index) const {
    const Json& json = jsonElement(m_json, "accessors", index);
    if (!json.is_object()) return damaged("it names a list of numbers that is not in the file");
    if (json.contains("sparse")) {
        return Error{ErrorCode::Unsupported,
                     refused(*m_file,
                             "it stores its shape as sparse changes, which cannot be read; export it again "
                             "without sparse accessors")
                         .userText,
                     {}};
    }
    Accessor accessor;
    accessor.count = jsonIndex(json, "count", 0);
    accessor.componentType = jsonIndex(json, "componentType", 0);
    accessor.components = componentCount(jsonText(json, "type"));
    accessor.normalized =
        jsonMember(json, "normalized").is_boolean() && jsonMember(json, "normalized").get<bool>();
    const std::uint64_t size = componentSize(accessor.componentType) * accessor.components;
    if (size == 0) return damaged("it has a list of an unknown kind of numbers");
    if (accessor.count > UINT32_MAX) return damaged("it has a list of impossible length");
    const std::uint64_t viewIndex = jsonIndex(json, "bufferView", kNoIndex);
    if (viewIndex == kNoIndex) {
        accessor.zeros = true;
        // Costs nothing in the file, so it may not cost much here either.
        if (accessor.count > 1'000'000) return damaged("it has a long list without data");
        return accessor;
    }
    ORFEAS_TRY(view, viewOf(viewIndex));
    accessor.view = view;
    accessor.stride = view.stride != 0 ? view.stride : size;
    const std::uint64_t offset = jsonIndex(json, "byteOffset", 0);
    const std::uint64_t needed = accessor.count == 0 ? 0 : (accessor.count - 1) * accessor.stride + size;
    if (offset > view.length || needed > view.length - offset) {
        return damaged("it has a list of numbers that is longer than its data");
    }
    accessor.view.offset += offset;
    return accessor;
}

Result<std::uint64_t> GltfDocument::accessorCount(std::uint64_t index) const {
    ORFEAS_TRY(accessor, accessorOf(index));
    return accessor.count;
}

template <typename Take>
Result<void> GltfDocument::forEach(const Accessor& accessor, const jobs::JobContext& context,
                                   const Take& take) {
    const std::uint64_t size = componentSize(accessor.componentType) * accessor.components;
    const std::uint64_t batch =
        std::max<std::uint64_t>(1, (1 << 18) / std::max<std::uint64_t>(1, accessor.stride));
    std::vector<std::byte> bytes(accessor.zeros ? size : batch * accessor.stride + size);
    for (std::uint64_t begin = 0; begin < accessor.count; begin += batch) {
        if (context.cancelled()) return jobs::cancelledError();
        const std::uint64_t n = std::min(batch, accessor.count - begin);
        if (!accessor.zeros) {
            const std::uint64_t length = (n - 1) * accessor.stride + size;
            const std::uint64_t from = accessor.view.offset + begin * accessor.stride;
            if (accessor.view.memory != nullptr) {
                std::memcpy(bytes.data(), accessor.view.memory->data() + from, length);
            } else {
                ORFEAS_TRY(got, m_file->readAt(from, std::span(bytes).first(length)));
                if (got < length) return damaged("the file became shorter while it was read; try again");
            }
        }
        for (std::uint64_t i = 0; i < n; ++i) {
            take(begin + i, bytes.data() + (accessor.zeros ? 0 : i * accessor.stride));
        }
    }
    return {};
}

Result<std::vector<glm::vec4>> GltfDocument::readFloats(std::uint64_t index, int components,
                                                        const jobs::JobContext& context) {
    ORFEAS_TRY(accessor, accessorOf(index));
    if (accessor.components < static_cast<std::uint64_t>(components))
        return damaged("it has a list of too few numbers");
    std::vector<glm::vec4> values(accessor.count, glm::vec4(0.0f, 0.0f, 0.0f, 1.0f));
    const std::uint64_t step = componentSize(accessor.componentType);
    ORFEAS_CHECK(forEach(accessor, context, [&](std::uint64_t i, const std::byte* bytes) {
        for (std::uint64_t k = 0; k < accessor.components; ++k) {
            values[i][static_cast<int>(k)] =
                component(bytes + k * step, accessor.componentType, accessor.normalized);
        }
    }));
    return values;
}

Result<std::vector<std::uint32_t>> GltfDocument::readIndices(std::uint64_t index,
                                                             const jobs::JobContext& context) {
    ORFEAS_TRY(accessor, accessorOf(index));
    const std::uint64_t type = accessor.componentType;
    if (accessor.components != 1 || (type != 5121 && type != 5123 && type != 5125)) {
        return damaged("its triangles are not given by whole numbers");
    }
    std::vector<std::uint32_t> values(accessor.count);
    ORFEAS_CHECK(forEach(accessor, context, [&](std::uint64_t i, const std::byte* bytes) {
        values[i] = type == 5121   ? load<std::uint8_t>(bytes)
                    : type == 5123 ? load<std::uint16_t>(bytes)
                                   : load<std::uint32_t>(bytes);
    }));
    return values;
}

Result<std::vector<std::byte>> GltfDocument::imageBytes(std::uint64_t index) {
    const Json& image = jsonElement(m_json, "images", index);
    const std::uint64_t viewIndex = jsonIndex(image, "bufferView", kNoIndex);
    if (viewIndex == kNoIndex) return fromDataUri(jsonText(image, "uri")).value_or(std::vector<std::byte>());
    ORFEAS_TRY(view, viewOf(viewIndex));
    if (view.length > kMaxUriBytes) return damaged("a texture in it is too large");
    std::vector<std::byte> bytes(view.length);
    if (view.memory != nullptr) {
        std::memcpy(bytes.data(), view.memory->data() + view.offset, view.length);
        return bytes;
    }
    ORFEAS_TRY(got, m_file->readAt(view.offset, bytes));
    bytes.resize(got);
    return bytes;
}

} // namespace orfeas::io
