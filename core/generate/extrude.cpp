#include "core/generate/extrude.h"

#include <algorithm>
#include <cmath>

#include <glm/common.hpp>

#include "core/generate/color_layers.h"
#include "core/generate/detail.h"
#include "core/generate/distance_field.h"
#include "core/generate/placement.h"
#include "core/generate/plate_grid.h"
#include "core/generate/silhouette.h"
#include "core/generate/subject_colors.h"
#include "core/mesh/stepped_solid.h"

namespace orfeas::generate {
namespace {

constexpr double kOutlineCells =
    1.5; ///< how much coarser than a relief: the walls repeat every cell of the outline
constexpr float kFlatEnoughMm = 0.02f; ///< height error that nobody sees

const std::vector<SettingSpec>& specs() {
    static const std::vector<SettingSpec> list = [] {
        std::vector<SettingSpec> all = {
            sizeSetting(),
            detailSetting(),
            realSetting("thickness", "Thickness", "How thick the lowest layer is", 0.8, 100, 0.2, 3, "mm"),
            realSetting("colors", "Colours",
                        "How many colours become layers of their own; 1 makes one flat piece", 1, 8, 1, 4,
                        ""),
            realSetting("step", "Layer step", "How far each colour stands above the one below", 0.2, 20, 0.2,
                        0.8, "mm"),
            flagSetting("reverse", "Reverse layers",
                        "Puts the most spread colour on top instead of at the bottom", false),
            choiceSetting("edge", "Edges", "The shape of the upper edges",
                          {{"sharp", "Sharp"}, {"chamfer", "Chamfered"}, {"rounded", "Rounded"}}, "chamfer"),
            realSetting("edge-width", "Edge width", "How wide the chamfer or rounding is", 0.2, 5, 0.1, 0.5,
                        "mm"),
            flagSetting("plate", "Base plate", "Puts everything on one plate that follows the outline",
                        false),
            realSetting("plate-margin", "Plate margin", "How far the plate reaches beyond the outline", 0, 30,
                        0.5, 2, "mm", "plate=true"),
            realSetting("plate-thickness", "Plate thickness", "How thick the plate is", 0.6, 20, 0.2, 1.6,
                        "mm", "plate=true"),
            choiceSetting("pose", "Pose", "How the piece is put on the print bed",
                          {{"lying", "Lying flat"}, {"standing", "Standing"}}, "lying"),
        };
        all[3].type = SettingType::Integer;
        return all;
    }();
    return list;
}

// The layers before they become a mesh. Layer 0 is outside, then come the plate if any, then the colours upward. Each
// layer has two region labels: its sloping rim and, above that, its level top, so that the crease between them is an
// edge of the triangulation.
mesh::RegionLabel rimLabel(std::size_t layer) {
    return static_cast<mesh::RegionLabel>(2 * layer - 1);
}
mesh::RegionLabel topLabel(std::size_t layer) {
    return static_cast<mesh::RegionLabel>(2 * layer);
}
std::size_t layerOf(mesh::RegionLabel label) {
    return (label + 1u) / 2u;
}

struct Stack {
    Silhouette outline;
    ColorLayers colors;
    PlateGrid grid;
    float plateMargin = -1.0f;          ///< negative: no plate
    std::vector<std::size_t> colorOf{}; ///< per layer, the colour; outside and the plate: none
    std::vector<float> top{};           ///< per layer, mm
    std::vector<float> edge{};          ///< per layer, width of its upper edge, mm
    std::vector<Field> inward{};        ///< per layer, mm from where something lower begins; empty: sharp

    glm::vec2 cellAt(glm::vec2 p) const {
        const auto cell = static_cast<float>(outline.cellMm);
        return {(p.x + 0.5f * grid.size.x) / cell - 0.5f, (0.5f * grid.size.y - p.y) / cell - 0.5f};
    }
    bool hasPlate() const { return plateMargin >= 0.0f; }
    std::size_t firstColor() const { return hasPlate() ? 2 : 1; }
    float inside(glm::vec2 p) const {
        const glm::vec2 c = cellAt(p);
        return sampleLinear(outline.distance, c.x, c.y);
    }
    // The strength of one colour layer at a place; the strongest one is there.
    float membership(std::size_t layer, glm::vec2 p) const {
        const glm::vec2 c = cellAt(p);
        return sampleLinear(colors.membership[colorOf[layer]], c.x, c.y);
    }
    std::size_t layerAt(glm::vec2 p) const {
        const float d = inside(p);
        if (d <= 0.0f) return hasPlate() && d > -plateMargin ? 1 : 0;
        std::size_t best = firstColor();
        float most = -1.0f;
        for (std::size_t layer = firstColor(); layer < top.size(); ++layer) {
            const float value = membership(layer, p);
            if (value <= most) continue;
            most = value;
            best = layer;
        }
        return best;
    }
    float inwardAt(std::size_t layer, glm::vec2 p) const {
        const glm::vec2 c = cellAt(p);
        return sampleLinear(inward[layer], c.x, c.y);
    }
    mesh::RegionLabel labelAt(glm::vec2 p) const {
        const std::size_t layer = layerAt(p);
        if (layer == 0) return mesh::kOutside;
        return edge[layer] > 0.0f && inwardAt(layer, p) < edge[layer] ? rimLabel(layer) : topLabel(layer);
    }
    // Where between a and b their labels change.
    float border(glm::vec2 a, mesh::RegionLabel labelA, glm::vec2 b, mesh::RegionLabel labelB) const {
        const std::size_t la = layerOf(labelA);
        const std::size_t lb = layerOf(labelB);
        float va = 0.0f;
        float vb = 0.0f;
        const std::size_t low = std::min(la, lb);
        if (la == lb) {
            va = inwardAt(la, a) - edge[la];
            vb = inwardAt(la, b) - edge[la];
        } else if (low == 0 && hasPlate()) {
            va = inside(a) + plateMargin;
            vb = inside(b) + plateMargin;
        } else if (low < firstColor()) {
            va = inside(a);
            vb = inside(b);
        } else {
            va = membership(la, a) - membership(lb, a);
            vb = membership(la, b) - membership(lb, b);
        }
        return va == vb ? 0.5f : std::clamp(va / (va - vb), 0.0f, 1.0f);
    }
};

void setHeights(Stack& stack, const Settings& s) {
    const auto step = static_cast<float>(s.number("step"));
    const auto wide = static_cast<float>(s.choice("edge") == "sharp" ? 0.0 : s.number("edge-width"));
    const std::size_t count = stack.colors.colors.size();
    stack.top = {0.0f};
    stack.edge = {0.0f};
    stack.colorOf = {0};
    float height = 0.0f;
    if (stack.hasPlate()) {
        height = static_cast<float>(s.number("plate-thickness"));
        stack.top.push_back(height);
        stack.edge.push_back(std::min(wide, 0.6f * height));
        stack.colorOf.push_back(0);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const float rise = i == 0 ? static_cast<float>(s.number("thickness")) : step;
        height += rise;
        stack.top.push_back(height);
        stack.edge.push_back(std::min(wide, 0.6f * rise)); // what lies below keeps showing
        stack.colorOf.push_back(s.flag("reverse") ? count - 1 - i : i);
    }
}

// Distance inward from the nearest place where a lower label (or nothing) is.
void measureInward(Stack& stack) {
    const Field& distance = stack.outline.distance;
    stack.inward.resize(stack.top.size());
    for (std::size_t label = 1; label < stack.top.size(); ++label) {
        if (stack.edge[label] <= 0.0f) continue;
        Field above(distance.width, distance.height);
        const auto cell = static_cast<float>(stack.outline.cellMm);
        for (std::size_t i = 0; i < above.values.size(); ++i) {
            const float d = distance.values[i] / cell;
            if (label < stack.firstColor()) {
                above.values[i] = d + stack.plateMargin / cell;
                continue;
            }
            float mine = 0.0f;
            float lower = 0.0f;
            for (std::size_t other = stack.firstColor(); other < stack.top.size(); ++other) {
                float& strongest = other >= label ? mine : lower;
                strongest = std::max(strongest, stack.colors.membership[stack.colorOf[other]].values[i]);
            }
            above.values[i] = std::min(d, 3.0f * (mine - lower));
        }
        stack.inward[label] = signedDistance(above, 0.0f);
        for (float& d : stack.inward[label].values)
            d *= cell;
    }
}

// Height of a layer's sloping rim at a place.
float rimAt(const Stack& stack, const Settings& s, glm::vec2 p, std::size_t layer) {
    const float wide = stack.edge[layer];
    const float d = wide > 0.0f ? stack.inwardAt(layer, p) : 0.0f;
    if (d >= 0.97f * wide) return stack.top[layer];
    const float t = 1.0f - std::max(d, 0.0f) / wide;
    const float drop = s.choice("edge") == "chamfer" ? t : 1.0f - std::sqrt(std::max(0.0f, 1.0f - t * t));
    return stack.top[layer] - wide * drop;
}

// Height of a region at one of its points. Both labels of a layer agree wherever they meet.
float heightAt(const Stack& stack, const Settings& s, const mesh::RegionMap& map, std::uint32_t p,
               mesh::RegionLabel label) {
    const std::size_t layer = layerOf(label);
    if (map.lowest[p] < rimLabel(layer)) return stack.top[layer] - stack.edge[layer];
    if (label == topLabel(layer)) return stack.top[layer];
    if (map.highest[p] == topLabel(layer)) return stack.top[layer];
    return rimAt(stack, s, map.points[p], layer);
}

Result<Stack> makeStack(const Request& request, const DetailLevel& detail, const jobs::JobContext& context) {
    const Settings& s = request.settings;
    const bool standing = s.choice("pose") == "standing";
    SilhouetteOptions options;
    options.sizeMm = s.number("size");
    options.cells = detail.gridCells;
    const double cell = kOutlineCells * options.sizeMm / detail.plateCells;
    options.minWidthMm = std::max(0.8, 1.6 * cell);
    options.marginMm = s.flag("plate") ? s.number("plate-margin") + cell : 0.0;
    options.joinParts = standing && !s.flag("plate");
    context.report("finding the outline", 0.0);
    ORFEAS_TRY(outline, makeSilhouette(request.cutout->mask, options, context));
    if (standing) cutFoot(outline, 0.015 * options.sizeMm);
    context.report("separating the colours", 0.2);
    const int most = static_cast<int>(s.number("colors"));
    ORFEAS_TRY(colors, separateColors(*request.picture, request.cutout->mask, outline, most, 1.5, context));
    const auto cellMm = static_cast<float>(outline.cellMm);
    const glm::vec2 size = cellMm * glm::vec2(outline.distance.width, outline.distance.height);
    Stack stack{
        .outline = std::move(outline), .colors = std::move(colors), .grid = PlateGrid::cover(size, cell)};
    if (s.flag("plate")) stack.plateMargin = static_cast<float>(s.number("plate-margin"));
    setHeights(stack, s);
    measureInward(stack);
    if (context.cancelled()) return jobs::cancelledError();
    return stack;
}

mesh::RegionMap regionsOf(const Stack& stack, const Settings& s, const jobs::JobContext& context) {
    const mesh::BisectedGrid& grid = stack.grid.grid;
    const std::vector<glm::vec2> points = stack.grid.points();
    std::vector<mesh::RegionLabel> labels(points.size());
    std::vector<float> heights(points.size());
    parallelFor(points.size(), 4096, [&](std::size_t begin, std::size_t end) {
        if (context.cancelled()) return;
        for (std::size_t i = begin; i < end; ++i) {
            labels[i] = stack.labelAt(points[i]);
            heights[i] = labels[i] == mesh::kOutside ? 0.0f : rimAt(stack, s, points[i], layerOf(labels[i]));
        }
    });
    // The rim of the grid is outside, whatever the fields say there.
    for (int x = 0; x < grid.width(); ++x)
        labels[grid.vertex(x, 0)] = labels[grid.vertex(x, grid.height() - 1)] = 0;
    for (int y = 0; y < grid.height(); ++y)
        labels[grid.vertex(0, y)] = labels[grid.vertex(grid.width() - 1, y)] = 0;
    std::vector<float> errors = grid.bisectionErrors(heights);
    for (std::size_t i = 0; i < errors.size(); ++i)
        errors[i] = labels[i] == mesh::kOutside ? 0.0f : errors[i];
    keepBorders(grid, labels, errors);
    grid.propagate(errors);
    return mesh::cutRegions(points, grid.triangles(errors, kFlatEnoughMm), labels,
                            [&](std::uint32_t a, std::uint32_t b) {
                                return stack.border(points[a], labels[a], points[b], labels[b]);
                            });
}

void addColors(mesh::Mesh& mesh, const Stack& stack, const image::Picture& picture) {
    for (const glm::vec3& p : mesh.positions) {
        const glm::dvec2 at = stack.outline.placement.toPicture(glm::dvec2(stack.cellAt({p.x, p.y})));
        mesh.uvs.push_back(glm::clamp(glm::vec2(at / glm::dvec2(picture.width, picture.height)), 0.0f, 1.0f));
        std::size_t label = 1;
        while (label + 1 < stack.top.size() && p.z > stack.top[label] + 1e-4f)
            ++label;
        mesh.colors.push_back(stack.colors.colors[stack.colorOf[label]]);
    }
}

// Long outlines get larger cells: about as many triangles as asked for.
bool coarsenGrid(Stack& stack, const mesh::RegionMap& map, const DetailLevel& detail) {
    const double expected = 2.6 * static_cast<double>(map.triangles.size());
    const double coarser = std::clamp(expected / detail.triangles, 1.0, 2.0);
    if (coarser < 1.15) return false;
    stack.grid = PlateGrid::cover(stack.grid.size, coarser * stack.grid.cell.x);
    return true;
}

Result<mesh::Mesh> makeMesh(const Request& request, Stack& stack, const DetailLevel& detail,
                            const jobs::JobContext& context) {
    const Settings& s = request.settings;
    context.report("tracing the regions", 0.5);
    mesh::RegionMap map = regionsOf(stack, s, context);
    if (coarsenGrid(stack, map, detail)) map = regionsOf(stack, s, context);
    if (context.cancelled()) return jobs::cancelledError();
    mesh::relaxRegions(map, 4, [](glm::vec2) { return false; });
    if (context.cancelled()) return jobs::cancelledError();
    if (!map.hasRegions()) return Error{ErrorCode::Failed, "The subject is too small to extrude", {}};
    mesh::SteppedSolidOptions options;
    options.longestWallStep = 4.0f * stack.grid.cell.x;
    mesh::Mesh mesh = mesh::makeSteppedSolid(
        map, [&](std::uint32_t p, mesh::RegionLabel label) { return heightAt(stack, s, map, p, label); },
        options);
    if (context.cancelled()) return jobs::cancelledError();
    addColors(mesh, stack, *request.picture);
    placeOnBed(mesh, s.choice("pose") == "standing" ? Pose::Standing : Pose::Lying, s.number("size"));
    return mesh;
}

std::string howText(const Request& request, const Stack& stack) {
    const std::size_t count = stack.colors.colors.size();
    std::string text = "Extruded from the outline";
    if (count > 1) text += " in " + formatValue(static_cast<double>(count)) + " layers by colour";
    if (stack.hasPlate()) text += ", on a base plate";
    if (stack.outline.bridges > 0) text += "; its separate parts were joined by bars";
    if (request.settings.choice("pose") == "lying" && stack.outline.parts > 1 && !stack.hasPlate()) {
        text += "; its " + formatValue(static_cast<double>(stack.outline.parts)) + " parts lie side by side";
    }
    return text;
}

} // namespace

std::span<const SettingSpec> ExtrudeGenerator::settings() const {
    return specs();
}

Result<MeshPtr> ExtrudeGenerator::firstShape(const Request& request, const jobs::JobContext& context) const {
    ORFEAS_TRY(stack, makeStack(request, firstShapeDetail(), context));
    ORFEAS_TRY(mesh, makeMesh(request, stack, firstShapeDetail(), context));
    return MeshPtr(std::make_shared<mesh::Mesh>(std::move(mesh)));
}

Result<Outcome> ExtrudeGenerator::run(const Request& request, const PreviewSink& previews,
                                      const jobs::JobContext& context) const {
    const DetailLevel detail = detailLevel(request.settings);
    if (previews && detail.gridCells > 300) {
        const jobs::JobContext early = context.part(0.0, 0.25);
        ORFEAS_TRY(stack, makeStack(request, previewDetail(), early));
        ORFEAS_TRY(mesh, makeMesh(request, stack, previewDetail(), early));
        previews({std::make_shared<mesh::Mesh>(std::move(mesh)), "coarse layers"});
    }
    const jobs::JobContext late = context.part(0.25, 1.0);
    ORFEAS_TRY(stack, makeStack(request, detail, late));
    ORFEAS_TRY(mesh, makeMesh(request, stack, detail, late));
    late.report("laying the picture on", 0.8);
    ORFEAS_TRY(texture, subjectTexture(*request.picture, request.cutout->mask, detail.textureSide, late));
    mesh.texture = texture;
    context.report("done", 1.0);
    return Outcome{std::make_shared<mesh::Mesh>(std::move(mesh)), howText(request, stack)};
}

} // namespace orfeas::generate
