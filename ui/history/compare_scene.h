// From a comparison to what the renderer draws: both versions side by side, one faded into the other, or deviations as
// colours.
#pragma once

#include <memory>
#include <span>

#include "core/project/session_event.h"
#include "render/scene/render_scene.h"

namespace orfeas::ui {

enum class CompareMode { SideBySide, Blend, HeatMap };

struct CompareScenes {
    std::shared_ptr<const render::RenderScene> first;  ///< the older version at the left, or all there is
    std::shared_ptr<const render::RenderScene> second; ///< the newer one; null unless side by side
};

/// How far the colours reach to both sides, mm: a round number no shape goes beyond. Zero when nothing was measured.
float deviationLimit(std::span<const project::ObjectComparison> objects);

/// `slider` from 0 (older) to 1 (newer) is what Blend shows. Added objects are green, removed ones red.
CompareScenes compareScenes(const project::VersionsCompared& comparison, CompareMode mode, float slider,
                            const render::ViewOptions& view);

/// The colours of the heat map and their unit, for a legend.
render::ScalarField deviationScale(float limit);

} // namespace orfeas::ui
