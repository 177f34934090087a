// gizmoGeometry: the handles as triangles and lines.
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

#include "ui/viewport/gizmo_shape.h"

namespace orfeas::ui {
namespace {

using mesh::Rgba8;
using render::OverlayGeometry;

constexpr float kHiddenOpacity = 0.7f;
constexpr int kConeSides = 14;
constexpr int kKnobSides = 24;

Rgba8 colourOf(GizmoPart part, GizmoPart lit) {
    if (part == lit) return {255, 214, 102, 255};
    switch (axisOf(part)) {
    case 0:
        return {242, 102, 122, 255};
    case 1:
        return {92, 201, 140, 255};
    case 2:
        return {111, 177, 255, 255};
    default:
        return {231, 233, 237, 255};
    }
}

Rgba8 shaded(Rgba8 colour, float light) {
    const auto part = [light](std::uint8_t c) {
        return static_cast<std::uint8_t>(static_cast<float>(c) * light);
    };
    return {part(colour.r), part(colour.g), part(colour.b), colour.a};
}

void addTriangle(OverlayGeometry& out, const glm::vec3& a, const glm::vec3& b, const glm::vec3& c,
                 Rgba8 colour) {
    for (const glm::vec3& corner : {a, b, c})
        out.triangles.push_back({corner, colour});
}

void addLine(OverlayGeometry& out, const glm::vec3& from, const glm::vec3& to, Rgba8 colour, float width) {
    out.lines.push_back({{from, colour}, {to, colour}, width});
}

struct Drawing {
    OverlayGeometry& out;
    const GizmoShape& shape;
    const GizmoPlace& place;
    const GizmoView& view;
    GizmoPart lit;

    Rgba8 colour(GizmoPart part) const { return colourOf(part, lit); }
    void arrow(GizmoPart part) const;
    void box(GizmoPart part) const;
    void quad(GizmoPart part) const;
    void ring(GizmoPart part, float width) const;
    void knob() const;
};

void Drawing::arrow(GizmoPart part) const {
    const int i = axisOf(part);
    const auto shaft = shape.shaft(i);
    const glm::vec3 tip = shaft[1], base = glm::mix(shaft[0], shaft[1], 0.78f);
    const glm::vec3 u = shape.axis((i + 1) % 3), v = shape.axis((i + 2) % 3);
    const float radius = 0.065f * shape.lengthMm();
    addLine(out, shaft[0], base, colour(part), 2.5f);
    const auto rim = [&](int side) {
        const float angle = 2.0f * std::numbers::pi_v<float> * static_cast<float>(side) / kConeSides;
        return base + radius * (std::cos(angle) * u + std::sin(angle) * v);
    };
    for (int side = 0; side < kConeSides; ++side) {
        const float light = 0.82f + 0.18f * static_cast<float>(side % kConeSides) / kConeSides;
        addTriangle(out, tip, rim(side), rim(side + 1), shaded(colour(part), light));
        addTriangle(out, base, rim(side), rim(side + 1), shaded(colour(part), 0.7f));
    }
}

void Drawing::box(GizmoPart part) const {
    const int i = axisOf(part);
    const auto shaft = shape.shaft(i);
    const float half = 0.055f * shape.lengthMm();
    addLine(out, shaft[0], shaft[1], colour(part), 2.5f);
    for (int face = 0; face < 6; ++face) {
        const glm::vec3 normal = shape.axis(face / 2) * (face % 2 == 0 ? half : -half);
        const glm::vec3 a = shape.axis((face / 2 + 1) % 3) * half, b = shape.axis((face / 2 + 2) % 3) * half;
        const glm::vec3 middle = shaft[1] + normal;
        const Rgba8 tone = shaded(colour(part), 0.76f + 0.08f * static_cast<float>(face / 2));
        addTriangle(out, middle - a - b, middle + a - b, middle + a + b, tone);
        addTriangle(out, middle - a - b, middle + a + b, middle - a + b, tone);
    }
}

void Drawing::quad(GizmoPart part) const {
    const auto corners = shape.quad(axisOf(part));
    Rgba8 fill = colour(part);
    fill.a = part == lit ? 150 : 80;
    addTriangle(out, corners[0], corners[1], corners[2], fill);
    addTriangle(out, corners[0], corners[2], corners[3], fill);
    for (std::size_t i = 0; i < 4; ++i)
        addLine(out, corners[i], corners[(i + 1) % 4], colour(part), 1.5f);
}

void Drawing::ring(GizmoPart part, float width) const {
    const auto points = shape.ring(part);
    for (std::size_t i = 1; i < points.size(); ++i)
        addLine(out, points[i - 1], points[i], colour(part), part == lit ? width + 1.0f : width);
}

void Drawing::knob() const {
    const glm::vec3 right = view.camera.right(), up = view.camera.up();
    const float radius = 0.075f * shape.lengthMm();
    Rgba8 fill = colour(GizmoPart::Free);
    fill.a = 200;
    const auto rim = [&](int side) {
        const float angle = 2.0f * std::numbers::pi_v<float> * static_cast<float>(side) / kKnobSides;
        return place.centre + radius * (std::cos(angle) * right + std::sin(angle) * up);
    };
    for (int side = 0; side < kKnobSides; ++side)
        addTriangle(out, place.centre, rim(side), rim(side + 1), fill);
}

} // namespace

std::shared_ptr<const OverlayGeometry> gizmoGeometry(ToolMode mode, const GizmoPlace& place,
                                                     const GizmoView& view, GizmoPart lit) {
    if (mode == ToolMode::Select || mode == ToolMode::LayFlat) return nullptr;
    auto out = std::make_shared<OverlayGeometry>();
    out->hiddenOpacity = kHiddenOpacity;
    const GizmoShape shape(mode, place, view);
    const Drawing drawing{*out, shape, place, view, lit};
    if (mode == ToolMode::Rotate) drawing.ring(GizmoPart::Free, 1.5f);
    for (const GizmoPart part : {GizmoPart::YZ, GizmoPart::ZX, GizmoPart::XY})
        if (shape.usable(part)) drawing.quad(part);
    for (const GizmoPart part : {GizmoPart::X, GizmoPart::Y, GizmoPart::Z}) {
        if (!shape.usable(part)) continue;
        if (mode == ToolMode::Move) drawing.arrow(part);
        if (mode == ToolMode::Scale) drawing.box(part);
        if (mode == ToolMode::Rotate) drawing.ring(part, 2.5f);
    }
    if (mode != ToolMode::Rotate) drawing.knob();
    return out;
}

} // namespace orfeas::ui
