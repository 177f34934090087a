// An object for networks that have learned nothing.
#pragma once

#include "core/inference/network.h"

namespace orfeas::app {

/// Costs what `scene` costs at every point that is asked for, and answers with a figure: limbs around a body. Untrained
/// weights see noise, which has a surface in every cell; an object has one in few. `level` is the raw value the surface is
/// taken at. `scene` outlives it.
class FigureScene : public inference::SceneCode {
public:
    FigureScene(const inference::SceneCode& scene, float level) : m_scene(scene), m_level(level) {}

    Result<void> density(std::span<const glm::vec3> points, std::span<float> values) const override;
    Result<void> color(std::span<const glm::vec3> points, std::span<glm::vec3> values) const override;
    Result<void> probe(std::span<const glm::vec3> points, const inference::StageProbe& probe) const override;

private:
    const inference::SceneCode& m_scene;
    float m_level;
};

} // namespace orfeas::app
