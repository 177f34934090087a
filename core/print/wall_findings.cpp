#include "core/print/wall_findings.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/print/words.h"

namespace orfeas::print {
namespace {

constexpr double kWorthAWord = 0.0005; ///< share of the surface below which thin spots are noise
constexpr double kWorthALook = 0.005;

// The 27 parts of the box that have names.
std::size_t partOf(const glm::vec3& point, const mesh::Box& box) {
    std::size_t part = 0;
    for (int k = 0; k < 3; ++k) {
        const double size = double(box.upper[k]) - double(box.lower[k]);
        const double at = size > 0.0 ? (double(point[k]) - double(box.lower[k])) / size : 0.5;
        part = 3 * part + static_cast<std::size_t>(at < 1.0 / 3.0 ? 0 : at > 2.0 / 3.0 ? 2 : 1);
    }
    return part;
}

struct ThinPlaces {
    std::size_t parts = 0;  ///< of the 27 in which there are any
    double typicalMm = 0.0; ///< median in the part with most of them
    glm::vec3 where{0.0f};  ///< one of them there
    PlaceList places;
};

ThinPlaces gather(FindingList& list, const BodyFigures& f, double limitMm) {
    ThinPlaces out{0, 0.0, {}, list.places()};
    std::array<std::vector<std::size_t>, 27> parts;
    for (std::size_t i = 0; i < f.samples.size(); ++i) {
        if (!(double(f.samples[i].thicknessMm) < limitMm)) continue;
        parts[partOf(f.samples[i].point, f.surface.box())].push_back(i);
        out.places.addTriangle(f.samples[i].triangle);
        out.places.addPoint(f.samples[i].point);
    }
    const auto fullest = std::max_element(parts.begin(), parts.end(),
                                          [](const auto& a, const auto& b) { return a.size() < b.size(); });
    for (const auto& part : parts)
        out.parts += !part.empty();
    if (fullest->empty()) return out;
    const auto middle = fullest->begin() + std::ptrdiff_t(fullest->size() / 2);
    std::nth_element(fullest->begin(), middle, fullest->end(), [&](std::size_t a, std::size_t b) {
        const float ta = f.samples[a].thicknessMm;
        const float tb = f.samples[b].thicknessMm;
        return ta < tb || (ta == tb && a < b);
    });
    out.typicalMm = double(f.samples[*middle].thicknessMm);
    out.where = f.samples[*middle].point;
    return out;
}

// "Print it 155 mm long or thicken it by 0.5 mm"
std::string remedyFor(const BodyFigures& f, const CheckOptions& options, double thicknessMm,
                      double wantedMm) {
    const glm::vec3 size = f.surface.box().size();
    const double longest = double(std::max({size.x, size.y, size.z}));
    const double factor = wantedMm / std::max(thicknessMm, 1e-9);
    const double needed = std::ceil(longest * factor);
    const glm::dvec3 scaled = glm::dvec3(size) * factor;
    const glm::dvec3 room = options.printer.volumeMm;
    const bool fits = scaled.z <= room.z && ((scaled.x <= room.x && scaled.y <= room.y) ||
                                             (scaled.x <= room.y && scaled.y <= room.x));
    const std::string thicken =
        fmt::format("hicken it by {}", lengthText(std::max(0.01, wantedMm - thicknessMm)));
    return fits ? fmt::format("Print it {:.0f} mm long or t{}", needed, thicken) : "T" + thicken;
}

} // namespace

WallFigures wallFigures(std::span<const ThicknessSample> samples, const Profile& profile) {
    WallFigures out;
    if (samples.empty()) return out;
    out.measured = true;
    std::vector<float> sorted;
    sorted.reserve(samples.size());
    for (const ThicknessSample& sample : samples)
        sorted.push_back(sample.thicknessMm);
    std::sort(sorted.begin(), sorted.end());
    const auto share = [&](double limit) {
        const auto below = std::lower_bound(sorted.begin(), sorted.end(), limit,
                                            [](float value, double bound) { return double(value) < bound; });
        return static_cast<double>(below - sorted.begin()) / static_cast<double>(sorted.size());
    };
    out.thinnestMm = double(sorted[sorted.size() / 100]);
    out.failShare = share(profile.failWallMm);
    out.warnShare = share(profile.warnWallMm);
    out.featureShare = share(profile.featureMm);
    return out;
}

void addWallFindings(FindingList& list, const BodyFigures& f, const CheckOptions& options) {
    const Profile& profile = options.profile;
    const WallFigures walls = wallFigures(f.samples, profile);
    if (!walls.measured) return;
    const bool fails = walls.failShare > profile.wallShare;
    const bool warns = walls.warnShare > profile.wallShare;
    if (fails || warns) {
        const double limit = fails ? profile.failWallMm : profile.warnWallMm;
        ThinPlaces thin = gather(list, f, limit);
        const Severity severity = isTiny(f.surface) ? Severity::Note
                                  : fails           ? Severity::Failure
                                                    : Severity::Warning;
        list.add({FindingKind::ThinWalls, severity, thin.parts, thin.typicalMm, "mm",
                  fmt::format("The wall {} is {} thick at this size; {} of the surface is thinner than {}",
                              whereText(thin.where, f.surface.box()), lengthText(thin.typicalMm),
                              shareText(fails ? walls.failShare : walls.warnShare), lengthText(limit)),
                  remedyFor(f, options, thin.typicalMm, limit), thin.places.take()});
        if (fails) return;
    }
    if (walls.featureShare <= kWorthAWord) return;
    ThinPlaces fine = gather(list, f, profile.featureMm);
    list.add({FindingKind::SmallFeatures,
              walls.featureShare > kWorthALook && !f.isTangled ? Severity::Warning : Severity::Note,
              fine.parts, fine.typicalMm, "mm",
              fmt::format("{} thinner than {}, most of it {} ({})",
                          countText(fine.parts, "place is", "places are"), lengthText(profile.featureMm),
                          whereText(fine.where, f.surface.box()), lengthText(fine.typicalMm)),
              remedyFor(f, options, fine.typicalMm, profile.featureMm), fine.places.take()});
}

} // namespace orfeas::print
