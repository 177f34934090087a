#include "ui/history/compare_scene.h"

#include <algorithm>
#include <cmath>

#include <QColor>

#include "ui/theme.h"

namespace orfeas::ui {

using project::ObjectComparison;

namespace {

using ScenePtr = std::shared_ptr<const render::RenderScene>;

constexpr std::uint64_t kOlderBit = 1ull << 63; ///< keeps ids apart where both versions show
constexpr float kGhost = 0.3f;                  ///< opacity of what is no longer there

mesh::Rgba8 rgba(const QColor& colour) {
    return {static_cast<std::uint8_t>(colour.red()), static_cast<std::uint8_t>(colour.green()),
            static_cast<std::uint8_t>(colour.blue()), 255};
}

render::SceneObject shownAs(const project::Object& object) {
    render::SceneObject shown;
    shown.id = static_cast<std::uint64_t>(object.id);
    shown.mesh = object.mesh;
    shown.transform = object.transform;
    shown.colour = object.colour;
    return shown;
}

std::shared_ptr<render::RenderScene> emptyScene(const render::ViewOptions& view) {
    auto scene = std::make_shared<render::RenderScene>();
    scene->view = view;
    return scene;
}

std::shared_ptr<const render::ScalarField> fieldOf(const std::vector<float>& values, float limit) {
    auto field = std::make_shared<render::ScalarField>(deviationScale(limit));
    field->values = values;
    return field;
}

// What is only in one of them has its colour there.
CompareScenes sideBySide(std::span<const ObjectComparison> objects, const render::ViewOptions& view) {
    auto older = emptyScene(view);
    auto newer = emptyScene(view);
    const auto add = [](render::RenderScene& scene, const project::ObjectPtr& object, bool inBoth,
                        const QColor& colour) {
        if (!object || !object->visible) return;
        scene.objects.push_back(shownAs(*object));
        if (!inBoth) scene.objects.back().colour = rgba(colour);
    };
    for (const ObjectComparison& object : objects) {
        add(*older, object.older, object.newer != nullptr, theme().failure);
        add(*newer, object.newer, object.older != nullptr, theme().ok);
    }
    return {newer, older};
}

// What stays the same stays solid; what differs fades from one to the other.
ScenePtr blend(std::span<const ObjectComparison> objects, float slider, const render::ViewOptions& view) {
    auto scene = emptyScene(view);
    const auto add = [&](const project::ObjectPtr& object, float opacity, bool older) {
        if (!object || !object->visible || opacity < 0.01f) return;
        scene->objects.push_back(shownAs(*object));
        if (older) scene->objects.back().id |= kOlderBit; // both show at once
        scene->objects.back().opacity = opacity;
    };
    for (const ObjectComparison& object : objects) {
        const bool same = object.older && object.newer && !object.shape && !object.moved;
        if (same) {
            add(object.newer, 1.0f, false);
        } else {
            add(object.older, std::clamp(2.0f - 2.0f * slider, 0.0f, 1.0f), true);
            add(object.newer, std::clamp(2.0f * slider, 0.0f, 1.0f), false);
        }
    }
    return scene;
}

ScenePtr heatMap(std::span<const ObjectComparison> objects, const render::ViewOptions& view) {
    auto scene = emptyScene(view);
    const float limit = deviationLimit(objects);
    for (const ObjectComparison& object : objects) {
        if (!object.newer) {
            if (!object.older->visible) continue;
            scene->objects.push_back(shownAs(*object.older));
            scene->objects.back().colour = rgba(theme().failure);
            scene->objects.back().opacity = kGhost;
            continue;
        }
        if (!object.newer->visible) continue;
        render::SceneObject shown = shownAs(*object.newer);
        shown.colour = rgba(object.older ? theme().dim : theme().ok);
        if (object.deviation) shown.field = fieldOf(object.deviation->newer, limit);
        scene->objects.push_back(std::move(shown));
    }
    return scene;
}

} // namespace

float deviationLimit(std::span<const ObjectComparison> objects) {
    float most = 0.0f;
    for (const ObjectComparison& object : objects) {
        if (object.deviation)
            most = std::max({most, std::abs(object.deviation->lowest), std::abs(object.deviation->highest)});
    }
    if (most <= 0.0f) return 0.0f;
    const float power = std::pow(10.0f, std::floor(std::log10(most)));
    for (const float step : {1.0f, 2.0f, 5.0f}) {
        if (most <= step * power * 1.0001f) return step * power;
    }
    return 10.0f * power;
}

render::ScalarField deviationScale(float limit) {
    render::ScalarField scale;
    scale.lower = -limit;
    scale.upper = limit;
    scale.map = render::ColourMap::Diverging;
    scale.title = "Deviation";
    scale.unit = "mm";
    return scale;
}

CompareScenes compareScenes(const project::VersionsCompared& comparison, CompareMode mode, float slider,
                            const render::ViewOptions& view) {
    switch (mode) {
    case CompareMode::SideBySide:
        return sideBySide(comparison.objects, view);
    case CompareMode::Blend:
        return {blend(comparison.objects, slider, view), nullptr};
    case CompareMode::HeatMap:
        return {heatMap(comparison.objects, view), nullptr};
    }
    return {};
}

} // namespace orfeas::ui
