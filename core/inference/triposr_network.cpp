#include "core/inference/triposr_network.h"

#include <cmath>
#include <limits>
#include <new>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <c10/core/InferenceMode.h>

#include "core/inference/image_tokenizer.h"
#include "core/inference/tensor_memory.h"
#include "core/inference/triplane_decoder.h"
#include "core/inference/triplane_transformer.h"
#include "core/inference/triposr_weights.h"
#include "core/inference/upsampler.h"

namespace orfeas::inference {
namespace {

// Runs `body` in inference mode and turns what LibTorch throws into errors.
template <typename T, typename Body>
Result<T> guarded(const Body& body) {
    try {
        const c10::InferenceMode inference;
        return body();
    } catch (const Stopped&) {
        return jobs::cancelledError();
    } catch (const OutOfRoom& fault) {
        return Error{ErrorCode::OutOfMemory, fault.error().userText, fault.error().detail};
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "There is not enough memory for this network", {}};
    } catch (const std::exception& fault) {
        const std::string_view what = fault.what();
        const bool isMemory = what.find("out of memory") != std::string_view::npos ||
                              what.find("can't allocate memory") != std::string_view::npos;
        if (isMemory)
            return Error{ErrorCode::OutOfMemory, "There is not enough memory for this network", fault.what()};
        return Error{ErrorCode::Failed, "LibTorch could not run the network", fault.what()};
    }
}

constexpr std::int64_t kMostPoints = 1024; ///< decoded at a time: their features stay in a core's own cache

class TriplaneScene final : public SceneCode {
public:
    TriplaneScene(const TripoSrConfig& config, std::shared_ptr<const TriplaneDecoder> decoder,
                  at::Tensor planes)
        : m_config(config), m_decoder(std::move(decoder)), m_planes(m_decoder->laidOut(planes)) {}

    Result<void> density(std::span<const glm::vec3> points, std::span<float> values) const override {
        return inBatches(points, [&](std::size_t begin, const at::Tensor& decoded) {
            const at::Tensor column = decoded.select(1, 0).to(at::kCPU).contiguous();
            std::copy_n(column.data_ptr<float>(), column.numel(), values.data() + begin);
        });
    }

    Result<void> color(std::span<const glm::vec3> points, std::span<glm::vec3> values) const override {
        return inBatches(points, [&](std::size_t begin, const at::Tensor& decoded) {
            const at::Tensor rgb =
                activated(decoded.narrow(1, 1, 3), m_config.colorActivation).to(at::kCPU).contiguous();
            std::copy_n(rgb.data_ptr<float>(), rgb.numel(), &values[begin].x);
        });
    }

    Result<void> probe(std::span<const glm::vec3> points, const StageProbe& probe) const override {
        return guarded<void>([&]() -> Result<void> {
            const at::Tensor decoded = m_decoder->forward(m_planes, points, probe);
            probed(probe, "query.density", decoded.select(1, 0));
            probed(probe, "query.features", decoded.narrow(1, 1, 3));
            return {};
        });
    }

private:
    template <typename Take>
    Result<void> inBatches(std::span<const glm::vec3> points, const Take& take) const {
        return guarded<void>([&]() -> Result<void> {
            const auto count = static_cast<std::int64_t>(points.size());
            const auto decode = [&](std::int64_t first, std::int64_t some) {
                const auto begin = static_cast<std::size_t>(first);
                take(begin, m_decoder->forward(m_planes, points.subspan(begin, std::size_t(some)), nullptr));
            };
            forRows(m_planes.device(), count, nullptr, decode, kMostPoints);
            return {};
        });
    }

    const TripoSrConfig m_config;
    std::shared_ptr<const TriplaneDecoder> m_decoder;
    at::Tensor m_planes;
};

using Scenes = std::vector<std::shared_ptr<const SceneCode>>;

class TripoSrNetwork final : public ShapeNetwork {
public:
    TripoSrNetwork(const TripoSrConfig& config, const Weights& weights, const NetworkOptions& options)
        : m_config(config), m_weights(weights), m_options(options),
          m_source(m_weights, at::Device(options.device), options.precision),
          m_tokenizer(config, m_source.below("image_tokenizer.model"), options),
          m_transformer(config, m_source, options), m_upsampler(m_source.below("post_processor.upsample")),
          m_decoder(std::make_shared<TriplaneDecoder>(config, m_source.owned().below("decoder"))) {}

    std::string device() const override { return m_options.device; }

    Result<std::shared_ptr<const SceneCode>> encode(const ConditioningImage& image, const StageProbe& probe,
                                                    const jobs::JobContext& context) override {
        ORFEAS_TRY(scenes, seen({&image, 1}, probe, context));
        return scenes.front();
    }

    Result<Scenes> encodeAll(std::span<const ConditioningImage> images,
                             const jobs::JobContext& context) override {
        return images.empty() ? Scenes() : seen(images, nullptr, context);
    }

private:
    // One point through the decoder meets each of its weights, and what is no number in them spoils its result.
    bool isSound(const at::Tensor& codes) const {
        const glm::vec3 middle(0.0f);
        return at::isfinite(codes).all().item<bool>() &&
               at::isfinite(m_decoder->forward(m_decoder->laidOut(codes), {&middle, 1}, nullptr))
                   .all()
                   .item<bool>();
    }

    vram::AllocationGate* gate() const { return m_options.limits ? m_options.limits->gate.get() : nullptr; }

    Result<Scenes> seen(std::span<const ConditioningImage> images, const StageProbe& probe,
                        const jobs::JobContext& context) {
        return guarded<Scenes>([&]() -> Result<Scenes> {
            const GateScope gated(gate());
            EncodeProgress* const done = m_options.limits ? m_options.limits->progress.get() : nullptr;
            if (done && done->pictures.size() < images.size()) done->pictures.resize(images.size());
            ORFEAS_CHECK(checkWeightsUnchanged());
            const StopCheck stop = [&] { return context.cancelled(); };
            const std::vector<at::Tensor> tokens = imageTokens(images, probe, stop, done, context);
            releaseStage("image_tokenizer.");
            ORFEAS_CHECK(checkWeightsUnchanged());
            const auto progress = [&](double share) {
                context.report("imagining the object", 0.08 + 0.91 * share);
            };
            progress(shareDone(done, images.size()));
            const std::vector<at::Tensor> planes = m_transformer.forward(tokens, probe, stop, progress, done);
            releaseStage("backbone.");
            Scenes scenes;
            for (const at::Tensor& one : planes) {
                const at::Tensor codes = m_upsampler.forward(one, probe);
                if (!isSound(codes)) {
                    ORFEAS_CHECK(checkWeightsUnchanged()); // the better reason
                    return Error{ErrorCode::BadInput,
                                 "The network's result is not a number, so its weights are damaged",
                                 {}};
                }
                scenes.push_back(std::make_shared<TriplaneScene>(m_config, m_decoder, codes.contiguous()));
            }
            ORFEAS_CHECK(checkWeightsUnchanged()); // what was computed may have come from other weights
            if (done) done->finished(images.size());
            return scenes;
        });
    }

    double shareDone(const EncodeProgress* done, std::size_t images) const {
        double blocks = 0.0;
        for (std::size_t i = 0; done && i < images; ++i)
            blocks += done->pictures[i].blocks;
        return blocks / (double(images) * std::max(1, m_config.backbone.layers));
    }

    // Each is looked at once, even when what follows has to begin anew.
    std::vector<at::Tensor> imageTokens(std::span<const ConditioningImage> images, const StageProbe& probe,
                                        const StopCheck& stop, EncodeProgress* done,
                                        const jobs::JobContext& context) const {
        const auto isSeen = [&](std::size_t i) { return done && !done->pictures[i].imageTokens.empty(); };
        std::vector<const ConditioningImage*> fresh;
        for (std::size_t i = 0; i < images.size(); ++i) {
            if (!isSeen(i)) fresh.push_back(&images[i]);
        }
        if (!fresh.empty()) context.report("looking at the picture", 0.0);
        const std::vector<at::Tensor> looked = m_tokenizer.forward(fresh, probe, stop);
        std::vector<at::Tensor> all;
        std::size_t next = 0;
        for (std::size_t i = 0; i < images.size(); ++i) {
            const std::int64_t width = m_config.vit.width;
            if (isSeen(i)) {
                const std::vector<float>& kept = done->pictures[i].imageTokens;
                all.push_back(fromFloats(kept, {static_cast<std::int64_t>(kept.size()) / width, width},
                                         m_source.device()));
            } else {
                all.push_back(looked[next++]);
                if (done) toFloats(all.back(), done->pictures[i].imageTokens);
            }
        }
        return all;
    }

    Result<void> checkWeightsUnchanged() const {
        return m_weights.file ? m_weights.file->checkUnchanged() : Result<void>{};
    }

    void releaseStage(std::string_view prefix) const {
        if (m_options.residency == Residency::All || !m_weights.file) return;
        for (const auto& [name, view] : m_weights.tensors) {
            if (name.starts_with(prefix)) m_weights.file->release(view.bytes);
        }
    }

    const TripoSrConfig m_config;
    const Weights m_weights;
    const NetworkOptions m_options;
    const TensorSource m_source; ///< of m_weights
    ImageTokenizer m_tokenizer;
    TriplaneTransformer m_transformer;
    Upsampler m_upsampler;
    std::shared_ptr<const TriplaneDecoder> m_decoder;
};

} // namespace

Result<std::unique_ptr<ShapeNetwork>> openTripoSr(const TripoSrConfig& config, const Weights& weights,
                                                  const NetworkOptions& options) {
    ORFEAS_CHECK(checkWeights(config, weights));
    return guarded<std::unique_ptr<ShapeNetwork>>([&]() -> Result<std::unique_ptr<ShapeNetwork>> {
        const GateScope gated(options.limits ? options.limits->gate.get() : nullptr);
        return std::unique_ptr<ShapeNetwork>(std::make_unique<TripoSrNetwork>(config, weights, options));
    });
}

} // namespace orfeas::inference
