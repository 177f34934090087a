// What the reconstruction network knows of one picture, asked point by point.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "core/inference/reconstruction/solid_encoder.h"

namespace orfeas::inference {

/// The half of the network that knows about points.
class SolidDecoder {
public:
    SolidDecoder(const SolidConfig& config, const SolidWeights& weights);

private:
    friend class SolidCode;
    SolidConfig m_config;
    DenseMatrix m_first, m_code, m_color;
    std::vector<DenseMatrix> m_layers;
};

/// Front and back along a line of sight, z in cube units.
struct Sight {
    float front = 0.0f, back = 0.0f;
    float height = 0.0f; ///< of the inflated outline, as coarsely as the network saw it
};

/// Immutable; any thread. Points are in the view cube (core/shapes/sample.h), places in the picture, -1 … 1, y up.
class SolidCode {
public:
    SolidCode(std::shared_ptr<const SolidDecoder> decoder, const SeenPicture& seen);

    /// Radians the camera looked down by, as the network believes.
    float elevation() const { return m_elevation; }
    float cameraDistance() const { return m_cameraDistance; }
    /// How much of Sight::height there is in front and in back: the outline is known finer than the network sees it.
    std::array<float, 2> bulge() const { return m_bulge; }

    glm::vec2 placeOf(const glm::vec3& point) const;
    Sight sightAt(glm::vec2 place) const;
    /// So many lines of sight a side are known; between them sightAt interpolates.
    int sightSide() const { return static_cast<int>(m_depth.width); }
    /// How far points lie before the front or behind the back, whichever is more: along z, negative inside. On the
    /// calling thread.
    void distances(std::span<const glm::vec3> points, std::span<float> out) const;
    /// Colours, linear 0 … 1. On the calling thread.
    void colors(std::span<const glm::vec3> points, std::span<glm::vec3> out) const;

private:
    /// Values of one place next to each other: what a point gathers is read in whole lines.
    struct Gathered {
        std::size_t features = 0, height = 0, width = 0;
        std::vector<float> values; ///< (y * width + x) * features
    };
    static Gathered gathered(const FeatureMap& map);
    static void sample(const Gathered& map, glm::vec2 place, float* out);
    /// What the perceptron sees of a point.
    void inputs(const glm::vec3& point, float* out) const;
    void colorBlock(std::span<const glm::vec3> points, glm::vec3* out) const;

    std::shared_ptr<const SolidDecoder> m_decoder;
    float m_elevation = 0.0f;
    float m_cameraDistance = 0.0f;
    std::array<float, 2> m_bulge;
    Gathered m_planes, m_fine, m_depth;
    std::vector<float> m_codeShare; ///< what the code adds to the first layer
};

} // namespace orfeas::inference
