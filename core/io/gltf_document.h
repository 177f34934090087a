// The JSON and the bytes of a GLB file, with every access checked. Inside core/io only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <glm/vec4.hpp>
#include <nlohmann/json.hpp>

#include "core/io/codec.h"

namespace orfeas::io {

using Json = nlohmann::json;

/// Member `name` of an object when it is there and a whole number of at least zero, else `fallback`.
std::uint64_t jsonIndex(const Json& object, const char* name, std::uint64_t fallback);
/// Member `name` of an object, or a null value.
const Json& jsonMember(const Json& object, const char* name);
/// Element `index` of the array `name` of an object, or a null value.
const Json& jsonElement(const Json& object, const char* name, std::uint64_t index);
double jsonNumber(const Json& value, double fallback);
std::string jsonText(const Json& object, const char* name);

constexpr std::uint64_t kNoIndex = UINT64_MAX;

class GltfDocument {
public:
    static Result<GltfDocument> open(FileReader& file, const ReadJob& job);

    const Json& json() const { return m_json; }
    Error damaged(std::string_view why) const { return refused(*m_file, why); }

    /// Number of elements of accessor `index`, checked against the bytes there are.
    Result<std::uint64_t> accessorCount(std::uint64_t index) const;
    /// All elements as up to four floats; integers are scaled to 0..1 when the accessor says so. `components` must
    /// be what the accessor has at least.
    Result<std::vector<glm::vec4>> readFloats(std::uint64_t index, int components,
                                              const jobs::JobContext& context);
    /// An accessor of whole numbers.
    Result<std::vector<std::uint32_t>> readIndices(std::uint64_t index, const jobs::JobContext& context);
    /// The bytes of image `index`, out of the file or a data URI; empty when they are elsewhere.
    Result<std::vector<std::byte>> imageBytes(std::uint64_t index);

private:
    struct View {
        std::uint64_t offset = 0; ///< in the file, or in the decoded data URI
        std::uint64_t length = 0;
        std::uint64_t stride = 0;
        const std::vector<std::byte>* memory = nullptr;
    };
    struct Accessor {
        View view;
        std::uint64_t count = 0;
        std::uint64_t components = 0;
        std::uint64_t componentType = 0;
        std::uint64_t stride = 0;
        bool normalized = false;
        bool zeros = false; ///< no view: all elements are zero
    };

    Result<View> viewOf(std::uint64_t index) const;
    Result<Accessor> accessorOf(std::uint64_t index) const;
    Result<void> loadBuffers();
    /// Calls `take(element, bytes)` for every element.
    template <typename Take>
    Result<void> forEach(const Accessor& accessor, const jobs::JobContext& context, const Take& take);

    FileReader* m_file = nullptr;
    Json m_json;
    std::uint64_t m_binaryOffset = 0;
    std::uint64_t m_binaryLength = 0;
    bool m_hasBinary = false;
    std::vector<std::vector<std::byte>> m_memory; ///< per buffer, decoded data URIs
};

} // namespace orfeas::io
