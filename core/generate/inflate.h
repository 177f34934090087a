// Silhouette to rounded solid.
#pragma once

#include "core/generate/generator.h"

namespace orfeas::generate {

/// Poisson inflation of the outline (core/generate/poisson.h), meshed with even triangles over the whole
/// surface (core/mesh/iso_surface.h). Separate parts are joined by bars where they are nearest, so that the
/// figure is one piece; hair-thin lines are widened until they can be printed; the foot is cut flat so that
/// it stands.
class InflateGenerator final : public Generator {
public:
    std::string_view name() const override { return "inflate"; }
    std::string_view title() const override { return "Inflate · round solid from the outline"; }
    std::string_view summary() const override {
        return "Blows the subject's outline up into a rounded figure and lays the picture on it";
    }
    int revision() const override { return 1; }
    std::span<const SettingSpec> settings() const override;
    Result<MeshPtr> firstShape(const Request& request, const jobs::JobContext& context) const override;
    Result<Outcome> run(const Request& request, const PreviewSink& previews,
                        const jobs::JobContext& context) const override;
};

} // namespace orfeas::generate
