#include "core/inference/reconstruction/reconstruct_generator.h"

#include <algorithm>
#include <cmath>

#include "core/base/assert.h"
#include "core/generate/detail.h"
#include "core/generate/generator_listing.h"
#include "core/generate/placement.h"
#include "core/inference/reconstruction/solid_field.h"
#include "core/inference/reconstruction/solid_paint.h"
#include "core/inference/reconstruction/view_frame.h"
#include "core/mesh/mesh_parts.h"
#include "core/mesh/surface_extractor.h"
#include "core/mesh/surface_relax.h"

namespace orfeas::inference {
namespace {

using generate::SettingSpec;

constexpr int kPreviewCells = 48;
constexpr int kRelaxSteps = 4;
constexpr double kMinWidthMm = 1.2; ///< thinner limbs and lines are widened to this
constexpr int kOutlineCells = 512, kInflationCells = 256;
constexpr std::size_t kBatch = 4096;                  ///< points between two questions whether to stop
constexpr float kFullestMove = 0.1f;                  ///< of the surface at 200 % fullness, in cube units
constexpr double kCrumbShare = 0.002;                 ///< of the largest part's volume
constexpr float kStands = 0.05f;                      ///< mm: so near the bed a part stands on it
constexpr float kLeastTilt = 0.03f, kMostTilt = 0.9f; ///< radians the camera is believed to look down by

const std::vector<SettingSpec>& specs() {
    static const std::vector<SettingSpec> list = {
        generate::sizeSetting(),
        generate::detailSetting(),
        generate::realSetting(
            "fullness", "Fullness",
            "How far the surface is pushed out from where the network sees it: more makes thin parts "
            "thicker",
            50, 200, 5, 100, "%"),
        generate::flagSetting(
            "upright", "Upright",
            "Turns the object by the angle the camera looked down from, so that it stands straight", true),
        generate::flagSetting("flat-base", "Flat base",
                              "Presses the underside flat so that the figure stands firmly", true),
        generate::flagSetting(
            "colors", "Colours",
            "Colours the surface: the picture where it was seen, the network's guess elsewhere", true),
    };
    return list;
}

int cellsOf(const generate::Settings& settings) {
    const std::string& detail = settings.choice("detail");
    return detail == "draft" ? 64 : detail == "fine" ? 192 : 128;
}

// The surface between lattice points is straight, the field's is not: where it is steep that shows as terraces. Vertices are
// moved onto the zero set and evened out, and back where that makes the surface cross itself.
Result<void> smoothed(mesh::Mesh& mesh, const SolidField& field, float cell,
                      const jobs::JobContext& context) {
    const std::vector<glm::vec3> extracted = mesh.positions;
    ORFEAS_CHECK(mesh::relaxOntoSurface(mesh, field, cell, kRelaxSteps, context));
    return mesh::untangle(mesh, extracted, context);
}

Result<mesh::Mesh> surfaceOf(const SolidField& field, int cells, const jobs::JobContext& context) {
    mesh::Field sampled;
    sampled.concurrent = true;
    sampled.batch = kBatch;
    sampled.evaluate = [&](std::span<const glm::vec3> points, std::span<float> values) -> Result<void> {
        for (std::size_t at = 0; at < points.size(); at += kBatch) {
            if (context.cancelled()) return jobs::cancelledError();
            for (std::size_t i = at; i < std::min(at + kBatch, points.size()); ++i)
                values[i] = field.value(points[i]);
        }
        return {};
    };
    mesh::SurfaceSettings settings;
    settings.box = {glm::vec3(-1.0f), glm::vec3(1.0f)};
    settings.samples = glm::ivec3(cells + 1);
    ORFEAS_TRY(surface, mesh::extractSurface(sampled, settings, context));
    return std::move(surface.mesh);
}

// The camera looked down: the object's own up leans toward the viewer.
void setUpright(mesh::Mesh& mesh, float elevation) {
    if (std::abs(elevation) < kLeastTilt) return;
    const float angle = std::clamp(elevation, -kMostTilt, kMostTilt);
    const float c = std::cos(angle), s = std::sin(angle);
    for (glm::vec3& p : mesh.positions)
        p = {p.x, c * p.y + s * p.z, c * p.z - s * p.y};
}

// The largest part stays, and what stands on the bed beside it. Where the largest does not stand itself (a seat whose legs
// are too thin to be seen), nothing else holds it up either.
mesh::Mesh withoutCrumbs(const mesh::Mesh& mesh) {
    const mesh::MeshParts parts = mesh::findParts(mesh);
    double largest = 0.0;
    float foot = 0.0f; // of the largest
    for (const mesh::MeshPart& part : parts.parts) {
        if (part.volumeMm3 > largest) foot = part.lowest;
        largest = std::max(largest, part.volumeMm3);
    }
    float lowest = 3.4e38f;
    for (const mesh::MeshPart& part : parts.parts) {
        if (part.volumeMm3 > kCrumbShare * largest) lowest = std::min(lowest, part.lowest);
    }
    const bool holds = foot < lowest + kStands;
    std::vector<std::uint8_t> keep;
    for (const mesh::MeshPart& part : parts.parts) {
        const bool stands = part.volumeMm3 > kCrumbShare * largest && part.lowest < lowest + kStands;
        keep.push_back(part.volumeMm3 >= largest || (holds && stands));
    }
    return mesh::keepParts(mesh, parts, keep);
}

Result<generate::MeshPtr> makeMesh(const SolidField& field, const generate::Request& request,
                                   const ViewFrame& frame, int cells, bool last,
                                   const jobs::JobContext& context) {
    const generate::Settings& settings = request.settings;
    ORFEAS_TRY(mesh, surfaceOf(field, cells, context.part(0.0, 0.5)));
    if (mesh.empty()) {
        return Error{
            ErrorCode::Failed, "The network saw no solid object in this picture; try another cut-out", {}};
    }
    if (last) ORFEAS_CHECK(smoothed(mesh, field, 2.0f / static_cast<float>(cells), context.part(0.5, 0.7)));
    if (settings.flag("colors")) {
        context.report("colouring", 0.7);
        ORFEAS_CHECK(paintSolid(mesh, field, *request.picture, request.cutout->mask, frame, context));
    }
    if (settings.flag("upright")) setUpright(mesh, field.code().elevation());
    const double size = settings.number("size");
    generate::placeOnBed(mesh, generate::Pose::Standing, size);
    mesh = withoutCrumbs(mesh);
    generate::placeOnBed(mesh, generate::Pose::Lying, size); // what stood lower may be gone
    if (settings.flag("flat-base")) {
        const auto cell = static_cast<float>(size / cells);
        ORFEAS_CHECK(generate::flattenFoot(mesh, cell, last, context));
    }
    generate::placeOnBed(mesh, generate::Pose::Lying, size); // turned already: only size and place
    return std::make_shared<const mesh::Mesh>(std::move(mesh));
}

} // namespace

std::span<const SettingSpec> ReconstructGenerator::settings() const {
    return specs();
}

std::optional<std::string> ReconstructGenerator::weightsName() const {
    const auto opened = network();
    if (!opened.ok() || (*opened)->content().empty()) return std::nullopt;
    return (*opened)->content();
}

Result<generate::MeshPtr> ReconstructGenerator::firstShape(const generate::Request& request,
                                                           const jobs::JobContext& context) const {
    const generate::Generator* inflate = generate::findGenerator("inflate");
    ORFEAS_ASSERT(inflate != nullptr);
    generate::Settings size;
    size.set("size", request.settings.number("size"));
    ORFEAS_TRY(settings, generate::completeSettings(inflate->settings(), size));
    generate::Request outline = request;
    outline.settings = settings;
    return inflate->firstShape(outline, context);
}

Result<generate::Outcome> ReconstructGenerator::run(const generate::Request& request,
                                                    const generate::PreviewSink& previews,
                                                    const jobs::JobContext& context) const {
    context.report("looking at the picture", 0.0);
    ORFEAS_TRY(network, this->network());
    const image::Mask& mask = request.cutout->mask;
    ORFEAS_TRY(frame, frameSubject(mask));
    ORFEAS_TRY(picture, framedPicture(*request.picture, mask, frame, network->config().side, context));
    ORFEAS_TRY(code, network->look(picture, context));
    const auto fullness =
        static_cast<float>(request.settings.number("fullness") / 100.0 - 1.0) * kFullestMove;
    ORFEAS_TRY(inflation, framedInflation(framedOutline(mask, frame, kInflationCells), context));
    // The longest side of the outline becomes `size`.
    const double halfMm = 0.5 * request.settings.number("size") / kFrameFill;
    ORFEAS_TRY(outline,
               printableOutline(framedOutline(mask, frame, kOutlineCells), kMinWidthMm / halfMm, context));
    const SolidField field(code, std::move(outline), std::move(inflation), fullness);
    const int cells = cellsOf(request.settings);
    if (previews) {
        ORFEAS_TRY(coarse, makeMesh(field, request, frame, kPreviewCells, false, context.part(0.1, 0.25)));
        previews({coarse, std::to_string(kPreviewCells) + "³"});
    }
    ORFEAS_TRY(mesh, makeMesh(field, request, frame, cells, true, context.part(0.25, 1.0)));
    return generate::Outcome{
        mesh, "Reconstructed by the network that comes with Orfeas: what the picture does not show "
              "is its guess"};
}

Result<std::shared_ptr<const SolidNetwork>> ReconstructGenerator::network() const {
    std::lock_guard lock(m_mutex);
    if (m_network) return m_network;
    std::filesystem::path folder = m_weights;
    if (folder.empty()) {
        ORFEAS_TRY(found, reconstructFolder());
        folder = found;
    }
    ORFEAS_TRY(opened, SolidNetwork::open(folder));
    m_network = opened;
    return m_network;
}

void addReconstruct() {
    if (!reconstructFolder().ok()) return;
    static const ReconstructGenerator generator;
    generate::listGenerator(generator);
}

} // namespace orfeas::inference
