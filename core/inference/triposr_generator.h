// TripoSR as one of the generators: the picture reconstructed by a network, in steps that get finer.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "core/generate/generator.h"
#include "core/generate/shared_pass.h"
#include "core/inference/network.h"

namespace orfeas::inference {

/// Reconstructs the subject with the weights of one folder. The module with LibTorch is loaded at the first run and
/// the weights stay mapped between runs, and so does what was seen in the last pictures: another resolution or
/// threshold takes a new surface and does not run the network again. Runs from several threads follow each other.
class TripoSrGenerator final : public generate::Generator, public generate::Batcher {
public:
    /// `model`: a folder, or a registered name (model_registry.h); empty: the chosen one. Nothing is opened
    /// before the first run.
    explicit TripoSrGenerator(std::string model = {}, NetworkOptions options = {});
    ~TripoSrGenerator() override;

    std::string_view name() const override { return "triposr"; }
    std::string_view title() const override { return "TripoSR · reconstructed by a network"; }
    std::string_view summary() const override {
        return "Reconstructs the whole object, back included, with the TripoSR network and weights you have "
               "added";
    }
    int revision() const override { return 2; }
    /// Of a registered model: its name and hash, the kind of device, and what "automatic" means for it now. A folder that
    /// is not registered, or whose weights are newer than its record, has no name.
    std::optional<std::string> weightsName() const override;
    std::span<const generate::SettingSpec> settings() const override;

    /// The inflated outline: it stands there while the network thinks. For a picture that was seen before, the
    /// coarsest mesh of what was seen: sliders move the object itself.
    Result<generate::MeshPtr> firstShape(const generate::Request& request,
                                         const jobs::JobContext& context) const override;
    /// The plan a run would be made by; the model's configuration is read anew.
    Result<generate::Forecast> forecast(const generate::Settings& settings, int waiting) const override;

    Result<void> lookAt(const generate::Request& first, int count, const NextRequest& next,
                        const jobs::JobContext& context) const override;
    Result<generate::Outcome> run(const generate::Request& request, const generate::PreviewSink& previews,
                                  const jobs::JobContext& context) const override;

private:
    struct Opened;
    std::optional<Result<generate::MeshPtr>> fromKeptScene(const generate::Request& request,
                                                           const jobs::JobContext& context) const;
    std::shared_ptr<Opened> alreadyOpen(const generate::Settings& settings) const;
    Result<std::shared_ptr<Opened>> open(const generate::Settings& settings) const;
    std::string deviceNow() const;
    void forget(const std::shared_ptr<Opened>& opened) const;

    std::string m_model;
    NetworkOptions m_options;
    mutable std::mutex m_mutex;
    mutable std::shared_ptr<Opened> m_opened;
};

} // namespace orfeas::inference
