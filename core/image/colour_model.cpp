#include "core/image/colour_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace orfeas::image {
namespace {

float labCurve(float value) {
    constexpr float kEdge = 216.0f / 24389.0f;
    return value > kEdge ? std::cbrt(value) : (24389.0f / 27.0f * value + 16.0f) / 116.0f;
}

using Vector = std::array<double, kFeatures>;
using Matrix = std::array<Vector, kFeatures>;

/// Mean and covariance of a set of features.
struct Moments {
    double count = 0;
    Vector sum{};
    Matrix products{};

    void add(const Feature& feature) {
        count += 1;
        for (std::size_t i = 0; i < kFeatures; ++i) {
            sum[i] += feature[i];
            for (std::size_t j = 0; j <= i; ++j)
                products[i][j] += static_cast<double>(feature[i]) * feature[j];
        }
    }

    Vector mean() const {
        Vector result{};
        for (std::size_t i = 0; i < kFeatures; ++i)
            result[i] = sum[i] / count;
        return result;
    }

    Matrix covariance() const {
        const Vector centre = mean();
        Matrix result{};
        for (std::size_t i = 0; i < kFeatures; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                result[i][j] = result[j][i] = products[i][j] / count - centre[i] * centre[j];
            }
        }
        return result;
    }
};

struct Axis {
    Vector direction{};
    double variance = 0.0;
};

/// The main axis, by power iteration.
Axis mainAxis(const Matrix& covariance) {
    Axis axis;
    axis.direction = {0.5, 0.45, 0.4, 0.46, 0.43};
    for (int round = 0; round < 16; ++round) {
        Vector next{};
        double square = 0.0;
        for (std::size_t i = 0; i < kFeatures; ++i) {
            for (std::size_t j = 0; j < kFeatures; ++j)
                next[i] += covariance[i][j] * axis.direction[j];
            square += next[i] * next[i];
        }
        const double length = std::sqrt(square);
        if (length < 1e-9) return axis;
        for (std::size_t i = 0; i < kFeatures; ++i)
            axis.direction[i] = next[i] / length;
        axis.variance = length;
    }
    return axis;
}

/// The lower triangle L with L * L^T = matrix (Cholesky). The matrix has been given a positive diagonal.
Matrix choleskyOf(const Matrix& matrix) {
    Matrix lower{};
    for (std::size_t i = 0; i < kFeatures; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double value = matrix[i][j];
            for (std::size_t k = 0; k < j; ++k)
                value -= lower[i][k] * lower[j][k];
            lower[i][j] = i == j ? std::sqrt(std::max(value, 1e-6)) : value / lower[j][j];
        }
    }
    return lower;
}

Matrix inverseOfLower(const Matrix& lower) {
    Matrix inverse{};
    for (std::size_t j = 0; j < kFeatures; ++j) {
        inverse[j][j] = 1.0 / lower[j][j];
        for (std::size_t i = j + 1; i < kFeatures; ++i) {
            double value = 0.0;
            for (std::size_t k = j; k < i; ++k)
                value -= lower[i][k] * inverse[k][j];
            inverse[i][j] = value / lower[i][i];
        }
    }
    return inverse;
}

} // namespace

std::vector<Lab> labOf(const Picture& picture) {
    std::array<float, 256> linear{};
    for (std::size_t i = 0; i < linear.size(); ++i) {
        const double value = static_cast<double>(i) / 255.0;
        linear[i] =
            static_cast<float>(value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
    }
    std::vector<Lab> lab(picture.pixelCount());
    for (std::size_t i = 0; i < lab.size(); ++i) {
        const std::uint8_t* pixel = picture.rgba.data() + 4 * i;
        const float red = linear[pixel[0]];
        const float green = linear[pixel[1]];
        const float blue = linear[pixel[2]];
        const float x = labCurve((0.4124564f * red + 0.3575761f * green + 0.1804375f * blue) / 0.95047f);
        const float y = labCurve(0.2126729f * red + 0.7151522f * green + 0.0721750f * blue);
        const float z = labCurve((0.0193339f * red + 0.1191920f * green + 0.9503041f * blue) / 1.08883f);
        lab[i] = {116.0f * y - 16.0f, 500.0f * (x - y), 200.0f * (y - z)};
    }
    return lab;
}

class ColourModelMaker {
public:
    ColourModelMaker(std::span<const Feature> features, std::span<const std::uint8_t> chosen,
                     const Feature& noise)
        : m_noise(noise) {
        // A few thousand samples tell as much as all; every n-th chosen one, so that all of the picture counts.
        constexpr std::size_t kMostSamples = 6000;
        const auto count = features.size() - static_cast<std::size_t>(
                                                 std::count(chosen.begin(), chosen.end(), std::uint8_t{0}));
        const std::size_t every = count / kMostSamples + 1;
        std::size_t seen = 0;
        for (std::size_t i = 0; i < features.size(); ++i) {
            if (chosen[i] != 0 && seen++ % every == 0) m_features.push_back(features[i]);
        }
        m_member.assign(m_features.size(), 0);
    }

    ColourModel make(int clusters) {
        constexpr int kRounds = 2;
        constexpr std::size_t kFewest = 4;
        ColourModel model;
        if (m_features.size() < kFewest) return model;
        split(clusters);
        model.m_clusters = fitted();
        for (int round = 0; round < kRounds; ++round) {
            for (std::size_t i = 0; i < m_features.size(); ++i)
                m_member[i] = nearest(model, m_features[i]);
            m_count = model.m_clusters.size();
            model.m_clusters = fitted();
        }
        return model;
    }

private:
    static std::uint8_t nearest(const ColourModel& model, const Feature& feature) {
        std::size_t best = 0;
        float least = std::numeric_limits<float>::max();
        for (std::size_t k = 0; k < model.m_clusters.size(); ++k) {
            const float cost = model.m_clusters[k].cost(feature);
            if (cost < least) {
                least = cost;
                best = k;
            }
        }
        return static_cast<std::uint8_t>(best);
    }

    std::vector<Moments> moments() const {
        std::vector<Moments> all(m_count);
        for (std::size_t i = 0; i < m_features.size(); ++i)
            all[m_member[i]].add(m_features[i]);
        return all;
    }

    void split(int clusters) {
        while (m_count < static_cast<std::size_t>(clusters)) {
            const auto all = moments();
            std::size_t widest = 0;
            Axis axis;
            double most = 0.0;
            for (std::size_t k = 0; k < all.size(); ++k) {
                if (all[k].count < 8) continue;
                const Axis candidate = mainAxis(all[k].covariance());
                const double spread = candidate.variance * all[k].count;
                if (candidate.variance > m_noise[0] * m_noise[0] && spread > most) {
                    most = spread;
                    widest = k;
                    axis = candidate;
                }
            }
            if (most == 0.0) return;
            const auto centre = all[widest].mean();
            for (std::size_t i = 0; i < m_features.size(); ++i) {
                if (m_member[i] != widest) continue;
                double along = 0.0;
                for (std::size_t c = 0; c < kFeatures; ++c)
                    along += axis.direction[c] * (m_features[i][c] - centre[c]);
                if (along > 0.0) m_member[i] = static_cast<std::uint8_t>(m_count);
            }
            ++m_count;
        }
    }

    std::vector<ColourModel::Cluster> fitted() const {
        std::vector<ColourModel::Cluster> clusters;
        for (const Moments& part : moments()) {
            if (part.count < 1) continue;
            clusters.push_back(clusterOf(part));
        }
        return clusters;
    }

    ColourModel::Cluster clusterOf(const Moments& part) const {
        Matrix covariance = part.covariance();
        for (std::size_t i = 0; i < kFeatures; ++i)
            covariance[i][i] += static_cast<double>(m_noise[i]) * m_noise[i];
        const Matrix lower = choleskyOf(covariance);
        const Matrix whiten = inverseOfLower(lower);
        const Vector mean = part.mean();
        ColourModel::Cluster cluster;
        double logDeterminant = 0.0; // of the covariance, halved
        for (std::size_t i = 0; i < kFeatures; ++i) {
            cluster.mean[i] = static_cast<float>(mean[i]);
            for (std::size_t j = 0; j <= i; ++j)
                cluster.whiten[i][j] = static_cast<float>(whiten[i][j]);
            logDeterminant += std::log(lower[i][i]);
        }
        const double weight = part.count / static_cast<double>(m_features.size());
        cluster.constant = static_cast<float>(logDeterminant - std::log(weight));
        return cluster;
    }

    Feature m_noise;
    std::vector<Feature> m_features;
    std::vector<std::uint8_t> m_member;
    std::size_t m_count = 1;
};

float ColourModel::Cluster::cost(const Feature& feature) const {
    Feature offset;
    for (std::size_t i = 0; i < kFeatures; ++i)
        offset[i] = feature[i] - mean[i];
    float square = 0.0f;
    for (std::size_t i = 0; i < kFeatures; ++i) {
        float along = 0.0f;
        for (std::size_t j = 0; j <= i; ++j)
            along += whiten[i][j] * offset[j];
        square += along * along;
    }
    return constant + 0.5f * square;
}

float ColourModel::cost(const Feature& feature) const {
    float least = std::numeric_limits<float>::max();
    for (const Cluster& cluster : m_clusters)
        least = std::min(least, cluster.cost(feature));
    return least;
}

ColourModel ColourModel::learn(std::span<const Feature> features, std::span<const std::uint8_t> chosen,
                               int clusters, const Feature& noise) {
    return ColourModelMaker(features, chosen, noise).make(clusters);
}

} // namespace orfeas::image
