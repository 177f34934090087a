// The reconstruction network that comes with Orfeas, as one of the generators.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/generate/generator.h"
#include "core/inference/reconstruction/solid_network.h"

namespace orfeas::inference {

/// The inflated outline first, then a coarse reconstruction, then the fine one, all within a few seconds and without
/// LibTorch. The weights are opened at the first run and kept.
class ReconstructGenerator final : public generate::Generator {
public:
    /// `weights`: a folder; empty: the one that came with Orfeas (reconstructFolder).
    explicit ReconstructGenerator(std::filesystem::path weights = {}) : m_weights(std::move(weights)) {}

    std::string_view name() const override { return "reconstruct"; }
    std::string_view title() const override { return "Reconstruct · whole object from one view"; }
    std::string_view summary() const override {
        return "Imagines the whole object, back included, with the small network that comes with Orfeas";
    }
    int revision() const override { return 1; }
    /// The opened weights' content; nothing when they cannot be opened.
    std::optional<std::string> weightsName() const override;
    std::span<const generate::SettingSpec> settings() const override;

    Result<generate::MeshPtr> firstShape(const generate::Request& request,
                                         const jobs::JobContext& context) const override;
    Result<generate::Outcome> run(const generate::Request& request, const generate::PreviewSink& previews,
                                  const jobs::JobContext& context) const override;

private:
    Result<std::shared_ptr<const SolidNetwork>> network() const;

    std::filesystem::path m_weights;
    mutable std::mutex m_mutex;
    mutable std::shared_ptr<const SolidNetwork> m_network;
};

/// Lists the generator, if this build came with weights for it. Call once, before other threads start.
void addReconstruct();

} // namespace orfeas::inference
