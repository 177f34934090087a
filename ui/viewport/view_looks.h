// How the viewport shows the scene, as the user chose it.
#pragma once

#include <optional>

#include "core/mesh/mesh.h"
#include "render/scene/render_scene.h"

namespace orfeas::ui {

enum class ShadingMode { Smooth, Flat, Wire, Matcap, Xray, Normals, Overhang };

enum class Backdrop { Dark, Light, Plain };

/// A cut through everything, across one of the axes.
struct SectionCut {
    int axis = 0;
    bool flipped = false; ///< which side is taken away
    float offsetMm = 0.0f;

    bool operator==(const SectionCut&) const = default;
};

struct ViewLooks {
    ShadingMode shading = ShadingMode::Smooth;
    Backdrop backdrop = Backdrop::Dark;
    std::optional<SectionCut> section;

    bool operator==(const ViewLooks&) const = default;
};

/// Writes them into `view`; what the looks say nothing about stays.
void applyLooks(const ViewLooks& looks, render::ViewOptions& view);

/// Where along its axis a cut can lie: through `box`, and a little beyond.
struct SectionRange {
    float lowerMm = 0.0f;
    float upperMm = 1.0f;

    float shareOf(float offsetMm) const;
    float at(float share) const;
};
SectionRange sectionRange(const mesh::Box& box, int axis);
/// Across the middle of the box.
SectionCut middleCut(const mesh::Box& box, int axis);

} // namespace orfeas::ui
