#include "core/inference/training/training_state.h"

#include <array>
#include <cstring>

#include "core/inference/safetensors_file.h"
#include "core/inference/training/parameters.h"

namespace orfeas::inference {
namespace {

constexpr std::array<const char*, 4> kLong{"weights", "average", "moment1", "moment2"};

std::array<at::Tensor TrainingState::*, 4> longTensors() {
    return {&TrainingState::weights, &TrainingState::average, &TrainingState::moment1,
            &TrainingState::moment2};
}

TensorView viewOf(DType type, std::int64_t count, const void* data) {
    return {type, {count}, {1}, {static_cast<const std::byte*>(data), std::size_t(count) * byteSize(type)}};
}

Error notAState(const std::filesystem::path& file) {
    return {
        ErrorCode::BadInput, "\"" + file.filename().string() + "\" is not the state of a training run", {}};
}

} // namespace

TrainingState beginTraining(const SolidConfig& config, std::int64_t seed) {
    const ParameterLayout layout(config);
    TrainingState state;
    state.config = config;
    state.seed = seed;
    state.weights = layout.beginning(static_cast<std::uint64_t>(seed));
    state.average = state.weights.clone();
    state.moment1 = at::zeros_like(state.weights);
    state.moment2 = at::zeros_like(state.weights);
    return state;
}

Result<void> writeTrainingState(const std::filesystem::path& file, const TrainingState& state) {
    const std::string config = solidConfigText(state.config);
    const std::array<std::int64_t, 4> numbers{state.seed, state.step, state.decayFrom, state.decaySteps};
    Weights all;
    all.tensors["config"] = viewOf(DType::U8, std::int64_t(config.size()), config.data());
    all.tensors["numbers"] = viewOf(DType::I64, std::int64_t(numbers.size()), numbers.data());
    std::array<at::Tensor, 4> kept;
    for (std::size_t i = 0; i < kLong.size(); ++i) {
        kept[i] = (state.*longTensors()[i]).to(at::kCPU).contiguous();
        all.tensors[kLong[i]] = viewOf(DType::F32, kept[i].numel(), kept[i].data_ptr());
    }
    return writeSafetensors(file, all, {});
}

Result<TrainingState> readTrainingState(const std::filesystem::path& file) {
    ORFEAS_TRY(all, openWeights(file));
    const TensorView* config = all.find("config");
    const TensorView* numbers = all.find("numbers");
    if (!config || !numbers || numbers->dtype != DType::I64 ||
        numbers->bytes.size() != 4 * sizeof(std::int64_t))
        return notAState(file);
    TrainingState state;
    const std::string_view text(reinterpret_cast<const char*>(config->bytes.data()), config->bytes.size());
    ORFEAS_TRY(parsed, parseSolidConfig(text));
    state.config = parsed;
    std::array<std::int64_t, 4> values{};
    std::memcpy(values.data(), numbers->bytes.data(), sizeof values);
    state.seed = values[0];
    state.step = values[1];
    state.decayFrom = values[2];
    state.decaySteps = values[3];
    const std::int64_t size = ParameterLayout(state.config).size();
    for (std::size_t i = 0; i < kLong.size(); ++i) {
        const TensorView* view = all.find(kLong[i]);
        if (!view || view->dtype != DType::F32 || view->shape != Shape{size}) return notAState(file);
        at::Tensor values32 = at::empty({size});
        std::memcpy(values32.data_ptr(), view->bytes.data(), view->bytes.size());
        state.*longTensors()[i] = values32;
    }
    return state;
}

} // namespace orfeas::inference
