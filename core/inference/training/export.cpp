#include <array>
#include <cstring>
#include <span>
#include <system_error>

#include "core/inference/safetensors_file.h"
#include "core/inference/training/parameters.h"
#include "core/inference/training/trainer.h"
#include "core/inference/training/training_state.h"
#include "core/io/atomic_file.h"

namespace orfeas::inference {

Result<void> exportTrained(const std::filesystem::path& trainingFolder, const std::filesystem::path& target,
                           const jobs::JobContext& context) {
    ORFEAS_TRY(state, readTrainingState(trainingFolder / "state.safetensors"));
    const ParameterLayout layout(state.config);
    const at::Tensor halves = state.average.to(at::kHalf);
    Weights weights;
    const std::vector<at::Tensor> views = layout.views(halves);
    for (std::size_t i = 0; i < views.size(); ++i) {
        const Shape& shape = layout.tensors()[i].shape;
        const std::span<const std::byte> bytes(static_cast<const std::byte*>(views[i].data_ptr()),
                                               std::size_t(views[i].numel()) * byteSize(DType::F16));
        weights.tensors[layout.tensors()[i].name] = {DType::F16, shape, contiguousStrides(shape), bytes};
    }
    std::error_code fault;
    std::filesystem::create_directories(target, fault);
    ORFEAS_CHECK(writeSafetensors(target / "weights.safetensors", weights, context));
    const std::string config = solidConfigText(state.config) + "\n";
    ORFEAS_TRY(out, io::AtomicFile::create(target / "config.json"));
    ORFEAS_CHECK(out.write(std::as_bytes(std::span(config))));
    return out.commit();
}

} // namespace orfeas::inference
