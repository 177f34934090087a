// The inference module's one door.
#include <algorithm>
#include <chrono>
#include <ctime>

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <torch/version.h>

#include "core/inference/network.h"
#include "core/inference/row_pieces.h"
#include "core/inference/tensor_memory.h"
#include "core/inference/triposr_network.h"

namespace orfeas::inference {
namespace {

class TorchFactory final : public NetworkFactory {
public:
    TorchFactory() {
        useOneThreadPerOperation();
        useTensorPool();
    }

    std::string description() const override {
        std::string text = "LibTorch ";
        text += TORCH_VERSION;
        return text;
    }

    std::vector<std::string> devices() const override {
        std::vector<std::string> names{"cpu"};
        for (std::size_t i = 0; at::hasCUDA() && i < at::getNumGPUs(); ++i)
            names.push_back("cuda:" + std::to_string(i));
        return names;
    }

    MatrixRate matrixRate(Precision precision) const override {
        constexpr std::int64_t kSide = 2048;
        const c10::InferenceMode inference;
        const auto type = precision == Precision::BFloat16 ? at::kBFloat16 : at::kFloat;
        const at::Tensor a = at::full({kSide, kSide}, 0.5, type);
        constexpr double kWork = static_cast<double>(kSide) * kSide * kSide;
        MatrixRate best;
        for (int i = 0; i < 6; ++i) { // the first is slower
            const auto start = std::chrono::steady_clock::now();
            const std::clock_t startCpu = std::clock();
            forRows(a.device(), kSide, nullptr,
                    [&](std::int64_t first, std::int64_t count) { at::mm(a.narrow(0, first, count), a); });
            const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
            const double cpu = static_cast<double>(std::clock() - startCpu) / CLOCKS_PER_SEC;
            best.perSecond = std::max(best.perSecond, kWork / taken.count());
            best.perCoreSecond = std::max(best.perCoreSecond, kWork / cpu);
        }
        return best;
    }

    vram::PoolFigures tensorMemory() const override { return tensorPool().figures(); }
    std::uint64_t trimTensorMemory() const override { return tensorPool().trim(); }

    Result<std::unique_ptr<ShapeNetwork>> open(const TripoSrConfig& config, const Weights& weights,
                                               const NetworkOptions& options) const override {
        const std::vector<std::string> known = devices();
        NetworkOptions chosen = options;
        if (chosen.device == "auto") chosen.device = known.size() > 1 ? known[1] : known[0];
        if (std::find(known.begin(), known.end(), chosen.device) == known.end()) {
            return Error{ErrorCode::Unavailable,
                         "There is no device \"" + chosen.device + "\" that LibTorch can use here",
                         {}};
        }
        return openTripoSr(config, weights, chosen);
    }
};

} // namespace
} // namespace orfeas::inference

extern "C" __attribute__((visibility("default"))) const orfeas::inference::NetworkFactory*
orfeasInferenceModule(int interface) {
    static const orfeas::inference::TorchFactory factory;
    return interface == orfeas::inference::kNetworkInterface ? &factory : nullptr;
}
