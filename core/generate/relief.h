// Brightness to height: reliefs and lithophanes.
#pragma once

#include "core/generate/generator.h"

namespace orfeas::generate {

/// A plate whose front follows the picture's brightness, with many triangles where the picture has detail and few
/// where it is flat. Relief: bright stands out. Lithophane: bright is thin, along the light curve of
/// core/generate/relief_heights.h, to be lit from behind. The plate is the whole frame or the cut-out subject; a
/// subject in several parts is joined by bars when it stands and lies as separate parts when it lies.
class ReliefGenerator final : public Generator {
public:
    std::string_view name() const override { return "relief"; }
    std::string_view title() const override { return "Relief · brightness to height"; }
    std::string_view summary() const override {
        return "Makes a plate whose surface follows the picture's brightness, or a lithophane to light from "
               "behind";
    }
    int revision() const override { return 1; }
    std::span<const SettingSpec> settings() const override;
    Result<MeshPtr> firstShape(const Request& request, const jobs::JobContext& context) const override;
    Result<Outcome> run(const Request& request, const PreviewSink& previews,
                        const jobs::JobContext& context) const override;
};

} // namespace orfeas::generate
