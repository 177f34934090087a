#include "app/commands/figure_scene.h"

#include <cmath>

namespace orfeas::app {
namespace {

float figure(glm::vec3 p) {
    float sum = -0.35f;
    for (int k = 0; k < 9; ++k) {
        const float t = float(k);
        const glm::vec3 to =
            p - 0.8f * glm::vec3(0.5f * std::sin(2.1f * t), 0.5f * std::cos(1.3f * t), 0.09f * t - 0.4f);
        sum += std::exp(-25.0f * (to.x * to.x + to.y * to.y + to.z * to.z));
    }
    return sum;
}

} // namespace

Result<void> FigureScene::density(std::span<const glm::vec3> points, std::span<float> values) const {
    ORFEAS_CHECK(m_scene.density(points, values));
    for (std::size_t i = 0; i < points.size(); ++i)
        values[i] = m_level + figure(points[i]);
    return {};
}

Result<void> FigureScene::color(std::span<const glm::vec3> points, std::span<glm::vec3> values) const {
    return m_scene.color(points, values);
}

Result<void> FigureScene::probe(std::span<const glm::vec3> points, const inference::StageProbe& probe) const {
    return m_scene.probe(points, probe);
}

} // namespace orfeas::app
