#include "ui/viewport/view_looks.h"

#include <algorithm>

namespace orfeas::ui {
namespace {

constexpr float kBeyondMm = 1.0f;

render::SurfaceMode surfaceOf(ShadingMode mode) {
    if (mode == ShadingMode::Normals) return render::SurfaceMode::Normals;
    if (mode == ShadingMode::Overhang) return render::SurfaceMode::Overhang;
    return render::SurfaceMode::Colour;
}

render::Background backgroundOf(Backdrop backdrop) {
    if (backdrop == Backdrop::Light) return render::Background::Light;
    if (backdrop == Backdrop::Plain) return render::Background::Flat;
    return render::Background::Gradient;
}

} // namespace

void applyLooks(const ViewLooks& looks, render::ViewOptions& view) {
    view.shading = looks.shading == ShadingMode::Flat ? render::Shading::Flat : render::Shading::Smooth;
    view.lighting =
        looks.shading == ShadingMode::Matcap ? render::Lighting::Matcap : render::Lighting::Studio;
    view.wireframe = looks.shading == ShadingMode::Wire;
    view.xray = looks.shading == ShadingMode::Xray;
    view.surface = surfaceOf(looks.shading);
    view.background = backgroundOf(looks.backdrop);
    view.backgroundColour = {20, 22, 26, 255}; // the window's own
    view.section.reset();
    if (!looks.section) return;
    const float side = looks.section->flipped ? -1.0f : 1.0f;
    render::SectionPlane plane;
    plane.normal = glm::vec3(0.0f);
    plane.normal[looks.section->axis] = side;
    plane.offsetMm = side * looks.section->offsetMm;
    view.section = plane;
}

float SectionRange::shareOf(float offsetMm) const {
    return std::clamp((offsetMm - lowerMm) / std::max(upperMm - lowerMm, 1e-3f), 0.0f, 1.0f);
}

float SectionRange::at(float share) const {
    return lowerMm + share * (upperMm - lowerMm);
}

SectionRange sectionRange(const mesh::Box& box, int axis) {
    if (box.empty()) return {-100.0f, 100.0f};
    return {box.lower[axis] - kBeyondMm, box.upper[axis] + kBeyondMm};
}

SectionCut middleCut(const mesh::Box& box, int axis) {
    return {axis, false, box.empty() ? 0.0f : box.center()[axis]};
}

} // namespace orfeas::ui
