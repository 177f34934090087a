#include "core/inference/torch_checkpoint.h"

#include <optional>
#include <string>
#include <utility>

#include "core/inference/pickle_reader.h"
#include "core/inference/zip_members.h"

namespace orfeas::inference {
namespace {

constexpr std::size_t kMaxPickleBytes = 64u << 20;

Error broken(const std::string& what) {
    return {ErrorCode::BadInput, "The checkpoint is damaged: " + what, {}};
}

bool startsWith(std::span<const std::byte> bytes, std::initializer_list<unsigned char> head) {
    if (bytes.size() < head.size()) return false;
    std::size_t i = 0;
    for (const unsigned char value : head) {
        if (std::to_integer<unsigned char>(bytes[i++]) != value) return false;
    }
    return true;
}

// PyTorch before 1.6 wrote a pickle of this number first: 0x1950a86a20f9469cfc6c.
bool isOldCheckpoint(std::span<const std::byte> bytes) {
    return startsWith(bytes, {0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9});
}

// One past the last element a tensor reaches, or nothing when that does not fit.
std::optional<std::uint64_t> reach(const PickledTensor& tensor) {
    constexpr std::uint64_t kMost = std::uint64_t{1} << 60;
    std::uint64_t last = tensor.offset;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const auto side = static_cast<std::uint64_t>(tensor.shape[i]);
        const auto stride = static_cast<std::uint64_t>(tensor.strides[i]);
        if (side == 0) return tensor.offset;
        if (last > kMost || (stride != 0 && side - 1 > (kMost - last) / stride)) return std::nullopt;
        last += (side - 1) * stride;
    }
    return last + 1;
}

Result<TensorView> place(const std::string& name, const PickledTensor& tensor,
                         std::span<const std::byte> storage) {
    const std::size_t size = byteSize(tensor.dtype);
    if (tensor.storageCount > storage.size() / size)
        return broken("the storage of \"" + name + "\" is cut short");
    const std::optional<std::uint64_t> count = elementCount(tensor.shape);
    const std::optional<std::uint64_t> end = reach(tensor);
    // A stride of zero could make a small storage look like a huge tensor.
    if (!count || *count > tensor.storageCount || !end || *end > tensor.storageCount) {
        return broken("\"" + name + "\" reaches beyond its storage");
    }
    TensorView view;
    view.dtype = tensor.dtype;
    view.shape = tensor.shape;
    view.strides = tensor.strides;
    // Strides of sides that are 0 or 1 are never followed; some writers leave odd values there.
    const Shape plain = contiguousStrides(tensor.shape);
    for (std::size_t i = 0; i < plain.size(); ++i) {
        if (tensor.shape[i] <= 1 || *count == 0) view.strides[i] = plain[i];
    }
    view.bytes = storage.subspan(tensor.offset * size, (*end - tensor.offset) * size);
    return view;
}

} // namespace

bool looksLikeTorchCheckpoint(std::span<const std::byte> bytes) {
    return startsWith(bytes, {'P', 'K'}) || isOldCheckpoint(bytes);
}

Result<Weights> readTorchCheckpoint(std::shared_ptr<const MappedFile> file) {
    if (isOldCheckpoint(file->bytes())) {
        return Error{ErrorCode::Unsupported,
                     "The checkpoint was written by PyTorch before 1.6; save it again with a newer version",
                     {}};
    }
    ORFEAS_TRY(members, zipMembers(file->bytes()));
    std::string folder;
    std::span<const std::byte> pickle;
    for (const auto& [member, data] : members) {
        if (!member.ends_with("/data.pkl")) continue;
        folder = member.substr(0, member.size() - std::string_view("data.pkl").size());
        pickle = data;
        break;
    }
    if (folder.empty()) return broken("it has no description of its tensors (data.pkl)");
    if (pickle.size() > kMaxPickleBytes)
        return broken("its description is larger than any known network needs");
    const auto order = members.find(folder + "byteorder");
    if (order != members.end() && !startsWith(order->second, {'l', 'i', 't', 't', 'l', 'e'})) {
        return Error{
            ErrorCode::Unsupported, "The checkpoint was written on a machine with another byte order", {}};
    }
    ORFEAS_TRY(tensors, readTensorPickle(pickle));
    Weights weights;
    for (const auto& [tensor, pickled] : tensors) {
        const auto storage = members.find(folder + "data/" + pickled.storage);
        if (storage == members.end()) return broken("the storage of \"" + tensor + "\" is missing");
        ORFEAS_TRY(view, place(tensor, pickled, storage->second));
        weights.tensors.emplace(tensor, std::move(view));
    }
    weights.file = std::move(file);
    return weights;
}

} // namespace orfeas::inference
