// From a comparison to what the renderer draws: both versions side by side, one faded into the other, or deviations as
// colours.
#pragma once

#include <memory>
#include <span>

#include "core/project/session_event.h"
#include "render/scene/render_scene.h"

namespace orfeas::ui {

enum class CompareMode { SideBySide, Blend, HeatMap };

/// How far the colours reach to both sides, mm: a round number no shape goes beyond. Zero when nothing was measured.
float deviationLimit(std::span<const project::ObjectComparison> objects);

/// What the viewport shows of a comparison: one scene, or two with linked cameras.
struct CompareScenes {
    std::shared_ptr<const render::RenderScene> scene;  ///< for SideBySide the newer version, at the right
    std::shared_ptr<const render::RenderScene> beside; ///< SideBySide only: the older version, at the left
};

/// `slider` from 0 to 1: for Blend from the older to the newer. Added objects are green, removed ones red.
CompareScenes compareScenes(const project::VersionsCompared& comparison, CompareMode mode, float slider,
                            const render::ViewOptions& view);

/// The colours of the heat map and their unit, for a legend.
render::ScalarField deviationScale(float limit);

} // namespace orfeas::ui
