#include "core/print/body_findings.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/print/convex_hull.h"
#include "core/print/wall_findings.h"
#include "core/print/words.h"

namespace orfeas::print {
namespace {

constexpr double kTinyMm = 2.0;   ///< nothing prints at this size
constexpr double kSmallMm = 10.0; ///< few want something as small as this
constexpr double kTippyDegrees = 5.0;
constexpr std::size_t kManyTriangles = 2'000'000;

double longest(const Surface& surface) {
    const glm::vec3 size = surface.box().size();
    return double(std::max({size.x, size.y, size.z}));
}

void addFloating(FindingList& list, const BodyFigures& f) {
    for (const bool crumbs : {false, true}) {
        PlaceList places = list.places();
        std::size_t count = 0;
        const Shell* largest = nullptr;
        for (const Shell& shell : f.shells) {
            if (!shell.floating || shell.crumb != crumbs) continue;
            ++count;
            places.addTriangle(shell.firstTriangle);
            places.addPoint(shell.box.lower);
            places.addPoint(shell.box.upper);
            if (!largest || shell.triangles > largest->triangles) largest = &shell;
        }
        if (count == 0) continue;
        const std::string where = whereText(largest->box.center(), f.surface.box());
        std::string text = crumbs ? countText(count, "crumb hangs", "crumbs hang") + " in the air"
                                  : countText(count, "part hangs", "parts hang") + " in the air";
        text += count == 1 ? " (" + where + ")" : ", the largest " + where;
        list.add({crumbs ? FindingKind::Crumbs : FindingKind::FloatingParts,
                  Severity::Failure,
                  count,
                  0.0,
                  {},
                  std::move(text),
                  crumbs ? "Repair drops them" : "Join it to the body, put it on the bed, or remove it",
                  places.take()});
    }
}

void addOverhangs(FindingList& list, const BodyFigures& f, const CheckOptions& options) {
    const bool isResin = options.profile.process == Process::Resin;
    PlaceList hanging = list.places();
    PlaceList spanning = list.places();
    std::size_t overhangs = 0;
    std::size_t bridges = 0;
    double span = 0.0;
    for (const OverhangRegion& region : f.overhangs.regions) {
        for (const std::uint32_t t : region.triangles)
            (region.isBridge ? spanning : hanging).addTriangle(t);
        ++(region.isBridge ? bridges : overhangs);
        if (region.isBridge) span = std::max(span, region.spanMm);
    }
    double area = 0.0;
    for (std::uint32_t t = 0; t < f.surface.mesh().triangles.size(); ++t) {
        if (f.surface.hasEdges(t)) area += 0.5 * glm::length(f.surface.normal(t));
    }
    const double least = std::max(options.profile.lineMm * options.profile.lineMm, 1e-4 * area);
    if (f.overhangs.areaMm2 > least) {
        list.add(
            {FindingKind::Overhangs, isResin ? Severity::Note : Severity::Warning, overhangs,
             f.overhangs.areaMm2, "mm²",
             fmt::format("{} hang more than {:.0f}° from the vertical ({} of the surface) and need supports",
                         areaText(f.overhangs.areaMm2), options.profile.overhangDegrees,
                         shareText(f.overhangs.areaMm2 / std::max(area, 1e-300))),
             "Turn on supports in the slicer, or orient it anew", hanging.take()});
    }
    if (bridges > 0) {
        list.add({FindingKind::Bridges, Severity::Note, bridges, span, "mm",
                  countText(bridges, "level ceiling spans", "level ceilings span") + " up to " +
                      lengthText(span) + " between walls and " + (bridges == 1 ? "prints" : "print") +
                      " without supports",
                  "", spanning.take()});
    }
    PlaceList places = list.places();
    for (const std::uint32_t v : f.overhangs.islands)
        places.addPoint(f.surface.mesh().positions[v]);
    const std::size_t islands = f.overhangs.islands.size();
    list.add({FindingKind::Islands,
              Severity::Note,
              islands,
              0.0,
              {},
              countText(islands, "place of the body begins", "places of the body begin") + " in the air",
              "Supports carry them",
              places.take()});
}

void addBase(FindingList& list, const BodyFigures& f, const CheckOptions& options) {
    if (f.surface.box().empty() || isTiny(f.surface)) return;
    if (f.isUnsure) {
        list.add({FindingKind::BaseContact,
                  Severity::Note,
                  1,
                  f.base.figures.contactMm2,
                  "mm²",
                  fmt::format("About {} stand on the bed; for certain only once its surface is closed",
                              areaText(f.base.figures.contactMm2)),
                  "Repair it first",
                  {}});
        return;
    }
    const BaseFigures& base = f.base.figures;
    const bool isResin = options.profile.process == Process::Resin;
    std::vector<glm::dvec2> footprint;
    for (const glm::vec3& p : f.surface.mesh().positions) {
        if (std::abs(p.x) < 1e30f && std::abs(p.y) < 1e30f) footprint.emplace_back(p);
    }
    const double area = hullArea(convexHull(std::move(footprint)));
    PlaceList places = list.places();
    const float bed = f.surface.box().lower.z;
    for (const glm::dvec2& p : f.base.outline)
        places.addPoint(glm::vec3(p, bed));
    if (base.widestMm < options.profile.lineMm && !isResin) {
        list.add(
            {FindingKind::BaseContact, Severity::Failure, 1, base.contactMm2, "mm²",
             base.contactMm2 > 0.0
                 ? fmt::format("It stands on a tip or an edge {} wide: the first layer has nothing to print",
                               lengthText(base.widestMm))
                 : "It touches the bed in a point only: the first layer has nothing to print",
             "Lay it on a face, or cut a flat base", places.take()});
        return;
    }
    if (base.contactMm2 < std::max(10.0, 0.02 * area)) {
        list.add({FindingKind::BaseContact, isResin ? Severity::Note : Severity::Warning, 1, base.contactMm2,
                  "mm²",
                  fmt::format("Only {} stand on the bed, {} of its outline", areaText(base.contactMm2),
                              shareText(base.contactMm2 / std::max(area, 1e-300))),
                  "Use a brim, lay it on a face, or cut a flat base", places.take()});
    }
    if (base.tipDegrees < kTippyDegrees) {
        list.add(
            {FindingKind::Stability, isResin ? Severity::Note : Severity::Warning, 1, base.tipDegrees, "°",
             base.tipDegrees < 0.0
                 ? std::string("Its centre of mass is not above what it stands on: it tips over by itself")
                 : fmt::format("It tips over when leaned by {:.1f}°", base.tipDegrees),
             "Use a brim and supports, lay it on a wider face, or add a base", places.take()});
    }
}

void addSize(FindingList& list, const BodyFigures& f, const CheckOptions& options) {
    if (f.surface.box().empty()) return;
    const glm::dvec3 size(f.surface.box().size());
    const glm::dvec3 room = options.printer.volumeMm;
    std::vector<glm::dvec2> points;
    for (const glm::vec3& p : f.surface.mesh().positions) {
        if (std::abs(p.x) < 1e30f && std::abs(p.y) < 1e30f) points.emplace_back(p);
    }
    const std::vector<glm::dvec2> outline = convexHull(std::move(points));
    const double turn = turnToFit(outline, room.x, room.y);
    const std::string printer(options.printer.title);
    if (turn < 0.0 || size.z > room.z + 1e-6) {
        double scale = room.z / std::max(size.z, 1e-300);
        if (turn < 0.0) {
            const auto flat = [&](double w, double d) { return std::min(w / size.x, d / size.y); };
            scale = std::min(scale, std::max(flat(room.x, room.y), flat(room.y, room.x)));
        }
        scale = std::floor(1000.0 * scale) / 1000.0;
        list.add({FindingKind::BuildVolume,
                  Severity::Failure,
                  1,
                  longest(f.surface),
                  "mm",
                  fmt::format("At {} x {} x {} it does not fit the {} ({:.0f} x {:.0f} x {:.0f} mm)",
                              lengthText(size.x), lengthText(size.y), lengthText(size.z), printer, room.x,
                              room.y, room.z),
                  scale >= 0.001 ? fmt::format("Scale it to {}, or cut it into pieces", shareText(scale))
                                 : std::string("Check the unit of the file"),
                  {}});
    } else if (turn > 0.0 && turn != 90.0) {
        list.add({FindingKind::BuildVolume,
                  Severity::Note,
                  1,
                  turn,
                  "°",
                  fmt::format("It fits the {} when turned by {:.0f}°", printer, turn),
                  "",
                  {}});
    }
}

// Which unit would make it a size that people print.
std::string likelyUnit(double mm) {
    struct Unit {
        const char* name;
        double factor;
    };
    for (const Unit& unit : {Unit{"inches", 25.4}, Unit{"centimetres", 10.0}, Unit{"metres", 1000.0}}) {
        const double size = mm * unit.factor;
        if (size >= 20.0 && size <= 400.0)
            return fmt::format("If the file is in {}, it is meant to be {} long", unit.name,
                               lengthText(size));
    }
    return {};
}

void addScale(FindingList& list, const BodyFigures& f, const CheckOptions& options) {
    if (f.surface.box().empty()) return;
    const double size = longest(f.surface);
    const std::string unit = options.unitKnown ? std::string() : likelyUnit(size);
    if (isTiny(f.surface)) {
        list.add({FindingKind::ScaleSuspicion,
                  Severity::Failure,
                  1,
                  size,
                  "mm",
                  fmt::format("It is only {} long",
                              size < 0.01 ? fmt::format("{:.4f} mm", size) : lengthText(size)),
                  unit.empty() ? "Scale it up" : unit,
                  {}});
    } else if (size < kSmallMm && !options.unitKnown) {
        list.add({FindingKind::ScaleSuspicion,
                  Severity::Warning,
                  1,
                  size,
                  "mm",
                  fmt::format("It is only {} long", lengthText(size)),
                  unit.empty() ? "Check the unit" : unit,
                  {}});
    }
}

void addRest(FindingList& list, const BodyFigures& f, const CheckOptions& options) {
    const std::size_t triangles = f.surface.mesh().triangles.size();
    if (triangles > kManyTriangles) {
        list.add({FindingKind::TriangleCount,
                  Severity::Note,
                  triangles,
                  0.0,
                  {},
                  fmt::format("{:.1f} million triangles make slicers slow", double(triangles) / 1e6),
                  "Simplify it; half a layer is a good error bound",
                  {}});
    }
    PlaceList places = list.places();
    std::size_t cavities = 0;
    double volume = 0.0;
    for (const Shell& shell : f.shells) {
        if (!shell.cavity) continue;
        ++cavities;
        volume -= shell.volumeMm3;
        places.addTriangle(shell.firstTriangle);
        places.addPoint(shell.box.lower);
        places.addPoint(shell.box.upper);
    }
    const bool isResin = options.profile.process == Process::Resin;
    list.add({FindingKind::TrappedVolume, isResin ? Severity::Warning : Severity::Note, cavities, volume,
              "mm³",
              countText(cavities, "closed cavity holds", "closed cavities hold") + ' ' + volumeText(volume) +
                  (isResin ? " of resin that cannot flow out" : " of air"),
              isResin ? "Add drain holes" : "", places.take()});
}

} // namespace

bool isTiny(const Surface& surface) {
    return !surface.box().empty() && longest(surface) < kTinyMm;
}

void addBodyFindings(FindingList& list, const BodyFigures& figures, const CheckOptions& options,
                     const jobs::JobContext& context) {
    addFloating(list, figures);
    for (const auto add : {addWallFindings, addOverhangs, addBase, addSize, addScale, addRest}) {
        if (context.cancelled()) return;
        add(list, figures, options);
    }
}

} // namespace orfeas::print
