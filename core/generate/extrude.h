// Logos and drawings: regions of colour as steps in height.
#pragma once

#include "core/generate/generator.h"

namespace orfeas::generate {

/// Pulls the outline up into a flat solid; regions of different colour stand one step above each other, the most
/// spread colour lowest. It lies flat with the picture facing up unless told to stand: separate parts then lie beside
/// each other on the bed, or on a common base plate; standing, they are joined by bars where they are nearest.
class ExtrudeGenerator final : public Generator {
public:
    std::string_view name() const override { return "extrude"; }
    std::string_view title() const override { return "Extrude · flat layers by colour"; }
    std::string_view summary() const override {
        return "Pulls logos and drawings up into flat layers, one step for each colour";
    }
    int revision() const override { return 1; }
    std::span<const SettingSpec> settings() const override;
    Result<MeshPtr> firstShape(const Request& request, const jobs::JobContext& context) const override;
    Result<Outcome> run(const Request& request, const PreviewSink& previews,
                        const jobs::JobContext& context) const override;
};

} // namespace orfeas::generate
