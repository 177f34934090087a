#include <charconv>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/command_line.h"
#include "app/interrupt.h"
#include "app/output_plan.h"
#include "app/report.h"
#include "core/image/picture_file.h"
#include "core/io/atomic_file.h"
#include "core/io/mesh_format.h"
#include "core/project/project_history.h"
#include "render/offscreen_target.h"
#include "render/scene/camera.h"
#include "render/scene/render_scene.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    fs::path input;
    fs::path output;
    std::string size = "1024x768";
    std::string view = "home";
    std::string look = "shaded";
    std::string background = "dark";
    std::string gpu;
    bool json = false;
};

struct PixelSize {
    int width = 0;
    int height = 0;
};

const std::map<std::string, render::StandardView>& views() {
    using render::StandardView;
    static const std::map<std::string, StandardView> all{
        {"home", StandardView::Home}, {"iso", StandardView::Iso},      {"front", StandardView::Front},
        {"back", StandardView::Back}, {"left", StandardView::Left},    {"right", StandardView::Right},
        {"top", StandardView::Top},   {"bottom", StandardView::Bottom}};
    return all;
}

using Look = void (*)(render::ViewOptions&);

const std::map<std::string, Look>& looks() {
    using render::ViewOptions;
    static const std::map<std::string, Look> all{
        {"shaded", [](ViewOptions&) {}},
        {"flat", [](ViewOptions& view) { view.shading = render::Shading::Flat; }},
        {"wire", [](ViewOptions& view) { view.wireframe = true; }},
        {"xray", [](ViewOptions& view) { view.xray = true; }},
        {"polished", [](ViewOptions& view) { view.lighting = render::Lighting::Matcap; }},
        {"unlit", [](ViewOptions& view) { view.lighting = render::Lighting::Unlit; }},
        {"normals", [](ViewOptions& view) { view.surface = render::SurfaceMode::Normals; }},
        {"overhang", [](ViewOptions& view) { view.surface = render::SurfaceMode::Overhang; }}};
    return all;
}

const std::map<std::string, render::Background>& backgrounds() {
    static const std::map<std::string, render::Background> all{
        {"dark", render::Background::Gradient},
        {"light", render::Background::Light},
        {"transparent", render::Background::Transparent}};
    return all;
}

Result<PixelSize> parseSize(const std::string& text) {
    PixelSize size;
    const char* end = text.data() + text.size();
    const auto [middle, widthError] = std::from_chars(text.data(), end, size.width);
    if (widthError == std::errc() && middle != end && *middle == 'x') {
        const auto [last, heightError] = std::from_chars(middle + 1, end, size.height);
        const bool inRange = size.width >= 1 && size.width <= 8192 && size.height >= 1 && size.height <= 8192;
        if (heightError == std::errc() && last == end && inRange) return size;
    }
    return Error{
        ErrorCode::BadInput, "--size wants a width and a height of 1 to 8192 pixels, such as 1024x768", {}};
}

/// What there is to draw, and what the reader had to say.
struct Input {
    render::RenderScene scene;
    std::vector<std::string> warnings;
};

void add(render::RenderScene& scene, std::shared_ptr<const mesh::Mesh> mesh, const glm::mat4& transform,
         std::optional<mesh::Rgba8> colour = {}) {
    render::SceneObject object;
    object.id = scene.objects.size() + 1;
    object.mesh = std::move(mesh);
    object.transform = transform;
    object.colour = colour;
    scene.objects.push_back(std::move(object));
}

/// A project's newest version, as far as it is visible, or a mesh.
Result<Input> readInput(const fs::path& file, const jobs::JobContext& context) {
    Input input;
    if (file.extension() == ".orfeas") {
        ORFEAS_TRY(opened, project::ProjectHistory::open(file, history::ProjectFile::Access::ReadOnly));
        ORFEAS_TRY(document, opened.current(context));
        for (const project::ObjectPtr& object : document->objects)
            if (object->visible) add(input.scene, object->mesh, object->transform, object->colour);
        if (input.scene.objects.empty())
            return Error{ErrorCode::BadInput, "The project has nothing to draw", {}};
        return input;
    }
    Result<io::ReadMesh> read = io::readMesh(file, context);
    if (!read.ok()) return std::move(read).error();
    for (const io::MeshPart& part : read->parts)
        add(input.scene, part.mesh, part.transform);
    input.warnings = read->warnings;
    return input;
}

render::PictureRequest requestFor(const Options& options, render::RenderScene scene, PixelSize size) {
    render::PictureRequest request;
    request.width = size.width;
    request.height = size.height;
    looks().at(options.look)(scene.view);
    scene.view.background = backgrounds().at(options.background);
    // What is laid over something else stands on nothing.
    const bool grounded = scene.view.background != render::Background::Transparent;
    scene.view.showGrid = scene.view.showBed = scene.view.showShadow = scene.view.showAxes = grounded;
    request.camera.turnTo(views().at(options.view));
    request.camera.frame(render::worldBox(scene), {size.width, size.height});
    request.scene = std::make_shared<const render::RenderScene>(std::move(scene));
    return request;
}

Result<Json> renderFile(const Options& options, const jobs::JobContext& context) {
    ORFEAS_TRY(size, parseSize(options.size));
    ORFEAS_TRY(input, readInput(options.input, context));
    render::OffscreenOptions targetOptions;
    targetOptions.adapter = options.gpu;
    ORFEAS_TRY(target, render::OffscreenTarget::create(targetOptions));
    ORFEAS_TRY(picture, target->renderPicture(requestFor(options, std::move(input.scene), size)));
    if (context.cancelled()) return jobs::cancelledError();
    ORFEAS_TRY(png, image::encodePng(picture));
    ORFEAS_TRY(file, io::AtomicFile::create(options.output));
    ORFEAS_CHECK(file.write(png));
    ORFEAS_CHECK(file.commit());
    return Json{{"file", options.output.string()},
                {"width", size.width},
                {"height", size.height},
                {"view", options.view},
                {"look", options.look},
                {"renderer", target->rendererName()},
                {"warnings", input.warnings}};
}

int runRender(const Options& options) {
    const Report report(options.json);
    if (Result<void> input = checkInput(options.input); !input.ok()) return report.fail(input.error());
    if (Result<void> place = checkPlace(options.output, {options.input}); !place.ok())
        return report.fail(place.error());
    const Interrupt interrupt;
    const Result<Json> drawn = renderFile(options, jobs::JobContext(interrupt.token(), {}));
    if (!drawn.ok()) return report.fail(drawn.error());
    return report.succeed(fmt::format("{}\n  drawn by   {}\n", options.output.string(),
                                      (*drawn)["renderer"].get<std::string>()),
                          *drawn);
}

} // namespace

void addRenderCommand(CLI::App& app, CommandSlot& slot) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("render", "Draw a mesh or a project into a PNG picture");
    command->add_option("MESH", options->input, "Mesh or project to draw")
        ->required()
        ->type_name("MESH|PROJECT");
    command->add_option("-o,--output", options->output, "PNG file to write")->required()->type_name("PNG");
    command->add_option("--size", options->size, "Pixels")->type_name("WxH")->capture_default_str();
    command->add_option("--view", options->view, "home, iso, front, back, left, right, top, bottom")
        ->check(CLI::IsMember(views()))
        ->type_name("VIEW")
        ->capture_default_str();
    command
        ->add_option("--look", options->look, "shaded, flat, wire, xray, polished, unlit, normals, overhang")
        ->check(CLI::IsMember(looks()))
        ->type_name("LOOK")
        ->capture_default_str();
    command->add_option("--background", options->background, "dark, light, transparent")
        ->check(CLI::IsMember(backgrounds()))
        ->type_name("BACKGROUND")
        ->capture_default_str();
    command->add_option("--gpu", options->gpu, "Graphics card: part of its name, or its number")
        ->type_name("NAME");
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([&slot, options] { slot.run = [options] { return runRender(*options); }; });
}

} // namespace orfeas::app
