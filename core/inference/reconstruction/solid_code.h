// What the reconstruction network knows of one picture, asked point by point.
#pragma once

#include <span>
#include <vector>

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
    DenseMatrix m_first, m_code, m_distance, m_shade, m_color;
    std::vector<DenseMatrix> m_layers;
};

/// Immutable; any thread. Points are in the view cube (core/shapes/sample.h).
class SolidCode {
public:
    SolidCode(std::shared_ptr<const SolidDecoder> decoder, const SeenPicture& seen);

    /// Radians the camera looked down by, as the network believes.
    float elevation() const { return m_elevation; }
    float cameraDistance() const { return m_cameraDistance; }

    /// Signed distances, negative inside, and if asked for (not empty) colours, linear 0 … 1. On the calling thread.
    void evaluate(std::span<const glm::vec3> points, std::span<float> distances,
                  std::span<glm::vec3> colors = {}) const;

private:
    /// Values of one place next to each other: what a point gathers is read in whole lines.
    struct Gathered {
        std::size_t features = 0, depth = 1, height = 0, width = 0;
        std::vector<float> values; ///< ((z * height + y) * width + x) * features
    };
    static Gathered gathered(const FeatureMap& map, std::size_t slices);
    static void sample(const Gathered& map, const glm::vec3& place, float* out);
    /// What the perceptron sees of a point; returns the distance to front and back that its answer is added to.
    float inputs(const glm::vec3& point, float* out) const;
    void block(std::span<const glm::vec3> points, float* distances, glm::vec3* colors) const;

    std::shared_ptr<const SolidDecoder> m_decoder;
    float m_elevation = 0.0f;
    float m_cameraDistance = 0.0f;
    Gathered m_planes, m_fine, m_depth, m_middle, m_coarse;
    std::vector<float> m_codeShare; ///< what the code adds to the first layer
};

} // namespace orfeas::inference
