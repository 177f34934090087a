#include "core/generate/relief.h"

#include <algorithm>
#include <cmath>

#include <glm/common.hpp>

#include "core/generate/detail.h"
#include "core/generate/placement.h"
#include "core/generate/plate_grid.h"
#include "core/generate/relief_heights.h"
#include "core/generate/silhouette.h"
#include "core/generate/subject_colors.h"
#include "core/mesh/stepped_solid.h"

namespace orfeas::generate {
namespace {

constexpr double kSmallestSideMm = 4.0;
constexpr double kOutlineCells = 1.6; ///< how much coarser the grid is under an outline, for the walls' sake
constexpr float kFlatEnoughMm = 0.012f; ///< height error that nobody sees

const std::vector<SettingSpec>& specs() {
    static const std::vector<SettingSpec> list = {
        sizeSetting(),
        detailSetting(),
        choiceSetting(
            "mode", "Mode",
            "A relief stands out by brightness; a lithophane shows the picture when lit from behind",
            {{"relief", "Relief"}, {"lithophane", "Lithophane"}}, "relief"),
        choiceSetting("outline", "Outline", "What the plate covers",
                      {{"frame", "The whole picture"}, {"subject", "Only the subject"}}, "frame"),
        realSetting("base", "Base thickness", "How thick the plate is under the lowest place of the relief",
                    0.6, 20, 0.2, 1.6, "mm", "mode=relief"),
        realSetting("height", "Height", "How far the brightest place stands out from the base", 0.2, 40, 0.2,
                    3, "mm", "mode=relief"),
        realSetting("thinnest", "Thinnest wall", "Thickness of the lithophane where the picture is brightest",
                    0.4, 5, 0.1, 0.8, "mm", "mode=lithophane"),
        realSetting("thickest", "Thickest wall", "Thickness of the lithophane where the picture is darkest",
                    1, 10, 0.1, 3.2, "mm", "mode=lithophane"),
        realSetting("attenuation", "Attenuation",
                    "How strongly the material dims light, per millimetre; white PLA is about 1", 0.1, 5, 0.1,
                    1, "1/mm", "mode=lithophane"),
        flagSetting("invert", "Invert", "Swaps bright and dark", false),
        realSetting("smoothing", "Smoothing", "Evens out detail and noise finer than this", 0, 5, 0.05, 0.2,
                    "mm"),
        flagSetting("frame", "Frame", "Adds a rim around the picture", true),
        realSetting("frame-width", "Frame width", "How wide the rim is", 0.8, 50, 0.2, 3, "mm", "frame=true"),
        realSetting("frame-height", "Frame height", "How far the rim stands above the thinnest place", 0.2,
                    40, 0.2, 3.6, "mm", "frame=true"),
        choiceSetting("pose", "Pose", "How the plate is put on the print bed; standing prints finer detail",
                      {{"standing", "Standing"}, {"lying", "Lying on its back"}}, "standing"),
    };
    return list;
}

// The plate before it becomes a mesh.
struct Plate {
    PlateGrid grid;
    Field luma{};              ///< 0..1, on a field grid
    glm::vec2 lumaStart{0.0f}; ///< field coordinate at the plate's top left corner
    glm::vec2 lumaPerMm{1.0f};
    glm::dvec2 pictureStart{0.0}; ///< picture pixel at the plate's top left corner
    glm::dvec2 picturePerMm{1.0};
    Silhouette outline{}; ///< with outline=subject only
    bool subject = false;

    glm::vec2 fromCorner(glm::vec2 p) const { return {p.x + 0.5f * grid.size.x, 0.5f * grid.size.y - p.y}; }
    float lumaAt(glm::vec2 p) const {
        const glm::vec2 at = lumaStart + fromCorner(p) * lumaPerMm;
        return std::clamp(sampleSmooth(luma, at.x, at.y).value, 0.0f, 1.0f);
    }
    glm::vec2 pictureAt(glm::vec2 p) const {
        return glm::vec2(pictureStart + glm::dvec2(fromCorner(p)) * picturePerMm);
    }
    float inside(glm::vec2 p) const {
        const glm::vec2 at = fromCorner(p) / static_cast<float>(outline.cellMm) - 0.5f;
        return sampleLinear(outline.distance, at.x, at.y);
    }
    float edgeDistance(glm::vec2 p) const {
        if (subject) return inside(p);
        return std::min(0.5f * grid.size.x - std::abs(p.x), 0.5f * grid.size.y - std::abs(p.y));
    }
};

// Transparent places of a whole-frame picture count as the lowest (relief) or the brightest (lithophane).
Field frameLuma(const Request& request, const ResampleArea& area) {
    const image::Picture& picture = *request.picture;
    const image::Cutout& cutout = *request.cutout;
    const bool cut =
        cutout.method == image::CutoutMethod::Alpha || cutout.method == image::CutoutMethod::User;
    const bool bright = (request.settings.choice("mode") == "lithophane") != request.settings.flag("invert");
    const float background = bright ? 1.0f : 0.0f;
    return resampled(picture.width, picture.height, area, background, [&](int y, std::span<float> row) {
        const std::uint8_t* pixel = picture.pixel(0, y);
        const std::size_t base = static_cast<std::size_t>(y) * row.size();
        for (std::size_t x = 0; x < row.size(); ++x) {
            row[x] = lumaOf(picture, pixel + 4 * x, base + x);
            if (!cut) continue;
            const float cover = static_cast<float>(cutout.mask.coverage[base + x]) / 255.0f;
            row[x] = row[x] * cover + background * (1.0f - cover);
        }
    });
}

Plate framePlate(const Request& request, const DetailLevel& detail) {
    const image::Picture& picture = *request.picture;
    const Settings& s = request.settings;
    const double size = s.number("size");
    const double rim = s.flag("frame") ? std::min(s.number("frame-width"), 0.2 * size) : 0.0;
    // The longest side with its frame is the size; a sliver of a picture is stretched to a printable strip.
    const double longest = std::max(picture.width, picture.height);
    glm::dvec2 inner = glm::dvec2(picture.width, picture.height) * ((size - 2.0 * rim) / longest);
    inner = glm::max(inner, glm::dvec2(kSmallestSideMm));
    const glm::dvec2 whole = inner + 2.0 * rim;
    Plate plate{.grid = PlateGrid::cover(glm::vec2(whole), size / detail.plateCells)};
    ResampleArea area;
    area.step = longest / std::min<double>(longest, 1.2 * detail.plateCells);
    area.outWidth = std::max(1, static_cast<int>(std::ceil(picture.width / area.step)));
    area.outHeight = std::max(1, static_cast<int>(std::ceil(picture.height / area.step)));
    const double mmPerSample = inner.x / picture.width * area.step;
    plate.luma = blurred(frameLuma(request, area), static_cast<float>(s.number("smoothing") / mmPerSample));
    plate.picturePerMm = glm::dvec2(picture.width, picture.height) / inner;
    plate.pictureStart = -rim * plate.picturePerMm;
    plate.lumaPerMm = glm::vec2(plate.picturePerMm / area.step);
    plate.lumaStart = glm::vec2(plate.pictureStart / area.step) - 0.5f;
    return plate;
}

Result<Plate> subjectPlate(const Request& request, const DetailLevel& detail,
                           const jobs::JobContext& context) {
    const Settings& s = request.settings;
    SilhouetteOptions options;
    options.cells = detail.gridCells;
    options.sizeMm = s.number("size");
    options.minWidthMm = std::max(1.6, 2.5 * options.sizeMm / detail.plateCells);
    options.joinParts = s.choice("pose") == "standing";
    ORFEAS_TRY(outline, makeSilhouette(request.cutout->mask, options, context));
    if (s.choice("pose") == "standing") cutFoot(outline, 0.02 * options.sizeMm);
    const auto cell = static_cast<float>(outline.cellMm);
    const glm::vec2 size = cell * glm::vec2(outline.distance.width, outline.distance.height);
    Plate plate{.grid = PlateGrid::cover(size, kOutlineCells * options.sizeMm / detail.plateCells)};
    plate.luma = subjectLuma(*request.picture, request.cutout->mask, outline.placement,
                             outline.distance.width, outline.distance.height,
                             static_cast<float>(std::max(0.6, s.number("smoothing") / outline.cellMm)));
    plate.lumaPerMm = glm::vec2(1.0f / cell);
    plate.lumaStart = glm::vec2(-0.5f);
    plate.picturePerMm = glm::dvec2(outline.placement.step / outline.cellMm);
    plate.pictureStart = {outline.placement.x0, outline.placement.y0};
    plate.outline = std::move(outline);
    plate.subject = true;
    return plate;
}

// Brightness to thickness, the rim included.
class Thickness {
public:
    Thickness(const Settings& s, const Plate& plate)
        : m_plate(plate),
          m_range(robustRange(plate.luma, plate.subject ? &plate.outline.distance : nullptr, 0.005)),
          m_lithophane(s.choice("mode") == "lithophane"), m_invert(s.flag("invert")),
          m_base(s.number("base")), m_height(s.number("height")) {
        m_curve.thinnestMm = s.number("thinnest");
        m_curve.thickestMm = std::max(s.number("thickest"), m_curve.thinnestMm + 0.2);
        m_curve.attenuationPerMm = s.number("attenuation");
        if (!s.flag("frame")) return;
        m_rim = static_cast<float>(std::min(s.number("frame-width"), 0.2 * s.number("size")));
        m_slope = static_cast<float>(std::clamp(0.3 * s.number("frame-height"), 0.3, 1.5));
        m_rimHeight =
            static_cast<float>(s.number("frame-height") + (m_lithophane ? m_curve.thinnestMm : m_base));
    }

    float at(glm::vec2 p) const {
        const float picture = pictureAt(p);
        if (m_rim <= 0.0f) return picture;
        // The rim's inner edge slopes, so that no triangle has to stand on end.
        const float t = std::clamp((m_plate.edgeDistance(p) - m_rim) / m_slope, 0.0f, 1.0f);
        return m_rimHeight + (picture - m_rimHeight) * t * t * (3.0f - 2.0f * t);
    }

private:
    float pictureAt(glm::vec2 p) const {
        float bright =
            std::clamp((m_plate.lumaAt(p) - m_range.low) / (m_range.high - m_range.low), 0.0f, 1.0f);
        if (m_invert) bright = 1.0f - bright;
        return static_cast<float>(m_lithophane ? m_curve.thickness(linearFromSrgb(bright))
                                               : m_base + m_height * bright);
    }

    const Plate& m_plate;
    ValueRange m_range;
    LightCurve m_curve;
    bool m_lithophane;
    bool m_invert;
    double m_base;
    double m_height;
    float m_rim = 0.0f;
    float m_rimHeight = 0.0f;
    float m_slope = 1.0f;
};

mesh::RegionMap regionsOf(const Plate& plate, const std::vector<glm::vec2>& points,
                          const std::vector<glm::uvec3>& triangles,
                          const std::vector<mesh::RegionLabel>& labels) {
    return mesh::cutRegions(points, triangles, labels, [&](std::uint32_t a, std::uint32_t b) {
        const float da = plate.inside(points[a]);
        return da / (da - plate.inside(points[b]));
    });
}

// The few large triangles of the underside carry the mean colour: the picture would only smear over them.
void paintUnderside(mesh::Mesh& mesh, const std::vector<std::uint32_t>& pointOf, std::size_t topPoints) {
    glm::dvec3 sum(0.0);
    for (const mesh::Rgba8& color : mesh.colors)
        sum += glm::dvec3(color.r, color.g, color.b);
    const glm::dvec3 mean = sum / static_cast<double>(std::max<std::size_t>(mesh.colors.size(), 1)) + 0.5;
    for (std::size_t v = 0; v < mesh.colors.size(); ++v) {
        if (pointOf[v] >= topPoints) mesh.colors[v] = mesh::Rgba8(mean.x, mean.y, mean.z, 255);
    }
}

Result<mesh::Mesh> makeMesh(const Request& request, const Plate& plate, const DetailLevel& detail,
                            const jobs::JobContext& context) {
    const Settings& s = request.settings;
    const Thickness thickness(s, plate);
    const std::vector<glm::vec2> points = plate.grid.points();
    std::vector<float> heights(points.size());
    std::vector<mesh::RegionLabel> labels(points.size(), 1);
    parallelFor(points.size(), 4096, [&](std::size_t begin, std::size_t end) {
        if (context.cancelled()) return;
        for (std::size_t i = begin; i < end; ++i) {
            heights[i] = thickness.at(points[i]);
            if (plate.subject) labels[i] = plate.inside(points[i]) > 0.0f;
        }
    });
    if (context.cancelled()) return jobs::cancelledError();
    const mesh::BisectedGrid& grid = plate.grid.grid;
    std::vector<float> errors = grid.bisectionErrors(heights);
    for (std::size_t i = 0; i < errors.size(); ++i)
        errors[i] = labels[i] == 0 ? 0.0f : errors[i];
    keepBorders(grid, labels, errors);
    grid.propagate(errors);
    const float tolerance =
        toleranceFor(errors, static_cast<std::size_t>(0.45 * detail.triangles), kFlatEnoughMm);
    const std::vector<glm::uvec3> fine = grid.triangles(errors, tolerance);
    if (context.cancelled()) return jobs::cancelledError();
    mesh::RegionMap top = regionsOf(plate, points, fine, labels);
    if (!top.hasRegions())
        return Error{ErrorCode::Failed, "The subject is too small to make a relief of", {}};

    // The underside is flat: it needs only the outline's points.
    std::vector<float> coarse(errors.size(), 0.0f);
    const int w = grid.width();
    for (std::size_t i = 0; i < errors.size(); ++i) {
        const int x = static_cast<int>(i) % w;
        const int y = static_cast<int>(i) / w;
        const bool rim = x == 0 || y == 0 || x + 1 == w || y + 1 == grid.height();
        if (errors[i] >= kAlwaysKept || (rim && errors[i] > tolerance)) coarse[i] = kAlwaysKept;
    }
    grid.propagate(coarse);
    mesh::RegionMap under = regionsOf(plate, points, grid.triangles(coarse, 0.5f), labels);
    if (plate.subject) {
        const auto fixed = [](glm::vec2) { return false; };
        mesh::relaxRegions(top, 3, fixed);
        mesh::relaxRegions(under, 3, fixed);
    }
    mesh::SteppedSolidOptions options;
    options.longestWallStep = 5.0f * plate.grid.cell.x;
    options.underside = &under;
    std::vector<std::uint32_t> pointOf;
    mesh::Mesh mesh = mesh::makeSteppedSolid(
        top, [&](std::uint32_t p, mesh::RegionLabel) { return thickness.at(top.points[p]); }, options,
        &pointOf);
    if (context.cancelled()) return jobs::cancelledError();
    std::vector<glm::vec2> pictureAt;
    for (const glm::vec3& p : mesh.positions) {
        pictureAt.push_back(plate.pictureAt({p.x, p.y}));
        mesh.uvs.push_back(glm::clamp(
            pictureAt.back() / glm::vec2(request.picture->width, request.picture->height), 0.0f, 1.0f));
    }
    image::Mask everything;
    paintVertices(mesh, pictureAt, *request.picture, colorMask(request, plate.subject, everything),
                  0.5 * plate.grid.cell.x * plate.picturePerMm.x);
    paintUnderside(mesh, pointOf, top.points.size());
    placeOnBed(mesh, s.choice("pose") == "standing" ? Pose::Standing : Pose::Lying, s.number("size"));
    return mesh;
}

Result<mesh::Mesh> makeRelief(const Request& request, const DetailLevel& detail,
                              const jobs::JobContext& context) {
    context.report("reading the brightness", 0.0);
    if (request.settings.choice("outline") == "subject") {
        ORFEAS_TRY(plate, subjectPlate(request, detail, context));
        return makeMesh(request, plate, detail, context);
    }
    return makeMesh(request, framePlate(request, detail), detail, context);
}

std::string howText(const Settings& s) {
    const std::string what = s.choice("outline") == "subject" ? "the cut-out subject" : "the whole picture";
    if (s.choice("mode") == "lithophane")
        return "Lithophane of " + what + "; the brighter, the thinner the wall";
    return "Relief of " + what + (s.flag("invert") ? "; dark stands out" : "; bright stands out");
}

} // namespace

std::span<const SettingSpec> ReliefGenerator::settings() const {
    return specs();
}

Result<MeshPtr> ReliefGenerator::firstShape(const Request& request, const jobs::JobContext& context) const {
    ORFEAS_TRY(mesh, makeRelief(request, firstShapeDetail(), context));
    return MeshPtr(std::make_shared<mesh::Mesh>(std::move(mesh)));
}

Result<Outcome> ReliefGenerator::run(const Request& request, const PreviewSink& previews,
                                     const jobs::JobContext& context) const {
    const DetailLevel detail = detailLevel(request.settings);
    if (previews && detail.gridCells > 300) {
        ORFEAS_TRY(mesh, makeRelief(request, previewDetail(), context.part(0.0, 0.25)));
        previews({std::make_shared<mesh::Mesh>(std::move(mesh)), "coarse relief"});
    }
    const jobs::JobContext late = context.part(0.25, 1.0);
    ORFEAS_TRY(mesh, makeRelief(request, detail, late));
    late.report("laying the picture on", 0.8);
    const bool subject = request.settings.choice("outline") == "subject";
    image::Mask everything;
    ORFEAS_TRY(texture, subjectTexture(*request.picture, colorMask(request, subject, everything),
                                       detail.textureSide, late));
    mesh.texture = texture;
    context.report("done", 1.0);
    return Outcome{std::make_shared<mesh::Mesh>(std::move(mesh)), howText(request.settings)};
}

} // namespace orfeas::generate
