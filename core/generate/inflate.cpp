#include "core/generate/inflate.h"

#include <algorithm>
#include <cmath>

#include <glm/common.hpp>

#include "core/base/parallel.h"
#include "core/generate/detail.h"
#include "core/generate/inflated_solid.h"
#include "core/generate/placement.h"
#include "core/generate/poisson.h"
#include "core/generate/silhouette.h"
#include "core/generate/subject_colors.h"
#include "core/mesh/iso_surface.h"
#include "core/mesh/mesh_parts.h"
#include "core/mesh/surface_relax.h"

namespace orfeas::generate {
namespace {

constexpr double kTrianglesPerCellArea =
    12.9; ///< that marching tetrahedra make on a surface of one cell squared
/// Depth over sqrt(u) at 100 % fullness. sqrt(u) is round for a disc but 1.41 times too deep for a long limb; this lies
/// midway (the geometric mean of 1 and 1/1.41), so that limbs come out nearly round and broad bodies do not balloon.
constexpr double kRoundness = 0.84;
constexpr double kThinnestMm = 1.2; ///< of limbs, in the picture plane

const std::vector<SettingSpec>& specs() {
    static const std::vector<SettingSpec> list = {
        sizeSetting(),
        detailSetting(),
        realSetting("fullness", "Fullness",
                    "How deep the figure is: 100 % is as round as its outline, less is flatter", 20, 200, 5,
                    100, "%"),
        choiceSetting("back", "Back", "What the side away from the picture looks like",
                      {{"mirror", "Like the front"}, {"shallow", "Shallow"}, {"flat", "Flat"}}, "mirror"),
        realSetting("relief", "Relief",
                    "How far bright parts of the picture stand out and dark parts step back", 0, 3, 0.1, 0.4,
                    "mm"),
        choiceSetting("pose", "Pose", "How the figure is put on the print bed",
                      {{"standing", "Standing"}, {"lying", "Lying on its back"}}, "standing"),
        flagSetting("flat-base", "Flat base",
                    "Cuts a little off the underside so that the figure stands firmly", true),
    };
    return list;
}

// Everything known about the figure before it becomes a mesh.
struct Figure {
    Silhouette silhouette;
    Field u; ///< mm²
    InflatedShape shape;
    double surfaceMm2 = 0.0;
};

double subjectAreaMm2(const image::Mask& mask, double sizeMm) {
    int x0 = mask.width, x1 = -1, y0 = mask.height, y1 = -1;
    std::size_t count = 0;
    for (int y = 0; y < mask.height; ++y) {
        for (int x = 0; x < mask.width; ++x) {
            if (mask.at(x, y) < 128) continue;
            ++count;
            x0 = std::min(x0, x);
            x1 = std::max(x1, x);
            y0 = std::min(y0, y);
            y1 = y;
        }
    }
    const double pixelMm = count == 0 ? 1.0 : sizeMm / std::max(x1 - x0 + 1, y1 - y0 + 1);
    return static_cast<double>(std::max<std::size_t>(count, 1)) * pixelMm * pixelMm;
}

double cellFor(double surfaceMm2, double triangles) {
    return std::sqrt(kTrianglesPerCellArea * surfaceMm2 / triangles);
}

InflatedShape shapeFor(const Settings& settings, const Field& u, double cellMm) {
    InflatedShape shape;
    shape.frontDepth = static_cast<float>(kRoundness * settings.number("fullness") / 100.0);
    shape.backDepth = settings.choice("back") == "shallow" ? 0.35f * shape.frontDepth : shape.frontDepth;
    const auto rounding = static_cast<float>(std::min(0.8, settings.number("size") / 60.0));
    shape.edgeRounding = rounding;
    // The plane lies a little behind the outline, so that the rim keeps a wall.
    if (settings.choice("back") == "flat") shape.backPlane = -0.5f * rounding;
    if (!settings.flag("flat-base")) return shape;
    if (settings.choice("pose") == "standing") {
        shape.footPlane = chooseFootPlane(u, cellMm, shape);
        // A rounding as wide as the foot would leave it nothing to stand on.
        shape.edgeRounding = std::clamp(0.5f * thickestAt(u, cellMm, shape.footPlane), 0.1f, rounding);
    } else if (settings.choice("back") != "flat") {
        const float highest = *std::max_element(u.values.begin(), u.values.end());
        shape.backPlane = -0.85f * shape.backDepth * std::sqrt(std::max(highest, 0.0f));
    }
    return shape;
}

Result<Figure> makeFigure(const Request& request, const DetailLevel& detail,
                          const jobs::JobContext& context) {
    const Settings& settings = request.settings;
    SilhouetteOptions options;
    options.cells = detail.gridCells;
    options.sizeMm = settings.number("size");
    // The lattice must not miss a limb.
    const double guess =
        cellFor(2.7 * subjectAreaMm2(request.cutout->mask, options.sizeMm), detail.triangles);
    options.minWidthMm = std::min(std::max(kThinnestMm, 1.15 * guess), 0.25 * options.sizeMm);
    options.joinParts = !(settings.choice("pose") == "lying" && settings.choice("back") == "flat");
    context.report("finding the outline", 0.0);
    ORFEAS_TRY(silhouette, makeSilhouette(request.cutout->mask, options, context));
    Figure figure;
    figure.silhouette = std::move(silhouette);
    const auto cell = static_cast<float>(figure.silhouette.cellMm);
    Field cells = figure.silhouette.distance;
    for (float& d : cells.values)
        d /= cell;
    context.report("inflating", 0.3);
    ORFEAS_TRY(u, solveInflation(cells, context));
    figure.u = std::move(u);
    for (float& value : figure.u.values)
        value *= cell * cell;
    figure.shape = shapeFor(settings, figure.u, figure.silhouette.cellMm);
    figure.surfaceMm2 = estimateSurface(figure.u, figure.silhouette.cellMm, figure.shape);
    return figure;
}

mesh::IsoLattice latticeFor(const Figure& figure, const DetailLevel& detail, double sizeMm) {
    const Field& u = figure.u;
    const double cell =
        std::clamp(cellFor(figure.surfaceMm2, detail.triangles), sizeMm / 400.0, sizeMm / 20.0);
    const float highest = std::sqrt(std::max(0.0f, *std::max_element(u.values.begin(), u.values.end())));
    const double halfX = 0.5 * u.width * figure.silhouette.cellMm;
    const double halfY = 0.5 * u.height * figure.silhouette.cellMm;
    const double front = figure.shape.frontDepth * highest;
    const double back = std::min<double>(figure.shape.backDepth * highest, -figure.shape.backPlane);
    mesh::IsoLattice lattice;
    lattice.cell = static_cast<float>(cell);
    const auto cellsFor = [cell](double length) { return static_cast<int>(std::ceil(length / cell)) + 4; };
    lattice.cells = {cellsFor(2 * halfX), cellsFor(2 * halfY), cellsFor(front) + cellsFor(back)};
    lattice.origin =
        glm::vec3(-0.5 * cell * lattice.cells.x, -0.5 * cell * lattice.cells.y, -cell * cellsFor(back));
    // The cut faces lie a quarter cell between lattice planes: clean, even triangles.
    if (figure.shape.footPlane > -1e8f) {
        const float below = (figure.shape.footPlane - lattice.origin.y) / lattice.cell;
        lattice.origin.y += (below - std::floor(below) - 0.25f) * lattice.cell;
    }
    return lattice;
}

// The picture's own brightness without its slow changes, -1..1, fading toward the outline.
Field reliefField(const Request& request, const Figure& figure) {
    const Silhouette& s = figure.silhouette;
    const double cells = std::max(s.distance.width, s.distance.height);
    const Field fine = subjectLuma(*request.picture, request.cutout->mask, s.placement, s.distance.width,
                                   s.distance.height, static_cast<float>(std::max(0.8, 0.3 / s.cellMm)));
    const Field slow = subjectLuma(*request.picture, request.cutout->mask, s.placement, s.distance.width,
                                   s.distance.height, static_cast<float>(0.05 * cells));
    Field relief(fine.width, fine.height, 0.0f);
    double sum2 = 0.0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < relief.values.size(); ++i) {
        if (s.distance.values[i] <= 0.0f) continue;
        relief.values[i] = fine.values[i] - slow.values[i];
        sum2 += static_cast<double>(relief.values[i]) * relief.values[i];
        ++count;
    }
    const auto spread = static_cast<float>(std::sqrt(sum2 / std::max<std::size_t>(count, 1)));
    const float gain = 1.0f / std::max(2.0f * spread, 0.08f); // flat pictures are not blown up to noise
    const auto fade = static_cast<float>(std::max(1.5, 2.0 * request.settings.number("relief")));
    for (std::size_t i = 0; i < relief.values.size(); ++i) {
        const float t = std::clamp(s.distance.values[i] / fade, 0.0f, 1.0f);
        relief.values[i] = std::tanh(relief.values[i] * gain) * t * t * (3.0f - 2.0f * t);
    }
    return relief;
}

// Moves the front toward and away from the viewer. Depth order along every line of sight stays (the shift
// changes more slowly than the depth), so nothing can cross.
void addRelief(mesh::Mesh& mesh, const Field& relief, const InflatedSolid& solid, float amount) {
    parallelFor(mesh.positions.size(), 4096, [&](std::size_t begin, std::size_t end) {
        for (std::size_t v = begin; v < end; ++v) {
            glm::vec3& p = mesh.positions[v];
            const float t = std::clamp(p.z / (4.0f * amount), 0.0f, 1.0f);
            if (t <= 0.0f) continue;
            const glm::vec2 cell = solid.toCell(p.x, p.y);
            p.z += amount * t * t * (3.0f - 2.0f * t) * sampleSmooth(relief, cell.x, cell.y).value;
        }
    });
}

void addColors(mesh::Mesh& mesh, const Request& request, const Figure& figure, const InflatedSolid& solid,
               double cell) {
    const image::Picture& picture = *request.picture;
    std::vector<glm::vec2> pictureAt(mesh.positions.size());
    mesh.uvs.resize(mesh.positions.size());
    for (std::size_t v = 0; v < mesh.positions.size(); ++v) {
        const glm::vec2 at = solid.toCell(mesh.positions[v].x, mesh.positions[v].y);
        const glm::dvec2 pixel = figure.silhouette.placement.toPicture(glm::dvec2(at));
        pictureAt[v] = glm::vec2(pixel);
        mesh.uvs[v] = glm::clamp(glm::vec2(pixel / glm::dvec2(picture.width, picture.height)), 0.0f, 1.0f);
    }
    const double pixelsPerMm = figure.silhouette.placement.step / figure.silhouette.cellMm;
    paintVertices(mesh, pictureAt, picture, request.cutout->mask, 0.4 * cell * pixelsPerMm);
}

// Small pieces that hang in the air or enclose nothing go; what stands on the bed or holds most of the volume
// stays.
mesh::Mesh withoutDebris(mesh::Mesh mesh) {
    const mesh::MeshParts parts = mesh::findParts(mesh);
    if (parts.parts.size() <= 1) return mesh;
    double largest = 0.0;
    float lowest = 3.4e38f;
    for (const mesh::MeshPart& part : parts.parts) {
        largest = std::max(largest, part.volumeMm3);
        if (part.volumeMm3 > 0.0) lowest = std::min(lowest, part.lowest);
    }
    std::vector<std::uint8_t> keep;
    for (const mesh::MeshPart& part : parts.parts) {
        keep.push_back(part.volumeMm3 >= largest ||
                       (part.volumeMm3 > 0.002 * largest && part.lowest < lowest + 0.05f));
    }
    return mesh::keepParts(mesh, parts, keep);
}

Result<mesh::Mesh> makeMesh(const Request& request, const Figure& figure, const DetailLevel& detail,
                            const jobs::JobContext& context) {
    const Settings& settings = request.settings;
    const InflatedSolid solid(figure.u, figure.silhouette.cellMm, figure.shape);
    const mesh::IsoLattice lattice = latticeFor(figure, detail, settings.number("size"));
    context.report("making the surface", 0.5);
    ORFEAS_TRY(mesh, mesh::extractIsoSurface(solid, lattice, {detail.relaxSteps, detail.untangle}, context));
    const auto relief = static_cast<float>(settings.number("relief"));
    if (relief > 0.0f) {
        const std::vector<glm::vec3> plain = mesh.positions;
        addRelief(mesh, reliefField(request, figure), solid, relief);
        if (detail.untangle) ORFEAS_CHECK(mesh::untangle(mesh, plain, context));
    }
    if (context.cancelled()) return jobs::cancelledError();
    context.report("laying the picture on", 0.85);
    addColors(mesh, request, figure, solid, lattice.cell);
    placeOnBed(mesh, settings.choice("pose") == "standing" ? Pose::Standing : Pose::Lying, 0.0);
    mesh = withoutDebris(std::move(mesh));
    if (settings.flag("flat-base")) ORFEAS_CHECK(flattenFoot(mesh, lattice.cell, detail.untangle, context));
    placeOnBed(mesh, Pose::Lying, settings.number("size")); // turned already: only size and place
    return mesh;
}

std::string howText(const Request& request, const Silhouette& silhouette) {
    const std::string& back = request.settings.choice("back");
    std::string text = "Inflated from the outline; ";
    text += back == "mirror" ? "the back mirrors the front"
            : back == "flat" ? "the back is flat"
                             : "the back is shallow";
    if (silhouette.bridges > 0) {
        text += "; its " + formatValue(static_cast<double>(silhouette.parts)) +
                " separate parts were joined by bars";
    }
    if (silhouette.widened > 0) text += "; lines too thin to print were widened";
    return text;
}

} // namespace

std::span<const SettingSpec> InflateGenerator::settings() const {
    return specs();
}

Result<MeshPtr> InflateGenerator::firstShape(const Request& request, const jobs::JobContext& context) const {
    const DetailLevel detail = firstShapeDetail();
    ORFEAS_TRY(figure, makeFigure(request, detail, context));
    ORFEAS_TRY(mesh, makeMesh(request, figure, detail, context));
    return MeshPtr(std::make_shared<mesh::Mesh>(std::move(mesh)));
}

Result<Outcome> InflateGenerator::run(const Request& request, const PreviewSink& previews,
                                      const jobs::JobContext& context) const {
    const DetailLevel detail = detailLevel(request.settings);
    if (previews && detail.gridCells > 300) {
        const DetailLevel coarse = previewDetail();
        const jobs::JobContext early = context.part(0.0, 0.25);
        ORFEAS_TRY(figure, makeFigure(request, coarse, early));
        ORFEAS_TRY(mesh, makeMesh(request, figure, coarse, early));
        previews({std::make_shared<mesh::Mesh>(std::move(mesh)), "rounded outline"});
    }
    const jobs::JobContext late = context.part(0.25, 1.0);
    ORFEAS_TRY(figure, makeFigure(request, detail, late));
    ORFEAS_TRY(mesh, makeMesh(request, figure, detail, late));
    ORFEAS_TRY(texture, subjectTexture(*request.picture, request.cutout->mask, detail.textureSide, late));
    mesh.texture = texture;
    context.report("done", 1.0);
    return Outcome{std::make_shared<mesh::Mesh>(std::move(mesh)), howText(request, figure.silhouette)};
}

} // namespace orfeas::generate
