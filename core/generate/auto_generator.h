// Chooses a generator for a picture, and says why.
#pragma once

#include <string>

#include "core/generate/generator.h"

namespace orfeas::generate {

struct GeneratorChoice {
    const Generator* generator = nullptr; ///< never null, never "auto"
    std::string why;                      ///< "the picture has few flat colours, like a logo"
};

/// Few flat colours: extrude. A picture without a subject: relief. A subject with light and shadow on it: reconstruct,
/// where its weights are. Any other cut-out subject, a drawing or a silhouette: inflate. Looks at a thinned-out
/// grid of pixels: a few milliseconds. Any thread.
GeneratorChoice chooseGenerator(const image::Picture& picture, const image::Cutout& cutout);

/// Runs the chosen generator with its own defaults and the given size and detail.
class AutoGenerator final : public Generator {
public:
    std::string_view name() const override { return "auto"; }
    std::string_view title() const override { return "Automatic"; }
    std::string_view summary() const override {
        return "Chooses the way that suits the picture and says why";
    }
    int revision() const override { return 2; }
    std::span<const SettingSpec> settings() const override;
    Result<MeshPtr> firstShape(const Request& request, const jobs::JobContext& context) const override;
    Result<Outcome> run(const Request& request, const PreviewSink& previews,
                        const jobs::JobContext& context) const override;
};

} // namespace orfeas::generate
