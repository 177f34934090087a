#include "core/generate/color_layers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <glm/geometric.hpp>

#include "core/generate/distance_field.h"
#include "core/generate/outline_parts.h"
#include "core/generate/relief_heights.h"
#include "core/generate/subject_colors.h"

namespace orfeas::generate {
namespace {

constexpr float kAlike = 12.0f;      ///< Delta E below which two colours are one
constexpr double kRareShare = 0.004; ///< of the subject; rarer colours join the nearest
constexpr int kRounds = 16;
constexpr double kThinnestMm = 0.45; ///< spread of the filter that removes ridges of about this half width

struct Cluster {
    glm::vec3 lab{0.0f};
    std::size_t count = 0;
};

std::size_t nearestCluster(const std::vector<Cluster>& clusters, glm::vec3 lab) {
    std::size_t best = 0;
    float least = 3.4e38f;
    for (std::size_t i = 0; i < clusters.size(); ++i) {
        const glm::vec3 d = clusters[i].lab - lab;
        if (glm::dot(d, d) >= least) continue;
        least = glm::dot(d, d);
        best = i;
    }
    return best;
}

void refine(std::vector<Cluster>& clusters, const std::vector<glm::vec3>& samples) {
    for (int round = 0; round < kRounds; ++round) {
        std::vector<glm::dvec3> sums(clusters.size(), glm::dvec3(0.0));
        std::vector<std::size_t> counts(clusters.size(), 0);
        for (const glm::vec3& lab : samples) {
            const std::size_t c = nearestCluster(clusters, lab);
            sums[c] += glm::dvec3(lab);
            ++counts[c];
        }
        for (std::size_t c = 0; c < clusters.size(); ++c) {
            clusters[c].count = counts[c];
            if (counts[c] > 0) clusters[c].lab = glm::vec3(sums[c] / static_cast<double>(counts[c]));
        }
    }
}

// Bins of a coarse Lab histogram, the fullest first: flat colours are peaks, fringes are not.
std::vector<Cluster> peaks(const std::vector<glm::vec3>& samples) {
    constexpr int kBins = 20;
    std::vector<Cluster> bins(kBins * kBins * kBins);
    std::vector<glm::dvec3> sums(bins.size(), glm::dvec3(0.0));
    const auto bin = [](float value, float low, float high) {
        return std::clamp(static_cast<int>((value - low) / (high - low) * kBins), 0, kBins - 1);
    };
    for (const glm::vec3& lab : samples) {
        const int index =
            (bin(lab.x, 0, 100) * kBins + bin(lab.y, -110, 110)) * kBins + bin(lab.z, -110, 110);
        ++bins[static_cast<std::size_t>(index)].count;
        sums[static_cast<std::size_t>(index)] += glm::dvec3(lab);
    }
    for (std::size_t i = 0; i < bins.size(); ++i) {
        if (bins[i].count > 0) bins[i].lab = glm::vec3(sums[i] / static_cast<double>(bins[i].count));
    }
    std::stable_sort(bins.begin(), bins.end(),
                     [](const Cluster& a, const Cluster& b) { return a.count > b.count; });
    while (!bins.empty() && bins.back().count == 0)
        bins.pop_back();
    return bins;
}

// Starts from the best mixture of frequent and different, then k-means, then unites what looks alike.
std::vector<Cluster> clusterColors(const std::vector<glm::vec3>& samples, std::size_t most) {
    const std::vector<Cluster> candidates = peaks(samples);
    std::vector<Cluster> clusters;
    while (clusters.size() < most) {
        double best = 0.0;
        const Cluster* chosen = nullptr;
        for (const Cluster& candidate : candidates) {
            const float distance =
                clusters.empty()
                    ? 100.0f
                    : glm::distance(candidate.lab, clusters[nearestCluster(clusters, candidate.lab)].lab);
            if (!clusters.empty() && distance < 1.5f * kAlike) continue;
            const double score = std::sqrt(static_cast<double>(candidate.count)) * distance;
            if (score <= best) continue;
            best = score;
            chosen = &candidate;
        }
        if (chosen == nullptr ||
            static_cast<double>(chosen->count) < kRareShare * static_cast<double>(samples.size()))
            break;
        clusters.push_back(*chosen);
    }
    refine(clusters, samples);
    for (bool united = true; united;) {
        united = false;
        for (std::size_t a = 0; a < clusters.size() && !united; ++a) {
            for (std::size_t b = a + 1; b < clusters.size() && !united; ++b) {
                const bool rare =
                    static_cast<double>(clusters[b].count) < kRareShare * static_cast<double>(samples.size());
                if (!rare && glm::distance(clusters[a].lab, clusters[b].lab) >= kAlike) continue;
                clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(b));
                united = true;
            }
        }
        if (united) refine(clusters, samples);
    }
    std::stable_sort(clusters.begin(), clusters.end(),
                     [](const Cluster& a, const Cluster& b) { return a.count > b.count; });
    return clusters;
}

std::vector<std::uint8_t> strongest(const std::vector<Field>& membership) {
    std::vector<std::uint8_t> label(membership.front().values.size(), 0);
    for (std::size_t i = 0; i < label.size(); ++i) {
        for (std::size_t k = 1; k < membership.size(); ++k) {
            if (membership[k].values[i] > membership[label[i]].values[i])
                label[i] = static_cast<std::uint8_t>(k);
        }
    }
    return label;
}

// Blurred indicators of the layers. With `insideOnly`, cells where `grid` is not positive have no say: what is
// thin along the outline then counts as thin.
std::vector<Field> smoothMembership(const std::vector<std::uint8_t>& label, std::size_t layers,
                                    const Field& grid, float sigma, bool insideOnly) {
    std::vector<Field> membership;
    for (std::size_t k = 0; k < layers; ++k) {
        Field indicator(grid.width, grid.height);
        for (std::size_t i = 0; i < label.size(); ++i) {
            indicator.values[i] = label[i] == k && (!insideOnly || grid.values[i] > 0.0f) ? 1.0f : 0.0f;
        }
        membership.push_back(blurred(indicator, sigma));
    }
    return membership;
}

// Specks, and everything outside the subject, take the label of the nearest cell that is neither.
void absorbSpecks(std::vector<std::uint8_t>& label, std::size_t layers, const Field& distance,
                  double smallestCells) {
    std::vector<std::uint8_t> firm(label.size());
    for (std::size_t i = 0; i < label.size(); ++i)
        firm[i] = distance.values[i] > 0.0f;
    for (std::size_t k = 0; k < layers; ++k) {
        std::vector<std::uint8_t> member(label.size());
        for (std::size_t i = 0; i < label.size(); ++i)
            member[i] = label[i] == k && distance.values[i] > 0.0f;
        const Labels parts = labelCells(distance.width, distance.height, member);
        for (std::size_t i = 0; i < label.size(); ++i) {
            if (parts.of[i] > 0 && parts.areas[parts.of[i] - 1] < smallestCells) firm[i] = 0;
        }
    }
    const std::vector<std::uint32_t> nearest = nearestSites(distance.width, distance.height, firm);
    const std::vector<std::uint8_t> before = label;
    for (std::size_t i = 0; i < label.size(); ++i) {
        if (nearest[i] != kNoSite) label[i] = before[nearest[i]];
    }
}

mesh::Rgba8 meanColor(const ColorFields& colors, const std::vector<std::uint8_t>& label,
                      const Field& distance, std::size_t layer) {
    glm::dvec3 sum(0.0);
    double count = 0.0;
    for (std::size_t i = 0; i < label.size(); ++i) {
        if (label[i] != layer || distance.values[i] <= 0.0f) continue;
        sum += glm::dvec3(colors.rgb[0].values[i], colors.rgb[1].values[i], colors.rgb[2].values[i]);
        count += 1.0;
    }
    const glm::dvec3 mean = sum / std::max(count, 1.0) * 255.0 + 0.5;
    return {static_cast<std::uint8_t>(mean.x), static_cast<std::uint8_t>(mean.y),
            static_cast<std::uint8_t>(mean.z), 255};
}

} // namespace

glm::vec3 labFromSrgb(glm::vec3 srgb) {
    const double r = linearFromSrgb(srgb.x), g = linearFromSrgb(srgb.y), b = linearFromSrgb(srgb.z);
    const auto f = [](double t) {
        return t > 216.0 / 24389.0 ? std::cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
    };
    const double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const double y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
    const double z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
    return {static_cast<float>(116.0 * y - 16.0), static_cast<float>(500.0 * (x - y)),
            static_cast<float>(200.0 * (y - z))};
}

std::size_t ColorLayers::at(float x, float y) const {
    std::size_t best = 0;
    float most = -1.0f;
    for (std::size_t k = 0; k < membership.size(); ++k) {
        const float value = sampleLinear(membership[k], x, y);
        if (value <= most) continue;
        most = value;
        best = k;
    }
    return best;
}

Result<ColorLayers> separateColors(const image::Picture& picture, const image::Mask& mask,
                                   const Silhouette& silhouette, int most, double smallestMm2,
                                   const jobs::JobContext& context) {
    const Field& distance = silhouette.distance;
    const PicturePlacement& place = silhouette.placement;
    const ColorFields colors =
        subjectColors(picture, mask, {place.x0, place.y0, place.step, distance.width, distance.height});
    if (context.cancelled()) return jobs::cancelledError();
    std::vector<glm::vec3> lab(distance.values.size());
    std::vector<glm::vec3> samples;
    for (std::size_t i = 0; i < lab.size(); ++i) {
        lab[i] = labFromSrgb({colors.rgb[0].values[i], colors.rgb[1].values[i], colors.rgb[2].values[i]});
        if (distance.values[i] > 0.0f && i % 3 == 0) samples.push_back(lab[i]);
    }
    if (samples.empty()) samples.push_back(lab[0]);
    const std::vector<Cluster> clusters = clusterColors(samples, static_cast<std::size_t>(std::max(1, most)));
    if (context.cancelled()) return jobs::cancelledError();
    std::vector<std::uint8_t> label(lab.size());
    for (std::size_t i = 0; i < lab.size(); ++i)
        label[i] = static_cast<std::uint8_t>(nearestCluster(clusters, lab[i]));
    const double pixelCells = std::max(1.0, 1.0 / place.step);
    // Fringes of one pixel, and ridges too thin to print, lose against their neighbours.
    const auto wide = static_cast<float>(std::max(1.3 * pixelCells, kThinnestMm / silhouette.cellMm));
    label = strongest(smoothMembership(label, clusters.size(), distance, wide, true));
    absorbSpecks(label, clusters.size(), distance, smallestMm2 / (silhouette.cellMm * silhouette.cellMm));
    if (context.cancelled()) return jobs::cancelledError();
    ColorLayers layers;
    std::vector<Field> membership =
        smoothMembership(label, clusters.size(), distance, static_cast<float>(1.1 * pixelCells), false);
    for (std::size_t k = 0; k < clusters.size(); ++k) {
        if (std::find(label.begin(), label.end(), k) == label.end()) continue;
        layers.colors.push_back(meanColor(colors, label, distance, k));
        layers.membership.push_back(std::move(membership[k]));
    }
    return layers;
}

} // namespace orfeas::generate
