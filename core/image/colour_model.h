// How likely a colour is at a place in a part of a picture: a mixture of Gaussians. Internal to core/image.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/image/picture.h"

namespace orfeas::image {

using Lab = std::array<float, 3>;

/// CIE L*a*b* (D65) of every pixel; alpha is ignored.
std::vector<Lab> labOf(const Picture& picture);

/// A colour and where it was seen: weighted L, a, b, then weighted x and y. Knowing the place lets the grey of a wall
/// above differ from the grey of a subject below.
constexpr std::size_t kFeatures = 5;
using Feature = std::array<float, kFeatures>;

/// Mixture of Gaussians with full covariance. Clusters are found by splitting the most spread one along its main axis
/// (Orchard and Bouman, "Color Quantization of Images", 1991), which needs no random numbers; then some rounds of hard
/// expectation-maximisation, as in GrabCut (Rother, Kolmogorov and Blake 2004).
class ColourModel {
public:
    /// Learns from the features whose entry in `chosen` is non-zero. `noise`: the least standard deviation of each.
    static ColourModel learn(std::span<const Feature> features, std::span<const std::uint8_t> chosen,
                             int clusters, const Feature& noise);

    bool empty() const { return m_clusters.empty(); }

    /// -log of the likelihood under the best cluster, in nats, up to a constant common to all models.
    float cost(const Feature& feature) const;

private:
    struct Cluster {
        Feature mean{};
        std::array<Feature, kFeatures>
            whiten{};          ///< lower triangle: its rows times the offset have unit variance
        float constant = 0.0f; ///< -log weight + log det / 2
        float cost(const Feature& feature) const;
    };
    std::vector<Cluster> m_clusters;
    friend class ColourModelMaker;
};

} // namespace orfeas::image
