#include "core/inference/safetensors_file.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/io/atomic_file.h"

namespace orfeas::inference {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxHeaderBytes = 16u << 20;
constexpr std::size_t kMaxDimensions = 16;
constexpr std::size_t kWriteChunk = 4u << 20;

Error broken(const std::string& what) {
    return {ErrorCode::BadInput, "The safetensors file is damaged: " + what, {}};
}

// The header as JSON, or null when it is not JSON or names something twice.
json parseHeader(std::span<const std::byte> text) {
    std::vector<std::set<std::string>> names;
    bool repeated = false;
    const auto watch = [&](int, json::parse_event_t event, json& parsed) {
        if (event == json::parse_event_t::object_start) names.emplace_back();
        if (event == json::parse_event_t::object_end) names.pop_back();
        if (event == json::parse_event_t::key && !names.back().insert(parsed.get<std::string>()).second)
            repeated = true;
        return true;
    };
    const char* begin = reinterpret_cast<const char*>(text.data());
    json header = json::parse(begin, begin + text.size(), watch, false);
    return header.is_discarded() || repeated ? json() : header;
}

bool isCount(const json& value) {
    return value.is_number_unsigned() && value.get<std::uint64_t>() <= (std::uint64_t{1} << 62);
}

Result<TensorView> readTensor(const std::string& tensor, const json& entry, std::span<const std::byte> data) {
    if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") ||
        !entry.contains("data_offsets")) {
        return broken("\"" + tensor + "\" lacks its type, shape or place");
    }
    const json& type = entry["dtype"];
    const json& shape = entry["shape"];
    const json& offsets = entry["data_offsets"];
    const std::optional<DType> dtype =
        type.is_string() ? dtypeNamed(type.get_ref<const std::string&>()) : std::nullopt;
    if (!dtype) return broken("\"" + tensor + "\" has a type this program does not know");
    TensorView view;
    view.dtype = *dtype;
    if (!shape.is_array() || shape.size() > kMaxDimensions)
        return broken("\"" + tensor + "\" has no sound shape");
    for (const json& side : shape) {
        if (!isCount(side)) return broken("\"" + tensor + "\" has no sound shape");
        view.shape.push_back(side.get<std::int64_t>());
    }
    if (!offsets.is_array() || offsets.size() != 2 || !isCount(offsets[0]) || !isCount(offsets[1])) {
        return broken("\"" + tensor + "\" has no sound place");
    }
    const auto begin = offsets[0].get<std::uint64_t>();
    const auto end = offsets[1].get<std::uint64_t>();
    if (begin > end || end > data.size())
        return broken("\"" + tensor + "\" reaches beyond the end of the file");
    const std::optional<std::uint64_t> count = elementCount(view.shape);
    if (!count || *count > data.size() || *count * byteSize(view.dtype) != end - begin) {
        return broken("\"" + tensor + "\" has another size than its shape says");
    }
    view.strides = contiguousStrides(view.shape);
    view.bytes = data.subspan(begin, end - begin);
    return view;
}

// Tensors must cover the data exactly: no two share a byte, no byte belongs to none.
Result<void> checkCover(const Weights& weights, std::span<const std::byte> data) {
    std::vector<std::pair<const std::byte*, const std::byte*>> ranges;
    for (const auto& [tensor, view] : weights.tensors) {
        ranges.emplace_back(view.bytes.data(), view.bytes.data() + view.bytes.size());
    }
    std::sort(ranges.begin(), ranges.end());
    const std::byte* reached = data.data();
    for (const auto& [begin, end] : ranges) {
        if (begin < reached) return broken("tensors overlap");
        if (begin > reached) return broken("there are bytes that belong to no tensor");
        reached = end;
    }
    if (reached != data.data() + data.size()) return broken("there are bytes that belong to no tensor");
    return {};
}

std::string makeHeader(const Weights& weights) {
    json header = json::object();
    std::uint64_t at = 0;
    for (const auto& [tensor, view] : weights.tensors) {
        const std::uint64_t bytes = elementCount(view.shape).value_or(0) * byteSize(view.dtype);
        header[tensor] = {
            {"dtype", name(view.dtype)}, {"shape", view.shape}, {"data_offsets", {at, at + bytes}}};
        at += bytes;
    }
    std::string text = header.dump();
    text.append((64 - (text.size() + 8) % 64) % 64, ' ');
    return text;
}

// The elements of a strided tensor in order.
std::vector<std::byte> gather(const TensorView& view) {
    const std::size_t size = byteSize(view.dtype);
    const std::uint64_t count = elementCount(view.shape).value_or(0);
    std::vector<std::byte> packed(count * size);
    Shape at(view.shape.size(), 0);
    for (std::uint64_t i = 0; i < count; ++i) {
        std::int64_t from = 0;
        for (std::size_t d = 0; d < at.size(); ++d)
            from += at[d] * view.strides[d];
        std::memcpy(packed.data() + i * size, view.bytes.data() + static_cast<std::size_t>(from) * size,
                    size);
        for (std::size_t d = at.size(); d-- > 0 && ++at[d] == view.shape[d];)
            at[d] = 0;
    }
    return packed;
}

} // namespace

Result<Weights> readSafetensors(std::shared_ptr<const MappedFile> file) {
    const std::span<const std::byte> bytes = file->bytes();
    if (bytes.size() < 10) return broken("it is too short");
    std::uint64_t length = 0;
    for (int i = 7; i >= 0; --i)
        length = length << 8 | std::to_integer<std::uint64_t>(bytes[std::size_t(i)]);
    if (bytes[8] != std::byte{'{'}) {
        return Error{ErrorCode::BadInput,
                     "\"" + file->path().filename().string() +
                         "\" holds no weights this program can read; safetensors files and PyTorch "
                         "checkpoints (zip) can be read",
                     {}};
    }
    if (length > bytes.size() - 8) return broken("it ends within its header");
    if (length > kMaxHeaderBytes) return broken("its header is larger than any known network needs");
    const json header = parseHeader(bytes.subspan(8, length));
    if (!header.is_object()) return broken("its header is not a sound list of tensors");
    const std::span<const std::byte> data = bytes.subspan(8 + length);
    Weights weights;
    for (const auto& [tensor, entry] : header.items()) {
        if (tensor == "__metadata__") continue;
        ORFEAS_TRY(view, readTensor(tensor, entry, data));
        weights.tensors.emplace(tensor, std::move(view));
    }
    ORFEAS_CHECK(checkCover(weights, data));
    weights.file = std::move(file);
    return weights;
}

Result<void> writeSafetensors(const std::filesystem::path& target, const Weights& weights,
                              const jobs::JobContext& context) {
    ORFEAS_TRY(file, io::AtomicFile::create(target));
    const std::string header = makeHeader(weights);
    std::array<std::byte, 8> length{};
    for (std::size_t i = 0; i < 8; ++i)
        length[i] = static_cast<std::byte>(header.size() >> (8 * i) & 255u);
    ORFEAS_CHECK(file.write(length));
    ORFEAS_CHECK(file.write(std::as_bytes(std::span(header))));
    const double total = static_cast<double>(std::max<std::uint64_t>(1, weights.totalBytes()));
    std::uint64_t written = 0;
    for (const auto& [tensor, view] : weights.tensors) {
        const std::vector<std::byte> packed = view.contiguous() ? std::vector<std::byte>{} : gather(view);
        const std::span<const std::byte> bytes =
            view.contiguous() ? view.bytes : std::span<const std::byte>(packed);
        for (std::size_t at = 0; at < bytes.size(); at += kWriteChunk) {
            if (context.cancelled()) return jobs::cancelledError();
            ORFEAS_CHECK(file.write(bytes.subspan(at, std::min(kWriteChunk, bytes.size() - at))));
        }
        written += bytes.size();
        context.report("writing weights", static_cast<double>(written) / total);
    }
    return file.commit();
}

} // namespace orfeas::inference
